"""Where the workbench opens: the shipped scenarios with their verdicts, then other runs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from vallum.scenario import preset_names
from vallum.workbench.cards import cards, newest_of_presets
from vallum.workbench.facts import preset
from vallum.workbench.page import bench_of, owner_of, page, store_of

router = APIRouter(include_in_schema=False)
OTHERS = 6


@router.get("/", response_class=HTMLResponse)
def home(request: Request) -> HTMLResponse:
    runs = cards(store_of(request))
    newest = newest_of_presets(runs)
    jobs = [job for job in bench_of(request).jobs.list(owner_of(request)) if not job.over]
    asked = {job.base: job for job in jobs if not job.changes and not job.study}
    presets = [
        {
            "name": name,
            "title": preset(name).title,
            "description": preset(name).description,
            "run": newest.get(name),
            "job": asked.get(name),
        }
        for name in preset_names()
    ]
    shown = {item.id for item in newest.values()}
    return page(
        "home.html",
        here="/",
        presets=presets,
        others=[run for run in runs if run.id not in shown][:OTHERS],
        any_run=bool(runs),
        busy=bool(jobs),
    )
