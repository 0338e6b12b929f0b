"""The kept runs as a table.

From: the store.  To: `vallum runs`.
"""

from __future__ import annotations

from vallum.cli.show import NOTHING, number, say, table, year_or_never
from vallum.cli.views_run import changes
from vallum.errors import UserError
from vallum.store import Store


def show_runs(store: Store) -> None:
    """Newest first; what `--set` changed tells runs of one scenario apart."""
    kept = store.list()
    if kept.is_empty():
        say(f"There are no runs in '{store.folder}' yet; `vallum run` makes one.")
        return
    rows = []
    for row in kept.iter_rows(named=True):
        told = f"{row['created'][:10]} {row['created'][11:16]}"
        seconds = NOTHING if row["seconds"] is None else number(row["seconds"])
        rows.append([row["id"], told, seconds, *_told(store, row["id"], row["scenario"])])
    table(
        ["run", "kept (UTC)", "seconds", "core stands alone", "scenario"], rows, right={"seconds"}
    )


def _told(store: Store, id_: str, scenario: str) -> tuple[str, str]:
    """The core set's year, and the scenario with its changes; a damaged run is named too."""
    try:
        run = store.get(id_)
        return year_or_never(run.headline["stand_alone_year"]), changes(run)
    except UserError:
        return NOTHING, f"{scenario} (damaged)"
