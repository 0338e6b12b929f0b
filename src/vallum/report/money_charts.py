"""Money as charts: what pays for a plan by year, a bank's balance sheet, who pays and who gains.

From: draws by state, instrument and year; `vallum.finance.bank`, `vallum.finance.fund`.  To: the
report, the workbench, `vallum fund --chart`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.finance.bank import Bank
from vallum.report.figure import Figure
from vallum.report.theme import (
    BLUE,
    INK,
    LIGHT_BLUE,
    LIGHT_RUST,
    NARROW,
    PALE,
    QUIET,
    RUST,
    WIDE,
    message,
    rows,
)
from vallum.report.words import counted

OWN = ("national_budget", "escape_clause")
OTHERS = "Other joint instruments"
NAMED = 3
"""Joint instruments with a colour of their own."""
FILLS = (PALE, QUIET, BLUE, LIGHT_BLUE, RUST, LIGHT_RUST)
SHOWN_STATES, NARROW_STATES = 18, 12
SHORT = 12
"""Letters of a name of which two stand side by side on a telephone."""


def funding_by_year(draws: pl.DataFrame, titles: Mapping[str, str], source: str) -> Figure:
    """Stacked bars: what pays for the plan in each year.

    draws: state, instrument, year, draw_current_eur_bn.  titles: instrument -> its name.
    """
    by = _by_instrument(draws, titles)
    table = by.pivot("name", index="year", values="bn", aggregate_function="sum").fill_null(0.0)
    whole = float(by["bn"].sum())
    joint = float(by.filter(pl.col("order") >= len(OWN))["bn"].sum())
    if whole > 0:
        title = (
            f"Joint instruments pay EUR {joint:,.0f} bn of {whole:,.0f} bn; states’ own budgets "
            f"pay {100 * (1 - joint / whole):.0f} %, escape clause included"
        )
    else:
        title = "The plan costs nothing"
    return Figure(
        id="funding-by-year",
        title=title,
        description="Stacked bars by year: what the plan’s payments come from, by instrument.",
        chart=_stack(by, WIDE),
        narrow=_stack(by, NARROW),
        table=table.select(
            pl.col("year").cast(pl.Int64).cast(pl.String).alias("Year"),
            *(pl.col(name).alias(f"{name} [EUR bn]") for name in by["name"].unique().sort()),
        ),
        source=source,
        unit="Payments by what they come from, EUR bn at current prices",
        note="All national money for the plan is counted as borrowed under the deficit rule.",
    )


def bank_sheet(bank: Bank) -> Figure:
    """A bank's assets by year above the axis, and what stands against them below."""
    sheet = bank.balance_sheet().filter(pl.col("stress") == "none")
    top = sheet.sort("assets_eur_bn", descending=True).row(0, named=True)
    return Figure(
        id="bank-sheet",
        title=(
            f"{bank.design.name}, rated {bank.rating}: its balance sheet peaks at EUR "
            f"{top['assets_eur_bn']:,.0f} bn in {top['year']} on EUR "
            f"{top['paid_in_eur_bn']:,.0f} bn paid in"
        ),
        description=(
            "Stacked bars by year: loans, leases, stocks and liquid assets of the bank above the "
            "axis; bonds, capital paid in and reserves below it."
        ),
        chart=_sheet(sheet, WIDE),
        narrow=_sheet(sheet, NARROW),
        table=sheet.select(
            pl.col("year").cast(pl.String).alias("Year"),
            *(
                pl.col(f"{name}_eur_bn").alias(f"{words} [EUR bn]")
                for name, words in _SHEET.items()
            ),
        ),
        source="Own calculation; terms of the design, rates of autumn 2026.",
        unit="Balance sheet without stress, EUR bn at current prices",
        note="Above the axis what it has, below what it owes and its capital: both sides agree to "
        "the cent in every year, here and in each stress.",
    )


