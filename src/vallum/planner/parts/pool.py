"""Common fleets: what members own as one, who pays which part, and what stands beside it.

From: World (`pool_key`, alliance-owned fleets), scenario.  To: `vallum.planner.parts`.

The pool is an owner among the states.  It alone orders what is owned in common, always jointly; it
has no money of its own, and members pay what it spends by a key.  Its fleet counts once towards
the need, as any state's does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import linopy
import numpy as np
import polars as pl
import xarray as xr

from vallum.planner.equations.money import payment_schedule
from vallum.planner.equations.steps import total
from vallum.planner.part import Part, fingerprint
from vallum.world import World
from vallum.world.build import ALLIANCE
from vallum.world.pooling import POOL

if TYPE_CHECKING:
    from vallum.planner.inputs import Inputs
    from vallum.planner.result import Plan

ABLE = "able"
LARGEST = 3
"""Members named in the summary."""


def build_pool(world: World, inputs: Inputs) -> Part | None:
    """The scenario's pool; None where nothing is owned in common, or nothing of it is for sale."""
    pooling = world.scenario.pooling
    if not pooling.categories or POOL not in inputs.states:
        return None
    owned = world["counted"].sel(state=ALLIANCE, drop=True) * world.alliance_share
    share = world["pool_key"].sel(state=inputs.states).reset_coords(drop=True)
    least = inputs.parameters["pool_able"] if pooling.payers == ABLE else 0.0
    return Pool(
        categories=tuple(pooling.categories),
        share=share,
        key=yearly_key(share, inputs.money, least),
        alliance=owned.sel(category=list(pooling.categories)).reset_coords(drop=True),
    )


def yearly_key(share: xr.DataArray, money: xr.DataArray, least: float) -> xr.DataArray:
    """key[n,t] = share[n] able[n,t] / sum_m share[m] able[m,t]   (state, year) [share]

    able: 1 where money[n,t] is at least `least` times its mean over all years, else 0.  Nobody
    pays in a year in which nobody is able: the key is 0 for all.
    """
    able = (share > 0) & (money >= least * money.mean("year"))
    part = (share * able).transpose("state", "year")
    whole = part.sum("state")
    return part / whole.where(whole > 0, 1)


