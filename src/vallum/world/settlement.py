"""What settlement needs of the facts: texts, assets, sanctions, aid, and the keys to share by.

From: tables of the group ukraine, economy/macro, governance/memberships.
To: `vallum.settlement`, which reads no table.  Every row keeps its source, grade and note.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vallum.evidence import Evidence

KEPT_APART = ("_file", "_line")


@dataclass(frozen=True)
class SettlementFacts:
    """Frames with the columns of their tables; gdp: state, year, gdp_eur_bn; members of groups."""

    texts: pl.DataFrame
    clauses: pl.DataFrame
    frozen: pl.DataFrame
    sanctions: pl.DataFrame
    aid: pl.DataFrame
    aid_by_month: pl.DataFrame
    aid_totals: pl.DataFrame
    money: pl.DataFrame
    loan_terms: pl.DataFrame
    bills: pl.DataFrame
    weights: pl.DataFrame
    fallbacks: pl.DataFrame
    gdp: pl.DataFrame
    memberships: pl.DataFrame
    names: dict[str, str]


def settlement_facts(evidence: Evidence) -> SettlementFacts:
    """The facts behind settlement, as the overlay (if any) leaves them."""

    def rows(name: str) -> pl.DataFrame:
        return evidence.table(name).drop(KEPT_APART, strict=False)

    states = evidence.table("geography/states")
    return SettlementFacts(
        texts=rows("ukraine/settlement_texts"),
        clauses=rows("ukraine/settlement_clauses"),
        frozen=rows("ukraine/frozen_assets"),
        sanctions=rows("ukraine/sanctions"),
        aid=rows("ukraine/aid"),
        aid_by_month=rows("ukraine/aid_by_month"),
        aid_totals=rows("ukraine/aid_totals"),
        money=rows("ukraine/money"),
        loan_terms=rows("ukraine/loan_terms"),
        bills=rows("ukraine/bills"),
        weights=rows("ukraine/sanction_weights"),
        fallbacks=rows("ukraine/sanction_fallbacks"),
        gdp=rows("economy/macro"),
        memberships=rows("governance/memberships"),
        names=dict(states.select("state", "name").iter_rows()),
    )
