"""`vallum buys`: how many units so much money a year raises and keeps."""

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


def buys(
    eur_bn: Annotated[
        float, typer.Argument(metavar="EUR_BN", help="Money a year [EUR bn, 2025 prices].")
    ],
    scenario: ScenarioArgument = DEFAULT_SCENARIO,
    *,
    mix: Annotated[
        str | None,
        typer.Option(
            "--mix",
            metavar="ELEMENT=UNITS,...",
            help="Units that belong together, such as brigade=1,combat_aircraft=12. Left out: in "
            "the proportion in which the scenario lacks them in the ready year.",
        ),
    ] = None,
    elements: Annotated[
        str | None,
        typer.Option(
            "--elements",
            metavar="ELEMENT,...",
            help="Of what the scenario lacks, only these.",
        ),
    ] = None,
    years: Years = None,
    product: ProductOption = ProductChoice.middle,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show how many units so much money a year raises and keeps, support and overhead included.

    Keeps nothing.  The reverse of `vallum unit`: money for what a unit costs a year buys one.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_unit import show_bought
    from vallum.contracts import BuysAnswer
    from vallum.study.unit_cost import ask_buys, read_mix, read_names

    asked, evidence = read_inputs(scenario, set_, data)
    bought = ask_buys(
        evidence,
        asked,
        eur_bn,
        mix=read_mix(mix),
        elements=read_names(elements),
        years=years,
        choice=product.value,
    )
    if as_json:
        show_json(BuysAnswer.of(bought))
    else:
        show_bought(bought)
