"""`vallum plan`: what to order, when, for how much."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from vallum.cli.options import (
    DEFAULT_SCENARIO,
    AsJson,
    Data,
    Exact,
    From,
    Mode,
    PlanMode,
    PlanModeOption,
    ScenarioArgument,
    Set,
)

if TYPE_CHECKING:
    from vallum.evidence import Evidence
    from vallum.scenario import Scenario
    from vallum.study import Study

TOP = 10
POINTS = 20
"""Points of the frontier."""


class By(StrEnum):
    """What one row of the table is."""

    system = "system"
    state = "state"
    year = "year"
    category = "category"


def plan(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    mode: PlanModeOption = PlanMode.close_gaps,
    by: Annotated[By, typer.Option("--by", help="What one row of the table is.")] = By.system,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            metavar="N",
            min=1,
            help=f"Only the first N rows (left out: {TOP}; years: all).",
        ),
    ] = None,
    exact: Exact = False,
    consolidate: Annotated[
        bool,
        typer.Option(
            "--consolidate",
            help="Say what fewer types would cost in time, kind by kind (half a minute more).",
        ),
    ] = False,
    set_: Set = None,
    data: Data = None,
    from_: From = None,
    as_json: AsJson = False,
) -> None:
    """Show what to order, when and for how much, to close the gap.

    Keeps nothing.  With --json all orders and bottlenecks: --by and --top are for the table only.
    """
    from vallum.cli.jobs import as_mode, open_store, plan_of, read_inputs
    from vallum.cli.progress import shown_progress
    from vallum.cli.show import show_json
    from vallum.cli.views_joint import show_consolidation
    from vallum.contracts import PlanAnswer
    from vallum.study import run as run_study
    from vallum.study.consolidation import consolidate as consolidated

    asked, evidence = read_inputs(scenario, set_, data)
    if mode is PlanMode.frontier:
        _show_frontier(evidence, asked, top or POINTS, as_json=as_json)
        return
    previous = plan_of(from_, open_store(), mode.value)
    with shown_progress() as progress:
        study = run_study(
            asked,
            evidence=evidence,
            mode=as_mode(mode.value),
            previous=previous,
            sweep=False,
            progress=progress,
            exact=exact,
        )
        fewer = None
        if consolidate:
            progress("plan again with fewer types")
            fewer = consolidated(study)
    assert study.plan is not None
    if as_json:
        show_json(PlanAnswer.of(study.plan, fewer))
        return
    _show(study, by, top)
    if fewer is not None:
        show_consolidation(fewer, study.frames(), int(study.world.years[-1]))


def _show_frontier(evidence: Evidence, scenario: Scenario, points: int, *, as_json: bool) -> None:
    from vallum.cli.show import show_json
    from vallum.cli.views_questions import show_frontier
    from vallum.contracts import FrontierAnswer
    from vallum.study.questions import ask_frontier

    curve = ask_frontier(evidence, scenario, max(2, points))
    if as_json:
        show_json(FrontierAnswer.of(curve))
    else:
        show_frontier(curve)


def _show(study: Study, by: By, top: int | None) -> None:
    from vallum.cli import views_plan as views
    from vallum.cli import views_pooling as pooling
    from vallum.cli.show import heading, say
    from vallum.cli.views_joint import joint_lines, show_types

    frames, plan = study.frames(), study.plan
    assert plan is not None
    say(study.headline.sentence)
    for line in plan.summary():
        say(line)
    for line in joint_lines(frames):
        say(line)
    if told := told_since(plan.mode, plan.since, int(study.world.years[-1])):
        say(told)
    heading(f"What is ordered, by {by.value}")
    most = top or TOP
    if by is By.system:
        views.show_by_system(frames, most)
    elif by is By.state:
        views.show_by_state(frames, most)
    elif by is By.category:
        views.show_by_category(frames, most)
    else:
        views.show_by_year(frames, top)
    if by is not By.year:
        heading("What it costs by year")
        views.show_by_year(frames)
    views.show_changes(frames, most)
    views.show_consolidation(frames)
    views.show_upkeep(frames)
    pooling.show_enablers(frames)
    ready = study.headline.ready_by
    pooling.show_pool(frames, ready)
    if "plan_territorial" in frames:
        pooling.show_territorial(frames["plan_territorial"], ready)
    show_types(frames)
    views.show_unmet(plan.unmet(), frames)
    held = frames["bottlenecks"]
    views.show_bottlenecks(held.head(TOP).to_dicts(), of=held.height)


def told_since(mode: str, since: int | None, last: int) -> str:
    """From which year targets count, in the modes that leave earlier years out."""
    if mode == Mode.least_cost:
        return f"What is missing before {since} does not count in this mode."
    if mode == Mode.earliest:
        return (
            f"All targets can hold from {since} on, and no earlier."
            if since
            else f"All targets together cannot hold by {last}: only the last year counts."
        )
    return ""
