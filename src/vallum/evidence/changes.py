"""What rows of facts change: added, changed cell by cell, or the same as before.

From: facts in force and rows laid over them.  To: adding to, refreshing and comparing overlays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import polars as pl

from vallum.evidence.load import Evidence
from vallum.evidence.read import LINE
from vallum.evidence.schema import Table

Value = str | int | float | None
Kind = Literal["added", "changed", "same"]
Key = tuple[Value, ...]


@dataclass(frozen=True)
class CellChange:
    """One column of a row: what stood there, what stands there now; None is an empty cell."""

    column: str
    old: Value
    new: Value


@dataclass(frozen=True)
class RowChange:
    """What one row of an overlay does to the facts below it.

    key: the table's key columns with the row's values
    cells: `changed`: the cells that differ; `added`: all cells that are filled, old ones None;
    `same`: none
    line: where the row stands in its file
    """

    table: str
    key: tuple[tuple[str, Value], ...]
    change: Kind
    cells: tuple[CellChange, ...]
    line: int


def compare_rows(table: Table, below: Evidence, over: pl.DataFrame) -> list[RowChange]:
    """What each row of `over` changes, in the order of `over`.

    below: the facts in force without these rows
    over: typed rows of one table with `_line`

    A row is compared with the row of the same key in the table or its twin under other terms,
    since that is the row it replaces.
    """
    return list(_compare(table, below, over))


def rows_by_key(table: Table, rows: pl.DataFrame) -> dict[Key, dict[str, Value]]:
    """Key -> the declared cells of the row."""
    columns = [column.name for column in table.columns]
    return {key_of(table, row): row for row in rows.select(columns).iter_rows(named=True)}


def key_of(table: Table, row: dict[str, Value]) -> Key:
    return tuple(row[name] for name in table.key)


def joint_rows(evidence: Evidence, table: Table) -> pl.DataFrame:
    """All rows that a row of this table may replace: the table's own and its twin's."""
    return evidence.table(table.twin_of or table.name)


def _compare(table: Table, below: Evidence, over: pl.DataFrame) -> Iterator[RowChange]:
    before = rows_by_key(table, joint_rows(below, table))
    columns = [column.name for column in table.columns]
    for row in over.select(*columns, LINE).iter_rows(named=True):
        key = key_of(table, row)
        old = before.get(key)
        cells = tuple(
            CellChange(name, old[name] if old else None, row[name])
            for name in columns
            if row[name] != (old[name] if old else None)
        )
        kind: Kind = "added" if old is None else "changed" if cells else "same"
        yield RowChange(table.name, tuple(zip(table.key, key, strict=True)), kind, cells, row[LINE])
