"""`vallum hold`: what can Ukraine hold with which support?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data


def hold(
    *,
    year: Annotated[
        int, typer.Option("--year", metavar="YEAR", help="The season's year, 2027 to 2032.")
    ] = 2028,
    paths: Annotated[
        int, typer.Option("--paths", metavar="N", help="How many paths in each model.")
    ] = 20_000,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Same seed, same paths.")] = 0,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", min=1, max=365, help="How long.")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option("--chart", metavar="FILE", help="Draw it: .svg or .png.")
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Play a season of attack on Ukraine's front for levels of support, in three models.

    Compares levels of support; predicts no battle.  Keeps nothing.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_hold import show_hold
    from vallum.contracts import HoldAnswer
    from vallum.evidence import Evidence
    from vallum.study.hold import hold as play

    found = play(Evidence.load(data), year=year, paths=paths, seed=seed, days=days)
    if chart is not None:
        from vallum.report.framed import save_figure
        from vallum.report.hold_charts import hold_figure

        save_figure(hold_figure(found), chart)
    if as_json:
        show_json(HoldAnswer.of(found))
    else:
        show_hold(found)
