"""The programme: one equation, one function.

From: `vallum.planner.inputs`.  To: `vallum.planner.plan`, which solves it.

n state or bloc, s product, c category, e element, t year (its end), j channel (national, joint).

    arrival[n,s,t,j] >= 0    units ordered `lead[s,j]` years before t that arrive in t
    held[n,c,t]              what the plan has added to a category [modern equivalents]
    brigade[n,t]             brigades equipped and manned
    beyond[n,t]              brigades beyond those that stock and signed orders equip anyway
    formed[n,t]              of them, newly formed in t
    growth[s,t]              units a year by which a line grows;  extra[s,t] their sum
    ahead[n,t]               paid for purchases before it is due, so far [EUR bn]
    gap[e,t]                 what is still missing: the elastic term, so that a plan always exists

Nothing can arrive before its lead time has passed since `first_order`: those columns do not exist.
"""

from __future__ import annotations

from typing import Any

import linopy
import numpy as np
import xarray as xr

from vallum.planner.inputs import BRIGADE, SHELLS_A_DAY, SUMMED, Inputs
from vallum.world.context import BASE_YEAR
from vallum.world.equipment import SHELLS

SHIPS = ("destroyer", "carrier", "submarine_nuclear")
LEAST_SHARE = 2e-3
UNIT = 1000.0
"""Money inside the programme is in EUR bn, so that coefficients stay near one."""


def declare(p: Inputs) -> linopy.Model:
    """The whole programme without its objective."""
    m = linopy.Model()
    define_variables(m, p)
    define_stock_balance(m, p)
    define_brigade_kit(m, p)
    define_brigade_people(m, p)
    define_munitions(m, p)
    define_brigades_beyond(m, p)
    define_line_growth(m, p)
    define_line_capacity(m, p)
    define_budget(m, p)
    define_milestones(m, p)
    define_fair_share(m, p)
    define_need(m, p)
    return m


FAMILIES = (
    "stock_opening",
    "stock_balance",
    "brigade_kit",
    "brigade_people",
    "munitions",
    "brigade_beyond",
    "brigade_formed_first",
    "brigade_formed",
    "line_opening",
    "line_balance",
    "line_ramp",
    "line_capacity",
    "budget",
    "milestones",
    "whole",
    "fair_share",
    "need",
)
"""Every constraint family of the programme, by the name that a report shows."""


def define_variables(m: linopy.Model, p: Inputs) -> None:
    """Declare the columns; `arrival` only where a state may order and the lead time has passed."""
    states, products = p.money.indexes["state"], p.price.indexes["product"]
    years, channels = p.money.indexes["year"], p.price.indexes["channel"]
    categories = p.free.indexes["category"]
    arrives = (p.money["year"] >= p.first_order + p.lead) & p.eligible
    arrives = arrives.transpose("state", "product", "year", "channel")
    full = (states, products, years, channels)
    m.add_variables(lower=0, coords=full, name="arrival", mask=arrives)
    orderable = p.eligible.groupby(p.category.rename("category")).any("product")
    wanted = orderable.reindex(category=categories, fill_value=False).transpose("state", "category")
    # A category that a state cannot buy stays at zero: an absent column would unbind its rows.
    most = (wanted & xr.ones_like(p.money, dtype=bool)).transpose("state", "category", "year")
    upper = xr.where(most, np.inf, 0.0)
    m.add_variables(lower=0, upper=upper, name="held")
    for name in ("brigade", "beyond"):
        m.add_variables(lower=0, coords=(states, years), name=name)
    # Kit may be bought ahead of the vehicles, but not before the plan begins.
    begun = (p.money["year"] >= p.first_order) & xr.ones_like(p.money, dtype=bool)
    upper = xr.where(begun, np.inf, 0.0).transpose("state", "year")
    m.add_variables(lower=0, upper=upper, name="formed")
    # Nothing is paid ahead for what comes after the last year.
    upper = upper.where(upper["year"] < p.years[-1], 0.0)
    m.add_variables(lower=0, upper=upper, name="ahead")
    for name in ("growth", "extra"):
        m.add_variables(lower=0, coords=(products, years), name=name)
    m.add_variables(lower=0, coords=(categories, years), name="whole")
    gap = (p.demand.need.indexes["element"], years)
    m.add_variables(lower=0, coords=gap, name="gap")


def define_stock_balance(m: linopy.Model, p: Inputs) -> None:
    """held[n,c,t] = held[n,c,t-1] + sum_{s in c, j} serves[s] arrival[n,s,t,j]; before: 0."""
    held = m["held"]
    added = (m["arrival"] * p.serves).sum("channel").groupby(p.category.rename("category")).sum()
    added = added.reindex(category=p.free.indexes["category"])
    first, later = p.years[0], p.years[1:]
    m.add_constraints(held.sel(year=first) - added.sel(year=first) == 0, name="stock_opening")
    before = held.shift(year=1).sel(year=later)
    m.add_constraints(
        held.sel(year=later) - before - added.sel(year=later) == 0, name="stock_balance"
    )


