"""Figures over any number of futures, counted block by block; no more than a block is held.

From: `vallum.futures.explore`.  To: `vallum.futures.findings`.

Shares by year, means and the worst regret are of all futures.  What needs futures side by side
(causes, conditions, quantiles) looks at futures of the first block, which fill the space by
themselves where they are the first of Sobol's row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from vallum.futures.explore import Explored

Array = np.ndarray


@dataclass(frozen=True)
class Tally:
    """Counts of all futures.

    years: of the horizon, and one more that stands for later ones.  alone, fixed (policy, year):
    futures in which the core set stands alone from that year on; fixed: with the central plan's
    orders, None without that test.  before_threat (policy): futures.  shortfall, cost (policy):
    means; worst (policy): regret [points of 100].  lost_mean, lost_worst (policy): shortfall that
    fixed orders add.  each (year): of the first policy, what `alone` is, by domain and
    contingency.  first: rows of the first block.
    """

    futures: int
    years: Array
    alone: Array
    before_threat: Array
    shortfall: Array
    cost: Array
    worst: Array
    fixed: Array | None
    lost_mean: Array
    lost_worst: Array
    each: dict[str, Array]
    first: pl.DataFrame

    def by(self, year: int, policy: int = 0) -> float:
        """Share of futures in which the core set stands alone by a year."""
        return float(self.alone[policy, self.years <= year].sum() / self.futures)


def tally(study: Explored) -> Tally:
    """Count a study's files."""
    policies = len(study.policies)
    last = study.scenario.horizon.last
    years = np.arange(study.scenario.horizon.first, last + 2)
    alone, fixed = np.zeros((2, policies, len(years)), dtype=int)
    before = np.zeros(policies, dtype=int)
    shortfall, cost, lost = np.zeros((3, policies))
    worst, lost_worst = np.zeros((2, policies))
    each: dict[str, Array] = {}
    first = None
    for rows in study.rows():
        first = rows if first is None else first
        table = table_of(rows, "shortfall", policies)
        worst = np.maximum(worst, (table - table.min(axis=0)).max(axis=1))
        shortfall += table.sum(axis=1)
        cost += table_of(rows, "cost_eur_bn", policies).sum(axis=1)
        year = years_of(rows, "stand_alone_year", policies, last)
        alone += _counted(year, years)
        before += (year <= table_of(rows, "threat_year", policies)).sum(axis=1)
        for what, found in _each(rows, study.policies[0].name, last).items():
            each[what] = each.get(what, 0) + _counted(found[None], years)[0]
        if study.fixed_until is not None:
            fixed += _counted(years_of(rows, "fixed_alone_year", policies, last), years)
            more = table_of(rows, "fixed_shortfall", policies) - table
            lost += more.sum(axis=1)
            lost_worst = np.maximum(lost_worst, more.max(axis=1))
    assert first is not None  # a study has at least one future
    count = study.futures
    return Tally(
        futures=count,
        years=years,
        alone=alone,
        before_threat=before,
        shortfall=shortfall / count,
        cost=cost / count,
        worst=worst,
        fixed=None if study.fixed_until is None else fixed,
        lost_mean=lost / count,
        lost_worst=lost_worst,
        each=each,
        first=first,
    )


def table_of(rows: pl.DataFrame, column: str, policies: int) -> Array:
    """One column of a block as (policy, future)."""
    return rows[column].to_numpy().reshape(policies, -1)


def years_of(rows: pl.DataFrame, column: str, policies: int, last: int) -> Array:
    """The same of a year; who does not stand alone within the horizon does so after it."""
    return rows[column].fill_null(last + 1).to_numpy().reshape(policies, -1)


def _each(rows: pl.DataFrame, policy: str, last: int) -> dict[str, Array]:
    """Year from which each domain and each contingency is met, of one policy (future)."""
    told = rows.filter(pl.col("policy") == policy).select("each_alone").drop_nulls()
    if told.is_empty():
        return {}
    flat = told.explode("each_alone").unnest("each_alone")
    parts = flat.partition_by("what", as_dict=True, maintain_order=True)
    return {
        str(what): part["year"].fill_null(last + 1).to_numpy() for (what,), part in parts.items()
    }


def _counted(found: Array, years: Array) -> Array:
    return np.array([[(row == year).sum() for year in years] for row in found])
