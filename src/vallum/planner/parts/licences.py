"""Licences: second lines abroad, bought where a maker has shown that it shares the work.

From: industry/licences by way of `vallum.world.lines`.  To: `vallum.planner.parts`.

    licence[s,t] >= 0    units a year of new licensed capacity that begin in t
    licensed[s,t]        their sum
    licence_bill[t]      what is paid for them [EUR bn]

Agreed licences stand in what a line makes already.  What is made under licence costs what the line
asks for it, and learns with the line: the licence itself, and the plant, are paid apart.  Coming
after the line's own growth, it helps where that is too slow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import linopy
import polars as pl
import xarray as xr

from vallum.planner.equations import UNIT, cost_share, paid_before
from vallum.planner.equations.steps import grown, total
from vallum.planner.inputs import Inputs, lots_of
from vallum.planner.part import Part, fingerprint
from vallum.planner.result import SMALL, Plan
from vallum.world import World


@dataclass(frozen=True)
class Licences(Part):
    """What licences can add to lines, and their price.

    most (product, year): largest sum of new licensed capacity [units a year]; 0 before the first
    licence can act, and for lines of which none is known.  price (product) [EUR mn for one more
    unit a year].  lead (product) [years].
    """

    most: xr.DataArray
    price: xr.DataArray
    lead: xr.DataArray

    families = ("licence_balance", "licence_bill")

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        define_licences(m, self)
        m.add_variables(lower=0, coords=(p.money.indexes["year"],), name="licence_bill")

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_licence_balance(m, p)
        define_licence_bill(m, self)

    def bounds(self, p: Inputs) -> dict[str, xr.DataArray]:
        return {"licensed": self.most, "licence": self.most}

    def shape(self, p: Inputs) -> object:
        return ("Licences", fingerprint(self.price), fingerprint(self.lead))

    def fitted(self, loaded: Part) -> Part:
        """Over more products: of those that it lacks nothing can be licensed."""
        if not isinstance(loaded, Licences):
            return self
        known, own = loaded.price["product"].values, self.price["product"].values
        if not set(own) <= set(known):
            return self
        missing = ~loaded.price["product"].isin(own)
        price, lead = (
            xr.where(missing, theirs, ours.reindex(product=known)).astype(theirs.dtype)
            for ours, theirs in ((self.price, loaded.price), (self.lead, loaded.lead))
        )
        most = self.most.reindex(product=known, fill_value=0.0)
        return replace(self, most=most, price=price, lead=lead)

    def line_gain(self, m: linopy.Model, p: Inputs) -> Any:
        return m["licensed"]

    def spending(self, m: linopy.Model, p: Inputs) -> Any:
        """By who has money for the plan."""
        return m["licence_bill"] * cost_share(p)

    def in_lots(self, p: Inputs) -> Licences:
        lot = lots_of(p.category)
        return replace(self, most=self.most / lot, price=self.price * lot)

    def line_gained(self, plan: Plan) -> xr.DataArray:
        found: xr.DataArray = plan.solution["licensed"].clip(min=0)
        return found.transpose("product", "year")

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        bought = plan.solution["licence"].clip(min=0)
        paid = paid_before(bought, self.price / UNIT, self.lead)
        return {"licences": paid * cost_share(plan.inputs)}

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_licences: one row for each system and year in which licensed capacity begins."""
        bought = plan.solution["licence"].clip(min=0).transpose("product", "year")
        category = plan.inputs.category
        rows = [
            {
                "system": str(bought["product"].values[s]),
                "category": str(category.values[s]),
                "year": int(bought["year"].values[t]),
                "added": round(float(bought.values[s, t]), 4),
                "cost_eur_mn": round(float(bought.values[s, t] * self.price.values[s]), 3),
            }
            for s, t in zip(*(bought.values > SMALL).nonzero(), strict=True)
        ]
        return {"plan_licences": pl.DataFrame(rows, schema=_SCHEMA).sort("year", "system")}

    def told(self, plan: Plan) -> list[str]:
        rows = self.frames(plan)["plan_licences"]
        if rows.is_empty():
            return ["New licences: none."]
        systems = ", ".join(sorted(set(rows["system"])))
        return [f"New licences: EUR {rows['cost_eur_mn'].sum() / 1000:,.1f} bn for {systems}."]


_SCHEMA = {
    "system": pl.String,
    "category": pl.String,
    "year": pl.Int64,
    "added": pl.Float64,
    "cost_eur_mn": pl.Float64,
}


def licences(world: World, inputs: Inputs) -> Part | None:
    """What the World knows to be shared, of what the scenario lets anyone order.

    `licence_most` is a share of what a line makes in the first planned year.  None where no line
    that can be ordered is shared.
    """
    shared = world["licence_known"].sel(product=inputs.price["product"].values)
    if float(shared.sum()) == 0:
        return None
    p = inputs.parameters
    today = inputs.output.isel(year=0, drop=True)
    lead = round(p["licence_lead"])
    acts = inputs.year >= inputs.first_order + lead
    most = (p["licence_most"] * today * shared * acts).transpose("product", "year")
    return Licences(
        most=most.reset_coords(drop=True),
        price=p["licence_cost"] * inputs.list_price,
        lead=xr.full_like(inputs.list_price, lead, dtype=int),
    )


def define_licences(m: linopy.Model, part: Licences) -> None:
    """0 <= licensed[s,t] <= licence_most * output[s, first year], from `licence_lead` years on."""
    m.add_variables(lower=0, upper=part.most, name="licensed")
    m.add_variables(lower=0, upper=part.most, name="licence")


def define_licence_balance(m: linopy.Model, p: Inputs) -> None:
    """licensed[s,t] = licensed[s,t-1] + licence[s,t]; 0 before the first year."""
    left = total([grown(m["licensed"])], less=[m["licence"]])
    m.add_constraints(left == 0, name="licence_balance")


def define_licence_bill(m: linopy.Model, part: Licences) -> None:
    """licence_bill[t] = what licences cost, paid evenly over their lead time before they act."""
    owed = paid_before(m["licence"], part.price / UNIT, part.lead)
    m.add_constraints(total([m["licence_bill"]], less=[owed]) == 0, name="licence_bill")