def define_brigade_kit(m: linopy.Model, p: Inputs) -> None:
    """kit[c] brigade[n,t] <= free[n,c,t] + held[n,c,t], for each category of a brigade's kit."""
    kinds = list(p.kit["category"].values)
    used = m["brigade"] * p.kit
    held = m["held"].sel(category=kinds)
    m.add_constraints(used - held <= p.free.sel(category=kinds), name="brigade_kit")


def define_brigade_people(m: linopy.Model, p: Inputs) -> None:
    """brigade[n,t] <= people[n,t]  [brigades that can be manned]."""
    m.add_constraints(m["brigade"] <= p.people, name="brigade_people")


def define_munitions(m: linopy.Model, p: Inputs) -> None:
    """days * use * sum_n brigade[n,t] <= shells[t] + sum_n held[n,shells,t].

    Brigades count only as far as there are shells for `days_of_supply` of intense combat.
    """
    if SHELLS not in p.demand.have["element"].values:
        return
    rounds = p.parameters["days_of_supply"] * p.parameters[SHELLS_A_DAY]
    held = m["held"].sel(category=SHELLS).sum("state")
    stock = p.demand.have.sel(element=SHELLS, drop=True)
    m.add_constraints(rounds * m["brigade"].sum("state") - held <= stock, name="munitions")


def define_brigades_beyond(m: linopy.Model, p: Inputs) -> None:
    """beyond[n,t] >= brigade[n,t] - base[n,t];  formed[n,t] >= beyond[n,t] - beyond[n,t-1]."""
    beyond, formed = m["beyond"], m["formed"]
    m.add_constraints(m["brigade"] - beyond <= p.base_brigades, name="brigade_beyond")
    first, later = p.years[0], p.years[1:]
    m.add_constraints(
        beyond.sel(year=first) - formed.sel(year=first) <= 0, name="brigade_formed_first"
    )
    grown = beyond.sel(year=later) - beyond.shift(year=1).sel(year=later)
    m.add_constraints(grown - formed.sel(year=later) <= 0, name="brigade_formed")


def define_line_growth(m: linopy.Model, p: Inputs) -> None:
    """extra[s,t] = extra[s,t-1] + growth[s,t], growth[s,t] <= ramp (line + extra)[s,t-1]."""
    extra, growth = m["extra"], m["growth"]
    first, later = p.years[0], p.years[1:]
    m.add_constraints(extra.sel(year=first) + 0 * growth.sel(year=first) == 0, name="line_opening")
    before = extra.shift(year=1).sel(year=later)
    m.add_constraints(
        extra.sel(year=later) - before - growth.sel(year=later) == 0, name="line_balance"
    )
    ramp = line_ramp(p)
    today = line_today(p).shift(year=1).sel(year=later)
    m.add_constraints(growth.sel(year=later) - ramp * before <= ramp * today, name="line_ramp")


def line_ramp(p: Inputs) -> xr.DataArray:
    """Most that a line grows in a year (product) [share]: yards for large ships grow slowly."""
    yards = p.parameters["line_growth_ships"]
    ramp: xr.DataArray = xr.where(p.category.isin(SHIPS), yards, p.parameters["line_growth"])
    return ramp


def define_line_capacity(m: linopy.Model, p: Inputs) -> None:
    """sum_{n,j} arrival[n,s,t,j] <= line[s,t] + extra[s,t] - committed[s,t]."""
    made = m["arrival"].sum(["state", "channel"])
    spare = (line_today(p) - p.committed).clip(min=0)
    m.add_constraints(made - m["extra"] <= spare, name="line_capacity")


def line_today(p: Inputs) -> xr.DataArray:
    """A line makes at least what it has already been ordered to make, then and later on."""
    ordered = p.committed.copy(data=np.maximum.accumulate(p.committed.values, axis=1))
    capacity: xr.DataArray = xr.where(ordered > p.line, ordered, p.line)
    return capacity.transpose("product", "year")


def define_budget(m: linopy.Model, p: Inputs) -> None:
    """What a state pays in a year stays within its money for the plan [EUR bn]:

    purchases (payments and upkeep of arrivals, moved ahead where that helps) + kit of brigades
        formed + people of brigades beyond + its share of what growing lines cost  <=  money[n,t]
    """
    m.add_constraints(spending(m, p) <= p.money / UNIT, name="budget")


def define_milestones(m: linopy.Model, p: Inputs) -> None:
    """due[n,t] + ahead[n,t] - ahead[n,t-1] >= 0: no purchase gives money back for something else.

    Without payments ahead of their milestones a shorter lead time could make a plan worse, because
    the same bill would fall into fewer years.
    """
    m.add_constraints(purchases(m, p) >= 0, name="milestones")


def spending(m: linopy.Model, p: Inputs) -> Any:
    """What each state pays in each year (state, year) [EUR bn]: the left side of the budget."""
    kit = p.parameters["brigade_kit"] * m["formed"]
    people = _brigade_people_cost(p) * m["beyond"]
    lines = (line_price(p) * m["growth"]).sum("product") * cost_share(p)
    return purchases(m, p) + kit + people + lines


