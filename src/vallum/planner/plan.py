"""Solve the programme: least shortfall first, then least cost at that shortfall.

From: `vallum.planner.equations`.  To: study.

Modes:
    close_gaps   all years count, weights highest up to the year in which forces should be ready
    least_cost   only gaps from that year on count; then the cheapest way
    earliest     the first year from which all targets can hold, then the cheapest way to it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import linopy
import xarray as xr

from vallum import optim
from vallum.planner.consolidation import consolidated
from vallum.planner.equations import cost, declare, families, own_shortfall, shortfall
from vallum.planner.exact import Decided, as_one, decide, hold_joint, take_over
from vallum.planner.inputs import LOTS, Demand, Inputs, aggregate, gather, in_lots, in_units
from vallum.planner.learning import Exact, Scale, describe, settle, with_prices_of
from vallum.planner.parts import with_parts
from vallum.planner.parts.persistence import Previous, following, follows
from vallum.planner.repricing import change_prices, priced_by_core
from vallum.planner.result import Plan
from vallum.planner.savings import saving_spread
from vallum.world import World
from vallum.world.equipment import SHELLS

Mode = Literal["close_gaps", "least_cost", "earliest"]
Reprice = Callable[[Inputs, xr.DataArray], Inputs]
"""Gives a programme the prices that its orders would have."""
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
    previous: Previous | None = None,
    exact: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Find what to order so that the least is missing, at the least cost.

    demand: what must be met, from `vallum.study.demand_of(gaps)`.
    blocs: state -> bloc, for a coarser programme under the same equations.
    previous: an older plan to change as little as possible (`vallum.planner.parts.persistence`).
    exact: decide joint programmes and open lines by an integer programme (`vallum.planner.exact`).
    Prices fall with volume: several programmes in succession (`vallum.planner.learning`).
    """
    tell = progress or (lambda step: None)
    states = with_parts(world, gather(world, demand))
    if previous is not None:
        states = following(states, previous)
    inputs = states if blocs is None else aggregate(states, blocs)
    told: Exact | None = None
    reprice: Reprice = with_prices_of
    if exact:
        _, decided, told = decide_exactly(as_one(states), world, mode, tell)
        inputs = take_over(inputs, decided)
        reprice = partial(_reprice, decided=decided)
    found = _at_settled_prices(inputs, world, mode, reprice, tell)
    if caps := world.scenario.procurement.max_types:
        found = _at_settled_prices(consolidated(found, caps), world, mode, reprice, tell)
    if told is None or found.scale is None:
        return found
    return replace(found, scale=replace(found.scale, exact=told))


def _at_settled_prices(
    inputs: Inputs, world: World, mode: Mode, reprice: Reprice, tell: Callable[[str], None]
) -> Plan:
    """The plan at prices that agree with its volumes; at those of the plan that it follows, where
    its own volumes agree with them as well."""
    followed = follows(inputs)
    if followed is not None:
        inputs = followed.priced(inputs)
        kept = solve(inputs, world, mode=mode, progress=tell)
        scale = describe(inputs, kept.arrival, 1)
        if scale.price_gap <= followed.close(inputs):
            return _with_scale(kept, scale)
    order = _Orders(mode, _ready(world))
    paid, passes = settle(inputs, order, tell, reprice)
    solved = solve(paid, world, mode=mode, progress=tell, loaded=order.at(paid))
    return _with_scale(solved, describe(paid, solved.arrival, passes))


def _with_scale(solved: Plan, scale: Scale) -> Plan:
    """What is known of its prices, with the range that the saving of joint orders lies in."""
    spread = saving_spread(solved.world, solved.inputs, solved.arrival)
    return replace(solved, scale=replace(scale, spread=spread))


def decide_exactly(
    whole: Inputs, world: World, mode: Mode, tell: Callable[[str], None] = lambda step: None
) -> tuple[Plan, Decided, Exact]:
    """The plan by successive passes, what the integer programme decides, and how both compare.

    whole: from `vallum.planner.exact.as_one`.  The passes of the same coalition give the shortfall
    that is held, and the cost to compare with at the shortfall that both can reach.
    """
    order = _Orders(mode, _ready(world))
    paid, passes = settle(whole, order, tell)
    usual = solve(paid, world, mode=mode)
    weight = (
        whole.weight if mode == "close_gaps" else _from_year(whole, usual.since or _ready(world))
    )
    level = usual.judged * (1 + GIVEN_UP)
    decided = decide(whole, weight, level, tell)
    taken = take_over(whole, decided)
    least = solve(taken, world, mode=mode, given_up=0)
    # Lines that make their least or stay closed may not reach the level.  Both are then compared
    # where the lines decided on can be: the last bit of a shortfall costs more than all before it.
    common = max(level, least.judged * (1 + GIVEN_UP))
    found = solve(taken, world, mode=mode, given_up=_beyond(least, common))
    if common > level:
        usual = solve(paid, world, mode=mode, given_up=_beyond(usual, common))
    return (
        usual,
        decided,
        Exact(
            gap=decided.gap,
            cost=found.cost,
            passes_cost=usual.cost,
            passes_gap=describe(paid, usual.arrival, passes).price_gap,
            lines=int(decided.opened.sum()),
            programmes=int(decided.joint.sum()),
        ),
    )


def _beyond(plan: Plan, level: float) -> float:
    """Share of a plan's least shortfall by which a level lies above it."""
    return max(0.0, level / plan.judged - 1) if plan.judged > 0 else 0.0