def who_gains(states: pl.DataFrame, names: Mapping[str, str], source: str) -> Figure:
    """Bars by state: present value gained by joint borrowing less what its guarantee carries.

    states: state, saving_eur_bn, carried_eur_bn, net_eur_bn.
    """
    moved = states.filter(pl.col("net_eur_bn").abs() > 0.005).sort("net_eur_bn", descending=True)
    gain = moved.filter(pl.col("net_eur_bn") > 0)
    bear = moved.filter(pl.col("net_eur_bn") < 0)
    if moved.is_empty():
        title = "Nothing is borrowed together for less than national rates"
    else:
        title = (
            f"By borrowing together {counted(gain.height, 'state')} "
            f"{'gains' if gain.height == 1 else 'gain'} EUR {gain['net_eur_bn'].sum():,.1f} bn; "
            f"{counted(bear.height, 'other state')} "
            f"{'stands' if bear.height == 1 else 'stand'} behind it"
        )
    shown = moved.with_columns(
        name=pl.col("state").replace_strict(dict(names), default=pl.col("state"))
    )
    return Figure(
        id="who-gains",
        title=title,
        description="Bars by state, largest gain first: saving less what its guarantee carries.",
        chart=_gains(shown, WIDE, SHOWN_STATES),
        narrow=_gains(shown, NARROW, NARROW_STATES),
        table=shown.select(
            pl.col("name").alias("State"),
            pl.col("saving_eur_bn").alias("Saves [EUR bn]"),
            pl.col("carried_eur_bn").alias("Stands behind [EUR bn]"),
            pl.col("net_eur_bn").alias("Net [EUR bn]"),
        ),
        source=source,
        unit="Present value of joint loans against own bonds, less what guarantees carry, EUR bn",
        note="No cash unless a borrower fails to pay. Outside the euro part of it is the currency.",
    )


def _by_instrument(draws: pl.DataFrame, titles: Mapping[str, str]) -> pl.DataFrame:
    """year, name, order, bn: own instruments first, then the largest joint ones, then the rest."""
    sums = draws.group_by("instrument").agg(pl.col("draw_current_eur_bn").sum())
    ranked = sums.filter(~pl.col("instrument").is_in(OWN)).sort(
        ["draw_current_eur_bn", "instrument"], descending=[True, False]
    )
    kept = [*OWN, *ranked["instrument"].to_list()[:NAMED]]
    order = {name: place for place, name in enumerate(kept)}
    named = draws.with_columns(
        name=pl.col("instrument").map_elements(
            lambda i: titles.get(i, i) if i in order else OTHERS, return_dtype=pl.String
        ),
        order=pl.col("instrument").map_elements(
            lambda i: order.get(i, len(kept)), return_dtype=pl.Int64
        ),
    )
    grouped = named.group_by("year", "name", "order").agg(bn=pl.col("draw_current_eur_bn").sum())
    return grouped.sort("year", "order")


def _stack(by: pl.DataFrame, width: int) -> ChartType:
    if by.is_empty():
        return message("The plan costs nothing.", width)
    order = by.select("name", "order").unique().sort("order")
    names = order["name"].to_list()
    fills = [FILLS[place] for place in order["order"].to_list()]
    chart: ChartType = _bars(by.to_dicts(), names, fills, width).properties(
        width=width - 44, height=260
    )
    return chart


_SHEET = {
    "loans": "Loans",
    "leases": "Leases",
    "stockpile": "Stocks",
    "liquid": "Liquid",
    "bonds": "Bonds",
    "paid_in": "Paid in",
    "reserves": "Reserves",
}
_OWED = ("bonds", "paid_in", "reserves")


