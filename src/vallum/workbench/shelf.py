"""Whose runs a reader sees: the common ones, and those made under the reader's own token.

To: the app.  A run's id says what was asked, so anyone who guesses the question knows the id; what
keeps one reader's runs from another is that they lie in folders of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from vallum.errors import UserError
from vallum.store import Store, StoredRun
from vallum.store.whole import written_whole

READERS = "readers"
NAMES_FILE = "names.json"
LONGEST_NAME = 120


def folder_of(common: Path, owner: str) -> Path:
    """Where the runs of a reader lie; the common folder for one without a token of their own."""
    return common / READERS / owner if owner else common


class Shelf(Store):
    """A reader's own runs, with the common ones beneath."""

    def __init__(self, common: Store, owner: str) -> None:
        super().__init__(folder_of(common.folder, owner), notice=common._notice)
        self._common = common if owner else None

    def list(self) -> pl.DataFrame:
        own = super().list()
        if self._common is None:
            return own
        rest = self._common.list().join(own.select("id"), on="id", how="anti")
        return pl.concat([own, rest]).sort("created", descending=True)

    def get(self, ref: str) -> StoredRun:
        if self._common is None or self.owns(ref):
            return super().get(ref)
        return self._common.get(ref)

    def own_ids(self) -> frozenset[str]:
        """Ids of the reader's own runs."""
        return frozenset(self._ids())

    def owns(self, ref: str) -> bool:
        """Whether the reader may change it: one of their own, by its id."""
        return ref in self._ids()

    def delete(self, ref: str) -> str:
        """Raises UserError for a run that the reader does not own."""
        if not self.owns(ref):
            raise UserError("there is no such run of yours")
        self.rename(ref, "")
        return super().delete(ref)

    @property
    def names(self) -> Mapping[str, str]:
        """Run -> the name that its owner gave it."""
        try:
            told = json.loads((self.folder / NAMES_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(run): str(name) for run, name in told.items()} if isinstance(told, dict) else {}

    def rename(self, ref: str, name: str) -> None:
        """Give a run a name, or take it away with an empty one.  Raises UserError as `delete`."""
        if not self.owns(ref):
            raise UserError("there is no such run of yours")
        names = {run: old for run, old in self.names.items() if run != ref}
        clean = " ".join(name.split())[:LONGEST_NAME]
        if clean:
            names[ref] = clean
        with written_whole(self.folder / NAMES_FILE) as partly:
            partly.write_text(json.dumps(names, ensure_ascii=False, indent=1), encoding="utf-8")
