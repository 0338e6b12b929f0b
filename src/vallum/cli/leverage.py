"""`vallum leverage`: frozen assets, the loans on them, and the next renewals of sanctions."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data


def leverage(
    *,
    on: Annotated[
        str,
        typer.Option("--on", metavar="DATE", help="The day, YYYY-MM-DD."),
    ] = "2026-07-01",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what Europe holds on a day: assets, loans, renewals due and their chance."""
    from vallum.cli.show import show_json
    from vallum.cli.views_decide import check_day
    from vallum.cli.views_leverage import show_held
    from vallum.contracts import LeverageAnswer
    from vallum.evidence import Evidence
    from vallum.study.leverage import held_on

    day = check_day(on, "--on")
    assert day is not None
    held = held_on(Evidence.load(data), day)
    if as_json:
        show_json(LeverageAnswer.of(held))
    else:
        show_held(held)
