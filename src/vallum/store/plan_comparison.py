"""How the plans of two kept runs differ: years, cost, orders, what holds them back.

Fed by: two `StoredRun`s.  To: `Comparison`.  Every delta is b less a.  Where only one of the runs
has a plan, every table is empty and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from vallum.store.run import NO_PLAN, StoredRun

LEAST_EUR_BN = 5e-4
"""Half a million euros: differences up to this much are the solver's and rounding's."""
LEAST_UNITS = 1e-3
WORTH_TELLING = 0.05
"""A bottleneck whose relief is below this part of its run's largest is no news."""
TOLD = 3
"""Largest changes named in a sentence."""

_BY_SYSTEM = ["system", "category"]
_PLACE = ["constraint", "where"]
_PLURAL = {"appears": "appear", "vanishes": "vanish"}


@dataclass(frozen=True)
class PlanComparison:
    """Two plans side by side.

    - `orders`: system, category, quantity_a, quantity_b, quantity_delta [units], eur_bn_a,
      eur_bn_b, delta [EUR bn]: every system of which the plans order another quantity, by the
      size of the difference in money, largest first; 0 where only one of the plans orders it
    - `plan_costs`: year, a, b, delta [EUR bn]: cost of the plan; null outside a run's horizon
    - `stand_alone_with_plan`: domain, title, a, b: stand-alone years; null: not by the horizon
    - `bottlenecks`: constraint, where, change (appears | vanishes), year, relief, meaning,
      evidence_share: what holds only one of the plans back, largest relief first
    """

    a: StoredRun
    b: StoredRun

    @property
    def possible(self) -> bool:
        return NO_PLAN not in (self.a.mode, self.b.mode)

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
            return [
                *self._told_year(),
                *self._told_cost(),
                *self._told_orders(),
                *self._told_held(),
            ]
        for run, which in ((self.a, "first"), (self.b, "second")):
            if run.mode != NO_PLAN:
                return [f"Only the {which} has a plan ({run.mode}): plans are not compared."]
        return []

    @cached_property
    def orders(self) -> pl.DataFrame:
        a, b = (self._by_system(run) for run in (self.a, self.b))
        both = a.join(b, on=_BY_SYSTEM, how="full", coalesce=True, suffix="_b").fill_null(0.0)
        named = both.rename({"quantity": "quantity_a", "eur_bn": "eur_bn_a"}).with_columns(
            (pl.col("quantity_b") - pl.col("quantity_a")).alias("quantity_delta"),
            (pl.col("eur_bn_b") - pl.col("eur_bn_a")).alias("delta"),
        )
        size = pl.col("delta").abs()
        differ = (size > LEAST_EUR_BN) | (pl.col("quantity_delta").abs() > LEAST_UNITS)
        return (
            named.filter(differ)
            .sort(size, "system", descending=[True, False])
            .select(
                *_BY_SYSTEM,
                *("quantity_a", "quantity_b", "quantity_delta"),
                *("eur_bn_a", "eur_bn_b", "delta"),
            )
        )

    @cached_property
    def plan_costs(self) -> pl.DataFrame:
        a, b = (self._by_year(run, name) for run, name in ((self.a, "a"), (self.b, "b")))
        both = a.join(b, on="year", how="full", coalesce=True)
        return both.with_columns((pl.col("b") - pl.col("a")).alias("delta")).sort("year")

    @cached_property
    def stand_alone_with_plan(self) -> pl.DataFrame:
        kinds = {"domain": pl.String(), "title": pl.String(), "year": pl.Int64()}
        a, b = (
            self._frame(run, "stand_alone_with_plan", kinds)
            for run in (self.a, self.b)
        )
        both = a.join(
            b, on=["domain", "title"], how="full", coalesce=True, maintain_order="left_right"
        )
        return both.rename({"year": "a", "year_right": "b"})

    @cached_property
    def bottlenecks(self) -> pl.DataFrame:
        a, b = (self._held(run) for run in (self.a, self.b))
        parts = [
            rows.join(others, on=_PLACE, how="anti").with_columns(pl.lit(change).alias("change"))
            for rows, others, change in ((b, a, "appears"), (a, b, "vanishes"))
        ]
        return (
            pl.concat(parts)
            .sort("relief", *_PLACE, descending=[True, False, False])
            .select(*_PLACE, "change", "year", "relief", "meaning", "evidence_share")
        )

    def _told_year(self) -> Iterator[str]:
        a, b = (run.headline.get("stand_alone_year_with_plan") for run in (self.a, self.b))
        if a != b:
            told = " -> ".join("not by the horizon" if y is None else str(y) for y in (a, b))
            yield f"Stand-alone year with the plan (core set): {told}."

    def _told_cost(self) -> Iterator[str]:
        a, b = (float(run.headline["total_cost_eur_bn"]) for run in (self.a, self.b))
        if abs(b - a) >= 0.1:
            yearly = " -> ".join(
                f"{float(run.headline['cost_eur_bn_per_year']):,.1f}" for run in (self.a, self.b)
            )
            yield (
                f"Cost of the plan: EUR {a:,.0f} bn -> {b:,.0f} bn ({b - a:+,.1f} bn), "
                f"a year {yearly} bn."
            )

    def _told_orders(self) -> Iterator[str]:
        if self.orders.is_empty():
            return
        told = [
            f"{row['system']} {_signed(row['quantity_delta'])} (EUR {_signed(row['delta'])} bn)"
            for row in self.orders.head(TOLD).iter_rows(named=True)
        ]
        yield f"Largest changes of orders: {', '.join(told)}."

    def _told_held(self) -> Iterator[str]:
        worth = self.bottlenecks.filter(pl.col("evidence_share") > 0)
        for change in ("appears", "vanishes"):
            run = self.b if change == "appears" else self.a
            level = WORTH_TELLING * max(self._held(run)["relief"].to_list(), default=0.0)
            found = worth.filter(pl.col("change") == change, pl.col("relief") >= level)
            names = [f"{where} ({what})" for what, where in found.select(_PLACE).iter_rows()]
            if names:
                more = [f"{len(names) - TOLD} more"] if len(names) > TOLD else []
                yield f"Bottlenecks that {_PLURAL[change]}: {', '.join(names[:TOLD] + more)}."

    def _by_system(self, run: StoredRun) -> pl.DataFrame:
        kinds: dict[str, pl.DataType] = {name: pl.String() for name in _BY_SYSTEM}
        kinds |= {name: pl.Float64() for name in ("quantity", "cost_eur_mn")}
        orders = self._frame(run, "plan_orders", kinds)
        money = (pl.col("cost_eur_mn").sum() / 1000).alias("eur_bn")
        return orders.group_by(_BY_SYSTEM).agg(pl.col("quantity").sum(), money)

    def _by_year(self, run: StoredRun, name: str) -> pl.DataFrame:
        costs = self._frame(run, "plan_costs", {"year": pl.Int64(), "total": pl.Float64()})
        return costs.group_by("year").agg(pl.col("total").sum().alias(name))

    def _held(self, run: StoredRun) -> pl.DataFrame:
        kinds = {
            "constraint": pl.String(),
            "where": pl.String(),
            "year": pl.Int64(),
            "meaning": pl.String(),
            "relief": pl.Float64(),
            "evidence_share": pl.Float64(),
        }
        return self._frame(run, "bottlenecks", kinds)

    def _frame(self, run: StoredRun, name: str, kinds: dict[str, pl.DataType]) -> pl.DataFrame:
        """A table of the plan, or one without rows where the plans are not compared."""
        if not self.possible:
            return pl.DataFrame(schema=kinds)
        return run.frame(name).select(list(kinds))


def _signed(value: float) -> str:
    return f"{value:+,.0f}" if abs(value) >= 10 else f"{value:+,.1f}"
