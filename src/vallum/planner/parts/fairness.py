"""Levers of fairness: who pays for the plan, and whose industry gets the work.

From: `vallum.planner.parts.policy`, which makes them of a World.  To: the programme.

A plan that orders nothing keeps them both, so they take no elastic term.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import linopy
import numpy as np
import xarray as xr

from vallum.planner.equations import spending
from vallum.planner.inputs import Inputs
from vallum.planner.parts.ordering import SMALL, ordered_value, value_of
from vallum.planner.parts.shares import ALL_YEARS, Lever, Row
from vallum.planner.result import Plan
from vallum.world.pooling import POOL


@dataclass(frozen=True)
class FairCost(Lever):
    """A most that a state pays for the plan, against its output.

    most [% of GDP]; output (state): GDP of all planned years [EUR bn].
    """

    most: float
    output: xr.DataArray

    families = ("fair_cost",)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_fair_cost(m, p, self)

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> FairCost:
        return replace(self, output=_by_bloc(self.output, bloc_of))

    def kept(self, plan: Plan) -> list[Row]:
        paid = _paid(plan)
        share = 100 * paid / self.output.sel(state=paid["state"])
        return [
            {
                "lever": "fair_cost",
                "where": str(state),
                "when": ALL_YEARS,
                "asked": self.most,
                "found": round(float(share.sel(state=state)), 6),
                "value_eur_bn": round(float(paid.sel(state=state)), 6),
            }
            for state in paid["state"].values
            if state != POOL  # what it spends is its members'
        ]

    def told(self, plan: Plan) -> list[str]:
        mean = 100 * float(_paid(plan).sum()) / float(self.output.sum())
        rows = sorted(self.kept(plan), key=lambda row: row["where"])
        bound = [row["where"] for row in rows if row["found"] >= self.most * (1 - 1e-4)]
        share = f"Cost against GDP: {mean:.2f} % for all together"
        told = f"{share}, for no state more than {self.most:g} %"
        return [f"{told}; it binds {', '.join(bound)}." if bound else f"{told}; it binds none."]


def _paid(plan: Plan) -> xr.DataArray:
    """What each state pays for a solved plan (state) [EUR bn]; the pool nothing of its own."""
    return plan.costs.to_array().sum(["variable", "year"])


def define_fair_cost(m: linopy.Model, p: Inputs, lever: FairCost) -> None:
    """sum_t spending[n,t] <= most * output[n], over all planned years.

    spending is all that a state pays, its key's part of common fleets too.  The bound is a share of
    its own GDP, not of what all pay: else one state could buy for nothing to let another buy.
    """
    own = spending(m, p).sum("year")
    output = lever.output.sel(state=p.money["state"])
    m.add_constraints(own <= lever.most / 100 * output, name="fair_cost")


@dataclass(frozen=True)
class IndustryReturn(Lever):
    """A least value of work for a state's industry, against what the state orders.

    least [share]; made_in (product, maker): part of its value that a state makes [share];
    at_home (product) [bool]: made by whoever orders it, so that it counts on neither side.
    States (or blocs) without any plant for what can be ordered are left out: they would otherwise
    be able to order nothing.
    """

    least: float
    made_in: xr.DataArray
    at_home: xr.DataArray

    families = ("bought", "industry_return")

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        m.add_variables(lower=0, coords=(p.price.indexes["product"],), name="bought")

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_industry_return(m, p, self)

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> IndustryReturn:
        made = _by_bloc(self.made_in.rename(maker="state"), bloc_of)
        return replace(self, made_in=made.rename(state="maker").transpose("product", "maker"))

    def makers(self, p: Inputs) -> list[str]:
        """States that order and make at least a part of something that can be ordered."""
        offered = p.eligible.any("state") & ~self.at_home
        own = self.made_in.where(offered, 0.0).sum("product")
        return [
            str(state)
            for state in p.states
            if state in own["maker"].values and float(own.sel(maker=state)) > SMALL
        ]

    def kept(self, plan: Plan) -> list[Row]:
        value = ordered_value(plan).sum(["channel", "year"]).where(~self.at_home, 0.0)
        work = (value.sum("state") * self.made_in).sum("product")
        rows = []
        for state in self.makers(plan.inputs):
            paid = float(value.sel(state=state).sum())
            if paid > SMALL:
                back = float(work.sel(maker=state)) / paid
                row = {"lever": "industry_return", "where": state, "when": ALL_YEARS}
                shown = {"asked": self.least, "found": round(back, 6)}
                rows.append(row | shown | {"value_eur_bn": round(paid, 6)})
        return rows

    def told(self, plan: Plan) -> list[str]:
        makers = self.makers(plan.inputs)
        left_out = [str(s) for s in plan.inputs.states if s not in makers]
        bound = [row["where"] for row in self.kept(plan) if row["found"] <= self.least + 1e-4]
        told = f"Industry return: at least {self.least * 100:.0f} % of what a state orders"
        binds = f"; it binds {', '.join(bound)}" if bound else "; it binds none"
        without = f"; no listed plant: {', '.join(left_out)}" if left_out else ""
        return [f"{told}{binds}{without}."]


def define_industry_return(m: linopy.Model, p: Inputs, lever: IndustryReturn) -> None:
    """bought[s] = sum_{n,j,t} price[n,s,j] arrival[n,s,t,j];

    sum_s made_in[s,n] bought[s] >= least sum_{s,j,t} price[n,s,j] arrival[n,s,t,j], for states with
    a plant; without what is made by whoever orders it.
    """
    value = value_of(p).where(~lever.at_home.sel(product=p.price["product"]), 0.0)
    spent = (m["arrival"] * value).sum(["year", "channel"])
    bought = m["bought"]
    m.add_constraints(bought - spent.sum("state") == 0, name="bought")
    makers = lever.makers(p)
    if not makers:
        return
    made_in = lever.made_in.sel(maker=makers).rename(maker="state")
    work = (made_in.transpose("state", "product") * bought).sum("product")
    own = spent.sel(state=makers).sum("product")
    m.add_constraints(work - lever.least * own >= 0, name="industry_return")


def _by_bloc(array: xr.DataArray, bloc_of: Mapping[str, str]) -> xr.DataArray:
    """Sums over the states of each bloc; states outside every bloc are left out."""
    inside = [state for state in array["state"].values if str(state) in bloc_of]
    own = array.sel(state=inside)
    blocs = xr.DataArray(
        np.array([bloc_of[str(state)] for state in inside]),
        dims="state",
        coords={"state": own["state"].values},
        name="bloc",
    )
    return own.groupby(blocs).sum("state").rename(bloc="state")
