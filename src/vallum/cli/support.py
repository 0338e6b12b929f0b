"""`vallum support`: who helps Ukraine with what, how evenly, and what replaces America's part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vallum.cli.options import AsJson, Data

if TYPE_CHECKING:
    from vallum.evidence import Evidence


def support(
    *,
    money: Annotated[
        bool, typer.Option("--money", help="What Ukraine needs by year, against what is in sight.")
    ] = False,
    chart: Annotated[
        Path | None,
        typer.Option("--chart", metavar="FILE", help="With --money: draw it, .svg or .png."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show aid to Ukraine by donor, kind and year, burdens, and what replaces American aid.

    Keeps nothing.  What arming Ukraine costs own stocks: `vallum ukraine`; what it can hold with
    which support: `vallum hold`.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_leverage import show_support
    from vallum.contracts import SupportAnswer
    from vallum.errors import UserError
    from vallum.evidence import Evidence
    from vallum.study.settlement import support_now

    evidence = Evidence.load(data)
    if money:
        _show_money(evidence, chart, as_json=as_json)
        return
    if chart is not None:
        raise UserError("--chart draws needs and sources: ask for them with --money")
    given = support_now(evidence)
    if as_json:
        show_json(SupportAnswer.of(given))
    else:
        show_support(given)


def _show_money(evidence: Evidence, chart: Path | None, *, as_json: bool) -> None:
    from vallum.cli.show import show_json
    from vallum.cli.views_hold import show_money_need
    from vallum.contracts import SupportMoneyAnswer
    from vallum.study.settlement import money_need_now

    found = money_need_now(evidence)
    if chart is not None:
        from vallum.report.framed import save_figure
        from vallum.report.hold_charts import money_need_figure

        save_figure(money_need_figure(found), chart)
    if as_json:
        show_json(SupportMoneyAnswer.of(found))
    else:
        show_money_need(found)
