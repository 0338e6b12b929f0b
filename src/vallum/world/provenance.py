"""Which facts filled which cell: the ledger behind `World.why`.

From: the builders of the World's arrays.  To: `vallum why`, the report's quality figures.

An array is *filled* (each cell has fact rows), *derived* (each cell has a formula over other
arrays), or both; `explain` follows formulas down to the facts.  What an empty cell of a filled
array means is a stated rule of its own (`nothing`): no row in the inventory means none in service.

Every cell thus ends in fact rows (sources, or rules that are marked imputed), in what the scenario
assumes, or in the rule for cells without a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Labels = tuple[Any, ...]
"""One label per dimension of the array, in the array's own order."""


SCENARIO = "scenario"
"""Stands for the table of a row that the scenario sets instead of a fact."""
ASSUMED = "assumed"
"""What stands under `verified` for such a row: nobody can verify a choice."""


@dataclass(frozen=True)
class FactRow:
    """One cell of one fact row, as a reader can find it again; or one field of the scenario.

    verified: yes, no, imputed; `assumed` for fields of the scenario.
    """

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
        return self.share("no") + self.share("imputed")

    @property
    def facts(self) -> tuple[FactRow, ...]:
        """The rows without the scenario's own."""
        return tuple(row for row in self.rows if row.verified != ASSUMED)

    def share(self, verified: str) -> float:
        """Share of the fact rows with this mark; 0 without rows."""
        facts = self.facts
        return sum(row.verified == verified for row in facts) / len(facts) if facts else 0.0


@dataclass(frozen=True)
class Step:
    """A formula in words for one cell, the cells it reads, and rows that it takes by itself."""

    words: str
    inputs: tuple[tuple[str, Labels], ...] = ()
    facts: tuple[FactRow, ...] = ()


Rows = dict[tuple[str, int, str], FactRow]
"""Fact rows by table, line and key, in the order in which they are met."""
Told = tuple[tuple[str, ...], Rows]
"""Steps in words, and what they rest on."""


@dataclass
class Ledger:
    """The facts behind each cell of each array."""

    cells: dict[str, dict[Labels, list[FactRow]]] = field(default_factory=dict)
    formulas: dict[str, Callable[[Labels], Step]] = field(default_factory=dict)
    nothing: dict[str, str] = field(default_factory=dict)
    _told: dict[tuple[str, Labels], Told] = field(default_factory=dict)

    def record(self, array: str, labels: Labels, row: FactRow) -> None:
        self.cells.setdefault(array, {}).setdefault(labels, []).append(row)

    def derive(self, array: str, formula: Callable[[Labels], Step]) -> None:
        """Declare how a cell of a derived array follows from others."""
        self.formulas[array] = formula

    def leave_empty(self, array: str, words: str) -> None:
        """Declare what a cell of a filled array means that no row fills."""
        self.nothing[array] = words

    def facts(self, array: str, labels: Labels) -> list[FactRow]:
        return self.cells.get(array, {}).get(labels, [])

    def explain(self, array: str, labels: Labels) -> tuple[list[str], list[FactRow]]:
        """The chain of formulas from this cell down, and all fact rows met, each once.

        Ask only when all arrays are built: answers are kept.
        """
        chain, rows = self._explained(array, labels)
        if not chain and not rows and array in self.nothing:
            chain = (f"{array}: {self.nothing[array]}",)
        return list(chain), list(rows.values())

    def _explained(self, array: str, labels: Labels) -> Told:
        at = (array, labels)
        if at not in self._told:
            # A cell that leads back to itself adds nothing to itself.
            self._told[at] = ((), {})
            self._told[at] = self._lead_back(array, labels)
        return self._told[at]

    def _lead_back(self, array: str, labels: Labels) -> Told:
        words: dict[str, None] = {}
        rows = by_place(self.facts(array, labels))
        formula = self.formulas.get(array)
        if formula is not None:
            step = formula(labels)
            words[step.words] = None
            rows |= by_place(step.facts)
            for name, cell in step.inputs:
                below, found = self._explained(name, cell)
                # Where a sum takes a cell that rests on nothing, nothing need be said of it.
                words |= dict.fromkeys(below if found else ())
                rows |= found
        return tuple(words), rows


def by_place(rows: Iterable[FactRow]) -> Rows:
    """Each row once."""
    return {(row.table, row.line, row.key): row for row in rows}


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
