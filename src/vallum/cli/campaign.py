"""`vallum campaign`: does the line hold?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data, Set


def campaign(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Whose forces defend: a name or a file.")
    ] = "us_absent",
    *,
    paths: Annotated[
        int, typer.Option("--paths", metavar="N", help="How many paths in each model.")
    ] = 100_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Same seed, same paths.")] = 0,
    theatre: Annotated[
        str, typer.Option("--theatre", metavar="NAME", help="baltic, north or suwalki.")
    ] = "baltic",
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help="Forces of this year.")] = (
        2028
    ),
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", min=1, max=365, help="How long.")
    ] = None,
    run: Annotated[
        str | None,
        typer.Option("--run", metavar="RUN", help="Forces of a kept run, with its plan."),
    ] = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE", help="Draw it: .svg or .png.")
    ] = None,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Play a defence of one front in three published models, over all that is uncertain.

    Compares assumptions; predicts no battle.  Keeps nothing.
    """
    from vallum.cli.field_inputs import forces_for
    from vallum.cli.show import show_json
    from vallum.cli.views_campaign import show_campaign
    from vallum.contracts import CampaignAnswer
    from vallum.study.campaign import fight
    from vallum.world.theatres import find_theatre

    evidence, fields = forces_for(scenario, run, set_, data)
    fought = fight(
        evidence,
        fields.at(year),
        find_theatre(evidence, theatre),
        paths=paths,
        seed=seed,
        days=days,
    )
    if chart is not None:
        from vallum.report.field_charts import campaign_figure
        from vallum.report.framed import save_figure

        save_figure(campaign_figure(fought), chart)
    if as_json:
        show_json(CampaignAnswer.of(fought))
    else:
        show_campaign(fought)
