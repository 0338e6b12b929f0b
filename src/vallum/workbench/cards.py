"""What lists of runs say of each, read from its folder once.

From: the store.  To: pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from vallum.errors import UserError
from vallum.scenario import preset_names
from vallum.store import NO_PLAN, StoredRun
from vallum.workbench.facts import preset, shipped
from vallum.workbench.shelf import Shelf

MOST_TOLD = 3


@dataclass(frozen=True)
class Card:
    """One run in a list.

    name: as its owner calls it, else the scenario's title with what was changed.
    changes: `field=value` on top of the scenario; plain: exactly a shipped preset, on
    the facts as shipped.
    """

    id: str
    scenario: str
    name: str
    title: str
    created: str
    headline: str
    mode: str
    changes: tuple[str, ...]
    plain: bool
    own: bool


def cards(shelf: Shelf) -> list[Card]:
    """The reader's runs, newest first; runs that cannot be read are left out."""
    names, own = shelf.names, shelf.own_ids()
    found = []
    for row in shelf.list().to_dicts():
        try:
            found.append(_card(shelf, row, names, own=row["id"] in own))
        except UserError:
            continue  # the store has told of it already
    return found


def card(shelf: Shelf, run: StoredRun) -> Card:
    """Of one run.  Raises UserError where it cannot be read."""
    row = {
        "id": run.id,
        "scenario": run.name,
        "title": run.title,
        "created": "",
        "headline": run.headline["sentence"],
    }
    return _card(shelf, row, shelf.names, own=shelf.owns(run.id))


def newest_of_presets(found: list[Card]) -> dict[str, Card]:
    """Preset -> its newest run as shipped, one with a plan first."""
    newest: dict[str, Card] = {}
    for item in sorted(found, key=lambda item: item.mode == NO_PLAN):
        if item.plain:
            newest.setdefault(item.scenario, item)
    return newest


def _card(shelf: Shelf, row: Mapping[str, Any], names: Mapping[str, str], *, own: bool) -> Card:
    folder = shelf.folder if own else shelf.get(row["id"]).folder.parent
    mode, changes, plain, ours = _told(str(folder / row["id"]))
    told = list(changes[:MOST_TOLD])
    if (more := len(changes) - MOST_TOLD) > 0:
        told.append(f"{more} more")
    if not ours:
        told.append("other facts than those shipped")
    named = f"{row['title']}, with {', '.join(told)}" if told else row["title"]
    return Card(
        id=row["id"],
        scenario=row["scenario"],
        name=names.get(row["id"], named),
        title=row["title"],
        created=row["created"],
        headline=row["headline"],
        mode=mode,
        changes=changes,
        plain=plain,
        own=own,
    )


@lru_cache(maxsize=1024)
def _told(folder: str) -> tuple[str, tuple[str, ...], bool, bool]:
    """Mode, changes, whether it is a preset as shipped, and on the facts as shipped.

    A run never changes, nor do the facts while the server lives.
    """
    run = StoredRun.read(Path(folder))
    frame = run.frame("assumptions").filter(pl.col("set_by").str.starts_with("--set"))
    changes = tuple(f"{row['field']}={row['value']}" for row in frame.iter_rows(named=True))
    ours = run.inputs["evidence"] == shipped().digest()
    named = run.name in preset_names() and run.inputs["scenario"] == _digest(run.name)
    plain = ours and named and not changes
    return run.mode, changes, plain, ours


@lru_cache(maxsize=32)
def _digest(name: str) -> str:
    return preset(name).digest()
