"""The facts: which tables there are, the rows of one, filtered, and where they come from."""

from __future__ import annotations

from typing import Annotated

import polars as pl
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from vallum.contracts import EvidenceListAnswer, EvidenceTableAnswer
from vallum.errors import UserError
from vallum.evidence.describe import coverage
from vallum.evidence.read import LINE
from vallum.workbench.facts import shipped
from vallum.workbench.page import page

router = APIRouter()
A_PAGE = 100
MOST = 5_000
Words = Annotated[str, Query(max_length=80, description="Rows that hold these letters")]
State = Annotated[str, Query(max_length=12, description="Rows of this state or group")]
Mark = Annotated[str, Query(pattern="^(yes|no|imputed|)$", description="Rows marked so")]


@router.get("/api/v1/evidence", tags=["evidence"])
def list_tables() -> EvidenceListAnswer:
    """The tables of facts: how many rows, of how many states, how sure, how old."""
    return EvidenceListAnswer.of(coverage(shipped()))


@router.get("/api/v1/evidence/{group}/{name}", tags=["evidence"], responses={404: {}})
def show_table(
    group: str,
    name: str,
    *,
    q: Words = "",
    state: State = "",
    verified: Mark = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 1000,
) -> EvidenceTableAnswer:
    """Rows of one table, as filtered."""
    table = f"{group}/{name}"
    rows = _filtered(table, q, state, verified).head(limit)
    return EvidenceTableAnswer.of(shipped().schema(table), rows)


@router.get("/evidence", response_class=HTMLResponse, include_in_schema=False)
def tables(q: Words = "") -> HTMLResponse:
    listed = EvidenceListAnswer.of(coverage(shipped())).rows
    shown = [row for row in listed if q.lower() in f"{row.table} {row.title}".lower()]
    return page("evidence.html", here="/evidence", tables=shown, q=q)


@router.get("/evidence/sources", response_class=HTMLResponse, include_in_schema=False)
def sources(q: Words = "") -> HTMLResponse:
    rows = shipped().sources().sort("id").to_dicts()
    wanted = q.lower()
    shown = [
        row
        for row in rows
        if wanted in f"{row['id']} {row['title']} {row['publisher'] or ''}".lower()
    ]
    return page("sources.html", here="/evidence", sources=shown, q=q)


@router.get("/evidence/{group}/{name}", response_class=HTMLResponse, include_in_schema=False)
def table(
    group: str,
    name: str,
    *,
    q: Words = "",
    state: State = "",
    verified: Mark = "",
    line: Annotated[int, Query(ge=0)] = 0,
    first: Annotated[int, Query(ge=0)] = 0,
) -> HTMLResponse:
    known = f"{group}/{name}"
    declared = shipped().schema(known)
    found = _filtered(known, q, state, verified)
    if line:  # a figure leads to one row: its page of the table
        at = found.with_row_index("_at").filter(pl.col(LINE) == line)["_at"].to_list()
        first = at[0] // A_PAGE * A_PAGE if at else first
    columns = [column for column in declared.columns if column.name != "source"]
    return page(
        "table.html",
        here="/evidence",
        table=declared,
        columns=columns,
        rows=found.slice(first, A_PAGE).to_dicts(),
        of=found.height,
        first=first,
        size=A_PAGE,
        line_name=LINE,
        q=q,
        state=state,
        verified=verified,
        has_state="state" in found.columns,
        has_mark="verified" in found.columns,
    )


def _filtered(name: str, q: str, state: str, verified: str) -> pl.DataFrame:
    """Raises UserError for a table or a state that is not there."""
    rows = shipped().table(name)
    if state:
        if "state" not in rows.columns:
            raise UserError(f"the table {name} says nothing by state")
        rows = rows.filter(pl.col("state") == state.upper())
    if verified and "verified" in rows.columns:
        rows = rows.filter(pl.col("verified") == verified)
    if q:
        text = [pl.col(c) for c, kind in rows.schema.items() if kind == pl.String and c[0] != "_"]
        holds = [c.str.to_lowercase().str.contains(q.lower(), literal=True) for c in text]
        rows = rows.filter(pl.any_horizontal(holds))
    return rows
