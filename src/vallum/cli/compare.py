"""`vallum compare`: how two runs differ."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import MODES_IN_WORDS, AsJson, Data, RunMode

WHICH = "A kept run (id, first digits, `latest`), or a scenario, which is run first if need be."


def compare(
    first: Annotated[str | None, typer.Argument(metavar="[FIRST]", help=WHICH)] = None,
    second: Annotated[
        str | None,
        typer.Argument(metavar="[SECOND]", help="The same; left out: the newest run."),
    ] = None,
    *,
    mode: Annotated[
        RunMode | None,
        typer.Option(
            "--mode",
            help="How scenarios that have to be run are planned; left out: as the other run is, "
            f"or without a plan. {MODES_IN_WORDS}.",
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show how two runs differ, differences first.

    Every difference is SECOND less FIRST.  Without arguments: the newest run against the one
    before it.  --data lays your own facts under scenarios that have to be run; a kept run holds
    the facts it was made with.
    """
    from vallum import store as runs
    from vallum.cli.jobs import check_data, find_or_run, newest_two, open_store
    from vallum.cli.progress import shown_progress
    from vallum.cli.show import show_json
    from vallum.cli.views_compare import show_comparison
    from vallum.contracts import CompareAnswer

    check_data(data)
    store = open_store()
    if first is None:
        first, second = newest_two(store)
    with shown_progress() as progress:
        refs = (first, second or "latest")
        a, b = find_or_run(
            refs, store=store, data=data, mode=mode.value if mode else None, progress=progress
        )
    comparison = runs.compare(a, b)
    if as_json:
        show_json(CompareAnswer.of(comparison))
    else:
        show_comparison(comparison)
