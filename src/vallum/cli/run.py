"""`vallum run`: the main job."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import (
    DEFAULT_SCENARIO,
    AsJson,
    Data,
    Exact,
    From,
    RunMode,
    RunModeOption,
    ScenarioArgument,
    Set,
)


def run(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    mode: RunModeOption = RunMode.close_gaps,
    exact: Exact = False,
    set_: Set = None,
    data: Data = None,
    from_: From = None,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Keep the run without writing its report.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Work through a scenario, plan, keep the run, write its report.

    Reads the facts, looks at them through the scenario, works out needs, stocks and gaps, plans
    what to order when, and keeps everything in one folder, `runs/<id>` (or where VALLUM_RUNS
    says).
    """
    from vallum.cli.jobs import open_store, plan_of, read_inputs, run_and_keep
    from vallum.cli.progress import shown_progress
    from vallum.cli.show import show_json
    from vallum.cli.views_run import answer, show_run
    from vallum.study import EXACT

    asked, evidence = read_inputs(scenario, set_, data)
    store = open_store()
    previous = plan_of(from_, store, mode.value)
    with shown_progress() as progress:
        kept = run_and_keep(
            asked,
            evidence,
            mode=mode.value + EXACT * (exact and mode is not RunMode.none),
            store=store,
            progress=progress,
            previous=previous,
            report=not no_report,
        )
    if as_json:
        show_json(answer(kept))
    else:
        show_run(kept, store)
