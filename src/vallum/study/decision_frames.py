"""Routes of the measures that a plan's money and use hang on, as a table that a run keeps.

From: `vallum.governance.decide`, the instruments that regimes open.  To: `vallum.study.run`.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from vallum.governance.decide import Decision, decide_on
from vallum.governance.timing import holdout_months
from vallum.study.regimes import Regimes
from vallum.world import World
from vallum.world.agenda import agenda
from vallum.world.institutions import TODAY
from vallum.world.records import veto_records

ALWAYS = (
    "defence_force",
    "defence_union",
    "european_preference",
    "mission_ukraine",
    "nuclear_dialogue",
    "sanctions_renewal",
)
"""Measures that no instrument of money stands for and that the agenda names."""
COLUMNS = {
    "measure": pl.String,
    "title": pl.String,
    "route": pl.String,
    "route_title": pl.String,
    "probability": pl.Float64,
    "in_the_end": pl.Float64,
    "months_median": pl.Float64,
    "one_can_stop": pl.Boolean,
    "likeliest": pl.String,
    "objection": pl.Float64,
}


def decision_frames(world: World, found: Regimes) -> dict[str, pl.DataFrame]:
    """`plan_regimes`, `plan_openings`, and `decision_routes`: a row a measure and route.

    probability: adopted by the end of the year in which forces should be ready; likeliest: the
    state likeliest to object, with its chance, where one alone can stop it.
    """
    names = {each.measure for plan in found.plans for each in plan.new} | set(ALWAYS)
    return found.frames() | {"decision_routes": _routes(world, sorted(names))}


def _routes(world: World, measures: Iterable[str]) -> pl.DataFrame:
    known = agenda(world.evidence)
    late = holdout_months(veto_records(world.evidence), TODAY)
    by = f"{world.scenario.need.ready_by}-12-31"
    rows = [
        row for name in measures for row in _of(decide_on(known, known.measure(name), late, by=by))
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _of(decision: Decision) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for each in decision.routes:
        likeliest, objection = None, None
        if each.ballot.blocks and each.objection:
            likeliest = min(each.objection, key=lambda state: (-each.objection[state], state))
            objection = round(each.objection[likeliest], 6)
        found.append(
            (
                decision.measure.name,
                decision.measure.title,
                each.route.name,
                each.route.title,
                round(each.probability, 6),
                round(each.in_the_end, 6),
                round(each.months[1], 2),
                each.ballot.blocks,
                likeliest,
                objection,
            )
        )
    return found
