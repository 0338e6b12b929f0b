"""What the formulas of a plan's tables have at hand: who orders what, which year, which fields.

From: a run's tables and its World.  To: `vallum.study.lineage_parts`, `vallum.study.lineage_plan`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vallum.planner.inputs import SUMMED
from vallum.study.figures import Results
from vallum.world import World
from vallum.world.context import BASE_YEAR
from vallum.world.provenance import Labels

Cells = tuple[tuple[str, Labels], ...]
WORDS = "the programme of vallum.planner finds it: least shortfall first, then least cost"
PROCUREMENT = (
    "us_systems_until",
    "european_content_min",
    "joint_share_min",
    "national_exception",
    "max_types",
    "industry_return_min",
)
"""Levers on orders, by their field."""


@dataclass(frozen=True)
class PlanRecords:
    """A run's tables and its World, read for the formulas of its plan."""

    world: World
    results: Results

    def _assumed(self, *names: str) -> tuple[Any, ...]:
        return self.world.assumed(*names)

    @cached_property
    def _levers_set(self) -> tuple[Any, ...]:
        """The fields of levers that the scenario sets to more than nothing."""
        names = ("need.weights", "money.fair_cost", *(f"procurement.{n}" for n in PROCUREMENT))
        values = self.world.scenario.model_dump()
        acting = [name for name in names if values[name.split(".")[0]][name.split(".")[1]]]
        return self._assumed(*acting)

    @property
    def _ready(self) -> int:
        last = int(self.world.years[-1])
        return min(max(self.world.scenario.need.ready_by, BASE_YEAR), last)

    @property
    def _main(self) -> str:
        return str(self.world["requirement"]["contingency"].values[0])

    @cached_property
    def _systems(self) -> list[str]:
        return sorted(set(self.results.frames["plan_orders"]["system"]))

    @cached_property
    def _shared(self) -> frozenset[str]:
        """Systems in whose lines other states share, or could."""
        known = self.world["licence_known"]
        return frozenset(str(name) for name in known["product"].values[known.values > 0])

    @cached_property
    def _states(self) -> list[str]:
        return sorted(set(self.results.frames["plan_costs"]["state"]))

    @cached_property
    def _payers(self) -> list[str]:
        return sorted(set(self.results.frames["plan_pool_members"]["state"]))

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        frame = self.results.frames.get("plan_orders")
        return [] if frame is None else sorted(set(frame.select("state", "system").iter_rows()))

    @cached_property
    def _ordered(self) -> Mapping[str, tuple[str, ...]]:
        """State -> the systems it orders."""
        return {n: tuple(s for m, s in self._pairs if m == n) for n in {m for m, _ in self._pairs}}

    @cached_property
    def _buyers(self) -> Mapping[str, tuple[str, ...]]:
        """System -> the states that order it."""
        return {s: tuple(m for m, o in self._pairs if o == s) for s in {o for _, o in self._pairs}}

    def _rows_of(self, table: str, state: str) -> list[Labels]:
        """Keys of a table's rows of one state."""
        return [key for key, _ in self._records(table, state)]

    def _records(self, table: str, state: str) -> list[tuple[Labels, dict[str, Any]]]:
        """Rows of one state with their keys; kept, as every element of a report asks for them."""
        if table not in self._by_state:
            found: dict[str, list[tuple[Labels, dict[str, Any]]]] = {}
            for row in self.results.frames[table].to_dicts():
                found.setdefault(row["state"], []).append((self.results.key_of(table, row), row))
            self._by_state[table] = found
        return self._by_state[table].get(state, [])

    @cached_property
    def _by_state(self) -> dict[str, dict[str, list[tuple[Labels, dict[str, Any]]]]]:
        return {}

    @cached_property
    def _taken(self) -> Mapping[str, frozenset[str]]:
        """Element -> the categories that its recipe takes."""
        recipe = self.world["recipe"]
        items = [str(item) for item in recipe["item"].values]
        return {
            str(element): frozenset(i for i, n in zip(items, row, strict=True) if n > 0)
            for element, row in zip(recipe["element"].values, recipe.values, strict=True)
        }

    def _is_item(self, category: str) -> bool:
        return category in self.world["recipe"]["item"].values

    def _has_gap(self, key: Labels) -> bool:
        try:
            self.results.row("gaps", key)
        except KeyError:
            return False
        return True

    def _needs_of(self, category: str) -> Cells:
        """What is needed and there of the elements that take a category."""
        taken = self.world["recipe"].sel(item=category) if self._is_item(category) else None
        elements = [] if taken is None else taken["element"].values[taken.values > 0].tolist()
        summed = [name for name, kinds in SUMMED.items() if category in kinds]
        found: list[tuple[str, Labels]] = []
        for element in sorted({*elements, *summed}):
            at = (self._main, element, self._ready)
            if self._has_gap(at):
                found += [("gaps/need", at), ("gaps/have", at)]
        return tuple(found)

    def _brigade(self, state: str, year: int) -> Cells:
        recipe = self.world["recipe"].sel(element="brigade")
        items = [str(item) for item in recipe["item"].values[recipe.values > 0]]
        kit = [item for item in items if item in self.world["counted"]["category"].values]
        stock = tuple(("counted", (state, item, year)) for item in kit)
        return (*stock, *(("recipe", ("brigade", item)) for item in items))
