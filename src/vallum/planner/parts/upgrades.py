"""Upgrades: ageing fleets made to count for more, and to stay.

From: `vallum.world.upkeep`.  To: `vallum.planner.parts`.

    upgraded[f,t] >= 0   units of fleet f (one upgrade of one state) whose upgrade ends in t
    left[f,t]            of the fleet still in service without it [units]
    before[f,t]          what these count for [modern equivalents];  after[f,t]: one unit after it

What is upgraded is a fair sample of what is still in service then: without the upgrade it would
count, and leave, like the rest.  With it, it counts `after` and serves `life` years more; then it
leaves, unless it would have served longer anyway.  So an upgrade stops the retirement of what is
upgraded, whether that was announced or by age.  A unit is upgraded once.  That it is missing while
in the workshop is left out.  Upkeep of the base-year fleet is not paid by the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import linopy
import numpy as np
import polars as pl
import xarray as xr

from vallum.planner.equations.money import milestones
from vallum.planner.equations.right import UNIT
from vallum.planner.inputs import Inputs, lots_of
from vallum.planner.part import Part, fingerprint
from vallum.planner.result import SMALL, Plan
from vallum.world import World

if TYPE_CHECKING:
    from vallum.optim import Kept

LEAST_LEFT = 0.1
"""Part of a fleet below which the rest is no longer upgraded: coefficients would grow too large."""
NOISE = 1e-4
"""Changes of what a unit counts that are smaller than this are left out."""


@dataclass(frozen=True)
class Upgrades(Part):
    """The fleets that can be upgraded, and on what terms.

    state, category, upgrade (fleet): whose it is, what it counts as, which upgrade.
    left, before, after (fleet, year): see above.
    price (fleet) [EUR mn]; lead, life (fleet) [years]; rate (upgrade) [units a year].
    """

    state: xr.DataArray
    category: xr.DataArray
    upgrade: xr.DataArray
    left: xr.DataArray
    before: xr.DataArray
    after: xr.DataArray
    price: xr.DataArray
    lead: xr.DataArray
    life: xr.DataArray
    rate: xr.DataArray

    families = ("upgrade_once", "upgrade_line")

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        m.add_variables(lower=0, upper=self.bounds(p)["upgraded"], name="upgraded")

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_upgrade_once(m, self)
        define_upgrade_line(m, self)

    def bounds(self, p: Inputs) -> dict[str, xr.DataArray]:
        worth = self.left > LEAST_LEFT * self.left.max("year")
        begun = p.year >= p.first_order + self.lead
        upper = xr.where(worth & begun, np.inf, 0.0)
        return {"upgraded": upper.transpose("fleet", "year")}

    def right(self, p: Inputs) -> dict[str, xr.DataArray]:
        return {"upgrade_once": self.left.max("year")}

    def shape(self, p: Inputs) -> object:
        """All but how large a fleet is and what it counts for."""
        fixed = (self.state, self.category, self.upgrade, self.price, self.lead, self.life)
        return ("Upgrades", *(fingerprint(each) for each in (*fixed, self.rate)))

    def fitted(self, loaded: Part) -> Part:
        """Over more fleets: those that it lacks are empty."""
        if not isinstance(loaded, Upgrades):
            return self
        known = loaded.state["fleet"].values
        if not set(self.state["fleet"].values) <= set(known):
            return self
        empty = {
            name: getattr(self, name).reindex(fleet=known, fill_value=0.0)
            for name in ("left", "before", "after")
        }
        return replace(loaded, **empty)

    def change(self, kept: Kept, p: Inputs, loaded: Part) -> None:
        """What upgraded units count for, and their share of a fleet."""
        if not isinstance(loaded, Upgrades):
            raise TypeError("the loaded part is of another kind")
        if all(fingerprint(getattr(self, f.name)) == fingerprint(getattr(loaded, f.name))
               for f in fields(self)):  # fmt: skip
            return
        column = kept.columns("upgraded").rename(year="done")
        own, was = _change(self.gain()), _change(loaded.gain())
        moved = -own.where(own != was)
        picked = {"state": self.state, "category": self.category}
        for family, years in (("stock_opening", p.years[:1]), ("stock_balance", p.years[1:])):
            row = kept.rows(family).sel(picked).drop_vars(list(picked))
            kept.coefficients(row, column, moved.sel(year=years))
        share, before = _share(self), _share(loaded)
        own_row = kept.rows("upgrade_once")
        kept.coefficients(own_row, kept.columns("upgraded"), share.where(share != before))

    def flow(self, m: linopy.Model, p: Inputs) -> Any:
        return define_upgrade_flow(m, self, p)

    def spending(self, m: linopy.Model, p: Inputs) -> Any:
        """price * upgraded, `paid_at_order` at once and the rest evenly until it is done."""
        paid = m["upgraded"].rename(year="done") * self.owed(p)
        by_state = paid.sum("done").assign_coords(state=("fleet", self.state.values))
        total = by_state.groupby("state").sum().rename(paid="year")
        # A state without fleets pays nothing: an absent sum would unbind its budget.
        return total.reindex(state=p.money.indexes["state"]).fillna(0)

    def owed(self, p: Inputs) -> xr.DataArray:
        """EUR bn paid for one upgrade that ends in `done` (fleet, done, paid)."""
        return (milestones(p, self.lead) * self.price / UNIT).rename(year="done")

    def gain(self) -> xr.DataArray:
        """What one unit upgraded in `done` counts for in `year` beyond what it would have been.

        (fleet, done, year) [modern equivalents]: 0 before `done`, never below 0.
        """
        year = self.left["year"]
        done = year.rename(year="done")
        sample = self.before / self.left.where(self.left > 0, 1).rename(year="done")
        serves = (year >= done) & (year < done + self.life)
        gained = (self.after * serves - sample).clip(min=0).where(year >= done, 0.0)
        return gained.where(gained > NOISE, 0.0).transpose("fleet", "done", "year")

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Upgrades:
        """Fleets stay apart: they leave at their own pace.  Only who pays changes."""
        return replace(
            self, state=self.state.copy(data=[bloc_of[str(s)] for s in self.state.values])
        )

    def in_lots(self, p: Inputs) -> Upgrades:
        lot = lots_of(self.category)
        return replace(self, before=self.before / lot, after=self.after / lot)

    def done(self, plan: Plan) -> xr.DataArray:
        """Upgrades that end in each year (fleet, year) [units]."""
        found = plan.solution["upgraded"].fillna(0.0)
        return found.where(found > SMALL, 0.0)

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        paid = (self.done(plan).rename(year="done") * self.owed(plan.inputs)).sum("done")
        by_state = paid.rename(paid="year").groupby(self.state.rename("state")).sum()
        states = plan.inputs.states
        return {"upgrades": by_state.reindex(state=states, fill_value=0.0)}

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_upgrades: one row for each state, upgrade and year in which some are done.

        adds: modern equivalents that these count for in their first year, beyond what they did.
        """
        done, gain = self.done(plan).transpose("fleet", "year"), self.gain()
        first = [gain.values[:, t, t] for t in range(done.sizes["year"])]
        rows = [
            {
                "state": str(self.state.values[f]),
                "upgrade": str(self.upgrade.values[f]),
                "category": str(self.category.values[f]),
                "year": int(done["year"].values[t]),
                "quantity": round(float(done.values[f, t]), 4),
                "adds": round(float(done.values[f, t] * first[t][f]), 4),
                "cost_eur_mn": round(float(done.values[f, t] * self.price.values[f]), 3),
            }
            for f, t in zip(*done.values.nonzero(), strict=True)
        ]
        keys = ["state", "upgrade", "category", "year"]
        frame = pl.DataFrame(rows, schema=_SCHEMA)
        return {
            "plan_upgrades": frame.group_by(keys)
            .agg(pl.exclude(keys).sum())
            .sort("year", "category", "upgrade", "state")
        }

    def told(self, plan: Plan) -> list[str]:
        units = float(self.done(plan).sum())
        if units == 0:
            return ["Upgrades: none."]
        by_kind = self.done(plan).sum("year").groupby(self.category.rename("category")).sum()
        kinds = ", ".join(
            f"{float(by_kind.sel(category=kind)):,.0f} {str(kind).replace('_', ' ')}"
            for kind in by_kind["category"].values
            if float(by_kind.sel(category=kind)) >= 0.5
        )
        spent = float(self.costs(plan)["upgrades"].sum())
        return [f"Upgrades: {kinds}, for EUR {spent:,.1f} bn."]


