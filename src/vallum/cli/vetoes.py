"""`vallum vetoes`: the price of each veto on a run's funding, and of each vote."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data


def vetoes(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="A kept run (latest, a name, an id).")
    ] = "latest",
    *,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what a run's funding loses when an instrument is vetoed, and what a vote would cost.

    Keeps nothing.  The plan's orders stay: what is priced is dearer money, not missing forces.
    """
    from vallum.cli.jobs import open_store, scenario_of
    from vallum.cli.show import show_json
    from vallum.cli.views_regimes import show_vetoes
    from vallum.contracts import VetoesAnswer
    from vallum.evidence import Evidence
    from vallum.study.vetoes import price_vetoes

    kept = open_store().get(run)
    found = price_vetoes(kept.frames(), Evidence.load(data), scenario_of(kept))
    if as_json:
        show_json(VetoesAnswer.of(kept.id, found))
    else:
        show_vetoes(found)
