"""Solve the programme: least shortfall first, then least cost at that shortfall.

From: `vallum.planner.equations`.  To: study.

Modes:
    close_gaps   all years count, weights highest up to the year in which forces should be ready
    least_cost   only gaps from that year on count; then the cheapest way
    earliest     the first year from which all targets can hold, then the cheapest way to it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Literal

import linopy
import xarray as xr

from vallum import optim
from vallum.planner.equations import cost, declare, families, own_shortfall, shortfall
from vallum.planner.inputs import LOTS, Demand, Inputs, aggregate, gather, in_lots, in_units
from vallum.planner.learning import describe, settle
from vallum.planner.parts import with_parts
from vallum.planner.result import Plan
from vallum.world import World
from vallum.world.equipment import SHELLS

Mode = Literal["close_gaps", "least_cost", "earliest"]
MODES: tuple[Mode, ...] = ("close_gaps", "least_cost", "earliest")
SLACK = 1e-6
"""Shortfall, in points, by which the second stage may exceed the first: solver tolerance."""
GIVEN_UP = 2e-3
"""Share of the least shortfall that the second stage may give up for a cheaper plan.

Without it a year's delay of a joint order would never be worth any price.
"""
POINT = 1000.0
"""EUR bn that a point of shortfall weighs where both stand in one objective: more than it costs to
close all but the last of them."""
MET = 1e-4
"""Shortfall, in points, below which every target counts as met."""


def plan(
    world: World,
    demand: Demand,
    *,
    mode: Mode = "close_gaps",
    blocs: Mapping[str, str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Find what to order so that the least is missing, at the least cost.

    demand: what must be met, from `vallum.study.demand_of(gaps)`.
    blocs: state -> bloc, for a coarser programme under the same equations.
    Prices fall with volume: several programmes in succession (`vallum.planner.learning`).
    """
    inputs = with_parts(world, gather(world, demand))
    if blocs is not None:
        inputs = aggregate(inputs, blocs)
    tell = progress or (lambda step: None)
    paid, passes = settle(inputs, partial(_order, mode=mode, ready=_ready(world)), tell)
    solved = solve(paid, world, mode=mode, progress=progress)
    return replace(solved, scale=describe(paid, solved.arrival, passes))


def _ready(world: World) -> int:
    return world.scenario.need.ready_by


def _order(inputs: Inputs, mode: Mode, ready: int) -> xr.DataArray:
    """What arrives (state, product, year, channel) [units], cost and shortfall in one objective.

    A third of the time of two stages; close enough to find prices.
    """
    small = in_lots(inputs)
    model = declare(small)
    weight = inputs.weight if mode == "close_gaps" else _from_year(inputs, ready)
    model.add_objective(POINT * shortfall(model, small, weight) + cost(model, small))
    optim.solve(model)
    return in_units(model.solution["arrival"].fillna(0.0), inputs).clip(min=0)


def solve(
    inputs: Inputs,
    world: World,
    *,
    mode: Mode = "close_gaps",
    given_up: float = GIVEN_UP,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Declare and solve one programme, at the prices given, in two stages.

    given_up: share of the least shortfall that the second stage may give up.
    """
    tell = progress or (lambda step: None)
    tell("declare the programme")
    small = in_lots(inputs)
    model = declare(small)
    ready = world.scenario.need.ready_by
    since: int | None = None
    weight = inputs.weight
    if mode == "least_cost":
        since, weight = ready, _from_year(inputs, ready)
    elif mode == "earliest":
        tell("look for the first year in which all targets hold")
        since = _earliest(model, small)
        weight = _from_year(inputs, since if since is not None else int(inputs.years[-1]))
    tell("solve for the least shortfall")
    target, own = shortfall(model, small, weight), own_shortfall(model, small, weight)
    model.add_objective(target, overwrite=True)
    first = optim.solve(model)
    own_left = float(own.solution)
    duals = {
        name: _dual(model, name, inputs) for name in families(small) if name in model.constraints
    }
    tell("solve for the least cost")
    _hold(model, target, first.objective * (1 + given_up))
    if not all(part.targets for part in small.parts):
        # What others need must not be met with what the coalition gives up.
        _hold(model, own, own_left * (1 + given_up), name="own_shortfall_held")
    model.add_objective(cost(model, small), overwrite=True)
    second = optim.solve(model)
    return Plan(
        world=world,
        inputs=inputs,
        mode=mode,
        since=since,
        shortfall=own_left,
        helped_shortfall=max(0.0, first.objective - own_left),
        cost=second.objective - _preferred(model, small),
        solution=model.solution.map(in_units, inputs=inputs),
        duals=duals,
    )


def _dual(model: linopy.Model, family: str, inputs: Inputs) -> xr.DataArray:
    """Shadow prices for one unit of the right-hand side, not for one lot."""
    price = optim.dual(model, family)
    if family == "munitions":
        return price / LOTS[SHELLS]
    return in_units(price, inputs, per_unit=True)


def _preferred(model: linopy.Model, inputs: Inputs) -> float:
    """What the objective holds besides cost."""
    return sum(float(term.solution) for term in inputs.terms("preference", model, inputs))


def _hold(
    model: linopy.Model,
    target: linopy.LinearExpression,
    level: float,
    name: str = "shortfall_held",
) -> None:
    """Hardly more shortfall than the first stage found."""
    if name in model.constraints:
        model.remove_constraints(name)
    model.add_constraints(target <= max(level, 0.0) * (1 + SLACK) + SLACK, name=name)


def _from_year(inputs: Inputs, first: int) -> xr.DataArray:
    """The weights with gaps before `first` left out."""
    weight = inputs.weight.where(inputs.weight["year"] >= first, 0.0)
    return weight / weight.sum()


def _earliest(model: linopy.Model, inputs: Inputs) -> int | None:
    """The first year from which nothing need be missing, by halving; None: not by the end."""
    low, high = 0, len(inputs.years)
    while low < high:
        middle = (low + high) // 2
        weight = _from_year(inputs, int(inputs.years[middle]))
        model.add_objective(own_shortfall(model, inputs, weight), overwrite=True)
        if optim.solve(model, crossover=False).objective <= MET:
            high = middle
        else:
            low = middle + 1
    return int(inputs.years[low]) if low < len(inputs.years) else None
