"""Reports of a run with the reader's own title and notes: HTML, PDF, and a brief on one page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from vallum.report.run_pdf import pdf
from vallum.workbench.drawn import drawn
from vallum.workbench.page import RunId, page, run_of

router = APIRouter(include_in_schema=False)
Title = Annotated[str, Query(max_length=200)]
Notes = Annotated[str, Query(max_length=4000)]


@router.get("/runs/{run}/report", response_class=HTMLResponse)
def report(request: Request, run: RunId, title: Title = "", notes: Notes = "") -> HTMLResponse:
    kept = run_of(request, run)
    return page(
        "report.html",
        run=kept,
        tab="Report",
        title=title or kept.title,
        notes=notes,
        whole=kept.report is not None,
    )


@router.get("/runs/{run}/report.pdf")
def report_pdf(
    request: Request, run: RunId, title: Title = "", notes: Notes = "", brief: bool = False
) -> Response:
    kept = run_of(request, run)
    found = drawn(kept)
    made = pdf(
        found.material,
        figures=found.figures,
        svg=lambda name: found.svg(name, narrow=False),
        title=title.strip() or kept.title,
        notes=notes.strip(),
        brief=brief,
    )
    name = f"vallum-{kept.name}-{kept.id}{'-brief' if brief else ''}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(made, media_type="application/pdf", headers=headers)


@router.get("/runs/{run}/report.html")
def report_html(request: Request, run: RunId, title: Title = "", notes: Notes = "") -> Response:
    """One self-contained file to be taken along: shown here, its own script would not run."""
    kept = run_of(request, run)
    html = drawn(kept).report(title.strip(), notes.strip())
    headers = {"Content-Disposition": f'attachment; filename="vallum-{kept.name}-{kept.id}.html"'}
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)
