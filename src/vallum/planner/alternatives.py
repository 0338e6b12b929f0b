"""Plans that are nearly as good: how different may they be, and what stands in all of them?

From: `vallum.planner.live.as_one`.  To: study, `vallum alternatives`.

Among all plans whose shortfall is at most that of the best (with the share that its second stage
gives up) and whose cost is at most `1 + within` of the least:

    least[s], most[s]  = least and most units of product s that any of them orders
    in every plan      = least[s] > 0

How different such a plan may be is searched for: again and again the money of all products used so
far is driven down (modelling to generate alternatives; Brill 1979, DeCarolis 2011).  The overlap of
two plans is the value of what both order, over the value of all orders of the best; the least one
found bounds what exists from above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import xarray as xr

from vallum import optim
from vallum.planner.equations import cost, declare, shortfall
from vallum.planner.inputs import Inputs, in_lots, in_units
from vallum.planner.plan import GIVEN_UP, SLACK

WITHIN = 0.02
"""How much dearer than the cheapest a plan may be and still count as nearly as good [share]."""
SEARCHES = 5
SMALL = 1e-4
"""Part of a product's line below which an amount is the solver's noise."""


@dataclass(frozen=True)
class Alternatives:
    """What the nearly best plans have in common, and what not.

    table: system, category, best, least, most [units], in_every_plan.
    shortfall [points], cost [EUR bn, discounted]: of the best plan.
    overlap: value shared with the most different plan found over that of the best plan's orders.
    """

    table: pl.DataFrame
    shortfall: float
    cost: float
    within: float
    overlap: float


def alternatives(inputs: Inputs, within: float = WITHIN) -> Alternatives:
    """Explore the plans that are nearly as good (over one bloc, at the prices given).

    Raises ValueError where `within` is not above 0.
    """
    if within <= 0:
        raise ValueError(f"nearly as good means some part dearer, not {within}")
    small = in_lots(inputs)
    model = declare(small)
    target, price = shortfall(model, small), cost(model, small)
    model.add_objective(target)
    missing = optim.solve(model).objective
    level = missing * (1 + GIVEN_UP) * (1 + SLACK) + SLACK
    model.add_constraints(target <= level, name="shortfall_held")
    model.add_objective(price, overwrite=True)
    least_cost = optim.solve(model).objective
    best = _ordered(model.solution["arrival"].fillna(0.0))
    model.add_constraints(price <= least_cost * (1 + within) + SLACK, name="cost_held")
    kept = optim.Kept(model)
    low, high = _ranges(kept, best)
    paid = small.list_price
    overlap = _most_different(kept, best, paid)
    return Alternatives(
        table=_table(inputs, *(in_units(each, inputs) for each in (best, low, high))),
        shortfall=missing,
        cost=least_cost,
        within=within,
        overlap=overlap,
    )


def _ranges(kept: optim.Kept, best: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray]:
    """Least and most units of each product in any of the plans (product)."""
    columns = kept.columns("arrival")
    nothing = xr.zeros_like(columns, dtype=float)
    for variable in kept.variables:
        kept.costs(variable, xr.zeros_like(kept.columns(variable), dtype=float))
    ends = {1.0: best.copy(), -1.0: best.copy()}
    for product in best["product"].values:
        one = nothing.copy()
        one.loc[{"product": product}] = 1.0
        for sign, found in ends.items():
            kept.costs("arrival", sign * one)
            found.loc[{"product": product}] = max(0.0, sign * kept.solve().objective)
    return ends[1.0], ends[-1.0]


def _most_different(kept: optim.Kept, best: xr.DataArray, price: xr.DataArray) -> float:
    """Drive down the money of what has been used so far, again and again."""
    value = price * best
    total = float(value.sum())
    if total <= 0:
        return 1.0
    weight = xr.zeros_like(best)
    used, least = best, 1.0
    for _ in range(SEARCHES):
        weight = weight + xr.where(used > SMALL, 1.0, 0.0)
        each = kept.columns("arrival")
        kept.costs(
            "arrival", (weight * price * xr.ones_like(each, dtype=float)).transpose(*each.dims)
        )
        kept.solve()
        used = _ordered(kept.value("arrival"))
        shared = float((price * np.minimum(used, best)).sum())
        least = min(least, shared / total)
    return least


def _ordered(arrival: xr.DataArray) -> xr.DataArray:
    """Units of each product (product)."""
    return arrival.sum([dim for dim in arrival.dims if dim != "product"]).clip(min=0)


def _table(
    inputs: Inputs, best: xr.DataArray, low: xr.DataArray, high: xr.DataArray
) -> pl.DataFrame:
    rows = []
    for name in best["product"].values:
        line = float(inputs.line.sel(product=name).max())
        noise = SMALL * max(line, 1.0)
        least, most = float(low.sel(product=name)), float(high.sel(product=name))
        if most > noise:
            rows.append(
                {
                    "system": str(name),
                    "category": str(inputs.category.sel(product=name).item()),
                    "best": round(float(best.sel(product=name)), 3),
                    "least": round(least, 3),
                    "most": round(most, 3),
                    "in_every_plan": least > noise,
                }
            )
    schema = {"system": pl.String, "category": pl.String, "in_every_plan": pl.Boolean}
    return pl.DataFrame(rows, schema_overrides=schema)
