"""The facts, read and checked: `Evidence`.

From: the shipped tables, their schemas, a user's overlay.  To: scenario, world, and every page
that shows a fact.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from vallum.errors import Problem, UserError, VallumError, did_you_mean, which_known
from vallum.evidence.check import Known, check_cells, check_extra, check_keys
from vallum.evidence.overlay import Frames, find_overlay_files, lay_over
from vallum.evidence.query import query_frames
from vallum.evidence.read import FILE, LINE, read_table
from vallum.evidence.schema import Column, Table
from vallum.evidence.schemas import TABLES

SHIPPED = Path(__file__).parent / "tables"

SOURCES = Table(
    name="sources",
    title="Sources",
    one_row_is="one publication, or one edition of it, that facts rest on",
    columns=(
        Column("id", "text", "short name by which rows refer to the source", required=True),
        Column("title", "text", "title of the publication", required=True),
        Column("publisher", "text", "who published it"),
        Column("published", "text", "date: year, year-month or year-month-day"),
        Column("url", "text", "where it was found"),
        Column("licence", "text", "terms under which it may be used"),
        Column(
            "grade",
            "choice",
            "A official; B reputable secondary; C press; D own estimate",
            choices=("A", "B", "C", "D"),
            required=True,
        ),
    ),
    key=("id",),
)
"""The one table that is not made of facts."""


@dataclass(frozen=True)
class Source:
    """Where a figure comes from.  grade: A official, B reputable secondary, C press, D own
    estimate.  published: year, year-month or year-month-day, or empty."""

    id: str
    title: str
    publisher: str
    published: str
    url: str
    licence: str
    grade: str


T = TypeVar("T")


class Evidence:
    """A checked set of facts.  Make one with `Evidence.load`; it does not change afterwards."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        frames: Frames,
        *,
        overlay: Path | None,
        origin: tuple[Path, Mapping[str, Table]],
    ) -> None:
        self.overlay = overlay
        self._origin = origin
        self._tables = dict(tables)
        self._frames = frames
        self._joint = _join_twins(self._tables, frames.typed)
        self._remembered: dict[Any, Any] = {}
        self._sources = {
            row["id"]: Source(**{name: row[name] or "" for name in Source.__annotations__})
            for row in frames.typed["sources"].iter_rows(named=True)
        }

    @classmethod
    def load(
        cls,
        overlay: Path | str | None = None,
        *,
        open_only: bool = False,
        folder: Path = SHIPPED,
        tables: Mapping[str, Table] = TABLES,
    ) -> Evidence:
        """Read and check all tables, with a user's overlay folder on top.

        open_only: leave out the tables under SIPRI's terms
        folder, tables: where the tables lie and how they are declared (default: the shipped ones)
        Raises VallumError where the tables themselves have faults, UserError where the overlay
        has; either holds every fault found.
        """
        if (folder, tables) == (SHIPPED, TABLES):
            shipped, wanted, problems = _read_own(open_only)
        else:
            shipped, wanted, problems = _read_shipped(folder, tables, open_only=open_only)
        if problems:
            raise VallumError(problems)
        if overlay is None:
            return cls(wanted, shipped, overlay=None, origin=(folder, tables))
        overlay = Path(overlay)
        left_out = {name: table for name, table in tables.items() if name not in wanted}
        merged, problems = _read_overlay(overlay, shipped, wanted, left_out)
        if problems:
            raise UserError(problems)
        return cls(wanted, merged, overlay=overlay, origin=(folder, tables))

    def names(self) -> list[str]:
        """All tables of facts, sorted, SIPRI twins included; `sources` stands apart."""
        return sorted(name for name in self._tables if name != "sources")

    def table(self, name: str) -> pl.DataFrame:
        """Rows of one table, typed, with `_file` and `_line`; its twin's rows follow its own.

        Raises UserError where no table has this name.
        """
        return self._joint[self._named(name)]

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once: facts do not change once they are checked.

        For readings that every World takes anew; nobody may change what is handed out.
        """
        if key not in self._remembered:
            self._remembered[key] = make()
        found: T = self._remembered[key]
        return found

    def own_rows(self, name: str) -> pl.DataFrame:
        """Rows of one table without its twin's.  Raises UserError as `table` does."""
        return self._frames.typed[self._named(name)]

    def schema(self, name: str) -> Table:
        """How a table is declared.  Raises UserError where no table has this name."""
        return self._tables[self._named(name)]

    def source(self, id: str) -> Source:
        """One source.  Raises UserError where no source has this id."""
        if id not in self._sources:
            near = did_you_mean(id, sorted(self._sources))
            raise UserError(f"source '{id}' is not in sources.csv{near}")
        return self._sources[id]

    def sources(self) -> pl.DataFrame:
        """All sources: id, title, publisher, published, url, licence, grade, `_file`, `_line`."""
        return self._joint["sources"]

    def grade(self, source_ids: str) -> str:
        """The best grade among source ids joined by `;`.  Raises UserError on an unknown id."""
        return min(self.source(id).grade for id in source_ids.split(";"))

    def query(self, sql: str) -> pl.DataFrame:
        """The answer to one SQL query over all tables, as views named `group_table`.

        Raises UserError where the query is faulty or does more than read.
        """
        views = {name.replace("/", "_"): frame for name, frame in self._joint.items()}
        return query_frames(sql, views)

    def digest(self) -> str:
        """SHA-256 (hex) of all cells as text, table by table in order of name, rows as they stand.

        The same facts give the same digest on every machine, whatever file they come from and in
        whatever order its columns stand.
        """
        total = hashlib.sha256()
        for name in sorted(self._frames.text):
            text = self._frames.text[name].drop(FILE, LINE)
            columns = sorted(text.columns)
            total.update("\x1e".join(["\x1d" + name, "\x1f".join(columns)]).encode())
            cells = [pl.col(column).fill_null("") for column in columns]
            rows = text.select(pl.concat_str(cells, separator="\x1f")).to_series()
            total.update("".join(f"\x1e{row}" for row in rows).encode())
        return total.hexdigest()

    def _named(self, name: str) -> str:
        if name not in self._tables:
            known = sorted(self._tables)
            near = which_known(name, known, "tables", "vallum evidence list")
            raise UserError(f"there is no table '{name}'{near}")
        return name


