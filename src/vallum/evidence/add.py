"""Rows of a filled file put into an overlay: what would change, and the files it would leave.

From: a filled CSV or XLSX file, an overlay folder.  To: `vallum evidence add`, `evidence refresh`.
Nothing is written here: an `Addition` holds the overlay's new files, checked as a whole.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vallum.errors import Problem, UserError, did_you_mean
from vallum.evidence.changes import Key, RowChange, compare_rows, key_of
from vallum.evidence.check import Known, check_cells
from vallum.evidence.diff import Loader
from vallum.evidence.load import Evidence
from vallum.evidence.overlay import SUFFIXES, find_overlay_files
from vallum.evidence.read import FILE, LINE, read_table
from vallum.evidence.schema import Table
from vallum.evidence.xlsx import read_first_sheet


@dataclass(frozen=True)
class Addition:
    """What new rows do to the facts in force (the shipped ones with the overlay so far).

    changes: every new row, `same` ones included, table by table in order of name
    files: path inside the overlay -> its whole content afterwards; only files that change
    """

    changes: tuple[RowChange, ...]
    files: Mapping[str, str]


def add_files(
    new: Mapping[str, Path], overlay: Path | None = None, load: Loader | None = None
) -> Addition:
    """Rows of filled files, checked, and the overlay as it would be with them.

    new: table -> the file with its rows
    overlay: the folder they would go into, which need not exist; None: no overlay so far
    load: default `Evidence.load`

    A row replaces the overlay's row with the same key, in its place; other rows follow at the
    end.  Rows that say what the facts in force say already are left out of the overlay.
    Raises UserError with every fault of the files, or of the overlay with their rows in it.
    """
    load = load or Evidence.load
    facts = load(overlay if overlay is not None and holds_anything(overlay) else None)
    typed, text = _read_checked(new, facts)
    present = _present_files(facts, overlay)
    changes: list[RowChange] = []
    files: dict[str, str] = {}
    origins: dict[str, list[tuple[str, int]]] = {}
    for name in sorted(new):
        table = facts.schema(name)
        found = compare_rows(table, facts, typed[name])
        changes += found
        wanted = pl.Series([change.change != "same" for change in found], dtype=pl.Boolean)
        if wanted.any():
            rows = _Rows(table, typed[name].filter(wanted), text[name].filter(wanted))
            lines = _merge(rows, present.get(name), facts)
            path = f"{name}{present[name].suffix if name in present else '.csv'}"
            files[path] = csv_text(table, [cells for cells, _ in lines])
            origins[path] = [origin for _, origin in lines]
    if files:
        _check_whole(files, origins, overlay, present, load)
    return Addition(tuple(changes), files)


def name_table(file: Path, given: str | None, facts: Evidence) -> str:
    """The table whose rows a file holds: the one given, else by the file's name or its columns.

    A file is named as its table (`forces/inventory.csv`, `forces-inventory.xlsx`,
    `inventory.csv`), or holds the columns of one table and of no other.
    Raises UserError where that leaves no table or several.
    """
    if given is not None:
        return facts.schema(given).name
    names = [*facts.names(), "sources"]
    whole = f"{file.parent.name}/{file.stem}"
    if whole in names:
        return whole
    alike = [name for name in names if file.stem in (name.replace("/", mark) for mark in "-_. ")]
    alike = alike or [name for name in names if name.split("/")[-1] == file.stem]
    if len(alike) == 1:
        return alike[0]
    header = _header_of(file)
    # A table and its twin have the same columns; rows of one's own belong into the open one.
    fits = [
        name
        for name in alike or names
        if facts.schema(name).twin_of is None
        and {column.name for column in facts.schema(name).columns} == set(header)
    ]
    if len(fits) == 1:
        return fits[0]
    found = f"it fits {' and '.join(fits)}" if fits else "no table has its name or its columns"
    near = "" if fits else did_you_mean(file.stem, [name.split("/")[-1] for name in names])
    raise UserError(Problem(f"{found}: say which table with --table{near}", str(file)))


def csv_text(table: Table, rows: Sequence[Mapping[str, str | None]]) -> str:
    """Rows as the text of a table's file: declared order of columns, LF at the end of lines."""
    target = io.StringIO()
    names = [column.name for column in table.columns]
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.get(name) or "" for name in names] for row in rows)
    return target.getvalue()


@dataclass(frozen=True)
class _Rows:
    """Rows of one table, as typed values and as text, in the same order."""

    table: Table
    typed: pl.DataFrame
    text: pl.DataFrame

    def keys(self) -> list[Key]:
        rows = self.typed.select(self.table.key).iter_rows(named=True)
        return [key_of(self.table, row) for row in rows]


_Line = tuple[dict[str, str | None], tuple[str, int]]
"""One line of an overlay's file to be: its cells, and the file and line that it comes from."""


