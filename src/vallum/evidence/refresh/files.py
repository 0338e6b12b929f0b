"""Downloaded files as rows of text cells, and the figures in such cells.

From: files.  To: the readers.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from vallum.errors import Problem, UserError
from vallum.evidence.read import LARGEST_FILE_BYTES
from vallum.evidence.sheets import Grid, read_sheets

FIGURE = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_MOST_POWER = 300


@dataclass(frozen=True)
class Figure:
    """A published figure, and the unit of its last digit: 62.9 is known to 0.1."""

    value: float
    step: float

    def times(self, factor: float) -> Figure:
        return Figure(self.value * factor, self.step * factor)


def read_figure(cell: str) -> Figure | None:
    """The figure in a cell; None where it holds none (empty, `:`, `..`, a word, beyond all size).

    >>> read_figure("62.9"), read_figure(":")
    (Figure(value=62.9, step=0.1), None)
    """
    text = cell.strip()
    if not FIGURE.fullmatch(text):
        return None
    mantissa, _, exponent = text.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    power = int(exponent or 0) - decimals
    if abs(power) > _MOST_POWER or not math.isfinite(float(text)):
        return None
    return Figure(float(text), 10.0**power)


def read_grids(file: Path) -> dict[str, Grid]:
    """Name of each sheet -> its rows of cells; a CSV or TSV file is one sheet without a name.

    A file may be compressed with gzip (`.gz`).  Raises UserError where it cannot be read.
    """
    try:
        size = file.stat().st_size
        content = file.read_bytes() if size <= LARGEST_FILE_BYTES else b""
        if size > LARGEST_FILE_BYTES:
            said = f"is larger than {LARGEST_FILE_BYTES // 10**6} MB"
            raise UserError(Problem(said, str(file)))
        if file.suffix.lower() == ".gz":
            content = gzip.decompress(content)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UserError(Problem("is not a readable gzip file", str(file))) from None
    except OSError as error:
        raise UserError(Problem(f"cannot be read: {error.strerror}", str(file))) from None
    name = file.name.lower().removesuffix(".gz")
    if name.endswith(".xlsx"):
        return read_sheets(content, str(file))
    if not name.endswith((".csv", ".tsv", ".txt")):
        raise UserError(Problem("is not read; give a .csv, .tsv or .xlsx file", str(file)))
    return {"": _read_lines(content, "\t" if name.endswith(".tsv") else ",", str(file))}


def _read_lines(content: bytes, separator: str, shown: str) -> Grid:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(Problem("is not UTF-8 text", shown)) from None
    if "\0" in text:
        raise UserError(Problem("is not a text file", shown))
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter=separator))
    except csv.Error as error:
        raise UserError(Problem(f"is not a table of text cells: {error}", shown)) from None
