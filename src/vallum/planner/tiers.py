"""Prices by tiers of volume and lines that are open or closed: what makes a programme integer.

From: `vallum.planner.exact`, which joins this part to the coalition as one.  To: the equations.

s product, t year, j channel (national, joint), k tier of volume.

    tiered[s,t,j,k] >= 0       units that arrive at the price of tier k
    in_tier[s,j,k] in {0, 1}   all that is ordered of s this way lies in tier k
    open[s,t]      in {0, 1}   the line of s works for the plan in t

What a volume V costs falls along a curve; in a tier it is a straight line between the tier's ends:
entry[k] + price[k] V.  The core's prices are those of the cheapest tier; this part adds what units
of dearer ones cost more, and the entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import linopy
import numpy as np
import xarray as xr

from vallum.planner.equations.money import cost_share, payment_schedule
from vallum.planner.inputs import Inputs
from vallum.planner.part import Part


@dataclass(frozen=True)
class Tiers(Part):
    """Tiers and lines of the coalition as one.

    low, high (product, channel, tier): bounds of the volume [units]; high 0: no such tier.
    price (product, channel, tier): of one more unit [EUR mn].
    entry (product, channel, tier): what a programme of this size costs besides [EUR mn].
    rate (product, year): least that an open line makes, signed orders included [units a year].
    most (product, year): most that it can make for the plan [units a year].
    """

    low: xr.DataArray
    high: xr.DataArray
    price: xr.DataArray
    entry: xr.DataArray
    rate: xr.DataArray
    most: xr.DataArray

    families = ("tier_split", "tier_low", "tier_high", "one_tier", "open_least", "open_most")

    def cheapest(self) -> xr.DataArray:
        """The least price of any tier (product, channel) [EUR mn]."""
        return self.price.where(self.high > 0).min("tier").fillna(0.0)

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        """Declare the columns; where nothing can arrive they are fixed at zero."""
        comes = _comes(p)
        there = self.high > 0
        free = (comes & there).transpose("product", "year", "channel", "tier")
        m.add_variables(lower=0, upper=xr.where(free, np.inf, 0.0), name="tiered")
        chosen = xr.where(there & comes.any("year"), 1, 0)
        chosen = chosen.transpose("product", "channel", "tier")
        m.add_variables(lower=0 * chosen, upper=chosen, integer=True, name="in_tier")
        works = xr.where(comes.any("channel") & (self.most > 0), 1, 0)
        works = works.transpose("product", "year")
        m.add_variables(lower=0 * works, upper=works, integer=True, name="open")

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        """Declare the rows."""
        define_tiers(m, self)
        define_open_lines(m, p, self)

    def spending(self, m: linopy.Model, p: Inputs) -> Any:
        """What dearer tiers and entries cost (state, year) [EUR bn].

        An entry is paid as the payments for deliveries spread evenly over all years would be.
        """
        dearer = self._owed(p, self.price - self.cheapest()).rename(paid="year", year="arrives")
        arriving = m["tiered"].rename(year="arrives")
        paid = (arriving * dearer).sum(["product", "arrives", "channel", "tier"])
        comes = _comes(p)
        years = comes.sum("year")
        spread = (self._owed(p, self.entry) * comes).sum("year") / years.where(years > 0, 1)
        entries = (m["in_tier"] * spread.rename(paid="year")).sum(["product", "channel", "tier"])
        return (paid + entries) * cost_share(p)

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Part:
        """Raises TypeError: tiers are of the coalition as one, and are never made coarser."""
        raise TypeError("tiers belong to the coalition as one")

    def _owed(self, p: Inputs, price: xr.DataArray) -> xr.DataArray:
        """When prices by tier are paid (product, channel, year, paid, tier) [EUR bn]."""
        there = price.where(self.high > 0, 0.0)
        each = [payment_schedule(replace(p, price=there.sel(tier=k, drop=True)))
                for k in there["tier"]]  # fmt: skip
        return xr.concat(each, dim=there["tier"])


def define_tiers(m: linopy.Model, part: Tiers) -> None:
    """sum_n arrival[n,s,t,j] = sum_k tiered[s,t,j,k];  sum_k in_tier[s,j,k] <= 1;

    low[s,j,k] in_tier[s,j,k] <= sum_t tiered[s,t,j,k] <= high[s,j,k] in_tier[s,j,k].
    """
    tiered, chosen = m["tiered"], m["in_tier"]
    split = m["arrival"].sum("state") - tiered.sum("tier")
    m.add_constraints(split == 0, name="tier_split")
    volume = tiered.sum("year")
    m.add_constraints(volume - part.low * chosen >= 0, name="tier_low")
    m.add_constraints(volume - part.high * chosen <= 0, name="tier_high")
    m.add_constraints(chosen.sum("tier") <= 1, name="one_tier")


def define_open_lines(m: linopy.Model, p: Inputs, part: Tiers) -> None:
    """rate[s,t] open[s,t] <= sum_{n,j} arrival[n,s,t,j] + signed[s,t];

    sum_{n,j} arrival[n,s,t,j] <= most[s,t] open[s,t].
    """
    made, opened = m["arrival"].sum(["state", "channel"]), m["open"]
    least = (part.rate - p.committed).clip(min=0)
    m.add_constraints(made - least * opened >= 0, name="open_least")
    m.add_constraints(made - part.most * opened <= 0, name="open_most")


def _comes(p: Inputs) -> xr.DataArray:
    """Where something can arrive (year, product, channel)."""
    return (p.money["year"] >= p.first_order + p.lead) & p.eligible.any("state")
