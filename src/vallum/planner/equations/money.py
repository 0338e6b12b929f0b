"""What is paid, by whom and when.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

from typing import Any

import linopy
import xarray as xr

from vallum.planner.equations.lines import line_lead
from vallum.planner.equations.right import UNIT
from vallum.planner.equations.steps import grown, moved, total
from vallum.planner.inputs import Inputs

LEAST_SHARE = 2e-3


def define_budget(m: linopy.Model, p: Inputs) -> None:
    """What a state pays in a year stays within its money for the plan [EUR bn]:

    paid[n,t] + kit of brigades formed + people of brigades beyond + its share of line_bill[t]
        + what the parts of the programme cost it  <=  money[n,t]
    """
    m.add_constraints(spending(m, p) <= p.money / UNIT, name="budget")


def define_milestones(m: linopy.Model, p: Inputs) -> None:
    """paid[n,t] = instalments + running[n,t] + ahead[n,t] - ahead[n,t-1], and not below zero.

    No purchase gives money back for something else.  Without payments ahead of their milestones a
    shorter lead time could make a plan worse, because the same bill would fall into fewer years.
    """
    owed = instalments(p).rename(paid="year", year="arrives")
    arrival = m["arrival"].rename(year="arrives")
    due = (arrival * owed).sum(["product", "arrives", "channel"])
    left = total([m["paid"]], less=[due, m["running"], grown(m["ahead"])])
    m.add_constraints(left == 0, name="milestones")


def define_running(m: linopy.Model, p: Inputs) -> None:
    """running[n,t] = running[n,t-1] + upkeep of what arrived in t - 1 (`yearly_upkeep`).

    Nothing of the plan runs in the first year.  As a sum that grows: every arrival would else stand
    in the bills of all later years.
    """
    first, later = p.years[0], p.years[1:]
    running = m["running"]
    m.add_constraints(1 * running.sel(year=first) == 0, name="running_first")
    new = moved(m["arrival"], {-1: yearly_upkeep(p)}).sum(["product", "channel"])
    left = total([grown(running)], less=[new])
    m.add_constraints(left.sel(year=later) == 0, name="running")


def define_line_bill(m: linopy.Model, p: Inputs) -> None:
    """line_bill[t] = what growing lines cost, paid evenly over the years before they act."""
    owed = paid_before(m["growth"], line_price(p), line_lead(p))
    m.add_constraints(total([m["line_bill"]], less=[owed]) == 0, name="line_bill")


def spending(m: linopy.Model, p: Inputs) -> Any:
    """What each state pays in each year (state, year) [EUR bn]: the left side of the budget."""
    kit = p.parameters["brigade_kit"] * m["formed"]
    people = _brigade_people_cost(p) * m["beyond"]
    lines = m["line_bill"] * cost_share(p)
    return total([m["paid"], kit, people, lines, *p.terms("spending", m, p)])


def payment_schedule(p: Inputs) -> xr.DataArray:
    """EUR bn paid for one unit that arrives in `year` (product, channel, year, paid).

    By state as well where states pay different prices.  Its instalments, and its upkeep in every
    later year.
    """
    paid = p.money["year"].rename(year="paid")
    later = paid > p.money["year"]
    whole: xr.DataArray = instalments(p) + xr.where(later, yearly_upkeep(p), 0.0)
    return whole.transpose("state", "product", "channel", "year", "paid", missing_dims="ignore")


def instalments(p: Inputs) -> xr.DataArray:
    """EUR bn paid in `paid` of the price of one unit that arrives in `year` (product, channel,
    year, paid), by state as well where states pay different prices.

    `paid_at_order` of the price in the year of order, the rest evenly until it arrives.
    """
    priced: xr.DataArray = milestones(p, p.lead) * p.price / UNIT
    return priced.transpose(..., "product", "channel", "year", "paid")


def yearly_upkeep(p: Inputs) -> xr.DataArray:
    """EUR bn a year for one unit, by its kind (product, channel), by state where prices differ."""
    upkeep: xr.DataArray = p.upkeep * p.price / UNIT
    return upkeep.transpose(..., "product", "channel")


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


def paid_before(column: Any, price: xr.DataArray, lead: xr.DataArray) -> Any:
    """sum_s price[s] sum_{t < u <= t + lead[s]} column[s,u] / lead[s];  as it comes if lead is 0.

    column (product, year): what each year adds to a line, as columns or in a solved plan;
    price (product); lead (product) [years]: it is paid evenly over so many years before it acts.
    """
    each = price / lead.clip(min=1)
    weights = {
        years: xr.where((lead >= years) if years else (lead == 0), each, 0.0)
        for years in range(int(lead.max()) + 1)
    }
    return moved(column, weights).sum("product")


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
