"""Frozen assets, aid, people and exchange rates: which of several rows stands.

From: ukraine, economy and governance tables.  To: the list of disagreements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from vallum.evidence.load import Evidence
from vallum.evidence.reconcile.readings import (
    Conflict,
    Reading,
    Row,
    read,
    read_sum,
    set_apart,
)

_KINDS = {"all": ("military", "financial", "humanitarian"), "military": ("military",),
          "non_military": ("financial", "humanitarian")}  # fmt: skip
"""Kind of a published total of aid -> the kinds that the months give."""


def compare_assets(evidence: Evidence) -> list[Conflict]:
    """Frozen assets: the same fact in the same year and currency."""
    by_fact: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in evidence.table("ukraine/frozen_assets").iter_rows(named=True):
        if row["date"] and row["unit"] and _middle(row) is not None:
            by_fact[row["fact"], row["date"][:4], row["unit"]].append(row)
    found: list[Conflict] = []
    for (fact, year, unit), rows in sorted(by_fact.items()):
        newest = sorted(rows, key=lambda row: str(row["date"]), reverse=True)
        ranked = sorted(newest, key=lambda row: bool(row["verified"] != "yes"))
        chosen, *others = (
            read(row, value, row["date"], year=int(year), low=row["low"], high=row["high"])
            for row in ranked
            if (value := _middle(row)) is not None
        )
        states = [row["state"] for row in rows]
        found += set_apart("frozen_assets", (fact, year), unit, chosen, others, states=states)
    return found


def compare_aid(evidence: Evidence) -> list[Conflict]:
    """Published totals of aid to Ukraine, against the newest release added up over the months."""
    months: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in evidence.table("ukraine/aid_by_month").iter_rows(named=True):
        months[row["donors"], row["kind"]].append(row)
    newest = max((row["month"] for rows in months.values() for row in rows), default="")
    found: list[Conflict] = []
    for row in evidence.table("ukraine/aid_totals").iter_rows(named=True):
        first, last = row["first_month"], row["last_month"]
        if row["kind"] not in _KINDS or last > newest:
            continue
        added = [
            month
            for kind in _KINDS[row["kind"]]
            for month in months[row["donors"], kind]
            if first <= month["month"] <= last
        ]
        if not added:
            continue
        total = sum(month["eur_bn"] for month in added)
        ours = read_sum(added, total, f"{len(added)} months added up", year=int(last[:4]))
        said = read(row, row["eur_bn"], f"edition {row['edition']}", year=int(last[:4]))
        key = (row["donors"], row["kind"], f"{first} to {last}", row["edition"])
        found += set_apart("aid", key, "EUR bn", ours, [said])
    return found


def compare_population(evidence: Evidence) -> list[Conflict]:
    """People by state and year: the economic outlook, the UN's projection, the Council's votes."""
    others: dict[tuple[str, int], list[Reading]] = defaultdict(list)
    for row in evidence.table("economy/population").iter_rows(named=True):
        at = (row["state"], row["year"])
        said, low, high = "UN, 31 December", row["low"], row["high"]
        others[at].append(read(row, row["central"], said, year=row["year"], low=low, high=high))
    for row in evidence.table("governance/council_population").iter_rows(named=True):
        if row["population"] is not None:
            at, millions = (row["state"], row["data_year"]), row["population"] / 1e6
            said = f"votes of {row['voting_year']}"
            others[at].append(read(row, millions, said, year=row["data_year"]))
    found: list[Conflict] = []
    for row in evidence.table("economy/macro").iter_rows(named=True):
        at = (row["state"], row["year"])
        chosen = read(row, row["population_mn"], "economic outlook", year=row["year"])
        found += set_apart("population", at, "million", chosen, others[at], states=[row["state"]])
    return found


def compare_rates(evidence: Evidence) -> list[Conflict]:
    """Exchange rates to the dollar by state and year, observed and implied by the outlook."""
    kinds: dict[tuple[str, int], dict[str, Reading]] = defaultdict(dict)
    for row in evidence.table("economy/fx").iter_rows(named=True):
        if row["lcu_per_usd"] is not None:
            said = row["kind"].replace("_", " ")
            kinds[row["state"], row["year"]][row["kind"]] = read(
                row, row["lcu_per_usd"], said, year=row["year"]
            )
    found: list[Conflict] = []
    for (state, year), both in sorted(kinds.items()):
        if "average" in both:
            others = [one for kind, one in both.items() if kind != "average"]
            found += set_apart(
                "rates", (state, year), "per USD", both["average"], others, states=[state]
            )
    return found


def _middle(row: Row) -> float | None:
    """The figure; the middle of a range without one; the end that is stated, where one is."""
    if row["central"] is not None:
        return float(row["central"])
    ends = list(_ends(row))
    return sum(ends) / len(ends) if ends else None


def _ends(row: Row) -> Iterator[float]:
    yield from (row[end] for end in ("low", "high") if row[end] is not None)
