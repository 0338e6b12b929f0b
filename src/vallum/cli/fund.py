"""`vallum fund`: who pays for a plan with which instrument; `vallum fund bank`: design a bank."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vallum.cli.options import AsJson, Data

if TYPE_CHECKING:
    from vallum.evidence import Evidence

BANK = "bank"


def fund(
    run: Annotated[
        str,
        typer.Argument(metavar="RUN|bank", help="A kept run (latest, a name, an id), or bank."),
    ],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="With bank: its design as YAML; without: default."),
    ] = None,
    *,
    instruments: Annotated[
        str | None,
        typer.Option("--instruments", metavar="IDS", help="Which may pay, joined by commas."),
    ] = None,
    add: Annotated[
        Path | None,
        typer.Option("--add", metavar="FILE", help="YAML with instruments of your own."),
    ] = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="With bank: other founders, capital and gearing beside it."),
    ] = False,
    chart: Annotated[
        Path | None,
        typer.Option("--chart", metavar="FILE", help="Draw it to a .png, .svg or .pdf file."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show who pays for a run's plan with which instrument, or design an Armaments Bank.

    Keeps nothing.  Draws, repayments, interest, debt, what a ceiling is worth, who carries whom.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_fund import draw_funding, show_funding
    from vallum.contracts import FundAnswer
    from vallum.errors import UserError
    from vallum.evidence import Evidence
    from vallum.study.funding import fund_run

    evidence = Evidence.load(data)
    if run == BANK:
        if instruments or add:
            raise UserError("--instruments and --add belong to a run, not to `vallum fund bank`")
        _bank(evidence, file, compare=compare, chart=chart, as_json=as_json)
        return
    if file is not None:
        raise UserError(f"'{file}' is one word too many: a design belongs to `vallum fund bank`")
    if compare:
        raise UserError("--compare belongs to `vallum fund bank`")
    from vallum.cli.jobs import open_store, scenario_of

    kept = open_store().get(run)
    chosen = [name.strip() for name in instruments.split(",")] if instruments else None
    funding = fund_run(kept.frames(), evidence, scenario_of(kept), chosen=chosen, own=add)
    if chart:
        draw_funding(funding, chart)
    if as_json:
        show_json(FundAnswer.of(kept.id, funding, funding.facts.imputed))
    else:
        show_funding(funding)


def _bank(
    evidence: Evidence, file: Path | None, *, compare: bool, chart: Path | None, as_json: bool
) -> None:
    """One design, or many beside it."""
    from vallum.cli.show import show_json
    from vallum.cli.views_fund import draw_bank, show_bank, show_designs
    from vallum.contracts import BankAnswer, BankDesignsAnswer
    from vallum.finance.bank import read_design
    from vallum.study.funding import compare_banks, found_bank

    design = read_design(file)
    bank = found_bank(evidence, design)
    if chart:
        draw_bank(bank, chart)
    if compare:
        designs = compare_banks(evidence, design)
        if as_json:
            show_json(BankDesignsAnswer.of(designs))
        else:
            show_designs(designs, bank.imputed)
    elif as_json:
        show_json(BankAnswer.of(bank))
    else:
        show_bank(bank)
