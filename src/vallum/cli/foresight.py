"""`vallum foresight`: budgets a year at a time, and a later start, against the best plan."""

from __future__ import annotations

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioArgument, Set


def foresight(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what planning only a year at a time costs, and what each year of delay does.

    Keeps nothing.  Over the coalition as one.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_questions import show_foresight
    from vallum.contracts import ForesightAnswer
    from vallum.study.questions import ask_foresight

    asked, evidence = read_inputs(scenario, set_, data)
    rows = ask_foresight(evidence, asked)
    if as_json:
        show_json(ForesightAnswer.of(rows))
    else:
        show_foresight(rows)
