"""A plan whose orders stand until a year, met by futures that it did not foresee.

From: the central plan's solution, the programme of a scene.  To: `vallum.futures.bench`.

    ordered in year t' <= until:  arrival[n,s,t,j] <= planned, t' = t - lead[s,j]
    grown by a decision then:     growth[s,t] <= planned,      t' = t - line_lead[s]

Later orders are free: the plan is made anew once the future is known.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from vallum.optim import Kept
from vallum.planner.equations import arrives
from vallum.planner.equations.lines import line_lead
from vallum.planner.equations.variables import most_growth
from vallum.planner.inputs import Inputs

SLACK = 1e-6
"""What the solver's tolerance may have left of an order [lots]."""


def most_ordered(planned: Inputs, kept: Kept, now: Inputs, until: int) -> dict[str, xr.DataArray]:
    """Upper bounds of orders and of the growth of lines, for a programme over other labels.

    planned, kept: the central plan's inputs and solution.  What it does not know it did not order.
    """
    arrival, growth = kept.value("arrival"), kept.value("growth")
    product = now.list_price["product"].values
    ordered = now.money["year"] - now.lead <= until
    begun = now.money["year"] - line_lead(now) <= until
    free = xr.where(arrives(now), np.inf, 0.0)
    told = arrival.clip(min=0).reindex_like(free, fill_value=0.0) + SLACK
    grown = growth.clip(min=0).reindex(product=product, fill_value=0.0) + SLACK
    upper = xr.where(ordered & (free > 0), told, free).transpose(*free.dims)
    grows = most_growth(now)
    return {
        "arrival": upper,
        "growth": xr.where(begun & (grows > 0), grown, grows).transpose(*grows.dims),
    }
