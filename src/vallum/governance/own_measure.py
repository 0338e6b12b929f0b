"""A measure of the user's own, with routes and positions of its own, read from a YAML file.

From: a file.  To: `vallum decide FILE.yaml`.  The form: `vallum.governance.own_form`, and
docs/how-to/decide.md with an example.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from vallum.errors import Problem, UserError, did_you_mean
from vallum.governance.own_form import (
    INDIVIDUAL,
    MAJORITY,
    OwnMeasure,
    OwnPosition,
    OwnRoute,
    read_form,
)
from vallum.world.agenda import ENDLESS, Agenda, Measure, Route, Stance, Step

OWN = "own"
NO_SOURCE = "own file"


def read_measure(path: Path, known: Agenda) -> tuple[Measure, Agenda]:
    """The measure of a file, and the agenda with the file's routes and positions.

    A position of the file stands, from its day on, for the state's positions on every issue of the
    measure.  Raises UserError with every fault, and its field.
    """
    form = read_form(path)
    faults = _Faults(path)
    own = [each for each in form.routes if isinstance(each, OwnRoute)]
    names = [each if isinstance(each, str) else each.route for each in form.routes]
    for place, name in enumerate(names):
        if name in names[:place]:
            faults.add("routes", f"the route '{name}' is named twice")
    for route in own:
        _check_route(route, known, faults)
    routes = {**known.routes, **{each.route: _route(each) for each in own}}
    _check(form, names, routes, known, faults)
    faults.raise_any()
    stances = tuple(stance for each in form.positions for stance in _stances(each, form.issues))
    measure = Measure(
        form.measure,
        form.title,
        form.kind or OWN,
        tuple(names),
        form.ease,
        form.issues,
        frozenset(_case(case) for case in form.cases),
        form.months,
        form.ratification,
        form.precedent,
    )
    return measure, replace(known, routes=routes, stances=(*known.stances, *stances))


class _Faults:
    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.found: list[Problem] = []

    def add(self, field: str | None, told: str) -> None:
        self.found.append(Problem(told, self.path, None, field))

    def refer(self, field: str, word: str, words: Iterable[str]) -> None:
        names = sorted(words)
        if word not in names:
            near = did_you_mean(word, names) or f"; there are {', '.join(names)}"
            self.add(field, f"there is no '{word}'{near}")

    def raise_any(self) -> None:
        if self.found:
            raise UserError(self.found)


def _check(
    form: OwnMeasure, names: list[str], routes: dict[str, Route], known: Agenda, faults: _Faults
) -> None:
    for name in names:
        faults.refer("routes", name, routes)
    for issue in form.issues:
        faults.refer("issues", issue, known.by_issue)
    for place, each in enumerate(form.positions, 1):
        faults.refer(f"positions[{place}].state", each.state, known.known.names)
    if form.kind is not None:
        faults.refer("kind", form.kind, known.carries)
    if not names and form.kind is None:
        faults.add(None, "name a kind, or the routes that can carry it")
    for case in form.cases:
        route, _, step = case.partition(":")
        faults.refer("cases", route, routes)
        if not step.isdigit():
            faults.add("cases", f"'{case}' names no step; write route:number")
    if form.months is not None:
        _check_months(form.months, "months", faults)


def _check_route(route: OwnRoute, known: Agenda, faults: _Faults) -> None:
    at = f"routes.{route.route}"
    if route.route in known.routes:
        told = f"'{route.route}' is a route of the facts already: choose another name"
        faults.add(at, told)
    voters: tuple[str, ...] = ()
    try:
        voters = known.known.members(",".join(route.voters))
    except UserError as fault:
        faults.add(f"{at}.voters", fault.problems[0].message)
    for state in route.leads if voters else ():
        faults.refer(f"{at}.leads", state, voters)
    if voters and route.take_part > len(voters):
        told = f"{route.take_part} must take part, and there are {len(voters)} voters"
        faults.add(f"{at}.take_part", told)
    asked = route.threshold
    if route.rule == MAJORITY and (asked is None or asked.states is asked.population is None):
        told = "a majority needs a threshold: states, population, or both, from 0 to 1"
        faults.add(f"{at}.threshold", told)
    if route.rule != MAJORITY and asked is not None:
        told = f"a threshold belongs to the rule majority; {route.rule} has its own"
        faults.add(f"{at}.threshold", told)
    if route.rule == INDIVIDUAL and not route.take_part:
        told = "where each state decides for itself, say how many must take part"
        faults.add(f"{at}.take_part", told)
    _check_months(route.months, f"{at}.months", faults)


def _check_months(months: tuple[float, float, float], field: str, faults: _Faults) -> None:
    if sorted(months) != list(months) or months[0] < 0:
        faults.add(field, "months need a low, central and high in this order")


def _route(own: OwnRoute) -> Route:
    """One vote among its voters; where some must take part, a second in which each decides."""
    steps = []
    if own.rule != INDIVIDUAL:
        rule = _rule(own)
        steps.append(Step(1, own.title, True, "members", None, rule))
    if own.take_part or own.rule == INDIVIDUAL:
        steps.append(Step(2, "each takes part or not", True, "each_state", None, INDIVIDUAL))
    return Route(
        own.route,
        own.title,
        tuple(steps),
        own.parliament,
        own.ratification,
        own.months,
        "none",
        ",".join(own.voters),
        own.take_part,
        tuple(own.leads),
        own.ease,
        own.chance,
        (),
    )


def _rule(own: OwnRoute) -> str:
    """The rule by name, or its threshold in words."""
    if own.rule != MAJORITY or own.threshold is None:
        return own.rule
    return ",".join(
        f"{name}={value:g}" for name, value in own.threshold.model_dump(exclude_none=True).items()
    )


def _case(case: str) -> tuple[str, int]:
    route, _, step = case.partition(":")
    return route, int(step)


def _stances(own: OwnPosition, issues: Iterable[str]) -> Iterable[Stance]:
    low, high = max(-1.0, own.position - own.spread), min(1.0, own.position + own.spread)
    for issue in issues:
        yield Stance(
            own.state, issue, own.date, ENDLESS, low, own.position, high, NO_SOURCE, "imputed"
        )
