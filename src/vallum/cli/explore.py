"""`vallum explore`: many futures, and what holds in them."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioArgument, Set


def explore(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    futures: Annotated[
        int, typer.Option("--futures", metavar="N", help="How many futures; 1,000 say much.")
    ] = 256,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Which sample.")] = 0,
    policies: Annotated[
        str | None,
        typer.Option(
            "--policies",
            metavar="A,B",
            help="Policies of requirements/policies to try besides as_is, or options of "
            "requirements/policy_options joined by +.",
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="W", help="Processes on this machine.")
    ] = 1,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler to use instead."),
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option("--resume", metavar="RUN", help="Go on with this study, and no other."),
    ] = None,
    by: Annotated[
        int | None,
        typer.Option(
            "--by",
            metavar="YEAR",
            help="A future fails if the core set stands alone later. Left out: the middle year.",
        ),
    ] = None,
    fixed_until: Annotated[
        int | None,
        typer.Option(
            "--fixed-until",
            metavar="YEAR",
            help="Besides, keep the central plan's orders up to this year in every future.",
        ),
    ] = None,
    check_state: Annotated[
        int,
        typer.Option(
            "--check-state",
            metavar="K",
            min=0,
            max=4,
            help="Plan K of the futures state by state too; each takes a minute.",
        ),
    ] = 0,
    search: Annotated[
        int,
        typer.Option(
            "--search",
            metavar="N",
            min=0,
            help="First try N combinations of requirements/policy_options in 32 other futures, "
            "and take the best two into the study; each takes some ten seconds.",
        ),
    ] = 0,
    screen: Annotated[
        int,
        typer.Option(
            "--screen",
            metavar="R",
            min=0,
            help="Besides, move one uncertainty at a time, R times each (Morris); 10 say much.",
        ),
    ] = 0,
    set_: Set = None,
    data: Data = None,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Keep the findings without writing their report.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Solve a scenario in many futures: what survives uncertainty, and what breaks the plan.

    Kept as it goes: a study that was stopped goes on where it was.  Solved by the model of the
    coalition as one, as `vallum live` is.
    """
    from functools import partial

    from vallum.cli.jobs import open_store, read_inputs, refuse_unwritable
    from vallum.cli.progress import shown_progress
    from vallum.cli.show import show_json
    from vallum.cli.views_explore import show_effects, show_findings, show_search
    from vallum.contracts import ExploreAnswer
    from vallum.errors import UserError
    from vallum.futures.check import check, pick
    from vallum.futures.explore import explore as explore_futures
    from vallum.futures.findings import find
    from vallum.futures.sample import axes
    from vallum.futures.screening import Effect, futures_of, screened
    from vallum.futures.search import SCENES, SEARCHES
    from vallum.futures.search import search as search_policies
    from vallum.report.futures_page import keep_findings

    asked, evidence = read_inputs(scenario, set_, data)
    if by is not None and not asked.horizon.first <= by <= asked.horizon.last:
        years = f"{asked.horizon.first} to {asked.horizon.last}"
        raise UserError(f"--by {by} lies outside the scenario's years, {years}")
    if fixed_until is not None and not asked.horizon.first <= fixed_until < asked.horizon.last:
        years = f"{asked.horizon.first} to {asked.horizon.last - 1}"
        raise UserError(f"--fixed-until {fixed_until}: the year must be one of {years}")
    runs = open_store().folder
    refuse_unwritable(runs)
    names = tuple(name.strip() for name in (policies or "").split(",") if name.strip())
    with shown_progress() as progress:
        study_of = partial(
            explore_futures,
            asked,
            evidence,
            data=data,
            workers=workers,
            cluster=cluster,
            progress=progress,
        )
        sought = None
        if search:
            sought = search_policies(
                evidence,
                asked,
                # Other futures than those of the study, kept in a folder of their own.
                lambda tried, count: study_of(
                    futures=count,
                    seed=seed + 1,
                    names=tried,
                    runs=runs / SEARCHES,
                    scenes=SCENES,
                ),
                most=search,
                seed=seed,
                by=by,
            )
            names = (*names, *sought.picked)
        study = study_of(
            futures=futures,
            seed=seed,
            names=names,
            runs=runs,
            resume=resume,
            fixed_until=fixed_until,
        )
        effects: tuple[Effect, ...] = ()
        if screen:
            count = futures_of(screen, len(axes(study.uncertain)))
            walked = study_of(futures=count, seed=seed, runs=runs / SEARCHES, design="morris")
            effects = screened(walked)
        found = find(study, by)
        checked = check(study, evidence, pick(study, found, check_state), progress)
    answer = ExploreAnswer.of(study, found, checked, sought, effects)
    keep_findings(study.folder, answer, report=not no_report)
    if as_json:
        show_json(answer)
    else:
        show_findings(study, found, checked)
        if effects:
            show_effects(effects, screen)
        if sought is not None:
            show_search(sought)
