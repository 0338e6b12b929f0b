"""The JSON that programs read and ask: the answers of `vallum.contracts`, under /api/v1.

Everything that changes something takes JSON alone: a page of another site cannot send that here.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from vallum.contracts import LiveAnswer, RunAnswer, RunsAnswer
from vallum.errors import UserError
from vallum.scenario import preset_names, study_names
from vallum.scenario.schema import scenario_json_schema
from vallum.workbench.asked import BASE, Asked
from vallum.workbench.bench import DEFAULT_MODE
from vallum.workbench.drawn import forget
from vallum.workbench.jobs import Job, State, TooManyError
from vallum.workbench.page import JobId, RunId, bench_of, owner_of, run_of, store_of

DESCRIPTION = """What the pages show, as JSON.

A scenario is a shipped name and changes on top of it, in the words of the command line:
`{"base": "us_absent", "set": {"us.enablers_leave": "2030"}}`.  `POST /api/v1/live` answers at once,
with its error; `POST /api/v1/jobs` plans in full, in the background.
"""
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"description": "There is none"}}
REFUSED: dict[int | str, dict[str, Any]] = {
    422: {"description": "The scenario does not hold together"},
    429: {"description": "Too many runs wait, or are asked for"},
}

runs = APIRouter(prefix="/api/v1", tags=["runs"])
jobs = APIRouter(prefix="/api/v1", tags=["jobs"])
scenarios = APIRouter(prefix="/api/v1", tags=["scenarios"])
ROUTERS = (runs, jobs, scenarios)


class Question(BaseModel):
    """A scenario: a shipped one, and what is changed of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    base: Annotated[str, Field(max_length=60, description="A shipped scenario")] = "us_absent"
    set: Annotated[
        dict[Annotated[str, Field(max_length=100)], Annotated[str, Field(max_length=4000)]],
        Field(max_length=120, description="Dotted field -> value as in YAML"),
    ] = {}


class RunQuestion(Question):
    """A scenario to be planned in full."""

    mode: Annotated[
        str, Field(max_length=40, description="close_gaps, least_cost, earliest, or none")
    ] = DEFAULT_MODE


class JobAnswer(BaseModel):
    """How a job stands."""

    job: str
    state: State
    title: str
    base: str
    changes: tuple[str, ...]
    mode: str
    run: Annotated[str | None, Field(description="Id of the kept run, once done")]
    message: Annotated[str, Field(description="What went wrong, in a sentence")]
    steps: Annotated[tuple[str, ...], Field(description="What it told so far")]


class ScenarioRow(BaseModel):
    """A shipped scenario."""

    name: str
    kind: Annotated[str, Field(description="preset, or study: a published one")]


@runs.get("/runs")
def list_runs(request: Request) -> RunsAnswer:
    """The kept runs, newest first."""
    return RunsAnswer.of(store_of(request).list())


@runs.get("/runs/{run}", responses=NOT_FOUND)
def show_run(request: Request, run: RunId) -> RunAnswer:
    """The headline of one run; `report` is empty, for no file is given out."""
    return RunAnswer.of(run_of(request, run), "")


@runs.get("/runs/{run}/tables", responses=NOT_FOUND)
def list_run_tables(request: Request, run: RunId) -> list[str]:
    """The names of a run's tables."""
    return [str(name) for name in run_of(request, run).record["frames"]]


@runs.get("/runs/{run}/tables/{table}", responses=NOT_FOUND)
def show_run_table(request: Request, run: RunId, table: str) -> Response:
    """One table of a run: a list of rows."""
    frame = run_of(request, run).frame(table)
    return Response(frame.write_json(), media_type="application/json")


@runs.delete("/runs/{run}", responses=NOT_FOUND, status_code=204)
def delete_run(request: Request, run: RunId) -> Response:
    """Delete a run of one's own."""
    kept = run_of(request, run)
    store_of(request).delete(run)
    forget(kept)
    return Response(status_code=204)


@scenarios.get("/scenarios")
def list_scenarios() -> list[ScenarioRow]:
    """The shipped scenarios."""
    presets = [ScenarioRow(name=name, kind="preset") for name in preset_names()]
    return presets + [ScenarioRow(name=name, kind="study") for name in study_names()]


@scenarios.get("/scenarios/schema")
def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file."""
    return scenario_json_schema()


@scenarios.post("/live", responses=REFUSED)
def ask_live(request: Request, question: Question) -> LiveAnswer:
    """An answer in a moment, from the coalition planned as one, with the error that it has."""
    asked = _asked(question)
    try:
        return LiveAnswer.of(bench_of(request).live.ask(asked))
    except UserError as fault:
        raise refused(fault) from None


@jobs.get("/jobs")
def list_jobs(request: Request) -> list[JobAnswer]:
    """The jobs of this reader and the server's own, newest first."""
    return [told(request, job) for job in bench_of(request).jobs.list(owner_of(request))]


@jobs.post("/jobs", responses=REFUSED, status_code=202)
def ask_run(request: Request, question: RunQuestion) -> JobAnswer:
    """Plan a scenario in full, in the background."""
    asked = _asked(question)
    bench = bench_of(request)
    try:
        return told(request, bench.submit(asked, question.mode, owner_of(request)))
    except TooManyError:
        raise
    except UserError as fault:
        raise refused(fault) from None


@jobs.get("/jobs/{job}", responses=NOT_FOUND)
def show_job(request: Request, job: JobId) -> JobAnswer:
    """How a job stands."""
    return told(request, bench_of(request).jobs.get(job, owner_of(request)))


@jobs.delete("/jobs/{job}", responses=NOT_FOUND)
def cancel_job(request: Request, job: JobId) -> JobAnswer:
    """Cancel a job that waits or runs; one that has ended stays as it is."""
    return told(request, bench_of(request).jobs.cancel(job, owner_of(request)))


def _asked(question: Question) -> Asked:
    try:
        return Asked.of([(BASE, question.base), *question.set.items()])
    except UserError as fault:
        raise refused(fault) from None


def refused(fault: UserError) -> HTTPException:
    """A scenario or study that does not hold together, in words."""
    return HTTPException(422, "; ".join(str(problem) for problem in fault.problems))


def told(request: Request, job: Job) -> JobAnswer:
    """How a job stands."""
    steps = bench_of(request).jobs.steps(job)
    return JobAnswer(
        job=job.id,
        state=job.state,
        title=job.title,
        base=job.base,
        changes=job.changes,
        mode=job.mode,
        run=job.run or None,
        message=job.message,
        steps=tuple(line.removesuffix(" ...") for line in steps if line.endswith(" ...")),
    )
