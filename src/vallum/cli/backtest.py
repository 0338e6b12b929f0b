"""`vallum backtest`: how the chances of decisions did on what has happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data


def backtest(
    *,
    episodes: Annotated[
        Path | None,
        typer.Option(
            "--episodes",
            metavar="FILE",
            help="Episodes of your own: a CSV file in the form of the table of vetoes "
            "(date_blocked, measure, rule, blockers, formal_block) or of votes (vote_id, date, "
            "measure, rule, outcome, state, vote).",
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Forecast past decisions from what was known the day before, and score the forecasts."""
    from vallum.cli.show import show_json
    from vallum.cli.views_backtest import show_backtest, tested
    from vallum.contracts import BacktestAnswer

    found = tested(episodes, data)
    if as_json:
        show_json(BacktestAnswer.of(found))
    else:
        show_backtest(found)
