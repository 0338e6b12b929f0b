"""Which facts filled which cell: the ledger behind `World.why`.

From: the builders of the World's arrays.  To: `vallum why`, the report's quality figures.  An array
is either *filled* (each cell has fact rows) or *derived* (each cell has a formula over other
arrays); `explain` follows formulas down to the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Labels = tuple[Any, ...]
"""One label per dimension of the array, in the array's own order."""


@dataclass(frozen=True)
class FactRow:
    """One cell of one fact row, as a reader can find it again."""

    table: str
    key: str
    value: float | None
    source: str
    grade: str
    verified: str
    line: int
    note: str = ""


@dataclass(frozen=True)
class Answer:
    """Why a cell holds what it holds: the value, the chain of formulas, the fact rows."""

    array: str
    labels: dict[str, Any]
    value: float
    unit: str
    chain: tuple[str, ...]
    rows: tuple[FactRow, ...]

    @property
    def unverified_share(self) -> float:
        """Share of the fact rows that are not verified, imputed ones included; 0 without rows."""
        if not self.rows:
            return 0.0
        return sum(row.verified != "yes" for row in self.rows) / len(self.rows)


@dataclass(frozen=True)
class Step:
    """A formula in words for one cell, and the cells it reads."""

    words: str
    inputs: tuple[tuple[str, Labels], ...] = ()


@dataclass
class Ledger:
    """The facts behind each cell of each array."""

    cells: dict[str, dict[Labels, list[FactRow]]] = field(default_factory=dict)
    formulas: dict[str, Callable[[Labels], Step]] = field(default_factory=dict)

    def record(self, array: str, labels: Labels, row: FactRow) -> None:
        self.cells.setdefault(array, {}).setdefault(labels, []).append(row)

    def derive(self, array: str, formula: Callable[[Labels], Step]) -> None:
        """Declare how a cell of a derived array follows from others."""
        self.formulas[array] = formula

    def facts(self, array: str, labels: Labels) -> list[FactRow]:
        return self.cells.get(array, {}).get(labels, [])

    def explain(self, array: str, labels: Labels) -> tuple[list[str], list[FactRow]]:
        """The chain of formulas from this cell down, and all fact rows met, each once."""
        chain: list[str] = []
        rows: dict[tuple[str, int, str], FactRow] = {}
        seen: set[tuple[str, Labels]] = set()
        queue: list[tuple[str, Labels]] = [(array, labels)]
        while queue:
            name, cell = queue.pop(0)
            if (name, cell) in seen:
                continue
            seen.add((name, cell))
            if name in self.formulas:
                step = self.formulas[name](cell)
                if step.words not in chain:
                    chain.append(step.words)
                queue += step.inputs
            for row in self.facts(name, cell):
                rows[(row.table, row.line, row.key)] = row
        return chain, list(rows.values())


def fact_rows(
    frame: pl.DataFrame,
    table: str,
    key: Iterable[str],
    grade: Callable[[str], str],
    value: str | None = None,
) -> list[FactRow]:
    """One `FactRow` for each row of an evidence table; `value` names the column to quote."""
    columns = list(key)
    grades = {sources: grade(sources) for sources in frame["source"].unique()}
    return [
        FactRow(
            table=row["_file"].removesuffix(".csv") if row.get("_file") else table,
            key=" / ".join(str(row[column]) for column in columns if row[column] is not None),
            value=row[value] if value else None,
            source=row["source"],
            grade=grades[row["source"]],
            verified=row["verified"],
            line=row["_line"],
            note=row.get("note") or "",
        )
        for row in frame.iter_rows(named=True)
    ]
