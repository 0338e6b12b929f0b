"""`vallum generate`: who sends what to a mission."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data, Set


def generate(
    mission: Annotated[
        str,
        typer.Argument(
            metavar="MISSION",
            help="A shipped mission, such as ukraine_force_30000; a YAML file with one of your "
            "own; `list`; or `path`, from a peacekeeping force to a European Defence Force.",
        ),
    ],
    *,
    scenario: Annotated[
        str, typer.Option("--scenario", metavar="NAME|FILE", help="Whose members may send.")
    ] = "us_absent",
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="STATE", help="A state that sends nobody."),
    ] = None,
    troops: Annotated[
        int | None,
        typer.Option(
            "--troops",
            metavar="N",
            min=1000,
            help="Deployed at one time, in battalions: the mission's composition is left out.",
        ),
    ] = None,
    until: Annotated[
        int | None, typer.Option("--until", metavar="YEAR", help="path: the last year (2040).")
    ] = None,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Fill the rotations of a mission from the states that are willing.  Keeps nothing."""
    from vallum.cli.views_generate import show_generated, show_missions
    from vallum.world.missions import find_mission

    if mission == "list":
        show_missions()
        return
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.errors import UserError

    if mission == "path":
        from vallum.cli.views_path import show_path
        from vallum.contracts import ForcePathAnswer
        from vallum.study.force_path import LAST_YEAR, force_path

        if troops is not None:
            raise UserError("--troops changes a mission, not the path of requirements/force_path")
        asked, evidence = read_inputs(scenario, set_, data)
        path = force_path(
            evidence, asked, until=until or LAST_YEAR, without=frozenset(without or ())
        )
        if as_json:
            show_json(ForcePathAnswer.of(path))
        else:
            show_path(path)
        return
    if until is not None:
        raise UserError("--until is asked of `vallum generate path` alone")
    from vallum.contracts import GenerateAnswer
    from vallum.study.generate import generate_for

    wanted = find_mission(mission)
    if troops is not None:
        wanted = wanted.of_battalions(troops)
    asked, evidence = read_inputs(scenario, set_, data)
    found = generate_for(evidence, asked, wanted, without=frozenset(without or ()))
    if as_json:
        show_json(GenerateAnswer.of(found))
    else:
        show_generated(found, evidence)
