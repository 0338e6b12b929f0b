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
    replan: Annotated[
        bool,
        typer.Option("--replan/--no-replan", help="Also plan again without each instrument."),
    ] = True,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what each veto costs in forces, money and months, and what a vote would cost.

    Keeps nothing.  First the plan of the coalition as one, again without each instrument; then the
    funding of the run, whose orders stay: dearer money, not missing forces.
    """
    from vallum.cli.jobs import open_store, scenario_of
    from vallum.cli.show import show_json
    from vallum.cli.views_regimes import show_veto_plans, show_vetoes
    from vallum.contracts import VetoesAnswer
    from vallum.evidence import Evidence
    from vallum.study.veto_plans import replan_vetoes
    from vallum.study.vetoes import price_vetoes

    kept = open_store().get(run)
    evidence, scenario = Evidence.load(data), scenario_of(kept)
    found = price_vetoes(kept.frames(), evidence, scenario)
    plans = replan_vetoes(evidence, scenario) if replan else None
    if as_json:
        show_json(VetoesAnswer.of(kept.id, found, plans))
        return
    if plans is not None:
        show_veto_plans(plans)
    show_vetoes(found)
