"""What a state can field: force elements from counted stock, people and home reserves.

From: world.  To: `vallum.forces.gaps`.

    free[n,c,t]     = max(0, counted[n,c,t] - home_reserve[n,c])
    element[n,e,t]  = min over items c of free[n,c,t] / recipe[e,c] and people[n] / recipe[e,p]
    element[n,e,t]  = sum over items c of free[n,c,t]              (air-defence units, any range)

Every state equips its elements alone: two states with half a brigade each field no brigade more
than they do apart, and what is pooled across borders is reported beside it (`pooled`).  An element
that is itself a category (tanks, tankers) has the recipe 1.  Heavy brigades are a part of all
brigades, not more of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from vallum.world import World

PEOPLE = "personnel"


@dataclass(frozen=True)
class Addition:
    """What a plan adds to the forces of today.

    stock: to counted stock (state, category, year) [modern equivalents]; states and categories
        left out get nothing.  brigades: those that the plan equips, mans and pays for
    (state, year); states left out keep what their stock allows.
    """

    stock: xr.DataArray
    brigades: xr.DataArray


def field_elements(
    world: World, *, at_base: bool = False, addition: Addition | None = None
) -> xr.DataArray:
    """Elements that each state can field (state, element, year) [units of the element].

    at_base: from the stock of the base year with American upkeep intact, without the dimension
        year: the forces that published lists count on.
    addition: what a plan adds; home reserves stay as they are, so that it counts in full.
    """
    counted = world["counted_base"] if at_base else world["counted"]
    free = (counted - world["home_reserve"]).clip(min=0)
    people = world["people"]
    if addition is not None:
        free = free + addition.stock.reindex_like(free, fill_value=0.0)
    recipe = world["recipe"]
    summed = recipe["summed"].values
    fielded = [
        _add_up(free, recipe.sel(element=element))
        if summed[place]
        else _scarcest(free, recipe.sel(element=element), people)
        for place, element in enumerate(recipe["element"].values)
    ]
    together = xr.concat(fielded, dim="element").assign_coords(element=recipe["element"].values)
    dims = ("state", "element") if at_base else ("state", "element", "year")
    together = together.transpose(*dims)
    if addition is not None:
        # A brigade needs soldiers and kit that no stock table lists: only the plan knows them.
        planned = addition.brigades.transpose("state", "year")
        chosen = {"state": planned["state"].values, "element": "brigade"}
        together.loc[chosen] = planned.values
    return together


def pooled_brigades(world: World, states: list[str]) -> xr.DataArray:
    """Brigades that these states could equip if all kit were pooled (year) [brigades].

    The difference to the sum of national brigades is what fragmentation costs in force.
    """
    free = (world["counted"] - world["home_reserve"]).clip(min=0).sel(state=states).sum("state")
    people = world["people"].sel(state=states).sum("state")
    return _scarcest(free, world["recipe"].sel(element="brigade"), people)


def _scarcest(free: xr.DataArray, needs: xr.DataArray, people: xr.DataArray) -> xr.DataArray:
    """How many units the scarcest item allows."""
    # Plain arrays: this is asked for every element of every World, and labels cost most of it.
    rest = [dim for dim in free.dims if dim != "category"]
    stock = free.transpose("category", *rest).values
    place = {kind: row for row, kind in enumerate(free["category"].values)}
    scarcest = xr.full_like(free.isel(category=0, drop=True).transpose(*rest), np.inf, dtype=float)
    found = scarcest.values
    for item, amount in zip(needs["item"].values, needs.values, strict=True):
        if amount == 0:
            continue
        if item == PEOPLE:
            found = np.minimum(found, (people.broadcast_like(scarcest) / amount).values)
        else:
            found = np.minimum(found, stock[place[item]] / amount)
    # An element that no recipe describes cannot be fielded by anyone.
    return scarcest.copy(data=np.where(np.isinf(found), 0.0, found))


def least(one: xr.DataArray, other: xr.DataArray) -> xr.DataArray:
    """The smaller of two, cell by cell, labels aligned."""
    first, second = xr.broadcast(one, other)
    return first.where(first < second, second)


def most(one: xr.DataArray, other: xr.DataArray) -> xr.DataArray:
    """The larger of two, cell by cell, labels aligned."""
    first, second = xr.broadcast(one, other)
    return first.where(first > second, second)


def _add_up(free: xr.DataArray, items: xr.DataArray) -> xr.DataArray:
    chosen = items["item"].values[items.values > 0]
    added: xr.DataArray = free.sel(category=list(chosen)).sum("category")
    return added