def _reprice(inputs: Inputs, arrival: xr.DataArray, decided: Decided) -> Inputs:
    return hold_joint(with_prices_of(inputs, arrival), decided)


def _ready(world: World) -> int:
    return world.scenario.need.ready_by


class _Orders:
    """What arrives at given prices (state, product, year, channel) [units].

    Cost and shortfall stand in one objective: a third of the time of two stages, and close enough
    to find prices.  The programme is declared once; then only its prices change.
    """

    def __init__(self, mode: Mode, ready: int) -> None:
        self.mode, self.ready = mode, ready
        self._loaded: _Loaded | None = None

    def __call__(self, inputs: Inputs) -> xr.DataArray:
        if (loaded := self.at(inputs)) is None:
            small = in_lots(inputs)
            model = declare(small)
            close = self.mode == "close_gaps"
            weight = inputs.weight if close else _from_year(inputs, self.ready)
            both = POINT * shortfall(model, small, weight) + cost(model, small)
            model.add_objective(both)
            self._loaded = loaded = _Loaded(model, small, optim.Kept(model))
        else:
            loaded.kept.solve_afresh()
        return in_units(loaded.kept.value("arrival"), inputs).clip(min=0)

    def at(self, inputs: Inputs) -> _Loaded | None:
        """The loaded programme at the prices of these inputs; None where there is none to change.

        Nothing but their prices may differ from those of the inputs that were asked before.
        """
        small = in_lots(inputs)
        if self._loaded is None or not priced_by_core(small):
            return None
        change_prices(self._loaded.kept, small)
        return self._loaded


@dataclass(frozen=True)
class _Loaded:
    """A programme as it was declared, the inputs it was declared from, and it in a solver."""

    model: linopy.Model
    small: Inputs
    kept: optim.Kept


def solve(
    inputs: Inputs,
    world: World,
    *,
    mode: Mode = "close_gaps",
    given_up: float = GIVEN_UP,
    progress: Callable[[str], None] | None = None,
    loaded: _Loaded | None = None,
) -> Plan:
    """Declare and solve one programme, at the prices given, in two stages.

    given_up: share of the least shortfall that the second stage may give up.
    loaded: the same programme, at these prices, where it is in a solver already; it is used up.
    """
    tell = progress or (lambda step: None)
    small = in_lots(inputs)
    if loaded is None:
        tell("declare the programme")
        model = declare(small)
    else:
        model = loaded.model
    ready = world.scenario.need.ready_by
    since: int | None = None
    weight = inputs.weight
    if mode == "least_cost":
        since, weight = ready, _from_year(inputs, ready)
    elif mode == "earliest":
        tell("look for the first year in which all targets hold")
        since = _earliest(model, small, loaded)
        weight = _from_year(inputs, since if since is not None else int(inputs.years[-1]))
    tell("solve for the least shortfall")
    target, own = shortfall(model, small, weight), own_shortfall(model, small, weight)
    if loaded is None:
        model.add_objective(target, overwrite=True)
        kept = optim.Kept(model)
        least = kept.objective
    else:
        kept = loaded.kept
        kept.aim(target)
        least = kept.solve_afresh().objective
    own_left = kept.worth(own)
    duals = {name: _dual(kept, name, inputs) for name in families(small) if name in kept.families}
    tell("solve for the least cost")
    kept.hold(target, _hardly_more(least * (1 + given_up)))
    if not all(part.targets for part in small.parts):
        # What others need must not be met with what the coalition gives up.
        kept.hold(own, _hardly_more(own_left * (1 + given_up)))
    kept.aim(cost(model, small))
    second = kept.solve_afresh()
    # What parts prefer decides between plans; it is no money that anybody pays.
    preferred = sum(kept.worth(term) for term in small.terms("preference", model, small))
    return Plan(
        world=world,
        inputs=inputs,
        mode=mode,
        since=since,
        shortfall=own_left,
        helped_shortfall=max(0.0, least - own_left),
        cost=second.objective - preferred,
        solution=kept.solution.map(in_units, inputs=inputs),
        duals=duals,
    )


def _dual(kept: optim.Kept, family: str, inputs: Inputs) -> xr.DataArray:
    """Shadow prices for one unit of the right-hand side, not for one lot."""
    price = kept.dual(family)
    if family == "munitions":
        return price / LOTS[SHELLS]
    return in_units(price, inputs, per_unit=True)


def _hardly_more(level: float) -> float:
    """The shortfall that the second stage may have: the first one's, and what solvers overlook."""
    return max(level, 0.0) * (1 + SLACK) + SLACK


def _from_year(inputs: Inputs, first: int) -> xr.DataArray:
    """The weights with gaps before `first` left out."""
    weight = inputs.weight.where(inputs.weight["year"] >= first, 0.0)
    return weight / weight.sum()


def _earliest(model: linopy.Model, inputs: Inputs, loaded: _Loaded | None) -> int | None:
    """The first year from which nothing need be missing, by halving; None: not by the end."""
    low, high = 0, len(inputs.years)
    kept = None if loaded is None else loaded.kept
    while low < high:
        middle = (low + high) // 2
        missing = own_shortfall(model, inputs, _from_year(inputs, int(inputs.years[middle])))
        if kept is None:
            model.add_objective(missing, overwrite=True)
            kept = optim.Kept(model)
            least = kept.objective
        else:
            kept.aim(missing)
            least = kept.solve_afresh(crossover=False).objective
        if least <= MET:
            high = middle
        else:
            low = middle + 1
    return int(inputs.years[low]) if low < len(inputs.years) else None
