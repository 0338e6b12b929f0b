"""Production lines: what they make, and how they grow.

One equation, one function; the symbols stand in `vallum.planner.equations`.
"""

from __future__ import annotations

import linopy

from vallum.planner.equations.right import growth_of_today, line_ramp, line_spare
from vallum.planner.inputs import Inputs


def define_line_growth(m: linopy.Model, p: Inputs) -> None:
    """extra[s,t] = extra[s,t-1] + growth[s,t], growth[s,t] <= ramp (line + extra)[s,t-1]."""
    extra, growth = m["extra"], m["growth"]
    first, later = p.years[0], p.years[1:]
    m.add_constraints(extra.sel(year=first) + 0 * growth.sel(year=first) == 0, name="line_opening")
    before = extra.shift(year=1).sel(year=later)
    m.add_constraints(
        extra.sel(year=later) - before - growth.sel(year=later) == 0, name="line_balance"
    )
    grown = growth.sel(year=later) - line_ramp(p) * before
    m.add_constraints(grown <= growth_of_today(p), name="line_ramp")


def define_line_capacity(m: linopy.Model, p: Inputs) -> None:
    """sum_{n,j} arrival[n,s,t,j] + use[s,t] <= line[s,t] + extra[s,t] + gain[s,t] - committed[s,t].

    use and gain are what the parts of the programme take of a line and add to it.
    """
    made = m["arrival"].sum(["state", "channel"])
    for use in p.terms("line_use", m, p):
        made = made + use
    for gain in p.terms("line_gain", m, p):
        made = made - gain
    m.add_constraints(made - m["extra"] <= line_spare(p), name="line_capacity")