@dataclass(frozen=True)
class Pool(Part):
    """Fleets owned in common.

    categories: what is owned in common.  share (state): part of the cost that each should pay, sums
    to 1; key (state, year): part that it pays in a year; both 0 for the pool itself.  alliance
    (category, year): the coalition's part of what the alliance owns [modern equivalents].
    """

    categories: tuple[str, ...]
    share: xr.DataArray
    key: xr.DataArray
    alliance: xr.DataArray

    families = ("pool_fund",)

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        """fund[t]: what members pay in [EUR bn]."""
        m.add_variables(lower=0, upper=self.bounds(p)["pool_fund"], name="pool_fund")

    def bounds(self, p: Inputs) -> dict[str, xr.DataArray]:
        """Nothing is paid in a year in which nobody can."""
        return {"pool_fund": xr.where(self.key.sum("state") > 0, np.inf, 0.0)}

    def shape(self, p: Inputs) -> object:
        # Over one bloc the key is 1, but for the rounding of a sum.
        return ("Pool", self.categories, fingerprint(self.key.round(9)))

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_pool_fund(m, p)

    def spending(self, m: linopy.Model, p: Inputs) -> Any:
        """+ key[n,t] fund[t] for a member, - fund[t] for the pool: its money is the members'.

        A member whose part is more than its money for a plan holds the pool back in that year.
        """
        return m["pool_fund"] * (self.key - _is_pool(p))

    def alone(self, p: Inputs, volume: xr.DataArray) -> xr.DataArray:
        """Members that bought by themselves would order share[n] of it: on average, weighed by
        what each orders, the sum of share[n] squared."""
        part = float((self.share**2).sum())
        scattered: xr.DataArray = volume.where(volume["state"] != POOL, volume * part)
        return scattered

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Pool:
        names = [bloc_of[str(state)] for state in self.share["state"].values]
        label = xr.DataArray(names, dims="state", coords={"state": self.share["state"].values})

        def add(array: xr.DataArray) -> xr.DataArray:
            return array.groupby(label.rename("bloc")).sum("state").rename(bloc="state")

        key = add(self.key).transpose("state", "year")
        return replace(self, share=add(self.share), key=key)

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        """pool: what members pay into it; below zero for the pool, which spends it."""
        fund = plan.solution["pool_fund"].clip(min=0)
        return {"pool": (fund * (self.key - _is_pool(plan.inputs))).transpose("state", "year")}

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_pool (category, year), plan_pool_members (state, year)."""
        return {"plan_pool": self._fleets(plan), "plan_pool_members": self._members(plan)}

    def told(self, plan: Plan) -> list[str]:
        paid = self._paid(plan).sum("year")
        total = float(paid.sum())
        kinds = ", ".join(name.replace("_", " ") for name in self.categories)
        if total <= 0:
            return [f"Common fleets ({kinds}): nothing is ordered."]
        shares = {str(name): float(value) / total for name, value in zip(
            paid["state"].values, paid.values, strict=True) if value > 0}  # fmt: skip
        ranked = sorted(shares, key=lambda name: (-shares[name], name))
        named = ", ".join(
            f"{plan.world.state_names.get(name, name)} {shares[name]:.0%}"
            for name in ranked[:LARGEST]
        )
        return [
            f"Common fleets ({kinds}): EUR {total:,.1f} bn, shared by key among {len(ranked)}; "
            f"most by {named}."
        ]

    def _fleets(self, plan: Plan) -> pl.DataFrame:
        """One row for each category and year: who owns what, what arrives, what falls due.

        alliance_owned: the coalition's part of NATO's own fleets; pool_owned: what the plan has
        added [modern equivalents]; arrives [units]; due_eur_bn: payments and upkeep by milestone.
        """
        p = plan.inputs
        own = plan.added.sel(state=POOL)
        came = plan.arrival.sel(state=POOL).sum("channel")
        due = payment_schedule(p)
        due = due.sel(state=POOL) if "state" in due.dims else due
        bill = (plan.arrival.sel(state=POOL) * due).sum(["channel", "year"]).rename(paid="year")
        rows = []
        for name in self.categories:
            made = p.category["product"].values[p.category.values == name]
            alliance = self.alliance.sel(category=name)
            held = own.sel(category=name)
            for year in p.years.tolist():
                rows.append(
                    {
                        "category": name,
                        "year": year,
                        "alliance_owned": round(float(alliance.sel(year=year)), 4),
                        "pool_owned": round(float(held.sel(year=year)), 4),
                        "arrives": round(float(came.sel(product=made, year=year).sum()), 4),
                        "due_eur_bn": round(float(bill.sel(product=made, year=year).sum()), 6),
                    }
                )
        return pl.DataFrame(rows)

    def _members(self, plan: Plan) -> pl.DataFrame:
        """One row for each paying member and year: its key then, and what it pays [EUR bn]."""
        paid = self._paid(plan)
        rows = [
            {
                "state": str(state),
                "year": year,
                "key": round(float(self.key.sel(state=state, year=year)), 6),
                "paid_eur_bn": round(float(paid.sel(state=state, year=year)), 6),
            }
            for state in self.share["state"].values[self.share.values > 0]
            for year in plan.inputs.years.tolist()
        ]
        return pl.DataFrame(rows)

    def _paid(self, plan: Plan) -> xr.DataArray:
        """What each member pays (state, year) [EUR bn]."""
        return self.key * plan.solution["pool_fund"].clip(min=0)


def define_pool_fund(m: linopy.Model, p: Inputs) -> None:
    """What the pool pays in t, crews included, = fund[t]: what members pay in, and nothing else.

    Budget of a member: + key[n,t] fund[t];  of the pool: - fund[t].
    """
    others = [each for part in p.parts if not isinstance(part, Pool)
              for each in [part.spending(m, p)] if each is not None]  # fmt: skip
    own = [each.sel(state=POOL) for each in (m["paid"], *others)]
    m.add_constraints(total(own, less=[m["pool_fund"]]) == 0, name="pool_fund")


def _is_pool(p: Inputs) -> xr.DataArray:
    """1 for the pool, 0 for the members (state)."""
    return (p.money["state"] == POOL).astype(float)
