"""The page that sets forecasts of past decisions beside what happened, in Markdown.

From: `vallum.governance.backtest`.  To: `scripts/write_docs.py`.
"""

from __future__ import annotations

from vallum.governance.backtest import HELD_OUT, Backtest, Score
from vallum.report.backtest_chart import calibration_plot

_INTRO = (
    "Every vote and blocked decision of the Union on record since February 2022, forecast from the "
    "positions held on the day before and set beside what happened. The Brier score is the mean "
    "squared error of the forecasts: less is better, and a coin scores 0.25. *Always yes* and "
    "*known blockers* (yes, unless a measure of the kind had been blocked before and needs "
    f"unanimity) are the naive forecasts. Assumptions were set on episodes before {HELD_OUT}; "
    "later ones were kept out. `vallum backtest` makes the same tables."
)
_READING = (
    "Most episodes are on record because something was held up, so outcomes lie below forecasts, "
    "and nothing can be read from them about how often blocks happen. Fewer than thirty episodes "
    "allow no finer claim than the share of draws says."
)


PLOT = "decisions.svg"
"""The plot's file, beside the page."""


def decisions_page(found: Backtest) -> str:
    """Scores, calibration, and every episode with its miss."""
    lines = ["# Forecasts of past decisions", "", _INTRO, "", "## Scores", ""]
    lines += [
        "| episodes | number | ours (5-95 %) | always yes | known blockers | better than yes in |"
        " than blockers in |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for words, score in (
        ("all", found.score()),
        (f"since {HELD_OUT}", found.score(lambda each: each.held_out)),
    ):
        lines += [] if score is None else [_scored(words, score)]
    figure = calibration_plot(found)
    lines += ["", _READING, "", "## Forecast against outcome", ""]
    lines += [f"{figure.title}.", "", f"![{figure.description}]({PLOT})", "", figure.note, ""]
    lines += ["| forecast | episodes | mean forecast | adopted |", "|---|---:|---:|---:|"]
    lines += [
        f"| {each.low:.0%} to {each.high:.0%} | {each.episodes} | {each.forecast:.0%} | "
        f"{each.adopted:.0%} |"
        for each in found.calibration()
    ]
    missed = sum(each.missed for each in found.forecasts)
    lines += ["", "## Episodes", "", f"{missed} of {len(found.tested)} forecasts fall on the "
              "wrong side of one half.", ""]  # fmt: skip
    lines += ["| date | episode | forecast | adopted | |", "|---|---|---:|---|---|"]
    for each in found.forecasts:
        forecast = f"{each.chance:.0%}" if each.tested else "-"
        told = "**missed**" if each.missed else "" if each.tested else each.reason
        adopted = "yes" if each.episode.adopted else "no"
        title = each.episode.title.replace("|", "/")
        lines.append(f"| {each.episode.day} | {title} | {forecast} | {adopted} | {told} |")
    return "\n".join([*lines, ""])


def _scored(words: str, score: Score) -> str:
    return (
        f"| {words} | {score.episodes} | {score.model:.2f} ({score.low:.2f}-{score.high:.2f}) | "
        f"{score.always_yes:.2f} | {score.known_blockers:.2f} | {score.better_than_yes:.0%} | "
        f"{score.better_than_blockers:.0%} |"
    )
