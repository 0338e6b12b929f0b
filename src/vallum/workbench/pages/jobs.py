"""Runs in the background: ask, watch, cancel.

A job's page shows how far it is at each load, and more as it comes where the browser has scripts.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from vallum.errors import UserError
from vallum.workbench.asked import Asked
from vallum.workbench.guard import FIELD, from_our_form
from vallum.workbench.jobs import Job, TooManyError
from vallum.workbench.overlay import checked, written
from vallum.workbench.page import JobId, bench_of, owner_of, page, store_of

router = APIRouter(include_in_schema=False)
LOOK_SECONDS = 0.5
LONGEST_STREAM = 3600.0


@router.post("/jobs", dependencies=[Depends(from_our_form)])
async def ask(request: Request) -> RedirectResponse:
    """Queue a run; where exactly this is kept already, go there."""
    form = await request.form()
    pairs = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    fields = [(name, text) for name, text in pairs if name not in ("mode", FIELD)]
    asked = Asked.of(fields)
    bench, owner = bench_of(request), owner_of(request)
    mode = str(form.get("mode", bench.mode))
    try:
        if found := await asyncio.to_thread(bench.kept, asked, mode, owner):
            return RedirectResponse(f"/runs/{found}", 303)
        job = await asyncio.to_thread(bench.submit, asked, mode, owner)
    except TooManyError:
        raise
    except UserError:
        # The form's own page tells each fault at its field.
        return RedirectResponse(f"/scenario?{asked.query}", 303)
    return RedirectResponse(f"/jobs/{job.id}", 303)


@router.post("/jobs/facts", dependencies=[Depends(from_our_form)], response_model=None)
async def ask_with_facts(request: Request) -> Response:
    """Queue a run with the reader's own rows laid over one table."""
    form = await request.form()
    upload, table = form.get("facts"), str(form.get("table", ""))
    content = b"" if upload is None or isinstance(upload, str) else await upload.read()
    pairs = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    asked = Asked.of([p for p in pairs if p[0] not in ("mode", "table", FIELD)])
    bench, owner = bench_of(request), owner_of(request)
    mode = str(form.get("mode", bench.mode))
    try:
        path, clean = await asyncio.to_thread(checked, table, content)
        job = await asyncio.to_thread(
            bench.submit, asked, mode, owner, lambda folder: written(path, clean, folder)
        )
    except TooManyError:
        raise
    except UserError as fault:
        return page(
            "refused.html", status=422, here="/scenario", asked=asked, faults=fault.problems
        )
    return RedirectResponse(f"/jobs/{job.id}", 303)


@router.get("/jobs/{job}", response_class=HTMLResponse)
def show(request: Request, job: JobId) -> HTMLResponse:
    jobs = bench_of(request).jobs
    found = jobs.get(job, owner_of(request))
    asked = Asked(found.base, found.changes)
    return page(
        "job.html",
        job=found,
        told=_told(request, found),
        asked=asked,
        usual=_usual(request),
        mine=found.owner == owner_of(request),
    )


@router.get("/jobs/{job}/events")
def events(request: Request, job: JobId) -> StreamingResponse:
    """How the job stands, as server-sent events, until it has ended."""
    bench_of(request).jobs.get(job, owner_of(request))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(request, job), media_type="text/event-stream", headers=headers)


@router.post("/jobs/{job}/cancel", dependencies=[Depends(from_our_form)])
def cancel(request: Request, job: JobId) -> RedirectResponse:
    bench_of(request).jobs.cancel(job, owner_of(request))
    return RedirectResponse(f"/jobs/{job}", 303)


async def _events(request: Request, id_: str) -> AsyncIterator[str]:
    jobs, owner, last = bench_of(request).jobs, owner_of(request), ""
    end = time.monotonic() + LONGEST_STREAM
    while time.monotonic() < end and not await request.is_disconnected():
        try:
            job = jobs.get(id_, owner)
        except UserError:
            return
        told = json.dumps(_told(request, job))
        if told != last:
            last = told
            yield f"data: {told}\n\n"
        if job.over:
            return
        await asyncio.sleep(LOOK_SECONDS)


def _told(request: Request, job: Job) -> dict[str, object]:
    """What the page and its script show."""
    jobs = bench_of(request).jobs
    steps = [line.removesuffix(" ...") for line in jobs.steps(job) if line.endswith(" ...")]
    if job.study:
        steps = steps[-1:]  # each says anew how far the study is
    if job.state == "waiting":
        ahead = jobs.ahead(job)
        line = "It is next." if not ahead else f"{ahead} before it."
        line = f"Waiting. {line}"
    elif job.state == "running":
        line = f"Running for {time.time() - job.begun:.0f} s." if not steps else "Running."
    elif job.state == "done":
        line = f"Done in {job.ended - job.begun:.0f} s."
    else:
        kept = "What was solved is kept: it can go on." if job.study else "Nothing was kept."
        line = {
            "failed": f"It failed: {job.message}.",
            "cancelled": f"It was cancelled. {kept}",
            "interrupted": f"It was interrupted: {job.message}. {kept}",
        }[job.state].replace("..", ".")
    return {"state": job.state, "line": line, "steps": steps, "run": job.run, "over": job.over}


def _usual(request: Request) -> str:
    """How long a planned run takes here, from those that are kept."""
    seconds = store_of(request).list().get_column("seconds").drop_nulls()
    planned = seconds.filter(seconds > 20)
    if planned.is_empty():
        return "A planned run takes one to three minutes on a desk machine."
    return f"Planned runs here took {float(planned.median()):.0f} s, as a rule."  # type: ignore[arg-type]
