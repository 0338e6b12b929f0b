"""Money that Ukraine needs of its partners, by year, against where it may come from.

From: ukraine/bills, money, frozen_assets.  To: `vallum support --money`, workbench.

    need + over = sum of the streams + gap        for each year, kind and case (EUR bn)

A gap is what no stream covers; `over` is what a stream brings beyond the need of its kind, which
the other kind may not use here: money for weapons pays no pensions.  A year without a stated need
is left out, not put at nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vallum.errors import UserError
from vallum.world.settlement import SettlementFacts

LEVELS = ("low", "central", "high")
KINDS = ("defence", "budget")
CASES = {
    "adopted": "what is adopted: aid at its pace, the EU's loan",
    "without_loan": "aid at its pace alone",
    "reparations_loan": "what is adopted, and a reparations loan as proposed",
    "loan_alone": "the EU's loan alone, if the stated need counts promised aid already",
}
STREAMS = {
    "aid": "Europe's military aid",
    "eu_loan": "EU loan of EUR 90 bn",
    "reparations_loan": "reparations loan",
}
LOAN_FROM = 2027
"""A reparations loan was not adopted in 2026."""


@dataclass(frozen=True)
class MoneyNeed:
    """frame: case, year, kind, need_low, need, need_high, a column a stream, covered, gap, over
    [EUR bn]; gap_least, gap_most: the gap at the lowest and at the highest stated need."""

    frame: pl.DataFrame

    def of(self, case: str) -> pl.DataFrame:
        return self.frame.filter(pl.col("case") == case)

    @property
    def totals(self) -> pl.DataFrame:
        """case, need, covered, gap: over all years and kinds."""
        return self.frame.group_by("case", maintain_order=True).agg(
            pl.sum("need"), pl.sum("covered"), pl.sum("gap")
        )

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        years = [int(year) for year in self.frame["year"]]
        rows = {row["case"]: row for row in self.totals.iter_rows(named=True)}
        adopted, loan = rows["adopted"], rows["reparations_loan"]
        return [
            f"For {min(years)} to {max(years)} Ukraine needs EUR {adopted['need']:,.0f} bn of its "
            f"partners; EUR {adopted['covered']:,.0f} bn of it is in sight, EUR "
            f"{adopted['gap']:,.0f} bn is not. With a reparations loan EUR {loan['gap']:,.0f} bn "
            f"would be missing, without the EU's loan EUR {rows['without_loan']['gap']:,.0f} bn.",
            "If the stated need counts promised aid already, the EU's loan alone leaves EUR "
            f"{rows['loan_alone']['gap']:,.0f} bn.",
        ]


def money_need(
    facts: SettlementFacts, *, loan_years: float, loan_from: int = LOAN_FROM
) -> MoneyNeed:
    """Set every stated need against streams, in each of `CASES`.

    loan_years: years over which a reparations loan would be paid out evenly; loan_from: its first.
    Raises UserError where no need is stated, or a fact that loans are worked from is missing.
    """
    stated = facts.bills.filter(pl.col("counts") == "yes", pl.col("item") == "partners")
    if stated.is_empty():
        raise UserError("ukraine/bills holds no need of partners that counts")
    rows = []
    for case in CASES:
        for bill in stated.sort("year", "kind").iter_rows(named=True):
            year, kind = bill["year"], bill["kind"]
            streams = _streams(facts, case, year, kind, loan_years, loan_from)
            need, brought = bill["central"], sum(streams.values())
            low = need if bill["low"] is None else bill["low"]
            high = need if bill["high"] is None else bill["high"]
            rows.append(
                {
                    "case": case, "year": year, "kind": kind,
                    "need_low": low, "need": need, "need_high": high, **streams,
                    "covered": min(need, brought), "gap": max(0.0, need - brought),
                    "gap_least": max(0.0, low - brought), "gap_most": max(0.0, high - brought),
                    "over": max(0.0, brought - need),
                }
            )  # fmt: skip
    return MoneyNeed(pl.DataFrame(rows))


def _streams(  # noqa: PLR0917  (a case's year and kind, and how the loan is paid)
    facts: SettlementFacts, case: str, year: int, kind: str, loan_years: float, loan_from: int
) -> dict[str, float]:  # fmt: skip
    """Stream -> EUR bn of that year that may be used for that kind."""
    brought = dict.fromkeys(STREAMS, 0.0)
    if kind == "defence" and case != "loan_alone":
        brought["aid"] = _aid(facts, year)
    if case != "without_loan":
        part = "eu_loan_defence" if kind == "defence" else "eu_loan_budget"
        brought["eu_loan"] = _figure(facts, part) * _drawn_share(facts, year)
    if case == "reparations_loan" and loan_from <= year < loan_from + loan_years:
        whole = _figure(facts, "eu_loan_defence") + _figure(facts, "eu_loan_budget")
        its = _figure(facts, "eu_loan_defence" if kind == "defence" else "eu_loan_budget")
        new = _figure(facts, "reparations_loan_new_money")
        months = min(1.0, loan_from + loan_years - year)
        brought["reparations_loan"] = new * its / whole * months / loan_years
    return brought


def _aid(facts: SettlementFacts, year: int) -> float:
    """Europe's military aid of that year, or at the newest year's pace."""
    rows = facts.money.filter(
        pl.col("stream") == "aid_europe", pl.col("year") <= year, pl.col("path") == "continues"
    ).sort("year")
    if rows.is_empty():
        raise UserError("ukraine/money holds no row 'aid_europe' that goes on")
    return float(rows["central"][-1])


def _drawn_share(facts: SettlementFacts, year: int) -> float:
    """Part of the EU's loan that is drawn in a year."""
    terms = facts.loan_terms.filter(pl.col("loan") == "eu_loan", pl.col("item") == "drawn")
    drawn = dict(terms.select("year", "central").iter_rows())
    total = sum(drawn.values())
    if not total:
        raise UserError("ukraine/loan_terms does not say when the EU's loan is drawn")
    return float(drawn.get(year, 0.0)) / total


def _figure(facts: SettlementFacts, fact: str) -> float:
    rows = facts.frozen.filter(pl.col("fact") == fact, pl.col("central").is_not_null())
    if rows.is_empty():
        raise UserError(f"ukraine/frozen_assets holds no figure of '{fact}'")
    return float(rows.sort("date")["central"][-1])
