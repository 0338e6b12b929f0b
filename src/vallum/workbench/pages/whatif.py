"""What if: a few levers, an answer in a moment from the live model, with the error that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from vallum.errors import Problem, UserError
from vallum.report.words import percent
from vallum.scenario import preset_names
from vallum.study.live import LiveAnswer
from vallum.workbench.asked import Asked
from vallum.workbench.facts import preset
from vallum.workbench.levers import LEVERS, chips, pulled, sliders
from vallum.workbench.page import bench_of, page

router = APIRouter(include_in_schema=False)
ASK = "ask"
"""Sent by the form's button."""
PLAIN = "plain"
"""Sent by a reader without scripts: the answer is to be on the page itself."""
WIDE, HIGH, LEFT, TOP, FOOT = 560, 210, 58, 12, 34
"""Of the picture [px]."""


@dataclass(frozen=True)
class Told:
    """One figure of the answer, with its band, beside the base's."""

    label: str
    value: str
    band: str
    change: str


@router.get("/what-if", response_class=HTMLResponse)
def what_if(request: Request) -> Response:
    pairs = request.query_params.multi_items()
    try:
        asked = pulled([pair for pair in pairs if pair[0] not in (ASK, PLAIN)])
        if any(name in (*LEVERS, ASK) for name, _ in pairs):
            return RedirectResponse(f"/what-if?{asked.query}", 303)
        asked.scenario()
    except UserError as fault:
        return _page(request, Asked(), answer={}, faults=list(fault.problems), status=422)
    # The answer comes with a request of its own where there is a script: the page stands at once.
    return _page(request, asked, answer=None, faults=[], status=200)


@router.get("/what-if/answer", response_class=HTMLResponse)
def answer(request: Request) -> HTMLResponse:
    """The part of the page that changes; its head says under which address."""
    pairs = request.query_params.multi_items()
    try:
        asked = pulled([pair for pair in pairs if pair[0] != ASK])
        told = _answer(request, asked)
    except UserError as fault:
        return page("live_fault.html", status=422, faults=fault.problems)
    made = page("live.html", asked=asked, sliders=sliders(asked), **told)
    made.headers["X-Address"] = f"/what-if?{asked.query}"
    return made


def _page(
    request: Request,
    asked: Asked,
    *,
    answer: dict[str, Any] | None,
    faults: list[Problem],
    status: int,
) -> HTMLResponse:
    told = _answer(request, asked) if answer is None and _plain(request) else {}
    return page(
        "whatif.html",
        status=status,
        here="/what-if",
        asked=asked,
        presets=preset_names(),
        title=preset(asked.base).title,
        sliders=sliders(asked),
        chips=chips(asked),
        faults=faults,
        told=told,
    )


def _plain(request: Request) -> bool:
    return request.query_params.get(PLAIN) is not None


def _answer(request: Request, asked: Asked) -> dict[str, Any]:
    live = bench_of(request).live
    now, base = live.ask(asked), live.ask(Asked(asked.base))
    return {
        "figures": _figures(now, base),
        "picture": _picture(now, base),
        "answer": now,
        "same": not asked.changes,
        "base_name": asked.base,
    }


def _figures(now: LiveAnswer, base: LiveAnswer) -> list[Told]:
    """Figures with their bands.  A band is of corrected less full, so it is taken off."""

    def band(name: str, value: float, scale: float, digits: int, least: float = 0.0) -> str:
        of = now.bands[name]
        low, high = max(least, value - of.high), value - of.low
        if name == "reliance":
            high = min(1.0, high)
        return f"{scale * low:,.{digits}f} to {scale * high:,.{digits}f}"

    def change(value: float, digits: int, unit: str) -> str:
        if abs(value) < 0.5 * 10**-digits:
            return "as in the base"
        return f"{value:+,.{digits}f}{unit} against the base"

    told, was = now.told, base.told
    year = "not by the horizon" if now.stand_alone_year is None else str(now.stand_alone_year)
    before = "not by the horizon" if base.stand_alone_year is None else str(base.stand_alone_year)
    return [
        Told(
            "stands alone with the plan, core set",
            year,
            "not corrected: of the coalition as one",
            "as in the base" if year == before else f"base: {before}",
        ),
        Told(
            f"self-reliance in {now.ready_by}, with the plan",
            percent(told.reliance),
            f"{band('reliance', told.reliance, 100, 0)} %",
            change(100 * (told.reliance - was.reliance), 1, " points"),
        ),
        Told(
            "shortfall, points of 100",
            f"{told.shortfall:.1f}",
            band("shortfall", told.shortfall, 1, 1),
            change(told.shortfall - was.shortfall, 1, ""),
        ),
        Told(
            "cost of the plan a year",
            f"EUR {told.cost:,.0f} bn",
            f"{band('cost', told.cost, 1, 0)} bn",
            change(told.cost - was.cost, 1, " bn"),
        ),
    ]


def _picture(now: LiveAnswer, base: LiveAnswer) -> dict[str, object]:
    """Self-reliance by year as lines of points, for a picture that needs no style of its own."""
    years = sorted(now.self_reliance)

    def x(year: int) -> float:
        return round(LEFT + (WIDE - LEFT - 10) * (year - years[0]) / (years[-1] - years[0]), 1)

    def y(value: float) -> float:
        return round(TOP + (HIGH - TOP - FOOT) * (1 - value), 1)

    def line(answer: LiveAnswer) -> str:
        known = answer.self_reliance
        return " ".join(f"{x(year)},{y(known[year])}" for year in years if year in known)

    of = now.bands["reliance"]
    upper = [f"{x(k)},{y(min(1.0, now.self_reliance[k] - of.low))}" for k in years]
    lower = [f"{x(k)},{y(max(0.0, now.self_reliance[k] - of.high))}" for k in reversed(years)]
    told = ", ".join(f"{k}: {percent(now.self_reliance[k])}" for k in years)
    return {
        "now": line(now),
        "base": line(base),
        "band": " ".join(upper + lower),
        "ticks": [(y(value), f"{100 * value:.0f} %") for value in (0, 0.25, 0.5, 0.75, 1)],
        "years": [(x(k), k) for k in years if (years[-1] - k) % 4 == 0],
        "told": told,
        "wide": WIDE,
        "high": HIGH,
        "left": LEFT,
        "foot": HIGH - FOOT,
        "ready": x(now.ready_by) if now.ready_by in years else None,
        "ready_by": now.ready_by,
    }
