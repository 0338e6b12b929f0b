"""Rows that a downloaded file would change or add, for review.

From: a reading.  To: `vallum evidence refresh`.  A figure that agrees with the one in force, to the
digits that both give, changes nothing.  A changed row keeps its other cells and their sources.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vallum.evidence.add import Addition, add_files, csv_text
from vallum.evidence.changes import Value, rows_by_key
from vallum.evidence.describe import range_words
from vallum.evidence.diff import Loader
from vallum.evidence.load import Evidence, Source
from vallum.evidence.read import NUMERIC
from vallum.evidence.refresh.derive import DERIVED
from vallum.evidence.refresh.files import Figure
from vallum.evidence.refresh.reading import FoundRow, LeftOut, LeftOuts, Reading
from vallum.evidence.schema import Column, Table

MOST_DIGITS = 6
"""Significant digits of a figure in our tables."""

_CERTAINTY = ("actual", "estimate", "projection")
"""Words of a column `kind`, the surest first."""

_READ_FROM, _WORKED_OUT = " read from ", " worked out from that"

Row = dict[str, Value]


@dataclass(frozen=True)
class Proposal:
    """What a file would change.

    source: the source that its rows name
    agreeing: rows whose figures all agree with those in force
    addition: the changed and new rows, and the overlay's files with them in it
    left_out: what of the file stands in no row, by reason
    """

    dataset: str
    source: Source
    agreeing: int
    addition: Addition
    left_out: tuple[LeftOut, ...]


def propose(
    reading: Reading, file: Path, overlay: Path | None, facts: Evidence, load: Loader | None = None
) -> Proposal:
    """The rows that a reading changes in the facts in force, checked.

    overlay: the folder that they would be written to; None: no overlay so far
    facts: the facts in force, with that overlay
    Raises UserError where a row breaks the rules of its table, or the overlay has faults.
    """
    source = _settle_id(reading.source, facts)
    left_out = LeftOuts()
    tables = sorted({row.table for row in reading.rows})
    proposers = {name: _Proposer(facts, name, source, reading, file) for name in tables}
    rows: dict[str, list[Row]] = {name: [] for name in tables}
    agreeing = 0
    for found in reading.rows:
        row = proposers[found.table].row(found, left_out)
        if row == {}:
            agreeing += 1
        elif row is not None:
            rows[found.table].append(row)
    return Proposal(
        reading.dataset,
        source,
        agreeing,
        _add({name: found for name, found in rows.items() if found}, source, overlay, facts, load),
        (*reading.left_out, *left_out.all()),
    )


def _add(
    rows: Mapping[str, list[Row]],
    source: Source,
    overlay: Path | None,
    facts: Evidence,
    load: Loader | None,
) -> Addition:
    """The proposed rows and their source, put into the overlay as a filled file would be."""
    if not rows:
        return Addition((), {})
    names = facts.schema("sources").columns
    cells = {**rows, "sources": [{column.name: getattr(source, column.name) for column in names}]}
    with tempfile.TemporaryDirectory() as folder:
        new = {}
        for name, found in cells.items():
            table = facts.schema(name)
            new[name] = Path(folder) / f"{name.replace('/', '-')}.csv"
            text = csv_text(table, [_texts(table, row) for row in found])
            new[name].write_text(text, encoding="utf-8", newline="")
        return add_files(new, overlay, load)


class _Proposer:
    """Proposes rows of one table."""

    def __init__(
        self, facts: Evidence, name: str, source: Source, reading: Reading, file: Path
    ) -> None:
        self.facts, self.table, self.source = facts, facts.schema(name), source
        self.told = f"{_READ_FROM}{file.name} ({reading.dataset})"
        rows = facts.own_rows(name)
        self.present = rows_by_key(self.table, rows)
        self.state_column = _state_column(self.table)
        self.states = set(rows[self.state_column]) if self.state_column else set()
        self.digits = _digits(self.table, rows)

    def row(self, found: FoundRow, left_out: LeftOuts) -> Row | None:
        """The row with the figures in it; empty where all agree; None where it is left out."""
        if reason := self._out_of_range(found):
            left_out.add(*reason, figures=len(found.figures))
            return None
        key = tuple(found.key[name] for name in self.table.key)
        old = self.present.get(key)
        changed = {
            name: figure
            for name, figure in found.figures.items()
            if old is None or not self._agrees(old, name, figure)
        }
        # What a figure covers (months, a price year) may change while the figure does not.
        changed_words = [
            name
            for name, value in found.words.items()
            if isinstance(value, int) and old is not None and old[name] != value
        ]
        if not changed and not changed_words:
            return {}
        row = self._fill(old, found, changed, [*changed, *changed_words])
        missing = [
            column.name
            for column in self.table.columns
            if column.required and row.get(column.name) is None
        ]
        if missing:
            why = f"no row of {self.table.name} to change, and no {' or '.join(missing)} for one"
            left_out.add(why, " ".join(map(str, found.key.values())), len(found.figures))
            return None
        return row

    def _out_of_range(self, found: FoundRow) -> tuple[str, str] | None:
        """Why a row has no place in the table, and its year or state; None where it has one."""
        figures = {name: figure.value for name, figure in found.figures.items()}
        numbers = {**found.key, **figures}
        for column in self.table.columns:
            value = numbers.get(column.name)
            if not isinstance(value, int | float):
                continue
            low = column.minimum is not None and value < column.minimum
            if low or (column.maximum is not None and value > column.maximum):
                allowed = f"{self.table.name}: {column.name} is {range_words(column)}"
                in_key = column.name in found.key
                return allowed, str(value) if in_key else " ".join(map(str, found.key.values()))
        state = found.key.get(self.state_column or "")
        if self.states and state not in self.states:
            return f"not among the states of {self.table.name}", str(state)
        return None

    def _agrees(self, old: Row, name: str, figure: Figure) -> bool:
        """Whether two figures are the same to the digits of the coarser one."""
        value = old[name]
        if not isinstance(value, int | float):
            return False
        step = max(figure.step, self.digits[name, old["source"]])
        near = abs(value - figure.value) <= step / 2 * (1 + 1e-6)
        return near or value == _rounded(figure)

    def _fill(
        self, old: Row | None, found: FoundRow, changed: Mapping[str, Figure], read: list[str]
    ) -> Row:
        row: Row = dict(old) if old else {column.name: None for column in self.table.columns}
        row |= found.key
        row |= {name: _rounded(figure) for name, figure in changed.items()}
        row |= dict.fromkeys(found.empty)
        derive = DERIVED.get(self.table.name)
        derived = derive(row, set(changed), self.facts) if derive else {}
        row |= {name: _rounded(figure) for name, figure in derived.items()}
        given = changed.keys() | derived.keys()
        stays = old is not None and any(
            row[column.name] is not None and column.name not in given
            for column in _figure_columns(self.table, found)
        )
        row |= self._words(row, found, stays=stays)
        said = f"{', '.join(read)}{self.told}"
        if derived:
            said += f"; {', '.join(derived)}{_WORKED_OUT}"
        return row | self._provenance(old, said, stays=stays)

    def _words(self, row: Row, found: FoundRow, *, stays: bool) -> Row:
        """The file's words; where other figures stay, a row is as certain as its weakest one."""
        words: Row = dict(found.words)
        if stays and words.get("kind") in _CERTAINTY and row["kind"] in _CERTAINTY:
            words["kind"] = max(str(words["kind"]), str(row["kind"]), key=_CERTAINTY.index)
        return words

    def _provenance(self, old: Row | None, said: str, *, stays: bool) -> Row:
        if old is None or not stays:
            return {"source": self.source.id, "verified": "yes", "note": said}
        ids = [self.source.id, *str(old["source"]).split(";")]
        # Remarks of an earlier refresh speak of figures that are now replaced.
        parts = str(old["note"] or "").split("; ")
        earlier = [part for part in parts if _READ_FROM not in part and _WORKED_OUT not in part]
        return {
            "source": ";".join(dict.fromkeys(ids)),
            # A row is no surer than the figures that stay in it.
            "verified": old["verified"],
            "note": "; ".join([said, *filter(None, earlier)]),
        }


