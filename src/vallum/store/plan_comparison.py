"""How the plans of two kept runs differ: years, cost, orders, what holds them back.

Fed by: two `StoredRun`s.  To: `Comparison`.  Every delta is b less a.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from vallum.store.run import NO_PLAN, StoredRun

LEAST_EUR_BN = 5e-4
"""Half a million euros: differences up to this much are the solver's and rounding's."""
LEAST_UNITS = 1e-3
SAME_UNITS = 0.05
"""Below this a sentence does not speak of other units."""
WORTH_TELLING = 0.05
"""A bottleneck whose relief is below this part of its run's largest is no news."""
TOLD = 3
"""So many changes are named in a sentence."""

_BY_SYSTEM = ["system", "category"]
_PLACE = ["constraint", "where"]
_TEXT, _WHOLE, _NUMBER = pl.String(), pl.Int64(), pl.Float64()
_KINDS: Mapping[str, dict[str, pl.DataType]] = {
    "plan_orders": {
        "system": _TEXT,
        "category": _TEXT,
        "quantity": _NUMBER,
        "cost_eur_mn": _NUMBER,
    },
    "plan_costs": {"year": _WHOLE, "total": _NUMBER},
    "stand_alone_with_plan": {"domain": _TEXT, "title": _TEXT, "year": _WHOLE},
    "bottlenecks": {
        "constraint": _TEXT,
        "where": _TEXT,
        "year": _WHOLE,
        "relief": _NUMBER,
        "meaning": _TEXT,
        "evidence_share": _NUMBER,
    },
}
"""The columns that are read of each table."""


@dataclass(frozen=True)
class PlanComparison:
    """Two plans side by side; every table is empty unless both runs have a plan.

    - `orders`: system, category, quantity_a, quantity_b, quantity_delta [units], eur_bn_a,
      eur_bn_b, delta [EUR bn]: every system of which the plans order another quantity, by the
      size of the difference in money, largest first; 0 where only the other plan orders it
    - `plan_costs`: year, a, b, delta [EUR bn]: cost of the plan; null outside a run's horizon
    - `stand_alone_with_plan`: domain, title, a, b: stand-alone years; null: not by the horizon
    - `bottlenecks`: constraint, where, change (appears | vanishes), year, relief, meaning,
      evidence_share: what holds only one of the plans back, largest relief first
    """

    a: StoredRun
    b: StoredRun
    orders: pl.DataFrame
    plan_costs: pl.DataFrame
    stand_alone_with_plan: pl.DataFrame
    bottlenecks: pl.DataFrame
    levels: Mapping[str, float]
    """Relief from which a bottleneck that appears, or vanishes, is worth a sentence."""

    @property
    def possible(self) -> bool:
        """Whether both runs have a plan."""
        return _have_plans(self.a, self.b)

    def frames(self) -> dict[str, pl.DataFrame]:
        return {
            "orders": self.orders,
            "plan_costs": self.plan_costs,
            "stand_alone_with_plan": self.stand_alone_with_plan,
            "bottlenecks": self.bottlenecks,
        }

    def sentences(self) -> list[str]:
        """What differs between the plans, as plain facts; nothing where neither run has one."""
        if self.possible:
            told = (self._told_year(), self._told_cost(), self._told_orders(), self._told_held())
            return [sentence for part in told for sentence in part]
        for run, which in ((self.a, "first"), (self.b, "second")):
            if run.mode != NO_PLAN:
                return [f"Only the {which} has a plan ({run.mode}): plans are not compared."]
        return []

    def _told_year(self) -> Iterator[str]:
        a, b = (run.headline["stand_alone_year_with_plan"] for run in (self.a, self.b))
        if a != b:
            told = " -> ".join("not by the horizon" if y is None else str(y) for y in (a, b))
            yield f"Stand-alone year with the plan (core set): {told}."

    def _told_cost(self) -> Iterator[str]:
        a, b = (float(run.headline["total_cost_eur_bn"]) for run in (self.a, self.b))
        yearly = [float(run.headline["cost_eur_bn_per_year"]) for run in (self.a, self.b)]
        if abs(b - a) >= 0.1:
            yield (
                f"Cost of the plan: EUR {a:,.0f} bn -> {b:,.0f} bn ({b - a:+,.1f} bn), "
                f"a year {yearly[0]:,.1f} -> {yearly[1]:,.1f} bn."
            )

    def _told_orders(self) -> Iterator[str]:
        told = [_told_order(row) for row in self.orders.head(TOLD).iter_rows(named=True)]
        if told:
            yield f"Largest changes of orders: {', '.join(told)}."

    def _told_held(self) -> Iterator[str]:
        """What rests on imputation alone is not told."""
        for change, verb in (("appears", "appear"), ("vanishes", "vanish")):
            found = self.bottlenecks.filter(
                pl.col("change") == change,
                pl.col("relief") >= self.levels[change],
                pl.col("evidence_share") > 0,
            )
            names = [f"{where} ({what})" for what, where in found.select(_PLACE).iter_rows()]
            if names:
                more = [f"{len(names) - TOLD} more"] if len(names) > TOLD else []
                yield f"Bottlenecks that {verb}: {', '.join(names[:TOLD] + more)}."


