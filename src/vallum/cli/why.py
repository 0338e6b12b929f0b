"""`vallum why`: where a number comes from."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioOption, Set


def why(
    array: Annotated[
        str | None,
        typer.Argument(metavar="[ARRAY]", help="The quantity; left out: list all there are."),
    ] = None,
    labels: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LABEL]...", help="Which cell: a label (DEU) or dimension=label (state=DEU)."
        ),
    ] = None,
    *,
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show where a figure comes from: its steps and its facts.

    For example: vallum why stock state=POL system="Leopard 2PL"
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_why import show_arrays, show_figure, split_labels
    from vallum.contracts import WhyAnswer
    from vallum.errors import UserError
    from vallum.world import World

    if array is None and as_json:
        raise UserError("--json answers for one quantity: name it, such as `vallum why stock DEU`")
    asked, evidence = read_inputs(scenario, set_, data)
    world = World.build(evidence, asked)
    if array is None:
        show_arrays(world)
        return
    plain, by_dimension = split_labels(labels or [])
    figure = world.why(array, *plain, **by_dimension)
    if as_json:
        show_json(WhyAnswer.of(figure))
    else:
        show_figure(figure, evidence)