def purchases(m: linopy.Model, p: Inputs) -> Any:
    """What falls due for arrivals and their upkeep, with what is paid ahead (state, year) [EUR bn].

    What is paid before its milestone is not paid again then.
    """
    owed = payment_schedule(p).rename(paid="year", year="arrives")
    arrival = m["arrival"].rename(year="arrives")
    due = (arrival * owed).sum(["product", "arrives", "channel"])
    ahead = m["ahead"]
    return due + ahead - ahead.shift(year=1).to_linexpr().fillna(0)


def payment_schedule(p: Inputs) -> xr.DataArray:
    """EUR bn paid for one unit that arrives in `year` (product, channel, year, paid).

    By state as well where states pay different prices.

    `paid_at_order` of the price in the year of order, the rest evenly until it arrives; then its
    upkeep every later year.
    """
    arrives = p.money["year"]
    paid = arrives.rename(year="paid")
    ordered = arrives - p.lead
    # What arrives in the year of its order is paid in that year.
    at_order = xr.where(p.lead > 0, p.parameters["paid_at_order"], 1.0)
    rest = (1 - at_order) / p.lead.clip(min=1)
    due = xr.where(paid == ordered, at_order, 0.0)
    due = due + xr.where((paid > ordered) & (paid <= arrives), rest, 0.0)
    due = due + xr.where(paid > arrives, p.parameters["running_cost"], 0.0)
    priced: xr.DataArray = due * p.price / UNIT
    return priced.transpose("state", "product", "channel", "year", "paid", missing_dims="ignore")


def _brigade_people_cost(p: Inputs) -> float:
    """EUR bn a year for the soldiers of one more brigade."""
    return p.parameters["person_cost"] * p.parameters["brigade_soldiers"] / UNIT


def line_price(p: Inputs) -> xr.DataArray:
    """EUR bn for one more unit a year on a line (product)."""
    return p.parameters["line_cost"] * p.list_price / UNIT


def cost_share(p: Inputs) -> xr.DataArray:
    """Share of a state in what growing lines cost: by its money for the plan (state, year).

    States with less than `LEAST_SHARE` of the money pay nothing: their coefficients would be too
    small for the solver.
    """
    total = p.money.sum("state")
    share = p.money / total.where(total > 0, 1)
    share = share.where(share >= LEAST_SHARE, 0.0)
    whole = share.sum("state")
    even = 1 / p.money.sizes["state"]
    return (share / whole.where(whole > 0, 1)).where(whole > 0, even).transpose("state", "year")


def define_fair_share(m: linopy.Model, p: Inputs) -> None:
    """whole[c,t] = sum_n held[n,c,t];  held[n,c,t] <= most_share[n,c] * whole[c,t].

    Needs are the coalition's and prices fall with volume: without a bound one state would buy for
    all others.  No bound where a state may take all.
    """
    held, whole = m["held"], m["whole"]
    m.add_constraints(whole - held.sum("state") == 0, name="whole")
    bound = held - p.most_share * whole
    m.add_constraints(bound <= 0, name="fair_share", mask=p.most_share < 1)


def define_need(m: linopy.Model, p: Inputs) -> None:
    """have[e,t] + added[e,t] + us[e,t] + gap[e,t] >= need[e,t]."""
    d = p.demand
    is_brigade = xr.DataArray(
        (d.need["element"].values == BRIGADE).astype(float),
        dims="element",
        coords={"element": d.need["element"].values},
    )
    held = (m["held"].sum("state") * counts_for(p)).sum("category")
    added = held + m["brigade"].sum("state") * is_brigade
    # Brigades are decided whole, not as an addition to those that are there.
    have = d.have * (1 - is_brigade) - d.away * is_brigade
    m.add_constraints(added + m["gap"] >= d.need - d.us - have, name="need")


def counts_for(p: Inputs) -> xr.DataArray:
    """1 where a category counts towards an element (element, category); brigades have a recipe."""
    elements, categories = p.demand.need["element"].values, p.free["category"].values
    table = np.zeros((len(elements), len(categories)))
    for row, element in enumerate(elements):
        if element != BRIGADE:
            kinds = SUMMED.get(str(element), (str(element),))
            table[row] = np.isin(categories, kinds)
    coords = {"element": elements, "category": categories}
    return xr.DataArray(table, dims=("element", "category"), coords=coords)


def shortfall(m: linopy.Model, p: Inputs, weight: xr.DataArray | None = None) -> Any:
    """sum_{e,t} weight[e,t] gap[e,t] / need[e,t], in points of 100: 100 if nothing were met."""
    need = p.demand.need
    share = (p.weight if weight is None else weight) / need.where(need > 0, 1)
    return (100 * share.where(need > 0, 0) * m["gap"]).sum()


def cost(m: linopy.Model, p: Inputs) -> Any:
    """Discounted spending on the plan [EUR bn, 2025 prices]."""
    factor = (1 + p.parameters["discount_rate"]) ** (BASE_YEAR - p.money["year"])
    return (spending(m, p) * factor).sum()
