"""`vallum window`: when could a ready Russia meet a Europe that does not hold?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data, Set


def window(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="Whose forces defend: a name or a file.")
    ] = "us_absent",
    *,
    run: Annotated[
        str | None,
        typer.Option("--run", metavar="RUN", help="A kept run: with its plan and without it."),
    ] = None,
    theatre: Annotated[
        str, typer.Option("--theatre", metavar="NAME", help="baltic, north or suwalki.")
    ] = "baltic",
    until: Annotated[int, typer.Option("--until", metavar="YEAR", help="Last year.")] = 2035,
    paths: Annotated[
        int, typer.Option("--paths", metavar="N", help="How many paths in each model and year.")
    ] = 20_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Same seed, same paths.")] = 0,
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE", help="Draw it: .svg or .png.")
    ] = None,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Join threat dates with the chance to hold, year by year, with and without the United States.

    Estimates say when Russia could act, not that it would.  Keeps nothing.
    """
    from vallum.cli.field_inputs import both_forces
    from vallum.cli.show import show_json
    from vallum.cli.views_campaign import show_window
    from vallum.contracts import WindowAnswer
    from vallum.errors import UserError
    from vallum.study.window import window as over_years
    from vallum.world.theatres import find_theatre

    evidence, forces = both_forces(scenario, run, set_, data)
    first = min(forces["none"].by_year)
    if until < first:
        raise UserError(f"--until {until} lies before the first planned year, {first}")
    found = over_years(
        evidence,
        forces,
        find_theatre(evidence, theatre),
        years=range(first, until + 1),
        paths=paths,
        seed=seed,
    )
    if chart is not None:
        from vallum.report.field_charts import window_figure
        from vallum.report.framed import save_figure

        save_figure(window_figure(found), chart)
    if as_json:
        show_json(WindowAnswer.of(found))
    else:
        show_window(found)
