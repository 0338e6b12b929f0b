"""`vallum unit`: what one unit of a force element costs to set up and to keep."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import (
    DEFAULT_SCENARIO,
    AsJson,
    Data,
    ProductChoice,
    ProductOption,
    ScenarioArgument,
    Set,
    Years,
)


def unit(
    element: Annotated[
        str, typer.Argument(metavar="ELEMENT", help="A force element, such as brigade.")
    ],
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    years: Years = None,
    product: ProductOption = ProductChoice.middle,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what one unit costs to set up and to keep: direct, support and overhead.

    Keeps nothing.  EUR at 2025 prices, from low to high; what people and equipment behind the unit
    cost rests on our assumptions.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_unit import show_unit
    from vallum.contracts import UnitAnswer
    from vallum.study.unit_cost import ask_unit

    asked, evidence = read_inputs(scenario, set_, data)
    bill, world = ask_unit(evidence, asked, element, years=years, choice=product.value)
    if as_json:
        show_json(UnitAnswer.of(bill, world))
    else:
        show_unit(bill, world)
