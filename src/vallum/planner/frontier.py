"""Cost against shortfall: the cheapest plan for each level of what may stay missing.

From: `vallum.planner.live.as_one`.  To: study, report, `vallum plan --mode frontier`.

    cost(S) = least discounted cost of a plan whose shortfall is at most S
    marginal(S) = - d cost / d S      [EUR bn a point]: the shadow price of the level

S runs evenly from the least shortfall that any plan can reach to what is missing without a plan.
A linear programme's value is convex in its right-hand side, so the curve bends one way only.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import xarray as xr

from vallum import optim
from vallum.planner.equations import cost, declare, own_shortfall, spending
from vallum.planner.inputs import Inputs, in_lots
from vallum.planner.plan import SLACK

LEVEL = "shortfall_held"
POINTS = 20


def frontier(inputs: Inputs, points: int = POINTS) -> pl.DataFrame:
    """The curve, least shortfall first.

    It is the coalition's own shortfall: what it does for Ukraine has `vallum.planner.trade_off`.

    Columns: shortfall [points of 100], cost_eur_bn [discounted, 2025 prices], cost_eur_bn_per_year
    [mean of the years that can be paid for, not discounted], marginal_eur_bn_per_point.
    Raises ValueError for fewer than two points.
    """
    if points < 2:
        raise ValueError(f"a curve has two points at least, not {points}")
    small = in_lots(inputs)
    model = declare(small)
    target = own_shortfall(model, small)
    model.add_objective(target)
    best = optim.solve(model).objective
    worst = _without_orders(small)
    model.add_constraints(target <= worst, name=LEVEL)
    model.add_objective(cost(model, small), overwrite=True)
    kept = optim.Kept(model)
    paid = spending(model, small).sum()
    rows = []
    for level in np.linspace(best, worst, points):
        kept.right(LEVEL, xr.DataArray(level * (1 + SLACK) + SLACK))
        least = kept.solve().objective
        rows.append(
            {
                "shortfall": float(level),
                "cost_eur_bn": max(0.0, least),
                "cost_eur_bn_per_year": max(0.0, kept.worth(paid)) / _years(inputs),
                "marginal_eur_bn_per_point": max(0.0, -float(kept.dual(LEVEL))),
            }
        )
    return pl.DataFrame(rows)


def _without_orders(small: Inputs) -> float:
    """What is missing where no money can be spent [points of 100]."""
    penniless = replace(small, money=small.money * 0)
    model = declare(penniless)
    model.add_objective(own_shortfall(model, penniless))
    return optim.solve(model).objective


def _years(inputs: Inputs) -> int:
    return int((inputs.years >= inputs.first_order).sum())