def _settle_id(source: Source, facts: Evidence) -> Source:
    """The source as the facts know it already, or under an id that no other publication has."""
    known = {id: facts.source(id) for id in facts.sources()["id"]}
    for same in known.values():
        told = (same.publisher, same.published[:7], _family(same.id))
        if told == (source.publisher, source.published[:7], _family(source.id)):
            return same
    if source.id not in known:
        return source
    taken = f"{source.id}_file"
    return known.get(taken) or Source(**{**vars(source), "id": taken})


def _state_column(table: Table) -> str | None:
    """The column that says whose row it is."""
    names = (name for name in table.key if table.column(name).kind == "state")
    return next(names, None)


def _family(id: str) -> str:
    """What a source's id begins with, before its edition.

    >>> _family("kiel_ust_r29"), _family("nato_defexp_2025_08")
    ('kiel_ust', 'nato_defexp')
    """
    return re.sub(r"_r?\d+(_\d\d)?$", "", id)


def _figure_columns(table: Table, found: FoundRow) -> list[Column]:
    """The columns that hold what a row is about: numbers that neither tell it apart nor date it."""
    return [
        column
        for column in table.columns
        if column.kind in NUMERIC
        and column.name not in found.key
        and column.name not in found.words
    ]


def _digits(table: Table, rows: pl.DataFrame) -> dict[tuple[str, Value], float]:
    """Column and source -> the unit of the last digit that the source's rows give there.

    A single figure does not show it: 62.90 stands in a table as 62.9.
    """
    steps: dict[tuple[str, Value], float] = {}
    for column in table.columns:
        if column.kind not in NUMERIC:
            continue
        for value, source in rows.select(column.name, "source").iter_rows():
            decimals = len((_text(value) or "").partition(".")[2])
            place = (column.name, source)
            steps[place] = min(steps.get(place, 1.0), 10.0**-decimals)
    return steps


def _rounded(figure: Figure) -> float:
    """The figure to the digits that it was published with, at most six that count.

    >>> _rounded(Figure(178.3589837425897, 1e-13)), _rounded(Figure(3867.04, 0.1))
    (178.359, 3867.0)
    """
    decimals = max(0, -math.floor(math.log10(figure.step) + 1e-9))
    if figure.value:
        decimals = min(decimals, MOST_DIGITS - 1 - math.floor(math.log10(abs(figure.value))))
    return round(figure.value, max(0, decimals))


def _texts(table: Table, row: Row) -> dict[str, str | None]:
    return {column.name: _text(row.get(column.name)) for column in table.columns}


def _text(value: Value) -> str | None:
    """A number as our tables write it: without an exponent, without closing zeros."""
    if isinstance(value, float):
        text = f"{value:.10f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return None if value is None else str(value)
