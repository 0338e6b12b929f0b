"""Need against forces: what is missing, by contingency, element and year.

From: world.  To: study, report, `vallum gaps`.

The main contingency, read without the United States (`stand_alone`), asks for each element for the
larger of two readings:

    need[e]  = max( base[e] + replace_us[e],  total[e],  stock[e] )
    us[e,t]  = presence[lever(e),t] * (replace_us[e]  or  us_part[e] * total[e])      by the reading
    have[e,t] = sum_n element[n,e,t] - deployed outside[e,t]
    gap[e,t] = max(0, need[e] - have[e,t] - us[e,t])

base[e] is what the European allies fielded in the base year: published lists of what the United
States would leave behind come on top of it, so retirements reopen a gap and net growth closes it.
Read with the United States (`nato_targets`) it takes the alliance's total where there is one;
elsewhere it asks only to replace what leaves, not to hold what Europe has.

Contingencies that must be met in place draw on ready forces alone:

    ready[e,t] = availability[e] * sum_n element[n,e,t]
    pool[k,e]  = need[k,e] * pool_per_deployed[k]

They run at the same time where the scenario says so: each takes what earlier ones left, so that
nothing is counted twice.  One that is nested (the Baltic) is met by forces that also count towards
the main need; one that is not (Ukraine) takes its deployed units away from it.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from vallum.forces.elements import Addition, field_elements, least, most, pooled_brigades
from vallum.forces.result import Gaps
from vallum.world import World
from vallum.world.build import ALLIANCE
from vallum.world.names import REASSURANCE
from vallum.world.pooling import POOL


def assess(world: World, addition: Addition | None = None) -> Gaps:
    """Set what is asked for against what the coalition can field, with or without a plan's orders.

    Returns `Gaps` with variables need, have, us, gap, met_share (contingency, element, year),
    asked (contingency, element), contribution (state, element, year).
    """
    fielded = field_elements(world, addition=addition)
    contribution = _contribution(world, fielded)
    base = field_elements(world, at_base=True).sel(state=[*world.scope, ALLIANCE]).sum("state")
    force = contribution.sum("state")
    outside = _in_place(world, force)
    at_home = _at_home(outside, force)
    main = _main_need(world, base, at_home)
    dataset = _gather(world, main, outside, at_home)
    dataset["contribution"] = contribution
    dataset["base"] = base
    dataset["pooled_brigades"] = pooled_brigades(world, list(world.members))
    return Gaps(world, dataset)


def alone_in_place(world: World, force: xr.DataArray) -> dict[str, xr.DataArray]:
    """Met share, without the United States, of each contingency that must be met in place, by its
    name, with forces of any size (element, year, and futures if any)."""
    found = {}
    for name, part in _in_place(world, force).items():
        need = part["need"].where(part["asked"], drop=True)
        have = part["have"].sel(element=need["element"])
        found[name] = (have / need.where(need > 0, 1)).clip(0, 1).where(need > 0, 1.0)
    return found


def _contribution(world: World, fielded: xr.DataArray) -> xr.DataArray:
    """What the coalition's members bring; alliance-owned fleets by the share they stand for."""
    weight = xr.DataArray(
        np.where(
            np.isin(fielded["state"].values, [*world.members, POOL]),
            1.0,
            np.where(fielded["state"].values == ALLIANCE, world.alliance_share, 0.0),
        ),
        dims=("state",),
        coords={"state": fielded["state"].values},
    )
    return (fielded * weight).sel(state=list(world.owners))


def _at_home(outside: dict[str, dict[str, xr.DataArray]], force: xr.DataArray) -> xr.DataArray:
    """What is left for the main need (element, year)."""
    away = sum((part["away"] for part in outside.values()), xr.zeros_like(force))
    # Several missions outside may ask for the same units: no more can be away than there are.
    return (force - least(away, force)).transpose("element", "year")


