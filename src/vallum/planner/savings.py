"""What joint orders save, over the stated ranges of what the saving rests on.

From: a solved plan's orders, ranges in the World.  To: `vallum.planner.plan`, study.

    saving = sum_n,s joint[n,s] (price alone[n,s] - joint price[s])

for the same orders, with learning slopes, the part of a price that learns, the part that keeps a
line open and the overhead of joint orders at the ends of their ranges, one at a time and together.
The orders themselves stay: a plan that knew of steeper learning would order more jointly, so a high
end is rather too low and a low end too low by what would then be ordered nationally.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import xarray as xr

from vallum.planner.inputs import Inputs
from vallum.planner.learning import prices, prices_alone, with_prices_of
from vallum.world import World

VARIED = ("learning_share", "line_fixed_share", "joint_overhead")
"""Parameters that the saving rests on, besides the slopes."""
SLOPES = "slopes"
TOGETHER = "together"
BOUNDS = ("low", "high")


def saving_spread(world: World, inputs: Inputs, arrival: xr.DataArray) -> tuple[float, float]:
    """Least and most saving of these orders over all ranges together [EUR bn]."""
    return saving_ranges(world, inputs, arrival)[TOGETHER]


def saving_ranges(
    world: World, inputs: Inputs, arrival: xr.DataArray
) -> dict[str, tuple[float, float]]:
    """Assumption -> least and most saving of these orders [EUR bn]; `together`: of all ends."""
    found = {
        name: _ends(
            joint_saving(_varied(world, inputs, {name: bound}), arrival) for bound in BOUNDS
        )
        for name in (SLOPES, *VARIED)
    }
    names = (SLOPES, *VARIED)
    corners = (
        dict(zip(names, bounds, strict=True)) for bounds in product(BOUNDS, repeat=len(names))
    )
    found[TOGETHER] = _ends(
        joint_saving(_varied(world, inputs, corner), arrival) for corner in corners
    )
    return found


def joint_saving(inputs: Inputs, arrival: xr.DataArray) -> float:
    """What joint orders save at the prices of their own volumes [EUR bn]."""
    joint = arrival.sum("year").sel(channel="joint")
    paid = prices(with_prices_of(inputs, arrival)).sel(channel="joint")
    return float((joint * (prices_alone(inputs, arrival) - paid)).sum()) / 1000


def _varied(world: World, inputs: Inputs, ends: dict[str, str]) -> Inputs:
    """The same programme with some assumptions at an end of their range."""
    parameters, slope = dict(inputs.parameters), inputs.slope
    for name, bound in ends.items():
        if name == SLOPES:
            own = world["slope_range"].sel(bound=bound, drop=True)
            slope = own.sel(product=inputs.slope["product"].values)
        else:
            parameters[name] = float(world["parameter_range"].sel(parameter=name, bound=bound))
    return replace(inputs, parameters=parameters, slope=slope)


def _ends(values: Iterator[float]) -> tuple[float, float]:
    found = list(values)
    return min(found), max(found)
