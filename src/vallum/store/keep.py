"""The store: each run in a folder of its own, found again by id, by scenario or as the latest.

Fed by: a finished study and its report.  To: the command line and other readers of runs.
"""

from __future__ import annotations

import builtins
import errno
import logging
import os
import platform
import re
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from vallum.errors import UserError, did_you_mean
from vallum.store.catalogue import (
    Catalogue,
    CatalogueDamagedError,
    CatalogueOutOfReachError,
    Entry,
)
from vallum.store.run import (
    ID_LENGTH,
    RUN_FILE,
    ReportWriter,
    StoredRun,
    StudyLike,
    id_of,
    write_run,
)
from vallum.store.whole import discard, sweep, written_whole

FOLDER_VARIABLE = "VALLUM_RUNS"
DEFAULT_FOLDER = "runs"
CATALOGUE_FILE = "catalogue.sqlite"
SHORTEST_PREFIX = 4
LATEST = "latest"

_RUN_FOLDER = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR}
_one_writer = threading.Lock()  # temporary names hold the process number, not the thread's


class Store:
    """A folder of runs: by default `$VALLUM_RUNS`, or else `runs` in the working folder.

    `notice` hears what was put right on the way (a catalogue written anew); by default the log.
    Making a store touches nothing on disk.
    """

    def __init__(
        self, folder: Path | None = None, *, notice: Callable[[str], None] | None = None
    ) -> None:
        self.folder = folder or Path(os.environ.get(FOLDER_VARIABLE) or DEFAULT_FOLDER)
        self._catalogue = Catalogue(self.folder / CATALOGUE_FILE)
        self._notice = notice or logging.getLogger("vallum.store").warning

    def save(
        self, study: StudyLike, report_html: ReportWriter = None, *, seconds: float | None = None
    ) -> StoredRun:
        """Keep a finished study: whole, or not at all.

        report_html: the report as text, or a function that writes it to the path it is given.
        seconds: how long the run took; goes into the catalogue only.
        An earlier run of the same id is replaced.  Raises UserError where the folder cannot be
        written to.
        """
        target = self.folder / id_of(study)
        with _one_writer:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                sweep(self.folder)
                with written_whole(target) as partial:
                    write_run(study, report_html, partial)
                    written = StoredRun.read(partial)
            except FileExistsError as reason:
                raise UserError(f"'{self.folder}' is a file; runs need a folder") from reason
            except OSError as reason:
                if reason.errno not in _REFUSED:
                    raise
                raise UserError(
                    f"the run could not be kept in '{self.folder}': {reason.strerror}"
                ) from reason
        run = replace(written, folder=target)
        created = datetime.now(UTC)
        self._enter(_entry(run, created, seconds=seconds, host=platform.node() or None))
        return run

    def list(self) -> pl.DataFrame:
        """All runs, newest first: id, scenario, title, created, seconds, host, headline.

        created: UTC, ISO 8601; seconds and host are null where the catalogue was lost.
        """
        text, number = pl.String(), pl.Float64()
        kinds = dict.fromkeys(Entry.__dataclass_fields__, text) | {"seconds": number}
        return pl.DataFrame([asdict(entry) for entry in self._entries()], schema=kinds)

    def get(self, ref: str) -> StoredRun:
        """Find a run: `latest`, a scenario's name (its newest run), an id or its first digits.

        Raises UserError where nothing, or more than one run, answers to `ref`.
        """
        entries = self._entries()
        if not entries:
            raise UserError(f"there are no runs in '{self.folder}' yet; `vallum run` makes one")
        return StoredRun.read(self.folder / self._find(ref, entries))

    def delete(self, ref: str) -> str:
        """Delete a run, found as in `get` but also where it is damaged; return its id."""
        id_ = ref if ref in self._ids() else self._find(ref, self._entries())
        discard(self.folder / id_)
        try:
            self._catalogue.update(drop=[id_])
        except (CatalogueDamagedError, CatalogueOutOfReachError):
            self._entries()
        return id_

    def rebuild(self) -> pl.DataFrame:
        """Write the catalogue anew from the folders; keep the timings it still knows."""
        try:
            known = {entry.id: entry for entry in self._catalogue.read()}
        except (CatalogueDamagedError, CatalogueOutOfReachError):
            known = {}
        if self.folder.is_dir():
            sweep(self.folder)
            self._recreate([entry for id_ in self._ids() if (entry := self._seen(id_, known))])
        return self.list()

    def _entries(self) -> builtins.list[Entry]:
        """The catalogue's rows, made to agree with the folders; newest first."""
        ids = self._ids()
        lost: str | None = None
        try:
            known = {entry.id: entry for entry in self._catalogue.read()}
        except (CatalogueDamagedError, CatalogueOutOfReachError) as reason:
            known, lost = {}, str(reason)
        entries = [entry for id_ in ids if (entry := self._seen(id_, known))]
        if lost is not None and entries:
            self._notice(
                f"the catalogue of runs in '{self.folder}' could not be used ({lost}); "
                f"it was read anew from {_counted(len(entries))}"
            )
            self._recreate(entries)
        elif lost is None and known.keys() != {entry.id for entry in entries}:
            new = [entry for entry in entries if entry.id not in known]
            gone = [id_ for id_ in known if id_ not in set(ids)]
            self._try(lambda: self._catalogue.update(new, gone))
        return sorted(entries, key=lambda entry: (entry.created, entry.id), reverse=True)

    def _ids(self) -> builtins.list[str]:
        """The ids of the run folders on disk."""
        if not self.folder.is_dir():
            return []
        return sorted(
            path.name
            for path in self.folder.iterdir()
            if _RUN_FOLDER.fullmatch(path.name) and (path / RUN_FILE).exists()
        )

    def _seen(self, id_: str, known: dict[str, Entry]) -> Entry | None:
        """A run's row: as known, or read from its folder, dated by its file; None if damaged."""
        if id_ in known:
            return known[id_]
        try:
            run = StoredRun.read(self.folder / id_)
            kept = (run.folder / RUN_FILE).stat().st_mtime
        except (UserError, OSError) as reason:
            self._notice(f"left out of the catalogue: {reason}")
            return None
        return _entry(run, datetime.fromtimestamp(kept, UTC), seconds=None, host=None)

    def _enter(self, entry: Entry) -> None:
        try:
            self._catalogue.update([entry])
        except CatalogueDamagedError as reason:
            others = [id_ for id_ in self._ids() if id_ != entry.id]
            if others:
                self._notice(
                    f"the catalogue of runs in '{self.folder}' could not be used ({reason}); "
                    f"it was read anew from {_counted(len(others) + 1)}"
                )
            self._recreate([entry, *(e for id_ in others if (e := self._seen(id_, {})))])
        except CatalogueOutOfReachError as reason:
            self._notice(f"run {entry.id} is kept, but not in the catalogue: {reason}")

    def _recreate(self, entries: builtins.list[Entry]) -> None:
        self._try(lambda: self._catalogue.recreate(entries))

    def _try(self, write: Callable[[], None]) -> None:
        """The catalogue is an index: where it cannot be written, the folders still serve."""
        try:
            write()
        except (CatalogueDamagedError, CatalogueOutOfReachError) as reason:
            self._notice(f"the catalogue in '{self.folder}' could not be written: {reason}")

    def _find(self, ref: str, entries: builtins.list[Entry]) -> str:
        wanted = ref.strip()
        if entries and wanted == LATEST:
            return entries[0].id
        named = next((entry.id for entry in entries if entry.scenario == wanted), None)
        prefix = self._id_part(wanted)
        found = {entry.id for entry in entries if entry.id.startswith(prefix)}
        if prefix in found:
            return prefix
        if len(prefix) < SHORTEST_PREFIX:
            if named is None and found:
                raise UserError(
                    f"'{ref}' is too short: give at least {SHORTEST_PREFIX} digits of a run's id"
                )
            found = set()
        if named is not None:
            found.add(named)
        if len(found) > 1:
            raise UserError(
                f"'{ref}' could be any of the runs {', '.join(sorted(found))}; give more digits"
            )
        if not found:
            known = [LATEST, *(word for entry in entries for word in (entry.scenario, entry.id))]
            near = did_you_mean(wanted, list(dict.fromkeys(known)))
            raise UserError(
                f"there is no run '{ref}' in '{self.folder}'"
                + (near or "; `vallum runs` lists them")
            )
        return found.pop()

    def _id_part(self, ref: str) -> str:
        """The id in a reference; the path of a run's folder, as a shell completes it, will do."""
        path = Path(ref)
        if len(path.parts) > 1 and path.resolve().parent == self.folder.resolve():
            return path.name
        return ref.lower()


def _entry(run: StoredRun, created: datetime, *, seconds: float | None, host: str | None) -> Entry:
    return Entry(
        id=run.id,
        scenario=run.name,
        title=run.title,
        created=created.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        seconds=seconds,
        host=host,
        headline=str(run.headline["sentence"]),
    )


def _counted(runs: int) -> str:
    return "the folder of 1 run" if runs == 1 else f"the folders of {runs} runs"
