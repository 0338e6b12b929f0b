"""`vallum reinforce`: who arrives where by when."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data, Set


def reinforce(
    *,
    to: Annotated[
        str,
        typer.Option("--to", metavar="PLACE", help="Such as Vilnius, or a node of the graph."),
    ],
    brigades: Annotated[
        float, typer.Option("--brigades", metavar="N", min=0.1, help="How many are to arrive.")
    ],
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME|FILE", help="Whose members send them.")
    ] = "us_absent",
    run: Annotated[
        str | None,
        typer.Option("--run", metavar="RUN", help="Forces of a kept run, with its plan."),
    ] = None,
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help="Forces of this year.")] = (
        2028
    ),
    days: Annotated[
        int, typer.Option("--days", metavar="N", min=1, max=365, help="How long it may take.")
    ] = 60,
    fixes: Annotated[
        bool, typer.Option("--fixes", help="Say what each mobility fix is worth (some minutes).")
    ] = False,
    cut: Annotated[
        list[str] | None,
        typer.Option("--cut", metavar="LINK", help="A link that nobody may take."),
    ] = None,
    map_: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Draw the flows: .svg or .png.")
    ] = None,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Move ready brigades to a place as early as roads, rail, ports and airlift let them.

    Keeps nothing.
    """
    from vallum.cli.field_inputs import forces_for
    from vallum.cli.show import show_json
    from vallum.cli.views_reinforce import show_arrivals
    from vallum.contracts import ReinforceAnswer
    from vallum.study.reinforce import arrivals_at

    evidence, fields = forces_for(scenario, run, set_, data)
    found = arrivals_at(
        evidence,
        fields.at(year).ready,
        to,
        brigades=brigades,
        days=days,
        fixes=fixes,
        closed=cut or (),
    )
    if map_ is not None:
        from vallum.report.field_charts import flow_figure
        from vallum.report.framed import save_figure

        save_figure(flow_figure(found), map_)
    if as_json:
        show_json(ReinforceAnswer.of(found))
    else:
        show_arrivals(found, year)
