"""NATO's "Defence Expenditure of NATO Countries": its tables as XLSX, or one of them as CSV.

A sheet has a title (`Table 2 : Defence expenditure`), its unit, a header with a column a year
(`2024e` is an estimate), and blocks of rows (`Constant 2015 prices and exchange rates`), one row a
country, with a star where a footnote belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vallum.errors import Problem, UserError
from vallum.evidence.load import Evidence, Source
from vallum.evidence.refresh.files import Figure, read_figure, read_grids
from vallum.evidence.refresh.reading import (
    NO_COLUMN,
    NO_STATE,
    FoundRow,
    LeftOuts,
    Reading,
    edition_of,
    month_mark,
)
from vallum.evidence.refresh.states import Names
from vallum.evidence.sheets import Grid

GROUPS = {"nato europe and canada": "NATO_EUR_CAN", "nato total": "NATO"}
"""Rows that are totals -> the group's code in economy/defence_aggregates."""

SPENDING, TOTALS = "economy/defence_spending", "economy/defence_aggregates"

_BLOCKS = (
    ("2", r"current prices", "spending_usd_bn", 1e-3),
    ("2", r"constant (\d{4}) prices", "spending_constant_usd_bn", 1e-3),
    ("3", r"share of real gdp", "pct_gdp", 1.0),
    ("7", r"", "armed_forces_thousand", 1.0),
    ("8a", r"equipment", "equipment_share_pct", 1.0),
    ("8a", r"personnel", "personnel_share_pct", 1.0),
    ("8b", r"infrastructure", "infrastructure_share_pct", 1.0),
    ("8b", r"other", "other_share_pct", 1.0),
)
"""Number of a table, words above a block -> column, and what turns its unit into the column's."""

_UNITS = {"2": "million us dollars", "7": "thousand"}
"""Number of a table -> the unit that it must name."""

_SHARED = {"spending_usd_bn", "spending_constant_usd_bn", "pct_gdp"}
"""Columns that economy/defence_aggregates has too."""


def read_nato(file: Path, facts: Evidence, edition: str | None) -> Reading:
    """The figures of NATO's tables.

    edition: when they were published; else the file's name must say it (240617-def-exp-...)
    Raises UserError where the file holds none of these tables.
    """
    names = Names(facts)
    cells = [cell for grid in read_grids(file).values() for cell in _read_tables(grid, names, file)]
    if not cells:
        said = "holds none of NATO's tables: no line begins with 'Table 1' to 'Table 8'"
        raise UserError(Problem(said, str(file)))
    published = edition_of(edition, _day_in_name(file), file)
    # From 2026 on the tables count core defence, another definition than before.
    definition = "NATO_core" if any("core" in cell.title.lower() for cell in cells) else "NATO"
    key = {"definition": definition, "edition": published[:7]}
    rows, left_out = _sort_out(cells, names, key)
    first, last = min(cell.year for cell in cells), max(cell.year for cell in cells)
    return Reading(
        dataset=f"Defence Expenditure of NATO Countries ({first}-{last}), {published}",
        source=_source(first, last, published),
        rows=tuple(rows),
        left_out=left_out.all(),
    )


@dataclass(frozen=True)
class _Cell:
    """One figure: of which table and block, country, year."""

    number: str
    title: str
    block: str
    units: str
    label: str
    year: int
    is_estimate: bool
    figure: Figure


