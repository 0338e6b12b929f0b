"""The field of one run: who serves in a mission, who arrives when, does the line hold.

Every choice stands in the address, so that a page can be sent on.  Works without script.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import polars as pl
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.report.field_charts import arrival_figure, campaign_figure, flow_figure
from vallum.report.figure import Figure
from vallum.report.tables import Table, of_frame
from vallum.scenario import restore_scenario
from vallum.store import StoredRun
from vallum.study.campaign import Fought, fight
from vallum.study.field import Fields, fields_of_run
from vallum.study.generate import Generated, generate_for
from vallum.study.reinforce import Arrivals, arrivals_at
from vallum.theatre import WARNING
from vallum.workbench.facts import shipped
from vallum.workbench.page import RunId, page, run_of
from vallum.workbench.pictures import Form
from vallum.workbench.pictures import picture as shown
from vallum.world.institutions import institutions
from vallum.world.mission_elements import MissionElement, mission_elements
from vallum.world.missions import find_mission, shipped_missions
from vallum.world.theatres import corridors, find_theatre, theatres

router = APIRouter(include_in_schema=False)

DAYS, PATHS, SEED = 60, 20_000, 0
MOST_BRIGADES = 30
MOST_UNITS = 1000
KEPT_IN_MEMORY = 32
EACH = "units."
"""Of an element's own number in the form's address: `units.engineers=2`."""


@dataclass(frozen=True)
class Choice:
    """What a reader chose, as the address has it."""

    year: Annotated[int, Query(ge=2026, le=2060)] = 2030
    place: Annotated[str, Query(max_length=40)] = "LTU_VILNIUS"
    brigades: Annotated[int, Query(ge=1, le=MOST_BRIGADES)] = 10
    front: Annotated[str, Query(max_length=40)] = "baltic"
    mission: Annotated[str, Query(max_length=40)] = ""
    troops: Annotated[int, Query(ge=0, le=1_000_000)] = 0
    units: Annotated[str, Query(max_length=400)] = ""
    """A composition instead of the mission's: `battalion: 9, engineers: 2`."""


Chosen = Annotated[Choice, Depends()]


@router.get("/runs/{run}/field", response_class=HTMLResponse)
def field(request: Request, run: RunId, chosen: Chosen) -> HTMLResponse:
    kept = run_of(request, run)
    facts = shipped()
    chosen = _composed(chosen, request.query_params)
    # Told before any work: a wrong word should not take a minute to be found wrong.
    find_theatre(facts, chosen.front)
    corridors(facts).destination(chosen.place)
    if (units := _units(chosen)) and not chosen.mission:
        raise UserError("units serve in a mission: choose one, or leave out the units")
    mission = _mission(str(kept.folder), chosen, units) if chosen.mission else None
    return page(
        "field.html",
        run=kept,
        tab="Field",
        planned=_planned(kept),
        warning=WARNING,
        chosen=chosen,
        query=urlencode(vars(chosen)),
        years=list(_fields(str(kept.folder), _planned(kept)).by_year),
        places=_places(facts),
        fronts={name: each.title for name, each in theatres(facts).items()},
        elements=mission_elements(facts).values(),
        units=units,
        most_units=MOST_UNITS,
        missions={name: each.title for name, each in shipped_missions().items()},
        most_brigades=MOST_BRIGADES,
        force=mission,
        figures=[
            (figure, of_frame(figure.table, f"Data: {figure.title}"))
            for figure in (_figures(kept, chosen).values() if request.query_params else ())
        ],
    )


@router.get("/runs/{run}/field/{name}.{form}")
def picture(
    request: Request, run: RunId, name: str, form: Form, chosen: Chosen, *, narrow: bool = False
) -> Response:
    kept = run_of(request, run)

    def made() -> Figure:
        figures = _figures(kept, chosen)
        if name not in figures:
            raise UserError(f"the field has no figure '{name}'")
        return figures[name]

    key = ("field", str(kept.folder), *vars(chosen).values(), name)
    return shown(request, key, made, form=form, narrow=narrow)


def warm_run(run: StoredRun) -> None:
    """What the form asks for as it comes."""
    _figures(run, Choice())


def arrivals(kept: StoredRun, chosen: Choice) -> Arrivals:
    """Who arrives when.  Raises UserError for an unknown place or year."""
    return _arrivals(str(kept.folder), _planned(kept), chosen.year, chosen.place, chosen.brigades)


def fought(kept: StoredRun, chosen: Choice) -> Fought:
    """Whether the line holds.  Raises UserError for an unknown front or year."""
    return _fought(str(kept.folder), _planned(kept), chosen.year, chosen.front)


def generated(kept: StoredRun, chosen: Choice) -> Generated:
    """Who serves in a mission.  Raises UserError for an unknown mission or element."""
    return _generated(
        str(kept.folder), chosen.mission, chosen.troops, tuple(sorted(_units(chosen).items()))
    )


def _figures(kept: StoredRun, chosen: Choice) -> dict[str, Figure]:
    where, planned = str(kept.folder), _planned(kept)
    return _drawn(where, planned, chosen)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _drawn(where: str, planned: bool, chosen: Choice) -> dict[str, Figure]:
    arrived = _arrivals(where, planned, chosen.year, chosen.place, chosen.brigades)
    fought = _fought(where, planned, chosen.year, chosen.front)
    drawn = (arrival_figure(arrived), flow_figure(arrived), campaign_figure(fought))
    return {figure.id: figure for figure in drawn}


