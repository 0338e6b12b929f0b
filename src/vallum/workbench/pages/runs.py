"""The kept runs: read, name, share, take along as a bundle, delete."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from vallum.store import StoredRun
from vallum.workbench.cards import cards
from vallum.workbench.drawn import forget
from vallum.workbench.guard import from_our_form
from vallum.workbench.page import RunId, bench_of, owner_of, page, run_of, store_of

router = APIRouter(include_in_schema=False)
SHOWN = 200
THE_DAY = (2026, 1, 1, 0, 0, 0)
"""Of files in a bundle: the same run gives the same bytes."""


@router.get("/runs", response_class=HTMLResponse)
def runs(request: Request, delete: str = "") -> HTMLResponse:
    """delete: a run that the reader is asked about once more."""
    jobs = bench_of(request).jobs.list(owner_of(request))
    return page(
        "runs.html",
        here="/runs",
        runs=cards(store_of(request))[:SHOWN],
        jobs=[job for job in jobs if not job.over],
        ended=[job for job in jobs if job.over and job.state != "done"][:5],
        delete=delete,
    )


@router.post("/runs/{run}/name", dependencies=[Depends(from_our_form)])
def name_run(request: Request, run: RunId, name: str = Form("", max_length=200)) -> Response:
    store_of(request).rename(run, name)
    return RedirectResponse(f"/runs#run-{run}", 303)


@router.post("/runs/{run}/delete", dependencies=[Depends(from_our_form)])
def delete_run(request: Request, run: RunId) -> Response:
    kept = run_of(request, run)
    store_of(request).delete(run)
    forget(kept)
    return RedirectResponse("/runs", 303)


@router.get("/runs/{run}/bundle.zip")
def bundle(request: Request, run: RunId) -> Response:
    """All files of a run: scenario, tables, results; whoever has Vallum can read it."""
    kept = run_of(request, run)
    name = f"vallum-{kept.name}-{kept.id}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(_zipped(kept), media_type="application/zip", headers=headers)


def _zipped(run: StoredRun) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(run.folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                inside = Path(run.id) / path.relative_to(run.folder)
                entry = zipfile.ZipInfo(inside.as_posix(), THE_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return made.getvalue()
