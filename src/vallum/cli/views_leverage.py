"""What `vallum leverage` shows."""

from __future__ import annotations

from collections.abc import Sequence

from vallum.cli.show import heading, note, number, percent, say, table
from vallum.contracts.leverage import warning
from vallum.settlement.leverage import Frozen
from vallum.study.leverage import Held

UNITS = {"eur_bn": "EUR bn", "usd_bn": "USD bn", "gbp_bn": "GBP bn", "chf_bn": "CHF bn",
         "cad_bn": "CAD bn", "pct": "%", "states": "states"}  # fmt: skip
MOST = 10


def show_held(held: Held) -> None:
    """The next renewal first, then assets, money on them, loans and guarantees."""
    found = held.leverage
    if told := warning(found.day, found.newest):
        note(told)
    voted = [each for each in held.renewals if each.chance is not None]
    union = next((each for each in found.frozen if each.fact == "stock_eu"), None)
    lead = f"EUR {number(union.central)} bn lie frozen in the Union" if union else "No figure"
    following = (
        f"; the next renewal is {voted[0].renewal.regime} on {voted[0].renewal.due}, with "
        f"{percent(voted[0].chance)} in the end and {percent(voted[0].at_once)} without a bargain."
        if voted
        else "; no renewal falls due within a year."
    )
    say(lead + following)
    heading("Renewals due within a year")
    table(
        ["due", "regime", "rule", "in the end", "at once", "may object", "held up before"],
        [
            [
                each.renewal.due,
                each.renewal.regime,
                each.renewal.rule,
                percent(each.chance),
                percent(each.at_once),
                ", ".join(f"{s} {percent(c)}" for s, c in each.may_object[:3]) or "-",
                ", ".join(each.renewal.held_up) or "-",
            ]
            for each in held.renewals
        ],
    )
    say(
        "If unanimity fails, Article 122 can freeze assets by majority "
        f"({percent(held.fallback)}), but lists no persons; states and the coalition can act by "
        "national law."
    )
    _show_amounts("Frozen assets", found.frozen)
    heading("Income on the assets at Euroclear [EUR bn]")
    table(
        ["year", "income", "tax", "owed for Ukraine", "cost", "kept"],
        [
            [
                str(each.year),
                number(each.income),
                *(number(value) for value in (each.tax, each.owed, each.cost, each.kept)),
            ]
            for each in found.income
        ],
    )
    _show_amounts("Loans, decisions and proposals that rest on them", found.loans)
    if found.guarantees:
        heading("Who would stand for the reparations loan, by share of output [EUR bn]")
        table(
            ["state", "share", "guarantee", "named in public"],
            [
                [each.state, percent(each.share), number(each.amount), number(each.published)]
                for each in found.guarantees[:MOST]
            ],
        )


def _show_amounts(title: str, rows: Sequence[Frozen]) -> None:
    heading(title)
    table(
        ["holder", "what", "newest", "range", "unit", "date", "status", ""],
        [
            [
                each.holder,
                each.item,
                number(each.central),
                f"{number(each.low)}-{number(each.high)}" if each.low != each.high else "",
                UNITS.get(each.unit, each.unit),
                each.date,
                each.status,
                "" if each.verified == "yes" else each.verified,
            ]
            for each in rows
        ],
    )
    if any(each.verified != "yes" for each in rows):
        say("no: not seen in its source")
