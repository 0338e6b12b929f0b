"""What Europe still holds: frozen assets, loans that rest on them, sanctions and their renewals.

From: ukraine/frozen_assets, ukraine/sanctions, economy/macro; chances from governance through
`vallum.study.leverage`.  To: `vallum leverage`, report.

    income of a year = tax + contribution to Ukraine + costs + what the holder keeps
    guarantee of a state = ceiling of the loan x its share of the members' output

Every figure is the newest that had been published by the day asked about; where several disagree
the range is shown.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from vallum.errors import UserError
from vallum.evidence import Evidence

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
HORIZON = 12
"""Months ahead within which renewals are listed."""
UNANIMITY = "unanimity"
CEILING = "reparations_loan_ceiling"
UNION = "EU27"


@dataclass(frozen=True)
class Frozen:
    """One holding.  central [unit]; low, high: the range of what was published; facts: rows."""

    fact: str
    holder: str
    state: str
    item: str
    low: float | None
    central: float | None
    high: float | None
    unit: str
    date: str
    status: str
    rule: str
    verified: str
    source: str


@dataclass(frozen=True)
class Renewal:
    """One renewal that falls due.  content: what falls if it fails; held_up: who has before."""

    regime: str
    due: str
    rule: str
    content: str
    held_up: tuple[str, ...]


@dataclass(frozen=True)
class IncomeYear:
    """Money on the assets at one holder in a year [EUR bn]; kept: what is left of the income.

    owed: the contribution for the year; None where it was not published.
    """

    year: int
    income: float
    tax: float | None
    owed: float | None
    cost: float | None
    kept: float | None


@dataclass(frozen=True)
class Guarantee:
    """What a state would stand for if the reparations loan were guaranteed by output [EUR bn].

    published: what was named in public, where it was.
    """

    state: str
    share: float
    amount: float
    published: float | None


@dataclass(frozen=True)
class Leverage:
    """All of it on one day.  newest: date of the newest fact; stale: it is older than the day."""

    day: str
    newest: str
    frozen: tuple[Frozen, ...]
    loans: tuple[Frozen, ...]
    income: tuple[IncomeYear, ...]
    guarantees: tuple[Guarantee, ...]
    renewals: tuple[Renewal, ...]

    @property
    def stale(self) -> bool:
        return self.newest < self.day


def leverage(evidence: Evidence, day: str, members: Sequence[str]) -> Leverage:
    """What is held on a day.

    members: states of the Union on that day, who would guarantee a loan.
    Raises UserError where nothing had been published by then.
    """
    facts = evidence.table("ukraine/frozen_assets").filter(_known_on(day))
    if facts.is_empty():
        raise UserError(f"no fact on frozen assets is older than {day}")
    sanctions = evidence.table("ukraine/sanctions")
    adopted = [str(each) for each in sanctions["adopted"].drop_nulls().to_list()]
    dates = [_padded(str(each)) for each in facts["date"].to_list()]
    newest = max([*dates, *(each for each in adopted if each <= day)])
    return Leverage(
        day,
        newest,
        _newest(facts, ("stock",)),
        _newest(facts, ("loan", "proposal", "decision", "guarantee")),
        _income(facts),
        _guarantees(evidence, facts, members),
        _renewals(sanctions, day),
    )


def _known_on(day: str) -> pl.Expr:
    return pl.col("date").cast(pl.String).map_elements(_padded, return_dtype=pl.String) <= day


def _padded(word: str) -> str:
    """The last day that a date such as 2025 or 2025-04 may mean: no figure is told too early.

    >>> _padded("2025"), _padded("2024-02")
    ('2025-12-31', '2024-02-29')
    """
    if len(word) == 4:
        return f"{word}-12-31"
    if len(word) == 7:
        return f"{word}-{monthrange(int(word[:4]), int(word[5:]))[1]:02d}"
    return word


def _newest(facts: pl.DataFrame, records: tuple[str, ...]) -> tuple[Frozen, ...]:
    """One row for each fact: the newest in its unit, with the range of all in that unit."""
    found = []
    rows = facts.filter(pl.col("record").is_in(records)).to_dicts()
    for fact in dict.fromkeys(row["fact"] for row in rows):
        own = [row for row in rows if row["fact"] == fact and _middle(row) is not None]
        if not own:
            continue
        last = max(own, key=lambda row: (_padded(str(row["date"])), row["verified"] == "yes"))
        same = [row for row in own if row["unit"] == last["unit"]]
        stated = [
            row[level]
            for row in same
            for level in ("low", "central", "high")
            if row[level] is not None
        ]
        found.append(
            Frozen(
                fact,
                last["holder"],
                last["state"] or "",
                last["item"],
                min(stated),
                _middle(last),
                max(stated),
                last["unit"] or "",
                str(last["date"]),
                last["status"] or "",
                last["rule"] or "",
                last["verified"],
                last["source"],
            )
        )
    return tuple(sorted(found, key=lambda each: (each.unit != "eur_bn", -(each.central or 0))))


def _middle(row: Mapping[str, Any]) -> float | None:
    if row["central"] is not None:
        return float(row["central"])
    ends = [row[level] for level in ("low", "high") if row[level] is not None]
    return float(sum(ends)) / len(ends) if ends else None


def _income(facts: pl.DataFrame) -> tuple[IncomeYear, ...]:
    def of(fact: str) -> dict[int, float]:
        rows = facts.filter(pl.col("fact") == fact).to_dicts()
        return {int(str(row["date"])[:4]): float(row["central"]) for row in rows}

    income, tax = of("income_euroclear"), of("tax_bel")
    owed, cost = of("windfall_euroclear"), of("cost_euroclear")
    found = []
    for year, earned in sorted(income.items()):
        parts = (tax.get(year), owed.get(year), cost.get(year))
        known = [part for part in parts if part is not None]
        # What is left over is the holder's only where tax and contribution are both known.
        whole = parts[0] is not None and parts[1] is not None
        kept = round(earned - sum(known), 6) if whole else None
        found.append(IncomeYear(year, earned, *parts, kept))
    return tuple(found)


def _guarantees(
    evidence: Evidence, facts: pl.DataFrame, members: Sequence[str]
) -> tuple[Guarantee, ...]:
    """The loan as proposed, guaranteed by output: a stand-in for the key of national income."""
    ceiling = facts.filter(pl.col("fact") == CEILING)
    if ceiling.is_empty():
        return ()
    amount = float(ceiling["central"][0])
    year = int(str(ceiling["date"][0])[:4])
    output = evidence.table("economy/macro").filter(
        pl.col("state").is_in(list(members)), pl.col("year") == year
    )
    total = float(output["gdp_eur_bn"].sum())
    named = {
        str(row["state"]): _middle(row)
        for row in facts.filter(pl.col("record") == "guarantee").to_dicts()
    }
    return tuple(
        sorted(
            (
                Guarantee(
                    row["state"],
                    row["gdp_eur_bn"] / total,
                    amount * row["gdp_eur_bn"] / total,
                    named.get(row["state"]),
                )
                for row in output.to_dicts()
            ),
            key=lambda each: -each.amount,
        )
    )


def _renewals(sanctions: pl.DataFrame, day: str) -> tuple[Renewal, ...]:
    """Every renewal of a regime of the Union that is in force on the day, in the months ahead."""
    found = []
    regimes = sanctions.filter(pl.col("jurisdiction") == "EU", pl.col("record") == "regime")
    past = sanctions.filter(pl.col("record") == "renewal").to_dicts()
    for row in regimes.to_dicts():
        if str(row["adopted"] or "") > day:
            continue
        held_up = {
            state
            for each in past
            if each["name"] == row["name"]
            and each["blocked_by"]
            and str(each["adopted"] or each["due"]) <= day
            for state in each["blocked_by"].split(";")
        }
        words = row["recurrence"] or row["expiry"] or ""
        for due in due_days(words, day):
            found.append(
                Renewal(row["name"], due, row["rule"], row["content"] or "", tuple(sorted(held_up)))
            )
    return tuple(sorted(found, key=lambda each: (each.due, each.regime)))


def due_days(words: str, day: str) -> list[str]:
    """The days that a phrase names within the months ahead.

    >>> due_days("31 January and 31 July", "2026-06-30")
    ['2026-07-31', '2027-01-31']
    """
    start = date.fromisoformat(day)
    found = []
    for part in words.replace(",", " and ").split(" and "):
        pieces = part.split()
        if len(pieces) != 2 or not pieces[0].isdigit() or pieces[1] not in MONTHS:
            continue
        month = MONTHS.index(pieces[1]) + 1
        for year in (start.year, start.year + 1):
            due = date(year, month, int(pieces[0]))
            months = (due.year - start.year) * 12 + due.month - start.month
            if due >= start and months <= HORIZON:
                found.append(due.isoformat())
    return sorted(found)
