"""One figure: the chart, its words, its data; and as SVG, PNG or CSV."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from vallum.report.tables import of_frame
from vallum.workbench.drawn import drawn
from vallum.workbench.page import RunId, page, run_of

router = APIRouter(include_in_schema=False)


@router.get("/runs/{run}/figures/{name}.svg")
def svg(request: Request, run: RunId, name: str, narrow: bool = False) -> Response:
    text = drawn(run_of(request, run)).svg(name, narrow=narrow)
    return Response(text, media_type="image/svg+xml")


@router.get("/runs/{run}/figures/{name}.png")
def png(request: Request, run: RunId, name: str) -> Response:
    return Response(drawn(run_of(request, run)).png(name), media_type="image/png")


@router.get("/runs/{run}/figures/{name}.csv")
def csv(request: Request, run: RunId, name: str) -> Response:
    table = drawn(run_of(request, run)).figure(name).table
    return Response(table.write_csv(), media_type="text/csv; charset=utf-8")


@router.get("/runs/{run}/figures/{name}", response_class=HTMLResponse)
def figure(request: Request, run: RunId, name: str) -> HTMLResponse:
    kept = run_of(request, run)
    shown = drawn(kept).figure(name)
    table = of_frame(shown.table, f"Data: {shown.title}")
    return page("figure.html", run=kept, figure=shown, table=table)