def _sheet(sheet: pl.DataFrame, width: int) -> ChartType:
    """Assets above the axis, what stands against them below: the bars mirror each other."""
    bars = [
        {
            "year": row["year"],
            "name": words,
            "order": place,
            "bn": row[f"{item}_eur_bn"] * (-1 if item in _OWED else 1),
        }
        for row in sheet.iter_rows(named=True)
        for place, (item, words) in enumerate(_SHEET.items())
    ]
    fills = [BLUE, LIGHT_BLUE, QUIET, PALE, RUST, LIGHT_RUST, INK]
    chart: ChartType = _bars(bars, list(_SHEET.values()), fills, width).properties(
        width=width - 44, height=320
    )
    return chart


def _bars(bars: list[dict[str, Any]], names: list[str], fills: list[str], width: int) -> Any:
    wide = width == WIDE
    x, y = _axes(sorted({row["year"] for row in bars}), width)
    legend = alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        symbolType="square",
        columns=4 if wide else 1 if max(map(len, names)) > SHORT else 2,
        labelLimit=300,
    )
    return (
        alt.Chart(rows(bars))
        .mark_bar(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=x,
            y=y,
            color=alt.Color("name:N").scale(domain=names, range=fills).legend(legend),
            order=alt.Order("order:O"),
        )
    )


def _axes(years: list[int], width: int) -> tuple[alt.X, alt.Y]:
    step = 1 if width == WIDE and len(years) <= SHOWN_STATES else max(1, round(len(years) / 5))
    x = alt.X("year:O").axis(title=None, labelAngle=0, values=years[::step], ticks=False)
    y = alt.Y("bn:Q").axis(
        title=None,
        tickCount=4,
        domain=False,
        ticks=False,
        labelExpr="format(abs(datum.value), ',d')",
    )
    return x, y


def _gains(shown: pl.DataFrame, width: int, most: int) -> ChartType:
    if shown.is_empty():
        return message("Nothing to show.", width)
    largest = shown.sort(pl.col("net_eur_bn").abs(), descending=True).head(most)
    data = largest.sort("net_eur_bn", descending=True).select("name", "net_eur_bn").to_dicts()
    data = [
        row
        | {
            "text": f"{row['net_eur_bn']:+.2f}".replace("-", "−"),
            "sign": "gains" if row["net_eur_bn"] > 0 else "stands behind",
        }
        for row in data
    ]
    values = [float(row["net_eur_bn"]) for row in data]
    # Room for the figures beyond the ends of the bars.
    room = (0.16 if width == WIDE else 0.36) * (max([0.0, *values]) - min([0.0, *values]))
    reach = alt.Scale(domain=[min([0.0, *values]) - room, max([0.0, *values]) + room], nice=False)
    base = alt.Chart(rows(data)).encode(
        y=alt.Y("name:N", sort=None).axis(title=None, ticks=False, domain=False, labelLimit=130),
        x=alt.X("net_eur_bn:Q", scale=reach).axis(title=None, tickCount=4, grid=True, domain=False),
        color=alt.Color("sign:N")
        .scale(domain=["gains", "stands behind"], range=[BLUE, RUST])
        .legend(alt.Legend(title=None, orient="top", symbolType="square")),
    )
    right = alt.Chart(rows([row for row in data if row["net_eur_bn"] > 0])).mark_text(
        align="left", dx=4, fontSize=10, color=INK
    )
    left = alt.Chart(rows([row for row in data if row["net_eur_bn"] <= 0])).mark_text(
        align="right", dx=-4, fontSize=10, color=INK
    )
    at = {"y": alt.Y("name:N", sort=None), "x": alt.X("net_eur_bn:Q"), "text": alt.Text("text:N")}
    layers = [base.mark_bar(height=12)]
    layers += [mark.encode(**at) for mark, side in ((right, 1), (left, -1)) if _any(data, side)]
    chart: ChartType = alt.layer(*layers).properties(
        width=width - 150, height=max(60, 20 * len(data))
    )
    return chart


def _any(data: list[dict[str, Any]], side: int) -> bool:
    return any((row["net_eur_bn"] > 0) == (side > 0) for row in data)
