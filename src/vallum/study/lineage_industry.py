"""The same for tables on industry: types of a plan, American shares, what joint orders save.

From: a run's tables and its World.  To: `vallum.study.lineage`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import polars as pl

from vallum.industry.dependence import COALITION, IMPORTS
from vallum.study.figures import Results, plain
from vallum.study.joint_saving import OURS, published_facts
from vallum.world import World
from vallum.world.build import ALLIANCE
from vallum.world.provenance import FactRow, Labels, Step, fact_rows

Cells = tuple[tuple[str, Labels], ...]


@dataclass(frozen=True)
class IndustryFormulas:
    """Formulas for the tables on industry."""

    world: World
    results: Results

    def formulas(self) -> dict[str, Callable[[Labels], Step]]:
        """Name of a figure (`table/column`) -> its formula."""
        return {
            f"{table}/{column}": partial(of, self, column)
            for table in self.results.tables()
            if (of := _BY_TABLE.get(plain(table)))
            for column in self.results.figures_of(table)
        }

    def _types(self, column: str, key: Labels) -> Step:
        (category,) = key
        stock = self._holding(category)
        planned, prices = self._planned(category)
        words = {
            "types_ordered": "types among the plan's orders",
            "effective_ordered": "effective types = 1 / sum of squared shares of the orders' value",
            "largest_share": "share of the largest type in the orders' value",
            "types_before": "types in service in the last planned year, without the plan",
            "types_after": "types in service in the last planned year, with the plan's arrivals",
            "effective_before": "effective types = 1 / sum of squared shares of value in service",
            "effective_after": "effective types = 1 / sum of squared shares of value in service, "
            "with the plan's arrivals",
        }[column]
        if column.endswith("_before"):
            return Step(words, (*stock, *prices * column.startswith("effective")))
        if column.endswith("_after"):
            return Step(words, (*stock, *planned, *prices * column.startswith("effective")))
        return Step(words, (*planned, *prices))

    def _planned(self, category: str) -> tuple[Cells, Cells]:
        """Orders of a category, and the prices of what is ordered."""
        orders = self.results.frames["plan_orders"].filter(pl.col("category") == category)
        pairs = orders.select("state", "system").unique().sort("state", "system").iter_rows()
        systems = orders["system"].unique().sort().to_list()
        return (
            tuple(("planned", (state, system)) for state, system in pairs),
            tuple(("unit_price", (system,)) for system in systems),
        )

    def _holding(self, category: str) -> Cells:
        """What the coalition holds of a category in the last planned year."""
        if category not in self.world["counted"]["category"].values:
            return ()
        last = int(self.world.years[-1])
        states = (*self.world.members, ALLIANCE)
        return tuple(("counted", (state, category, last)) for state in states)

    def _us_share(self, column: str, key: Labels) -> Step:
        (state,) = key
        members = self.world.members if state == COALITION else (state,)
        if column == "imports":
            return Step(
                "American share of the deliveries that SIPRI registered, by volume",
                facts=tuple(fact for name in members for fact in self._imports.get(name, ())),
            )
        last = int(self.world.years[-1])
        if column == "orders":
            words = "share of the value of signed orders that needs American consent"
            return Step(words, self._due(members))
        words = "share of the value in service that needs American consent"
        if column == "stock":
            return Step(words, self._held("counted_base", members))
        cells = self._held("counted", members, last)
        if column == "last_year_with_plan":
            orders = self.results.frames["plan_orders"].filter(pl.col("state").is_in(members))
            pairs = orders.select("state", "system").unique().sort("state", "system").iter_rows()
            cells += tuple(("planned", pair) for pair in pairs)
            words += ", with the plan's arrivals"
        return Step(f"{words}, in {last}", cells)

    def _held(self, array: str, states: tuple[str, ...], *year: int) -> Cells:
        categories = [str(name) for name in self.world[array]["category"].values]
        return tuple((array, (state, name, *year)) for state in states for name in categories)

    def _due(self, states: tuple[str, ...]) -> Cells:
        """Signed deliveries still to come."""
        due = self.world["delivery_signed"].transpose("state", "year", "system")
        found = []
        for state in states:
            own = due.sel(state=state)
            for t, s in zip(*own.values.nonzero(), strict=True):
                year, system = int(own["year"].values[t]), str(own["system"].values[s])
                found.append(("delivery_signed", (state, year, system)))
        return tuple(found)

    @cached_property
    def _imports(self) -> Mapping[str, list[FactRow]]:
        """State -> the rows on its imports."""
        frame = self.world.evidence.table("industry/dependence").filter(
            pl.col("indicator").is_in(["delivery_volume", "delivery_share"]),
            pl.col("category") == "all",
            pl.col("period_start") == IMPORTS[0],
            pl.col("period_end") == IMPORTS[1],
        )
        keys = self.world.evidence.schema("industry/dependence").key
        facts = fact_rows(
            frame, "industry/dependence", keys, self.world.evidence.grade, "central"
        )  # fmt: skip
        found: dict[str, list[FactRow]] = {}
        for state, fact in zip(frame["state"], facts, strict=True):
            found.setdefault(state, []).append(fact)
        return found

    def _joint_saving(self, column: str, key: Labels) -> Step:
        (estimate,) = key
        if estimate == OURS:
            systems = self.results.frames["plan_scale"].filter(pl.col("joint_units") > 0)["system"]
            cells: Cells = tuple(("plan_scale/saving_eur_bn", (name,)) for name in systems)
            names = ("learning_share", "line_fixed_share", "joint_overhead")
            cells += tuple(("parameter", (name,)) for name in names)
            words = "joint saving = the joint orders at their prices against each state's alone, "
            words += "a year"
            if not column.startswith("central"):
                words += ", with slopes and parameters at the ends of their ranges"
            return Step(words, cells)
        rows = published_facts(self.world)
        facts = [row["fact"] for row in rows if f"{row['source']} {row['year']}" == estimate]
        words = "as published"
        if column.endswith("share") and "pooled" not in str(facts[0].key):
            spent = self.world.evidence.table("economy/defence_aggregates")
            year = self.results.row("joint_saving", key)["year"]
            inside = spent.filter(pl.col("state") == "EU27", pl.col("year") == year)
            schema = self.world.evidence.schema("economy/defence_aggregates").key
            grade = self.world.evidence.grade
            facts += fact_rows(
                inside, "economy/defence_aggregates", schema, grade, "spending_eur_bn"
            )  # fmt: skip
            words += ", over the Union's defence spending of the year"
        return Step(words, facts=tuple(facts))


_BY_TABLE: Mapping[str, Callable[..., Any]] = {
    "plan_types": IndustryFormulas._types,
    "us_share": IndustryFormulas._us_share,
    "joint_saving": IndustryFormulas._joint_saving,
}
