"""What might be decided, on which routes, and where states stand: plain records with provenance.

From: governance/measures, measure_issues, routes, route_votes, route_measures, route_terms,
route_precedents, stances, government_changes, national_constraints; requirements/parameters.
To: `vallum.governance`.

Every reference from one table to another is checked here, so that an overlay's slip is told with
its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from vallum.errors import Problem, UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.evidence.schemas.governance import STANCE_ISSUES
from vallum.world.institutions import Institutions, institutions

PREFIX = "decision_"
ENDLESS = "9999-12-31"
Months = tuple[float, float, float]
"""Low, central, high."""


@dataclass(frozen=True)
class Stance:
    """One state's position on one issue: -1 against to +1 for, from day to day."""

    state: str
    issue: str
    first: str
    last: str
    low: float
    central: float
    high: float
    source: str
    verified: str


@dataclass(frozen=True)
class Measure:
    """One measure.  issues: issue -> weight; months: low, central, high, or None for the route's;
    cases: (route, step) of the votes that it takes beyond those that all measures take."""

    name: str
    title: str
    kind: str
    routes: tuple[str, ...]
    ease: float
    issues: Mapping[str, float]
    cases: frozenset[tuple[str, int]]
    months: Months | None
    ratification: str | None
    precedent: str | None


@dataclass(frozen=True)
class Step:
    """One vote on a route; rule: a name of governance/voting_rules, or individual, capital,
    legal_base."""

    number: int
    purpose: str
    always: bool
    voters: str
    group: str | None
    rule: str


@dataclass(frozen=True)
class Precedent:
    """One use of a route; end: "" where it was not adopted."""

    name: str
    start: str
    end: str
    days: int | None
    verified: str


@dataclass(frozen=True)
class Route:
    """One legal or political route with the votes it takes and what else it asks for."""

    name: str
    title: str
    steps: tuple[Step, ...]
    parliament: str
    ratification: str
    months: Months
    third_states: str
    voters: str
    min_yes: int
    leads: tuple[str, ...]
    ease: float
    chance: float
    precedents: tuple[Precedent, ...]


@dataclass(frozen=True)
class Constraint:
    """What binds a state at home.  kinds: kinds of measures it bears on; last: last day."""

    state: str
    kind: str
    words: str
    kinds: tuple[str, ...]
    last: str


@dataclass(frozen=True)
class Agenda:
    """Everything that `vallum.governance.decide` reads.

    carries: kind of measure -> routes.  elections: state -> days.  terms: assumption -> value,
    without the prefix `decision_`.
    """

    known: Institutions
    measures: Mapping[str, Measure]
    routes: Mapping[str, Route]
    carries: Mapping[str, tuple[str, ...]]
    stances: tuple[Stance, ...]
    constraints: tuple[Constraint, ...]
    elections: Mapping[str, tuple[str, ...]]
    terms: Mapping[str, float]

    def measure(self, name: str) -> Measure:
        """Raises UserError for an unknown name."""
        if name not in self.measures:
            near = did_you_mean(name, sorted(self.measures))
            told = near or f"; the measures are {', '.join(sorted(self.measures))}"
            raise UserError(f"there is no measure '{name}'{told}")
        return self.measures[name]

    @cached_property
    def by_issue(self) -> Mapping[str, Mapping[str, tuple[Stance, ...]]]:
        """Issue -> state -> its stances."""
        found: dict[str, dict[str, tuple[Stance, ...]]] = {}
        for stance in self.stances:
            held = found.setdefault(stance.issue, {})
            held[stance.state] = (*held.get(stance.state, ()), stance)
        return found

    def routes_for(self, measure: Measure) -> tuple[Route, ...]:
        """The routes that can carry a measure, in order of name."""
        names = measure.routes or self.carries.get(measure.kind, ())
        return tuple(self.routes[name] for name in sorted(names))


def agenda(evidence: Evidence) -> Agenda:
    """Read once from the facts.  Raises UserError with every reference that leads nowhere."""
    return evidence.remember("agenda", lambda: _Reader(evidence).read())


