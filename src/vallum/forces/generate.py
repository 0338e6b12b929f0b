"""Who sends what to a mission, rotation by rotation.

From: World, a mission, who is willing.  To: `vallum.study.generate`, `vallum generate`.

Units are battalions of a thousand, each from one state.  With p units in the pool for one deployed
there are p rotations, and a unit serves in one of them:

    sum_n x[n,r] + missing[r] = deployed                 every rotation is filled or lacks
    sum_r x[n,r] <= ready[n] (1 - floor[n])              nobody goes below its home-defence floor
    x[n,r] <= deployed y[n,r],  x[lead,r] >= 1           who is there at all; framework nations are
    -off[n] <= sum_r x[n,r] - share[n] pool <= off[n]    shares as even as the key asks

    least  1000 (missing + the worst rotation's) + y + off / 2

ready = active forces x land share x readiness.  An integer programme, proven to `GAP`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

import linopy
import numpy as np
import polars as pl
import xarray as xr

from vallum import optim
from vallum.world.missions import Mission

UNIT = 1000
"""Soldiers of a battalion-sized unit."""
LACK, PRESENT, UNEVEN = 1000.0, 1.0, 0.5
GAP = 0.002
SECONDS = 25.0
ELEMENT = "battalion"


@dataclass(frozen=True)
class Supply:
    """What one state could send.

    ready: soldiers of its land force that are ready; floor: part that stays at home;
    share: its fair part of the pool; willing: it may send soldiers; why_not: else why.
    """

    ready: float
    floor: float
    share: float
    willing: bool = True
    why_not: str = ""

    @property
    def units(self) -> int:
        """Whole units above the floor."""
        return floor(self.ready * (1 - self.floor) / UNIT + 1e-9)


@dataclass(frozen=True)
class ForceGeneration:
    """Who serves when.  units (state, rotation); missing (rotation) [battalions].

    gap: how far the integer programme is proven; unwilling: state -> units it could have sent.
    """

    mission: Mission
    supply: Mapping[str, Supply]
    units: xr.DataArray
    missing: xr.DataArray
    gap: float
    unwilling: Mapping[str, int]

    @property
    def asked(self) -> int:
        """Units deployed at one time."""
        return units_of(self.mission)

    @property
    def feasible(self) -> bool:
        return int(self.missing.sum()) == 0

    @property
    def deployed(self) -> int:
        """Soldiers that are there in every rotation."""
        return (self.asked - int(self.missing.max())) * UNIT

    @property
    def pool(self) -> int:
        """Soldiers in all rotations together."""
        return int(self.units.sum()) * UNIT

    @property
    def sustained_months(self) -> int:
        """How long it lasts: all of it where every rotation is filled, else while they are full."""
        if self.feasible:
            return self.mission.months
        full = int(np.cumprod((self.missing.values == 0).astype(int)).sum())
        return min(self.mission.months, full * self.mission.tour_months)

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        states = int((self.units.sum("rotation") > 0).sum())
        told = (
            f"{self.mission.title}: {self.deployed:,} deployed from a pool of {self.pool:,} by "
            f"{states} states"
        )
        if self.feasible:
            return [f"{told}; every rotation is filled for {self.mission.months} months."]
        lack = int(self.missing.max()) * UNIT
        return [f"{told}; {lack:,} of {self.mission.troops:,} are missing."]

    def frames(self) -> dict[str, pl.DataFrame]:
        """Tidy tables: contributions (state, element, rotation, quantity), uncovered."""
        rows = [
            {"state": str(s), "element": ELEMENT, "rotation": int(r),
             "quantity": int(self.units.sel(state=s, rotation=r))}
            for s in self.units["state"].values for r in self.units["rotation"].values
            if int(self.units.sel(state=s, rotation=r)) > 0
        ]  # fmt: skip
        lacking = [
            {"element": ELEMENT, "rotation": int(r), "quantity": int(self.missing.sel(rotation=r))}
            for r in self.missing["rotation"].values
            if int(self.missing.sel(rotation=r)) > 0
        ]
        schema = {"element": pl.String, "rotation": pl.Int64, "quantity": pl.Int64}
        return {
            "contributions": pl.DataFrame(rows, {"state": pl.String, **schema}),
            "uncovered": pl.DataFrame(lacking, schema),
        }


def generate(mission: Mission, supply: Mapping[str, Supply]) -> ForceGeneration:
    """Fill the rotations of a mission.  supply: by state."""
    able = {s: each for s, each in sorted(supply.items()) if each.willing and each.units > 0}
    unwilling = {s: each.units for s, each in sorted(supply.items()) if not each.willing}
    rotations = list(range(1, mission.pool_per_deployed + 1))
    if not able:
        nobody = xr.DataArray(
            np.zeros((0, len(rotations)), dtype=int),
            coords={"state": [], "rotation": rotations},
            dims=("state", "rotation"),
        )
        lacking = xr.DataArray(
            np.full(len(rotations), units_of(mission)), coords={"rotation": rotations}
        )
        return ForceGeneration(mission, supply, nobody, lacking, 0.0, unwilling)
    model = _declare(mission, able, rotations)
    solved = optim.solve_integer(model, gap=GAP, seconds=SECONDS)
    units = model.solution["units"].round().astype(int)
    missing = model.solution["missing"].round().astype(int)
    return ForceGeneration(mission, supply, units, missing, solved.gap, unwilling)


def units_of(mission: Mission) -> int:
    """Units deployed at one time: troops in whole battalions, rounded up."""
    return -(-mission.troops // UNIT)


def _declare(mission: Mission, able: Mapping[str, Supply], rotations: list[int]) -> linopy.Model:
    asked = units_of(mission)
    states = list(able)
    most = xr.DataArray([able[s].units for s in states], coords={"state": states})
    weight = sum(each.share for each in able.values()) or 1.0
    fair = xr.DataArray(
        [able[s].share / weight * asked * len(rotations) for s in states], coords={"state": states}
    )
    m = linopy.Model()
    both = [("state", states), ("rotation", rotations)]
    units = m.add_variables(lower=0, coords=both, integer=True, name="units")
    there = m.add_variables(coords=both, binary=True, name="there")
    missing = m.add_variables(lower=0, coords=both[1:], integer=True, name="missing")
    off = m.add_variables(lower=0, coords=both[:1], name="off")
    worst = m.add_variables(lower=0, name="worst")
    m.add_constraints(units.sum("state") + missing == asked, name="filled")
    m.add_constraints(missing - worst <= 0, name="worst_rotation")
    m.add_constraints(units.sum("rotation") <= most, name="floor")
    m.add_constraints(units - asked * there <= 0, name="there_at_all")
    m.add_constraints(units.sum("rotation") - off <= fair, name="not_more")
    m.add_constraints(units.sum("rotation") + off >= fair, name="not_less")
    leads = [s for s in mission.lead if s in able and able[s].units >= len(rotations)]
    if leads:
        m.add_constraints(units.sel(state=leads) >= 1, name="lead")
    m.add_objective(LACK * (missing.sum() + worst) + PRESENT * there.sum() + UNEVEN * off.sum())
    return m
