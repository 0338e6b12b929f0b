"""CSV files that a user hands to a command: populations, recorded votes, episodes.

From: a path.  To: `vallum power`, `vallum decide`, `vallum backtest`.  Every fault is told with
file, line and column.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from vallum.errors import Problem, UserError, did_you_mean

Line = dict[str, str]
MOST_PEOPLE = 2_000_000_000


def read_lines(path: Path, columns: Sequence[str]) -> list[tuple[int, Line]]:
    """The rows of a CSV file with their line numbers; cells without outer blanks.

    Raises UserError where the file cannot be read, lacks one of the columns or holds no row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        told = getattr(error, "strerror", None) or "is no UTF-8 text"
        raise UserError(Problem(f"cannot be read: {told}", str(path))) from error
    reader = csv.DictReader(text.splitlines())
    heads = [head.strip() for head in reader.fieldnames or ()]
    if lacking := [column for column in columns if column not in heads]:
        near = did_you_mean(lacking[0], heads) or f"; it needs {', '.join(columns)}"
        told = f"there is no column '{lacking[0]}'{near}"
        raise UserError(Problem(told, str(path), 1))
    reader.fieldnames = heads
    rows = [
        (reader.line_num, {name: (cell or "").strip() for name, cell in row.items() if name})
        for row in reader
    ]
    if not rows:
        raise UserError(Problem("holds no row", str(path)))
    return rows


def read_populations(path: Path, known: Sequence[str]) -> dict[str, int]:
    """State -> people, from a file of columns state, population.

    known: states there are.  Raises UserError with every faulty row.
    """
    found: dict[str, int] = {}
    problems = []
    for line, row in read_lines(path, ("state", "population")):
        state, cell = row["state"], row["population"]
        if state not in known:
            told = f"'{state}' is not a state's ISO alpha-3 code{did_you_mean(state, known)}"
            problems.append(Problem(told, str(path), line, "state"))
        elif state in found:
            problems.append(Problem(f"{state} comes twice", str(path), line, "state"))
        elif not cell.isascii() or not cell.isdigit() or int(cell) > MOST_PEOPLE:
            told = f"'{cell}' is no whole number of people"
            problems.append(Problem(told, str(path), line, "population"))
        else:
            found[state] = int(cell)
    if problems:
        raise UserError(problems)
    return found


def a_day(cell: str, path: Path, line: int, column: str) -> str:
    """The cell, if it is a day of the calendar.  Raises UserError otherwise."""
    try:
        return date.fromisoformat(cell).isoformat()
    except ValueError:
        told = "the date is missing" if not cell else f"'{cell}' is no day; write YYYY-MM-DD"
        raise UserError(Problem(told, str(path), line, column)) from None
