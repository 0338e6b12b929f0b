"""Defence spending: which definition and edition counts for a state and year.

From: economy/defence_spending, economy/defence_aggregates.  To: `vallum.world.money`, which takes
the same choice, and the list of disagreements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from vallum.evidence.load import Evidence
from vallum.evidence.reconcile.readings import Conflict, Row, read, set_apart

DEFINITIONS = ("NATO", "SIPRI")
"""Definitions that a share may be taken from: the second only for states that the first leaves
out.  NATO_core is narrower, EDA speaks of groups: neither is ever taken for a state."""
TOTALS = ("NATO", "EDA", "SIPRI")
"""Definitions of published totals, in the order in which one is taken."""
_MEASURES = {
    "spending_usd_bn": "USD bn",
    "spending_eur_bn": "EUR bn",
    "spending_constant_usd_bn": "USD bn",
    "pct_gdp": "% of GDP",
}
_CONSTANT = "constant"


def choose_shares(rows: Sequence[Row]) -> dict[tuple[str, int], int]:
    """(state, year) -> place in `rows` of the share of GDP that counts.

    rows: of economy/defence_spending.  A verified row goes before an unverified one, then the
    newest edition first; SIPRI only for states of which NATO publishes nothing.
    """
    known = [
        at
        for at, row in enumerate(rows)
        if row["pct_gdp"] is not None and row["definition"] in DEFINITIONS
    ]
    allies = {rows[at]["state"] for at in known if rows[at]["definition"] == DEFINITIONS[0]}
    newest_first = sorted({rows[at]["edition"] for at in known}, reverse=True)
    age = {edition: rank for rank, edition in enumerate(newest_first)}

    def rank(at: int) -> tuple[bool, int, int]:
        row = rows[at]
        return (
            row["verified"] != "yes",
            DEFINITIONS.index(row["definition"]),
            age[row["edition"]],
        )

    best: dict[tuple[str, int], int] = {}
    for at in known:
        row = rows[at]
        if row["definition"] != DEFINITIONS[0] and row["state"] in allies:
            continue
        fact = (row["state"], row["year"])
        if fact not in best or rank(at) < rank(best[fact]):
            best[fact] = at
    return best


def compare_spending(evidence: Evidence) -> list[Conflict]:
    """The share of GDP by state and year, over definitions and editions."""
    rows = evidence.table("economy/defence_spending").rows(named=True)
    by_fact: dict[tuple[str, int], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        if row["pct_gdp"] is not None:
            by_fact[row["state"], row["year"]].append(at)
    found: list[Conflict] = []
    for (state, year), chosen in sorted(choose_shares(rows).items()):
        readings = {
            at: read(rows[at], rows[at]["pct_gdp"], _edition(rows[at]), year=year)
            for at in by_fact[state, year]
        }
        others = [one for at, one in readings.items() if at != chosen]
        found += set_apart(
            "spending", (state, year), "% of GDP", readings[chosen], others, states=[state]
        )
    return found


def compare_totals(evidence: Evidence) -> list[Conflict]:
    """Published totals of groups by year and measure, over definitions and editions."""
    by_fact: dict[tuple[str, int, str, str], list[Row]] = defaultdict(list)
    for row in evidence.table("economy/defence_aggregates").iter_rows(named=True):
        for measure, unit in _MEASURES.items():
            if row[measure] is not None and row["definition"] in TOTALS:
                # Constant figures compare at the same price year only.
                priced = f", {row['constant_price_year']} prices" if _CONSTANT in measure else ""
                by_fact[row["state"], row["year"], measure, unit + priced].append(row)
    found: list[Conflict] = []
    for (state, year, measure, unit), rows in sorted(by_fact.items()):
        newest = sorted(rows, key=lambda row: str(row["edition"]), reverse=True)
        ranked = sorted(newest, key=_total_rank)
        chosen, *others = (read(row, row[measure], _edition(row), year=year) for row in ranked)
        found += set_apart("totals", (state, year, measure), unit, chosen, others, states=[state])
    return found


def _total_rank(row: Row) -> tuple[bool, int]:
    return row["verified"] != "yes", TOTALS.index(row["definition"])


def _edition(row: Row) -> str:
    return f"{row['definition']} {row['edition']}"
