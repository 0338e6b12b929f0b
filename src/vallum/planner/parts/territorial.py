"""Territorial defence: what frontline states buy for themselves alone.

From: World (`territorial`, `at_home`), scenario.  To: `vallum.planner.parts`.

Beside the common need stands one of each frontline state.  What it keeps at home serves it first;
what it then buys for it comes off the same orders, lines and money, and is no longer counted
towards the common need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import linopy
import numpy as np
import polars as pl
import xarray as xr

from vallum.planner.equations.steps import grown, moved
from vallum.planner.part import Part
from vallum.world import World
from vallum.world.needs import DOMAINS

if TYPE_CHECKING:
    from vallum.planner.inputs import Inputs
    from vallum.planner.result import Plan

LOTS = ("shell_155mm",)
"""Counted in lots by the programme (`vallum.planner.inputs.LOTS`)."""


def build_territorial(world: World, inputs: Inputs) -> Part | None:
    """What frontline states lack at home; None where the scenario gives it no weight.

    None too where no state of the programme is on the frontline, or none lacks anything there.
    """
    weight = world.scenario.need.territorial_weight
    need = world["territorial"]
    planning = inputs.states
    asking = need.sel(state=planning).sum([dim for dim in need.dims if dim != "state"])
    states = list(planning[asking.values > 0])
    if not weight or not states:
        return None
    need = need.sel(state=states).reset_coords(drop=True)
    # What is fired away is one stock for all: no part of it is any state's own.
    lasting = ~need["category"].isin(list(LOTS))
    need = need.isel(category=(need.values.any(axis=0) & lasting.values))
    kept = world["at_home"].sel(state=states, category=need["category"]).reset_coords(drop=True)
    asked = need > 0
    whole = 100 * weight / len(DOMAINS)
    share = asked / asked.sum("category") / len(states) * whole
    # Where a reserve is always whole there is nothing to decide.
    short = (kept < need).any(["state", "year"]).values
    if not short.any():
        return None
    need, kept, share = (array.isel(category=short) for array in (need, kept, share))
    of = inputs.category.rename("category")
    sold = inputs.eligible.sel(state=states).groupby(of).any("product")
    sold = sold.reindex(category=need["category"].values, fill_value=False)
    return Territorial(
        need=_apart(need),
        kept=_apart(kept),
        share=_apart(share),
        whole=whole,
        sold=_apart(sold.transpose("state", "category").reset_coords(drop=True)),
    )


@dataclass(frozen=True)
class Territorial(Part):
    """Needs at home, over states (`front`) and categories (`home_kind`) of which one is short.

    need (front, home_kind) [units]; kept (front, home_kind, year) [units]: what is at home anyway;
    share (front, home_kind): points of 100 that missing all of it weighs; whole: the same of all
    that is needed at home; sold (front, home_kind) [bool]: whether the state may order any.
    """

    need: xr.DataArray
    kept: xr.DataArray
    share: xr.DataArray
    whole: float
    sold: xr.DataArray

    families = ("home_kept", "home_need")

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        """home[n,c,t]: bought for the territory so far; home_gap[n,c,t]: still missing."""
        m.add_variables(lower=0, upper=self.bounds(p)["home"], name="home")
        m.add_variables(lower=xr.zeros_like(self.kept), name="home_gap")

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_home_kept(m, p)
        define_home_need(m, p, self)

    def right(self, p: Inputs) -> dict[str, xr.DataArray]:
        """What need and reserve leave open (front, home_kind, year)."""
        return {"home_need": (self.need - self.kept).clip(min=0).transpose(*self.kept.dims)}

    def bounds(self, p: Inputs) -> dict[str, xr.DataArray]:
        """No bound where a state is short of what it may order."""
        short = (self.kept < self.need).any("year") & self.sold
        upper = xr.where(short, np.inf, 0.0) * xr.ones_like(self.kept)
        return {"home": upper.fillna(0.0).transpose(*self.kept.dims)}

    def weights(self, p: Inputs) -> dict[str, xr.DataArray]:
        """share[n,c] year[t] / territorial[n,c]; year[t] is what the common need gives the year."""
        weight = self.share / self.need.where(self.need > 0, 1) * p.weight.sum("element")
        return {"home_gap": weight.transpose(*self.kept.dims)}

    def shape(self, p: Inputs) -> object:
        labels = (self.need["front"].values.tolist(), self.need["home_kind"].values.tolist())
        return ("Territorial", *map(tuple, labels))

    def fitted(self, loaded: Part) -> Part:
        """Over more states and kinds: of those that it lacks nothing is needed at home."""
        if not isinstance(loaded, Territorial):
            return self
        over = {dim: loaded.need.indexes[dim] for dim in ("front", "home_kind")}
        if any(not set(self.need.indexes[dim]) <= set(labels) for dim, labels in over.items()):
            return self
        more = {name: getattr(self, name).reindex(over, fill_value=0.0) for name in _OVER_NEED}
        return replace(self, **more, sold=self.sold.reindex(over, fill_value=False))

    def flow(self, m: linopy.Model, p: Inputs) -> Any:
        """What goes home leaves what is held for the common need."""
        sent = moved(m["home"], {0: -1.0, -1: 1.0}).rename(front="state", home_kind="category")
        whole = {dim: p.free.indexes[dim] for dim in ("state", "category")}
        whole["state"] = p.money.indexes["state"]
        return sent.reindex(whole).fillna(0)

    def shortfall(self, m: linopy.Model, p: Inputs) -> Any:
        """sum_{n,c,t} share[n,c] year[t] home_gap[n,c,t] / territorial[n,c], in points of 100.

        year[t] is the weight that the common need gives to the year.
        """
        return (m["home_gap"] * self.weights(p)["home_gap"]).sum()

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Territorial:
        names = [bloc_of[str(state)] for state in self.need["front"].values]
        label = xr.DataArray(names, dims="front", coords={"front": self.need["front"].values})

        def add(array: xr.DataArray) -> xr.DataArray:
            summed = array.groupby(label.rename("bloc")).sum("front").rename(bloc="front")
            return summed.transpose(*array.dims)

        # What one member keeps beyond its need does not serve another's territory.
        kept = xr.where(self.kept < self.need, self.kept, self.need).transpose(*self.kept.dims)
        sold = add(self.sold.astype(float)) > 0
        return replace(self, need=add(self.need), kept=add(kept), share=add(self.share), sold=sold)

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_territorial (state, category, year): need, at_home, bought, missing [units]."""
        bought, missing = self._bought(plan), self._missing(plan)
        rows = [
            {
                "state": str(state),
                "category": str(kind),
                "year": year,
                "need": round(need, 4),
                "at_home": round(min(need, float(self.kept.values[n, c, t])), 4),
                "bought": round(float(bought.values[n, c, t]), 4),
                "missing": round(float(missing.values[n, c, t]), 4),
            }
            for n, state in enumerate(self.need["front"].values)
            for c, kind in enumerate(self.need["home_kind"].values)
            if (need := float(self.need.values[n, c])) > 0
            for t, year in enumerate(plan.inputs.years.tolist())
        ]
        return {"plan_territorial": pl.DataFrame(rows)}

    def told(self, plan: Plan) -> list[str]:
        first, last = int(plan.inputs.years[0]), int(plan.inputs.years[-1])
        ready = min(max(plan.world.scenario.need.ready_by, first), last)
        missing = self._missing(plan) * self.share / self.need.where(self.need > 0, 1)
        met = 1 - missing.sum(["front", "home_kind"]) / self.whole
        return [
            f"Territorial defence of frontline states: {float(met.sel(year=ready)):.0%} of their "
            f"own need is met in {ready}, {float(met.sel(year=last)):.0%} in {last}."
        ]

    def _bought(self, plan: Plan) -> xr.DataArray:
        return plan.solution["home"].clip(min=0).transpose(*self.kept.dims)

    def _missing(self, plan: Plan) -> xr.DataArray:
        """What need, reserve and purchases leave open, whatever the solver's gap says."""
        return (self.need - self.kept - self._bought(plan)).clip(min=0).transpose(*self.kept.dims)


_OVER_NEED = ("need", "kept", "share")


def define_home_kept(m: linopy.Model, p: Inputs) -> None:
    """home[n,c,t] >= home[n,c,t-1], 0 before the first year: what is bought for it stays at home.

    Its growth comes off what a state holds for the common need: flow = -(home[t] - home[t-1]).
    """
    m.add_constraints(_sent(m) >= 0, name="home_kept")


def define_home_need(m: linopy.Model, p: Inputs, part: Territorial) -> None:
    """at_home[n,c,t] + home[n,c,t] + home_gap[n,c,t] >= territorial[n,c]."""
    m.add_constraints(m["home"] + m["home_gap"] >= part.right(p)["home_need"], name="home_need")


def _sent(m: linopy.Model) -> Any:
    """What goes home in a year (front, home_kind, year)."""
    return grown(m["home"])


def _apart(array: xr.DataArray) -> xr.DataArray:
    return array.rename(state="front", category="home_kind")
