"""Missions that a force may be generated for.

From: requirements/missions.yaml, or a file of the user.  To: `vallum.forces.generate`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from vallum.errors import Problem, UserError, did_you_mean
from vallum.scenario.reading import read_yaml

SHIPPED = "requirements/missions.yaml"
State = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Units = dict[str, Annotated[int, Field(ge=1, le=1000)]]
"""Element (requirements/mission_elements) -> units."""


class Role(BaseModel):
    """One task within a mission and the units that it takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str
    elements: Annotated[Units, Field(min_length=1)]


class Mission(BaseModel):
    """One mission.  What is left out has the default stated here.

    troops: deployed at one time; what composition and roles leave of them are manoeuvre
    battalions; left out: what composition and roles add up to.
    composition, roles: units by element, and by task, the first task first in what is covered;
    left out: manoeuvre battalions alone.
    pool_per_deployed: units in the pool for one deployed; tour_months: how long a unit stays;
    lead: framework nations, in every rotation; barred: states that send nobody; caveats: elements
    that a state does not send; issue: stance that decides who may send; key: what fair shares
    follow; frameworks: formations (forces/multinational) whose states preferably serve together,
    left out: all shipped ones, an empty list: none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    mission: str
    title: str
    troops: Annotated[int, Field(ge=1000, le=1_000_000)] | None = None
    composition: Units = Field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    from_year: Annotated[int, Field(ge=2026, le=2060)] = 2027
    months: Annotated[int, Field(ge=1, le=600)] = 60
    pool_per_deployed: Annotated[int, Field(ge=1, le=8)] = 4
    tour_months: Annotated[int, Field(ge=1, le=24)] = 6
    lead: tuple[State, ...] = ()
    barred: tuple[State, ...] = ()
    caveats: dict[State, tuple[str, ...]] = Field(default_factory=dict)
    frameworks: tuple[str, ...] | None = None
    issue: str | None = None
    key: Annotated[str, Field(pattern="^(gdp|forces)$")] = "gdp"
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _asks_for_something(self) -> Mission:
        if self.troops is None and not self.composition and not self.roles:
            raise ValueError("needs troops, composition or roles")
        return self

    def of_battalions(self, troops: int) -> Mission:
        """The same mission with so many soldiers in manoeuvre battalions, and nothing else."""
        return self.model_copy(update={"troops": troops, "composition": {}, "roles": ()})


@lru_cache(maxsize=1)
def shipped_missions() -> dict[str, Mission]:
    """The missions of the evidence by name, in their order."""
    file = files("vallum.evidence") / "tables" / "requirements" / "missions.yaml"
    rows = read_yaml(file.read_bytes(), SHIPPED, "list of missions").data["missions"]
    return {row["mission"]: Mission(**row) for row in rows}


def find_mission(word: str) -> Mission:
    """A shipped mission by name, or one of a YAML file.  Raises UserError with every fault."""
    shipped = shipped_missions()
    if word in shipped:
        return shipped[word]
    if not word.endswith((".yaml", ".yml")):
        near = did_you_mean(word, list(shipped)) or f"; the shipped ones are {', '.join(shipped)}"
        raise UserError(f"there is no mission '{word}'{near}")
    path = Path(word)
    try:
        tree = read_yaml(path.read_bytes(), word, "mission")
    except OSError as fault:
        raise UserError(Problem(f"cannot be read: {fault.strerror}", word)) from fault
    if tree.problems:
        raise UserError(tree.problems)
    try:
        return Mission(**{"mission": path.stem, **tree.data})
    except ValidationError as fault:
        raise UserError([_told(each, word, tree.lines) for each in fault.errors()]) from fault


def _told(fault: Any, word: str, lines: dict[Any, int]) -> Problem:
    at = tuple(fault["loc"])
    line = next((lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in lines), None)
    near = ""
    if fault["type"] == "extra_forbidden":
        known = Mission.model_fields if len(at) == 1 else Role.model_fields
        near = did_you_mean(str(at[-1]), list(known))
        return Problem(f"there is no field '{at[-1]}'{near}", word, line, str(at[-1]))
    told = fault["msg"].removeprefix("Value error, ")
    return Problem(told, word, line, ".".join(str(part) for part in at) or None)
