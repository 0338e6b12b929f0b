"""`vallum live`: an answer in a moment, with its error."""

from __future__ import annotations

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioArgument, Set


def live(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Answer at once, from the model of the coalition as one, with the error that it has.

    Keeps nothing.  The full plan, state by state: `vallum run`.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_questions import show_live
    from vallum.contracts import LiveAnswer
    from vallum.study.live import LiveSession

    asked, evidence = read_inputs(scenario, set_, data)
    answer = LiveSession(evidence).ask(asked)
    if as_json:
        show_json(LiveAnswer.of(answer))
    else:
        show_live(answer)
