"""The field of one run, at modest size: who arrives, does the line hold, who serves in Ukraine.

From: World, a run's frames of gaps and contributions.  To: `vallum.study.run`, the report.

Of the year in which forces should be ready, on one front, by one seed; `vallum reinforce`,
`campaign` and `generate` ask for other places, fronts, years and numbers.  Forces are those with
the plan where there is one; the campaign is fought without it as well, on the same paths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import polars as pl

from vallum.scenario.model import ReassuranceForce
from vallum.study.campaign import arrivals_at_front, brigades_sent, front_of
from vallum.study.field import Field, Fields, fields_from
from vallum.study.figures import WITH_PLAN
from vallum.study.generate import Generated, generate_in
from vallum.study.reinforce import arrivals_at
from vallum.theatre.campaign import MODELS, TITLES, Campaign, by_heaviest, simulate
from vallum.world import World
from vallum.world.missions import Mission, shipped_missions
from vallum.world.theatres import Theatre, assumed_ranges, find_theatre

FRONT = "baltic"
BRIGADES, DAYS = 6.0, 60
PATHS, SEED = 5_000, 0
ISSUE = "boots_in_ukraine"
LEAD = ("FRA", "GBR")
CASES = {"none": "Without a plan", "plan": "With the plan"}
LEAST_TROOPS = 1000
"""A force smaller than one battalion is not generated."""

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Fielded:
    """Tables of the field, and what they say in a sentence.

    frames: `field_arrivals` (place, day), `field_campaign` (theatre, case, model), `field_mission`
    (mission), `field_force` (mission, state, element, rotation); the last two only where the
    scenario asks for a force of a battalion or more, all only where an ally has a ready brigade.
    """

    frames: dict[str, pl.DataFrame]
    sentence: str


def field_of(world: World, frames: Frames) -> Fielded:
    """Send a run's forces into the field."""
    year = min(max(world.scenario.need.ready_by, int(world.years[0])), int(world.years[-1]))
    forces = {"none": _forces(world, frames, "").at(year)}
    if f"gaps{WITH_PLAN}" in frames:
        forces["plan"] = _forces(world, frames, WITH_PLAN).at(year)
    best = forces[list(forces)[-1]]
    theatre = find_theatre(world.evidence, FRONT)
    made: dict[str, pl.DataFrame] = {}
    told = []
    if any(n > 0 for state, n in best.ready.items() if state not in theatre.states):
        made["field_arrivals"] = _arrivals(world, best, theatre)
        made["field_campaign"] = _campaign(world, forces, theatre)
        told = [_arrivals_told(made["field_arrivals"]), _campaign_told(made["field_campaign"])]
    force = world.scenario.ukraine.reassurance_force
    if force is not None and force.troops >= LEAST_TROOPS:
        mission = mission_of(force, world.members)
        ending = WITH_PLAN if "plan" in forces else ""
        generated = generate_in(world, mission, contributions=frames[f"contributions{ending}"])
        made |= mission_frames(generated, world.state_names)
        told.append(_mission_told(generated))
    planned = "with the plan" if "plan" in forces else "without a plan"
    sentence = f"In the field in {year}, {planned}: {'; '.join(told)}." if told else ""
    return Fielded(made, sentence)


def mission_of(force: ReassuranceForce, members: Sequence[str]) -> Mission:
    """The scenario's force in Ukraine as a mission: a shipped one of its size, or battalions.

    Framework nations that are no members are left out; a part of a rotation counts as one.
    """
    shipped = next(
        (m for m in shipped_missions().values() if (m.issue, m.troops) == (ISSUE, force.troops)),
        None,
    )
    changes = {
        "from_year": force.from_year,
        "pool_per_deployed": ceil(force.pool_per_deployed),
        "lead": tuple(state for state in LEAD if state in members),
    }
    named = shipped or Mission(
        mission="ukraine_force",
        title=f"Force in Ukraine, {force.troops:,}",
        troops=force.troops,
        issue=ISSUE,
    )
    return named.model_copy(update=changes)


