"""What is ordered in a year, as the levers of policy read it.

From: the columns of the core.  To: `vallum.planner.parts.shares`, `vallum.planner.parts.fairness`.
What other parts of the programme buy (an upgrade, a common fleet) is not an order in this sense.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import linopy
import xarray as xr

from vallum.planner.equations import UNIT
from vallum.planner.inputs import Inputs
from vallum.planner.learning import prices
from vallum.planner.result import Plan

if TYPE_CHECKING:
    from vallum.optim import Kept

SMALL = 1e-6
"""Values of orders [EUR bn] below this are the solver's noise."""


def orders(m: linopy.Model, p: Inputs) -> Any:
    """order[n,s,t,j] = arrival[n,s,t + lead[s,j],j]  (state, product, channel, year of the order).

    Only years in which something can be ordered that comes within the plan.
    """
    years = p.years
    place = xr.DataArray(range(len(years)), dims="order", coords={"order": years})
    arrives = place + p.lead.astype(int)
    within = arrives < len(years)
    every = m["arrival"].to_linexpr()
    found = every.isel(year=arrives.where(within, 0).astype(int)).drop_vars("year")
    open_ = within.any(["product", "channel"]) & (place["order"] >= p.first_order)
    begun = [int(year) for year in years[open_.values]]
    return found.where(within).rename(order="year").sel(year=begun)


def order_columns(kept: Kept, p: Inputs) -> xr.DataArray:
    """The columns of a loaded programme behind `orders`; -1 where nothing can be ordered.

    (state, product, channel, order); order: year of the order.
    """
    years = p.years
    place = xr.DataArray(range(len(years)), dims="order", coords={"order": years})
    arrives = place + p.lead.astype(int)
    within = arrives < len(years)
    every = kept.columns("arrival")
    found = every.isel(year=arrives.where(within, 0).astype(int)).drop_vars("year")
    return found.where(within & (place["order"] >= p.first_order), -1)


def value_of(p: Inputs) -> xr.DataArray:
    """EUR bn for one unit (state, product, channel)."""
    return prices(p).reset_coords(drop=True) / UNIT


def ordered_value(plan: Plan) -> xr.DataArray:
    """What a solved plan orders (state, product, year, channel) [EUR bn]."""
    found = plan.orders * value_of(plan.inputs)
    return found.transpose("state", "product", "year", "channel")
