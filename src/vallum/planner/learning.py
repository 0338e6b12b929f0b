"""Prices that fall with volume: programmes in succession, to a fixed point.

From: `vallum.planner.plan`, which solves one programme at given prices.  To: study, store.

Price of a product at a volume of V units, against the catalogue's price P of a reference batch B:

    price(V) = P [1 - share + share r^b + fixed (1/r - 1)],   r = V/B,   b = log2(slope)   (Wright)

share is the part of a price that learning bears on, fixed the part that keeps the line open.  A
national order learns from what that state orders, a joint one from what all states order jointly;
joint orders cost `joint_overhead` more and come `joint_delay` later.  So a joint order of one state
never pays.

The programme is linear only at given prices.  Each pass takes prices from the volumes of the pass
before and solves again, shortfall and cost weighed in one objective; the last programme then takes
the prices as they are.  What still differs at the end is reported (`Scale.price_gap`).  What nobody
orders yet is priced at the volume that it would have if all that is ordered came that way: else a
joint order could never begin.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from vallum.planner.inputs import Inputs

MOST_PASSES = 4
CLOSE = 0.01
"""Spending-weighted mean change of price between passes below which they have met."""
LEAST, MOST = 0.1, 50.0
"""Volumes outside these multiples of the reference batch change the price no further."""


@dataclass(frozen=True)
class Scale:
    """How the passes went.

    passes: programmes solved before the last.
    price_gap: spending-weighted mean difference between the prices that the last programme paid and
        those that its volumes would have [share].
    joint_share: part of the value of all orders that is ordered jointly [share].
    joint_saving: what the joint orders would cost more if each state placed its part nationally
    [EUR bn].
    spread: least and most of the same orders' saving over the stated ranges (`planner.savings`).
    exact: how the integer programme decided; None without one.
    """

    passes: int
    price_gap: float
    joint_share: float
    joint_saving: float
    spread: tuple[float, float] | None = None
    exact: Exact | None = None

    def told(self) -> list[str]:
        """The same in plain sentences."""
        low, high = self.spread or (self.joint_saving, self.joint_saving)
        spread = f" ({low:,.0f} to {high:,.0f} over the stated ranges)" if self.spread else ""
        return [
            f"Joint orders: {self.joint_share * 100:.0f} % of the value of all orders; placed "
            f"nationally they would cost EUR {self.joint_saving:,.0f} bn more{spread} (prices and "
            f"volumes met within {self.price_gap * 100:.1f} %).",
            *([self.exact.told()] if self.exact else []),
        ]


@dataclass(frozen=True)
class Exact:
    """How the integer programme of `vallum.planner.exact` compares with the passes.

    Both are of the coalition as one, at the prices of their own volumes and the same shortfall.
    gap: proven distance from the least cost [share]; cost, passes_cost: discounted [EUR bn];
    passes_gap: how far prices and volumes of the passes met [share]; lines: that stay open;
    programmes: systems ordered jointly.
    """

    gap: float
    cost: float
    passes_cost: float
    passes_gap: float
    lines: int
    programmes: int

    @property
    def difference(self) -> float:
        """Cost of the exact plan over that of the passes, less one."""
        return self.cost / self.passes_cost - 1 if self.passes_cost > 0 else 0.0

    def told(self) -> str:
        """The same in one plain sentence."""
        return (
            f"Exact: {self.lines} lines open and {self.programmes} joint programmes, proven within "
            f"{self.gap * 100:.2f} % of the least cost; for the coalition as one EUR "
            f"{self.cost:,.0f} bn discounted, {self.difference * 100:+.1f} % against successive "
            "passes."
        )


def price_factor(
    volume: xr.DataArray, batch: xr.DataArray, slope: xr.DataArray, share: float, fixed: float
) -> xr.DataArray:
    """Price at a volume over the catalogue's price [ratio]; 1 at the reference batch.

    volume (..., product) [units], batch (product) [units], slope (product) [ratio].
    Source: Wright's cumulative-average curve.
    """
    ratio = (volume / batch).clip(LEAST, MOST)
    return 1 - share + share * ratio ** np.log2(slope) + fixed * (1 / ratio - 1)


def with_prices_of(inputs: Inputs, arrival: xr.DataArray) -> Inputs:
    """The same programme at the prices that these orders would have (state, product, channel)."""
    p = inputs.parameters
    ordered = arrival.sum("year")
    national, joint = ordered.sel(channel="national"), ordered.sel(channel="joint").sum("state")
    own = ordered.sum("channel")
    # What nobody orders this way is priced as if all that is ordered came this way.
    alone = xr.where(national > 0, national, own)
    alone = xr.where(alone > 0, alone, inputs.batch)
    together = xr.where(joint > 0, joint, own.sum("state"))
    together = xr.where(together > 0, together, inputs.batch)

    dear = _at(inputs, _each(inputs, alone)).transpose("state", "product")
    shared = (_at(inputs, together) * (1 + p["joint_overhead"])).broadcast_like(dear)
    channels = xr.DataArray(["national", "joint"], dims="channel", name="channel")
    price = xr.concat([dear, shared], dim=channels).transpose("state", "product", "channel")
    return replace(inputs, price=price.reset_coords(drop=True))


def settle(
    inputs: Inputs,
    order: Callable[[Inputs], xr.DataArray],
    tell: Callable[[str], None],
    reprice: Callable[[Inputs, xr.DataArray], Inputs] = with_prices_of,
) -> tuple[Inputs, int]:
    """The programme at prices that agree with its orders, and in how many passes they met.

    order: what arrives in the programme at given prices (state, product, year, channel) [units].
    reprice: the programme at the prices of orders; what it keeps fixed stays so.
    Passes stop when prices have met, or after `MOST_PASSES`.
    """
    paid = inputs
    for done in range(1, MOST_PASSES + 1):
        tell(f"price the orders by their volume (pass {done})")
        arrival = order(paid)
        following = reprice(inputs, arrival)
        if gap_between(paid, following, arrival) < CLOSE:
            return paid, done
        # From the third pass on only half of a change is taken, so that prices cannot swing.
        part = 1.0 if done < 3 else 0.5
        price = prices(paid) + part * (following.price - prices(paid))
        paid = replace(inputs, price=price)
    return paid, MOST_PASSES


def describe(paid: Inputs, arrival: xr.DataArray, passes: int) -> Scale:
    """What joint orders save against the same orders placed nationally, and how far prices met."""
    ordered = arrival.sum("year")
    spent = ordered * prices(paid)
    total = float(spent.sum())
    gained = prices_alone(paid, arrival) - prices(paid).sel(channel="joint")
    return Scale(
        passes=passes,
        price_gap=gap_between(paid, with_prices_of(paid, arrival), arrival),
        joint_share=float(spent.sel(channel="joint").sum()) / total if total > 0 else 0.0,
        joint_saving=float((ordered.sel(channel="joint") * gained).sum()) / 1000,
    )


def prices_alone(inputs: Inputs, arrival: xr.DataArray) -> xr.DataArray:
    """Prices if each state placed all that it orders nationally (state, product) [EUR mn]."""
    volume = arrival.sum(["year", "channel"])
    for part in inputs.parts:
        volume = part.alone(inputs, volume)
    volume = xr.where(volume > 0, volume, inputs.batch)
    return _at(inputs, _each(inputs, volume)).transpose("state", "product")


def prices(inputs: Inputs) -> xr.DataArray:
    """Prices by state (state, product, channel) [EUR mn], also where all states pay the same."""
    each = xr.ones_like(inputs.eligible, dtype=float)
    return (inputs.price * each).transpose("state", "product", "channel")


def gap_between(paid: Inputs, found: Inputs, arrival: xr.DataArray) -> float:
    """Spending-weighted mean difference between two sets of prices [share of what was paid]."""
    was, now = prices(paid), prices(found)
    spent = arrival.sum("year") * was
    total = float(spent.sum())
    return float((spent * abs(now / was - 1)).sum()) / total if total > 0 else 0.0


def _each(inputs: Inputs, volume: xr.DataArray) -> xr.DataArray:
    """Of a national volume, that of one order: a bloc places as many as it has members."""
    return volume if inputs.orders_apart is None else volume / inputs.orders_apart


def _at(inputs: Inputs, volume: xr.DataArray) -> xr.DataArray:
    """The price of each product at these volumes [EUR mn]."""
    p = inputs.parameters
    shape = (inputs.batch, inputs.slope, p["learning_share"], p["line_fixed_share"])
    return inputs.list_price * price_factor(volume, *shape)
