"""`vallum coalition`: which coalition gathers most for least veto."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioArgument, Set


def coalition(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    measure: Annotated[
        str,
        typer.Option("--measure", metavar="NAME", help="What the coalition must agree on."),
    ] = "common_debt_treaty",
    capability: Annotated[
        str,
        typer.Option(
            "--capability",
            metavar="KIND",
            help="What is gathered: gdp, budget, brigades, fighters, shells, or all of them.",
        ),
    ] = "all",
    must: Annotated[
        list[str] | None,
        typer.Option("--must", metavar="STATE", help="A member of every coalition."),
    ] = None,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show the frontier of capability gathered against ease of decision.  Keeps nothing.

    Candidates are the scenario's members: --set coalition.partners=[GBR,NOR] changes them.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_coalition import show_coalitions
    from vallum.contracts import CoalitionAnswer
    from vallum.study.coalition import find_coalitions

    asked, evidence = read_inputs(scenario, set_, data)
    found = find_coalitions(
        evidence, asked, measure=measure, kind=capability, must=frozenset(must or ())
    )
    if as_json:
        show_json(CoalitionAnswer.of(found))
    else:
        show_coalitions(found, evidence)
