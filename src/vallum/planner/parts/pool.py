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

from vallum.planner.equations.money import payment_schedule, purchases
from vallum.planner.part import Part
from vallum.world import World
from vallum.world.build import ALLIANCE
from vallum.world.pooling import POOL

if TYPE_CHECKING:
    from vallum.planner.inputs import Inputs
    from vallum.planner.result import Plan

YEARLY = "yearly"
LARGEST = 3
"""Members named in the summary."""


def build_pool(world: World, inputs: Inputs) -> Part | None:
    """The scenario's pool; None where nothing is owned in common."""
    pooling = world.scenario.pooling
    if not pooling.categories or POOL not in inputs.money["state"].values:
        return None
    owned = world["counted"].sel(state=ALLIANCE, drop=True) * world.alliance_share
    key = world["pool_key"].sel(state=inputs.money["state"].values)
    return Pool(
        categories=tuple(pooling.categories),
        key=(key / key.sum()).reset_coords(drop=True),
        settled=pooling.settled,
        alliance=owned.sel(category=list(pooling.categories)).reset_coords(drop=True),
    )


@dataclass(frozen=True)
class Pool(Part):
    """Fleets owned in common.

    categories: what is owned in common.  key (state): part of the cost that each pays, sums to 1;
    0 for the pool itself.  settled: `yearly` or `horizon`.  alliance (category, year): the
    coalition's part of what the alliance owns anyway [modern equivalents].
    """

    categories: tuple[str, ...]
    key: xr.DataArray
    settled: str
    alliance: xr.DataArray

    families = ("pool_fund", "pool_spends", "pool_key")

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        """pays[n,t] and fund[t] [EUR bn]; the pool orders jointly alone."""
        pays = xr.where(self.key > 0, np.inf, 0.0) * xr.ones_like(p.money)
        upper = pays.fillna(0.0).transpose("state", "year")
        m.add_variables(lower=0, upper=upper, name="pool_pays")
        m.add_variables(lower=0, coords=(p.money.indexes["year"],), name="pool_fund")

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_pool_fund(m, p)
        define_pool_spends(m, p)
        define_pool_key(m, p, self)

    def spending(self, m: linopy.Model, p: Inputs) -> Any:
        return m["pool_pays"] - m["pool_fund"] * _is_pool(p)

    def alone(self, p: Inputs, volume: xr.DataArray) -> xr.DataArray:
        """Members that bought by themselves would order key[n] of it: on average, weighed by what
        each orders, the sum of key[n] squared."""
        part = float((self.key**2).sum())
        scattered: xr.DataArray = volume.where(volume["state"] != POOL, volume * part)
        return scattered

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Pool:
        names = [bloc_of[str(state)] for state in self.key["state"].values]
        label = xr.DataArray(names, dims="state", coords={"state": self.key["state"].values})
        key = self.key.groupby(label.rename("bloc")).sum("state").rename(bloc="state")
        return replace(self, key=key)

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        """pool: what members pay into it; below zero for the pool, which spends it."""
        paid, fund = plan.solution["pool_pays"], plan.solution["pool_fund"]
        return {"pool": (paid - fund * _is_pool(plan.inputs)).transpose("state", "year")}

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_pool (category, year), plan_pool_members (state, year)."""
        return {"plan_pool": self._fleets(plan), "plan_pool_members": self._members(plan)}

    def told(self, plan: Plan) -> list[str]:
        paid = plan.solution["pool_pays"].sum("year")
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
        """One row for each paying member and year: its key and what it pays [EUR bn]."""
        paid = plan.solution["pool_pays"].clip(min=0)
        rows = [
            {
                "state": str(state),
                "year": year,
                "key": round(float(self.key.sel(state=state)), 6),
                "paid_eur_bn": round(float(paid.sel(state=state, year=year)), 6),
            }
            for state in self.key["state"].values[self.key.values > 0]
            for year in plan.inputs.years.tolist()
        ]
        return pl.DataFrame(rows)


def define_pool_fund(m: linopy.Model, p: Inputs) -> None:
    """sum_n pays[n,t] = fund[t]  [EUR bn]: the pool has what members pay in, and no more."""
    m.add_constraints(m["pool_pays"].sum("state") - m["pool_fund"] == 0, name="pool_fund")


def define_pool_spends(m: linopy.Model, p: Inputs) -> None:
    """purchases[pool,t] = fund[t]: the pool spends what it gets on its fleets and their upkeep."""
    spent = purchases(m, p).sel(state=POOL)
    m.add_constraints(spent - m["pool_fund"] == 0, name="pool_spends")


def define_pool_key(m: linopy.Model, p: Inputs, pool: Pool) -> None:
    """pays[n,t] = key[n] fund[t] in every year, or sum_t pays[n,t] = key[n] sum_t fund[t].

    A member whose part is more than its money for a plan holds the pool back: in that year where
    the key is settled yearly, over all years where it is settled over the horizon.
    """
    paid, due = 1 * m["pool_pays"], m["pool_fund"] * pool.key
    if pool.settled != YEARLY:
        paid, due = paid.sum("year"), due.sum("year")
    m.add_constraints(paid - due == 0, name="pool_key")


def _is_pool(p: Inputs) -> xr.DataArray:
    """1 for the pool, 0 for the members (state)."""
    return (p.money["state"] == POOL).astype(float)