def _read_checked(
    new: Mapping[str, Path], facts: Evidence
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Typed and text rows of the files.  Raises UserError with every fault in them."""
    text: dict[str, pl.DataFrame] = {}
    typed: dict[str, pl.DataFrame] = {}
    problems: list[Problem] = []
    for name, path in sorted(new.items()):
        text[name], found = read_table(path, str(path), facts.schema(name))
        problems += found
    known = _known(facts, text)
    for name in sorted(new):
        typed[name], found = check_cells(facts.schema(name), text[name], known, shipped=False)
        problems += found
    if problems:
        raise UserError(problems)
    return typed, text


def _known(facts: Evidence, text: Mapping[str, pl.DataFrame]) -> Known:
    """What cells may refer to: words of the facts in force and of the new rows themselves."""
    rows = facts.sources()
    sources = dict(zip(rows["id"], rows["licence"].fill_null(""), strict=True))
    if "sources" in text and "id" in text["sources"].columns:
        sources |= dict.fromkeys(text["sources"]["id"].drop_nulls(), "")
    words = {}
    for name, column in (("geography/states", "state"), ("governance/memberships", "group")):
        found = set(facts.table(name)[column].drop_nulls()) if name in facts.names() else set()
        if name in text and column in text[name].columns:
            found |= set(text[name][column].drop_nulls())
        words[column] = frozenset(found) or None
    return Known(sources, words["state"], words["group"])


def _present_files(facts: Evidence, overlay: Path | None) -> dict[str, Path]:
    """The overlay's file for each table that it holds."""
    if overlay is None or facts.overlay is None:
        return {}
    tables = {name: facts.schema(name) for name in [*facts.names(), "sources"]}
    return find_overlay_files(overlay, tables, {})[0]


def _merge(new: _Rows, present: Path | None, facts: Evidence) -> list[_Line]:
    """The lines of the overlay's file with the new rows in it."""
    fresh = dict(zip(new.keys(), _lines(new.text, new.table), strict=True))
    if present is None:
        return list(fresh.values())
    if present.suffix.lower() != ".csv":
        said = (
            "holds rows of this table, and a workbook is yours to change: put the new rows into "
            "it, or save it as .csv first"
        )
        raise UserError(Problem(said, str(present)))
    text, problems = read_table(present, str(present), new.table)
    if problems:
        raise UserError(problems)
    typed, _ = check_cells(new.table, text, _known(facts, {}), shipped=False)
    old = _Rows(new.table, typed, text)
    merged = {
        key: fresh.pop(key, line)
        for key, line in zip(old.keys(), _lines(text, new.table), strict=True)
    }
    return [*merged.values(), *fresh.values()]


def _lines(text: pl.DataFrame, table: Table) -> list[_Line]:
    names = [column.name for column in table.columns]
    places = text.select(FILE, LINE).rows()
    cells = text.select(names).to_dicts()
    return list(zip(cells, places, strict=True))


def _check_whole(
    files: Mapping[str, str],
    origins: Mapping[str, list[tuple[str, int]]],
    overlay: Path | None,
    present: Mapping[str, Path],
    load: Loader,
) -> None:
    """Load the overlay as it would be.  Raises UserError with its faults, where users see them."""
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder)
        for name, path in present.items():
            copy = staged / f"{name}{path.suffix}"
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, copy)
        for name, content in files.items():
            (staged / name).parent.mkdir(exist_ok=True)
            (staged / name).write_text(content, encoding="utf-8", newline="")
        try:
            load(staged)
        except UserError as fault:
            told = [_where_from(problem, staged, origins, overlay) for problem in fault.problems]
            raise UserError(told) from None


def _where_from(
    problem: Problem,
    staged: Path,
    origins: Mapping[str, list[tuple[str, int]]],
    overlay: Path | None,
) -> Problem:
    """A fault of the staged overlay, told of the file and line that its row came from."""
    if problem.file is None or not Path(problem.file).is_relative_to(staged):
        return problem
    inside = Path(problem.file).relative_to(staged).as_posix()
    file, line = str((overlay or Path()) / inside), problem.line
    if inside in origins and line is not None and line > 1:
        file, line = origins[inside][line - 2]
    message = problem.message.replace(f"{staged}/", f"{overlay or '.'}/")
    return Problem(message, file, line, problem.field)


def holds_anything(overlay: Path) -> bool:
    """Whether there is an overlay to load; a folder that is new or empty is none yet."""
    if not overlay.is_dir():
        return overlay.exists()
    try:
        return any(not path.name.startswith((".", "~$")) for path in overlay.iterdir())
    except OSError as error:
        raise UserError(Problem(f"cannot be read: {error.strerror}", str(overlay))) from error


def _header_of(file: Path) -> list[str]:
    """The first row of a file, to tell its table by; empty where it cannot be read at all."""
    if file.suffix.lower() not in SUFFIXES:
        raise UserError(Problem("is not read; give a .csv or .xlsx file", str(file)))
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(Problem(f"cannot be read: {error.strerror}", str(file))) from error
    if file.suffix.lower() == ".xlsx":
        grid, problems = read_first_sheet(content, str(file), set())
        if problems and not grid:
            raise UserError(problems)
        return grid[0]
    first = content.decode("utf-8-sig", errors="replace").splitlines()[:1]
    try:
        return next(csv.reader(first), [])
    except csv.Error:
        return []
