"""Production lines: what they make, and how they grow.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

import linopy
import numpy as np
import xarray as xr

from vallum.planner.inputs import Inputs

SHIPS = ("destroyer", "carrier", "submarine_nuclear")


def define_line_growth(m: linopy.Model, p: Inputs) -> None:
    """extra[s,t] = extra[s,t-1] + growth[s,t], growth[s,t] <= ramp (line + extra)[s,t-1]."""
    extra, growth = m["extra"], m["growth"]
    first, later = p.years[0], p.years[1:]
    m.add_constraints(extra.sel(year=first) + 0 * growth.sel(year=first) == 0, name="line_opening")
    before = extra.shift(year=1).sel(year=later)
    m.add_constraints(
        extra.sel(year=later) - before - growth.sel(year=later) == 0, name="line_balance"
    )
    ramp = line_ramp(p)
    today = line_today(p).shift(year=1).sel(year=later)
    m.add_constraints(growth.sel(year=later) - ramp * before <= ramp * today, name="line_ramp")


def line_ramp(p: Inputs) -> xr.DataArray:
    """Most that a line grows in a year (product) [share]: yards for large ships grow slowly."""
    yards = p.parameters["line_growth_ships"]
    ramp: xr.DataArray = xr.where(p.category.isin(SHIPS), yards, p.parameters["line_growth"])
    return ramp


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
