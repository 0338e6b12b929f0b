"""A reader's own facts: one table, as CSV or XLSX, laid over the shipped one for one run.

From: an upload.  To: jobs.  It is checked before anything is queued: what the file says, by the
table's own schema; then the whole of the facts with it.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from vallum.errors import Problem, UserError
from vallum.evidence import Evidence
from vallum.evidence.read import read_table
from vallum.workbench.facts import shipped

LARGEST = 2**20
"""Bytes of a file of facts."""
LARGEST_UNPACKED = 16 * 2**20
"""Bytes that a workbook may unpack to."""


@cache
def overlay_tables() -> tuple[str, ...]:
    """Tables that a reader may lay rows over, and that of sources."""
    return (*shipped().names(), "sources")


def checked(table: str, content: bytes) -> tuple[str, bytes]:
    """The path within an overlay folder, and the bytes to write there.

    Raises UserError with every fault, told of the file as the reader knows it.
    """
    if table not in overlay_tables():
        raise UserError(Problem(f"there is no table '{table[:60]}'", field="table"))
    if not content:
        raise UserError(Problem("is empty: choose a file", "the file"))
    if len(content) > LARGEST:
        raise UserError(Problem(f"is larger than {LARGEST // 2**20} MB", "the file"))
    ending = ".xlsx" if content[:2] == b"PK" else ".csv"
    if ending == ".xlsx":
        _refuse_swollen(content)
    with tempfile.TemporaryDirectory(prefix="vallum-") as folder:
        path = Path(folder) / f"{table}{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        _, problems = read_table(path, "the file", shipped().schema(table))
        if problems:
            raise UserError(problems)
        try:
            Evidence.load(Path(folder))
        except UserError as fault:
            raise UserError(
                [Problem(p.message, "the file", p.line, p.field) for p in fault.problems]
            ) from None
    return f"{table}{ending}", content


def written(path: str, content: bytes, folder: Path) -> None:
    """Write a checked file into a job's folder of facts; `path` is what `checked` returned."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _refuse_swollen(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UserError(Problem("is not a readable XLSX workbook", "the file")) from None
    if len(entries) > 500 or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        said = f"unpacks to more than {LARGEST_UNPACKED // 2**20} MB"
        raise UserError(Problem(said, "the file"))
