"""`vallum fund`: who pays for a plan with which instrument; `vallum fund bank`: design a bank."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data

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
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show who pays for a run's plan with which instrument, or design an Armaments Bank.

    Keeps nothing.  Draws, repayments, interest, debt, what a ceiling is worth, who carries whom.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_fund import show_bank, show_designs, show_funding
    from vallum.contracts import BankAnswer, BankDesignsAnswer, FundAnswer
    from vallum.errors import UserError
    from vallum.evidence import Evidence
    from vallum.finance.bank import read_design
    from vallum.study.funding import compare_banks, found_bank, fund_run

    evidence = Evidence.load(data)
    if run == BANK:
        if instruments or add:
            raise UserError("--instruments and --add belong to a run, not to `vallum fund bank`")
        if compare:
            designs = compare_banks(evidence, read_design(file))
            if as_json:
                show_json(BankDesignsAnswer.of(designs))
            else:
                show_designs(designs)
            return
        bank = found_bank(evidence, read_design(file))
        if as_json:
            show_json(BankAnswer.of(bank))
        else:
            show_bank(bank)
        return
    if compare:
        raise UserError("--compare belongs to `vallum fund bank`")
    if file is not None:
        raise UserError(f"'{file}' is one word too many: a design belongs to `vallum fund bank`")
    from vallum.cli.jobs import open_store, scenario_of

    kept = open_store().get(run)
    chosen = [name.strip() for name in instruments.split(",")] if instruments else None
    funding = fund_run(kept.frames(), evidence, scenario_of(kept), chosen=chosen, own=add)
    if as_json:
        show_json(FundAnswer.of(kept.id, funding, funding.facts.imputed))
    else:
        show_funding(funding)
