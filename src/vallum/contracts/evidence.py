"""Answers about evidence: which tables there are, what a check found, one table in full.

Fed by: evidence and its declared schemas.  To: `vallum evidence`, `evidence check|show`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Cell, FaultRow, Row, Share, rows_of
from vallum.errors import Problem
from vallum.evidence.schema import Kind, Table, Terms


class EvidenceRow(Row):
    """One table of facts."""

    table: Annotated[str, Field(description="Name, as group/table")]
    title: Annotated[str, Field(description="What it holds")]
    group: Annotated[str, Field(description="Group of tables")]
    facts: Annotated[int, Field(ge=0, description="Number of rows")]
    states: Annotated[int, Field(ge=0, description="Number of states it speaks of")]
    share_verified: Annotated[
        Share | None,
        Field(description="Share of rows seen in their source, 0-1; null: no such column"),
    ]
    share_unverified: Annotated[
        Share | None, Field(description="Share of rows still to be checked, 0-1")
    ]
    share_imputed: Annotated[
        Share | None, Field(description="Share of rows given by a stated rule, 0-1")
    ]
    oldest_year: Annotated[int | None, Field(description="Of its figures; null: they have none")]
    newest_year: Annotated[int | None, Field(description="Of its figures; null: they have none")]
    terms: Annotated[
        Terms, Field(description="open: CC BY 4.0; sipri: non-commercial use with attribution")
    ]


class EvidenceListAnswer(Answer):
    """`vallum evidence`: the tables with coverage, shares and age."""

    rows: tuple[EvidenceRow, ...]

    @classmethod
    def of(cls, coverage: pl.DataFrame) -> EvidenceListAnswer:
        """From `vallum.evidence.describe.coverage`."""
        return cls(rows=rows_of(EvidenceRow, coverage.rename({"rows": "facts"})))


class EvidenceCheckAnswer(Answer):
    """`vallum evidence check`: every fault found."""

    ok: Annotated[bool, Field(description="Whether no fault was found")]
    rows: tuple[FaultRow, ...]

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> EvidenceCheckAnswer:
        rows = tuple(FaultRow.of(problem) for problem in problems)
        return cls(ok=not rows, rows=rows)


class ColumnRow(Row):
    """One declared column."""

    name: str
    kind: Annotated[Kind, Field(description="What its cells hold")]
    unit: str | None
    meaning: str


class EvidenceTableAnswer(Answer):
    """`vallum evidence show`: one table, its columns as declared, its rows as read."""

    table: Annotated[str, Field(description="Name, as group/table")]
    title: Annotated[str, Field(description="What it holds")]
    one_row_is: Annotated[str, Field(description="What one row stands for")]
    columns: tuple[ColumnRow, ...]
    rows: Annotated[
        tuple[dict[str, Cell], ...], Field(description="Value by column; null: an empty cell")
    ]

    @classmethod
    def of(cls, table: Table, frame: pl.DataFrame) -> EvidenceTableAnswer:
        """From a declared table and its facts; columns that are not declared are left out."""
        columns = tuple(
            ColumnRow(name=column.name, kind=column.kind, unit=column.unit, meaning=column.meaning)
            for column in table.columns
        )
        rows = tuple(frame.select([column.name for column in columns]).to_dicts())
        return cls(
            table=table.name,
            title=table.title,
            one_row_is=table.one_row_is,
            columns=columns,
            rows=rows,
        )
