"""`vallum share`: who bears a plan under a key, and who gains."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data

KEYS = "gdp, population, ecb, eib, esm, capability, threat, or a blend: gdp:0.5,population:0.5"


def share(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A kept run (latest, a name, an id).")],
    *,
    key: Annotated[str, typer.Option("--key", metavar="KEY", help=KEYS)] = "gdp",
    group: Annotated[
        str | None,
        typer.Option("--group", metavar="STATES", help="These alone, joined by commas: DEU,FRA."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Share a run's plan by a key: what each state pays, gets in work, and would pay alone.

    Keeps nothing.  EUR bn at 2025 prices over the plan's years.
    """
    from vallum.cli.jobs import open_store, scenario_of
    from vallum.cli.show import show_json
    from vallum.cli.views_fund import show_sharing
    from vallum.contracts import ShareAnswer
    from vallum.evidence import Evidence
    from vallum.study.funding import share_run

    among = [name.strip() for name in group.split(",")] if group else []
    kept = open_store().get(run)
    sharing = share_run(kept.frames(), Evidence.load(data), scenario_of(kept), key, among)
    if as_json:
        show_json(ShareAnswer.of(kept.id, sharing))
    else:
        show_sharing(sharing)
