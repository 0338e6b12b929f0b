"""Output and defence spending, state by state: actuals, then pledges phased as announced.

From: economy tables.  To: `vallum.finance`.

    gdp[n,t]      = gdp[n,2025] * prod_{u=2026..t} (1 + growth[n,u])         [EUR bn, 2025 prices]
    share[n,t]    = NATO definition up to the newest actual year; then a straight line from one
                    announced point to the next; flat after the last
Growth after the last projection is that of its last year.  A political pledge (NATO's 3.5 % by
2035) is a floor: a state already above it is not assumed to come down.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vallum.evidence.reconcile.spending import choose_shares
from vallum.world.context import Context, Grid, zeros
from vallum.world.provenance import FactRow, Labels, Step

PRICE_YEAR = 2025
FIRST_ACTUAL = 2014
EXTRA_FROM = 2027
"""Spending above the announced path (`money.extra_pct_gdp`) begins in this year."""
BASIS = ("none", "actual", "estimate", "announced", "phased", "flat", "beyond")
"""What a spending share rests on, as coded in the array `spending_basis`."""


def build_money(context: Context) -> None:
    """Add gdp, defence share, its basis and population to the World."""
    years = np.arange(FIRST_ACTUAL, int(context.years[-1]) + 1)
    _add_gdp(context, years)
    _add_spending(context, years)


def _add_gdp(context: Context, years: np.ndarray[Any, Any]) -> None:
    gdp = zeros(state=context.states, year=years)
    growth: dict[tuple[str, int], float] = {}
    level: dict[str, float] = {}
    for row, fact in context.facts("economy/macro", "gdp_eur_bn"):
        state, year = row["state"], row["year"]
        if state not in context.states:
            continue
        if row["real_growth_pct"] is not None:
            growth[state, year] = row["real_growth_pct"] / 100
        if year == PRICE_YEAR and row["gdp_eur_bn"] is not None:
            level[state] = row["gdp_eur_bn"]
        # A year's growth moves every later year; before the price year, every earlier one.  The
        # price year's row gives the level of all.
        moved = years[years >= year] if year > PRICE_YEAR else years[years < year]
        if year == PRICE_YEAR:
            moved = years
        for other in moved.tolist():
            context.ledger.record("gdp", (state, other), fact)
    for state, base in level.items():
        last = max((year for name, year in growth if name == state), default=PRICE_YEAR)
        value = base
        gdp[state, PRICE_YEAR] = base
        for year in range(PRICE_YEAR + 1, int(years[-1]) + 1):
            value *= 1 + growth.get((state, min(year, last)), 0.0)
            gdp[state, year] = value
        value = base
        for year in range(PRICE_YEAR, FIRST_ACTUAL, -1):
            value /= 1 + growth.get((state, year), 0.0)
            gdp[state, year - 1] = value
    context.add("gdp", gdp, "EUR bn, 2025 prices", "gross domestic product", additive=True)
    context.ledger.leave_empty("gdp", "no output is published for what is no state")


def _add_spending(context: Context, years: np.ndarray[Any, Any]) -> None:
    share = zeros(state=context.states, year=years)
    basis = zeros(state=context.states, year=years)
    actual = _actuals(context)
    points = _announced(context)
    for state in context.states:
        known = {year: value for (name, year), (value, _, _) in actual.items() if name == state}
        if not known:
            continue
        for year in known:
            value, status, fact = actual[state, year]
            if year in years:
                share[state, year] = value
                basis[state, year] = BASIS.index("actual" if status == "actual" else "estimate")
                context.ledger.record("defence_share", (state, year), fact)
        _project(context, (share, basis), state, max(known), points.get(state, []))
        extra = context.scenario.money.extra_pct_gdp
        for year in years[years >= EXTRA_FROM].tolist() if extra else ():
            share[state, year] += extra
    context.add("defence_share", share, "% of GDP", "defence spending, NATO definition")
    context.add("spending_basis", basis, "code", "index into vallum.world.money.BASIS")

    _explain_spending(context, dict(sorted(actual)))


def _explain_spending(context: Context, newest: dict[str, int]) -> None:
    """newest: state -> year of the newest published share."""

    def share_formula(labels: Labels) -> Step:
        state, year = labels
        if not context.ledger.facts("defence_share", labels):
            return Step("defence_share: nothing is published for this state and year")
        if year <= newest[state]:
            return Step("defence spending as published, newest edition first")
        fields = ["money.spending_path"]
        fields += ["money.extra_pct_gdp"] if context.scenario.money.extra_pct_gdp else []
        words = "defence spending: straight lines from the last published year through pledges"
        return Step(words, facts=context.assumed(*fields))

    def basis_formula(labels: Labels) -> Step:
        return Step("what the spending share of the year rests on", (("defence_share", labels),))

    context.ledger.derive("defence_share", share_formula)
    context.ledger.derive("spending_basis", basis_formula)


def _actuals(context: Context) -> dict[tuple[str, int], tuple[float, str, FactRow]]:
    """(state, year) -> share of GDP, status, row: one definition for each state, newest edition."""
    facts = [
        pair
        for pair in context.facts("economy/defence_spending", "pct_gdp")
        if pair[0]["state"] in context.states
    ]
    chosen = choose_shares([row for row, _ in facts])
    return {
        of: (facts[at][0]["pct_gdp"], facts[at][0]["status"], facts[at][1])
        for of, at in chosen.items()
    }


Point = tuple[int, float, FactRow]


def _announced(context: Context) -> dict[str, list[Point]]:
    """Announced shares of GDP by state, in order of year; floors already applied.

    Left out: superseded plans, the 1.5 % for related spending, sums of money.  Where a state has
    said that it means to stay below NATO's pledge, its own ceiling replaces the pledge.
    """
    if context.scenario.money.spending_path == "flat":
        return {}
    points: dict[str, dict[int, Point]] = {}
    ceiling: dict[str, float] = {}
    rows = [
        (row, fact)
        for row, fact in context.facts("economy/pledges", "value")
        if row["unit"] == "pct_gdp"
        and row["scope"] in ("nato", "nato_core", "national")
        and row["kind"] not in ("superseded", "achieved")
        and row["year"] is not None
    ]
    for row, fact in rows:
        if "ceiling" in (row["scope_detail"] or ""):
            ceiling[row["state"]] = row["value"]
        pledge = row["scope"] == "nato_core" and row["kind"] == "political"
        if context.scenario.money.spending_path == "linear_2035" and not pledge:
            continue
        mine = points.setdefault(row["state"], {})
        held = mine.get(row["year"])
        if held is None or row["value"] > held[1]:
            mine[row["year"]] = (row["year"], row["value"], fact)
    found: dict[str, list[Point]] = {}
    for state, by_year in points.items():
        top = ceiling.get(state, float("inf"))
        found[state] = [
            (year, min(value, top), fact)
            for year, value, fact in sorted(by_year.values(), key=_year)
        ]
    return found


def _year(point: Point) -> int:
    return point[0]


def _project(
    context: Context, filled: tuple[Grid, Grid], state: str, last: int, points: list[Point]
) -> None:
    """Straight lines from the last actual through the announced points, then flat."""
    share, basis = filled
    value = share[state, last]
    years = share.dims["year"]
    behind = context.ledger.facts("defence_share", (state, last))
    year = last
    for target_year, target, fact in (point for point in points if point[0] > last):
        # NATO's 2035 pledge never lowers what a state already spends.
        goal = max(target, value) if target_year >= 2035 else target
        for step in range(year + 1, target_year + 1):
            if step not in years:
                break
            part = (step - year) / (target_year - year)
            share[state, step] = value + part * (goal - value)
            basis[state, step] = BASIS.index("announced" if step == target_year else "phased")
            for found in (*behind, fact):
                context.ledger.record("defence_share", (state, step), found)
        # Where the level before carries over the pledge, what gave it still stands behind the rest.
        behind = [*behind, fact] if target_year >= 2035 else [fact]
        year, value = target_year, goal
    for step in range(year + 1, int(years[-1]) + 1):
        share[state, step] = value
        basis[state, step] = BASIS.index("beyond" if points and year > last else "flat")
        for found in behind:
            context.ledger.record("defence_share", (state, step), found)
