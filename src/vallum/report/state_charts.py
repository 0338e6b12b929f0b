"""Who brings what: bars by state.

From: frame `contributions`.  To: the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import Addresses, address
from vallum.report.figure import Figure
from vallum.report.material import Material, key_elements, shares_of
from vallum.report.theme import BLUE, LIGHT_BLUE, NARROW, QUIET, WIDE, message, rows
from vallum.report.words import amount, inline, percent, points, sentence_case

MOST_STATES = 12
REST = "all others"


def contributions_by_state(material: Material) -> Figure:
    """Sorted bars, one panel per key element: the largest contributors and all others together."""
    elements = key_elements(material)
    panels = [(element, _ranked(material, element["element"])) for element in elements]
    return Figure(
        id="contributions",
        title=_bars_title(panels, material.year),
        description=(
            "Small multiples of horizontal bars. One panel per element of the core set; in each, "
            f"the {MOST_STATES} states that bring most in {material.year}, sorted, and all others "
            "together."
        ),
        chart=_bars(panels, WIDE),
        narrow=_bars(panels, NARROW),
        table=_bars_table(panels),
        source=f"{material.credit}; stocks and contracted deliveries from the run’s sources.",
        unit=f"Units that count towards the need in {material.year}",
        note="An element limited by people or by one kind of equipment counts less than its kit.",
        addresses=_bars_addresses(material, panels),
    )


def _ranked(material: Material, element: str) -> list[dict[str, Any]]:
    """The largest contributors, then all others as one line."""
    part = shares_of(material, element).filter(pl.col("units") > 0)
    top = [
        {"state": row["state_name"], "units": row["units"], "share": row["share"], "rest": False}
        for row in part.head(MOST_STATES).iter_rows(named=True)
    ]
    rest = part.slice(MOST_STATES)
    if not rest.is_empty():
        units, share = float(rest["units"].sum()), float(rest["share"].sum())
        top.append(
            {"state": f"{REST} ({rest.height})", "units": units, "share": share, "rest": True}
        )
    return top


Panels = list[tuple[dict[str, Any], list[dict[str, Any]]]]


def _bars_title(panels: Panels, year: int) -> str:
    if not panels:
        return f"No state brings an element of the core set in {year}"
    held = {
        element["title"]: sum(line["share"] for line in lines[:3] if not line["rest"])
        for element, lines in panels
    }
    title, share = max(held.items(), key=lambda item: (item[1], item[0]))
    three = (
        "Three states hold" if all(len(lines) > 3 for _, lines in panels) else "The largest hold"
    )
    least = min(held.values())
    if len(held) == 1:
        return f"{three} {percent(share)} of the total in {inline(title)}"
    if points(least) == points(share):
        return f"{three} {percent(share)} of each key element"
    return (
        f"{three} {points(least)} to {percent(share)} of each key element, most in {inline(title)}"
    )


def _bars_table(panels: Panels) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "Element": element["title"],
                "State": line["state"],
                "Quantity": line["units"],
                "Unit": element["unit"] or "",
                "Share [%]": round(100 * line["share"], 1),
            }
            for element, lines in panels
            for line in lines
        ],
        schema={"Element": pl.String, "State": pl.String, "Quantity": pl.Float64,
                "Unit": pl.String, "Share [%]": pl.Float64},
    )  # fmt: skip


def _bars_addresses(material: Material, panels: Panels) -> Addresses:
    """Of each state's line; all others together are no figure of the run."""
    return {
        header: [
            None
            if line["rest"]
            else address(
                "contributions",
                column,
                material.state_codes[line["state"]],
                element["element"],
                material.year,
            )
            for element, lines in panels
            for line in lines
        ]
        for header, column in (("Quantity", "units"), ("Share [%]", "share"))
    }


def _bars(panels: Panels, width: int) -> ChartType:
    if not panels:
        return message("No state brings an element of the core set.", width)
    across = 3 if width == WIDE else 1
    one = (width - 26 * (across - 1)) // across
    charts = [_panel(element, lines, one) for element, lines in panels]
    chart: ChartType = alt.concat(*charts, columns=across, spacing={"row": 22, "column": 26})
    return chart


def _panel(element: Mapping[str, Any], lines: list[dict[str, Any]], width: int) -> ChartType:
    margin = 104
    room = max(len(amount(line["units"])) for line in lines) * 5.8 + 6
    records = [line | {"text": amount(line["units"])} for line in lines]
    y = alt.Y("state:N").sort(None).axis(
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin - 4, minExtent=margin, maxExtent=margin, labelFontSize=10.5,
    )  # fmt: skip
    most = max(line["units"] for line in lines)
    x = alt.X("units:Q").axis(None).scale(domain=[0, most], nice=False)
    base = alt.Chart(rows(records)).encode(x=x, y=y)
    hue = alt.Color("rest:N").scale(domain=[False, True], range=[BLUE, LIGHT_BLUE]).legend(None)
    chart: ChartType = alt.layer(
        base.mark_bar(height=10).encode(color=hue),
        base.mark_text(align="left", dx=4, fontSize=10, color=QUIET).encode(text="text:N"),
    ).properties(
        width=width - margin - room,
        height=alt.Step(15),
        title=alt.Title(
            sentence_case(str(element["title"])),
            subtitle=str(element["unit"] or ""),
            subtitleColor=QUIET,
            subtitleFontSize=10.5,
            limit=width,
            fontSize=11.5,
            frame="group",
            dx=-margin,
        ),
    )
    return chart
