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

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from vallum.world import World
from vallum.world.names import PEOPLE


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
    dims = ("state",) if at_base else ("state", "year")
    free, people = free.transpose("category", *dims), people.broadcast_like(free.isel(category=0))
    stock = dict(zip(free["category"].values, free.values, strict=True))
    stock[PEOPLE] = people.transpose(*dims).values
    together = xr.DataArray(
        np.stack([_fielded(stock, recipe, place) for place in range(recipe.sizes["element"])]),
        dims=("element", *dims),
        coords={"element": recipe["element"].values, **{dim: free[dim].values for dim in dims}},
    )
    together = together.transpose("state", "element", ...)
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
    free = free.transpose("category", "year")
    stock = dict(zip(free["category"].values, free.values, strict=True))
    stock[PEOPLE] = np.full(free.sizes["year"], float(world["people"].sel(state=states).sum()))
    recipe = world["recipe"]
    place = list(recipe["element"].values).index("brigade")
    fielded = _fielded(stock, recipe, place)
    return xr.DataArray(fielded, dims="year", coords={"year": free["year"].values})


def _fielded(
    stock: Mapping[Any, np.ndarray[Any, Any]], recipe: xr.DataArray, place: int
) -> np.ndarray[Any, Any]:
    """How many units of an element its items allow, as plain arrays: labels would cost most of it.

    stock: item -> what there is of it.
    """
    row = recipe.values[place]
    items = [(stock[recipe["item"].values[i]], row[i]) for i in np.flatnonzero(row)]
    if not items:  # an element that no recipe describes cannot be fielded by anyone
        return np.zeros_like(next(iter(stock.values())))
    if recipe["summed"].values[place]:
        return np.asarray(sum(there for there, _ in items))
    scarcest: np.ndarray[Any, Any] = np.minimum.reduce([there / each for there, each in items])
    return scarcest


def least(one: xr.DataArray, other: xr.DataArray) -> xr.DataArray:
    """The smaller of two, cell by cell, labels aligned."""
    first, second = xr.broadcast(one, other)
    return first.where(first < second, second)


def most(one: xr.DataArray, other: xr.DataArray) -> xr.DataArray:
    """The larger of two, cell by cell, labels aligned."""
    first, second = xr.broadcast(one, other)
    return first.where(first > second, second)
