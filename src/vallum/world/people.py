"""Who comes of age, who goes through basic service, and how many the forces can win in a year.

From: economy/births, forces/conscription, and `people` of `vallum.world.needs`.
To: `vallum.planner.parts.crews`.

    cohort[n,t]   = births[n,t-18]                                                   [persons]
    trainees[n,t] = intake[n,t] - intake of the base year where service was never suspended
    recruits[n,t] = recruitment * min(brigade share * (net share * cohort[n,t]
                                          + reserve share * kept * trainees[n,t]),
                                      most growth * people[n])

`intake` is what a state takes in or has announced, at least the scenario's `service_share` of the
cohort.  Recruits are soldiers of the field force, counted as `people` counts them, net of leavers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from vallum.world.context import BASE_YEAR, Context, Grid, zeros
from vallum.world.provenance import FactRow, Labels, Step

OF_AGE = 18
_RULE = ("brigade_people_share", "recruits_net_share", "reserve_people_share", "trainees_kept")
_FIELDS = ("people.service_share", "people.service_from")

Row = tuple[dict[str, Any], FactRow]


def build_people(context: Context) -> None:
    """Add `cohort`, `trainees` and `recruits` (state, year) to the World."""
    cohort = _add_cohort(context)
    intakes = _intakes(context)
    trainees = _add_trainees(context, cohort, intakes)
    _add_recruits(context, cohort, trainees, intakes)


def _add_cohort(context: Context) -> Grid:
    cohort = zeros(state=context.states, year=context.years)
    for row, fact in context.facts("economy/births", "thousand"):
        labels = (row["state"], row["year"] + OF_AGE)
        if row["state"] in context.states and labels[1] in cohort.dims["year"]:
            cohort[labels] = 1000 * row["thousand"]
            context.ledger.record("cohort", labels, fact)
    meaning = "those who turn 18, as many as were born eighteen years before"
    context.add("cohort", cohort, "persons", meaning, additive=True)
    context.ledger.leave_empty("cohort", "no births are known of it")
    return cohort


def _intakes(context: Context) -> Mapping[str, list[Row]]:
    """State -> its rows of service with a number, by year."""
    found: dict[str, list[Row]] = {}
    for row, fact in context.facts("forces/conscription", "central"):
        if row["state"] in context.states and row["central"] is not None:
            found.setdefault(row["state"], []).append((row, fact))
    return {state: sorted(rows, key=lambda pair: pair[0]["year"]) for state, rows in found.items()}


def _add_trainees(context: Context, cohort: Grid, intakes: Mapping[str, list[Row]]) -> Grid:
    """What service adds to the reserve beyond those who only replace leavers."""
    trainees = zeros(state=context.states, year=context.years)
    people, wide = context.scenario.people, {}
    for state in context.states:
        rows = intakes.get(state, [])
        numbers = [
            context.drawn(f"intake|{fact.key}", row["low"], row["central"], row["high"])
            for row, fact in rows
        ]
        replaced = 0.0
        if rows and rows[0][0]["resumed"] is None:
            replaced = _between(BASE_YEAR, rows, numbers)
        for year in context.years.tolist():
            announced = _between(year, rows, numbers)
            asked = people.service_share * cohort[state, year]
            asked = asked if state in context.members and year >= people.service_from else 0.0
            wide[state, year] = asked > announced
            trainees[state, year] = max(0.0, max(announced, asked) - replaced)
            for _, fact in rows:
                context.ledger.record("trainees", (state, year), fact)
    meaning = "those who go through basic service beyond those who replace leavers of the reserve"
    context.add("trainees", trainees, "persons a year", meaning, additive=True)

    def formula(labels: Labels) -> Step:
        if wide[labels]:
            words = "trainees = the scenario's share of those who turn 18, beyond those replaced"
            return Step(words, (("cohort", labels),), context.assumed(*_FIELDS))
        if labels[0] not in intakes:
            return Step("trainees: no basic service with a published intake")
        if trainees[labels] == 0:
            return Step("trainees: the intake only replaces those who leave the reserve")
        return Step("trainees = intake, in a straight line between the years that are known")

    context.ledger.derive("trainees", formula)
    return trainees


def _between(year: int, rows: list[Row], numbers: list[float]) -> float:
    """The intake of a year: on a straight line between known ones, then as the last.

    Before the first known year it is that of the first, or nothing if service came back later.
    """
    if not rows or year < (rows[0][0]["resumed"] or 0):
        return 0.0
    return float(np.interp(year, [row["year"] for row, _ in rows], numbers))


def _add_recruits(
    context: Context, cohort: Grid, trainees: Grid, intakes: Mapping[str, list[Row]]
) -> None:
    p, people = context.parameters, context.arrays["people"]
    soldiers = {
        str(n): float(v) for n, v in zip(people["state"].values, people.values, strict=True)
    }
    recruits = zeros(state=context.states, year=context.years)
    factor, wider = context.scenario.people.recruitment, context.scenario.people
    served: dict[Labels, bool] = {}
    for state in context.states:
        began = min((row["resumed"] or 0 for row, _ in intakes.get(state, [])), default=None)
        for year in context.years.tolist():
            at = (state, year)
            asked = wider.service_share > 0 and year >= wider.service_from
            served[at] = (asked and state in context.members) or (
                began is not None and year >= began
            )
            won = p["brigade_people_share"] * (
                p["recruits_net_share"] * cohort[at]
                + p["reserve_people_share"] * p["trainees_kept"] * trainees[at]
            )
            growth = p["training_share_service" if served[at] else "training_share"]
            recruits[at] = factor * min(won, growth * soldiers[state])
    meaning = "soldiers that the field force can add in a year, net of those who leave"
    context.add("recruits", recruits, "persons a year", meaning, additive=True)

    def formula(labels: Labels) -> Step:
        if recruits[labels] == 0:
            words = "recruits: none can be won"
        else:
            words = (
                "recruits = recruitment x the lesser of what cohort and basic service give and of "
                "what can be trained"
            )
        growth = "training_share_service" if served[labels] else "training_share"
        cells = (("people", labels[:1]), ("cohort", labels), ("trainees", labels))
        parameters = tuple(("parameter", (name,)) for name in (*_RULE, growth))
        assumed = ("people.recruitment", *(_FIELDS if wider.service_share > 0 else ()))
        return Step(words, (*cells, *parameters), context.assumed(*assumed))

    context.ledger.derive("recruits", formula)
