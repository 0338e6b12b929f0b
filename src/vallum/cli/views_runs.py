"""The kept runs as a table.

From: the store.  To: `vallum runs`.
"""

from __future__ import annotations

from vallum.cli.show import NOTHING, number, say, table, year_or_never
from vallum.cli.views_run import changes
from vallum.errors import UserError
from vallum.store import NO_PLAN, Store


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
        ["run", "kept (UTC)", "seconds", "core stands alone", "with the plan", "scenario"],
        rows,
        right={"seconds"},
    )


def _told(store: Store, id_: str, scenario: str) -> tuple[str, str, str]:
    """The core set's year without and with the plan, and the scenario with its changes; a damaged
    run is named too."""
    try:
        run = store.get(id_)
        alone, planned = year_or_never(run.headline["stand_alone_year"]), NOTHING
        if run.mode != NO_PLAN:
            planned = year_or_never(run.headline["stand_alone_year_with_plan"])
        return alone, planned, changes(run)
    except UserError:
        return NOTHING, NOTHING, f"{scenario} (damaged)"