_SCHEMA = {
    "state": pl.String,
    "upgrade": pl.String,
    "category": pl.String,
    "year": pl.Int64,
    "quantity": pl.Float64,
    "adds": pl.Float64,
    "cost_eur_mn": pl.Float64,
}


def upgrades(world: World, inputs: Inputs) -> Part | None:
    """The fleets of the states that plan; None where the scenario allows no upgrades.

    Upgrades that need American approval are new American orders: without them they are left out.
    """
    if not world.scenario.upkeep.upgrades:
        return None
    left = world["upgradable"].sel(state=inputs.states)
    allowed = world.scenario.procurement.us_systems == "free"
    open_to = (world["upgrade_us_kit"] == 0) | allowed
    there = ((left.max("year") > 0) & open_to).transpose("state", "upgrade")
    fleets = [
        (str(there["state"].values[row]), str(there["upgrade"].values[column]))
        for row, column in np.argwhere(there.values)
    ]
    if not fleets:
        return None
    names = [f"{state}: {upgrade}" for state, upgrade in fleets]
    state = xr.DataArray([s for s, _ in fleets], dims="fleet", coords={"fleet": names})
    upgrade = xr.DataArray([u for _, u in fleets], dims="fleet", coords={"fleet": names})

    def own(name: str) -> xr.DataArray:
        """An array of the World for each fleet."""
        array = world[name].reset_coords(drop=True)
        picked = {"state": state, "upgrade": upgrade}
        found = array.sel({dim: labels for dim, labels in picked.items() if dim in array.dims})
        return found.drop_vars(list(picked), errors="ignore")

    kinds = world["upgrade_price"]["upgrade_category"].sel(upgrade=upgrade)
    used = sorted(set(upgrade.values.tolist()))
    return Upgrades(
        state=state,
        category=xr.DataArray(
            [str(k) for k in kinds.values], dims="fleet", coords={"fleet": names}
        ),
        upgrade=upgrade,
        left=own("upgradable").transpose("fleet", "year"),
        before=own("counts_before").transpose("fleet", "year"),
        after=own("counts_after").transpose("fleet", "year"),
        price=own("upgrade_price"),
        lead=own("upgrade_lead"),
        life=own("upgrade_life"),
        rate=world["upgrade_rate"].sel(upgrade=used).reset_coords(drop=True),
    )


