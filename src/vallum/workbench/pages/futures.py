"""Studies of futures: what each found, or how far it has come.

From: the studies' folders, as `vallum explore` keeps them, and jobs that work on them.  A study
that was cancelled, or stopped with the server, goes on where it was.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from shlex import join
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from vallum.contracts import ExploreAnswer
from vallum.errors import Problem, UserError
from vallum.futures.explore import ASKED, asked_of, solved_of, studies_in
from vallum.report.figure import Figure
from vallum.report.futures_charts import futures_figures
from vallum.report.futures_page import FINDINGS, checked_table, more_tables, read_findings
from vallum.report.tables import of_frame
from vallum.scenario import shipped_names
from vallum.workbench.asked import DEFAULT
from vallum.workbench.facts import shipped
from vallum.workbench.guard import from_our_form
from vallum.workbench.jobs import Job
from vallum.workbench.page import RunId, bench_of, owner_of, page, store_of
from vallum.workbench.pictures import Form, picture
from vallum.workbench.studies import (
    FUTURES,
    LABELS,
    MOST_BY_STATE,
    MOST_FUTURES,
    MOST_ROUNDS,
    OPTIONS,
    Wanted,
    wanted_again,
    wanted_by,
)
from vallum.world.uncertain import AS_IS

router = APIRouter(include_in_schema=False)


@router.get("/futures", response_class=HTMLResponse)
def studies(request: Request) -> HTMLResponse:
    return _list(request)


@router.post("/futures", dependencies=[Depends(from_our_form)])
async def start(request: Request) -> Response:
    """Queue a study; where exactly this is finished already, go there.

    Findings beyond it (screening, another year, plans by state) are a job on the same futures.
    """
    form = await request.form()
    pairs = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    try:
        wanted = await asyncio.to_thread(wanted_by, pairs)
    except UserError as fault:
        return _list(request, status=422, faults=fault.problems, given=pairs)
    return await asyncio.to_thread(_queued, request, wanted)


@router.post("/futures/{run}/resume", dependencies=[Depends(from_our_form)])
def resume(request: Request, run: RunId) -> Response:
    """Let a study that was begun go on where it stopped."""
    jobs = bench_of(request).jobs.list(owner_of(request))
    wanted = wanted_again(run, asked_of(folder_of(request, run)), jobs)
    if wanted is None:
        raise UserError(
            f"study {run} was begun with changes or facts of its own, or by another version: let "
            "it go on with the command that began it"
        )
    return _queued(request, wanted)


@router.get("/futures/{run}", response_class=HTMLResponse)
def study(request: Request, run: RunId) -> HTMLResponse:
    folder = folder_of(request, run)
    if not (folder / FINDINGS).is_file():
        job = next((job for job in _open_jobs(request) if job.study == run), None)
        mine = job is not None and job.owner == owner_of(request)
        return page(
            "futures_begun.html", here="/futures", study=_listed(folder), job=job, mine=mine
        )
    answer = read_findings(folder)
    figures = _figures(answer)
    return page(
        "futures_study.html",
        answer=answer,
        figures=figures.values(),
        tables={name: of_frame(each.table, each.title) for name, each in figures.items()},
        checked=checked_table(answer),
        more=more_tables(answer),
        study=_listed(folder),
    )


@router.get("/futures/{run}/{name}.{form}")
def drawing(request: Request, run: RunId, name: str, form: Form, narrow: bool = False) -> Response:
    folder = folder_of(request, run)

    def made() -> Figure:
        figures = _figures(read_findings(folder))
        if name not in figures:
            raise UserError(f"study {run} has no figure '{name}'")
        return figures[name]

    written = (folder / FINDINGS).stat().st_mtime_ns if (folder / FINDINGS).is_file() else 0
    key = ("futures", str(folder), written, name)
    return picture(request, key, made, form=form, narrow=narrow)


def _queued(request: Request, wanted: Wanted) -> RedirectResponse:
    """Raises TooManyError."""
    folder = store_of(request).folder / f"futures-{wanted.run}"
    if (folder / FINDINGS).is_file() and not wanted.more:
        return RedirectResponse(f"/futures/{wanted.run}", 303)
    job = bench_of(request).submit_study(wanted, owner_of(request))
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _list(
    request: Request,
    *,
    status: int = 200,
    faults: Sequence[Problem] = (),
    given: Sequence[tuple[str, str]] = (),
) -> HTMLResponse:
    """The form and all studies.  given: what the form held that had these faults."""
    jobs = _open_jobs(request)
    told = {"base": DEFAULT, "futures": str(FUTURES), "seed": "0", "screen": "0"} | {
        "by": "", "fixed_until": "", "check_state": "0", **dict(given)
    }  # fmt: skip
    return page(
        "futures.html",
        status=status,
        here="/futures",
        studies=[_listed(folder) for folder in studies_in(store_of(request).folder)],
        jobs={job.study: job for job in jobs},
        bases=shipped_names(),
        policies=[
            (row["policy"], row["title"])
            for row in shipped().table("requirements/policies").to_dicts()
            if row["policy"] != AS_IS
        ],
        given=told,
        chosen={text for name, text in given if name == "policy"},
        opened=any(told[name] not in ("", "0") for name in OPTIONS),
        most=MOST_FUTURES,
        rounds=MOST_ROUNDS,
        by_state=MOST_BY_STATE,
        faults=faults,
        labels=LABELS,
    )


def _open_jobs(request: Request) -> list[Job]:
    """Studies that wait or run."""
    found = bench_of(request).jobs.list(owner_of(request))
    return [job for job in found if job.study and not job.over]


def folder_of(request: Request, run: str) -> Path:
    """Raises UserError where no such study was begun."""
    folder = store_of(request).folder / f"futures-{run}"
    if not (folder / ASKED).is_file():
        raise UserError(f"there is no study of futures '{run}' here")
    return folder


def listed(runs: Path) -> list[dict[str, Any]]:
    """The kept studies as programs read them, the last one touched first."""
    return [
        {
            "run": told["run"], "name": told["name"], "futures": int(asked["futures"]),
            "seed": told["seed"], "solved": told["ready"], "asked": told["count"],
            "finding": told["finding"],
        }
        for folder in studies_in(runs)
        for told, asked in [(_listed(folder), asked_of(folder))]
    ]  # fmt: skip


@lru_cache(maxsize=4)
def _drawn(text: str) -> dict[str, Figure]:
    return {each.id: each for each in futures_figures(ExploreAnswer.model_validate_json(text))}


def _figures(answer: ExploreAnswer) -> dict[str, Figure]:
    return _drawn(answer.json_text())


def _listed(folder: Path) -> dict[str, Any]:
    """One study as the list shows it."""
    asked = asked_of(folder)
    run = folder.name.removeprefix("futures-")
    words = ["vallum", "explore", asked["name"], "--futures", str(asked["futures"])]
    words += ["--seed", str(asked["seed"])]
    if others := [name for name in asked["policies"] if name != "as_is"]:
        words += ["--policies", ",".join(others)]
    if asked.get("fixed_until") is not None:
        words += ["--fixed-until", str(asked["fixed_until"])]
    done = (folder / FINDINGS).is_file()
    told = _finding(folder) if done else None
    whole = asked["futures"] * len(asked["policies"])
    ready = whole if done else solved_of(folder)
    return {
        "ready": ready,
        "count": whole,
        "run": run,
        "name": asked["name"],
        "futures": f"{asked['futures']:,}",
        "seed": asked["seed"],
        "finding": told,
        "solved": f"{ready:,}",
        "whole": f"{whole:,}",
        "command": join([*words, "--resume", run]),
    }


def _finding(folder: Path) -> str:
    """The finding in words, or why it cannot be read: one old study must not hide all others."""
    try:
        return read_findings(folder).finding
    except UserError as fault:
        return f"{fault.problems[0].message[0].upper()}{fault.problems[0].message[1:]}."
