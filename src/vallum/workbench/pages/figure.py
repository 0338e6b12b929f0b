"""One figure: the chart, its words, its data; and as SVG, PNG or CSV."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from vallum.report.framed import framed as frame
from vallum.report.tables import of_frame
from vallum.workbench.drawn import drawn
from vallum.workbench.page import RunId, page, run_of, unpacked

router = APIRouter(include_in_schema=False)
KEEP = {"Cache-Control": "private, max-age=3600"}
"""A run never changes; what draws it may, with the next version."""


@router.get("/runs/{run}/figures/{name}.svg")
def svg(
    request: Request, run: RunId, name: str, narrow: bool = False, framed: bool = False
) -> Response:
    """The chart; framed: with title, unit, note and source, to stand alone."""
    found = drawn(run_of(request, run))
    if framed:
        whole = found.packed(("framed", name), lambda: frame(found.figure(name)))
        return unpacked(request, whole, "image/svg+xml", **KEEP)
    packed = found.packed(("svg", name, narrow), lambda: found.svg(name, narrow=narrow))
    return unpacked(request, packed, "image/svg+xml", **KEEP)


@router.get("/runs/{run}/figures/{name}.png")
def png(request: Request, run: RunId, name: str) -> Response:
    found = drawn(run_of(request, run)).png(name)
    return Response(found, media_type="image/png", headers=KEEP)


@router.get("/runs/{run}/figures/{name}.csv")
def csv(request: Request, run: RunId, name: str) -> Response:
    table = drawn(run_of(request, run)).figure(name).table
    return Response(table.write_csv(), media_type="text/csv; charset=utf-8", headers=KEEP)


@router.get("/runs/{run}/figures/{name}", response_class=HTMLResponse)
def figure(request: Request, run: RunId, name: str) -> HTMLResponse:
    kept = run_of(request, run)
    shown = drawn(kept).figure(name)
    data = of_frame(shown.table, f"Data: {shown.title}", shown.addresses)
    return page("figure.html", run=kept, tab="", shown=shown, data=data)
