"""Pages that group the figures of a run: forces and gaps, the plan, industry.

Each names its figures and the tables that stand with them; a page shows what its run has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from vallum.errors import UserError
from vallum.report import industry_tables, plan_tables, tables
from vallum.report.cells import Cell, address
from vallum.report.material import Material
from vallum.report.plan_material import Planned
from vallum.report.tables import Table
from vallum.store import StoredRun
from vallum.workbench.drawn import Drawn, drawn
from vallum.workbench.page import RunId, run_of, text_of, unpacked

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Section:
    """One page.  figures: ids, in reading order; tables: title and maker, None where left out."""

    tab: str
    title: str
    figures: Sequence[str]
    tables: Sequence[tuple[str, Callable[[Material], Table | None]]]


def _with_plan(made: Callable[[Planned], Table]) -> Callable[[Material], Table | None]:
    return lambda material: made(Planned(material)) if material.planned else None


def _joint(material: Material) -> Table | None:
    return industry_tables.joint_saving(material) if "joint_saving" in material.frames else None


def _bottlenecks(material: Material) -> Table | None:
    """What holds the plan back, each row leading to why."""
    if not material.planned:
        return None
    rows = material.frames["bottlenecks"].head(12).iter_rows(named=True)
    found = [
        (
            row["constraint"],
            row["where"],
            str(row["year"]),
            Cell(
                f"{row['relief']:.2f}",
                address("bottlenecks", "relief", row["constraint"], row["where"]),
            ),
            row["meaning"],
        )
        for row in rows
    ]
    headers = ("What", "Where", "Year", "Points of shortfall, for a tenth more", "In words")
    numeric = (False, False, True, True, False)
    return Table("Bottlenecks", headers, tuple(found), numeric)


SECTIONS = {
    "gaps": Section(
        "Forces and gaps",
        "What each element needs, what there is, and what is missing",
        ("gaps", "gaps-with-plan", "self-reliance", "map", "contributions", "us-leaving"),
        (
            ("By element", tables.missing),
            ("By domain", tables.verdict),
            ("What each state brings", tables.brought),
        ),
    ),
    "plan": Section(
        "Plan",
        "What to order, when, and what holds it back",
        (
            "orders",
            "plan-cost",
            "plan-states",
            "plan-added",
            "plan-lines",
            "bottlenecks",
            "outside",
            "ukraine-need",
            "ukraine",
        ),
        (
            ("What holds it back", _bottlenecks),
            ("Largest programmes", _with_plan(plan_tables.programmes)),
            ("What stays unmet, and why", _with_plan(plan_tables.unmet)),
        ),
    ),
    "industry": Section(
        "Industry",
        "How dependent and how fragmented it is",
        ("us-share", "plan-types", "plan-lines"),
        (("What joint orders save", _joint),),
    ),
}


@router.get("/runs/{run}/gaps", response_class=HTMLResponse)
def gaps(request: Request, run: RunId) -> Response:
    return _shown(request, run, "gaps")


@router.get("/runs/{run}/plan", response_class=HTMLResponse)
def plan(request: Request, run: RunId) -> Response:
    return _shown(request, run, "plan")


@router.get("/runs/{run}/industry", response_class=HTMLResponse)
def industry(request: Request, run: RunId) -> Response:
    return _shown(request, run, "industry")


def warm(run: StoredRun) -> None:
    """The pages of a run, and their pictures for a desk."""
    found = drawn(run)
    for name, section in SECTIONS.items():
        if section.tab != "Plan" or found.material.planned:
            found.packed(("section", name), partial(_page, run, found, name))
        for id_ in section.figures:
            if id_ in found.figures:
                found.packed(("svg", id_, False), partial(found.svg, id_, narrow=False))


def _shown(request: Request, run: RunId, name: str) -> Response:
    kept = run_of(request, run)
    found = drawn(kept)
    packed = found.packed(("section", name), lambda: _page(kept, found, name))
    return unpacked(request, packed, "text/html; charset=utf-8")


def _page(run: StoredRun, found: Drawn, name: str) -> str:
    section = SECTIONS[name]
    made = [(title, table(found.material)) for title, table in section.tables]
    shown = [(title, table) for title, table in made if table is not None and table.rows]
    pictures = [found.figures[id_] for id_ in section.figures if id_ in found.figures]
    if not shown and not pictures:
        raise UserError(f"run {run.id} has nothing on this page: it was made without a plan")
    return text_of(
        "section.html",
        run=run,
        tab=section.tab,
        section=section,
        shown=shown,
        pictures=pictures,
    )
