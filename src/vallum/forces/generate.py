"""Who sends what to a mission, rotation by rotation.

From: World, a mission, who is willing.  To: `vallum.study.generate`, `vallum generate`.

A unit of an element e comes from one state n.  With p units in the pool for one deployed there are
p rotations r, and a unit serves in one of them:

    sum_n x[n,e,r] + missing[e,r] = deployed[e]          every rotation is filled or lacks
    sum_er soldiers[e] x[n,e,r] <= ready[n] (1-floor[n])  land elements: nobody below its floor
    sum_r x[n,e,r] <= own[n,e] (1 - floor[n])            the same for each element by itself
    x[n,e,r] <= min(deployed[e], own[n,e]) y[n,r]        who is there at all
    sum_e x[lead,e,r] >= 1                               framework nations are
    -off[n] <= soldiers sent - share[n] pool <= off[n]   shares as even as the key asks
    y[n,r] - sum_(f of n) u[f,r] <= o[n,r]               who serves outside all formations in use

    least  1000 size (missing + the worst rotation's) + y + off / 2 + u / 5 + o / 2

size = soldiers in thousands, at least 1; off in thousands.  An integer programme, proven to `GAP`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import linopy
import numpy as np
import xarray as xr

from vallum import optim
from vallum.forces.generated import ForceGeneration, Supply
from vallum.world.mission_elements import (
    BATTALION,
    ONLY_BATTALIONS,
    Formation,
    MissionElement,
    composed,
)
from vallum.world.missions import Mission

__all__ = ["ELEMENT", "GAP", "UNIT", "ForceGeneration", "Supply", "generate"]

UNIT = ONLY_BATTALIONS[BATTALION].soldiers
"""Soldiers of a manoeuvre battalion."""
LACK, PRESENT, UNEVEN = 1000.0, 1.0, 0.5
USED, OUTSIDE = 0.2, 0.5
"""What a formation in use and a state outside of all of them weigh, against a state present."""
GAP = 0.002
SECONDS = 25.0
ELEMENT = BATTALION


def generate(
    mission: Mission,
    supply: Mapping[str, Supply],
    elements: Mapping[str, MissionElement] = ONLY_BATTALIONS,
    frameworks: Iterable[Formation] = (),
) -> ForceGeneration:
    """Fill the rotations of a mission.

    supply: by state; elements: what a mission may ask for; frameworks: formations whose states
    preferably serve together.  Raises UserError for an element that is not there.
    """
    asked = composed(mission, elements)
    kinds = [elements[name] for name in asked]
    able = {
        state: each
        for state, each in sorted(supply.items())
        if each.willing and any(each.most(kind) > 0 for kind in kinds)
    }
    unwilling = {s: each.units for s, each in sorted(supply.items()) if not each.willing}
    rotations = list(range(1, mission.pool_per_deployed + 1))
    if not able:
        shape = {"state": [], "element": list(asked), "rotation": rotations}
        nobody = xr.DataArray(
            np.zeros((0, len(asked), len(rotations)), dtype=int), coords=shape, dims=tuple(shape)
        )
        lacking = xr.DataArray(
            np.repeat([[n] for n in asked.values()], len(rotations), axis=1),
            coords={"element": list(asked), "rotation": rotations},
            dims=("element", "rotation"),
        )
        return ForceGeneration(mission, supply, elements, asked, nobody, lacking, 0.0, unwilling)
    model = _declare(mission, able, kinds, asked, rotations)
    _prefer(model, able, rotations, tuple(frameworks))
    solved = optim.solve_integer(model, gap=GAP, seconds=SECONDS)
    sent = model.solution["units"].round().astype(int)
    missing = model.solution["missing"].round().astype(int)
    return ForceGeneration(mission, supply, elements, asked, sent, missing, solved.gap, unwilling)


def _declare(
    mission: Mission,
    able: Mapping[str, Supply],
    kinds: list[MissionElement],
    asked: Mapping[str, int],
    rotations: list[int],
) -> linopy.Model:
    states, names = list(able), list(asked)
    by_element = {"element": names}
    deployed = xr.DataArray(list(asked.values()), coords=by_element)
    soldiers = xr.DataArray([k.soldiers / UNIT for k in kinds], coords=by_element)
    of_land = xr.DataArray([float(k.of_land) for k in kinds], coords=by_element)
    most = xr.DataArray(
        [[able[s].most(k) for k in kinds] for s in states], coords={"state": states, **by_element}
    )
    land = xr.DataArray([able[s].soldiers / UNIT for s in states], coords={"state": states})
    pool = float((deployed * soldiers).sum()) * len(rotations)
    weight = sum(each.share for each in able.values()) or 1.0
    fair = xr.DataArray([able[s].share / weight * pool for s in states], coords={"state": states})
    m = linopy.Model()
    every = [("state", states), ("element", names), ("rotation", rotations)]
    units = m.add_variables(lower=0, coords=every, integer=True, name="units")
    there = m.add_variables(coords=[every[0], every[2]], binary=True, name="there")
    missing = m.add_variables(lower=0, coords=every[1:], integer=True, name="missing")
    off = m.add_variables(lower=0, coords=every[:1], name="off")
    worst = m.add_variables(lower=0, coords=every[1:2], name="worst")
    whole = (units * soldiers).sum(["element", "rotation"])
    m.add_constraints(units.sum("state") + missing == deployed, name="filled")
    m.add_constraints(missing - worst <= 0, name="worst_rotation")
    m.add_constraints(units.sum("rotation") <= most, name="floor")
    if len(names) > 1:
        taken = (units * (soldiers * of_land)).sum(["element", "rotation"])
        m.add_constraints(taken <= land, name="land_floor")
    m.add_constraints(units - np.minimum(most, deployed) * there <= 0, name="there_at_all")
    m.add_constraints(whole - off <= fair, name="not_more")
    m.add_constraints(whole + off >= fair, name="not_less")
    leads = [s for s in mission.lead if s in able and most.sel(state=s).sum() >= len(rotations)]
    if leads:
        m.add_constraints(units.sel(state=leads).sum("element") >= 1, name="lead")
    size = soldiers.clip(min=1.0)
    lack = (missing * size).sum() + (worst * size).sum()
    m.add_objective(LACK * lack + PRESENT * there.sum() + UNEVEN * off.sum())
    return m


def _prefer(
    m: linopy.Model,
    able: Mapping[str, Supply],
    rotations: list[int],
    frameworks: tuple[Formation, ...],
) -> None:
    """Let states that already serve together do so again, where nothing else speaks against it."""
    known = [each for each in frameworks if len(each.states & able.keys()) > 1]
    if not known:
        return
    states = list(able)
    within = xr.DataArray(
        [[float(s in each.states) for each in known] for s in states],
        coords={"state": states, "framework": [each.name for each in known]},
    )
    both = [("state", states), ("rotation", rotations)]
    outside = m.add_variables(lower=0, coords=both, name="outside")
    used = m.add_variables(
        binary=True,
        coords=[("framework", [each.name for each in known]), ("rotation", rotations)],
        name="used",
    )
    m.add_constraints(
        m["there"] - (used * within).sum("framework") - outside <= 0, name="outside_frameworks"
    )
    m.objective = m.objective.expression + USED * used.sum() + OUTSIDE * outside.sum()
