"""`vallum gaps`: what is missing."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioArgument, Set


class By(StrEnum):
    """What one row of the table is."""

    element = "element"
    state = "state"
    year = "year"


def gaps(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    by: Annotated[By, typer.Option("--by", help="What one row of the table is.")] = By.element,
    year: Annotated[
        int | None,
        typer.Option("--year", metavar="YEAR", help="Only this year (the table needs one)."),
    ] = None,
    element: Annotated[
        str | None, typer.Option("--element", metavar="NAME", help="Only this force element.")
    ] = None,
    contingency: Annotated[
        str | None, typer.Option("--contingency", metavar="NAME", help="Only this contingency.")
    ] = None,
    territorial: Annotated[
        bool,
        typer.Option("--territorial", help="What frontline states lack for their own territory."),
    ] = False,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what the coalition of a scenario lacks.

    Keeps nothing.  With --json all years and contingencies, unless one is named: --by is for the
    table only.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.progress import shown_progress
    from vallum.cli.show import show_json
    from vallum.cli.views_gaps import Choice, choose, show_by_element, show_by_state, show_by_year
    from vallum.contracts import GapsAnswer
    from vallum.study import run as run_study

    asked, evidence = read_inputs(scenario, set_, data)
    choice = Choice(year, element, contingency)
    with shown_progress() as progress:
        study = run_study(asked, evidence=evidence, mode=None, progress=progress)
    frames = study.frames()
    chosen = choose(frames["gaps"], choice)
    if as_json:
        show_json(GapsAnswer.of(chosen, frames["territorial"]))
    elif territorial:
        from vallum.cli.views_pooling import show_territorial

        show_territorial(frames["territorial"], choice.year or study.headline.ready_by)
    elif by is By.element:
        show_by_element(chosen, choice.year or study.headline.ready_by)
    elif by is By.state:
        show_by_state(frames, choice, choice.year or study.headline.ready_by)
    else:
        show_by_year(chosen, frames["self_reliance"], choice)
