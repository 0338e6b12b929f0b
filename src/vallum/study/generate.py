"""A mission joined with who is willing to send soldiers, and what it takes from other needs.

From: World, forces, finance, governance.  To: `vallum generate`, report.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vallum.errors import Problem, UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.finance import spend
from vallum.forces import assess
from vallum.forces.generate import ForceGeneration, Supply, generate
from vallum.governance.positions import held_on
from vallum.scenario import Scenario
from vallum.world import World
from vallum.world.agenda import agenda
from vallum.world.institutions import TODAY, institutions
from vallum.world.mission_elements import composed, formations, mission_elements
from vallum.world.missions import Mission
from vallum.world.names import BRIGADE, PEOPLE

NORTH = "NB8,POL"
"""States whose forces the Baltic and Nordic need counts on first."""
AT_WAR = "UKR"
READINESS = "availability_land"


@dataclass(frozen=True)
class Generated:
    """The force, what it costs and what it takes away.

    cost_eur_bn_per_year: deployed soldiers beyond their pay; brigades: the pool in brigades;
    from_north: soldiers of the pool from states around the Baltic; assumed: states with no coded
    position, taken as willing.
    """

    force: ForceGeneration
    cost_eur_bn_per_year: float
    brigades: float
    from_north: int
    assumed: tuple[str, ...]


def generate_for(
    evidence: Evidence,
    scenario: Scenario,
    mission: Mission,
    *,
    without: frozenset[str] = frozenset(),
) -> Generated:
    """Fill a mission from the scenario's members.  Raises UserError for an unknown state."""
    return generate_in(World.build(evidence, scenario), mission, without=without)


def generate_in(
    world: World,
    mission: Mission,
    *,
    without: frozenset[str] = frozenset(),
    contributions: pl.DataFrame | None = None,
) -> Generated:
    """The same in a World that stands.

    contributions: what members can field of each element (state, element, year, units), such as
    with a plan; None: today's stock and signed deliveries.
    Raises UserError for a state, element or framework that is not there.
    """
    evidence = world.evidence
    names = set(world.members)
    for state in (*mission.lead, *mission.barred, *sorted(without)):
        if state not in names:
            raise UserError(f"{state} is no member of this scenario's coalition")
    known = formations(evidence)
    for name in mission.frameworks or ():
        if name not in known:
            near = did_you_mean(name, list(known)) or f"; known are {', '.join(known)}"
            raise UserError(Problem(f"there is no formation '{name}'{near}", field="frameworks"))
    wanted = list(known) if mission.frameworks is None else mission.frameworks
    elements = mission_elements(evidence)
    asked = composed(mission, elements)
    if contributions is None and any(elements[name].share is None for name in asked):
        contributions = assess(world).frames()["contributions"]
    supply, assumed = supplies(world, evidence, mission, without, contributions)
    force = generate(mission, supply, elements, [known[name] for name in wanted])
    p = _parameters(world)
    around = institutions(evidence).members(NORTH)
    north = force.soldiers_of([s for s in force.sent["state"].values if s in around])
    return Generated(
        force,
        round(force.deployed / 1000 * p["generate_deployed_cost"], 4),
        round(force.pool / float(world["recipe"].sel(element=BRIGADE, item=PEOPLE)), 2),
        int(north),
        assumed,
    )


def supplies(
    world: World,
    evidence: Evidence,
    mission: Mission,
    without: frozenset[str],
    contributions: pl.DataFrame | None = None,
) -> tuple[dict[str, Supply], tuple[str, ...]]:
    """What each member could send; then the states taken as willing without a coded position.

    contributions: see `generate_in`; None: no element beyond those of the land force.
    """
    p = _parameters(world)
    held = held_on(agenda(evidence), mission.issue, TODAY) if mission.issue else {}
    people = active_forces(evidence)
    front = frontline(evidence)
    spending = spend(world)
    year = int(spending.data["year"].values.clip(max=mission.from_year).max())
    output = spending.data["spending"].sel(year=year) / spending.data["share"].sel(year=year)
    spenders = set(output["state"].values.tolist())
    own = _ready_units(world, contributions, mission.from_year)
    found: dict[str, Supply] = {}
    assumed = []
    for state in world.members:
        ready = 1000 * people.get(state, 0.0) * p["generate_land_share"] * p[READINESS]
        kept = p["generate_floor_front"] if state in front else p["generate_floor"]
        why = ""
        if state == AT_WAR:
            kept, why = 1.0, "all of it is at its own front"
        elif state in without or state in mission.barred:
            why = "left out"
        elif mission.issue and state in held and held[state].central < -p["generate_unwilling"]:
            why = f"against (position {held[state].central:+.2f})"
        elif mission.issue and state not in held:
            assumed.append(state)
        share = ready
        if mission.key == "gdp":
            # Who has no forces (Iceland) has no defence spending either, and no part to send.
            share = float(output.sel(state=state)) if ready or state in spenders else 0.0
        found[state] = Supply(
            ready,
            kept,
            share,
            not why,
            why,
            own.get(state, {}),
            frozenset(mission.caveats.get(state, ())),
        )
    return found, tuple(assumed)


def _ready_units(
    world: World, contributions: pl.DataFrame | None, year: int
) -> dict[str, dict[str, float]]:
    """State -> element -> units that are ready in a mission's first year."""
    if contributions is None:
        return {}
    at = min(max(year, int(world.years[0])), int(world.years[-1]))
    available = dict(world["availability"].to_series().items())
    found: dict[str, dict[str, float]] = {}
    rows = contributions.filter(pl.col("year") == at).select("state", "element", "units")
    for state, element, units in rows.iter_rows():
        found.setdefault(state, {})[element] = units * available[element]
    return found


def frontline(evidence: Evidence) -> frozenset[str]:
    """States on the front, which keep more of their forces at home."""
    states = evidence.table("geography/states").filter(pl.col("frontline") == "yes")
    return frozenset(states["state"])


def active_forces(evidence: Evidence) -> dict[str, float]:
    """State -> active personnel, thousand, newest year."""
    frame = evidence.table("economy/armed_forces").sort("year")
    return {row["state"]: float(row["central"]) for row in frame.iter_rows(named=True)
            if row["central"] is not None}  # fmt: skip


def _parameters(world: World) -> dict[str, float]:
    array = world["parameter"]
    return {str(k): float(v) for k, v in zip(array["parameter"].values, array.values, strict=True)}