class _Reader:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.known = institutions(evidence)
        self.problems: list[Problem] = []

    def read(self) -> Agenda:
        routes = self._routes()
        carries: dict[str, tuple[str, ...]] = {}
        for row in self._rows("route_measures"):
            self._refers(row, "route", row["route"], routes)
            carries[row["measure"]] = (*carries.get(row["measure"], ()), row["route"])
        measures = self._measures(routes, carries)
        found = Agenda(
            self.known,
            measures,
            routes,
            carries,
            self._stances({issue for each in measures.values() for issue in each.issues}),
            self._constraints(),
            self._elections(),
            self._terms(),
        )
        if self.problems:
            raise UserError(sorted(self.problems, key=_place))
        return found

    def _measures(
        self, routes: Mapping[str, Route], carries: Mapping[str, tuple[str, ...]]
    ) -> dict[str, Measure]:
        issues: dict[str, dict[str, float]] = {}
        rows = {row["measure"]: row for row in self._rows("measures")}
        for row in self._rows("measure_issues"):
            self._refers(row, "measure", row["measure"], rows)
            issues.setdefault(row["measure"], {})[row["issue"]] = row["weight"]
        found = {}
        for name, row in rows.items():
            wanted = tuple((row["routes"] or "").split(";")) if row["routes"] else ()
            for route in wanted:
                self._refers(row, "routes", route, routes)
            if not wanted and row["kind"] not in carries:
                near = did_you_mean(row["kind"], sorted(carries))
                told = f"no row of governance/route_measures carries '{row['kind']}'{near}"
                self._fault(row, "kind", f"{told}; name routes, or add such a row")
            if sum(issues.get(name, {}).values()) <= 0:
                self._fault(row, "measure", f"{name} needs an issue in governance/measure_issues")
            cases = (case.partition(":") for case in (row["cases"] or "").split(";") if case)
            found[name] = Measure(
                name,
                row["title"],
                row["kind"],
                wanted,
                row["ease_central"],
                issues.get(name, {}),
                frozenset((route, int(step)) for route, _, step in cases if step.isdigit()),
                self._months(row, required=False),
                row["ratification"],
                row["precedent"],
            )
        return found

    def _routes(self) -> dict[str, Route]:
        rows = {row["route"]: row for row in self._rows("routes")}
        terms = {row["route"]: row for row in self._rows("route_terms")}
        steps: dict[str, list[Step]] = {}
        for row in self._rows("route_votes"):
            self._refers(row, "route", row["route"], rows)
            steps.setdefault(row["route"], []).append(_step(row))
        precedents: dict[str, list[Precedent]] = {}
        for row in self._rows("route_precedents"):
            precedents.setdefault(row["route"], []).append(
                Precedent(
                    row["precedent"],
                    row["start"] or "",
                    row["end"] or "",
                    row["days"],
                    row["verified"],
                )
            )
        for name, row in terms.items():
            self._refers(row, "route", name, rows)
        found = {}
        for name, row in rows.items():
            term = terms.get(name, _NO_TERMS)
            taken = sorted(steps.get(name, []), key=lambda step: step.number)
            if not taken:
                self._fault(row, "route", f"{name} takes no vote: add it to governance/route_votes")
            for state in (term["leads"] or "").split(";") if term["leads"] else ():
                self._refers(term, "leads", state, self.known.names)
            found[name] = Route(
                name,
                row["title"],
                tuple(taken),
                row["parliament"],
                row["ratification"],
                self._months(row, required=True) or (0, 0, 0),
                row["third_states"],
                term["voters"] or "EU",
                term["min_yes"] or 0,
                tuple(term["leads"].split(";")) if term["leads"] else (),
                term["ease_central"],
                term["chance_central"],
                tuple(precedents.get(name, ())),
            )
        return found

    def _stances(self, issues: set[str]) -> tuple[Stance, ...]:
        found = []
        known = sorted(issues | STANCE_ISSUES.keys())
        for row in self._rows("stances"):
            if row["issue"] not in known:
                near = did_you_mean(row["issue"], known)
                told = f"no measure touches the issue '{row['issue']}'{near}"
                self._fault(row, "issue", told)
            for column in ("from", "to"):
                self._day(row, column)
            if not row["low"] <= row["central"] <= row["high"]:
                self._fault(row, "central", "the position must lie between low and high")
            found.append(
                Stance(
                    row["state"],
                    row["issue"],
                    row["from"],
                    row["to"] or ENDLESS,
                    row["low"],
                    row["central"],
                    row["high"],
                    row["source"],
                    row["verified"],
                )
            )
        return tuple(found)

    def _constraints(self) -> tuple[Constraint, ...]:
        return tuple(
            Constraint(
                row["state"],
                row["kind"],
                row["constraint"],
                tuple((row["measures"] or "").split(";")) if row["measures"] else (),
                row["to"] or ENDLESS,
            )
            for row in self._rows("national_constraints")
        )

    def _elections(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for row in self._rows("government_changes"):
            self._day(row, "date")
            if row["event"] in ("election", "scheduled"):
                found[row["state"]] = (*found.get(row["state"], ()), row["date"])
        return found

    def _terms(self) -> dict[str, float]:
        rows = self.evidence.table("requirements/parameters").iter_rows(named=True)
        return {
            row["parameter"].removeprefix(PREFIX): row["central"]
            for row in rows
            if row["parameter"].startswith(PREFIX)
        }

    def _rows(self, table: str) -> list[dict[str, Any]]:
        return list(self.evidence.table(f"governance/{table}").iter_rows(named=True))

    def _months(
        self, row: Mapping[str, Any], *, required: bool
    ) -> tuple[float, float, float] | None:
        given = [row[f"months_{level}"] for level in ("low", "central", "high")]
        stated = [value for value in given if value is not None]
        if not stated and not required:
            return None
        if len(stated) < 3 or sorted(stated) != stated:
            self._fault(row, "months_central", "months need a low, central and high in this order")
            return None
        return (stated[0], stated[1], stated[2])

    def _refers(
        self, row: Mapping[str, Any], column: str, word: str, known: Mapping[str, Any]
    ) -> None:
        if word not in known:
            near = did_you_mean(word, sorted(known))
            self._fault(row, column, f"there is no {column} '{word}'{near}")

    def _day(self, row: Mapping[str, Any], column: str) -> None:
        cell = row[column]
        try:
            if cell is not None and date.fromisoformat(cell).isoformat() == cell:
                return
        except ValueError:
            pass
        if cell is not None:
            self._fault(row, column, f"'{cell}' is no day; write YYYY-MM-DD")

    def _fault(self, row: Mapping[str, Any], column: str, told: str) -> None:
        self.problems.append(Problem(told, row.get("_file"), row.get("_line"), column))


_NO_TERMS: dict[str, Any] = {
    "voters": None,
    "min_yes": None,
    "leads": None,
    "ease_central": 0.0,
    "chance_central": 1.0,
}
"""A route without a row in route_terms asks for nothing but its votes."""


def _step(row: Mapping[str, Any]) -> Step:
    rule = row["rule"]
    if rule == "unanimity" and row["constructive_abstention"] == "yes":
        rule = "unanimity_with_abstention"
    if rule == "qmv" and row["voters"] == "participants":
        rule = "qmv_participants"
    return Step(
        row["step"], row["purpose"], row["needed"] == "always", row["voters"], row["group"], rule
    )


def _place(problem: Problem) -> tuple[str, int]:
    return problem.file or "", problem.line or 0
