"""Ukraine as a member: gifts from stock, orders on its behalf, its own lines and money.

From: the arrays `ukraine_*` of the World, the scenario's `ukraine`.  To: the programme.

n state, c category, k kind of weapon (`arm`) that Ukraine needs, s product of the coalition's
catalogue, o offer made for Ukraine alone, t year.

    gift[n,c,t] >= 0      what n gives in t of what counts at home  [modern equivalents]
    given[c,t]            what all have given of it so far
    old_gift[c,t] >= 0    what all give in t of types that no longer count there  [units]
    behalf[s,t]           what arrives in Ukraine from a line that it shares with the coalition
    made[o,t]             what arrives from a line for Ukraine alone
    help[k,t]             what all of that has added to what Ukraine has
    lack[k,t]             what Ukraine still lacks
    help_running[t]       upkeep of what has arrived before t  [EUR bn]
    help_bill[t]          what falls due in t  [EUR bn]
    donated[n,t]          what n adds to Ukraine's money  [EUR bn]
    saved[t]              money that Ukraine keeps for later years  [EUR bn]

The need is Ukraine's own, and so is the choice: nothing here says what it must take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import linopy
import numpy as np
import polars as pl
import xarray as xr

from vallum.planner.equations import UNIT, discount
from vallum.planner.inputs import LOTS, Inputs
from vallum.planner.part import Part, fingerprint
from vallum.planner.parts.ukraine_rows import (
    define_help_variables,
    define_ukraine_bill,
    define_ukraine_gifts,
    define_ukraine_home,
    define_ukraine_money,
    define_ukraine_need,
    define_ukraine_running,
    define_ukraine_stock,
    overhaul,
    own_money,
    spare_of_all,
)
from vallum.planner.parts.ukraine_tables import supply_rows, told_of
from vallum.world import World
from vallum.world.catalogue import UKRAINE

if TYPE_CHECKING:
    from vallum.optim import Kept
    from vallum.planner.result import Plan

LOTS_FOR_UKRAINE = LOTS | {"drone": 1e5}
OWN_MONEY = 0.5
"""What a euro of Ukraine's own counts in the cost of a plan: less than a donor's, which is thus
spent last, and more than nothing, so that none is spent without use."""


@dataclass(frozen=True)
class ForUkraine(Part):
    """The data of the part.

    need, have, kept (arm, year) [units; share]: see `vallum.world.ukraine`.
    money (year) [EUR mn].  weight (arm): of a kind among all, sums to 1.
    orders: products that may be ordered on Ukraine's behalf.
    line (offer, year) [units a year]; price (offer) [EUR mn]; lead (offer) [years];
    upkeep (offer) [share of price a year];
    serves (offer) [share]; of_kind (offer).
    spare (state, category, year) [units]: types that no longer count at home.
    gift_price (category) [EUR mn]: what one costs new, on which overhaul is reckoned.
    priority, donor_share: of the scenario.  edge: systems with which Europe has one.
    """

    need: xr.DataArray
    have: xr.DataArray
    kept: xr.DataArray
    money: xr.DataArray
    weight: xr.DataArray
    orders: tuple[str, ...]
    line: xr.DataArray
    price: xr.DataArray
    lead: xr.DataArray
    upkeep: xr.DataArray
    serves: xr.DataArray
    of_kind: xr.DataArray
    spare: xr.DataArray
    gift_price: xr.DataArray
    priority: float
    donor_share: float
    edge: tuple[str, ...] = ()

    families = (
        "ukraine_gifts",
        "ukraine_given",
        "ukraine_old_gifts",
        "ukraine_stock",
        "ukraine_need",
        "ukraine_running",
        "ukraine_bill",
        "ukraine_money",
        "ukraine_home",
    )
    targets = False

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        define_help_variables(m, p, self)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_ukraine_gifts(m, p, self)
        define_ukraine_stock(m, p, self)
        define_ukraine_need(m, p, self)
        define_ukraine_running(m, p, self)
        define_ukraine_bill(m, p, self)
        define_ukraine_money(m, p, self)
        if "home" in m.variables:
            define_ukraine_home(m)

    def right(self, p: Inputs) -> dict[str, xr.DataArray]:
        return {
            "ukraine_gifts": self.most_given(p).rename(category="weapon"),
            "ukraine_old_gifts": spare_of_all(p, self).rename(category="old"),
            "ukraine_need": self.need - self.have,
            "ukraine_money": own_money(p, self),
        }

    def bounds(self, p: Inputs) -> dict[str, xr.DataArray]:
        """Nothing is given, made or paid before the first year of orders."""
        begun = p.year >= p.first_order
        most = self.most_given(p).rename(category="weapon").where(begun, 0.0)
        spare = spare_of_all(p, self).rename(category="old").where(begun, 0.0)
        soon = p.year >= p.first_order + self.lead
        return {
            "gift": most.transpose(..., "state", "weapon", "year"),
            "old_gift": spare.transpose("old", "year"),
            "made": self.line.where(soon, 0.0).transpose("offer", "year"),
            "donated": (self.donor_share * p.money / UNIT).where(begun, 0.0),
        }

    def weights(self, p: Inputs) -> dict[str, xr.DataArray]:
        return {"lack": self.points(p)}

    def shape(self, p: Inputs) -> object:
        """All that `right`, `bounds` and `weights` leave out, and what it takes of the core."""
        own = (self.price, self.lead, self.upkeep, self.serves, self.of_kind)
        core = (p.list_price, p.upkeep, p.category)
        ordered = [each.sel(product=list(self.orders)) for each in core]
        weapons = tuple(self.gift_price["category"].values), tuple(self.spare["category"].values)
        arrays = (*own, *ordered)
        return ("ForUkraine", self.orders, *weapons, *(fingerprint(value) for value in arrays))

    def change(self, kept: Kept, p: Inputs, loaded: Part) -> None:
        """How far what is ordered on its behalf serves, what overhaul of gifts costs, and what is
        left of its arms after a year."""
        own = p.category.sel(product=list(self.orders))
        own = own[own.isin(self.need["arm"].values)]
        names = {"product": own["product"].values}
        row = kept.rows("ukraine_stock").sel(arm=own).drop_vars("arm")
        kept.coefficients(row, kept.columns("behalf").sel(names), -p.serves.sel(names))
        if not isinstance(loaded, ForUkraine):
            raise TypeError("the loaded part is of another kind")
        if not self.kept.equals(loaded.kept):
            before = kept.columns("help").shift(year=1, fill_value=-1)
            kept.coefficients(kept.rows("ukraine_stock"), before, -self.kept)
        each = overhaul(p, self)
        if not each.equals(overhaul(p, loaded)):
            bill, given = kept.rows("ukraine_bill"), kept.columns("given")
            kept.coefficients(bill, given, -each.rename(category="weapon"))
            before = given.shift(year=1, fill_value=-1)
            kept.coefficients(bill, before, each.rename(category="weapon"))
            old = kept.columns("old_gift")
            price = each.rename(category="old").reindex(old=old["old"].values)
            kept.coefficients(bill, old, -price)

    def flow(self, m: linopy.Model, p: Inputs) -> Any:
        return _filled(-1 * m["gift"], p)

    def most_given(self, p: Inputs) -> xr.DataArray:
        free = p.free.sel(category=self.gift_price["category"].values)
        # What is given must not be missed in a later year, when old types have gone.
        least = free.sel(year=free["year"] >= p.first_order).min("year")
        return p.parameters["ukraine_gift_most"] * least

    def given_away(self, m: linopy.Model, p: Inputs) -> Any:
        return _filled(1 * m["given"], p)

    def line_use(self, m: linopy.Model, p: Inputs) -> Any:
        return 1 * m["behalf"]

    def spending(self, m: linopy.Model, p: Inputs) -> Any:
        return 1 * m["donated"]

    def shortfall(self, m: linopy.Model, p: Inputs) -> Any:
        return (self.weights(p)["lack"] * m["lack"]).sum()

    def preference(self, m: linopy.Model, p: Inputs) -> Any:
        return (OWN_MONEY * discount(p) * m["help_bill"]).sum()

    def preferred_in(self, solution: Mapping[Any, xr.DataArray], p: Inputs) -> Any:
        bill = solution["help_bill"].clip(min=0)
        return (OWN_MONEY * discount(p) * bill).sum("year")

    def points(self, p: Inputs) -> xr.DataArray:
        """Points of the plan's shortfall for one unit that Ukraine lacks (arm, year).

        Years weigh as they do for the coalition's own need.
        """
        when = p.weight.sum("element") * self.weight * self.priority
        share = 100 * when / self.need.where(self.need > 0, 1)
        return share.where(self.need > 0, 0.0).transpose("arm", "year")

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> ForUkraine:
        names = [bloc_of[str(state)] for state in self.spare["state"].values]
        label = xr.DataArray(names, dims="state", coords={"state": self.spare["state"].values})
        pooled = self.spare.groupby(label.rename("bloc")).sum("state").rename(bloc="state")
        return replace(self, spare=pooled.transpose("state", "category", "year"))

    def in_lots(self, p: Inputs) -> ForUkraine:
        kind, offer = _lots(self.need["arm"]), _lots(self.of_kind)
        category = _lots(self.gift_price["category"])
        return replace(
            self,
            need=self.need / kind,
            have=self.have / kind,
            line=self.line / offer,
            price=self.price * offer,
            spare=self.spare / _lots(self.spare["category"]),
            gift_price=self.gift_price * category,
        )

    def helped_missing(self, plan: Plan) -> float:
        return float((self.points(plan.inputs) * self.lack(plan)).sum())

    def lines_used(self, plan: Plan) -> xr.DataArray:
        return _clean(plan.solution["behalf"])

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        return {"ukraine": plan.solution["donated"].clip(min=0)}

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        return {
            "plan_ukraine": self._met_rows(plan),
            "plan_ukraine_supply": supply_rows(self, plan),
            "plan_ukraine_money": self._money_rows(plan),
        }

    def told(self, plan: Plan) -> list[str]:
        return told_of(self, plan)

    def lack(self, plan: Plan) -> xr.DataArray:
        """What Ukraine still lacks in a solved plan (arm, year) [units]."""
        found: xr.DataArray = plan.solution["lack"].clip(min=0) * _lots(self.need["arm"])
        return found.transpose("arm", "year")

    def met(self, plan: Plan) -> xr.DataArray:
        """Part of each need that is met (arm, year) [share]; 1 where nothing is asked for."""
        need = self.need.where(self.need > 0, 1)
        return (1 - self.lack(plan) / need).where(self.need > 0, 1.0)

    def met_without(self) -> xr.DataArray:
        """The same of what Ukraine has without the plan."""
        need = self.need.where(self.need > 0, 1)
        return (self.have / need).clip(max=1).where(self.need > 0, 1.0)

    def gifts(self, plan: Plan) -> xr.DataArray:
        """What each state gives of what counts at home (state, category, year) [units]."""
        given = _clean(plan.solution["gift"]).rename(weapon="category")
        return given * _lots(given["category"])

    def old_gifts(self, plan: Plan) -> xr.DataArray:
        """Types that no longer count at home (state, category, year) [units]: all states give
        alike, by what they can spare, since the programme sees no difference."""
        given = _clean(plan.solution["old_gift"]).rename(old="category")
        spare = self.spare.min("year")
        total = spare.sum("state")
        return given * (spare / total.where(total > 0, 1))

    def made(self, plan: Plan) -> xr.DataArray:
        """What arrives from lines for Ukraine alone (offer, year) [units]."""
        return _clean(plan.solution["made"]) * _lots(self.of_kind)

    def _met_rows(self, plan: Plan) -> pl.DataFrame:
        lack, added = self.lack(plan), plan.solution["help"] * _lots(self.need["arm"])
        met, before = self.met(plan), self.met_without()
        return pl.DataFrame(
            [
                {
                    "category": str(kind),
                    "year": int(year),
                    "need": round(float(self.need.values[k, t]), 4),
                    "have": round(float(self.have.values[k, t]), 4),
                    "added": round(max(0.0, float(added.values[k, t])), 4),
                    "missing": round(float(lack.values[k, t]), 4),
                    "met_share_without": round(float(before.values[k, t]), 6),
                    "met_share": round(float(met.values[k, t]), 6),
                }
                for k, kind in enumerate(self.need["arm"].values)
                for t, year in enumerate(plan.inputs.years)
            ]
        )

    def _money_rows(self, plan: Plan) -> pl.DataFrame:
        own = own_money(plan.inputs, self).values
        donated = plan.solution["donated"].clip(min=0).sum("state").values
        saved = plan.solution["saved"].clip(min=0).values
        spent = plan.solution["help_bill"].values
        return pl.DataFrame(
            {
                "year": [int(year) for year in plan.inputs.years],
                "own": own.round(6),
                "donated": donated.round(6),
                "spent": spent.clip(min=0).round(6),
                "saved": saved.round(6),
            }
        )


def build_ukraine(world: World, inputs: Inputs) -> ForUkraine | None:
    """The part; None where Ukraine is no member, or the scenario gives its need no weight."""
    scenario = world.scenario.ukraine
    if UKRAINE not in world.members or scenario.priority == 0:
        return None
    need = world["ukraine_need"].rename(category="arm")
    kinds = need["arm"].values.tolist()
    products = inputs.list_price["product"].values
    may = world["ukraine_order"].sel(product=products)
    gifts = [str(c) for c in inputs.free["category"].values if c in kinds]
    spare = world["ukraine_spare"].sel(state=inputs.states)
    offers = world["ukraine_price"]
    edge = [str(n) for n in products[(may["product_edge"].values > 0) & (may.values > 0)]]
    edge += [str(n) for n in offers["offer"].values[offers["offer_edge"].values > 0]]
    return ForUkraine(
        need=need,
        have=world["ukraine_have"].rename(category="arm"),
        kept=world["ukraine_kept"].rename(category="arm"),
        money=world["ukraine_money"],
        weight=xr.full_like(need.isel(year=0, drop=True), 1 / len(kinds)),
        orders=tuple(str(name) for name in products[may.values > 0]),
        line=world["ukraine_line"],
        price=offers.reset_coords(drop=True),
        lead=world["ukraine_lead"],
        upkeep=_upkeep_of(inputs, offers),
        serves=xr.DataArray(offers["offer_counts_for"].values, dims="offer",
                            coords={"offer": offers["offer"].values}),
        of_kind=xr.DataArray(offers["offer_category"].values, dims="offer",
                             coords={"offer": offers["offer"].values}),
        spare=spare,
        gift_price=_typical_price(inputs, gifts),
        priority=scenario.priority,
        donor_share=scenario.donor_share,
        edge=tuple(sorted(edge)),
    )  # fmt: skip


def _upkeep_of(inputs: Inputs, offers: xr.DataArray) -> xr.DataArray:
    """Running cost as in the catalogue's products of the category (offer) [share of price]."""
    known = dict(zip(inputs.category.values, inputs.upkeep.values, strict=True))
    flat = inputs.parameters["running_cost"]
    found = [float(known.get(str(c), flat)) for c in offers["offer_category"].values]
    return xr.DataArray(found, dims="offer", coords={"offer": offers["offer"].values})


def _filled(expression: Any, p: Inputs) -> Any:
    """Over all categories of the programme, nothing where the part has none."""
    categories = p.free["category"].values
    return expression.rename(weapon="category").reindex(category=categories).fillna(0)


def _typical_price(inputs: Inputs, categories: list[str]) -> xr.DataArray:
    """Median price of the products of a category (category) [EUR mn]."""
    prices = [
        float(np.median(inputs.list_price.values[inputs.category.values == name]))
        if (inputs.category.values == name).any()
        else 0.0
        for name in categories
    ]
    return xr.DataArray(prices, dims="category", coords={"category": categories})


def _lots(names: xr.DataArray) -> xr.DataArray:
    """Units in one lot of each of these kinds."""
    dim = str(names.dims[0])
    sizes = [LOTS_FOR_UKRAINE.get(str(name), 1.0) for name in names.values]
    return xr.DataArray(sizes, dims=dim, coords={dim: names[dim].values})


def _clean(array: xr.DataArray) -> xr.DataArray:
    """Without the solver's noise."""
    found = array.fillna(0.0)
    return found.where(found > 1e-6, 0.0)
