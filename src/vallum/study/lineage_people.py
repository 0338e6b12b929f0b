"""What stands behind the people of a plan: crews, training places, recruits, and what they cost.

From: a World.  To: `vallum.study.lineage_plan`.
"""

from __future__ import annotations

from vallum.world import World
from vallum.world.crews import SOLDIERS, TITLES
from vallum.world.provenance import Labels, Step

Cells = tuple[tuple[str, Labels], ...]


def behind_people(world: World, column: str, key: Labels, *, bought: Cells, brigade: Cells) -> Step:
    """A figure of `plan_people`; bought: what the state orders; brigade: what equips its own."""
    state, kind, year = key
    if kind == SOLDIERS:
        return _soldiers(column, state, year, brigade)
    own: Cells = (*_stock(world, state, kind, year), ("crews_base", (state, kind)))
    schools: Cells = (("training_places", (state, kind)), ("crew_years", (kind,)))
    if column == "needed":
        words = "needed = crews of what counts in the year, and of what the plan adds to it"
        return Step(words, (*own, *bought))
    if column == "base":
        return Step("base = crews of the base year, and of what signed orders add later", own)
    if column == "trained":
        return Step("trained = what the programme of vallum.planner trains until then", schools)
    words = "limit = training places, less those that the crews of signed orders take"
    return Step(words, (*schools, *own))


def behind_costs(world: World, key: Labels) -> Cells:
    """What bears on the cost of crews of a state in a year."""
    state, year = key
    kinds = [str(kind) for kind in world["crew_years"]["kind"].values]
    schools = tuple(("training_places", (state, kind)) for kind in kinds)
    costs = tuple(("crew_cost", (kind,)) for kind in (*kinds, SOLDIERS))
    return (("recruits", (state, year)), *schools, *costs)


def kind_titled(world: World, where: str) -> Labels:
    """(state, kind) of a bottleneck's place, `Germany, sailors`.  The place itself for a bloc."""
    # Titles may hold commas, names of states do not.
    name, _, title = where.partition(", ")
    states = {long: code for code, long in world.state_names.items()}
    kinds = {printed: kind for kind, printed in TITLES.items()}
    return (states.get(name, name), kinds.get(title, title))


def _soldiers(column: str, state: str, year: int, brigade: Cells) -> Step:
    today: Cells = (("people", (state,)), ("recipe", ("brigade", "personnel")))
    won: Cells = (("recruits", (state, year)),)
    if column == "needed":
        return Step("needed = brigades of the plan x soldiers of a brigade", (*today, *brigade))
    if column == "base":
        return Step("base = today's soldiers for brigades", today)
    if column == "trained":
        return Step("trained = what the programme of vallum.planner wins until then", won)
    crews = "limit = recruits of the year, less the crews that signed orders take first"
    return Step(crews, (*won, ("people", (state,))))


def _stock(world: World, state: str, kind: str, year: int) -> Cells:
    crew = world["crew"]
    own = [
        str(name)
        for name, of in zip(crew["category"].values, crew["crew_kind"].values, strict=True)
        if of == kind
    ]
    return tuple(
        cell for name in own for cell in (("counted", (state, name, year)), ("crew", (name,)))
    )
