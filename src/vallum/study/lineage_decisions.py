"""What stands behind the tables on decisions: positions, terms of routes, instruments, money.

From: a run's tables and its World.  To: `vallum.study.lineage`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from vallum.study.figures import Results
from vallum.world import FactRow, World
from vallum.world.agenda import ENDLESS
from vallum.world.institutions import TODAY
from vallum.world.instruments import instrument_facts
from vallum.world.provenance import Labels, Step, fact_rows

OPENED, ROUTES = "plan_openings", "decision_routes"
READ = {
    "measures": "measure",
    "measure_issues": "measure",
    "routes": "route",
    "route_terms": "route",
    "stances": "issue",
}
"""Tables of governance -> the column by which rows are looked up."""


@dataclass(frozen=True)
class DecisionFormulas:
    """Formulas for these tables; none for those that the run does not have."""

    world: World
    results: Results

    def formulas(self) -> dict[str, Callable[[Labels], Step]]:
        """Name of a figure (`table/column`) -> its formula."""
        return {
            f"{table}/{column}": partial(of, self, column)
            for table in self.results.tables()
            if (of := _BY_TABLE.get(table))
            for column in self.results.figures_of(table)
        }

    def _regime(self, column: str, key: Labels) -> Step:
        """A plan of the coalition as one, on announced money and what its regime opens."""
        (name,) = key
        rows = self.results.frames[OPENED].filter(regime=name)
        cells = tuple((f"{OPENED}/money_eur_bn", (name, each)) for each in rows["instrument"])
        asked = self.world.assumed("need.ready_by")
        if column == "opened":
            return Step("counted: instruments not in force that have a way", cells, asked)
        if column in ("money_eur_bn", "money_by_ready_eur_bn"):
            return Step("the sum of what is expected of each instrument", cells, asked)
        members = tuple(
            ("plan_money", (str(state), self._ready))
            for state in self.world["plan_money"]["state"].values
        )
        words = "the plan of the coalition as one, solved again with the money of this regime"
        return Step(words, (*members, *cells), asked)

    def _opening(self, column: str, key: Labels) -> Step:
        row = self.results.row(OPENED, key)
        votes = (*self._votes(row["measure"]), *self._of_route(row["route"]))
        if column != "money_eur_bn":
            return Step(_WORDS[column], (), votes)
        words = (
            "expected = ceiling / years open x chance that it is open in each year x part on top "
            "of announced spending (decision_additional); of banks only the one with most output "
            "behind it"
        )
        facts = instrument_facts(self.world.evidence, row["instrument"])
        return Step(words, ((f"{OPENED}/probability", key),), facts)

    def _route(self, column: str, key: Labels) -> Step:
        measure, route = key
        return Step(_WORDS[column], (), (*self._votes(measure), *self._of_route(route)))

    @property
    def _ready(self) -> int:
        years = self.world.years
        return min(max(self.world.scenario.need.ready_by, int(years[0])), int(years[-1]))

    def _votes(self, measure: str) -> tuple[FactRow, ...]:
        """The measure, what it touches, and where states stand on that."""
        touched = self._found["measure_issues"].get(measure, [])
        stances = (
            fact
            for row, _ in touched
            for held, fact in self._found["stances"].get(row["issue"], [])
            if held["from"] <= TODAY <= (held["to"] or ENDLESS)
        )
        own = self._found["measures"].get(measure, [])
        return (*(fact for _, fact in (*own, *touched)), *stances)

    def _of_route(self, route: str) -> tuple[FactRow, ...]:
        return tuple(
            fact for table in ("routes", "route_terms")
            for _, fact in self._found[table].get(route, [])
        )  # fmt: skip

    @cached_property
    def _found(self) -> dict[str, dict[str, list[tuple[dict[str, Any], FactRow]]]]:
        """Table -> what rows are looked up by -> rows and how they are quoted."""
        evidence = self.world.evidence
        found: dict[str, dict[str, list[tuple[dict[str, Any], FactRow]]]] = {}
        for name, column in READ.items():
            table = f"governance/{name}"
            frame = evidence.table(table)
            quoted = fact_rows(frame, table, evidence.schema(table).key, evidence.grade)
            by = found.setdefault(name, {})
            for row, fact in zip(frame.iter_rows(named=True), quoted, strict=True):
                by.setdefault(row[column], []).append((row, fact))
        return found


_WORDS: Mapping[str, str] = {
    "probability": "chance that the route is through by the end of the year in which forces "
    "should be ready: vote, parliament, ratification and the rest",
    "in_the_end": "chance that the route is ever through",
    "months_median": "median of the months to adoption, where it comes to that",
    "objection": "chance that the state likeliest to object does, from its position",
}
_BY_TABLE: Mapping[str, Callable[[DecisionFormulas, str, Labels], Step]] = {
    "plan_regimes": DecisionFormulas._regime,
    OPENED: DecisionFormulas._opening,
    ROUTES: DecisionFormulas._route,
}
