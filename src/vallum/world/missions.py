"""Missions that a force may be generated for.

From: requirements/missions.yaml, or a file of the user.  To: `vallum.forces.generate`.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vallum.errors import Problem, UserError, did_you_mean
from vallum.scenario.reading import read_yaml

SHIPPED = "requirements/missions.yaml"
State = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Mission(BaseModel):
    """One mission.  What is left out has the default stated here.

    troops: deployed at one time; pool_per_deployed: units in the pool for one deployed;
    tour_months: how long a unit stays; lead: framework nations, in every rotation; barred: states
    that send nobody; issue: stance that decides who may; key: what fair shares follow.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    mission: str
    title: str
    troops: Annotated[int, Field(ge=1000, le=1_000_000)]
    from_year: Annotated[int, Field(ge=2026, le=2060)] = 2027
    months: Annotated[int, Field(ge=1, le=600)] = 60
    pool_per_deployed: Annotated[int, Field(ge=1, le=8)] = 4
    tour_months: Annotated[int, Field(ge=1, le=24)] = 6
    lead: tuple[State, ...] = ()
    barred: tuple[State, ...] = ()
    issue: str | None = None
    key: Annotated[str, Field(pattern="^(gdp|forces)$")] = "gdp"
    source: str = ""
    note: str = ""


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
        near = did_you_mean(str(at[0]), list(Mission.model_fields))
        return Problem(f"there is no field '{at[0]}'{near}", word, line, str(at[0]))
    return Problem(fault["msg"], word, line, ".".join(str(part) for part in at))
