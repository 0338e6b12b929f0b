"""Studies of futures: what each found, or how far it has come.

From: the studies' folders, as `vallum explore` keeps them.  Starting and stopping one is the
command's business: these pages read.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from shlex import join
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from vallum.contracts import ExploreAnswer
from vallum.errors import UserError
from vallum.futures.explore import ASKED, asked_of, solved_of, studies_in
from vallum.report.figure import Figure
from vallum.report.futures_charts import futures_figures
from vallum.report.futures_page import FINDINGS, checked_table, read_findings
from vallum.report.tables import of_frame
from vallum.workbench.page import RunId, page, store_of
from vallum.workbench.pictures import picture

router = APIRouter(include_in_schema=False)


@router.get("/futures", response_class=HTMLResponse)
def studies(request: Request) -> HTMLResponse:
    found = [_listed(folder) for folder in studies_in(store_of(request).folder)]
    return page("futures.html", studies=found)


@router.get("/futures/{run}", response_class=HTMLResponse)
def study(request: Request, run: RunId) -> HTMLResponse:
    folder = _folder(request, run)
    if not (folder / FINDINGS).is_file():
        return page("futures_begun.html", study=_listed(folder))
    answer = read_findings(folder)
    figures = _figures(answer)
    return page(
        "futures_study.html",
        answer=answer,
        figures=figures.values(),
        tables={name: of_frame(each.table, each.title) for name, each in figures.items()},
        checked=checked_table(answer),
        study=_listed(folder),
    )


@router.get("/futures/{run}/{name}.svg")
def svg(request: Request, run: RunId, name: str, narrow: bool = False) -> Response:
    folder = _folder(request, run)

    def made() -> Figure:
        figures = _figures(read_findings(folder))
        if name not in figures:
            raise UserError(f"study {run} has no figure '{name}'")
        return figures[name]

    written = (folder / FINDINGS).stat().st_mtime_ns if (folder / FINDINGS).is_file() else 0
    return picture(request, ("futures", str(folder), written, name), made, narrow=narrow)


def _folder(request: Request, run: str) -> Path:
    """Raises UserError where no such study was begun."""
    folder = store_of(request).folder / f"futures-{run}"
    if not (folder / ASKED).is_file():
        raise UserError(f"there is no study of futures '{run}' here")
    return folder


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
    whole = asked["futures"] * len(asked["policies"])
    return {
        "run": run,
        "name": asked["name"],
        "futures": f"{asked['futures']:,}",
        "seed": asked["seed"],
        "finding": read_findings(folder).finding if done else None,
        "solved": f"{whole if done else solved_of(folder):,}",
        "whole": f"{whole:,}",
        "command": join([*words, "--resume", run]),
    }