def _main_need(world: World, base: xr.DataArray, at_home: xr.DataArray) -> dict[str, xr.DataArray]:
    """Need and American part of the main contingency (element, year), and which reading counts."""
    asked = world["requirement"].isel(contingency=0)
    part = world["us_part"].isel(contingency=0)
    presence = world["presence"].sel(lever=world["weight"]["lever"]).drop_vars("lever")
    replace, total, stock = (
        asked.sel(basis=b, drop=True) for b in ("replace_us", "total", "stock")
    )
    years = xr.ones_like(presence)
    held = base * years
    if world.us_counts:
        # NATO names no figure to hold: whatever Europe has at home, up to today's level, is the
        # base.  Forces away must not stand in it, or their loss would shrink a gap.
        held = least(held, at_home)
    additional = (held + replace).where(replace > 0, 0.0)
    whole = (total * years).where(total > 0, 0.0)
    if world.us_counts:
        additional = additional.where(total == 0, 0.0)
    by_total = whole > additional
    need = most(most(additional, whole), stock * years)
    by_list = replace * years
    american = by_list.where(~by_total, total * part.sel(basis="total", drop=True))
    american = american.where(stock * years < need, 0.0)
    return {
        "need": need,
        "us": (american * presence).transpose("element", "year"),
        "asked": (replace > 0) | (total > 0) | (stock > 0),
        "by_total": by_total,
    }


def _in_place(world: World, force: xr.DataArray) -> dict[str, dict[str, xr.DataArray]]:
    """Needs in place, each with what is ready for it, in order of priority."""
    ready = force * world["availability"]
    left = ready
    found: dict[str, dict[str, xr.DataArray]] = {}
    presence = world["presence"].sel(lever="troops", drop=True)
    for place, name in enumerate(world["requirement"]["contingency"].values):
        if place == 0:
            continue
        rows = world["requirement"].isel(contingency=place).sel(basis="in_place", drop=True)
        part = world["us_part"].isel(contingency=place).sel(basis="in_place", drop=True)
        per_deployed, since = _rotation(world, str(name))
        need = rows * (xr.ones_like(presence) * (presence["year"] >= since))
        american = need * part * presence
        available = (left if world.scenario.need.concurrent else ready) / per_deployed
        used = least(available, (need - american).clip(min=0))
        left = left - used * per_deployed
        # What the main need misses does not hang on the United States or on other contingencies.
        away = least(ready / per_deployed, need)
        found[str(name)] = {
            "need": need,
            "us": american,
            "have": available,
            "asked": rows > 0,
            "used": used * per_deployed,
            "away": away if _takes_away(world, place) else xr.zeros_like(away),
        }
    return found


def _takes_away(world: World, place: int) -> bool:
    return str(world["requirement"]["nested"].values[place]) == "no"


def _rotation(world: World, contingency: str) -> tuple[float, int]:
    """Units in the pool for one deployed, and the first year of the deployment."""
    mission = world.scenario.ukraine.reassurance_force
    if contingency == REASSURANCE and mission is not None:
        return mission.pool_per_deployed, mission.from_year
    return 1.0, int(world.years[0])


def _gather(
    world: World,
    main: dict[str, xr.DataArray],
    outside: dict[str, dict[str, xr.DataArray]],
    at_home: xr.DataArray,
) -> xr.Dataset:
    names = [str(name) for name in world["requirement"]["contingency"].values]
    first = main | {"have": at_home, "used": xr.zeros_like(at_home)}
    parts = [first, *(outside[name] for name in names[1:])]
    stacked = {
        variable: xr.concat(
            [part[variable].reset_coords(drop=True) for part in parts], dim="contingency"
        ).assign_coords(contingency=names)
        for variable in ("need", "us", "have", "asked", "used")
    }
    dataset = xr.Dataset(stacked)
    dataset = dataset.where(dataset["asked"], 0.0)
    dataset["asked"] = stacked["asked"]
    dataset["by_total"] = main["by_total"].reset_coords(drop=True)
    need, have = dataset["need"], dataset["have"]
    dataset["gap"] = (need - have - dataset["us"]).clip(min=0)
    # Where nothing is needed (a mission that has not begun) everything needed is met.
    dataset["met_share"] = (have / need.where(need > 0, 1)).clip(max=1).where(need > 0, 1.0)
    order = ("contingency", "element", "year")
    return dataset.transpose(*order, missing_dims="ignore")
