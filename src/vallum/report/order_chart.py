"""What is ordered when: categories by year of order.

From: frame `plan_orders`.  To: the report.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import Addresses, address
from vallum.report.figure import Figure
from vallum.report.plan_material import Planned
from vallum.report.theme import (
    INK,
    LINES,
    LINES_OFFSET,
    NARROW,
    ORDERED,
    QUIET,
    WIDE,
    label_width,
    message,
    rows,
    wrapped,
)
from vallum.report.words import amount, inline, percent

MOST = 12
"""Categories with a line of their own; the rest share one."""
REST = "All others"
ALL = "All orders"
LATE = 0.99
"""Years after which less than the rest of all orders follow share one column."""
MOST_NARROW = 8
"""Years that a telephone has room to write out."""
LEAST = 0.05
"""EUR bn below this are an order, but too small for a number."""


def orders_by_year(plan: Planned) -> Figure:
    """Category by year of order, in billions of euros."""
    names, years, cells = _cells(plan)
    return Figure(
        id="orders",
        title=_title(plan),
        description=(
            "Table of coloured cells. One line per category of equipment, dearest first, one "
            "column per year of order; each cell gives the price of what is ordered, in billions "
            "of euros at 2025 prices; the darker, the more is ordered."
        ),
        chart=_chart(names, years, cells, WIDE),
        narrow=_chart(names, years, cells, NARROW),
        table=_table(plan),
        source=f"{plan.material.credit}; the plan’s orders at catalogue prices.",
        unit="Price of what is ordered, by year of order, EUR bn at 2025 prices",
        note=(
            "The price of the whole order stands in the year of order; it is paid over the years "
            "until delivery. · : an order below EUR 0.05 bn. Brigade kit, soldiers and upkeep are "
            "no orders and come on top."
        ),
        addresses=_addresses(plan),
    )


def _title(plan: Planned) -> str:
    if not plan.programmes:
        return "The plan orders nothing"
    by_year = plan.orders.group_by("year").agg(pl.col("eur_bn").sum()).sort("year")
    top = by_year.sort(["eur_bn", "year"], descending=[True, False]).row(0, named=True)
    dearest, worth = _by_category(plan)[0]
    return (
        f"The plan orders for EUR {amount(plan.ordered)} bn, "
        f"{percent(top['eur_bn'] / plan.ordered)} of it in {top['year']}; most goes to "
        f"{inline(plan.titles[dearest][0])} (EUR {amount(worth)} bn)"
    )


def _by_category(plan: Planned) -> list[tuple[str, float]]:
    worth = plan.orders.group_by("category").agg(pl.col("eur_bn").sum())
    ranked = worth.sort(["eur_bn", "category"], descending=[True, False])
    return [(str(name), float(value)) for name, value in ranked.iter_rows()]


def _cells(plan: Planned) -> tuple[list[str], list[str], list[dict[str, Any]]]:
    """Names of the lines, of the columns, and a cell for each pair with an order."""
    if not plan.programmes:
        return [], [], []
    ranked = [name for name, _ in _by_category(plan)]
    shown = ranked if len(ranked) <= MOST + 1 else ranked[:MOST]
    names = {name: plan.titles[name][0] if name in shown else REST for name in ranked}
    years = _columns(plan)
    found: dict[tuple[str, str], float] = {}
    for row in plan.orders.iter_rows(named=True):
        column = years[row["year"]]
        for line in (names[row["category"]], ALL):
            found[line, column] = found.get((line, column), 0.0) + row["eur_bn"]
    lines = [*dict.fromkeys(names.values()), ALL]
    columns = list(dict.fromkeys(years.values()))
    cells = [
        {"line": line, "year": column} | _cell(found[line, column], line == ALL)
        for line in lines
        for column in columns
        if (line, column) in found
    ]
    return lines, columns, cells


def _columns(plan: Planned) -> dict[int, str]:
    """Year -> name of its column; the years after nearly all is ordered share one."""
    by_year = plan.orders.group_by("year").agg(pl.col("eur_bn").sum()).sort("year")
    done = (by_year["eur_bn"].cum_sum() / plan.ordered).to_list()
    present = [int(year) for year in by_year["year"].to_list()]
    early = [year for year, share in zip(present, [0.0, *done], strict=False) if share < LATE]
    every = range(present[0], present[-1] + 1)
    late = [year for year in every if year > early[-1]]
    if len(late) < 2:
        return {year: str(year) for year in every}
    return {year: str(year) if year <= early[-1] else "later" for year in every}


def _cell(worth: float, whole: bool) -> dict[str, Any]:
    text = "·" if worth < LEAST else f"{worth:.0f}" if worth >= 9.95 else f"{worth:.1f}"
    shown = float(text) if text != "·" else 0.0  # the shade goes by the number that is written
    shade = {"class": ORDERED.label(shown), "ink": ORDERED.ink(shown)}
    return {"text": text, "whole": whole} | ({"class": None, "ink": INK} if whole else shade)


def _chart(
    names: list[str], years: list[str], cells: list[dict[str, Any]], width: int
) -> ChartType:
    if not cells:
        return message("The plan orders nothing.", width)
    wide = width == WIDE
    margin = label_width(names, 262) if wide else 122
    lines = {name: wrapped(name, 400 if wide else margin) for name in names}
    y = alt.Y("line:N").sort([*lines.values()]).axis(
        labelExpr=LINES, labelLineHeight=11.5, labelOffset=LINES_OFFSET,
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin - 4, minExtent=margin, maxExtent=margin,
        labelFontWeight={"condition": {"test": f"datum.value == '{ALL}'", "value": "bold"},
                         "value": "normal"},
    ).scale(domain=[*lines.values()])  # fmt: skip
    x = alt.X("year:O").sort(years).scale(domain=years)
    tight = not wide and len(years) > MOST_NARROW
    short = "length(datum.label) == 4 ? slice(datum.label, 2) : '+'" if tight else "datum.label"
    x = x.axis(orient="top", title=None, domain=False, ticks=False, labelAngle=0, labelExpr=short)
    base = alt.Chart(rows(cell | {"line": lines[cell["line"]]} for cell in cells)).encode(x=x, y=y)
    legend = alt.Legend(
        title="EUR bn", orient="bottom", direction="horizontal", symbolType="square",
        columns=6 if wide else 3, symbolStrokeColor=QUIET,
    )  # fmt: skip
    tiles = base.transform_filter("!datum.whole").mark_rect(stroke="#ffffff", strokeWidth=1.5)
    text = base.mark_text(fontSize=10.5 if wide else 10)
    text = text.encode(text="text:N", color=alt.Color("ink:N").scale(None))
    fill = alt.Color("class:N").scale(ORDERED.scale()).legend(legend)
    step = 30 if any("\n" in line for line in lines.values()) else 23
    chart: ChartType = (
        alt.layer(tiles.encode(color=fill), text)
        .resolve_scale(color="independent")
        .properties(width=width - margin - 4, height=alt.Step(step))
    )
    return chart


def _table(plan: Planned) -> pl.DataFrame:
    """Every category with every year, in EUR bn."""
    if not plan.programmes:
        return pl.DataFrame({"Category": [], "All years [EUR bn]": []})
    ranked = [name for name, _ in _by_category(plan)]
    sums = plan.orders.group_by("category", "year").agg(pl.col("eur_bn").sum())
    cells = {(category, year): worth for category, year, worth in sums.iter_rows()}
    years = sorted({year for _, year in cells})
    return pl.DataFrame(
        {"Category": [plan.titles[name][0] for name in ranked]}
        | {"All years [EUR bn]": [worth for _, worth in _by_category(plan)]}
        | {f"{year} [EUR bn]": [cells.get((name, year), 0.0) for name in ranked] for year in years}
    )


def _addresses(plan: Planned) -> Addresses:
    """Of the sum over states, systems and channels; none where nothing is ordered."""
    if not plan.programmes:
        return {}
    ranked = [name for name, _ in _by_category(plan)]
    ordered = set(plan.orders.select("category", "year").iter_rows())
    in_all = [address("plan_orders", "cost_eur_mn", name) for name in ranked]
    return {"All years [EUR bn]": in_all} | {
        f"{year} [EUR bn]": [
            address("plan_orders", "cost_eur_mn", name, year) if (name, year) in ordered else None
            for name in ranked
        ]
        for year in sorted({year for _, year in ordered})
    }
