"""Tables on settlement that a run keeps for its report: the same whatever the scenario.

From: `vallum.study.settlement`.  To: `vallum.study.run`.
"""

from __future__ import annotations

import polars as pl

from vallum.evidence import Evidence
from vallum.settlement import check
from vallum.settlement.calendar import renewals_due
from vallum.settlement.leverage import newest
from vallum.settlement.support import support
from vallum.study.settlement import library
from vallum.world.settlement import SettlementFacts, settlement_facts

OUTCOMES = ("text", "title", "date", "rule", "rule_title", "outcome")
RENEWALS = ("regime", "due", "rule", "falls", "known_by")


def settlement_frames(evidence: Evidence) -> dict[str, pl.DataFrame]:
    """`settlement_outcomes`: a row a shipped text and red line; `settlement_renewals`: what falls
    due in the year after the newest fact; `settlement_aid`: EUR bn a month by half-year;
    `settlement_replacement`: what Europe makes up for of America's part."""
    facts = settlement_facts(evidence)
    return {
        "settlement_outcomes": _outcomes(evidence),
        "settlement_renewals": _renewals(facts),
        "settlement_aid": _aid(facts),
        "settlement_replacement": support(facts).frames()["support_replacement"],
    }


def _outcomes(evidence: Evidence) -> pl.DataFrame:
    rows = [
        (
            terms.id,
            terms.title,
            terms.date,
            finding.rule.id,
            finding.rule.title,
            finding.outcome,
        )
        for terms in library(evidence)
        for finding in check(terms).findings
        if finding.rule.default
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(OUTCOMES, pl.String), orient="row")


def _renewals(facts: SettlementFacts) -> pl.DataFrame:
    """As of the newest fact, since a run does not know what day it is."""
    on = newest(facts)
    found = renewals_due(facts.sanctions, facts.fallbacks, on)
    rows = [(r.regime, r.due.isoformat(), r.rule, r.falls, on.isoformat()) for r in found]
    return pl.DataFrame(rows, schema=dict.fromkeys(RENEWALS, pl.String), orient="row")


def _aid(facts: SettlementFacts) -> pl.DataFrame:
    """half_year, europe, usa [EUR bn a month], last_month that the half-year covers."""
    months = facts.aid_by_month.select("month").unique()
    given = facts.aid_by_month.filter(pl.col("donors").is_in(["europe", "usa"]))
    half = (
        pl.col("month").str.slice(0, 4)
        + pl.when(pl.col("month").str.slice(5) <= "06").then(pl.lit(" H1")).otherwise(pl.lit(" H2"))
    ).alias("half_year")
    spans = (
        months.with_columns(half)
        .group_by("half_year")
        .agg(count=pl.len(), last_month=pl.col("month").max())
    )
    sums = given.with_columns(half).group_by("half_year", "donors").agg(pl.sum("eur_bn"))
    wide = sums.pivot("donors", index="half_year", values="eur_bn").fill_null(0.0)
    missing = [name for name in ("europe", "usa") if name not in wide.columns]
    wide = wide.with_columns(pl.lit(0.0).alias(name) for name in missing)
    return (
        spans.join(wide, on="half_year", how="left")
        .with_columns((pl.col(name).fill_null(0.0) / pl.col("count")) for name in ("europe", "usa"))
        .select("half_year", "europe", "usa", "last_month")
        .sort("half_year")
    )
