"""The frontier of capability against ease of agreement, as a chart.

From: `vallum.study.coalition`.  To: the workbench.
"""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.governance.coalitions import Coalition
from vallum.report.figure import Figure
from vallum.report.theme import BLUE, INK, NARROW, QUIET, RULE, RUST, WIDE, message, rows
from vallum.report.words import listed, percent
from vallum.study.coalition import CoalitionPicture

EVEN = 0.5
WORDS = {
    "all": "capability (mean of output, budget, brigades, fighters and shells)",
    "gdp": "output",
    "budget": "defence budget",
    "brigades": "brigades",
    "fighters": "combat aircraft",
    "shells": "155 mm shells",
}
FEW = 5
"""States that a title or a row still names one by one."""
HEIGHT = 280


def coalition_frontier(found: CoalitionPicture, names: Mapping[str, str]) -> Figure:
    """A point a coalition that no other beats: how much it brings, how likely all agree."""
    everybody = tuple(member.state for member in found.members)
    points = [
        {
            "share": each.capability,
            "chance": each.probability,
            "number": len(each.members),
            "mark": "",
        }
        for each in found.frontier
    ]
    picked = _even(found)
    for point, each in zip(points, found.frontier, strict=True):
        if each is found.frontier[0] or each is picked:
            point["mark"] = f"{len(each.members)} of {len(everybody)}"
    return Figure(
        id="frontier",
        title=_title(found, picked, everybody, names),
        description=(
            "A falling line of points: for each share of all capability, the coalition likeliest "
            "to agree; at two points, how many of the states are in it."
        ),
        chart=_chart(points, WIDE),
        narrow=_chart(points, NARROW),
        table=pl.DataFrame(
            {
                "Members": [len(each.members) for each in found.frontier],
                "Brings [%]": [round(100 * each.capability, 1) for each in found.frontier],
                "All agree [%]": [round(100 * each.probability, 1) for each in found.frontier],
                "Without": [_without(each, everybody, names) for each in found.frontier],
            }
        ),
        source="Vallum, coded positions of states (governance/stances), forces and output of the "
        "scenario us_absent.",
        unit=f"Chance that all members agree on: {found.measure.title}; by share of the states’ "
        f"{WORDS[found.kind]}, {found.year}",
        note="No coalition that brings as much is likelier to agree. Some of all "
        f"{found.found:,} are shown; the line marks even odds.",
    )


def _even(found: CoalitionPicture) -> Coalition | None:
    """The most capable one shown that agrees at least as likely as not."""
    return next((each for each in found.frontier if each.probability >= EVEN), None)


def _title(
    found: CoalitionPicture,
    picked: Coalition | None,
    everybody: tuple[str, ...],
    names: Mapping[str, str],
) -> str:
    top = found.frontier[0]
    whole = (
        f"{'All' if len(top.members) == len(everybody) else ''} {len(top.members)} agree with "
        f"{percent(top.probability)}"
    ).strip()
    if picked is None:
        return f"{whole}; no coalition agrees as likely as not"
    if picked is top:
        return f"{whole} and bring {percent(top.capability)}"
    left = [state for state in everybody if state not in picked.members]
    out = (
        f"without {listed([names.get(state, state) for state in left])}"
        if len(left) <= FEW
        else f"a coalition of {len(picked.members)}"
    )
    return (
        f"{whole}; {out} agreement rises to {percent(picked.probability)} and "
        f"{percent(picked.capability)} of the capability stays"
        if len(left) <= FEW
        else f"{whole}; {out} agrees with {percent(picked.probability)} and brings "
        f"{percent(picked.capability)} of the capability"
    )


def _without(each: Coalition, everybody: tuple[str, ...], names: Mapping[str, str]) -> str:
    """Who is left out by name where they are few, else by code; or who alone is in."""
    left = [state for state in everybody if state not in each.members]
    if not left:
        return "nobody"
    if len(left) <= FEW:
        return ", ".join(names.get(state, state) for state in left)
    if len(left) <= len(each.members):
        return " ".join(left)
    return f"all but {' '.join(each.members)}"


def _chart(points: list[dict[str, object]], width: int) -> ChartType:
    if not points:
        return message("No coalition to draw.", width)
    data = rows(points)
    x = alt.X(
        "share:Q",
        title="Share of what all bring",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5),
    )
    y = alt.Y(
        "chance:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5),
    )
    even = (
        alt.Chart(rows([{"chance": EVEN}]))
        .mark_rule(color=RULE, strokeDash=[3, 3])
        .encode(y=alt.Y("chance:Q", title=None))
    )
    line = alt.Chart(data).mark_line(color=QUIET, strokeWidth=1).encode(x=x, y=y)
    dots = (
        alt.Chart(data)
        .mark_point(filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            size=alt.condition("datum.mark != ''", alt.value(90), alt.value(40)),
            color=alt.condition("datum.mark != ''", alt.value(RUST), alt.value(BLUE)),
        )
    )
    words = (
        alt.Chart(rows([point for point in points if point["mark"]]))
        .mark_text(align="right", dx=-8, dy=12, color=INK, fontWeight="bold")
        .encode(x=x, y=y, text="mark:N")
    )
    chart: ChartType = alt.layer(even, line, dots, words).properties(
        width=width - 45, height=HEIGHT
    )
    return chart
