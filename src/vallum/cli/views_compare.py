"""Two runs side by side, in words first and then in tables.

From: a comparison.  To: `vallum compare`.
"""

from __future__ import annotations

import polars as pl

from vallum.cli.show import NOTHING, heading, number, percent, say, table
from vallum.cli.views_run import changes
from vallum.store import Comparison, PlanComparison

MOST_ELEMENTS = 12
MOST_YEARS = 6
TOLERANCE = 1e-9
LEAST_SHOWN = 0.01
"""EUR bn or units: a change below half of it is shown as none."""


def show_comparison(comparison: Comparison) -> None:
    for sentence in comparison.sentences():
        say(f"- {sentence}")
    if not comparison.gaps.is_empty():
        _show_gaps(comparison.gaps)
    if comparison.plan.possible:
        _show_plans(comparison.plan)
    differ = comparison.self_reliance.filter(pl.col("delta").abs() > TOLERANCE)
    if not differ.is_empty():
        _show_self_reliance(differ)
    print()
    say(f"First    {comparison.a.id} ({changes(comparison.a)})")
    say(f"Second   {comparison.b.id} ({changes(comparison.b)})")


def _show_gaps(gaps: pl.DataFrame) -> None:
    """A row an element, the years in columns: where a gap opens or closes can be seen at once."""
    order = gaps.select("contingency", "element").unique(maintain_order=True)
    years = _years_of_change(gaps)
    several = gaps["contingency"].n_unique() > 1
    heading("Change of the gap (second less first), largest first")
    rows = []
    for contingency, element in order.head(MOST_ELEMENTS).iter_rows():
        mine = gaps.filter(pl.col("contingency") == contingency, pl.col("element") == element)
        by_year = {row["year"]: row for row in mine.iter_rows(named=True)}
        rows.append(
            [
                mine["title"][0] + (f" ({contingency})" if several else ""),
                mine["unit"][0],
                *(_change(by_year[year]) if year in by_year else "" for year in years),
            ]
        )
    heads = ["element", "unit", *(str(year) for year in years)]
    table(heads, rows, right=set(heads[2:]))
    if (more := order.height - MOST_ELEMENTS) > 0:
        say(f"... and {more} more elements: --json lists all")
    if (left_out := gaps["year"].n_unique() - len(years)) > 0:
        say(f"... and {left_out} more years: --json lists all")


def _years_of_change(gaps: pl.DataFrame) -> list[int]:
    """The years shown: where most elements differ, in order of time."""
    counted = gaps.group_by("year").len().sort(["len", "year"], descending=[True, False])
    return sorted(counted["year"].head(MOST_YEARS).to_list())


def _change(row: dict[str, float | None]) -> str:
    delta = row["delta"]
    if delta is None:
        return "only first" if row["gap_b"] is None else "only second"
    return _signed(delta)


def _show_plans(plan: PlanComparison) -> None:
    """Orders that differ most in money, and the cost of every year."""
    if not plan.orders.is_empty():
        heading("Change of orders (second less first), largest first")
        rows = [
            [
                row["system"],
                number(row["quantity_a"]),
                number(row["quantity_b"]),
                _signed(row["quantity_delta"]),
                _signed(row["delta"]),
            ]
            for row in plan.orders.head(MOST_ELEMENTS).iter_rows(named=True)
        ]
        heads = ["system", "first", "second", "change", "EUR bn"]
        table(heads, rows, right=set(heads[1:]))
        if (more := plan.orders.height - MOST_ELEMENTS) > 0:
            say(f"... and {more} more systems: --json lists all")
    costs = plan.plan_costs.filter(pl.col("delta").abs() >= LEAST_SHOWN)
    if not costs.is_empty():
        heading("Cost of the plan in EUR bn")
        rows = [
            [str(row["year"]), number(row["a"]), number(row["b"]), _signed(row["delta"])]
            for row in costs.iter_rows(named=True)
        ]
        table(["year", "first", "second", "change"], rows, right={"first", "second", "change"})


def _signed(value: float) -> str:
    if abs(value) < LEAST_SHOWN / 2:
        return "0"
    return f"+{number(value)}" if value > 0 else number(value)


def _show_self_reliance(differ: pl.DataFrame) -> None:
    heading("Self-reliance (weighted mean of met shares, without the US)")
    rows = [
        [
            str(row["year"]),
            percent(row["a"]),
            percent(row["b"]),
            NOTHING if row["delta"] is None else f"{100 * row['delta']:+.1f} points",
        ]
        for row in differ.iter_rows(named=True)
    ]
    table(["year", "first", "second", "change"], rows, right={"first", "second", "change"})
