"""Answers about evidence: which tables there are, what a check found, one table in full, what an
overlay changes, what was bundled.

Fed by: evidence and its declared schemas.  To: `vallum evidence` and what stands below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import groupby
from typing import Annotated

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Cell, FaultRow, Row, Share, rows_of
from vallum.errors import Problem
from vallum.evidence.changes import Kind as ChangeKind
from vallum.evidence.changes import RowChange
from vallum.evidence.refresh.propose import Proposal
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


class CellChangeRow(Row):
    """One cell that differs."""

    column: str
    old: Annotated[Cell, Field(description="What stood there; null: an empty cell, or a new row")]
    new: Annotated[Cell, Field(description="What stands there now; null: an empty cell")]


class RowChangeRow(Row):
    """What one row does to the facts below it."""

    table: Annotated[str, Field(description="Name, as group/table")]
    key: Annotated[dict[str, Cell], Field(description="The columns that tell the row apart")]
    change: Annotated[
        ChangeKind, Field(description="added: a new key; changed: of a known key; same: repeated")
    ]
    cells: Annotated[tuple[CellChangeRow, ...], Field(description="The cells that differ")]


class TableChangesRow(Row):
    """How many rows of one table are new, changed or the same."""

    table: Annotated[str, Field(description="Name, as group/table")]
    added: Annotated[int, Field(ge=0)]
    changed: Annotated[int, Field(ge=0)]
    same: Annotated[int, Field(ge=0)]


class EvidenceDiffAnswer(Answer):
    """`vallum evidence diff`: what an overlay changes against the shipped facts."""

    overlay: Annotated[str, Field(description="The folder, as it was given")]
    tables: tuple[TableChangesRow, ...]
    rows: Annotated[tuple[RowChangeRow, ...], Field(description="Every row of the overlay")]

    @classmethod
    def of(cls, overlay: str, changes: Iterable[RowChange]) -> EvidenceDiffAnswer:
        """From `vallum.evidence.diff.diff_overlay`."""
        rows, tables = _changes(changes)
        return cls(overlay=overlay, tables=tables, rows=rows)


_OVERLAY = Field(description="The folder that was written to; null: nothing was written")


class EvidenceAddAnswer(Answer):
    """`vallum evidence add`: what a filled file changes in the facts in force."""

    overlay: Annotated[str | None, _OVERLAY]
    tables: tuple[TableChangesRow, ...]
    rows: Annotated[tuple[RowChangeRow, ...], Field(description="Every row of the file")]

    @classmethod
    def of(cls, overlay: str | None, changes: Iterable[RowChange]) -> EvidenceAddAnswer:
        """From `vallum.evidence.add.Addition.changes`."""
        rows, tables = _changes(changes)
        return cls(overlay=overlay, tables=tables, rows=rows)


class LeftOutRow(Row):
    """Figures of a file that no row takes."""

    why: str
    what: Annotated[tuple[str, ...], Field(description="States, years or series, as in the file")]
    figures: Annotated[int, Field(ge=0, description="How many figures")]


class EvidenceRefreshAnswer(Answer):
    """`vallum evidence refresh`: the rows that a downloaded file would change or add."""

    dataset: Annotated[str, Field(description="What the file holds, and its edition")]
    source: Annotated[str, Field(description="Id of the source that the rows name")]
    overlay: Annotated[str | None, _OVERLAY]
    agreeing: Annotated[
        int, Field(ge=0, description="Rows whose figures agree with those in force")
    ]
    tables: tuple[TableChangesRow, ...]
    rows: Annotated[tuple[RowChangeRow, ...], Field(description="Every row proposed")]
    left_out: tuple[LeftOutRow, ...]

    @classmethod
    def of(cls, overlay: str | None, proposal: Proposal) -> EvidenceRefreshAnswer:
        """From `vallum.evidence.refresh.refresh`."""
        rows, tables = _changes(proposal.addition.changes)
        return cls(
            dataset=proposal.dataset,
            source=proposal.source.id,
            overlay=overlay,
            agreeing=proposal.agreeing,
            tables=tables,
            rows=rows,
            left_out=tuple(
                LeftOutRow(why=one.why, what=one.what, figures=one.figures)
                for one in proposal.left_out
            ),
        )


class BundledFile(Row):
    """One file of a bundle."""

    path: Annotated[str, Field(description="Inside the bundle")]
    bytes: Annotated[int, Field(ge=0)]
    sha256: str


class EvidenceBundleAnswer(Answer):
    """`vallum evidence bundle`: what was written."""

    path: Annotated[str, Field(description="The folder or ZIP archive")]
    rows: tuple[BundledFile, ...]

    @classmethod
    def of(cls, path: str, files: Mapping[str, bytes]) -> EvidenceBundleAnswer:
        """files: from `vallum.evidence.bundle.bundle_files`."""
        rows = tuple(
            BundledFile(path=name, bytes=len(content), sha256=sha256(content).hexdigest())
            for name, content in sorted(files.items())
        )
        return cls(path=path, rows=rows)


def _changes(
    changes: Iterable[RowChange],
) -> tuple[tuple[RowChangeRow, ...], tuple[TableChangesRow, ...]]:
    """The changes row by row, and how many of each sort by table."""
    rows = tuple(
        RowChangeRow(
            table=one.table,
            key=dict(one.key),
            change=one.change,
            cells=tuple(
                CellChangeRow(column=cell.column, old=cell.old, new=cell.new) for cell in one.cells
            ),
        )
        for one in changes
    )
    tables = []
    for table, group in groupby(rows, key=lambda row: row.table):
        kinds = [row.change for row in group]
        counts = {kind: kinds.count(kind) for kind in ("added", "changed", "same")}
        tables.append(TableChangesRow(table=table, **counts))
    return rows, tuple(tables)
