"""The JSON that programs read: the answers of `vallum.contracts`, under /api/v1."""

from __future__ import annotations

from fastapi import APIRouter, Request

from vallum.contracts import RunAnswer, RunsAnswer
from vallum.workbench.page import RunId, run_of, store_of

router = APIRouter(prefix="/api/v1", tags=["runs"])


@router.get("/runs")
def list_runs(request: Request) -> RunsAnswer:
    """The kept runs, newest first."""
    return RunsAnswer.of(store_of(request).list())


@router.get("/runs/{run}", responses={404: {"description": "No such run"}})
def show_run(request: Request, run: RunId) -> RunAnswer:
    """The headline of one run; `report` is empty, for no file is given out."""
    return RunAnswer.of(run_of(request, run), "")
