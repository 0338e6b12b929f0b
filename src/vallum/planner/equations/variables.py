"""The columns of the programme.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

import linopy
import numpy as np
import xarray as xr

from vallum.planner.equations.lines import line_lead
from vallum.planner.inputs import Inputs
from vallum.world.pooling import POOL


def define_variables(m: linopy.Model, p: Inputs) -> None:
    """Declare the columns; `arrival` only where a state may order and the lead time has passed."""
    states, products = p.money.indexes["state"], p.price.indexes["product"]
    years, channels = p.money.indexes["year"], p.price.indexes["channel"]
    categories = p.free.indexes["category"]
    full = (states, products, years, channels)
    m.add_variables(lower=0, coords=full, name="arrival", mask=arrives(p))
    # A category that a state cannot buy stays at zero: an absent column would unbind its rows.
    m.add_variables(lower=least_held(p), upper=most_held(p), name="held")
    for name in ("brigade", "beyond"):
        m.add_variables(lower=0, coords=(states, years), name=name)
    # Kit may be bought ahead of the vehicles, but not before the plan begins.
    begun = (p.money["year"] >= p.first_order) & xr.ones_like(p.money, dtype=bool)
    upper = xr.where(begun, np.inf, 0.0).transpose("state", "year")
    m.add_variables(lower=0, upper=upper, name="formed")
    # Nothing is paid ahead for what comes after the last year.
    upper = upper.where(upper["year"] < p.years[-1], 0.0)
    m.add_variables(lower=0, upper=upper, name="ahead")
    for name in ("paid", "running"):
        m.add_variables(lower=0, coords=(states, years), name=name)
    m.add_variables(lower=0, coords=(years,), name="line_bill")
    m.add_variables(lower=0, upper=most_growth(p), name="growth")
    m.add_variables(lower=0, coords=(products, years), name="extra")
    m.add_variables(lower=0, coords=(categories, years), name="whole")
    gap = (p.demand.need.indexes["element"], years)
    m.add_variables(lower=0, coords=gap, name="gap")


def arrives(p: Inputs) -> xr.DataArray:
    """Whether anything ordered can arrive (state, product, year, channel) [bool].

    What is owned in common is ordered jointly alone.
    """
    can = (p.money["year"] >= p.first_order + p.lead) & p.eligible
    can = can & ~((can["state"] == POOL) & (can["channel"] == "national"))
    return can.transpose("state", "product", "year", "channel")


def most_held(p: Inputs) -> xr.DataArray:
    """No bound on what is held of a category that a state may order, else 0
    (state, category, year)."""
    orderable = p.eligible.groupby(p.category.rename("category")).any("product")
    wanted = orderable.reindex(category=p.free.indexes["category"], fill_value=False)
    every = wanted & xr.ones_like(p.money, dtype=bool)
    bound: xr.DataArray = xr.where(every, np.inf, 0.0)
    return bound.transpose(..., "state", "category", "year")


def least_held(p: Inputs) -> xr.DataArray:
    """How far below zero what the plan adds may fall: by what its parts may give away
    (state, category, year)."""
    least = xr.zeros_like(most_held(p))
    for given in p.terms("most_given", p):
        least = least - given.reindex(category=p.free["category"].values, fill_value=0.0)
    return least.transpose(..., "state", "category", "year")


def most_growth(p: Inputs) -> xr.DataArray:
    """No bound on what a line grows by once its lead time has passed, else 0 (product, year)."""
    begun = (p.money["year"] >= p.first_order + line_lead(p)) & xr.ones_like(p.line, dtype=bool)
    bound: xr.DataArray = xr.where(begun, np.inf, 0.0)
    return bound.transpose(..., "product", "year")
