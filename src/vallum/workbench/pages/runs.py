"""The kept runs, newest first: where the workbench opens."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from vallum.workbench.page import page, store_of

router = APIRouter()


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def runs(request: Request) -> HTMLResponse:
    return page("runs.html", runs=store_of(request).list().to_dicts())