def _planned(kept: StoredRun) -> bool:
    return "contributions_with_plan" in kept.frames()


def _places(facts: Evidence) -> dict[str, str]:
    graph = corridors(facts)
    return {name: each.title for name, each in graph.places.items() if each.is_destination}


def _mission(folder: str, chosen: Choice, units: dict[str, int]) -> dict[str, Any]:
    made = _generated(folder, chosen.mission, chosen.troops, tuple(sorted(units.items())))
    names, elements = institutions(shipped()).names, mission_elements(shipped())
    force = made.force
    sizes = force.soldiers
    frame = force.frames()["contributions"].with_columns(
        (pl.col("quantity") * pl.col("element").replace_strict(sizes)).alias("soldiers")
    )
    rotations = [int(r) for r in force.sent["rotation"].values]
    rows = []
    for (state,), own in frame.group_by("state"):
        by_rotation = dict(own.group_by("rotation").agg(pl.sum("soldiers")).iter_rows())
        sent = own.group_by("element").agg(pl.sum("quantity")).sort("element").iter_rows()
        rows.append(
            (
                names.get(str(state), str(state)),
                *(f"{by_rotation.get(r, 0):,}" for r in rotations),
                f"{own['soldiers'].sum():,}",
                ", ".join(_counted(n, elements[element]) for element, n in sent),
            )
        )
    table = Table(
        label="Soldiers by state and rotation",
        headers=("State", *(f"Rotation {r}" for r in rotations), "In all", "Units"),
        rows=tuple(sorted(rows, key=lambda row: (-int(row[-2].replace(",", "")), row[0]))),
        numeric=(False, *(True for _ in rotations), True, False),
    )
    coverage = Table(
        label="Units at one time, by element",
        headers=("Element", "Soldiers each", "Asked", "In every rotation", "Uncovered"),
        rows=tuple(
            (row["title"], f"{row['soldiers']:,}",
             *(str(row[name]) for name in ("asked", "covered", "uncovered")))
            for row in force.frames()["coverage"].iter_rows(named=True)
        ),
        numeric=(False, *(True,) * 4),
    )  # fmt: skip
    roles = Table(
        label="Units at one time, by role",
        headers=("Role", "In every rotation", "Lacks"),
        rows=tuple(force.role_lines()),
        numeric=(False,) * 3,
    )
    return {
        "summary": force.summary(),
        "table": table,
        "coverage": coverage,
        "roles": roles,
        "refusing": ", ".join(names.get(s, s) for s, n in force.unwilling.items() if n),
        "north": made.from_north,
        "cost": made.cost_eur_bn_per_year,
    }


def _counted(number: int, element: MissionElement) -> str:
    """
    >>> _counted(2, MissionElement("engineers", "Engineer battalion", 500))
    '2 × engineer battalion'
    """
    title = element.title
    # A capital letter that stands alone begins a sentence; two make a name (MALE, NATO).
    return f"{number} × {title if title[:2].isupper() else title[0].lower() + title[1:]}"


def _composed(chosen: Choice, query: Mapping[str, str]) -> Choice:
    """The choice with the form's numbers, one an element, as its list of units."""
    asked = {name.removeprefix(EACH): n for name, n in query.items() if name.startswith(EACH)}
    if not (told := [f"{name}: {n}" for name, n in asked.items() if n.strip() not in ("", "0")]):
        return chosen
    if chosen.units:
        raise UserError(
            f"give the units either as 'units' or one by one as '{EACH}{next(iter(asked))}'"
        )
    return replace(chosen, units=", ".join(told))


def _units(chosen: Choice) -> dict[str, int]:
    """Units by element as a reader wrote them.  Raises UserError for what is no such list."""
    found: dict[str, int] = {}
    for part in (each.strip() for each in chosen.units.split(",") if each.strip()):
        name, _, number = part.partition(":")
        if not number.strip().isdecimal() or not 1 <= int(number) <= MOST_UNITS:
            raise UserError(
                f"'{part}' should be an element and a number of units from 1 to {MOST_UNITS}, "
                "such as engineers: 2"
            )
        found[name.strip()] = int(number)
    return found


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _fields(folder: str, planned: bool) -> Fields:
    return fields_of_run(StoredRun.read(Path(folder)).frames(), shipped(), with_plan=planned)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _arrivals(folder: str, planned: bool, year: int, place: str, brigades: int) -> Arrivals:
    ready = _fields(folder, planned).at(year).ready
    return arrivals_at(shipped(), ready, place, brigades=brigades, days=DAYS)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _fought(folder: str, planned: bool, year: int, front: str) -> Fought:
    theatre = find_theatre(shipped(), front)
    return fight(shipped(), _fields(folder, planned).at(year), theatre, paths=PATHS, seed=SEED)


@lru_cache(maxsize=KEPT_IN_MEMORY)
def _generated(
    folder: str, name: str, troops: int, units: tuple[tuple[str, int], ...]
) -> Generated:
    if name not in shipped_missions():
        # A file's name would be read from the server's disk.
        raise UserError(f"there is no mission '{name}'")
    kept = StoredRun.read(Path(folder))
    scenario = restore_scenario(kept.scenario, name=kept.name, set_by={})
    mission = find_mission(name)
    if units:
        mission = mission.model_copy(
            update={"troops": troops or None, "composition": dict(units), "roles": ()}
        )
    elif troops:
        mission = mission.of_battalions(max(1000, troops))
    return generate_for(shipped(), scenario, mission)
