"""`vallum industry`: how fragmented, how dependent, how fast it can build."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioArgument, Set


def industry(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    with_plan: Annotated[
        bool,
        typer.Option("--with-plan", help="Plan too (slower), and compare before and after."),
    ] = False,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="CODE", help="Say whom this state can work with."),
    ] = None,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show how fragmented and how dependent the coalition's equipment is, and what lines make.

    Keeps nothing.  Types, American share of imports, stock and orders, who can use whose supplies,
    European alternatives, single points of failure, output against need.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.progress import shown_progress
    from vallum.cli.show import show_json
    from vallum.cli.views_industry import check_state, show_picture, show_plan_effect, show_state
    from vallum.contracts import IndustryAnswer
    from vallum.study import run as run_study
    from vallum.study.industry import industry_before_after, industry_now

    asked, evidence = read_inputs(scenario, set_, data)
    with shown_progress() as progress:
        study = run_study(
            asked,
            evidence=evidence,
            mode="close_gaps" if with_plan else None,
            progress=progress,
        )
        picture = industry_now(study)
        chosen = None if state is None else check_state(picture, state)
        last = int(study.world.years[-1])
        pair = industry_before_after(study) if with_plan else None
    if as_json:
        show_json(IndustryAnswer.of(picture, (last, *pair) if pair else None))
    elif chosen is not None:
        show_state(picture, chosen)
    else:
        show_picture(picture)
        if pair:
            show_plan_effect(last, *pair)
