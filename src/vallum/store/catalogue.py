"""The catalogue of runs: an index beside the folders, with what only clock and host know.

To: `Store`.  The folders are the truth.  The catalogue can be lost at any time: it is written anew
from them, and only how long a run took, and where, is lost with it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

WAIT_SECONDS = 30.0
"""How long to wait for another process that is writing."""


@dataclass(frozen=True)
class Entry:
    """One row: a run, when it was kept (UTC, ISO 8601), how long it took, and on which host."""

    id: str
    scenario: str
    title: str
    created: str
    seconds: float | None
    host: str | None
    headline: str


_COLUMNS = ", ".join(field.name for field in fields(Entry))
_MARKS = ", ".join("?" for _ in fields(Entry))
_CREATE = """CREATE TABLE runs (
    id TEXT PRIMARY KEY, scenario TEXT NOT NULL, title TEXT NOT NULL, created TEXT NOT NULL,
    seconds REAL, host TEXT, headline TEXT NOT NULL)"""
_OUT_OF_REACH = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_CANTOPEN"}
_OUT_OF_REACH |= {"SQLITE_PERM", "SQLITE_IOERR", "SQLITE_FULL"}


class CatalogueDamagedError(Exception):
    """The catalogue is missing or holds something else: write it anew."""


class CatalogueOutOfReachError(Exception):
    """The catalogue cannot be opened or written here: do without it."""


class Catalogue:
    """The SQLite file.  Every method may raise either error above."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def read(self) -> list[Entry]:
        """All rows, newest first."""
        with self._opened() as rows:
            found = rows.execute(f"SELECT {_COLUMNS} FROM runs ORDER BY created DESC, id")
            return [Entry(*row) for row in found]

    def update(self, put: Iterable[Entry] = (), drop: Iterable[str] = ()) -> None:
        """Add or replace rows, and drop others, in one step."""
        with self._opened() as rows:
            rows.executemany("DELETE FROM runs WHERE id = ?", [(id_,) for id_ in drop])
            rows.executemany(
                f"INSERT OR REPLACE INTO runs ({_COLUMNS}) VALUES ({_MARKS})",
                [astuple(entry) for entry in put],
            )

    def recreate(self, entries: Iterable[Entry]) -> None:
        """Write the file anew, whatever stood there."""
        fresh = self.file.with_name(f".partial-{self.file.name}-{os.getpid()}")
        try:
            fresh.unlink(missing_ok=True)
            with _told_apart(), closing(sqlite3.connect(fresh)) as rows, rows:
                rows.execute(_CREATE)
            Catalogue(fresh).update(entries)
            # A journal left by a killed writer belongs to the old file and would spoil the new.
            self.file.with_name(f"{self.file.name}-journal").unlink(missing_ok=True)
            fresh.replace(self.file)
        except OSError as reason:
            raise CatalogueOutOfReachError(str(reason)) from reason
        finally:
            if fresh.exists():
                fresh.unlink()

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        if not self.file.exists():  # connecting would create an empty one
            raise CatalogueDamagedError("it is missing")
        with (
            _told_apart(),
            closing(sqlite3.connect(self.file, timeout=WAIT_SECONDS)) as rows,
            rows,
        ):
            yield rows


@contextmanager
def _told_apart() -> Iterator[None]:
    """SQLite's errors as one of our two."""
    try:
        yield
    except sqlite3.DatabaseError as reason:
        name = getattr(reason, "sqlite_errorname", "") or ""
        if any(name.startswith(code) for code in _OUT_OF_REACH):
            raise CatalogueOutOfReachError(str(reason)) from reason
        raise CatalogueDamagedError(str(reason)) from reason
