"""The first sheet of an XLSX workbook as text cells, and the cells that hold no plain value.

From: files.  To: reading tables.  Read here with the standard library (ECMA-376, part 1, chapter
18), because fastexcel turns an error or a formula that was never calculated into an empty cell
without a word, and a damaged workbook can make it end the whole process.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO
from xml.etree import ElementTree

from vallum.errors import Problem

LARGEST_PART_BYTES = 200_000_000
"""A part of a workbook that unpacks to more than this is not a table of facts."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    NotImplementedError,
    LookupError,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What a damaged, encrypted or foreign file makes the ZIP and XML readers and the casts raise."""

_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
"""Numbers of the built-in formats that show a number as a day or a time (18.8.30)."""


def read_first_sheet(
    content: bytes, shown: str, numeric: set[str]
) -> tuple[list[list[str]], list[Problem]]:
    """Rows of cells of the first sheet (row i of the answer is row i + 1 of the sheet), and faults.

    numeric: names of the columns that hold numbers, where a number stored as text is a fault
    A row without cells is an empty list.  A day reads as year-month-day.
    """
    try:
        cells = [cell for cell in _read_cells(content) if cell.kind != "text" or cell.value]
    except _BROKEN:
        return [], [Problem("is not a readable XLSX workbook; save it again as .xlsx", shown)]
    if not cells:
        return [], [Problem("its first sheet is empty; row 1 must name the columns", shown)]
    if not any((cell.row, cell.column) == (1, 1) for cell in cells):
        return [], [Problem("cell A1 of the first sheet must hold the first column's name", shown)]
    grid = _lay_out(cells)
    problems = []
    for cell in cells:
        field = grid[0][cell.column - 1] if cell.column <= len(grid[0]) else None
        if said := _tell(cell, is_numeric=cell.row > 1 and field in numeric):
            problems.append(Problem(said, shown, cell.row, field or None))
    return grid, problems


@dataclass(frozen=True)
class _Cell:
    """kind: number, text, day, truth, error, or formula (one without a stored value)."""

    row: int
    column: int
    kind: str
    value: str


def _tell(cell: _Cell, *, is_numeric: bool) -> str | None:
    if cell.kind == "error":
        return f"the cell holds the error {cell.value}, not a value"
    if cell.kind == "formula":
        return "the cell holds a formula that was never calculated; enter its value"
    if cell.kind == "text" and is_numeric and _is_number(cell.value):
        return f"'{cell.value}' is a number stored as text; enter it as a number"
    return None


def _lay_out(cells: list[_Cell]) -> list[list[str]]:
    """Rows in their place, each filled up to the header's width; errors and formulas are empty."""
    grid: list[list[str]] = [[] for _ in range(max(cell.row for cell in cells))]
    for cell in cells:
        row = grid[cell.row - 1]
        row += [""] * (cell.column - len(row))
        row[cell.column - 1] = "" if cell.kind in ("error", "formula") else cell.value
    width = len(grid[0])
    return [row + [""] * (width - len(row)) if row else [] for row in grid]


def _read_cells(content: bytes) -> Iterator[_Cell]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if any(part.file_size > LARGEST_PART_BYTES for part in parts.infolist()):
            raise ValueError("too large")
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        texts = _shared_texts(parts)
        is_day = _day_styles(parts)
        start = datetime(1904, 1, 1) if _counts_from_1904(book) else datetime(1899, 12, 30)
        with parts.open(_first_sheet_part(parts, book)) as sheet:
            for row, column, element in _cell_elements(sheet):
                kind, value = _value(element, texts)
                style = int(element.get("s", 0))
                if kind == "number" and style < len(is_day) and is_day[style]:
                    kind, value = "day", _day(start, float(value))
                yield _Cell(row, column, kind, value)


def _cell_elements(sheet: IO[bytes]) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """Row, column (from 1) and element of each cell that holds anything."""
    row = column = 0
    for event, element in ElementTree.iterparse(sheet, events=("start", "end")):
        tag = _tag(element)
        if event == "start" and tag == "row":
            row, column = int(element.get("r", row + 1)), 0
        elif event == "end" and tag == "c":
            column = _column_number(element.get("r", "")) or column + 1
            if not (1 <= row <= LAST_ROW and column <= LAST_COLUMN):
                raise ValueError("a cell outside the sheet")
            if len(element):
                yield row, column, element
        elif event == "end" and tag == "row":
            element.clear()


