"""`vallum leverage`: frozen assets, loans on them, and the sanctions calendar, on a day."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data


def leverage(
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day, YYYY-MM-DD. Left out: today."),
    ] = None,
    *,
    months: Annotated[
        int, typer.Option("--months", min=1, max=60, help="How far ahead renewals are listed.")
    ] = 12,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what leverage Europe holds on a day: assets, loans, renewals due, what a veto ends.

    Keeps nothing.  Facts later than the day are left out; where they end before it, it says so.
    """
    from datetime import date

    from vallum.cli.show import show_json
    from vallum.cli.views_leverage import show_leverage
    from vallum.contracts import LeverageAnswer
    from vallum.evidence import Evidence
    from vallum.settlement.calendar import parse_day
    from vallum.study.settlement import CHANCE_NOTE, leverage_on

    day = date.today() if on is None else parse_day(on)
    held = leverage_on(Evidence.load(data), day, months=months)
    if as_json:
        show_json(LeverageAnswer.of(held, CHANCE_NOTE))
    else:
        show_leverage(held)
