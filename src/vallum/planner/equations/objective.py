"""What a plan is judged by: what stays missing, then what it costs.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import linopy
import xarray as xr

from vallum.planner.equations.money import spending
from vallum.planner.inputs import Inputs
from vallum.world.context import BASE_YEAR


def shortfall(m: linopy.Model, p: Inputs, weight: xr.DataArray | None = None) -> Any:
    """sum_{e,t} weight[e,t] gap[e,t] / need[e,t], in points of 100: 100 if nothing were met.

    The parts of the programme add what they miss, in the years that these weights count.
    """
    p = p if weight is None else replace(p, weight=weight)
    need = p.demand.need
    share = p.weight / need.where(need > 0, 1)
    missing = (100 * share.where(need > 0, 0) * m["gap"]).sum()
    for more in p.terms("shortfall", m, p):
        missing = missing + more
    return missing


def own_shortfall(m: linopy.Model, p: Inputs, weight: xr.DataArray | None = None) -> Any:
    """The same without the parts whose need is not the coalition's own."""
    own = tuple(part for part in p.parts if part.targets)
    return shortfall(m, replace(p, parts=own), weight)


def cost(m: linopy.Model, p: Inputs) -> Any:
    """Discounted spending on the plan, and what the parts prefer [EUR bn, 2025 prices]."""
    factor = (1 + p.parameters["discount_rate"]) ** (BASE_YEAR - p.money["year"])
    total = (spending(m, p) * factor).sum()
    for preferred in p.terms("preference", m, p):
        total = total + preferred
    return total
