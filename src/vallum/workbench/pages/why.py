"""Why a figure of a run is what it is: the steps, the facts, and each fact's source."""

from __future__ import annotations

import math
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from vallum.contracts import WhyAnswer
from vallum.report.provenance import MARKS, in_words
from vallum.workbench.facts import shipped
from vallum.workbench.origin import why
from vallum.workbench.page import RunId, page, run_of
from vallum.world import FactRow
from vallum.world.provenance import ASSUMED, SCENARIO

router = APIRouter()
MOST_STEPS, MOST_ROWS = 30, 80
WEAKEST_FIRST = {mark: place for place, mark in enumerate(MARKS)}


@router.get("/api/v1/runs/{run}/why/{address:path}", tags=["runs"], responses={404: {}})
def why_figure(request: Request, run: RunId, address: str) -> WhyAnswer:
    """The steps and facts behind a figure, such as `gaps/gap/stand_alone/brigade/2030`."""
    return WhyAnswer.of(why(run_of(request, run), address), shipped())


@router.get("/runs/{run}/why/{address:path}", response_class=HTMLResponse, include_in_schema=False)
def why_page(request: Request, run: RunId, address: str) -> HTMLResponse:
    kept = run_of(request, run)
    answer = why(kept, address)
    rows = sorted(answer.rows, key=lambda row: (WEAKEST_FIRST.get(row.verified, 9), row.table))
    return page(
        "why.html",
        run=kept,
        tab="",
        address=address,
        value=in_words(answer),
        answer=answer,
        steps=answer.chain[:MOST_STEPS],
        more_steps=max(0, len(answer.chain) - MOST_STEPS),
        rows=[_told(row) for row in rows[:MOST_ROWS]],
        more_rows=max(0, len(rows) - MOST_ROWS),
        facts=len(answer.facts),
        shares={mark: answer.share(mark) for mark in ("yes", "no", "imputed")},
    )


def _told(row: FactRow) -> dict[str, object]:
    """A fact, its address on the page of its table, and its sources."""
    ids = [id_ for id_ in row.source.split(";") if id_] if row.table != SCENARIO else []
    shown = row.table in shipped().names() and row.line > 0
    return {
        "table": row.table,
        "key": row.key,
        "value": "" if row.value is None or math.isnan(row.value) else f"{row.value:,.6g}",
        "mark": MARKS[row.verified][0] if row.verified in MARKS else row.verified,
        "assumed": row.verified == ASSUMED,
        "note": row.note,
        "sources": ids,
        "address": f"/evidence/{row.table}?{_line(row)}" if shown else "",
    }


def _line(row: FactRow) -> str:
    first = row.key.split(", ")[0].split(" ")[0] if row.key else ""
    return f"q={quote(first)}&line={row.line}#line-{row.line}"
