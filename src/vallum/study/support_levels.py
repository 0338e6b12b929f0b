"""Levels of support for Ukraine: paces of help that were seen, loans that were proposed.

From: ukraine/aid, aid_by_month, money, frozen_assets, `vallum.settlement.support`.
To: `vallum.study.hold`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.settlement.support import BEFORE, Support
from vallum.study.settlement import support_now
from vallum.world.settlement import settlement_facts
from vallum.world.theatres import Assumed, assumed_ranges

Level = Literal["low", "central", "high"]
LEVELS: tuple[Level, ...] = ("low", "central", "high")
KIT_OF = 2025
"""The last full year of aid on record: at its end kit counts 1."""
TODAY = "today"
MONTHS = 12


@dataclass(frozen=True)
class SupportLevel:
    """A level of support.  help_a_year: military help [EUR bn]; own: what Ukraine buys itself."""

    name: str
    title: str
    help_a_year: Assumed
    own: Assumed
    why: str

    def money(self, level: Level) -> float:
        return float(getattr(self.help_a_year, level) + getattr(self.own, level))


def support_levels(evidence: Evidence) -> tuple[SupportLevel, ...]:
    """Levels of military help a year, from paces that were seen and loans that were proposed."""
    given = support_now(evidence)
    facts = settlement_facts(evidence)
    pace = next(each for each in given.replacement if each.kind == "military")
    now = MONTHS * pace.europe_after
    before = MONTHS * (pace.europe_before + pace.usa_before)
    money = {row["fact"]: row["central"] for row in facts.frozen.iter_rows(named=True)}
    share = money["eu_loan_defence"] / money["eu_loan_adopted"]
    new, years = money["reparations_loan_new_money"], assumed_ranges(evidence)["hold_loan_years"]
    own = _own_budget(given)
    loan = Assumed(
        new * share / years.high, new * share / years.central, new * share / years.low, "", ""
    )
    half = money["eu_loan_defence"] / 2
    levels = (
        ("none", "No support", _same(0.0), "nobody gives any more; Ukraine buys for itself"),
        ("today", "Europe's pace of today", _same(now),
         f"military allocations of Europe a month since March 2025, to {given.last_month}"),
        ("replaced", "Europe replaces America", _same(before),
         f"what Europe and America together gave a month, {BEFORE[0]} to {BEFORE[1]}"),
        ("eu_loan", "Today's pace and the EU's loan", _same(now + half),
         "with half of the loan's part for defence in a year, as if renewed after 2027"),
        ("reparations_loan", "Today's pace and a reparations loan",
         Assumed(now + loan.low, now + loan.central, now + loan.high, "", ""),
         "the new money of the proposal, shared between defence and budget as in the EU's loan, "
         "paid out over two to four years"),
        ("doubled", "Twice today's pace", _same(2 * now), "twice Europe's allocations a month"),
    )  # fmt: skip
    made = [SupportLevel(name, title, each, own, why) for name, title, each, why in levels]
    return tuple(sorted(made, key=lambda each: (each.help_a_year.central, each.name)))


def money_of_2025(evidence: Evidence) -> float:
    """All military aid allocated in 2025 and Ukraine's own procurement [EUR bn]."""
    aid = settlement_facts(evidence).aid.filter(
        pl.col("year") == KIT_OF, pl.col("measure") == "allocation", pl.col("kind") == "military"
    )
    return float(aid["eur_bn"].sum()) + _own_budget(support_now(evidence)).central


def _same(value: float) -> Assumed:
    return Assumed(value, value, value, "EUR bn a year", "")


def _own_budget(given: Support) -> Assumed:
    rows = given.money.filter(pl.col("stream") == "own_budget")
    if rows.is_empty():
        raise UserError("ukraine/money holds no row of Ukraine's own budget for weapons")
    row = rows.row(-1, named=True)
    return Assumed(row["low"], row["central"], row["high"], "EUR bn a year", "own procurement")
