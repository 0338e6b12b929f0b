"""The same for tables of the field: arrivals, a campaign, the force in Ukraine.

From: a run's tables and its World.  To: `vallum.study.lineage`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from vallum.study.campaign import AS_STATED
from vallum.study.figures import WITH_PLAN, Results
from vallum.world import World
from vallum.world.names import BRIGADE
from vallum.world.provenance import FactRow, Labels, Step, fact_rows

Cells = tuple[tuple[str, Labels], ...]
ARRIVALS, CAMPAIGN, MISSION, FORCE = (
    "field_arrivals",
    "field_campaign",
    "field_mission",
    "field_force",
)
_SCENARIO = "ukraine.reassurance_force"


@dataclass(frozen=True)
class FieldFormulas:
    """Formulas for these tables; none for those that the run does not have."""

    world: World
    results: Results

    def formulas(self) -> dict[str, Callable[[Labels], Step]]:
        """Name of a figure (`table/column`) -> its formula."""
        return {
            f"{table}/{column}": partial(of, self, column)
            for table, of in _BY_TABLE.items()
            if table in self.results.tables()
            for column in self.results.figures_of(table)
        }

    def _arrivals(self, column: str, key: Labels) -> Step:
        if column == "year":
            return Step("the year in which forces should be ready", (("ready_by", ()),))
        year = int(self.results.row(ARRIVALS, key)["year"])
        words = {
            "brigades": "brigades that are sent: six, or all that are ready where there are fewer",
            "slow": "arrived by the end of the day with every delay long and every room small",
            "central": "arrived by the end of the day: the earliest flow over the corridor graph",
            "fast": "arrived by the end of the day with every delay short and every room large",
        }[column]
        return Step(words, (*self._brigades(year), *self._assumed("reinforce_")), self._graph)

    def _campaign(self, column: str, key: Labels) -> Step:
        row = self.results.row(CAMPAIGN, key)
        if column == "year":
            return Step("the year in which forces should be ready", (("ready_by", ()),))
        if column == "paths":
            return Step("paths in each model: a rule", (("parameter", ("campaign_days",)),))
        if column == "days":
            return Step("days of fighting", (("parameter", ("campaign_days",)),))
        words = {
            "holds": "share of the paths in which the line holds",
            "holds_low": "the same in the fifth of paths where the heaviest input is worst",
            "holds_high": "the same in the fifth of paths where the heaviest input is best",
            "ground_low_km": "ground lost: 10th percentile of the paths",
            "ground_km": "ground lost: median of the paths",
            "ground_high_km": "ground lost: 90th percentile of the paths",
        }[column]
        stated = tuple(("parameter", (f"campaign_{name}",)) for name in AS_STATED.values())
        cells = (*self._brigades(int(row["year"])), *self._assumed("campaign_"), *stated)
        front = self._facts("requirements/theatres", "front_central")
        mine = tuple(fact for fact in front if fact.key == row["theatre"])
        return Step(words, cells, (*mine, *self._graph))

    def _mission(self, column: str, key: Labels) -> Step:
        scenario = self.world.assumed(f"{_SCENARIO}.troops", f"{_SCENARIO}.pool_per_deployed")
        if column == "troops":
            return Step("soldiers that the scenario asks for, as units", (), scenario)
        words = {
            "deployed": "soldiers that are there in every rotation",
            "pool": "soldiers in all rotations together",
            "states": "states that send something",
            "sustained_months": "months for which every rotation is filled",
            "cost_eur_bn_a_year": "soldiers deployed x cost of one beyond pay",
            "from_north": "soldiers of the pool from states around the Baltic",
        }[column]
        cost = (("parameter", ("generate_deployed_cost",)),) if column.startswith("cost") else ()
        sent = tuple(
            (f"{FORCE}/quantity", tuple(labels))
            for labels in self.results.frames[FORCE]
            .select("mission", "state", "element", "rotation")
            .iter_rows()
        )
        return Step(words, (*sent, *cost), scenario)

    def _force(self, column: str, key: Labels) -> Step:
        _, state, element, _ = key
        words = (
            "units that an integer programme over all members takes from the state in a rotation: "
            "within its ready land force, its floor, its stance and its caveats"
        )
        if column == "soldiers":
            words = "soldiers = units x soldiers of one unit"
        facts = [
            fact
            for table, value, mine in (
                ("economy/armed_forces", "central", state),
                ("governance/stances", "central", f"{state} / boots_in_ukraine"),
                ("requirements/mission_elements", "soldiers_central", element),
            )
            for fact in self._facts(table, value)
            if fact.key == mine or fact.key.startswith(f"{mine} / ")
        ]
        cells: Cells = (*self._assumed("generate_"), ("parameter", ("availability_land",)))
        if (state, element) in self._contributing:
            cells += ((f"contributions{self._ending}/units", (state, element, self._first)),)
        return Step(words, cells, tuple(facts))

    def _brigades(self, year: int) -> Cells:
        return tuple(
            (f"contributions{self._ending}/units", (state, BRIGADE, year))
            for state in self.world.members
            if (state, BRIGADE) in self._contributing
        )

    def _assumed(self, beginning: str) -> Cells:
        names = (str(name) for name in self.world["parameter"]["parameter"].values)
        return tuple(("parameter", (name,)) for name in names if name.startswith(beginning))

    def _facts(self, table: str, value: str) -> list[FactRow]:
        evidence = self.world.evidence

        def read() -> list[FactRow]:
            keys = evidence.schema(table).key
            return fact_rows(evidence.table(table), table, keys, evidence.grade, value)

        found: list[FactRow] = evidence.remember(("lineage_field", table, value), read)
        return found

    @cached_property
    def _graph(self) -> tuple[FactRow, ...]:
        return tuple(self._facts("requirements/corridor_edges", "capacity_central"))

    @cached_property
    def _contributing(self) -> set[tuple[Any, ...]]:
        frame = self.results.frames[f"contributions{self._ending}"]
        return set(frame.select("state", "element").iter_rows())

    @cached_property
    def _ending(self) -> str:
        return WITH_PLAN if f"contributions{WITH_PLAN}" in self.results.frames else ""

    @cached_property
    def _first(self) -> int:
        force = self.world.scenario.ukraine.reassurance_force
        asked = force.from_year if force else int(self.world.years[0])
        return min(max(asked, int(self.world.years[0])), int(self.world.years[-1]))


_BY_TABLE: Mapping[str, Callable[..., Step]] = {
    ARRIVALS: FieldFormulas._arrivals,
    CAMPAIGN: FieldFormulas._campaign,
    MISSION: FieldFormulas._mission,
    FORCE: FieldFormulas._force,
}
