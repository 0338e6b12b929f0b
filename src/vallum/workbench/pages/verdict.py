"""The verdict of one run: headline, figures, gaps, map, bottlenecks."""

from __future__ import annotations

from shlex import join

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from vallum.report.document import overrides
from vallum.store import StoredRun
from vallum.study import EXACT
from vallum.workbench.drawn import drawn
from vallum.workbench.page import RunId, page, run_of

router = APIRouter()
SHOWN = ("gaps", "gaps-with-plan", "map")
"""Figures on this page, where the run has them; all others are listed below."""


@router.get("/runs/{run}", response_class=HTMLResponse, include_in_schema=False)
def verdict(request: Request, run: RunId) -> HTMLResponse:
    kept = run_of(request, run)
    found = drawn(kept)
    shown = [figure for name, figure in found.figures.items() if name in SHOWN]
    return page(
        "verdict.html",
        run=kept,
        command=_command(kept, overrides(found.material)),
        key_figures=found.key_figures,
        bottlenecks=kept.headline.get("bottlenecks", ())[:3],
        shown=shown,
        others=[figure for figure in found.figures.values() if figure not in shown],
    )


def _command(run: StoredRun, changes: list[str]) -> str:
    """The line that makes this run again, where the same facts and code are at hand."""
    words = ["vallum", "run", run.name, "--mode", run.mode.removesuffix(EXACT)]
    words += ["--exact"] if run.mode.endswith(EXACT) else []
    for change in changes:
        words += ["--set", change]
    return join(words)
