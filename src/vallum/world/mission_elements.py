"""What missions are composed of, and multinational formations that already serve together.

From: requirements/mission_elements, forces/multinational.  To: `vallum.forces.generate`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vallum.errors import Problem, UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.world.missions import Mission

BATTALION = "battalion"
"""What fills a mission's troops beyond its composition."""


@dataclass(frozen=True)
class MissionElement:
    """One kind of unit.

    soldiers: of one unit; share: part of a ready land force that serves in such units, None where
    the gap assessment counts them; of_land: its soldiers are part of the land force.
    """

    name: str
    title: str
    soldiers: int
    share: float | None = None
    of_land: bool = True


MANOEUVRE = MissionElement(BATTALION, "Manoeuvre battalion with its support", 1000, 1.0)
ONLY_BATTALIONS: Mapping[str, MissionElement] = {BATTALION: MANOEUVRE}


@dataclass(frozen=True)
class Formation:
    """An existing multinational framework and the states in it."""

    name: str
    title: str
    states: frozenset[str]


def mission_elements(evidence: Evidence) -> dict[str, MissionElement]:
    """The elements by name."""
    return {
        row["element"]: MissionElement(
            row["element"],
            row["title"],
            round(row["soldiers_central"]),
            row["share_central"] if row["kind"] == "land" else None,
            row["of_land"] == "yes",
        )
        for row in evidence.table("requirements/mission_elements").iter_rows(named=True)
    }


def formations(evidence: Evidence) -> dict[str, Formation]:
    """The shipped multinational formations by name."""
    found: dict[str, Formation] = {}
    for row in evidence.table("forces/multinational").iter_rows(named=True):
        earlier = found.get(row["formation"])
        states = (earlier.states if earlier else frozenset()) | {row["state"]}
        found[row["formation"]] = Formation(row["formation"], row["title"], states)
    return found


def composed(mission: Mission, elements: Mapping[str, MissionElement]) -> dict[str, int]:
    """Units of each element that are deployed at one time.

    The composition and all roles added up; troops beyond them are whole battalions, rounded up.
    Raises UserError for an element that missions do not know.
    """
    asked: dict[str, int] = {}
    for place, part in _parts(mission):
        for name, quantity in part.items():
            if name not in elements:
                near = did_you_mean(name, list(elements)) or f"; known are {', '.join(elements)}"
                raise UserError(
                    Problem(f"there is no element '{name}'{near}", field=f"{place}.{name}")
                )
            asked[name] = asked.get(name, 0) + quantity
    for state, names in mission.caveats.items():
        if odd := [name for name in names if name not in elements]:
            near = did_you_mean(odd[0], list(elements)) or f"; known are {', '.join(elements)}"
            raise UserError(
                Problem(f"there is no element '{odd[0]}'{near}", field=f"caveats.{state}")
            )
    left = (mission.troops or 0) - sum(elements[n].soldiers * q for n, q in asked.items())
    if left > 0:
        units = -(-left // elements[BATTALION].soldiers)
        asked[BATTALION] = asked.get(BATTALION, 0) + units
    return {name: asked[name] for name in elements if asked.get(name)}


def _parts(mission: Mission) -> list[tuple[str, Mapping[str, int]]]:
    roles = [(f"roles.{each.role}", each.elements) for each in mission.roles]
    return [("composition", mission.composition), *roles]
