"""All sheets of an XLSX workbook that somebody else laid out, as text cells.

From: files.  To: refreshing from official workbooks.  `xlsx` reads the first sheet, whose every
cell must be a fact; here titles, notes and formulas stand between the figures.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from xml.etree import ElementTree

from vallum.errors import Problem, UserError
from vallum.evidence.xlsx import (
    _BROKEN,
    LARGEST_PART_BYTES,
    _cell_elements,
    _counts_from_1904,
    _day,
    _day_styles,
    _shared_texts,
    _tag,
    _value,
)

Grid = list[list[str]]


def read_sheets(content: bytes, shown: str) -> dict[str, Grid]:
    """Name of a sheet -> its rows of cells, each row as long as its last filled cell.

    An error, or a formula without a stored value, is an empty cell: no figure is read from it.
    Raises UserError where the workbook cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if any(part.file_size > LARGEST_PART_BYTES for part in parts.infolist()):
                raise UserError(Problem("is too large to be read", shown))
            book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
            texts, is_day = _shared_texts(parts), _day_styles(parts)
            start = datetime(1904, 1, 1) if _counts_from_1904(book) else datetime(1899, 12, 30)
            return {
                name: _read_sheet(parts, part, texts, is_day, start)
                for name, part in _sheet_parts(parts, book).items()
            }
    except _BROKEN:
        said = "is not a readable XLSX workbook; save it again as .xlsx"
        raise UserError(Problem(said, shown)) from None


def _read_sheet(
    parts: zipfile.ZipFile, part: str, texts: list[str], is_day: list[bool], start: datetime
) -> Grid:
    grid: Grid = []
    with parts.open(part) as sheet:
        for row, column, element in _cell_elements(sheet):
            kind, value = _value(element, texts)
            if not value or kind in ("error", "formula"):
                continue
            style = int(element.get("s", 0))
            if kind == "number" and style < len(is_day) and is_day[style]:
                value = _day(start, float(value))
            grid += [[] for _ in range(row - len(grid))]
            cells = grid[row - 1]
            cells += [""] * (column - len(cells))
            cells[column - 1] = value
    return grid


def _sheet_parts(parts: zipfile.ZipFile, book: ElementTree.Element) -> dict[str, str]:
    """Name of each sheet -> the part of the workbook that holds it; charts are no sheets."""
    links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    found = {}
    for item in book.iter():
        if _tag(item) != "sheet":
            continue
        link = next(value for key, value in item.attrib.items() if key.endswith("}id"))
        target = targets[link]
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "/worksheets/" in path:
            found[item.get("name", "")] = path
    return found
