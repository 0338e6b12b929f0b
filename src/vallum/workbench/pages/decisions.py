"""Decisions: pick a measure, hold a state at a position, leave a state out, see routes move.

All by the address, so that the page works without script and an answer can be passed on.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from vallum.errors import UserError
from vallum.governance.decide import Decision, decide
from vallum.governance.reason import reason
from vallum.report.decision_charts import routes_in_time, voters_strip
from vallum.report.figure import svg_of
from vallum.workbench.facts import shipped
from vallum.workbench.page import page
from vallum.world.agenda import Agenda, agenda

router = APIRouter(include_in_schema=False)
FIRST = "joint_bonds"
CHARTS = {"voters": "Who stands where", "routes": "How soon"}
STANCES = (("1", "for"), ("0", "between"), ("-1", "against"))
_drawing = Lock()
Word = Annotated[str, Query(max_length=60)]


@router.get("/decisions", response_class=HTMLResponse)
def decisions(
    measure: Word = FIRST, state: Word = "", position: Word = "", without: Word = ""
) -> HTMLResponse:
    known = _known()
    fault = None
    try:
        found, before = _asked(measure, state, position, without), _asked(measure, "", "", "")
    except UserError as error:
        fault = str(error)
        measure, state, position, without = FIRST, "", "", ""
        found = before = _asked(measure, "", "", "")
    earlier = {each.route.name: each.probability for each in before.routes}
    names = known.known.names
    changed = found is not before
    return page(
        "decisions.html",
        status=400 if fault else 200,
        fault=fault,
        measures=sorted(known.measures.values(), key=lambda each: each.title),
        states=[(code, names[code]) for code in sorted(_voters(before), key=names.__getitem__)],
        stances=STANCES,
        measure=measure,
        state=state,
        position=position,
        without=without,
        changed=changed,
        found=found,
        names=names,
        moved={
            each.route.name: 100 * (each.probability - earlier[each.route.name])
            for each in found.routes
            if changed
        },
        reasons={each.route.name: reason(each, names) for each in found.routes},
        charts=CHARTS,
        figures={
            "voters": voters_strip(found, names),
            "routes": routes_in_time(found),
        },
    )


@router.get("/decisions/{name}.svg")
def svg(request: Request, name: str, narrow: bool = False) -> Response:
    """The address asks as the page's does."""
    if name not in CHARTS:
        raise UserError(f"there is no chart '{name}'; there are {', '.join(CHARTS)}")
    words = {"measure": FIRST, "state": "", "position": "", "without": "", **request.query_params}
    found = _asked(words["measure"], words["state"], words["position"], words["without"])
    names = _known().known.names
    figure = routes_in_time(found) if name == "routes" else voters_strip(found, names)
    with _drawing:
        return Response(svg_of(figure, narrow=narrow, marked=True), media_type="image/svg+xml")


@lru_cache(maxsize=64)
def _asked(measure: str, state: str, position: str, without: str) -> Decision:
    """Raises UserError for an unknown measure or state, or a position that is none."""
    flips = {}
    if state and position:
        try:
            flips[state] = float(position)
        except ValueError:
            raise UserError(f"'{position}' is no position; give a number from -1 to 1") from None
    left = frozenset({without} if without else ())
    return decide(shipped(), measure, flips=flips, without=left)


def _voters(found: Decision) -> set[str]:
    return {state for each in found.routes for state in each.ballot.states}


def _known() -> Agenda:
    return agenda(shipped())
