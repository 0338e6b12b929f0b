"""`vallum alternatives`: plans that are nearly as good."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioArgument, Set


def alternatives(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    within: Annotated[
        float,
        typer.Option("--within", metavar="SHARE", min=0.001, max=0.5, help="How much dearer."),
    ] = 0.02,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what plans that are nearly as good as the best have in common, and how they differ.

    Keeps nothing.  Over the coalition as one.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_questions import show_alternatives
    from vallum.contracts import AlternativesAnswer
    from vallum.study.questions import ask_alternatives

    asked, evidence = read_inputs(scenario, set_, data)
    found = ask_alternatives(evidence, asked, within)
    if as_json:
        show_json(AlternativesAnswer.of(found))
    else:
        show_alternatives(found)
