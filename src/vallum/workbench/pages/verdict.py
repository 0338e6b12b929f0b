"""The verdict of one run: headline, figures, gaps, map, bottlenecks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from vallum.store import NO_PLAN
from vallum.workbench.drawn import drawn
from vallum.workbench.page import RunId, page, run_of

router = APIRouter()
SHOWN = ("gap_heat_map", "gap_heat_map_with_plan", "contribution_map")
"""Figures on this page, where the run has them; all others are listed below."""


@router.get("/runs/{run}", response_class=HTMLResponse, include_in_schema=False)
def verdict(request: Request, run: RunId) -> HTMLResponse:
    kept = run_of(request, run)
    found = drawn(kept)
    shown = [figure for name, figure in found.figures.items() if _fit(name)]
    return page(
        "verdict.html",
        run=kept,
        planned=kept.mode != NO_PLAN,
        key_figures=found.key_figures,
        bottlenecks=kept.headline.get("bottlenecks", ())[:3],
        shown=shown,
        others=[figure for figure in found.figures.values() if figure not in shown],
    )


def _fit(name: str) -> bool:
    return name.replace("-", "_") in SHOWN
