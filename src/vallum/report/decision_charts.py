"""Charts of a decision: where its voters stand, and how soon its routes are through.

From: `vallum.governance.decide`.  To: the workbench.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.governance.decide import Decision
from vallum.governance.positions import months_later
from vallum.report.figure import Figure
from vallum.report.theme import BLUE, INK, LIGHT_BLUE, NARROW, QUIET, RUST, WIDE, rows
from vallum.report.words import inline

SAYS = ("likely no", "may abstain", "likely yes")
FILLS = (RUST, LIGHT_BLUE, BLUE)
SOURCE = "Vallum, coded positions of states (governance/stances) and planning assumptions."
ROW = 15
STEP = 3
"""Months between points of a curve."""
ROUTES = 4
INKS = (BLUE, RUST, QUIET, INK)
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])


def voters_strip(found: Decision, names: Mapping[str, str]) -> Figure:
    """Every voter on the best route, from against to for, with the middle 90 per cent."""
    best, held = found.best, found.best.ballot.positions
    frame = voters(found, names)
    yes = frame.filter(pl.col("says") == SAYS[2]).height
    return Figure(
        id="voters",
        title=f"{yes} of {frame.height} voters would more likely than not say yes",
        description=(
            "A row a voter, most in favour first: a dot at its position on this route and a line "
            "over the middle 90 per cent; two rules mark where yes ends and no begins."
        ),
        chart=_strip(frame, (held.cut_no, held.cut_yes), WIDE),
        narrow=_strip(frame, (held.cut_no, held.cut_yes), NARROW),
        table=frame.select(
            pl.col("state").alias("State"),
            pl.col("position").round(2).alias("Position"),
            pl.col("low").round(2).alias("5 %"),
            pl.col("high").round(2).alias("95 %"),
            (100 * pl.col("objects")).round(0).alias("Stands in the way [%]"),
        ),
        source=SOURCE,
        unit=(
            f"{found.measure.title}: position on {best.route.title}, ease of measure and route "
            "included"
        ),
        note="Left of the left rule a state votes no; right of the right rule, yes; else it "
        "abstains. What moves all states together comes on top.",
    )


def voters(found: Decision, names: Mapping[str, str]) -> pl.DataFrame:
    """A row a voter on the best route, most in favour first: code, state, position, low, high (the
    middle 90 per cent), objects [probability], says."""
    best = found.best
    held = best.ballot.positions
    return pl.DataFrame(
        {
            "code": list(held.states),
            "state": [names.get(state, state) for state in held.states],
            "position": held.mean,
            "low": held.mean - 1.645 * held.spread,
            "high": held.mean + 1.645 * held.spread,
            "objects": [best.objection[state] for state in held.states],
            "says": [
                SAYS[0] if x < held.cut_no else SAYS[2] if x >= held.cut_yes else SAYS[1]
                for x in held.mean
            ],
        }
    ).sort("position", "state", descending=[True, False])


def _strip(frame: pl.DataFrame, cuts: tuple[float, float], width: int) -> ChartType:
    data = rows(frame.to_dicts())
    # An axis that ends where the marks do.
    ends = [
        min(-1.0, *frame["low"].to_list()),
        max(1.0, *frame["high"].to_list()),
    ]
    order = frame["state"].to_list()
    y = alt.Y("state:N", sort=order, title=None, axis=alt.Axis(labelLimit=110, ticks=False))
    scale = alt.Scale(domain=ends, nice=False)
    x = alt.X("position:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5))
    base = alt.Chart(data)
    spans = base.mark_rule(color=QUIET, strokeWidth=1).encode(
        x=alt.X("low:Q", scale=scale, title=None), x2="high:Q", y=y
    )
    dots = base.mark_point(filled=True, size=55, opacity=1).encode(
        x=x,
        y=y,
        color=alt.Color(
            "says:N",
            scale=alt.Scale(domain=list(SAYS), range=list(FILLS)),
            legend=alt.Legend(title=None, orient="top"),
        ),
        shape=alt.Shape(
            "says:N",
            scale=alt.Scale(domain=list(SAYS), range=["square", "diamond", "circle"]),
            legend=alt.Legend(title=None, orient="top"),
        ),
    )
    marks = alt.Chart(rows([{"cut": cut} for cut in cuts]))
    rules = marks.mark_rule(color=INK, strokeDash=[3, 3]).encode(x=alt.X("cut:Q", scale=scale))
    chart: ChartType = alt.layer(rules, spans, dots).properties(
        width=width - 130, height=ROW * len(order)
    )
    return chart


def routes_in_time(found: Decision) -> Figure:
    """Chance of being through by each day to the deadline, by route."""
    shown = found.routes[:ROUTES]
    from_day, to_day = date.fromisoformat(found.day), date.fromisoformat(found.by)
    months = (to_day - from_day).days / 30.4375
    steps = [min(step * STEP, months) for step in range(int(months / STEP) + 2)]
    points = [
        {
            "day": months_later(found.day, m),
            "route": short_title(each.route.title),
            "chance": each.by(m),
        }
        for each in shown
        for m in steps
    ]
    best = found.best
    frame = pl.DataFrame(points).unique(maintain_order=True)
    return Figure(
        id="routes",
        title=f"The best route, {inline(short_title(best.route.title))}, is through by {found.by} "
        f"with {100 * best.probability:.0f} %",
        description="A line a route: the chance that the measure is adopted by each day.",
        chart=_curves(frame, [short_title(each.route.title) for each in shown], WIDE),
        narrow=_curves(frame, [short_title(each.route.title) for each in shown], NARROW),
        table=frame.with_columns((100 * pl.col("chance")).round(1)).rename(
            {"day": "Day", "route": "Route", "chance": "Adopted by then [%]"}
        ),
        source=SOURCE,
        unit=f"{found.measure.title}: chance that it is adopted by then",
        note="The steps where a line rises late are states that gave way."
        if any(each.vote > each.at_once + 0.02 for each in shown)
        else "",
    )


def short_title(title: str) -> str:
    """A route's title without the examples in its brackets."""
    return title.split(" (", maxsplit=1)[0]


def _curves(frame: pl.DataFrame, order: list[str], width: int) -> ChartType:
    count = len(order)
    chart: ChartType = (
        alt.Chart(rows(frame.to_dicts()))
        .mark_line(strokeWidth=2)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            y=alt.Y(
                "chance:Q",
                title=None,
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format="%", tickCount=5),
            ),
            color=alt.Color(
                "route:N",
                sort=order,
                scale=alt.Scale(domain=order, range=list(INKS[:count])),
                legend=alt.Legend(
                    title=None, orient="top", columns=2 if width == WIDE else 1, labelLimit=300
                ),
            ),
            strokeDash=alt.StrokeDash(
                "route:N",
                sort=order,
                scale=alt.Scale(domain=order, range=list(DASHES[:count])),
            ),
        )
        .properties(width=width - 40, height=220)
    )
    return chart
