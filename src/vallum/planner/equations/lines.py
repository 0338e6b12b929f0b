"""Production lines: what they make, and how they grow.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

import linopy
import xarray as xr

from vallum.planner.equations.right import SHIPS, growth_of_today, line_ramp, line_spare
from vallum.planner.equations.steps import grown, moved, total
from vallum.planner.inputs import Inputs
from vallum.world.equipment import STORED

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
    left = total([grown(extra)], less=[growth])
    m.add_constraints(left.sel(year=later) == 0, name="line_balance")
    ramped = total([growth, moved(extra, {-1: -line_ramp(p)})])
    m.add_constraints(ramped.sel(year=later) <= growth_of_today(p), name="line_ramp")


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
    taken = total(
        [made, *p.terms("line_use", m, p)], less=[m["extra"], *p.terms("line_gain", m, p)]
    )
    m.add_constraints(taken <= line_spare(p), name="line_capacity")
