"""Forecasts of past decisions against what happened, as a calibration plot.

From: `vallum.governance.backtest`.  To: the workbench, `scripts/write_docs.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.governance.backtest import Backtest
from vallum.report.figure import Figure
from vallum.report.theme import BLUE, INK, NARROW, QUIET, RULE, RUST, WIDE, message, rows
from vallum.report.words import counted

Z = 1.6449
"""Standard deviations that leave 5 per cent on either side."""
HEIGHT = 300
OFF = 0.035
"""How far a single episode's tick stands off the edge [share]."""
DIGITS = 6
"""Of what is drawn: the last bits of a sum hang on the processor, and the picture is kept."""


def calibration_plot(found: Backtest) -> Figure:
    """Bins of forecasts by the share that was adopted, with 90 % intervals, and each episode."""
    bins = [
        {
            "bin": f"{each.low:.0%} to {each.high:.0%}",
            "forecast": round(each.forecast, DIGITS),
            "adopted": round(each.adopted, DIGITS),
            "episodes": each.episodes,
            "low": round(interval(each.adopted, each.episodes)[0], DIGITS),
            "high": round(interval(each.adopted, each.episodes)[1], DIGITS),
        }
        for each in found.calibration()
    ]
    single = [
        {"forecast": round(each.chance, DIGITS),
         "adopted": OFF / 2 if not each.episode.adopted else 1 - OFF / 2,
         "what": "adopted" if each.episode.adopted else "not adopted"}
        for each in found.tested
    ]  # fmt: skip
    frame = pl.DataFrame(bins)
    return Figure(
        id="calibration",
        title=_title(found),
        description=(
            "A plot of forecast against outcome: a dot for each quarter of the forecasts, at their "
            "mean and at the share that was adopted, with a line over its 90 per cent interval; a "
            "diagonal on which good forecasts lie; ticks below and above for single episodes."
        ),
        chart=_chart(bins, single, WIDE),
        narrow=_chart(bins, single, NARROW),
        table=frame.select(
            pl.col("bin").alias("Forecast"),
            pl.col("episodes").alias("Episodes"),
            (100 * pl.col("forecast")).round(0).alias("Mean forecast [%]"),
            (100 * pl.col("adopted")).round(0).alias("Adopted [%]"),
            (100 * pl.col("low")).round(0).alias("5 % [%]"),
            (100 * pl.col("high")).round(0).alias("95 % [%]"),
        )
        if bins
        else pl.DataFrame({"Forecast": []}, schema={"Forecast": pl.String}),
        source="Vallum, votes and blocked decisions since February 2022 (governance/decisions, "
        "governance/vetoes), positions held on the day before.",
        unit="Share adopted at once, by forecast chance",
        note="Dots below the diagonal: forecasts were too hopeful. Most episodes are on "
        "record because something was held up. Ticks: single episodes, adopted above, not adopted "
        "below.",
    )


def interval(share: float, number: int) -> tuple[float, float]:
    """Wilson's interval for a share seen in so many cases, 5 and 95 per cent.

    >>> low, high = interval(0.5, 10); round(low, 3), round(high, 3)
    (0.269, 0.731)
    """
    spread = Z * Z / number
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * sqrt(share * (1 - share) / number + spread / (4 * number))
    return max(0.0, middle - half), min(1.0, middle + half)


def _title(found: Backtest) -> str:
    """What became of those that were forecast to pass."""
    bins = found.calibration()
    if not bins:
        return "No episode can be tested"
    top = bins[-1]
    passed = round(top.adopted * top.episodes)
    return (
        f"Of {counted(top.episodes, 'decision')} forecast to pass with {top.low:.0%} or more, "
        f"{passed} passed at once"
    )


def _chart(
    bins: Sequence[Mapping[str, object]], single: Sequence[Mapping[str, object]], width: int
) -> ChartType:
    if not bins:
        return message("No episode can be tested.", width)
    across = min(width - 45, 460)
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("forecast:Q", title="Forecast", scale=scale, axis=alt.Axis(format="%", tickCount=5))
    y = alt.Y("adopted:Q", title=None, scale=scale, axis=alt.Axis(format="%", tickCount=5))
    ideal = (
        alt.Chart(rows([{"forecast": 0, "adopted": 0}, {"forecast": 1, "adopted": 1}]))
        .mark_line(color=RULE, strokeDash=[4, 3])
        .encode(x=x, y=y)
    )
    ticks = (
        alt.Chart(rows(single))
        .mark_tick(thickness=1.5, size=12, orient="vertical")
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "what:N",
                scale=alt.Scale(domain=["adopted", "not adopted"], range=[BLUE, RUST]),
                legend=None,
            ),
        )
    )
    spans = (
        alt.Chart(rows(bins))
        .mark_rule(color=QUIET, strokeWidth=1.5)
        .encode(x=x, y=alt.Y("low:Q", title=None, scale=scale), y2="high:Q")
    )
    dots = (
        alt.Chart(rows(bins))
        .mark_point(filled=True, size=90, color=INK, opacity=1)
        .encode(x=x, y=y)
    )
    words = (
        alt.Chart(rows(bins))
        .mark_text(align="left", dx=8, color=INK, fontWeight="bold")
        .encode(x=x, y=y, text="episodes:N")
    )
    chart: ChartType = alt.layer(ideal, ticks, spans, dots, words).properties(
        width=across, height=HEIGHT
    )
    return chart
