"""The money that a plan can spend on the catalogue.

From: `vallum.world.money`, `vallum.world.catalogue`.  To: `vallum.planner`.

    plan_money[n,t] = max(0, (1 - outside) * equipment[n]                     of the base year
                             + (1 - outside_marginal) * equipment_marginal * rise[n,t]
                             + support_marginal * rise[n,t]
                             - contracted[n,t])                               [EUR mn, 2025 prices]

rise is what a state spends above the price year; equipment is its equipment share of that year's
spending; contracted is what signed orders still cost.  `outside`, the part of equipment money that
buys what no catalogue lists, is calibrated so that the contracted deliveries of the base year
exhaust the rest.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from vallum.world.catalogue import UKRAINE, VEHICLES_IN_UNITS
from vallum.world.context import BASE_YEAR, Context, Grid, zeros
from vallum.world.prices import PRICE_YEAR
from vallum.world.provenance import FactRow, Labels, Step


def build_plan_money(context: Context) -> None:
    """Add outside, own_money, spending_rise, contracted_cost and plan_money to the World."""
    years = context.years
    shares = _equipment_shares(context)
    prices = _contract_prices(context)
    contracted = _contracted_payments(context, "delivery", prices)
    as_signed = _contracted_payments(context, "delivery_signed", prices)
    gdp, defence = context.arrays["gdp"], context.arrays["defence_share"]
    spending = defence / 100 * gdp * 1000
    members = [
        state
        for state in context.members
        if float(spending.sel(state=state).sum()) > 0 and state != UKRAINE
    ]
    base = spending.sel(year=PRICE_YEAR)
    equipment = sum(shares[state][0] * float(base.sel(state=state)) for state in members)
    # Where planning starts late, its first year holds the deliveries of the years before, too.
    span = int(years[0]) - BASE_YEAR + 1
    signed = sum(as_signed[state, int(years[0])] for state in members) / span
    outside = max(0.0, 1 - signed / equipment) if equipment else 0.0
    meaning = "part of base-year equipment money that buys what no catalogue lists"
    context.add("outside", xr.DataArray(outside), "share", meaning)
    own_money, rises = zeros(state=context.states), zeros(state=context.states, year=years)
    planned = spending.sel(year=years)
    for state in members:
        context.ledger.record("equipment_share", (state,), shares[state][1])
        own_money[state] = (1 - outside) * shares[state][0] * float(base.sel(state=state))
        rise = (planned.sel(state=state) - base.sel(state=state)).clip(min=0).values
        for t, year in enumerate(years.tolist()):
            rises[state, year] = float(rise[t])
    meaning = "base-year equipment money that buys what the catalogue lists"
    context.add("own_money", own_money, "EUR mn, 2025 prices", meaning, additive=True)
    meaning = "spending above that of the price year"
    context.add("spending_rise", rises, "EUR mn, 2025 prices", meaning, additive=True)
    context.add("contracted_cost", contracted, "EUR mn", "payments on signed orders", additive=True)
    context.add(
        "plan_money",
        money_for_plan(context.arrays, context.parameters),
        "EUR mn, 2025 prices",
        "money a year that a plan can spend on the catalogue, its upkeep and its people",
        additive=True,
    )
    _explain_contracts(context, prices)
    _explain_money(context, {state: shares[state][1] for state in members})


def money_for_plan(
    arrays: Mapping[str, xr.DataArray], parameters: Mapping[str, float]
) -> xr.DataArray:
    """What a plan can spend (state, year) [EUR mn], for any value of the marginal shares."""
    p = parameters
    of_rise = (1 - p["outside_marginal"]) * p["equipment_marginal"] + p["support_marginal"]
    free = arrays["own_money"] + of_rise * arrays["spending_rise"] - arrays["contracted_cost"]
    return free.clip(min=0).transpose("state", "year")


def _equipment_shares(context: Context) -> dict[str, tuple[float, FactRow]]:
    """Newest published equipment share; a stated assumption for states that publish none."""
    newest: dict[str, tuple[int, float, FactRow]] = {}
    for row, fact in context.facts("economy/defence_spending", "equipment_share_pct"):
        share, state = row["equipment_share_pct"], row["state"]
        if share is not None and (state not in newest or row["year"] > newest[state][0]):
            newest[state] = (row["year"], share / 100, fact)
    (assumed,) = context.ledger.facts("parameter", ("equipment_share_missing",))
    stand_in = (context.parameters["equipment_share_missing"], assumed)
    return {
        state: (newest[state][1], newest[state][2]) if state in newest else stand_in
        for state in context.states
    }


def _contract_prices(context: Context) -> dict[str, tuple[float, tuple[str, ...]]]:
    """System on order -> what one costs [EUR mn], and the products whose prices say so.

    The price of the product that its line makes; else the median of its category.  Categories that
    a plan cannot order (frigates, transport) cost nothing here: what they cost is a part of the
    money outside the catalogue.
    """
    price = context.arrays["unit_price"]
    kinds = [str(name) for name in price["product_category"].values]
    # Deliveries of short-range air defence are in units, its prices in vehicles.
    vehicles = price["product_category"].isin(VEHICLES_IN_UNITS)
    each = price / context.arrays["equivalence"].where(vehicles, 1.0)
    value = {str(n): float(v) for n, v in zip(price["product"].values, each.values, strict=True)}
    alike = {kind: tuple(n for n, k in zip(value, kinds, strict=True) if k == kind)
             for kind in sorted(set(kinds))}  # fmt: skip
    typical = {kind: float(np.median([value[n] for n in names])) for kind, names in alike.items()}
    line = {row["order_system"]: row["system"] for row, _ in context.facts("industry/order_lines")}
    groups = context.arrays["modernity"]
    found: dict[str, tuple[float, tuple[str, ...]]] = {}
    for system, group in zip(groups["system"].values, groups["category_of"].values, strict=True):
        made_as = line.get(str(system), "")
        if made_as in value:
            found[str(system)] = (value[made_as], (made_as,))
        else:
            found[str(system)] = (typical.get(str(group), 0.0), alike.get(str(group), ()))
    return found


def _contracted_payments(
    context: Context, array: str, prices: Mapping[str, tuple[float, tuple[str, ...]]]
) -> Grid:
    """What outstanding contracted deliveries cost in the year they arrive [EUR mn].

    array: `delivery`, as the scenario has them come, or `delivery_signed`, on time.
    """
    grid = zeros(state=context.states, year=context.years)
    delivery = context.arrays[array]
    cost = np.array([prices[str(name)][0] for name in delivery["system"].values])
    grid.values[:] = np.einsum("nst,s->nt", delivery.transpose("state", "system", "year"), cost)
    return grid


def _explain_contracts(
    context: Context, prices: Mapping[str, tuple[float, tuple[str, ...]]]
) -> None:
    """Payments on signed orders lead back to the orders and to the prices of what they buy."""
    inputs = {array: _priced_orders(context, array, prices) for array in _SIGNED}

    def formula(labels: Labels) -> Step:
        found = inputs["delivery"].get(labels)
        if not found:
            return Step("contracted_cost: no signed order that the catalogue can price is due then")
        return Step("contracted cost = contracted deliveries x unit price", found)

    def calibrated(_: Labels) -> Step:
        first = int(context.years[0])
        due = [cells for (_, year), cells in inputs["delivery_signed"].items() if year == first]
        money = [("base_equipment_money", (state,)) for state in context.members]
        words = "outside = 1 - signed deliveries of the base year / equipment money of that year"
        return Step(words, (*(cell for cells in due for cell in cells), *money))

    context.ledger.derive("contracted_cost", formula)
    context.ledger.derive("outside", calibrated)


_SIGNED = {"delivery": ("state", "system", "year"), "delivery_signed": ("state", "year", "system")}
"""Arrays of contracted deliveries and the order of their labels."""


def _priced_orders(
    context: Context, array: str, prices: Mapping[str, tuple[float, tuple[str, ...]]]
) -> dict[Labels, tuple[tuple[str, Labels], ...]]:
    """(state, year) -> the deliveries that cost something then, and the prices they take."""
    data = context.arrays[array].transpose("state", "year", "system")
    names = [[value.item() for value in data[dim].values] for dim in data.dims]
    found: dict[Labels, tuple[tuple[str, Labels], ...]] = {}
    for n, t, s in zip(*data.values.nonzero(), strict=True):
        labels = {"state": names[0][n], "year": names[1][t], "system": names[2][s]}
        cost, products = prices[labels["system"]]
        if cost > 0:
            cell = (array, tuple(labels[dim] for dim in _SIGNED[array]))
            priced = [
                (kind, (name,)) for name in products for kind in ("unit_price", "equivalence")
            ]
            at = (labels["state"], labels["year"])
            found[at] = (*found.get(at, ()), cell, *priced)
    return found


def _explain_money(context: Context, equipment: Mapping[str, FactRow]) -> None:
    """equipment: member that spends -> the fact that gives its equipment share."""
    needed = ("outside_marginal", "equipment_marginal", "support_marginal")
    marginal = tuple(("parameter", (name,)) for name in needed)

    def of(state: str, *years: int) -> tuple[tuple[str, Labels], ...]:
        return tuple((name, (state, year)) for year in years for name in ("defence_share", "gdp"))

    def base_equipment(labels: Labels) -> Step:
        if labels[0] not in equipment:
            return Step(
                "no money for the plan: the state spends none, or its need is planned apart"
            )
        words = "equipment money = equipment share x defence spending of the price year"
        return Step(words, of(labels[0], PRICE_YEAR), (equipment[labels[0]],))

    def own(labels: Labels) -> Step:
        words = "own money = (1 - outside) x equipment money of the price year"
        return Step(words, (("base_equipment_money", labels), ("outside", ())))

    def rise(labels: Labels) -> Step:
        state, year = labels
        if state not in equipment:
            return base_equipment((state,))
        words = "spending rise = defence spending of the year - that of the price year, or nothing"
        return Step(words, of(state, PRICE_YEAR, year))

    def plan(labels: Labels) -> Step:
        parts = (("own_money", labels[:1]), ("spending_rise", labels), ("contracted_cost", labels))
        return Step(
            f"plan money = {1 - float(context.arrays['outside']):.2f} of base-year equipment money "
            "+ shares of the rise in spending - payments on signed orders",
            (*parts, *marginal),
        )

    context.ledger.derive("base_equipment_money", base_equipment)
    context.ledger.derive("own_money", own)
    context.ledger.derive("spending_rise", rise)
    context.ledger.derive("plan_money", plan)
