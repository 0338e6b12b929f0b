"""The scenario page: a form from the schema, the file beside it, faults at their fields.

Its address names its whole state: `?base=us_absent&us.enablers_leave=2030`.  A form that is sent
with all its fields comes back with those alone that differ.
"""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from vallum.errors import Problem, UserError
from vallum.scenario import preset_names, study_names
from vallum.workbench.asked import BASE, DEFAULT, Asked, asked_from_file
from vallum.workbench.form import faults_of, form_of
from vallum.workbench.guard import from_our_form
from vallum.workbench.overlay import overlay_tables
from vallum.workbench.page import page

router = APIRouter(include_in_schema=False)
CHECK = "check"
"""Sent by the form's button, so that only a form is sent back with fewer fields."""


@router.get("/scenario", response_class=HTMLResponse)
def scenario(request: Request) -> Response:
    pairs = request.query_params.multi_items()
    try:
        asked = Asked.of([(name, text) for name, text in pairs if name != CHECK])
    except UserError as fault:
        return _page(Asked(), list(fault.problems), status=422)
    if any(name == CHECK for name, _ in pairs):
        return RedirectResponse(f"/scenario?{asked.query}", 303)
    faults = faults_of(asked)
    return _page(asked, faults, status=422 if faults else 200)


@router.post("/scenario/file", dependencies=[Depends(from_our_form)], response_model=None)
async def read_file(request: Request) -> Response:
    """A scenario as a file, or as the text beside the form; goes to its address if all is well."""
    form = await request.form()
    upload, text = form.get("file"), form.get("yaml")
    if upload is not None and not isinstance(upload, str) and upload.filename:
        content = await upload.read()
        text = None
    else:
        content = str(text or "").encode()
    try:
        asked = await asyncio.to_thread(asked_from_file, content, "")
    except UserError as fault:
        base = str(form.get(BASE) or DEFAULT)
        shown = Asked.of([(BASE, base)]) if base in preset_names() + study_names() else Asked()
        written = None if text is None else str(text)
        return _page(shown, list(fault.problems), status=422, written=written)
    return RedirectResponse(f"/scenario?{asked.query}", 303)


def _page(
    asked: Asked, faults: list[Problem], *, status: int, written: str | None = None
) -> HTMLResponse:
    return page(
        "scenario.html",
        status=status,
        here="/scenario",
        asked=asked,
        groups=form_of(asked, faults),
        faults=faults,
        bases=(*preset_names(), *study_names()),
        yaml=asked.yaml() if written is None else written,
        tables=overlay_tables(),
    )