def _value(cell: ElementTree.Element, texts: list[str]) -> tuple[str, str]:
    """Kind and text of a cell's stored value (18.3.1.4)."""
    inner = {_tag(child): child for child in cell}
    value = (inner["v"].text or "") if "v" in inner else ""
    kind = cell.get("t", "n")
    if kind == "e":
        return "error", value
    if kind == "inlineStr":
        return "text", _text(inner["is"]) if "is" in inner else ""
    if not value:
        return ("formula" if "f" in inner else "text"), ""
    if kind == "n":
        return "number", _plain(float(value))
    if kind == "s":
        value = texts[_not_negative(int(value))]
    elif kind == "b":
        value = "true" if value == "1" else "false"
    return {"b": "truth", "d": "day"}.get(kind, "text"), value


def _plain(number: float) -> str:
    """The shortest text of a number: 2025 rather than 2025.0.

    >>> _plain(2025.0), _plain(0.1)
    ('2025', '0.1')
    """
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _day(start: datetime, days: float) -> str:
    moment = start + timedelta(seconds=round(days * 86_400))
    return f"{moment:%Y-%m-%d}" if moment.time() == start.time() else f"{moment:%Y-%m-%d %H:%M:%S}"


def _shared_texts(parts: zipfile.ZipFile) -> list[str]:
    """Texts that cells refer to by number; a workbook without any text has no such part."""
    if "xl/sharedStrings.xml" not in parts.namelist():
        return []
    with parts.open("xl/sharedStrings.xml") as part:
        found = []
        for _, element in ElementTree.iterparse(part):
            if _tag(element) == "si":
                found.append(_text(element))
                element.clear()
        return found


def _text(element: ElementTree.Element) -> str:
    """A text and its differently formatted runs, without the phonetic guide of Asian scripts."""
    pieces = []
    for child in element:
        if _tag(child) == "t":
            pieces.append(child.text or "")
        elif _tag(child) == "r":
            pieces.append(_text(child))
    return "".join(pieces)


def _day_styles(parts: zipfile.ZipFile) -> list[bool]:
    """For each cell style, whether it shows a number as a day or a time."""
    if "xl/styles.xml" not in parts.namelist():
        return []
    root = ElementTree.fromstring(parts.read("xl/styles.xml"))
    own = {
        int(item.get("numFmtId", 0)): _shows_day(item.get("formatCode", ""))
        for item in root.iter()
        if _tag(item) == "numFmt"
    }
    styles = [style for item in root if _tag(item) == "cellXfs" for style in item]
    numbers = [int(style.get("numFmtId", 0)) for style in styles]
    return [own.get(number, number in _DATE_FORMATS) for number in numbers]


def _shows_day(code: str) -> bool:
    """Whether a number format has a part for days, months, years or hours.

    >>> _shows_day("dd/mm/yyyy"), _shows_day('0.0" days"'), _shows_day("[Red]0.00")
    (True, False, False)
    """
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code)
    return re.search("[dmyhs]", bare, re.IGNORECASE) is not None


def _counts_from_1904(book: ElementTree.Element) -> bool:
    return any(item.get("date1904") in ("1", "true") for item in book.iter())


def _first_sheet_part(parts: zipfile.ZipFile, book: ElementTree.Element) -> str:
    first = next(item for item in book.iter() if _tag(item) == "sheet")
    # The namespace of the link differs between the common and the strict form of the standard.
    link = next(value for key, value in first.attrib.items() if key.endswith("}id"))
    links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    target = next(item.get("Target", "") for item in links if item.get("Id") == link)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _column_number(reference: str) -> int:
    """1 for "A7", 28 for "AB7"; 0 where a cell gives no reference.

    >>> _column_number("AB7")
    28
    """
    if reference and not re.fullmatch(r"[A-Z]{1,3}[0-9]+", reference):
        raise ValueError("not a cell's name")
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _not_negative(number: int) -> int:
    if number < 0:
        raise ValueError("a text with a negative number")
    return number


def _is_number(value: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", value) is not None
