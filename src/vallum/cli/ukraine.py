"""`vallum ukraine`: what its need is, what meets it, and what arming it costs own stocks."""

from __future__ import annotations

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioArgument, Set


def ukraine(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show how far Ukraine's need is met, from where, and what that costs the coalition's own.

    Keeps nothing.  The coalition is planned as one, and again for other weights of Ukraine's need;
    `vallum run` plans state by state and says who gives what.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.progress import shown_progress
    from vallum.cli.show import show_json
    from vallum.cli.views_ukraine import show_picture
    from vallum.contracts import UkraineAnswer
    from vallum.study.ukraine import ukraine_picture
    from vallum.world import World

    asked, evidence = read_inputs(scenario, set_, data)
    with shown_progress() as progress:
        progress("build the world")
        picture = ukraine_picture(World.build(evidence, asked), progress)
    if as_json:
        show_json(UkraineAnswer.of(picture))
    else:
        show_picture(picture)
