"""Spares: readiness that the United States withholds, brought back by independent upkeep.

From: `vallum.world.upkeep`.  To: `vallum.planner.parts`.

    restored[n,c,t] >= 0   readiness brought back [modern equivalents]

It lasts as long as it is paid for.  Only the fleet and the signed deliveries of US-bound types are
kept up so; new orders of such types keep the lower readiness that `serves` gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import linopy
import polars as pl
import xarray as xr

from vallum.planner.equations.right import UNIT
from vallum.planner.equations.steps import grown
from vallum.planner.inputs import Inputs, lots_of
from vallum.planner.part import Part, fingerprint
from vallum.planner.result import SMALL, Plan
from vallum.world import World

WORTH = 0.1
"""Units of readiness below which no upkeep of its own is set up for a kind in a state."""


@dataclass(frozen=True)
class Spares(Part):
    """What independent upkeep can bring back, and its price.

    most (state, category, year) [modern equivalents]; price (category) [EUR mn a year each].
    """

    most: xr.DataArray
    price: xr.DataArray

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        define_restored(m, self)

    def bounds(self, p: Inputs) -> dict[str, xr.DataArray]:
        return {"restored": self.most}

    def shape(self, p: Inputs) -> object:
        return ("Spares", fingerprint(self.price))

    def flow(self, m: linopy.Model, p: Inputs) -> Any:
        return define_spares_flow(m)

    def spending(self, m: linopy.Model, p: Inputs) -> Any:
        """sum_c price[c] * restored[n,c,t], in each year."""
        return (m["restored"] * self.price / UNIT).sum("category")

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Spares:
        names = [bloc_of[str(state)] for state in self.most["state"].values]
        bloc = xr.DataArray(names, dims="state", name="bloc")
        most = self.most.groupby(bloc).sum("state").rename(bloc="state")
        return replace(self, most=most.transpose("state", "category", "year"))

    def in_lots(self, p: Inputs) -> Spares:
        lot = lots_of(self.most["category"])
        return replace(self, most=self.most / lot, price=self.price * lot)

    def restored(self, plan: Plan) -> xr.DataArray:
        """Readiness brought back (state, category, year) [modern equivalents]."""
        found = plan.solution["restored"].fillna(0.0)
        return found.where(found > SMALL, 0.0).transpose("state", "category", "year")

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        return {"spares": (self.restored(plan) * self.price / UNIT).sum("category")}

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_spares: one row for each state, category and year in which some are paid for."""
        restored = self.restored(plan)
        labels = [restored[dim].values for dim in restored.dims]
        rows = [
            {
                "state": str(labels[0][n]),
                "category": str(labels[1][c]),
                "year": int(labels[2][t]),
                "quantity": round(float(restored.values[n, c, t]), 4),
                "cost_eur_mn": round(float(restored.values[n, c, t] * self.price.values[c]), 3),
            }
            for n, c, t in zip(*restored.values.nonzero(), strict=True)
        ]
        return {"plan_spares": pl.DataFrame(rows, schema=_SCHEMA).sort("year", "category", "state")}

    def told(self, plan: Plan) -> list[str]:
        spent = self.costs(plan)["spares"].sum("state")
        if float(spent.sum()) == 0:
            return ["Independent spares for US-bound types: none."]
        years = spent["year"].values[spent.values > SMALL]
        return [
            f"Independent spares for US-bound types: EUR {float(spent.sum()):,.1f} bn, "
            f"{years[0]}-{years[-1]}."
        ]


_SCHEMA = {
    "state": pl.String,
    "category": pl.String,
    "year": pl.Int64,
    "quantity": pl.Float64,
    "cost_eur_mn": pl.Float64,
}


def spares(world: World, inputs: Inputs) -> Part | None:
    """What the posture withholds of the fleets of the states that plan.

    None where the scenario allows no independent upkeep, or withholds nothing.  A category in which
    a state may order nothing, or that nothing on offer gives a price, is left out.
    """
    withheld = world["withheld"].sel(state=inputs.states)
    if not world.scenario.upkeep.spares or float(withheld.sum()) == 0:
        return None
    price = world["keeping"].reindex(category=inputs.free["category"].values, fill_value=0.0)
    withheld = withheld.reindex(category=price["category"].values, fill_value=0.0)
    since = inputs.first_order + round(inputs.parameters["spares_lead"])
    most = inputs.parameters["spares_recoverable"] * withheld.where(price > 0, 0.0)
    most = most.where((most["year"] >= since) & (most > WORTH), 0.0)
    return Spares(
        most=most.transpose("state", "category", "year").reset_coords(drop=True),
        price=price.reset_coords(drop=True),
    )


def define_restored(m: linopy.Model, s: Spares) -> None:
    """0 <= restored[n,c,t] <= recoverable * withheld[n,c,t], from `spares_lead` years on."""
    # Kinds without a price are left out; others stay, for another posture may open them.
    there = (s.price > 0) & (s.most >= 0)
    m.add_variables(lower=0, upper=s.most, mask=there.transpose(*s.most.dims), name="restored")


def define_spares_flow(m: linopy.Model) -> Any:
    """flow[n,c,t] = restored[n,c,t] - restored[n,c,t-1]; 0 before the first year."""
    return grown(m["restored"])
