"""The columns and rows of a plan's help for Ukraine, one function an equation.

From: `vallum.planner.parts.ukraine`, where the symbols stand.  To: the same, which declares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import linopy
import numpy as np
import xarray as xr

from vallum.planner.equations import UNIT
from vallum.planner.equations.money import milestones
from vallum.planner.equations.steps import grown, moved, total
from vallum.planner.inputs import Inputs

if TYPE_CHECKING:
    from vallum.planner.parts.ukraine import ForUkraine


def define_help_variables(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """The columns; nothing is given, ordered or paid before the first year of orders.

    made[o,t] <= line[o,t];  donated[n,t] <= donor_share * money[n,t].
    """
    years, kinds = p.money.indexes["year"], u.need.indexes["arm"]
    # Dimensions of their own (weapon, old): the columns of the core hold other categories.
    for name, most in u.bounds(p).items():
        m.add_variables(lower=0, upper=most, name=name)
    weapons = u.gift_price["category"].to_index().rename("weapon")
    m.add_variables(lower=0, coords=(weapons, years), name="given")
    lead = p.lead.sel(channel="national", drop=True)
    ordered = lead["product"].isin(list(u.orders))
    due = ((p.year >= p.first_order + lead) & ordered).transpose("product", "year")
    m.add_variables(lower=0, upper=xr.where(due, np.inf, 0.0), name="behalf")
    for name in ("help", "lack"):
        m.add_variables(lower=0, coords=(kinds, years), name=name)
    for name in ("help_running", "help_bill", "saved"):
        m.add_variables(lower=0, coords=(years,), name=name)


def define_ukraine_gifts(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """sum_t gift[n,c,t] <= ukraine_gift_most * min_t free[n,c,t];
    given[c,t] = given[c,t-1] + sum_n gift[n,c,t];  sum_t old_gift[c,t] <= min_t sum_n spare[n,c,t].
    """
    right = u.right(p)
    m.add_constraints(m["gift"].sum("year") <= right["ukraine_gifts"], name="ukraine_gifts")
    given = total([grown(m["given"])], less=[m["gift"].sum("state")])
    m.add_constraints(given == 0, name="ukraine_given")
    most = right["ukraine_old_gifts"]
    m.add_constraints(m["old_gift"].sum("year") <= most, name="ukraine_old_gifts")


def define_ukraine_stock(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """help[k,t] = kept[k,t] help[k,t-1] + sum_{s in k} serves[s] behalf[s,t]
    + sum_{o in k} serves[o] made[o,t] + what all states give of k in t, old types at their worth.
    """
    ordered = {"product": list(u.orders)}
    came = _of_kinds(m["behalf"].sel(ordered) * p.serves.sel(ordered), p.category.sel(ordered), u)
    made = _of_kinds(m["made"] * u.serves, u.of_kind, u)
    kinds = u.need.indexes["arm"]
    gifts = grown(m["given"]).rename(weapon="arm").reindex(arm=kinds).fillna(0)
    old = (p.parameters["ukraine_old_counts"] * m["old_gift"]).rename(old="arm")
    old = old.reindex(arm=kinds).fillna(0)
    held = moved(m["help"], {0: 1.0, -1: -u.kept})
    m.add_constraints(total([held], less=[came, made, gifts, old]) == 0, name="ukraine_stock")


def define_ukraine_need(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """help[k,t] + lack[k,t] >= need[k,t] - have[k,t]."""
    m.add_constraints(
        total([m["help"], m["lack"]]) >= u.right(p)["ukraine_need"], name="ukraine_need"
    )


def define_ukraine_running(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """help_running[t] = help_running[t-1] + upkeep of what arrived in t - 1, at first nothing.

    As members keep what they order; what is given is kept as what Ukraine had.
    """
    price = _list_price(p, u)
    upkeep = price * p.upkeep.sel(product=list(u.orders)) / UNIT
    shared = moved(m["behalf"].sel(product=list(u.orders)), {-1: upkeep}).sum("product")
    alone = moved(m["made"], {-1: u.price * u.upkeep / UNIT}).sum("offer")
    left = total([grown(m["help_running"])], less=[shared, alone])
    m.add_constraints(left == 0, name="ukraine_running")


def define_ukraine_bill(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """help_bill[t] = instalments of orders by milestone + help_running[t] + overhaul of gifts.

    Shared lines sell to Ukraine at the price of a reference batch.
    """
    lead = p.lead.sel(channel="national", product=list(u.orders), drop=True)
    bill: list[Any] = [m["help_running"]]
    for column, dim, price, years in (
        (m["behalf"].sel(product=list(u.orders)), "product", _list_price(p, u), lead),
        (m["made"], "offer", u.price, u.lead),
    ):
        owed = milestones(p, years) * price / UNIT
        due = column.rename(year="arrives") * owed.rename(year="arrives")
        bill.append(due.sum([dim, "arrives"]).rename(paid="year"))
    each = overhaul(p, u)
    worth = each.rename(category="weapon")
    given = moved(m["given"], {0: worth, -1: -worth})
    old = each.rename(category="old").reindex(old=m["old_gift"].coords["old"].values)
    bill += [given.sum("weapon"), (m["old_gift"] * old).sum("old")]
    m.add_constraints(total([m["help_bill"]], less=bill) == 0, name="ukraine_bill")


def define_ukraine_money(m: linopy.Model, p: Inputs, u: ForUkraine) -> None:
    """saved[t] = saved[t-1] + money[t] + sum_n donated[n,t] - help_bill[t]  [EUR bn]."""
    change = total([grown(m["saved"]), m["help_bill"]], less=[m["donated"].sum("state")])
    m.add_constraints(change == u.right(p)["ukraine_money"], name="ukraine_money")


def define_ukraine_home(m: linopy.Model) -> None:
    """held[n,c,t] + sum_{v<=t} gift[n,c,v] >= 0 where a state buys for its territory.

    Gifts alone may take what a plan adds below zero: what a state has anyway is not sent home
    again.
    """
    front, kinds = m["home"].coords["front"].values, m["home"].coords["home_kind"].values
    both = [kind for kind in kinds if kind in m["gift"].coords["weapon"].values]
    held = (1 * m["held"].sel(state=front, category=both)).rename(category="weapon")
    given = m["gift"].sel(state=front, weapon=both).cumsum("year")
    m.add_constraints(total([held, given]) >= 0, name="ukraine_home")


def overhaul(p: Inputs, u: ForUkraine) -> xr.DataArray:
    """What overhaul of one that is given costs, by its kind (category) [EUR bn]."""
    return p.parameters["ukraine_overhaul"] * u.gift_price / UNIT


def own_money(p: Inputs, u: ForUkraine) -> xr.DataArray:
    """Ukraine's money for the plan (year) [EUR bn], from the first year of orders on."""
    return (u.money / UNIT).where(u.money["year"] >= p.first_order, 0.0)


def spare_of_all(p: Inputs, u: ForUkraine) -> xr.DataArray:
    """What all states can spare in all of types that no longer count (category) [units]."""
    return u.spare.sel(year=u.spare["year"] >= p.first_order).min("year").sum("state")


def _list_price(p: Inputs, u: ForUkraine) -> xr.DataArray:
    """Of a reference batch, of what may be ordered on Ukraine's behalf (product) [EUR mn]."""
    return p.list_price.sel(product=list(u.orders))


def _of_kinds(expression: Any, of: xr.DataArray, u: ForUkraine) -> Any:
    """Summed by kind of weapon, nothing where no column serves one or Ukraine asks for none."""
    return expression.groupby(of.rename("arm")).sum().reindex(arm=u.need["arm"].values).fillna(0)
