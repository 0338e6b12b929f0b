"""Ukraine as a member: gifts from stock, orders on its behalf, its own lines and money.

From: the arrays `ukraine_*` of the World, the scenario's `ukraine`.  To: the programme.

n state, c category, k kind of weapon that Ukraine needs, s product of the coalition's catalogue,
o offer made for Ukraine alone, t year.

    gift[n,c,t] >= 0      what n gives in t of what counts at home  [modern equivalents]
    given[c,t]            what all have given of it so far
    old_gift[c,t] >= 0    what all give in t of types that no longer count there  [units]
    behalf[s,t]           what arrives in Ukraine from a line that it shares with the coalition
    made[o,t]             what arrives from a line for Ukraine alone
    help[k,t]             what all of that has added to what Ukraine has
    lack[k,t]             what Ukraine still lacks
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

from vallum.planner.equations.money import UNIT, payment_schedule
from vallum.planner.inputs import LOTS, Inputs
from vallum.planner.part import Part
from vallum.planner.parts.ukraine_tables import supply_rows, told_of
from vallum.world import World
from vallum.world.catalogue import UKRAINE
from vallum.world.context import BASE_YEAR

if TYPE_CHECKING:
    from vallum.planner.result import Plan

LOTS_FOR_UKRAINE = LOTS | {"drone": 1e5}
OWN_MONEY = 0.5
"""What a euro of Ukraine's own counts in the cost of a plan: less than a donor's, which is thus
spent last, and more than nothing, so that none is spent without use."""


@dataclass(frozen=True)
class ForUkraine(Part):
    """The data of the part.

    need, have, kept (kind, year) [units; share]: see `vallum.world.ukraine`.
    money (year) [EUR mn].  weight (kind): of a kind among all, sums to 1.
    orders (product) [bool]: may be ordered on Ukraine's behalf.
    line (offer, year) [units a year]; price (offer) [EUR mn]; lead (offer) [years];
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
    orders: xr.DataArray
    line: xr.DataArray
    price: xr.DataArray
    lead: xr.DataArray
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
        "ukraine_money",
    )
    targets = False

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        define_help_variables(m, p, self)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_ukraine_gifts(m, p, self)
        define_ukraine_stock(m, p, self)
        define_ukraine_need(m, p, self)
        define_ukraine_money(m, p, self)

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
        return (self.points(p) * m["lack"]).sum()

    def preference(self, m: linopy.Model, p: Inputs) -> Any:
        factor = (1 + p.parameters["discount_rate"]) ** (BASE_YEAR - p.money["year"])
        return (OWN_MONEY * factor * paid_for_ukraine(m, p, self)).sum()

    def points(self, p: Inputs) -> xr.DataArray:
        """Points of the plan's shortfall for one unit that Ukraine lacks (kind, year).

        Years weigh as they do for the coalition's own need.
        """
        when = p.weight.sum("element") * self.weight * self.priority
        share = 100 * when / self.need.where(self.need > 0, 1)
        return share.where(self.need > 0, 0.0).transpose("kind", "year")

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> ForUkraine:
        names = [bloc_of[str(state)] for state in self.spare["state"].values]
        label = xr.DataArray(names, dims="state", coords={"state": self.spare["state"].values})
        pooled = self.spare.groupby(label.rename("bloc")).sum("state").rename(bloc="state")
        return replace(self, spare=pooled.transpose("state", "category", "year"))

    def in_lots(self, p: Inputs) -> ForUkraine:
        kind, offer = _lots(self.need["kind"]), _lots(self.of_kind)
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

    def missing(self, plan: Plan) -> float:
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
        """What Ukraine still lacks in a solved plan (kind, year) [units]."""
        found: xr.DataArray = plan.solution["lack"].clip(min=0) * _lots(self.need["kind"])
        return found.transpose("kind", "year")

    def met(self, plan: Plan) -> xr.DataArray:
        """Part of each need that is met (kind, year) [share]; 1 where nothing is asked for."""
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
        lack, added = self.lack(plan), plan.solution["help"] * _lots(self.need["kind"])
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
                for k, kind in enumerate(self.need["kind"].values)
                for t, year in enumerate(plan.inputs.years)
            ]
        )

    def _money_rows(self, plan: Plan) -> pl.DataFrame:
        own = own_money(plan.inputs, self).values
        donated = plan.solution["donated"].clip(min=0).sum("state").values
        saved = plan.solution["saved"].clip(min=0).values
        spent = own + donated - np.diff(saved, prepend=0.0)
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
    need = world["ukraine_need"].rename(category="kind")
    kinds = need["kind"].values.tolist()
    products = inputs.list_price["product"].values
    may = world["ukraine_order"].sel(product=products)
    gifts = [str(c) for c in inputs.free["category"].values if c in kinds]
    spare = world["ukraine_spare"].sel(state=inputs.money["state"].values)
    offers = world["ukraine_price"]
    edge = [str(n) for n in products[(may["product_edge"].values > 0) & (may.values > 0)]]
    edge += [str(n) for n in offers["offer"].values[offers["offer_edge"].values > 0]]
    return ForUkraine(
        need=need,
        have=world["ukraine_have"].rename(category="kind"),
        kept=world["ukraine_kept"].rename(category="kind"),
        money=world["ukraine_money"],
        weight=xr.full_like(need.isel(year=0, drop=True), 1 / len(kinds)),
        orders=may.reset_coords(drop=True) > 0,
        line=world["ukraine_line"],
        price=offers.reset_coords(drop=True),
        lead=world["ukraine_lead"],
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


def define_help_variables(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """The columns; nothing is given, ordered or paid before the first year of orders.

    made[o,t] <= line[o,t];  donated[n,t] <= donor_share * money[n,t].
    """
    years, kinds = p.money.indexes["year"], u.need.indexes["kind"]
    begun = p.money["year"] >= p.first_order
    # Dimensions of their own: the columns of the core hold other categories.
    most = u.most_given(p).rename(category="weapon").where(begun, 0.0)
    m.add_variables(lower=0, upper=most.transpose("state", "weapon", "year"), name="gift")
    m.add_variables(lower=0, coords=(most.indexes["weapon"], years), name="given")
    spare = _spare(p, u).rename(category="old").where(begun, 0.0)
    m.add_variables(lower=0, upper=spare.transpose("old", "year"), name="old_gift")
    lead = p.lead.sel(channel="national", drop=True)
    due = ((p.money["year"] >= p.first_order + lead) & u.orders).transpose("product", "year")
    m.add_variables(lower=0, upper=xr.where(due, np.inf, 0.0), name="behalf")
    soon = (p.money["year"] >= p.first_order + u.lead).transpose("offer", "year")
    m.add_variables(lower=0, upper=u.line.where(soon, 0.0), name="made")
    for name in ("help", "lack"):
        m.add_variables(lower=0, coords=(kinds, years), name=name)
    most = (u.donor_share * p.money / UNIT).where(begun, 0.0)
    m.add_variables(lower=0, upper=most, name="donated")
    m.add_variables(lower=0, coords=(years,), name="saved")


def define_ukraine_gifts(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """sum_t gift[n,c,t] <= ukraine_gift_most * min_t free[n,c,t];
    given[c,t] = given[c,t-1] + sum_n gift[n,c,t];  sum_t old_gift[c,t] <= min_t sum_n spare[n,c,t].
    """
    most = u.most_given(p).rename(category="weapon")
    m.add_constraints(m["gift"].sum("year") <= most, name="ukraine_gifts")
    before = (1 * m["given"].shift(year=1)).fillna(0)
    m.add_constraints(m["given"] - before - m["gift"].sum("state") == 0, name="ukraine_given")
    spare = _spare(p, u).rename(category="old")
    m.add_constraints(m["old_gift"].sum("year") <= spare, name="ukraine_old_gifts")


def define_ukraine_stock(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """help[k,t] = kept[k,t] help[k,t-1] + sum_{s in k} serves[s] behalf[s,t]
    + sum_{o in k} serves[o] made[o,t] + what all states give of k in t, old types at their worth.
    """
    came = _of_kinds(m["behalf"] * p.serves, p.category, u)
    came = came + _of_kinds(m["made"] * u.serves, u.of_kind, u)
    kinds = u.need["kind"].values
    gifts = (m["given"] - (1 * m["given"].shift(year=1)).fillna(0)).rename(weapon="kind")
    old = (p.parameters["ukraine_old_counts"] * m["old_gift"]).rename(old="kind")
    came = came + gifts.reindex(kind=kinds).fillna(0) + old.reindex(kind=kinds).fillna(0)
    before = (1 * m["help"].shift(year=1)).fillna(0) * u.kept
    m.add_constraints(m["help"] - before - came == 0, name="ukraine_stock")


def define_ukraine_need(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """help[k,t] + lack[k,t] >= need[k,t] - have[k,t]."""
    m.add_constraints(m["help"] + m["lack"] >= u.need - u.have, name="ukraine_need")


def define_ukraine_money(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """saved[t] = saved[t-1] + money[t] + sum_n donated[n,t] - what falls due in t  [EUR bn]."""
    before = (1 * m["saved"].shift(year=1)).fillna(0)
    change = m["saved"] - before - m["donated"].sum("state") + paid_for_ukraine(m, p, u)
    m.add_constraints(change == own_money(p, u), name="ukraine_money")


def paid_for_ukraine(m: linopy.Model, p: Inputs, u: ForUkraine) -> Any:
    """What falls due for Ukraine (year) [EUR bn]: orders by milestone with their upkeep, as for
    members, and the overhaul of what is given."""
    shared, alone = schedules(p, u)
    behalf = m["behalf"].rename(year="arrives")
    bill = (behalf * shared).sum(["product", "arrives"])
    bill = bill + (m["made"].rename(year="arrives") * alone).sum(["offer", "arrives"])
    overhaul = p.parameters["ukraine_overhaul"] * u.gift_price / UNIT
    bill = bill + (m["gift"] * overhaul.rename(category="weapon")).sum(["state", "weapon"])
    old = overhaul.rename(category="old").sel(old=m["old_gift"].coords["old"].values)
    return bill + (m["old_gift"] * old).sum("old")


def schedules(p: Inputs, u: ForUkraine) -> tuple[xr.DataArray, xr.DataArray]:
    """EUR bn paid in `year` for one unit that arrives in `arrives`: of shared products, of offers.

    Shared lines sell to Ukraine at the price of a reference batch.
    """
    channel = {"channel": ["national"]}
    lead = p.lead.sel(channel=["national"])
    shared = replace(p, price=p.list_price.expand_dims(channel).transpose(), lead=lead)
    names = {"offer": "product"}
    alone = replace(
        p,
        price=u.price.rename(names).expand_dims(channel).transpose(),
        lead=u.lead.rename(names).expand_dims(channel).transpose(),
    )
    found = [payment_schedule(each).sel(channel="national", drop=True) for each in (shared, alone)]
    moved = [each.rename(year="arrives").rename(paid="year") for each in found]
    return moved[0], moved[1].rename(product="offer")


def own_money(p: Inputs, u: ForUkraine) -> xr.DataArray:
    """Ukraine's money for the plan (year) [EUR bn], from the first year of orders on."""
    return (u.money / UNIT).where(u.money["year"] >= p.first_order, 0.0)


def _spare(p: Inputs, u: ForUkraine) -> xr.DataArray:
    """What all states can spare in all of types that no longer count (category) [units]."""
    return u.spare.sel(year=u.spare["year"] >= p.first_order).min("year").sum("state")


def _filled(expression: Any, p: Inputs) -> Any:
    """Over all categories of the programme, nothing where the part has none."""
    categories = p.free["category"].values
    return expression.rename(weapon="category").reindex(category=categories).fillna(0)


def _of_kinds(expression: Any, of: xr.DataArray, u: ForUkraine) -> Any:
    """Summed by kind of weapon, nothing where no column serves one or Ukraine asks for none."""
    return expression.groupby(of.rename("kind")).sum().reindex(kind=u.need["kind"].values).fillna(0)


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