def define_upgrade_once(m: linopy.Model, u: Upgrades) -> None:
    """sum_t upgraded[f,t] * left[f,first] / left[f,t] <= left[f,first].

    Of each sample only its share is left in later years: the shares of the fleet that are upgraded
    add up to one at most.
    """
    whole = (m["upgraded"] * _share(u)).sum("year")
    m.add_constraints(whole <= u.left.max("year"), name="upgrade_once")


def define_upgrade_line(m: linopy.Model, u: Upgrades) -> None:
    """sum_{f of u} upgraded[f,t] <= rate[u]: workshops take so many a year for all states."""
    made = m["upgraded"].to_linexpr().assign_coords(upgrade=("fleet", u.upgrade.values))
    by_upgrade = made.groupby("upgrade").sum().reindex(upgrade=u.rate.indexes["upgrade"])
    m.add_constraints(by_upgrade <= u.rate, name="upgrade_line")


def define_upgrade_flow(m: linopy.Model, u: Upgrades, p: Inputs) -> Any:
    """flow[n,c,t] = sum_{f of n and c, v<=t} (gain[f,v,t] - gain[f,v,t-1]) upgraded[f,v],

    gain[f,v,t] = max(0, after[f,t] * [t < v + life] - before[f,t] / left[f,v]).
    """
    flow = (m["upgraded"].rename(year="done") * _change(u.gain())).sum("done")
    flow = flow.assign_coords(
        state=("fleet", u.state.values), category=("fleet", u.category.values)
    )
    states, kinds = p.money.indexes["state"], p.free.indexes["category"]
    # Nothing is not absent: an absent sum would unbind the balance.
    total = flow.groupby(["state", "category"]).sum()
    return total.reindex(state=states, category=kinds).fillna(0)


def _share(u: Upgrades) -> xr.DataArray:
    """Part of a fleet that one of those still in service stands for (fleet, year)."""
    first = u.left.max("year")
    share: xr.DataArray = first / u.left.where(u.left > 0, 1)
    return share.where(u.left > LEAST_LEFT * first, 0.0)


def _change(gain: xr.DataArray) -> xr.DataArray:
    """What is gained in each year against the year before."""
    change: xr.DataArray = gain - gain.shift(year=1, fill_value=0.0)
    return change
