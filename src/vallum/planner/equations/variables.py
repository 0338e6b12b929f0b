"""The columns of the programme.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

import linopy
import numpy as np
import xarray as xr

from vallum.planner.inputs import Inputs


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
    lower = xr.zeros_like(upper)
    for given in p.terms("most_given", p):
        lower = lower - given.reindex(category=categories, fill_value=0.0)
    m.add_variables(lower=lower, upper=upper, name="held")
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
