"""One file of facts, CSV or XLSX, as text cells that remember their line.

From: files.  To: checking and laying over.  Nothing is interpreted here: a cell is text or empty.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import compress
from pathlib import Path

import polars as pl

from vallum.errors import Problem, did_you_mean
from vallum.evidence.schema import Table
from vallum.evidence.xlsx import read_first_sheet

FILE, LINE = "_file", "_line"
"""Where a row stands: its file as shown to users, its physical line (its row, in a sheet)."""

LARGEST_FILE_BYTES = 200_000_000
LONGEST_CELL = 131_072
"""Characters.  Checked here too: other libraries lift the csv module's own limit."""
MOST_ALIKE = 20
"""So many faults of one sort in one column are told one by one; the rest as a number."""

NUMERIC = ("integer", "number")
"""Kinds of columns that hold numbers."""

Grid = list[list[str]]


def read_table(path: Path, shown: str, table: Table) -> tuple[pl.DataFrame, list[Problem]]:
    """The text cells of one table's file, and all that is wrong with the file's form.

    path, shown: the file, and its name as users know it
    The frame has the table's columns in declared order, as far as the file has them (`String`,
    an empty cell is null), then `_file` and `_line`.  Rows with too many or too few cells are told
    and left out.  A file that cannot be read gives an empty frame and one problem.
    """
    blank = _frame([], [], [], shown, table)
    try:
        size = path.stat().st_size
        if not path.is_file():
            kind = "a folder" if path.is_dir() else "not a regular file"
            return blank, [Problem(f"is {kind}; a table is a CSV or XLSX file", shown)]
        if size > LARGEST_FILE_BYTES:
            return blank, [Problem(f"is larger than {LARGEST_FILE_BYTES // 10**6} MB", shown)]
        content = path.read_bytes()
    except FileNotFoundError:
        return blank, [Problem("there is no such file", shown)]
    except OSError as error:
        return blank, [Problem(f"cannot be read: {error.strerror}", shown)]
    if path.suffix.lower() == ".xlsx":
        numeric = {column.name for column in table.columns if column.kind in NUMERIC}
        grid, problems = read_first_sheet(content, shown, numeric)
    else:
        grid, problems = _read_csv(content, shown)
    if not grid:
        return blank, problems
    frame, more = _place_columns(grid, shown, table)
    return frame, problems + more


def cap_alike(problems: list[Problem]) -> list[Problem]:
    """The first faults of one sort, and how many more there are."""
    if len(problems) <= MOST_ALIKE:
        return problems
    first = problems[0]
    more = f"{len(problems) - MOST_ALIKE} more faults of this sort"
    return [*problems[:MOST_ALIKE], Problem(more, first.file, None, first.field)]


def _read_csv(content: bytes, shown: str) -> tuple[Grid, list[Problem]]:
    """Rows of cells; row i of the answer is physical line i + 1 of the file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return [], [Problem("is not UTF-8 text; save it as 'CSV UTF-8'", shown, line)]
    if "\0" in text:
        return [], [
            Problem("is not a text file; a table is UTF-8 text, commas between cells", shown)
        ]
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    if not text:
        return [], [Problem("is empty; its first line must name the columns", shown)]
    lines = text.split("\n")
    reader = csv.reader(lines, strict=True)
    try:
        grid = list(reader)
    except csv.Error as error:
        return [], [_broken_quotes(lines, reader.line_num, str(error), shown)]
    long = next((n for n, row in enumerate(grid, 1) if max(map(len, row), default=0)
                 > LONGEST_CELL), None)  # fmt: skip
    if long is not None:
        return [], [_broken_quotes(lines, long, "limit", shown)]
    return (grid, []) if len(grid) == len(lines) else ([], [_broken_quotes(lines, 1, "", shown)])


def _broken_quotes(lines: Sequence[str], line: int, reason: str, shown: str) -> Problem:
    """A cell that runs over the end of its line, or a quotation mark in the wrong place."""
    if "limit" in reason:
        return Problem("has a cell that is too long", shown, line)
    odd = next((n for n, text in enumerate(lines, 1) if text.count('"') % 2), None)
    if odd is not None:
        said = "a quotation mark opens and does not close; a cell cannot hold a line break"
        return Problem(said, shown, odd)
    return Problem('a quotation mark inside a cell must be doubled ("")', shown, line)


def _place_columns(grid: Grid, shown: str, table: Table) -> tuple[pl.DataFrame, list[Problem]]:
    """Check the header and the number of cells in each row, then name the columns."""
    header, rows = grid[0], grid[1:]
    problems = _check_header(header, shown, table)
    lines: Sequence[int] = range(2, len(rows) + 2)
    if not rows:
        problems.append(Problem("has a header and no row below it", shown))
    if set(map(len, rows)) - {len(header)}:
        fits = [len(row) == len(header) for row in rows]
        uneven = [
            Problem(_tell_uneven(len(row), len(header)), shown, line)
            for row, line, fit in zip(rows, lines, fits, strict=True)
            if not fit
        ]
        problems += cap_alike(uneven)
        rows, lines = list(compress(rows, fits)), list(compress(lines, fits))
    return _frame(header, rows, lines, shown, table), problems


def _tell_uneven(cells: int, wanted: int) -> str:
    if cells == 0:
        return "the line is empty; delete it"
    return f"the line has {cells} cells, the header has {wanted}"


def _check_header(header: Sequence[str], shown: str, table: Table) -> list[Problem]:
    known = [column.name for column in table.columns]
    if not set(header) & set(known):
        return [Problem(_tell_foreign_header(header, known), shown, 1)]
    problems = []
    for number, name in enumerate(header, 1):
        if not name:
            problems.append(Problem(f"column {number} has no name", shown, 1))
        elif name not in known:
            near = did_you_mean(name, [other for other in known if other not in header])
            problems.append(Problem(f"unknown column '{name}'{near or _list(known)}", shown, 1))
        elif name in header[: number - 1]:
            problems.append(Problem(f"column '{name}' stands twice; keep one", shown, 1))
    for column in table.columns:
        if column.name not in header:
            said = f"column '{column.name}' is missing ({column.meaning})"
            problems.append(Problem(said, shown, 1))
    return problems


def _tell_foreign_header(header: Sequence[str], known: Sequence[str]) -> str:
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            return f"{word} stand between the cells; use commas"
    return f"the first line must name the columns: {','.join(known)}"


def _list(known: Sequence[str]) -> str:
    return f"; the columns are {', '.join(known)}"


def _frame(
    header: Sequence[str], rows: Grid, lines: Sequence[int], shown: str, table: Table
) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    cells = dict(reversed(list(zip(header, columns, strict=True))))  # the first of two alike wins
    names = [column.name for column in table.columns if column.name in cells]
    texts = [pl.Series(name, cells[name], dtype=pl.String) for name in names]
    place = [
        pl.Series(FILE, [shown] * len(rows), dtype=pl.String),
        pl.Series(LINE, lines, dtype=pl.Int64),
    ]
    empty_is_null = [pl.col(name).replace("", None) for name in names]
    return pl.DataFrame([*texts, *place]).with_columns(empty_is_null)
