"""Stock, brigades, munitions and what is still missing.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

import linopy
import numpy as np
import xarray as xr

from vallum.planner.equations.right import brigade_alone, kit_free, still_needed
from vallum.planner.equations.steps import grown, total
from vallum.planner.inputs import SHELLS_A_DAY, SUMMED, Inputs
from vallum.world.equipment import SHELLS
from vallum.world.names import BRIGADE


def define_stock_balance(m: linopy.Model, p: Inputs) -> None:
    """held[n,c,t] = held[n,c,t-1] + sum_{s in c, j} serves[s] arrival[n,s,t,j] + flow[n,c,t].

    Before the first year it is 0; flow is what the parts of the programme add.
    """
    added = (m["arrival"] * p.serves).sum("channel").groupby(p.category.rename("category")).sum()
    added = added.reindex(category=p.free.indexes["category"])
    left = total([grown(m["held"])], less=[added, *p.terms("flow", m, p)])
    first, later = p.years[0], p.years[1:]
    m.add_constraints(left.sel(year=first) == 0, name="stock_opening")
    m.add_constraints(left.sel(year=later) == 0, name="stock_balance")


def define_brigade_kit(m: linopy.Model, p: Inputs) -> None:
    """kit[c] brigade[n,t] <= free[n,c,t] + held[n,c,t], for each category of a brigade's kit."""
    kinds = list(p.kit["category"].values)
    used = m["brigade"] * p.kit
    held = m["held"].sel(category=kinds)
    m.add_constraints(total([used], less=[held]) <= kit_free(p), name="brigade_kit")


def define_brigade_people(m: linopy.Model, p: Inputs) -> None:
    """brigade[n,t] <= people[n,t] + won[n,t]  [brigades that can be manned].

    won is what the parts of the programme add.
    """
    manned = total([m["brigade"]], less=p.terms("soldiers", m, p))
    m.add_constraints(manned <= p.people, name="brigade_people")


def define_munitions(m: linopy.Model, p: Inputs) -> None:
    """days * use * sum_n brigade[n,t] <= shells[t] + sum_n held[n,shells,t].

    Brigades count only as far as there are shells for `days_of_supply` of intense combat.
    """
    if SHELLS not in p.demand.have["element"].values:
        return
    rounds = p.parameters["days_of_supply"] * p.parameters[SHELLS_A_DAY]
    held = m["held"].sel(category=SHELLS).sum("state")
    stock = p.demand.have.sel(element=SHELLS, drop=True)
    used = rounds * m["brigade"].sum("state")
    m.add_constraints(total([used], less=[held]) <= stock, name="munitions")


def define_brigades_beyond(m: linopy.Model, p: Inputs) -> None:
    """beyond[n,t] >= brigade[n,t] - base[n,t];  formed[n,t] >= beyond[n,t] - beyond[n,t-1]."""
    beyond, formed = m["beyond"], m["formed"]
    m.add_constraints(
        total([m["brigade"]], less=[beyond]) <= p.base_brigades, name="brigade_beyond"
    )
    first, later = p.years[0], p.years[1:]
    left = total([grown(beyond)], less=[formed])
    m.add_constraints(left.sel(year=first) <= 0, name="brigade_formed_first")
    m.add_constraints(left.sel(year=later) <= 0, name="brigade_formed")


def define_need(m: linopy.Model, p: Inputs) -> None:
    """have[e,t] + added[e,t] + us[e,t] + gap[e,t] >= need[e,t]."""
    held = (m["held"].sum("state") * counts_for(p)).sum("category")
    brigades = m["brigade"].sum("state") * brigade_alone(p)
    m.add_constraints(total([held, brigades, m["gap"]]) >= still_needed(p), name="need")


def counts_for(p: Inputs) -> xr.DataArray:
    """1 where a category counts towards an element (element, category); brigades have a recipe."""
    elements, categories = p.demand.need["element"].values, p.free["category"].values
    table = np.zeros((len(elements), len(categories)))
    for row, element in enumerate(elements):
        if element != BRIGADE:
            kinds = SUMMED.get(str(element), (str(element),))
            table[row] = np.isin(categories, kinds)
    coords = {"element": elements, "category": categories}
    return xr.DataArray(table, dims=("element", "category"), coords=coords)
