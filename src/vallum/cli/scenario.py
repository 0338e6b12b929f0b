"""`vallum scenario`: write down a future to plan for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, Force, ScenarioArgument, Set

scenario = typer.Typer(name="scenario", rich_markup_mode=None)

NO_FACTS = "Facts are not needed here: --data is checked, and changes nothing."


@scenario.callback(invoke_without_command=True)
def bare(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """List, show, start or check scenarios (alone: list)."""
    if context.invoked_subcommand is None:
        list_scenarios(data=data, as_json=as_json)


@scenario.command("list", epilog=NO_FACTS)
def list_scenarios(data: Data = None, as_json: AsJson = False) -> None:
    """List the shipped scenarios."""
    from vallum.cli.show import show_json
    from vallum.cli.views_scenario import show_shipped
    from vallum.contracts import ScenarioListAnswer
    from vallum.scenario import load_scenario, preset_names, study_names

    _check_data(data)
    presets = [load_scenario(name) for name in preset_names()]
    studies = [load_scenario(name) for name in study_names()]
    if as_json:
        show_json(ScenarioListAnswer.of(presets, studies))
    else:
        show_shipped(presets, studies)


@scenario.command("show")
def show_scenario(
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show every field of a scenario with its value, and who set it; and the coalition."""
    from vallum.cli.jobs import members_of, read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_scenario import show_fields
    from vallum.contracts import ScenarioShowAnswer

    asked, evidence = read_inputs(scenario, set_, data)
    if as_json:
        show_json(ScenarioShowAnswer.of(asked))
    else:
        show_fields(asked, members_of(asked, evidence))


@scenario.command("new", epilog=NO_FACTS)
def new(
    base: Annotated[
        str, typer.Argument(metavar="[BASE]", help="The scenario it extends.")
    ] = DEFAULT_SCENARIO,
    *,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Where to write it; left out: shown only."),
    ] = None,
    force: Force = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Start a scenario of your own: a YAML file with every field explained."""
    from vallum.cli.jobs import write_new
    from vallum.cli.show import say, show_json, shown_path
    from vallum.cli.views_scenario import refuse_other_ending, seen_from
    from vallum.contracts import ScenarioShowAnswer
    from vallum.scenario import load_scenario, new_scenario

    _check_data(data)
    text = new_scenario(base) if to is None else seen_from(to, base, new_scenario(base))
    if to is not None:
        refuse_other_ending(to)
        write_new(to, text, force=force)
    if as_json:
        show_json(ScenarioShowAnswer.of(load_scenario(base if to is None else to)))
    elif to is None:
        print(text, end="")
    else:
        path = shown_path(to)
        say(f"Wrote {path}: change what differs, then `vallum run {path}`.")


@scenario.command("check")
def check(
    scenario: Annotated[str, typer.Argument(metavar="FILE", help="The scenario to check.")],
    *,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say everything that is wrong with a scenario; exit code 1 if there is anything."""
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import say, show_json
    from vallum.cli.views_scenario import is_there
    from vallum.contracts import ScenarioCheckAnswer
    from vallum.errors import FaultsFound, UserError
    from vallum.world import World

    _check_data(data)
    try:
        asked, evidence = read_inputs(scenario, set_, data)
        World.build(evidence, asked)
    except UserError as found:
        if not is_there(scenario):
            raise
        if not as_json:
            raise FaultsFound(found.problems) from None
        show_json(ScenarioCheckAnswer.of(scenario, found.problems))
        raise typer.Exit(1) from None
    if as_json:
        show_json(ScenarioCheckAnswer.of(scenario, ()))
    else:
        say(f"{scenario}: nothing is wrong.")


@scenario.command("schema", epilog=f"{NO_FACTS} The schema is JSON with or without --json.")
def schema(data: Data = None, as_json: AsJson = False) -> None:
    """Print the JSON Schema of a scenario file, for editors."""
    import json

    from vallum.scenario import scenario_json_schema

    _check_data(data)
    print(json.dumps(scenario_json_schema(), ensure_ascii=False, indent=None if as_json else 2))


def _check_data(data: Path | None) -> None:
    """Most of these commands need no facts, and none of the imports that facts need."""
    if data is not None:
        from vallum.cli.jobs import check_data

        check_data(data)