def compare_plans(a: StoredRun, b: StoredRun) -> PlanComparison:
    """Set the plans of two kept runs side by side; either may have none.

    Raises UserError where a run's tables cannot be read.
    """
    held_a, held_b = _tables(a, b, "bottlenecks")
    return PlanComparison(
        a,
        b,
        orders=_compare_orders(*_tables(a, b, "plan_orders")),
        plan_costs=_compare_costs(*_tables(a, b, "plan_costs")),
        stand_alone_with_plan=_compare_years(*_tables(a, b, "stand_alone_with_plan")),
        bottlenecks=_compare_held(held_a, held_b),
        levels={"appears": _level(held_b), "vanishes": _level(held_a)},
    )


def _have_plans(a: StoredRun, b: StoredRun) -> bool:
    return NO_PLAN not in (a.mode, b.mode)


def _tables(a: StoredRun, b: StoredRun, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A table of both plans; without rows where they are not compared."""
    kinds = _KINDS[name]
    if not _have_plans(a, b):
        return pl.DataFrame(schema=kinds), pl.DataFrame(schema=kinds)
    return a.frame(name).select(list(kinds)), b.frame(name).select(list(kinds))


def _compare_orders(a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    parts = [
        orders.group_by(_BY_SYSTEM).agg(
            pl.col("quantity").sum().alias(f"quantity_{which}"),
            (pl.col("cost_eur_mn").sum() / 1000).alias(f"eur_bn_{which}"),
        )
        for which, orders in (("a", a), ("b", b))
    ]
    both = parts[0].join(parts[1], on=_BY_SYSTEM, how="full", coalesce=True)
    told = both.with_columns(pl.selectors.numeric().fill_null(0.0)).with_columns(
        (pl.col("quantity_b") - pl.col("quantity_a")).alias("quantity_delta"),
        (pl.col("eur_bn_b") - pl.col("eur_bn_a")).alias("delta"),
    )
    size = pl.col("delta").abs()
    differ = (size > LEAST_EUR_BN) | (pl.col("quantity_delta").abs() > LEAST_UNITS)
    quantities, money = (f"quantity_{x}" for x in "ab"), (f"eur_bn_{x}" for x in "ab")
    ranked = told.filter(differ).sort(size, "system", descending=[True, False])
    return ranked.select(*_BY_SYSTEM, *quantities, "quantity_delta", *money, "delta")


def _compare_costs(a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    parts = [
        costs.group_by("year").agg(pl.col("total").sum().alias(which))
        for which, costs in (("a", a), ("b", b))
    ]
    both = parts[0].join(parts[1], on="year", how="full", coalesce=True)
    return both.with_columns((pl.col("b") - pl.col("a")).alias("delta")).sort("year")


def _compare_years(a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    on = ["domain", "title"]
    both = a.join(b, on=on, how="full", coalesce=True, maintain_order="left_right")
    return both.rename({"year": "a", "year_right": "b"})


def _compare_held(a: pl.DataFrame, b: pl.DataFrame) -> pl.DataFrame:
    parts = [
        rows.join(others, on=_PLACE, how="anti").with_columns(pl.lit(change).alias("change"))
        for rows, others, change in ((b, a, "appears"), (a, b, "vanishes"))
    ]
    ranked = pl.concat(parts).sort("relief", *_PLACE, descending=[True, False, False])
    return ranked.select(*_PLACE, "change", "year", "relief", "meaning", "evidence_share")


def _level(held: pl.DataFrame) -> float:
    return WORTH_TELLING * max(held["relief"].to_list(), default=0.0)


def _told_order(row: Mapping[str, Any]) -> str:
    """Other units; or the same ones at another price, as where states order jointly."""
    money = f"EUR {_signed(row['delta'])} bn"
    if abs(row["quantity_delta"]) < SAME_UNITS:
        return f"{row['system']} {money} for the same units"
    return f"{row['system']} {_signed(row['quantity_delta'])} ({money})"


def _signed(value: float) -> str:
    return f"{value:+,.0f}" if abs(value) >= 10 else f"{value:+,.1f}"