def mission_frames(made: Generated, names: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """`field_mission`, one row; `field_force`, a row a state, element and rotation."""
    force = made.force
    row = {
        "mission": force.mission.mission,
        "title": force.mission.title,
        "troops": force.asked_soldiers,
        "deployed": force.deployed,
        "pool": force.pool,
        "states": force.senders,
        "sustained_months": force.sustained_months,
        "cost_eur_bn_a_year": made.cost_eur_bn_per_year,
        "from_north": made.from_north,
        "refusing": ", ".join(names.get(state, state) for state, n in force.unwilling.items() if n),
    }
    sent = force.frames()["contributions"].with_columns(
        pl.lit(force.mission.mission).alias("mission"),
        pl.col("state").replace(dict(names)).alias("state_name"),
        (pl.col("quantity") * pl.col("element").replace_strict(dict(force.soldiers))).alias(
            "soldiers"
        ),
    )
    columns = ("mission", "state", "state_name", "element", "rotation", "quantity", "soldiers")
    return {"field_mission": pl.DataFrame([row]), "field_force": sent.select(columns)}


def _forces(world: World, frames: Frames, ending: str) -> Fields:
    array = world["parameter"]
    parameters = {
        str(k): float(v) for k, v in zip(array["parameter"].values, array.values, strict=True)
    }
    return fields_from(
        frames[f"contributions{ending}"], frames[f"gaps{ending}"], parameters, plan=bool(ending)
    )


def _arrivals(world: World, forces: Field, theatre: Theatre) -> pl.DataFrame:
    """The front's place from the states that do not lie there, as many as are ready at most."""
    ready = {s: n for s, n in forces.ready.items() if s not in theatre.states}
    asked = min(BRIGADES, sum(ready.values()))
    found = arrivals_at(world.evidence, ready, theatre.place, brigades=asked, days=DAYS)
    curves = (found.slow.arrived, found.central.arrived, found.fast.arrived)
    return pl.DataFrame(
        [
            (theatre.place, found.title, forces.year, day, round(asked, 4),
             *(round(curve[day - 1], 6) for curve in curves))
            for day in range(1, DAYS + 1)
        ],
        schema=["place", "title", "year", "day", "brigades", "slow", "central", "fast"],
        orient="row",
    )  # fmt: skip


def _campaign(world: World, forces: Mapping[str, Field], theatre: Theatre) -> pl.DataFrame:
    """A row a case and model; all cases take the same paths."""
    evidence = world.evidence
    assumed = assumed_ranges(evidence)
    days = int(assumed["campaign_days"].central)
    sent = {case: brigades_sent(assumed, field, theatre) for case, field in forces.items()}
    most = max(sent, key=lambda case: sent[case])
    horizon = days + ceil(assumed["campaign_warning"].high)
    # A smaller force is taken to come at the same pace and to stop earlier.
    come = arrivals_at_front(evidence, forces[most], theatre, sent[most], horizon)
    curve = come.central.arrived
    rows = []
    for case, field in forces.items():
        cut = tuple(min(there, sent[case]) for there in curve)
        front = front_of(assumed, field, theatre, cut, days)
        done = simulate(front, paths=PATHS, seed=SEED)
        rows += _by_model(theatre, case, field.year, done)
    return pl.DataFrame(rows)


def _by_model(theatre: Theatre, case: str, year: int, done: Campaign) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    heaviest = by_heaviest(done)
    for model in MODELS:
        name, worse, better = heaviest[model]
        ends = done.models[model]
        low, middle, high = ends.spread("ground_lost_km")
        rows.append(
            {
                "theatre": theatre.name,
                "theatre_title": theatre.title,
                "case": case,
                "case_title": CASES[case],
                "model": model,
                "model_title": TITLES[model],
                "year": year,
                "holds": ends.hold_probability,
                "holds_low": worse,
                "holds_high": better,
                "heaviest": done.front.ranges[name].meaning,
                "ground_low_km": round(low, 4),
                "ground_km": round(middle, 4),
                "ground_high_km": round(high, 4),
                "days": done.days,
                "paths": done.paths,
            }
        )
    return rows


def _arrivals_told(frame: pl.DataFrame) -> str:
    asked, place = frame["brigades"][0], frame["title"][0]

    def by(column: str) -> str:
        there = frame.filter(pl.col(column) >= asked - 1e-4)["day"]
        return f"by day {there[0]}" if there.len() else f"not within {frame['day'][-1]} days"

    return (
        f"{asked:.0f} brigades reach {place} {by('central')} after the order ({by('fast')} at "
        f"best, {by('slow')} at worst)"
    )


def _campaign_told(frame: pl.DataFrame) -> str:
    mine = frame.filter(pl.col("case") == frame["case"][-1])
    least, *_, most = sorted(100 * share for share in mine["holds"])
    return (
        f"on the front of the {frame['theatre_title'][0]} three models hold the line in "
        f"{least:.0f} to {most:.0f} % of their paths, which compares assumptions and predicts no "
        "battle"
    )


def _mission_told(made: Generated) -> str:
    force = made.force
    told = f"of {force.asked_soldiers:,} soldiers asked for in Ukraine"
    if force.deployed == force.asked_soldiers:
        told = f"all {told.removeprefix('of ')}"
    else:
        told = f"{force.deployed:,} {told}"
    return f"{told} can be kept there, from a pool of {force.pool:,} by {force.senders} states"
