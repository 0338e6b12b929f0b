"""What a plan is judged by: what stays missing, then what it costs.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import linopy
import xarray as xr

from vallum.planner.inputs import Inputs
from vallum.world.context import BASE_YEAR


def shortfall(m: linopy.Model, p: Inputs, weight: xr.DataArray | None = None) -> Any:
    """sum_{e,t} weight[e,t] gap[e,t] / need[e,t], in points of 100: 100 if nothing were met.

    The parts of the programme add what they miss, under the same weights of years.
    """
    missing = (100 * gap_weight(p, weight) * m["gap"]).sum()
    judged = p if weight is None else replace(p, weight=weight)
    for more in judged.terms("shortfall", m, judged):
        missing = missing + more
    return missing


def own_shortfall(m: linopy.Model, p: Inputs, weight: xr.DataArray | None = None) -> Any:
    """The same without the parts whose need is not the coalition's own."""
    own = tuple(part for part in p.parts if part.targets)
    return shortfall(m, replace(p, parts=own), weight)


def cost(m: linopy.Model, p: Inputs) -> Any:
    """Discounted spending on the plan, and what the parts prefer [EUR bn, 2025 prices].

    Spending is the left side of the budget's rows, read back: to put it together takes as long as
    all other rows do.
    """
    total = (m.constraints["budget"].lhs * discount(p)).sum()
    for preferred in p.terms("preference", m, p):
        total = total + preferred
    return total


def gap_weight(p: Inputs, weight: xr.DataArray | None = None) -> xr.DataArray:
    """What one missing unit weighs (element, year); 0 where nothing is needed."""
    need = p.demand.need
    share = (p.weight if weight is None else weight) / need.where(need > 0, 1)
    return share.where(need > 0, 0)


def discount(p: Inputs) -> xr.DataArray:
    """What a euro of each year counts today (year)."""
    factor: xr.DataArray = (1 + p.parameters["discount_rate"]) ** (BASE_YEAR - p.money["year"])
    return factor
