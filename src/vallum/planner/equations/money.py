"""What is paid, by whom and when.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import linopy
import xarray as xr

from vallum.planner.equations.lines import line_lead
from vallum.planner.equations.right import UNIT
from vallum.planner.inputs import Inputs

LEAST_SHARE = 2e-3


def define_budget(m: linopy.Model, p: Inputs) -> None:
    """What a state pays in a year stays within its money for the plan [EUR bn]:

    purchases (payments and upkeep of arrivals, moved ahead where that helps) + kit of brigades
        formed + people of brigades beyond + its share of what growing lines cost
        (paid before they act) + what the parts of the programme cost it  <=  money[n,t]
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
    lines = paid_before(line_price(p) * m["growth"], line_lead(p)) * cost_share(p)
    total = purchases(m, p) + kit + people + lines
    for paid in p.terms("spending", m, p):
        total = total + paid
    return total


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
    upkeep, by its kind, every later year.
    """
    due = milestones(p, p.lead)
    later = due["paid"] > due["year"]
    due = due + xr.where(later, p.upkeep, 0.0)
    priced: xr.DataArray = due * p.price / UNIT
    return priced.transpose("state", "product", "channel", "year", "paid", missing_dims="ignore")


def milestones(p: Inputs, lead: xr.DataArray) -> xr.DataArray:
    """Share of a price paid in `paid` for what arrives in `year` (..., year, paid).

    lead (...) [years] before it arrives it is ordered.
    """
    arrives = p.money["year"]
    paid = arrives.rename(year="paid")
    ordered = arrives - lead
    # What arrives in the year of its order is paid in that year.
    at_order = xr.where(lead > 0, p.parameters["paid_at_order"], 1.0)
    rest = (1 - at_order) / lead.clip(min=1)
    evenly = xr.where((paid > ordered) & (paid <= arrives), rest, 0.0)
    due: xr.DataArray = evenly + xr.where(paid == ordered, at_order, 0.0)
    return due


def _brigade_people_cost(p: Inputs) -> float:
    """EUR bn a year for the soldiers of one more brigade."""
    return p.parameters["person_cost"] * p.parameters["brigade_soldiers"] / UNIT


def line_price(p: Inputs) -> xr.DataArray:
    """EUR bn for one more unit a year on a line (product)."""
    return p.parameters["line_cost"] * p.list_price / UNIT


def paid_before(price: Any, lead: xr.DataArray) -> Any:
    """sum_s sum_{t < u <= t + lead[s]} price[s,u] / lead[s];  price[s,t] where lead is 0 (year).

    price (product, year): what each year's addition to a line costs, of columns or of a solved
    plan; lead (product) [years]: it is paid evenly over so many years before it acts.
    """
    parts = []
    for years in sorted({int(n) for n in lead.values}):
        alike = lead["product"].values[lead.values == years]
        own = price.sel(product=alike).sum("product")
        parts += [own.shift(year=-n).fillna(0) / years for n in range(1, years + 1)] or [own]
    return reduce(add, parts)


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