def check_files(evidence: Evidence | Path | None = None) -> list[Problem]:
    """All faults of a set of tables; see `vallum.evidence.check.check`."""
    overlay: Path | None = None
    origin: tuple[Path, Mapping[str, Table]] = (SHIPPED, TABLES)
    if isinstance(evidence, Evidence):
        origin, overlay = evidence._origin, evidence.overlay
    elif evidence is not None:
        origin = (evidence, TABLES)
    folder, tables = origin
    shipped, wanted, problems = _read_shipped(folder, tables, open_only=False)
    problems += _undeclared(folder, tables)
    if overlay is not None and not problems:
        problems += _read_overlay(overlay, shipped, wanted, {})[1]
    return problems


@cache
def _read_own(open_only: bool) -> tuple[Frames, dict[str, Table], list[Problem]]:
    """Our own tables, read once a process: each overlay is laid over the same."""
    return _read_shipped(SHIPPED, TABLES, open_only=open_only)


def _read_shipped(
    folder: Path, tables: Mapping[str, Table], *, open_only: bool
) -> tuple[Frames, dict[str, Table], list[Problem]]:
    """The shipped tables as wanted, checked, with the sources; which they are; all their faults."""
    wanted = {
        name: table for name, table in tables.items() if table.terms == "open" or not open_only
    }
    wanted["sources"] = SOURCES
    text: dict[str, pl.DataFrame] = {}
    problems: list[Problem] = []
    for name in sorted(wanted):
        shown = f"{name}.csv"
        text[name], found = read_table(folder / shown, shown, wanted[name])
        problems += found
    typed, found = _check_all(text, wanted, _known([text]), shipped=True)
    return Frames(text, typed), wanted, problems + found


def _read_overlay(
    overlay: Path, shipped: Frames, tables: dict[str, Table], left_out: Mapping[str, Table]
) -> tuple[Frames, list[Problem]]:
    """The shipped tables with an overlay laid over them, and all faults of the overlay."""
    files, problems = find_overlay_files(overlay, tables, left_out)
    text: dict[str, pl.DataFrame] = {}
    for name, path in sorted(files.items()):
        text[name], found = read_table(path, str(path), tables[name])
        problems += found
    typed, found = _check_all(text, tables, _known([shipped.text, text]), shipped=False)
    problems += found
    if problems:
        return shipped, problems
    merged = lay_over(shipped, Frames(text, typed), tables)
    # A single row may be sound and still break what must hold for the table as a whole.
    for name, frame in _join_twins(tables, merged.typed).items():
        problems += check_extra(name, frame)
    return merged, problems


def _check_all(
    text: Mapping[str, pl.DataFrame], tables: Mapping[str, Table], known: Known, *, shipped: bool
) -> tuple[dict[str, pl.DataFrame], list[Problem]]:
    typed: dict[str, pl.DataFrame] = {}
    problems: list[Problem] = []
    sound: dict[str, pl.DataFrame] = {}
    for name in sorted(text):
        typed[name], found = check_cells(tables[name], text[name], known, shipped=shipped)
        problems += found
        if not found and set(text[name].columns) >= {
            column.name for column in tables[name].columns
        }:
            sound[name] = typed[name]
    for name, frame in _join_twins(tables, sound).items():
        if frame is not sound[name]:
            problems += check_keys(tables[name], frame)
        if shipped:
            problems += check_extra(name, frame)
    return typed, problems


def _known(layers: list[dict[str, pl.DataFrame]]) -> Known:
    """What cells may refer to, from the text of all layers; the upper layer wins."""
    sources: dict[str, str] = {}
    for layer in layers:
        if "sources" in layer and {"id", "licence"} <= set(layer["sources"].columns):
            ids, licences = layer["sources"]["id"], layer["sources"]["licence"]
            sources |= {i: licence or "" for i, licence in zip(ids, licences, strict=True) if i}
    return Known(
        # An unreadable sources.csv is one fault, not one in every row of every table.
        sources=sources or None,
        states=_words(layers, "geography/states", "state"),
        groups=_words(layers, "governance/memberships", "group"),
    )


def _words(layers: list[dict[str, pl.DataFrame]], table: str, column: str) -> frozenset[str] | None:
    """The words of one column; None where no layer has it or it has no row to go by."""
    words = {
        word
        for layer in layers
        if table in layer and column in layer[table].columns
        for word in layer[table][column].drop_nulls().unique()
    }
    return frozenset(words) or None


def _join_twins(
    tables: Mapping[str, Table], typed: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Each table with its twin's rows below its own; a twin stays as it is."""
    joint = dict(typed)
    for name in sorted(typed):
        twin_of = tables[name].twin_of
        if twin_of in joint:
            joint[twin_of] = pl.concat([joint[twin_of], typed[name]])
    return joint


def _undeclared(folder: Path, tables: Mapping[str, Table]) -> list[Problem]:
    """CSV files in the tables' folder that no schema declares, and so nothing checks."""
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
    declared = {f"{name}.csv" for name in tables} | {"sources.csv"}
    return [Problem("no schema declares this table", name) for name in sorted(names - declared)]
