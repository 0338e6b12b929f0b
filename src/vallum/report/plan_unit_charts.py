"""What the plan adds by year, and the production lines that it fills.

From: frames `gaps`, `gaps_with_plan`, `plan_deliveries`, `plan_lines`.  To: the report.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import Addresses, addresses
from vallum.report.figure import Figure
from vallum.report.material import domain_rank
from vallum.report.plan_material import USED, Planned
from vallum.report.tables import marked
from vallum.report.theme import (
    BLUE,
    INK,
    LIGHT_BLUE,
    NARROW,
    QUIET,
    RUST,
    WIDE,
    message,
    rows,
)
from vallum.report.words import counted, inline, sentence_case

MOST_PANELS = 6
AXIS = 34
"""Room for the numbers beside a panel [px]."""
QUANTITY = (
    "datum.value >= 1e6 ? format(datum.value / 1e6, '~g') + ' mn' : format(datum.value, ',~f')"
)
Panel = dict[str, Any]
"""title, subtitle, and by year: two stacked quantities and a limit."""


def added_by_year(plan: Planned) -> Figure:
    """Small multiples: stock without the plan, what the plan adds, and the need."""
    elements = _key_elements(plan)
    panels = [_element_panel(plan, element) for element in elements]
    return Figure(
        id="plan-added",
        title=_added_title(plan),
        description=(
            "Small multiples of stacked bars by year, one panel per key element: what the "
            "coalition has without the plan and what the plan adds to it, with a line for the "
            "need."
        ),
        chart=_panels(panels, ADDED, WIDE),
        narrow=_panels(panels, ADDED, NARROW),
        table=_added_table(plan, panels),
        source=f"{plan.material.credit}; stocks, signed deliveries and the plan’s deliveries.",
        unit="Units that count towards the need, by year",
        note=(
            "Light: without the plan. Dark: what the plan’s deliveries add; for brigades, what "
            "they equip and man. Line: the need. An element can exceed its own need where it also "
            "serves another, as batteries serve air defence of all ranges. † Need imputed."
        ),
        addresses=_added_addresses(plan, elements, panels),
    )


def lines_in_use(plan: Planned) -> Figure:
    """Small multiples: signed and planned deliveries of the fullest lines against capacity."""
    systems = _fullest(plan)[:MOST_PANELS]
    panels = [_line_panel(plan, system) for system in systems]
    table = _lines_table(plan, systems)
    return Figure(
        id="plan-lines",
        title=_lines_title(plan),
        description=(
            "Small multiples of stacked bars by year, one panel per production line: deliveries "
            "already signed and deliveries of the plan, with a line for what the line can make "
            "for the coalition as it grows."
        ),
        chart=_panels(panels, MADE, WIDE),
        narrow=_panels(panels, MADE, NARROW),
        table=table,
        source=f"{plan.material.credit}; rates, ramps and signed orders from the run’s sources.",
        unit="Units a year that a line delivers to the coalition",
        note=(
            "The lines that are full in most years. Light: already signed. Dark: planned. Line: "
            "capacity, which leaves out exports and grows at most by the stated ramp a year, "
            "where the plan pays for it."
        ),
        addresses={
            name.capitalize(): addresses(
                "plan_lines", name, table.select("Line", "Year").iter_rows()
            )
            for name in ("capacity", "signed", "planned")
        },
    )


ADDED = {"low": "Without the plan", "high": "Added by the plan", "limit": "Need"}
MADE = {"low": "Signed", "high": "Planned", "limit": "Capacity"}


def _key_elements(plan: Planned) -> list[str]:
    """Elements to which the plan adds most of the need by the last year, the core set first."""
    last = plan.material.last
    have = pl.col("have")
    both = plan.material.gaps_with_plan.filter(pl.col("year") == last).join(
        plan.material.gaps.select("element", "year", have.alias("before")), on=["element", "year"]
    )
    gained = both.with_columns(((have - pl.col("before")) / pl.col("need")).alias("gain"))
    added = gained.filter(pl.col("gain") > USED)
    ranked = added.sort(
        [pl.col("core").not_(), "imputed", "gain", "title"], descending=[False, False, True, False]
    ).head(MOST_PANELS)
    names: list[str] = ranked.sort(domain_rank(), "title")["element"].to_list()
    return names


def _element_panel(plan: Planned, element: str) -> Panel:
    before = plan.material.gaps.filter(pl.col("element") == element).sort("year")
    after = plan.material.gaps_with_plan.filter(pl.col("element") == element).sort("year")
    head = before.row(0, named=True)
    return {
        "title": marked(sentence_case(head["title"]), head["imputed"]),
        "subtitle": head["unit"],
        "years": [
            {"year": year, "low": have, "high": max(0.0, more - have), "limit": need}
            for year, have, more, need in zip(
                before["year"], before["have"], after["have"], before["need"], strict=True
            )
        ],
    }


def _added_title(plan: Planned) -> str:
    arriving = plan.deliveries
    if arriving.is_empty():
        return "The plan delivers nothing within the horizon"
    first = int(arriving["year"].to_list()[0])
    by_year = arriving.group_by("year").agg(pl.col("eur_bn").sum()).sort("year")
    done = (by_year["eur_bn"].cum_sum() / by_year["eur_bn"].sum()).to_list()
    half = next(year for year, share in zip(by_year["year"], done, strict=True) if share >= 0.5)
    return f"The first deliveries arrive in {first}; half of the plan, by price, is there by {half}"


def _added_table(plan: Planned, panels: list[Panel]) -> pl.DataFrame:
    found = [
        {
            "Element": panel["title"],
            "Unit": panel["subtitle"],
            "Year": line["year"],
            "Without the plan": line["low"],
            "Added by the plan": line["high"],
            "Need": line["limit"],
        }
        for panel in panels
        for line in panel["years"]
    ]
    schema = {"Element": pl.String, "Unit": pl.String, "Year": pl.Int64,
              "Without the plan": pl.Float64, "Added by the plan": pl.Float64,
              "Need": pl.Float64}  # fmt: skip
    return pl.DataFrame(found, schema=schema)


def _added_addresses(plan: Planned, elements: list[str], panels: list[Panel]) -> Addresses:
    lines = [
        (plan.material.contingency, element, line["year"])
        for element, panel in zip(elements, panels, strict=True)
        for line in panel["years"]
    ]
    return {
        "Without the plan": addresses("gaps", "have", lines),
        "Need": addresses("gaps", "need", lines),
    }


def _fullest(plan: Planned) -> list[str]:
    """Lines by the number of years in which the plan fills them, then by price of its orders."""
    worth = {row["system"]: row["eur_bn"] for row in plan.programmes}
    used = sorted(set(plan.lines["system"].to_list()))
    full = {system: len(plan.full_years(system)) for system in used}
    return sorted(used, key=lambda name: (-full[name], -worth.get(name, 0.0), name))


def _line_panel(plan: Planned, system: str) -> Panel:
    own = plan.lines.filter(pl.col("system") == system)
    title, unit = plan.titles[own["category"][0]]
    told = inline(title)
    return {
        "title": system,
        "subtitle": told if told.endswith(unit) else f"{told}, {unit}",
        "years": [
            {"year": row["year"], "low": row["signed"], "high": row["planned"],
             "limit": row["capacity"]}
            for row in own.iter_rows(named=True)
        ],
    }  # fmt: skip


def _lines_title(plan: Planned) -> str:
    used = _fullest(plan)
    if not used:
        return "The plan uses no production line"
    full = [system for system in used if plan.full_years(system)]
    if not full:
        return f"The plan uses {counted(len(used), 'production line')} and fills none"
    part = (
        f"The plan uses {counted(len(used), 'production line')} and fills {len(full)} of them in "
        "at least one year"
    )
    sure = [system for system in full if _evidence(plan, system) > 0]
    if not sure:
        return part
    years = plan.full_years(sure[0])
    return f"{part}; {sure[0]} is full in {counted(len(years), 'year')}, first in {years[0]}"


def _evidence(plan: Planned, system: str) -> float:
    """Share of the facts behind a line that are not imputed; 0 where it is no bottleneck."""
    found = plan.bottleneck("production line", system)
    return float(found["evidence_share"]) if found else 0.0


def _lines_table(plan: Planned, systems: list[str]) -> pl.DataFrame:
    order = pl.DataFrame({"system": systems}, schema={"system": pl.String})
    own = order.join(plan.lines, on="system", how="left", maintain_order="left")
    titles = {name: title for name, (title, _) in plan.titles.items()}
    return own.select(
        pl.col("system").alias("Line"),
        pl.col("category").replace(titles).alias("Category"),
        pl.col("year").alias("Year"),
        pl.col("capacity").alias("Capacity"),
        pl.col("signed").alias("Signed"),
        pl.col("planned").alias("Planned"),
        (100 * pl.col("used")).alias("Used [%]"),
    )


def _panels(panels: list[Panel], words: dict[str, str], width: int) -> ChartType:
    if not panels:
        return message("Nothing to draw: the plan adds nothing here.", width)
    across = 3 if width == WIDE else 1
    one = (width - (AXIS + 20) * (across - 1) - AXIS) // across
    charts = [_panel(panel, words, one) for panel in panels]
    # "flush" lines plots up by their frames: numbers on an axis would push titles out of line.
    chart: ChartType = alt.concat(
        *charts, columns=across, bounds="flush", spacing={"row": 76, "column": AXIS + 20}
    )
    return chart


def _panel(panel: Panel, words: dict[str, str], width: int) -> ChartType:
    years = panel["years"]
    known = [line["year"] for line in years]
    x = alt.X("year:O").axis(title=None, labelAngle=0, values=known[:: max(1, len(known) // 3)],
                             ticks=False, labelFontSize=10, labelPadding=6)  # fmt: skip
    y = alt.Y("units:Q").axis(title=None, tickCount=3, domain=False, ticks=False,
                              labelExpr=QUANTITY, labelFontSize=10, labelFlush=True,
                              minExtent=AXIS, maxExtent=AXIS)  # fmt: skip
    stacked = [
        {"year": line["year"], "part": words[part], "order": place, "units": line[part]}
        for line in years
        for place, part in enumerate(("low", "high"))
    ]
    scale = alt.Scale(domain=[words["low"], words["high"]], range=[LIGHT_BLUE, BLUE])
    hue = alt.Color("part:N").scale(scale).legend(None)
    bars = alt.Chart(rows(stacked)).mark_bar()
    limit = [{"year": line["year"], "units": line["limit"]} for line in years]
    over = alt.Chart(rows(limit)).mark_line(color=RUST, strokeWidth=1.8, interpolate="step")
    layers: list[alt.Chart] = [
        bars.encode(x=x, y=y, color=hue, order=alt.Order("order:O")),
        over.encode(x=x, y=y),
    ]
    title = alt.Title(
        panel["title"], subtitle=panel["subtitle"],
        subtitleColor=QUIET, subtitleFontSize=10.5, limit=width + AXIS,
        fontSize=11.5, frame="group", dx=-AXIS, color=INK,
    )  # fmt: skip
    return alt.layer(*layers).properties(width=width, height=110, title=title)
