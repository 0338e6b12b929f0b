"""Decisions: pick a measure, hold a state at a position, leave a state out, see routes move.

All by the address, so that the page works without script and an answer can be passed on.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from vallum.errors import UserError
from vallum.governance.decide import Decision
from vallum.governance.reason import reason
from vallum.report.tables import of_frame
from vallum.workbench import decided
from vallum.workbench.decided import CHARTS, FIRST, OF_ALL
from vallum.workbench.page import page
from vallum.workbench.pictures import Form, picture

router = APIRouter(include_in_schema=False)
STANCES = (("1", "for"), ("0", "between"), ("-1", "against"))
Word = Annotated[str, Query(max_length=60)]


@router.get("/decisions", response_class=HTMLResponse)
def decisions(
    measure: Word = FIRST, state: Word = "", position: Word = "", without: Word = ""
) -> HTMLResponse:
    known = decided.agenda_now()
    fault = None
    try:
        found, before = (
            decided.answer(measure, state, position, without),
            decided.answer(measure, "", "", ""),
        )
    except UserError as error:
        fault = str(error)
        measure, state, position, without = FIRST, "", "", ""
        found = before = decided.answer(measure, "", "", "")
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
        charts=_charts((measure, state, position, without)),
    )


@router.get("/decisions/{name}.{form}")
def drawing(request: Request, name: str, form: Form, narrow: bool = False) -> Response:
    """The address asks as the page's does."""
    asked = _asked(request, name)
    key = decided.key(name, asked)
    return picture(request, key, lambda: decided.figure(name, asked), form=form, narrow=narrow)


def _asked(request: Request, name: str) -> decided.Asked:
    """What the address asks; nothing for charts that are always the same."""
    if name in OF_ALL:
        return ("", "", "", "")
    told = request.query_params
    return (
        told.get("measure", FIRST),
        told.get("state", ""),
        told.get("position", ""),
        told.get("without", ""),
    )


def _charts(asked: decided.Asked) -> list[dict[str, Any]]:
    """Charts of the page with their data; those that hang on what is asked first."""
    found = []
    for name in CHARTS:
        own = name not in OF_ALL
        figure = decided.figure(name, asked if own else ("", "", "", ""))
        table = of_frame(figure.table, f"Data: {figure.title}")
        found.append({"name": name, "own": own, "figure": figure, "data": table})
    return found


def _voters(found: Decision) -> set[str]:
    return {state for each in found.routes for state in each.ballot.states}
