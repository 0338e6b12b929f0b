"""Funding, banks and burden sharing as tables and sentences for people.

From: results of `vallum.finance`.  To: `vallum fund`, `vallum share`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from vallum.cli.show import NOTHING, heading, note, say, table
from vallum.finance.bank import Bank
from vallum.finance.fund import Funding
from vallum.finance.share import Sharing

MOST_TOLD = 6
SHOWN = 24
SOURCE = "Own calculation; terms in economy/instruments, rates of autumn 2026."


def show_funding(funding: Funding) -> None:
    for line in funding.summary():
        say(line)
    heading("Instruments, EUR bn at current prices")
    rows = funding.by_instrument().iter_rows(named=True)
    table(
        ["instrument", "drawn", "ceiling", "one more euro saves"],
        [
            [
                row["title"],
                _bn(row["drawn_eur_bn"]),
                NOTHING if row["ceiling_eur_bn"] is None else _bn(row["ceiling_eur_bn"]),
                NOTHING if row["worth_of_a_euro"] is None else f"{row['worth_of_a_euro']:.2f}",
            ]
            for row in rows
        ],
        right={"drawn", "ceiling", "one more euro saves"},
    )
    heading("Who pays, EUR bn at current prices")
    heads = ["state", "pays", "joint", "rate %", "saves", "carries", "net", "beyond rule", "debt"]
    states = funding.by_state().sort("drawn_eur_bn", descending=True)
    table(
        heads,
        [
            [
                row["state"],
                _bn(row["drawn_eur_bn"]),
                _bn(row["joint_eur_bn"]),
                f"{row['own_rate_pct']:.2f}",
                f"{row['saving_eur_bn']:.2f}",
                f"{row['carried_eur_bn']:.2f}",
                f"{row['net_eur_bn']:.2f}",
                _bn(row["excess_eur_bn"]),
                _bn(row["added_debt_eur_bn"]),
            ]
            for row in states.iter_rows(named=True)
        ],
        right=set(heads[1:]),
    )
    for line in funding.joint_against_national():
        say(line)
    note(
        "saves: present value against own ten-year bonds; outside the euro part of it is the "
        "currency. carries: what others save because this state stands behind their loans, by key."
    )
    for line in funding.facts.imputed:
        note(f"imputed: {line}")


def show_bank(bank: Bank) -> None:
    for line in bank.summary():
        say(line)
    heading("Members, EUR bn")
    heads = ["state", "paid in", "callable", "own rate %", "bank %", "saves", "call in a default"]
    calls = {
        state: value for stress, state, value in bank.calls().iter_rows() if stress == "default"
    }
    table(
        heads,
        [
            [
                row["state"],
                f"{row['paid_in_eur_bn']:.2f}",
                f"{row['callable_eur_bn']:.2f}",
                f"{row['own_rate_pct']:.2f}",
                f"{row['bank_rate_pct']:.2f}",
                f"{row['saving_eur_bn']:.2f}",
                f"{calls[row['state']]:.2f}",
            ]
            for row in bank.members().sort("part", descending=True).iter_rows(named=True)
        ],
        right=set(heads[1:]),
    )
    heading("Balance sheet without stress, EUR bn")
    heads = ["year", "lent out", "liquid", "assets", "bonds", "paid in", "reserves", "income"]
    table(
        heads,
        [
            [
                str(row["year"]),
                _bn(row["loans_eur_bn"] + row["leases_eur_bn"] + row["stockpile_eur_bn"]),
                _bn(row["liquid_eur_bn"]),
                _bn(row["assets_eur_bn"]),
                _bn(row["bonds_eur_bn"]),
                _bn(row["paid_in_eur_bn"]),
                f"{row['reserves_eur_bn']:.2f}",
                f"{row['income_eur_bn']:.2f}",
            ]
            for row in bank.balance_sheet().iter_rows(named=True)
            if row["stress"] == "none"
        ],
        right=set(heads),
    )
    note("The rating is an estimate by a simplified form of S&P's method; weights are assumed.")
    _imputed(bank.imputed)


def draw_funding(funding: Funding, path: Path) -> None:
    """What pays by year, to a file."""
    from vallum.report.framed import save_figure
    from vallum.report.money_charts import funding_by_year

    titles = {each.id: each.title for each in funding.terms}
    save_figure(funding_by_year(funding.draws(), titles, SOURCE), path)
    say(f"Chart: {path}")


def draw_bank(bank: Bank, path: Path) -> None:
    """The balance sheet by year, to a file."""
    from vallum.report.framed import save_figure
    from vallum.report.money_charts import bank_sheet

    save_figure(bank_sheet(bank), path)
    say(f"Chart: {path}")


def show_designs(designs: pl.DataFrame, imputed: Sequence[str] = ()) -> None:
    """The cheapest euro first, by founders, capital and gearing."""
    best = designs.row(0, named=True)
    say(
        f"The cheapest euro: founded by {best['founders']}, {100 * best['paid_in_share']:.0f} % "
        f"paid in, gearing {best['gearing']:g}: rated {best['rating']}, it costs "
        f"{best['cost_of_a_euro']:.3f} against 1 for own bonds, for "
        f"{100 * best['put_up_per_euro']:.0f} cents put up for each euro lent."
    )
    heading("Designs, cheapest euro first")
    heads = [
        "founders",
        "paid in %",
        "gearing",
        "rated",
        "borrows %",
        "lends",
        "euro costs",
        "saves",
    ]
    table(
        heads,
        [
            [
                row["founders"],
                f"{100 * row['paid_in_share']:.0f}",
                f"{row['gearing']:g}",
                row["rating"],
                f"{row['funding_rate_pct']:.2f}",
                _bn(row["lending_capacity_eur_bn"]),
                f"{row['cost_of_a_euro']:.3f}",
                _bn(row["saving_eur_bn"]),
            ]
            for row in designs.head(SHOWN).iter_rows(named=True)
        ],
        right=set(heads) - {"founders", "rated"},
    )
    if designs.height > SHOWN:
        note(f"The first {SHOWN} of {designs.height}; --json has all.")
    note(
        "lends, saves: EUR bn. What some save, those that stand behind the bank carry; outside the "
        "euro part of the saving is the currency."
    )
    _imputed(imputed)


def show_sharing(sharing: Sharing) -> None:
    for line in sharing.summary():
        say(line)
    if found := sharing.objecting():
        say(
            "Of the coalitions checked, the one that would gain most by leaving is "
            f"{_told(found[0])}: EUR {found[1]:,.1f} bn."
        )
    fair = sharing.fairness()
    say(
        f"Burden over output: Gini {fair['gini_of_burden']:.2f}, highest over lowest "
        f"{fair['highest_over_lowest']:.1f}; distance to who is protected "
        f"{fair['distance_to_protection']:.2f}, to output {fair['distance_to_output']:.2f}; "
        f"{100 * fair['better_off']:.0f} % of states pay no more than alone."
    )
    heading("By state, EUR bn at 2025 prices")
    nucleolus = sharing.nucleolus is not None
    heads = ["state", "key %", "pays", "work", "net", "% of GDP", "own part", "alone", "Shapley"]
    heads += ["nucleolus"] * nucleolus + ["to keep in"]
    table(
        heads,
        [
            [
                row["state"],
                f"{100 * row['key_share']:.1f}",
                _bn(row["pay_eur_bn"]),
                _bn(row["return_eur_bn"]),
                _bn(row["net_eur_bn"]),
                f"{row['pay_pct_gdp']:.1f}",
                _bn(row["own_part_eur_bn"]),
                _bn(row["alone_eur_bn"]),
                f"{row['shapley_saving_eur_bn']:.2f}",
                *([f"{row['nucleolus_saving_eur_bn']:.2f}"] if nucleolus else []),
                _bn(row["keep_eur_bn"]),
            ]
            for row in sharing.rows().sort("pay_eur_bn", descending=True).iter_rows(named=True)
        ],
        right=set(heads[1:]),
    )


def _imputed(lines: Sequence[str]) -> None:
    for line in lines:
        note(f"imputed: {line}")


def _bn(value: float) -> str:
    return f"{value:,.1f}"


def _told(group: tuple[str, ...]) -> str:
    if len(group) <= MOST_TOLD:
        return ", ".join(group)
    return f"one of {len(group)} states, beginning with {', '.join(group[:MOST_TOLD])}"