def _read_tables(grid: Grid, names: Names, file: Path) -> Iterator[_Cell]:
    number = title = block = units = ""
    years: dict[int, tuple[int, bool]] = {}
    for row in grid:
        cells = [cell.strip() for cell in row]
        label = next((cell for cell in cells[: min(years, default=None)] if cell), "")
        if start := re.match(r"table\s*(\d+[ab]?)\b", label, re.IGNORECASE):
            number, title, block, units, years = start[1].lower(), label, "", "", {}
        elif found := _years(cells):
            years = found
        elif not number or not label:
            continue
        elif label.lower().startswith("notes"):
            years = {}
        elif figures := _figures(cells, years):
            for column, figure in figures.items():
                year, is_estimate = years[column]
                yield _Cell(number, title, block, units, label, year, is_estimate, figure)
        elif names.find(label) is None:
            # A line of words: the table's unit, or the name of the block that follows.
            units, block = f"{units} {label}", label
    if number and not title:
        raise UserError(Problem("has a table without a title", str(file)))


def _years(cells: list[str]) -> dict[int, tuple[int, bool]]:
    """Column -> year and whether it is estimated, where a row is a header; else nothing."""
    found = {}
    for column, cell in enumerate(cells):
        if match := re.fullmatch(r"((?:19|20)[0-9][0-9])\s*(e?)", cell):
            found[column] = (int(match[1]), match[2] == "e")
        elif cell and not found:
            return {}
    return found if len(found) > 1 else {}


def _figures(cells: list[str], years: dict[int, tuple[int, bool]]) -> dict[int, Figure]:
    read = {column: read_figure(cells[column]) for column in years if column < len(cells)}
    return {column: figure for column, figure in read.items() if figure is not None}


def _sort_out(
    cells: list[_Cell], names: Names, key: dict[str, str]
) -> tuple[list[FoundRow], LeftOuts]:
    left_out = LeftOuts()
    figures: dict[tuple[str, str, int], dict[str, Figure]] = {}
    words: dict[tuple[str, str, int], dict[str, str | int]] = {}
    for cell in cells:
        column, factor, price_year = _column_of(cell)
        group = GROUPS.get(cell.label.lower().rstrip("*").strip())
        state = group or names.find(cell.label)
        table = TOTALS if group else SPENDING
        if column is None:
            left_out.add(NO_COLUMN, f"table {cell.number}: {cell.block or cell.title}")
        elif group and column not in _SHARED:
            left_out.add(f"{TOTALS} has no such column", f"{cell.label}: {column}")
        elif state is None:
            left_out.add(NO_STATE, cell.label)
        else:
            place = (table, state, cell.year)
            figures.setdefault(place, {})[column] = cell.figure.times(factor)
            status = "estimate" if cell.is_estimate else "actual"
            words.setdefault(place, {})["status"] = status
            if price_year:
                words[place]["constant_price_year"] = price_year
    rows = [
        FoundRow(table, {"state": state, "year": year, **key}, figures[place], words[place])
        for place in sorted(figures)
        for table, state, year in [place]
    ]
    return rows, left_out


def _column_of(cell: _Cell) -> tuple[str | None, float, int | None]:
    """Column for a figure, factor to its unit, price year; no column where no table wants it."""
    for number, words, column, factor in _BLOCKS:
        match = re.search(words, cell.block, re.IGNORECASE)
        if number != cell.number or not match:
            continue
        if _UNITS.get(number, "") not in cell.units.lower():
            return None, factor, None  # the same table in another unit
        return column, factor, int(match[1]) if match.groups() else None
    return None, 1.0, None


def _day_in_name(file: Path) -> str | None:
    """NATO's file names begin with the day: 240617-def-exp-2024-TABLES-en.xlsx."""
    day = re.match(r"(\d\d)(0[1-9]|1[0-2])([0-3]\d)[-_]", file.name)
    return f"20{day[1]}-{day[2]}-{day[3]}" if day else None


def _source(first: int, last: int, published: str) -> Source:
    return Source(
        id=f"nato_defexp_{month_mark(published)}",
        title=f"Defence Expenditure of NATO Countries ({first}-{last})",
        publisher="NATO",
        published=published,
        url="https://www.nato.int/en/what-we-do/introduction-to-nato/"
        "defence-expenditures-and-natos-5-commitment",
        licence="NATO terms (quotation with attribution)",
        grade="A",
    )
