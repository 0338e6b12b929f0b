"""The levers of policy that a scenario sets: one part that holds them all.

From: `procurement` and `money` of the scenario, the World's European content, work shares and GDP.
To: the programme.  What is not set is not there: the programme without levers is the core.

Priority weights (`need.weights`) act where gaps are weighted, the spending path where money comes
from, the cap on types in `vallum.planner.consolidation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import linopy
import polars as pl
import xarray as xr

from vallum.planner.inputs import Inputs
from vallum.planner.part import Part
from vallum.planner.parts.fairness import FairCost, IndustryReturn
from vallum.planner.parts.shares import (
    EuropeanContent,
    JointShare,
    Lever,
    NationalException,
    UsEnd,
)
from vallum.planner.result import Plan
from vallum.scenario.tables import share_in
from vallum.world import World

if TYPE_CHECKING:
    from vallum.optim import Kept

SCHEMA = {
    "lever": pl.String,
    "where": pl.String,
    "when": pl.String,
    "asked": pl.Float64,
    "found": pl.Float64,
    "value_eur_bn": pl.Float64,
}


@dataclass(frozen=True)
class Policy(Part):
    """All levers that act, in the order of the scenario's fields."""

    levers: tuple[Lever, ...]

    @property
    def families(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(name for lever in self.levers for name in lever.families)

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        for lever in self.levers:
            lever.variables(m, p)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        for lever in self.levers:
            lever.rows(m, p)

    def shape(self, p: Inputs) -> object:
        return ("Policy", *(lever.shape(p) for lever in self.levers))

    def change(self, kept: Kept, p: Inputs, loaded: Part) -> None:
        """What each lever asks, where a loaded programme can be brought to it."""
        if not isinstance(loaded, Policy):
            raise TypeError("the loaded part is of another kind")
        for lever, was in zip(self.levers, loaded.levers, strict=True):
            lever.change(kept, p, was)

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Policy:
        return replace(self, levers=tuple(lever.aggregate(p, bloc_of) for lever in self.levers))

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_levers: what each lever asks and what the plan does, where anything is ordered.

        asked, found: share of the value of orders, % of GDP for fair_cost; value_eur_bn: of the
        orders that the row is about, or what the state pays for fair_cost.
        """
        rows: list[dict[str, Any]] = [row for lever in self.levers for row in lever.kept(plan)]
        return {"plan_levers": pl.DataFrame(rows, schema=SCHEMA).sort("lever", "where", "when")}

    def told(self, plan: Plan) -> list[str]:
        return [line for lever in self.levers for line in lever.told(plan)]


def policy(world: World, inputs: Inputs) -> Policy | None:
    """The levers that the scenario sets; None where it sets none."""
    asked = world.scenario.procurement
    products = inputs.price["product"].values
    levers: list[Lever] = []
    content = world["european_content"].sel(product=products)
    if asked.european_content_min > 0:
        own = content.reset_coords(drop=True)
        levers.append(EuropeanContent(asked.european_content_min, own))
    path = {int(year): share_in(asked.joint_share_min, int(year)) for year in inputs.years}
    if any(path.values()):
        levers.append(JointShare(path))
    shielded = {str(g): share for g, share in asked.national_exception.items() if share > 0}
    if shielded:
        levers.append(NationalException(shielded))
    if asked.us_systems == "free" and asked.us_systems_until is not None:
        bound = world["unit_price"].sel(product=products)["product_us_bound"].values
        american = xr.DataArray(bound > 0, dims="product", coords={"product": products})
        levers.append(UsEnd(asked.us_systems_until, american))
    if world.scenario.money.fair_cost is not None:
        output = world["gdp"].sel(state=inputs.states, year=inputs.years).sum("year")
        levers.append(FairCost(world.scenario.money.fair_cost, output.reset_coords(drop=True)))
    if asked.industry_return_min > 0:
        made_in = world["made_in"].sel(product=products).rename(state="maker")
        at_home = content["product_at_home"].reset_coords(drop=True)
        levers.append(IndustryReturn(asked.industry_return_min, made_in, at_home))
    return Policy(tuple(levers)) if levers else None
