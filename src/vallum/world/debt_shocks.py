"""How debt has been shocked: covariances by state, published or from yearly history.

From: economy/dsa_shocks, economy/macro, economy/fiscal, economy/fx.  To: `vallum.world.debt`.

Where no covariance is published, yearly changes of nominal growth and of the primary balance since
2014 stand in, outliers cut at 5 and 95 %, and so does the yearly change of the exchange rates that
the debt is in.  No history of market rates is at hand, so their variances are the mean of the
published ones, unrelated to the rest.  All of that is imputed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from vallum.evidence import Evidence
from vallum.world.context import Grid, zeros
from vallum.world.provenance import FactRow, Ledger, fact_rows

SHOCKS = (
    "exr_eur",
    "exr_usd",
    "interest_rate_st",
    "interest_rate_lt",
    "nominal_gdp_growth",
    "primary_balance",
)
QUARTERS = 4
LAST_ACTUAL = 2024
LEAST_CHANGES = 5
CUT = (5.0, 95.0)
_RATES = ("interest_rate_st", "interest_rate_lt")
_OWN = ("exr_eur", "exr_usd", "nominal_gdp_growth", "primary_balance")
Series = dict[str, dict[int, float]]


def shocks_by_state(
    evidence: Evidence, states: Sequence[str], ledger: Ledger
) -> tuple[Grid, dict[str, int], tuple[str, ...]]:
    """Covariances [state, shock, other] a period, periods in a year, and states without their own.

    Raises ValueError where a state has no history to take changes from.
    """
    grid = zeros(state=list(states), shock=SHOCKS, other=SHOCKS)
    published = _published(evidence, grid, ledger)
    rates = _mean_rates(grid, published)
    history, facts = _history(evidence)
    periods = dict.fromkeys(states, QUARTERS)
    without = tuple(state for state in states if state not in published)
    for state in without:
        periods[state] = 1
        _fill_from_history(grid, state, history[state], rates)
        for fact in facts[state]:
            for shock in SHOCKS:
                ledger.record("debt_shocks", (state, shock, shock), fact)
    return grid, periods, without


def _published(evidence: Evidence, grid: Grid, ledger: Ledger) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row, fact in _facts(evidence, "economy/dsa_shocks"):
        state, pair = row["state"], (row["shock"], row["other"])
        if state not in grid.dims["state"]:
            continue
        found[state] = None
        for one, other in (pair, pair[::-1]):
            grid[state, one, other] = row["covariance"]
            ledger.record("debt_shocks", (state, one, other), fact)
    return tuple(found)


def _mean_rates(grid: Grid, published: Sequence[str]) -> np.ndarray[Any, Any]:
    """Yearly covariance of the two market rates, mean of the states that have one."""
    pairs = [
        [[grid[state, one, other] * QUARTERS for other in _RATES] for one in _RATES]
        for state in published
    ]
    mean: np.ndarray[Any, Any] = np.mean(pairs, axis=0)
    return mean


def _history(evidence: Evidence) -> tuple[dict[str, Series], dict[str, list[FactRow]]]:
    """State -> shock -> year -> level; and the rows behind, newest year only."""
    found: dict[str, Series] = {}
    rows: dict[str, list[FactRow]] = {}
    for table in ("economy/macro", "economy/fiscal", "economy/fx"):
        for row, fact in _facts(evidence, table):
            if row["year"] > LAST_ACTUAL or row.get("kind") == "average":
                continue
            levels = _levels(table, row)
            for name, value in levels.items():
                found.setdefault(row["state"], {}).setdefault(name, {})[row["year"]] = value
            if levels:
                rows.setdefault(row["state"], []).append(fact)
    return found, rows


def _levels(table: str, row: dict[str, Any]) -> dict[str, float]:
    """What a row says of the series whose changes are the shocks."""
    if table == "economy/macro":
        real, prices = row["real_growth_pct"], row["gdp_deflator_growth_pct"]
        if real is None or prices is None:
            return {}
        return {"nominal_gdp_growth": (1 + real / 100) * (1 + prices / 100) * 100 - 100}
    if table == "economy/fiscal":
        balance = row["primary_balance_pct_gdp"]
        return {} if balance is None else {"primary_balance": balance}
    pairs = {"exr_eur": row["lcu_per_eur"], "exr_usd": row["lcu_per_usd"]}
    return {name: value for name, value in pairs.items() if value is not None}


def _fill_from_history(grid: Grid, state: str, series: Series, rates: np.ndarray[Any, Any]) -> None:
    changes = []
    for name in _OWN:
        levels = series.get(name, {})
        years = sorted(levels)
        changed = {b: levels[b] - levels[a] for a, b in pairwise(years)}
        changes.append(changed)
    common = sorted(set.intersection(*(set(changed) for changed in changes)))
    if len(common) < LEAST_CHANGES:
        raise ValueError(f"{state} has {len(common)} years of history, {LEAST_CHANGES} are needed")
    table = np.array([[changed[year] for year in common] for changed in changes])
    low, high = np.percentile(table, CUT, axis=1, keepdims=True)
    own = np.cov(np.clip(table, low, high))
    for at, one in enumerate(_OWN):
        for place, other in enumerate(_OWN):
            grid[state, one, other] = float(own[at, place])
    for at, one in enumerate(_RATES):
        for place, other in enumerate(_RATES):
            grid[state, one, other] = float(rates[at, place])


def _facts(evidence: Evidence, table: str) -> list[tuple[dict[str, Any], FactRow]]:
    frame = evidence.table(table)
    quoted = fact_rows(frame, table, evidence.schema(table).key, evidence.grade)
    return list(zip(frame.iter_rows(named=True), quoted, strict=True))
