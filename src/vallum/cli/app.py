"""All commands under one name.

From: one module a command.  To: `vallum.cli.main`.
"""

from __future__ import annotations

from typing import Annotated

import typer

from vallum import __version__
from vallum.cli.alternatives import alternatives
from vallum.cli.backtest import backtest
from vallum.cli.brief import brief
from vallum.cli.buys import buys
from vallum.cli.campaign import campaign
from vallum.cli.coalition import coalition
from vallum.cli.compare import compare
from vallum.cli.debt import debt
from vallum.cli.decide import decide
from vallum.cli.deterrent import deterrent
from vallum.cli.evidence import evidence
from vallum.cli.explore import explore
from vallum.cli.export import export
from vallum.cli.foresight import foresight
from vallum.cli.fund import fund
from vallum.cli.gaps import gaps
from vallum.cli.generate import generate
from vallum.cli.hold import hold
from vallum.cli.industry import industry
from vallum.cli.leverage import leverage
from vallum.cli.live import live
from vallum.cli.plan import plan
from vallum.cli.power import power
from vallum.cli.redlines import redlines
from vallum.cli.regimes import regimes
from vallum.cli.reinforce import reinforce
from vallum.cli.run import run
from vallum.cli.runs import runs
from vallum.cli.scenario import scenario
from vallum.cli.scoreboard import scoreboard
from vallum.cli.serve import serve
from vallum.cli.share import share
from vallum.cli.support import support
from vallum.cli.ukraine import ukraine
from vallum.cli.unit import unit
from vallum.cli.vetoes import vetoes
from vallum.cli.why import why
from vallum.cli.whynot import whynot
from vallum.cli.window import window

app = typer.Typer(
    rich_markup_mode=None,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Begin with `vallum run`. Each command explains itself: `vallum run --help`.",
)

app.command()(run)
app.command()(plan)
app.command()(live)
app.command()(whynot)
app.command()(alternatives)
app.command()(foresight)
app.command()(explore)
app.command()(unit)
app.command()(buys)
app.command()(gaps)
app.command()(industry)
app.command()(power)
app.command()(decide)
app.command()(coalition)
app.command()(regimes)
app.command()(vetoes)
app.command()(backtest)
app.command()(ukraine)
app.command()(generate)
app.command()(reinforce)
app.command()(campaign)
app.command()(window)
app.command()(deterrent)
app.add_typer(redlines)
app.command()(leverage)
app.command()(support)
app.command()(hold)
app.add_typer(brief)
app.command()(debt)
app.command()(fund)
app.command()(share)
app.command()(why)
app.command()(scoreboard)
app.command()(compare)
app.add_typer(runs)
app.command()(export)
app.command()(serve)
app.add_typer(scenario)
app.add_typer(evidence)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"vallum {__version__}")
        raise typer.Exit


@app.callback()
def vallum(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Say which version."),
    ] = False,
) -> None:
    """What can Europe field if the United States steps back, and what is missing?

    Every figure can be traced to its source, changed in a text file, and run again.
    """
