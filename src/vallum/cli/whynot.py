"""`vallum whynot`: what stops an element in a year, and the cheapest way through."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioOption, Set


def whynot(
    element: Annotated[
        str, typer.Argument(metavar="ELEMENT", help="A force element, such as tanker.")
    ],
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year to ask about.")],
    *,
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what stops an element from being met in a year, and the cheapest way through.

    Keeps nothing.  Over the coalition as one, so that states' own limits come on top.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_questions import show_why_not
    from vallum.contracts import WhyNotAnswer
    from vallum.study.questions import ask_why_not

    asked, evidence = read_inputs(scenario, set_, data)
    found = ask_why_not(evidence, asked, element, year)
    if as_json:
        show_json(WhyNotAnswer.of(found))
    else:
        show_why_not(found)
