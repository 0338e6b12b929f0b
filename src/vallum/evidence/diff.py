"""What an overlay changes against the shipped facts, row by row and cell by cell.

From: an overlay folder.  To: `vallum evidence diff`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from vallum.evidence.changes import RowChange, compare_rows
from vallum.evidence.load import Evidence
from vallum.evidence.overlay import find_overlay_files
from vallum.evidence.read import FILE

Loader = Callable[[Path | None], Evidence]
"""Overlay, or None -> the shipped facts with it, or alone."""


def diff_overlay(overlay: Path, load: Loader | None = None) -> list[RowChange]:
    """What each row of an overlay changes, table by table in order of name, rows as they stand.

    load: default `Evidence.load`
    Raises UserError where the overlay cannot be used; it holds every fault found.
    """
    load = load or Evidence.load
    # From the root, so that no row's file reads like one of the shipped tables.
    overlay = overlay.absolute()
    over = load(overlay)
    below = load(None)
    tables = {name: over.schema(name) for name in [*over.names(), "sources"]}
    files, _ = find_overlay_files(overlay, tables, {})
    return [
        change
        for name in sorted(files)
        for change in compare_rows(
            tables[name], below, over.own_rows(name).filter(pl.col(FILE) == str(files[name]))
        )
    ]
