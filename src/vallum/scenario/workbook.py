"""A scenario as a spreadsheet: the first sheet of an XLSX file, columns `field` and `value`.

To: the loader.  Fields are dotted (`us.enablers_leave`), lists are separated by commas, and a
column `note` or any other is left unread.  An empty value is a fault, since it could mean two
things: write null, [] or leave the row out.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from vallum.errors import Problem, UserError
from vallum.evidence.xlsx import read_first_sheet
from vallum.scenario.fields import field_specs
from vallum.scenario.reading import MAX_BYTES, Tree, read_value

MAX_UNPACKED_BYTES = 8 * 1024 * 1024
"""What a workbook may unpack to: a file of 256 kB can hide a thousand times that."""


def read_workbook(content: bytes, shown: str) -> Tree:
    """Read the first sheet; `lines` of the tree are its row numbers.  Raises UserError."""
    rows = _rows(content, shown)
    if not rows:
        raise UserError(Problem("is empty: its first row must name columns field and value", shown))
    header = [(cell or "").strip().lower() for cell in rows[0]]
    if missing := [name for name in ("field", "value") if name not in header]:
        told = (
            f"has no column {' and no column '.join(missing)} in the first row of its first sheet"
        )
        raise UserError(Problem(told, shown, 1))
    at_field, at_value = header.index("field"), header.index("value")
    tree = Tree()
    for line, row in enumerate(rows[1:], start=2):
        name, value = (row[at_field] or "").strip(), row[at_value]
        if name:
            _put(tree, name, value, Problem("", shown, line, name))
        elif value is not None and value.strip():
            tree.problems.append(Problem("has a value but names no field", shown, line))
    return tree


def parse_text(name: str, text: str) -> Any:
    """The value that a text stands for in the field `name`; raises ValueError.

    Text stays text where the field holds text; a list may go without its brackets.
    """
    spec = field_specs().get(name)
    text = text.strip()
    if name == "extends" or (spec and spec.kind == "text" and text[:1] not in ("'", '"')):
        return text
    if spec and spec.kind == "list" and not text.startswith("[") and "," in text:
        return [part.strip() for part in text.split(",") if part.strip()]
    return read_value(text)


def _put(tree: Tree, name: str, text: str | None, place: Problem) -> None:
    """Put one row's value where its dotted name says; a fault is told at `place`."""

    def fault(message: str) -> None:
        tree.problems.append(Problem(message, place.file, place.line, place.field))

    if text is None or not text.strip():
        fault("has no value: write null or [], or leave the row out")
        return
    try:
        value = parse_text(name, text)
    except ValueError as error:
        fault(str(error))
        return
    if (spec := field_specs().get(name)) and spec.kind == "list" and isinstance(value, str):
        value = [value]  # a list of one needs no comma
    *groups, last = name.split(".")
    target = tree.data
    for depth, group in enumerate(groups):
        tree.lines.setdefault(tuple(groups[: depth + 1]), place.line or 0)
        target = target.setdefault(group, {})
        if not isinstance(target, dict):
            fault(f"cannot be set, since {'.'.join(groups[: depth + 1])} is set as a whole above")
            return
    if last in target:
        first = tree.lines[(*groups, last)]
        fault(f"is set twice, first in line {first}: keep one of the two")
        return
    target[last] = value
    tree.lines[(*groups, last)] = place.line or 0


def _rows(content: bytes, shown: str) -> list[tuple[str | None, ...]]:
    if len(content) > MAX_BYTES:
        raise UserError(
            Problem(
                f"is larger than {MAX_BYTES // 1024} kB: no scenario is; is it another file?", shown
            )
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UserError(Problem("is not an XLSX workbook, whatever its name says", shown)) from None
    if unpacked > MAX_UNPACKED_BYTES:
        raise UserError(Problem("unpacks to more than 8 MB: no scenario does", shown))
    rows, problems = read_first_sheet(content, shown, numeric=set())
    if problems:
        raise UserError(problems)
    width = max((len(row) for row in rows), default=0)
    return [tuple(cell or None for cell in [*row, *[""] * (width - len(row))]) for row in rows]
