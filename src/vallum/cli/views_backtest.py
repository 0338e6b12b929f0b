"""What `vallum backtest` reads and shows."""

from __future__ import annotations

from pathlib import Path

from vallum.cli.episode_files import read_episodes
from vallum.cli.show import heading, percent, say, table
from vallum.evidence import Evidence
from vallum.governance.backtest import HELD_OUT, Backtest, Score, backtest, shipped_episodes
from vallum.world.agenda import agenda

CLAIM = 0.95
"""Share of draws above which one forecast may be called better than another."""
FEW = 30


def tested(episodes: Path | None, data: Path | None) -> Backtest:
    """Forecasts of the shipped episodes, or of those in a file."""
    evidence = Evidence.load(data)
    own = shipped_episodes(evidence) if episodes is None else read_episodes(episodes)
    return backtest(evidence, agenda(evidence), own)


def show_backtest(found: Backtest) -> None:
    """Scores, what may be claimed, calibration, misses."""
    whole, kept_out = found.score(), found.score(lambda each: each.held_out)
    if whole is None:
        say("None of these episodes can be tested.")
    else:
        say(verdict(whole))
        heading("Brier scores: mean squared error of the forecasts, less is better")
        rows = [("all", whole), (f"since {HELD_OUT}, kept out of calibration", kept_out)]
        table(
            ["episodes", "number", "Vallum (5-95 %)", "always yes", "known blockers"],
            [
                [
                    words,
                    str(score.episodes),
                    f"{score.model:.2f} ({score.low:.2f}-{score.high:.2f})",
                    f"{score.always_yes:.2f}",
                    f"{score.known_blockers:.2f}",
                ]
                for words, score in rows
                if score is not None
            ],
        )
        heading("Forecast against outcome")
        table(
            ["forecast", "episodes", "mean forecast", "adopted"],
            [
                [
                    f"{percent(each.low)} to {percent(each.high)}",
                    str(each.episodes),
                    percent(each.forecast),
                    percent(each.adopted),
                ]
                for each in found.calibration()
            ],
        )
        say(
            "Most episodes are on record because something was held up, so outcomes lie below "
            "forecasts: a forecast of 90 % meets those of the ten that failed."
        )
    heading("Episodes")
    table(
        ["date", "episode", "forecast", "adopted", ""],
        [
            [
                each.episode.day,
                each.episode.name,
                percent(each.chance) if each.tested else "-",
                "yes" if each.episode.adopted else "no",
                "missed" if each.missed else "" if each.tested else each.reason,
            ]
            for each in found.forecasts
        ],
    )


def verdict(score: Score) -> str:
    """What the scores allow to be said."""
    against = (
        ("always yes", score.better_than_yes),
        ("known blockers", score.better_than_blockers),
    )
    words = [
        f"{'better' if share >= CLAIM else 'not clearly better'} than '{name}' "
        f"({percent(share)} of draws)"
        for name, share in against
    ]
    few = (
        f" {score.episodes} episodes are too few for more than that."
        if score.episodes < FEW
        else ""
    )
    return f"Over {score.episodes} episodes the forecasts are {' and '.join(words)}.{few}"
