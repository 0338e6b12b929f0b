"""The live model: one programme kept in a solver, changed in place and asked again.

From: `vallum.planner.inputs`, `vallum.optim`.  To: study, which asks it while somebody waits.

The programme is the one of `vallum.planner.equations`, over the coalition as one bloc.  What an
answer changes in it:

    right-hand sides     stock, people, money, lines, signed orders, need, American part
    bounds               what may be ordered, and from when
    coefficients         how far a product serves, how fast lines grow, prices
    costs                what a gap weighs

Anything else (other years, products that were not there, lead times, other parts of the programme)
makes another programme: it is declared anew, which takes a second, and the answer says so.
Shortfall and cost stand in one objective, as they do where prices are looked for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from vallum import optim
from vallum.planner.equations import (
    arrives,
    cost,
    declare,
    discount,
    gap_weight,
    least_held,
    line_ramp,
    most_held,
    right_hand_sides,
    shortfall,
)
from vallum.planner.inputs import Inputs, aggregate, in_lots, in_units
from vallum.planner.plan import POINT
from vallum.planner.repricing import change_prices
from vallum.planner.result import Plan
from vallum.world import World
from vallum.world.pooling import POOL

BLOC = "coalition"
FREE_PARAMETERS = ("line_growth", "line_growth_ships", "line_pace")
"""Parameters that stand in coefficients which can be changed in place."""


@dataclass(frozen=True)
class Reply:
    """An answer of the live model.

    plan: what the programme orders, over one bloc; it has no shadow prices.
    cost_per_year: `Plan.cost_per_year` [EUR bn], read from the left sides of the budget.
    rebuilt: the programme had to be declared anew.
    solve_ms: from the inputs to the solution [milliseconds].
    """

    plan: Plan
    cost_per_year: float
    rebuilt: bool
    solve_ms: float


def as_one(inputs: Inputs, prices: xr.DataArray | None = None) -> Inputs:
    """The programme over the coalition as one bloc.

    prices (product, channel) [EUR mn]: what orders cost where the programme does not look for
    prices itself; products that it does not name keep theirs.
    """
    # Fleets owned in common stay apart: members pay for them by their key.
    names = [str(state) for state in inputs.money["state"].values if state != POOL]
    one = aggregate(inputs, dict.fromkeys(names, BLOC))
    if prices is None:
        return one
    given = prices.reindex(product=one.list_price["product"].values)
    return replace(one, price=given.fillna(one.price).transpose("product", "channel"))


class Live:
    """A programme in a solver.  One asker at a time."""

    def __init__(self) -> None:
        self._kept: optim.Kept | None = None
        self._declared: Inputs | None = None
        self._loaded: _Loaded | None = None
        self._fitted: tuple[Inputs, Inputs | None] | None = None

    def ask(self, world: World, inputs: Inputs) -> Reply:
        """Solve the programme for these inputs, which are over one bloc (`as_one`)."""
        began = time.perf_counter()
        now, kept, solved, rebuilt = self.solve(inputs)
        ended = time.perf_counter()
        solution = kept.solution
        plan = Plan(
            world=world,
            inputs=now,
            mode="close_gaps",
            since=None,
            shortfall=0.0,
            cost=0.0,
            solution=solution.map(in_units, inputs=now),
            duals={},
        )
        # What the budget's rows add up to is what is spent.
        paid = kept.left("budget")
        spent = float((paid * discount(now)).sum())
        a_year = float(paid.sum()) / int((now.years >= now.first_order).sum())
        preferred = sum(part.preferred(plan) for part in now.parts)
        helped = sum(part.helped_missing(plan) for part in now.parts)
        missing = (solved.objective - spent - preferred) / POINT - helped
        found = replace(plan, cost=spent, shortfall=missing, helped_shortfall=helped)
        return Reply(found, a_year, rebuilt, (ended - began) * 1000)

    def takes(self, inputs: Inputs) -> bool:
        """Whether the loaded programme can be brought to these inputs without declaring it anew."""
        return self._fit(inputs) is not None

    def copy(self) -> Live:
        """The same programme in a solver of its own, at the basis of its first solve."""
        other = Live()
        other._kept = None if self._kept is None else self._kept.copy()
        other._declared, other._loaded = self._declared, self._loaded
        return other

    def solve(self, inputs: Inputs) -> tuple[Inputs, optim.Kept, optim.Solved, bool]:
        """Solve the programme and read nothing back: for callers that want a few figures of many.

        The inputs as the programme holds them, the programme, and whether it was declared anew.
        """
        fitted = self._fit(inputs)
        now = inputs if fitted is None else fitted
        small = in_lots(now)
        loaded = _Loaded(small, right_hand_sides(small))
        if self._kept is None or self._loaded is None or fitted is None:
            self._kept, self._declared = _load(small), now
            self._fitted = None
        else:
            _change(self._kept, loaded, self._loaded)
        self._loaded = loaded
        return now, self._kept, self._kept.solve(), fitted is None

    def _fit(self, inputs: Inputs) -> Inputs | None:
        """The inputs as the loaded programme would hold them; None where it cannot take them."""
        if self._declared is None:
            return None
        if self._fitted is None or self._fitted[0] is not inputs:
            self._fitted = inputs, _fit(inputs, self._declared)
        return self._fitted[1]


@dataclass(frozen=True)
class _Loaded:
    """What stands in the solver: the inputs, counted in lots, and their right-hand sides."""

    small: Inputs
    right: dict[str, xr.DataArray]


def _load(small: Inputs) -> optim.Kept:
    model = declare(small)
    model.add_objective(POINT * shortfall(model, small) + cost(model, small))
    return optim.Kept(model)


def _fit(inputs: Inputs, loaded: Inputs) -> Inputs | None:
    """The inputs over the products of the loaded programme; None where it cannot take them."""
    known, asked = loaded.list_price["product"], inputs.list_price["product"]
    if not set(asked.values) <= set(known.values):
        return None
    taken: dict[str, Any] = {
        name: _over(getattr(inputs, name), getattr(loaded, name))
        for name in (
            "price",
            "list_price",
            "batch",
            "slope",
            "lead",
            "serves",
            "upkeep",
            "category",
        )
    }
    for name in ("line", "committed", "output"):
        taken[name] = _over(getattr(inputs, name), getattr(loaded, name) * 0)
    eligible = inputs.eligible.reindex(product=known.values, fill_value=False)
    parts = inputs.parts
    if len(parts) == len(loaded.parts):
        parts = tuple(part.fitted(was) for part, was in zip(parts, loaded.parts, strict=True))
    fitted = replace(inputs, eligible=eligible, parts=parts, **taken)
    if _shape(fitted) != _shape(loaded) or bool((arrives(fitted) & ~arrives(loaded)).any()):
        return None
    return fitted


def _over(array: xr.DataArray, rest: xr.DataArray) -> xr.DataArray:
    """The array, with products that it leaves out taken from another."""
    if array["product"].equals(rest["product"]):
        return array
    kept = array.reindex(product=rest["product"].values)
    filled: xr.DataArray = xr.where(rest["product"].isin(array["product"]), kept, rest)
    return filled.transpose(*rest.dims)


def _shape(p: Inputs) -> tuple[object, ...]:
    """What cannot be changed in a loaded programme, to be compared."""
    need = p.demand.need
    held_fast = {k: v for k, v in p.parameters.items() if k not in FREE_PARAMETERS}
    return (
        tuple(p.money["state"].values),
        tuple(p.years),
        tuple(p.free["category"].values),
        tuple(need["element"].values),
        tuple(p.kit["category"].values),
        p.kit.values.tobytes(),
        tuple(p.category.values),
        p.lead.values.tobytes(),
        p.upkeep.values.tobytes(),
        p.most_share.values.tobytes(),
        p.first_order,
        tuple(sorted(held_fast.items())),
        tuple(part.shape(p) for part in p.parts),
    )


def _change(kept: optim.Kept, now: _Loaded, was: _Loaded) -> None:
    """Bring a loaded programme from one set of inputs to another: only what differs is touched."""
    p, before = now.small, was.small
    for family, values in now.right.items():
        if not _same(values, was.right[family]):
            kept.right(family, values)
    if not (_same(p.eligible, before.eligible) and _same(least_held(p), least_held(before))):
        _change_bounds(kept, p)
    kept.costs("gap", POINT * 100 * gap_weight(p))
    for part, loaded in zip(p.parts, before.parts, strict=True):
        part.change(kept, p, loaded)
        for variable, upper in part.bounds(p).items():
            kept.bounds(variable, xr.zeros_like(upper), upper)
        for variable, weight in part.weights(p).items():
            kept.costs(variable, POINT * weight)
    if not _same(p.serves, before.serves):
        _change_serving(kept, p)
    if not _same(line_ramp(p), line_ramp(before)):
        _change_ramps(kept, p)
    if not _same(p.price, before.price):
        change_prices(kept, p)


def _same(one: xr.DataArray, other: xr.DataArray) -> bool:
    """Equal in every cell; labels are those of one loaded programme."""
    return one is other or (one.dims == other.dims and np.array_equal(one.values, other.values))


def _change_bounds(kept: optim.Kept, p: Inputs) -> None:
    """Who may order what, and what may be held of it."""
    ordered = arrives(p)
    kept.bounds("arrival", xr.zeros_like(ordered, dtype=float), xr.where(ordered, np.inf, 0.0))
    most = most_held(p)
    kept.bounds("held", least_held(p), most)


def _change_serving(kept: optim.Kept, p: Inputs) -> None:
    """How far a unit counts in its category, in the first year and in all others."""
    column = kept.columns("arrival")
    for family, years in (("stock_opening", p.years[:1]), ("stock_balance", p.years[1:])):
        row = kept.rows(family).sel(category=p.category)
        kept.coefficients(row, column.sel(year=years), -p.serves)


def _change_ramps(kept: optim.Kept, p: Inputs) -> None:
    before = kept.columns("extra").shift(year=1, fill_value=-1)
    kept.coefficients(kept.rows("line_ramp"), before, -line_ramp(p))
