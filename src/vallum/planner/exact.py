"""Joint programmes, price tiers and open lines decided exactly, in the coalition as one.

From: `vallum.planner.inputs`, `vallum.planner.tiers`.  To: `vallum.planner.plan`.

The successive passes of `vallum.planner.learning` find prices that agree with their own orders; a
better set of orders may exist that they never see, because what is not ordered yet is dear.  Here a
mixed-integer programme chooses: which line works in which year, and in which tier of volume each
product is ordered nationally and jointly.  It takes the least cost at the shortfall that the passes
reach, and the solver proves how far from the best it may be.

A whole state-level integer programme is out of reach, so states are one bloc here.  What they order
nationally falls into as many equal orders as they come to by their money (inverse Herfindahl), and
is priced as such.  The state-level programme then takes over what was decided: a product whose line
stays closed is not on offer, joint orders have the prices of their tiers, and no others are begun.

    C(V)  = V price(V) = list_price [V (1 - share - fixed) + share V (V/B)^b + fixed B]
    C(V) ~= entry[k] + price[k] V  within low[k] <= V <= high[k]     the line between the two ends
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from vallum import optim
from vallum.planner.equations import (
    cost,
    counts_for,
    declare,
    line_ramp,
    line_today,
    shortfall,
)
from vallum.planner.inputs import Inputs, aggregate, in_lots, in_units
from vallum.planner.learning import LEAST, price_factor, with_prices_of
from vallum.planner.tiers import Tiers
from vallum.world.names import BRIGADE
from vallum.world.pooling import POOL

ALL = "coalition"
TIERS = 4
GAP = 1e-3
"""Proven distance from the least cost at which the solver may stop."""
SECONDS = 60.0
"""When the solver must stop with what it has; how far that is proven is told."""
AMPLE = 1.5
"""No programme is larger than so many times all that is asked of its category."""
POINT = 1e4
"""EUR bn that a point of shortfall above the level weighs: it is never worth its price."""
SMALL = 1e-6


@dataclass(frozen=True)
class Decided:
    """What the integer programme decided.

    opened, joint (product): the line works for the plan at all; joint orders are placed.
    price (product, channel): at the volumes found, overhead of joint orders included [EUR mn].
    arrival: of the coalition as one (state, product, year, channel) [units].
    cost: discounted, by the lines of the tiers [EUR bn]; gap: how far it is proven [share].
    """

    opened: xr.DataArray
    joint: xr.DataArray
    price: xr.DataArray
    arrival: xr.DataArray
    cost: float
    gap: float


def as_one(inputs: Inputs) -> Inputs:
    """The coalition as one bloc, which knows into how many orders its national ones fall."""
    bloc = {str(state): ALL for state in inputs.money["state"].values if state != POOL}
    money = inputs.money.sum("year") * inputs.eligible
    whole = money.sum("state")
    apart = 1 / ((money / whole.where(whole > 0, 1.0)) ** 2).sum("state").where(whole > 0, 1.0)
    return replace(aggregate(inputs, bloc), orders_apart=apart)


def decide(
    whole: Inputs,
    weight: xr.DataArray,
    level: float,
    tell: Callable[[str], None] = lambda step: None,
) -> Decided:
    """The least cost of the coalition as one at a given shortfall, lines and tiers chosen.

    whole: from `as_one`; weight: of gaps (element, year); level: of shortfall [points of 100], held
    as far as lines that make their least allow it.
    """
    tell("decide lines and price tiers of the coalition as one")
    small = with_tiers(whole)
    model = declare(small)
    above = model.add_variables(lower=0, name="above_level")
    missing = shortfall(model, small, weight)
    model.add_constraints(missing - above <= level, name="shortfall_held")
    model.add_objective(cost(model, small) + POINT * above)
    found = optim.solve_integer(model, gap=GAP, seconds=SECONDS)
    arrival = in_units(model.solution["arrival"].fillna(0.0), whole).clip(min=0)
    arrival = arrival.where(arrival > SMALL, 0.0)
    volume = arrival.sum(["state", "year"])
    return Decided(
        opened=volume.sum("channel") > 0,
        joint=volume.sel(channel="joint", drop=True) > 0,
        price=with_prices_of(whole, arrival).price.sel(state=ALL, drop=True),
        arrival=arrival,
        cost=found.objective - POINT * float(above.solution),
        gap=found.gap,
    )


def take_over(inputs: Inputs, decided: Decided) -> Inputs:
    """The same programme with closed lines left out and at the prices decided; see `hold_joint`.

    A kind of which no line opens stays on offer whole: the coalition as one pools what it has, a
    state may still lack it.
    """
    served = decided.opened.groupby(inputs.category.rename("category")).any()
    instead = served.sel(category=inputs.category).drop_vars("category")
    offered = (inputs.eligible & (decided.opened | ~instead)).transpose("state", "product")
    each = xr.ones_like(inputs.eligible, dtype=float)
    price = (decided.price * each).transpose("state", "product", "channel")
    return hold_joint(replace(inputs, eligible=offered, price=price), decided)


def hold_joint(inputs: Inputs, decided: Decided) -> Inputs:
    """The same programme with joint orders at the prices decided.

    A joint order that was not begun costs what the smallest one would: it is left to those whom a
    rule obliges to order jointly.
    """
    p = inputs.parameters
    shape = (inputs.batch, inputs.slope, p["learning_share"], p["line_fixed_share"])
    alone = inputs.list_price * price_factor(LEAST * inputs.batch, *shape)
    alone = alone * (1 + p["joint_overhead"])
    joint = xr.where(decided.joint, decided.price.sel(channel="joint", drop=True), alone)
    price = xr.where(inputs.price["channel"] == "joint", joint, inputs.price)
    return replace(inputs, price=price.transpose(*inputs.price.dims))


def tier_bounds(p: Inputs) -> xr.Dataset:
    """Tiers of volume: low, high (product, channel, tier) [units]; high 0 where there is none.

    Four, evenly on the scale of ratios, from `LEAST` of the reference batch (of each of the orders
    that are placed apart) to the largest volume that lines can make and anyone asks for; the first
    begins at nothing.
    """
    least = LEAST * p.batch * _orders(p)
    reach = np.minimum(most_made(p).sum("year"), largest_need(p)) * xr.ones_like(least)
    ratio = np.maximum(reach / least, 1.0) ** (1 / TIERS)
    place = xr.DataArray(np.arange(TIERS), dims="tier", coords={"tier": np.arange(TIERS)})
    several = ratio > 1.0
    high = xr.where(several & (place < TIERS - 1), least * ratio ** (place + 1), reach)
    high = high.where(several | (place == 0), 0.0)
    low = (least * ratio**place).where(several & (place > 0), 0.0)
    order = ("product", "channel", "tier")
    return xr.Dataset({"low": low.transpose(*order), "high": high.transpose(*order)})


def most_made(p: Inputs) -> xr.DataArray:
    """Most that a line can make for the plan, if it grows as fast as it may (product, year)."""
    today, ramp = line_today(p).values, line_ramp(p).values
    spare = np.maximum(today - p.committed.values, 0.0)
    most, grown = np.zeros_like(today), np.zeros(len(ramp))
    for t in range(today.shape[1]):
        if t > 0:
            grown = grown + ramp * (today[:, t - 1] + grown)
        most[:, t] = spare[:, t] + grown
    return xr.DataArray(most, dims=("product", "year"), coords=p.line.coords)


def largest_need(p: Inputs) -> xr.DataArray:
    """`AMPLE` times all that is asked of the category of a product (product) [units]."""
    need = p.demand.need.max("year")
    asked = (counts_for(p) * need).sum("element")
    brigades = float(p.people.sum("state").max())
    if BRIGADE in need["element"].values:
        brigades = max(brigades, float(need.sel(element=BRIGADE)))
    asked = asked + brigades * p.kit.reindex(category=asked["category"].values, fill_value=0.0)
    own = asked.sel(category=p.category).drop_vars("category")
    return AMPLE * own / p.serves.where(p.serves > 0, 1.0)


def with_tiers(whole: Inputs) -> Inputs:
    """The programme in lots, with tiers and lines as a part."""
    p, bounds = in_lots(whole), tier_bounds(whole)
    low, high = bounds["low"], bounds["high"]
    least = LEAST * whole.batch * _orders(whole)
    start = xr.where(low > 0, low, np.minimum(least, high / 2))
    length = high - start
    # One line where a tier has no length: the price of its one volume.
    slope = (_bill(whole, high) - _bill(whole, start)) / length.where(length > 0, 1.0)
    entry = (_bill(whole, high) - slope * high).clip(min=0)
    lots = whole.batch / p.batch
    part = Tiers(
        low=low / lots,
        high=high / lots,
        price=(slope * lots).transpose(*low.dims),
        entry=entry.transpose(*low.dims),
        rate=p.parameters["line_minimum"] * line_today(p),
        most=most_made(p),
    )
    return replace(p, price=part.cheapest(), parts=(*p.parts, part))


def _bill(p: Inputs, volume: xr.DataArray) -> xr.DataArray:
    """What a volume costs (product, channel, ...) [EUR mn]; nothing where there is none."""
    shape = (p.batch, p.slope, p.parameters["learning_share"], p.parameters["line_fixed_share"])
    factor = price_factor((volume / _orders(p)).where(volume > 0, p.batch), *shape)
    overhead = xr.where(volume["channel"] == "joint", 1 + p.parameters["joint_overhead"], 1.0)
    bill: xr.DataArray = volume * p.list_price * factor * overhead
    return bill


def _orders(p: Inputs) -> xr.DataArray:
    """Into how many orders a volume falls (product, channel): joint ones into one."""
    one = xr.ones_like(p.lead, dtype=float)
    apart = one if p.orders_apart is None else one * p.orders_apart
    return apart.where(one["channel"] == "national", 1.0).transpose("product", "channel")
