"""What foresight is worth: budgets made a year at a time, and the price of starting later.

From: `vallum.planner.live.as_one`.  To: study, `vallum foresight`.

Without foresight, each year's orders are placed as if need, American part and money stayed for good
as they are in that year; what was ordered before stands.  In the end all orders so placed are held
against the years as they come:

    seen[x,t | y] = x[t] for t <= y, x[y] for t > y       x: need, American part, money
    orders of y   = those of the best plan under what y sees, earlier orders given

Orders may be cancelled where money turns out short, never added to.  Starting later leaves out the
orders of the first years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from vallum import optim
from vallum.planner.equations import arrives, cost, declare, right_hand_sides, shortfall
from vallum.planner.inputs import Inputs, in_lots
from vallum.planner.plan import POINT

LATEST = 3
"""Years by which the start is put off at most."""


@dataclass(frozen=True)
class Outcome:
    """How a way of planning ends.

    shortfall: weighted, in the years as they come [points of 100]; cost [EUR bn, discounted].
    gap (element, year) [units].
    """

    shortfall: float
    cost: float
    gap: xr.DataArray


def with_foresight(inputs: Inputs) -> Outcome:
    """The best plan when every year is known from the start."""
    return _Loaded(in_lots(inputs)).outcome()


def without_foresight(inputs: Inputs) -> Outcome:
    """Orders placed a year at a time, on what that year knows."""
    p = in_lots(inputs)
    loaded = _Loaded(p)
    kept = loaded.kept
    columns = kept.columns("arrival")
    ordered_in = p.money["year"] - p.lead
    placed = xr.zeros_like(columns, dtype=float)
    no_bound = xr.where(arrives(p), np.inf, 0.0)
    for year in [int(y) for y in p.years if y >= p.first_order]:
        for family, values in right_hand_sides(_seen_from(p, year)).items():
            kept.right(family, values)
        kept.bounds("arrival", placed * 0, xr.where(ordered_in < year, placed, no_bound))
        kept.solve()
        now = kept.value("arrival").where(ordered_in == year, 0.0)
        placed = xr.where(ordered_in == year, now, placed).transpose(*columns.dims)
    for family, values in right_hand_sides(p).items():
        kept.right(family, values)
    kept.bounds("arrival", placed * 0, placed)
    return loaded.outcome()


def later(inputs: Inputs, years: int = LATEST) -> list[Outcome]:
    """The best plans when the first orders are placed 0, 1, ... `years` later."""
    starts = range(inputs.first_order, inputs.first_order + years + 1)
    return [with_foresight(replace(inputs, first_order=start)) for start in starts]


class _Loaded:
    """A programme in the solver, and what tells shortfall from cost in its answers."""

    def __init__(self, p: Inputs) -> None:
        model = declare(p)
        self._missing = shortfall(model, p)
        model.add_objective(POINT * self._missing + cost(model, p))
        self.kept = optim.Kept(model)

    def outcome(self) -> Outcome:
        """Solve what is loaded, and take cost and shortfall apart."""
        found = self.kept.solve().objective
        missing = self.kept.worth(self._missing)
        return Outcome(missing, found - POINT * missing, self.kept.value("gap"))


def _seen_from(p: Inputs, year: int) -> Inputs:
    """The programme as it looks in a year: from then on nothing changes."""

    def held(array: xr.DataArray) -> xr.DataArray:
        known = array.sel(year=year, drop=True)
        kept: xr.DataArray = xr.where(array["year"] > year, known, array)
        return kept.transpose(*array.dims)

    demand = replace(p.demand, need=held(p.demand.need), us=held(p.demand.us))
    return replace(p, demand=demand, money=held(p.money))
