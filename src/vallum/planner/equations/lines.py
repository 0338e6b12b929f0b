"""Production lines: what they make, and how they grow.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

import linopy
import numpy as np
import xarray as xr

from vallum.planner.inputs import Inputs
from vallum.world.equipment import STORED

SHIPS = ("destroyer", "carrier", "submarine_nuclear")
KINDS = {
    "munitions": tuple(STORED),
    "air": (
        "aew",
        "attack_helicopter",
        "combat_aircraft",
        "isr_aircraft",
        "isr_satellite",
        "mpa",
        "strategic_airlift",
        "tanker",
        "uav_male",
    ),
    "ships": SHIPS,
}
"""Kinds of lines, by the time that a larger one takes; what is not named is of the kind land."""


def define_line_growth(m: linopy.Model, p: Inputs) -> None:
    """extra[s,t] = extra[s,t-1] + growth[s,t];  growth[s,t] - ramp extra[s,t-1]
    <= max(0, ramp whole[s,t-1] - max(0, whole[s,t] - whole[s,t-1])).

    whole is what the line makes for all its customers (`line_whole`): what is announced uses up the
    ramp first.  growth[s,t] = 0 before first_order + line_lead[s]: it is paid in the years before.
    """
    extra, growth = m["extra"], m["growth"]
    first, later = p.years[0], p.years[1:]
    m.add_constraints(extra.sel(year=first) + 0 * growth.sel(year=first) == 0, name="line_opening")
    before = extra.shift(year=1).sel(year=later)
    m.add_constraints(
        extra.sel(year=later) - before - growth.sel(year=later) == 0, name="line_balance"
    )
    grown = growth.sel(year=later) - line_ramp(p) * before
    m.add_constraints(grown <= growth_of_today(p), name="line_ramp")


def growth_of_today(p: Inputs) -> xr.DataArray:
    """Most that a line grows by what it makes without earlier growth (product, year) [units]."""
    whole = line_whole(p)
    before = whole.shift(year=1).sel(year=p.years[1:])
    # Where a line makes less than before, what left it does not come back as growth.
    rise = (whole.sel(year=p.years[1:]) - before).clip(min=0)
    return (line_ramp(p) * before - rise).clip(min=0).transpose("product", "year")


def line_ramp(p: Inputs) -> xr.DataArray:
    """Most that a line grows in a year (product) [share]: yards for large ships grow slowly."""
    yards = p.parameters["line_growth_ships"]
    ramp: xr.DataArray = xr.where(p.category.isin(SHIPS), yards, p.parameters["line_growth"])
    return ramp


def line_lead(p: Inputs) -> xr.DataArray:
    """Years from paying for a larger line to its output (product) [whole years], by its kind."""
    years = [round(p.parameters[f"line_lead_{kind_of_line(str(c))}"]) for c in p.category.values]
    return p.category.copy(data=years).astype(int)


def kind_of_line(category: str) -> str:
    """munitions, air, ships, or land for all else."""
    for kind, categories in KINDS.items():
        if category in categories:
            return kind
    return "land"


def define_line_capacity(m: linopy.Model, p: Inputs) -> None:
    """sum_{n,j} arrival[n,s,t,j] + use[s,t] <= line[s,t] + extra[s,t] + gain[s,t] - committed[s,t].

    use and gain are what the parts of the programme take of a line and add to it.
    """
    made = m["arrival"].sum(["state", "channel"])
    for use in p.terms("line_use", m, p):
        made = made + use
    for gain in p.terms("line_gain", m, p):
        made = made - gain
    spare = (line_today(p) - p.committed).clip(min=0)
    m.add_constraints(made - m["extra"] <= spare, name="line_capacity")


def line_today(p: Inputs) -> xr.DataArray:
    """A line makes at least what it has already been ordered to make, then and later on."""
    ordered = p.committed.copy(data=np.maximum.accumulate(p.committed.values, axis=1))
    capacity: xr.DataArray = xr.where(ordered > p.line, ordered, p.line)
    return capacity.transpose("product", "year")


def line_whole(p: Inputs) -> xr.DataArray:
    """What a line makes for all its customers, abroad too (product, year) [units a year]."""
    today = line_today(p)
    whole: xr.DataArray = xr.where(p.output > today, p.output, today)
    return whole.transpose("product", "year")
