"""`vallum regimes`: what unanimity costs."""

from __future__ import annotations

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioArgument, Set


def regimes(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show the plan under each regime of decisions, side by side: what unanimity costs.

    Keeps nothing; plans the coalition as one.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_regimes import show_regimes
    from vallum.contracts import RegimesAnswer
    from vallum.study.regimes import compare_regimes

    asked, evidence = read_inputs(scenario, set_, data)
    found = compare_regimes(evidence, asked)
    if as_json:
        show_json(RegimesAnswer.of(found))
    else:
        show_regimes(found)
