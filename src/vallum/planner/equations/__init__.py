"""The programme: one equation, one function.

From: `vallum.planner.inputs`.  To: `vallum.planner.plan`, which solves it.

n state or bloc, s product, c category, e element, t year (its end), j channel (national, joint).

    arrival[n,s,t,j] >= 0    units ordered `lead[s,j]` years before t that arrive in t
    held[n,c,t]              what the plan has added to a category [modern equivalents]
    brigade[n,t]             brigades equipped and manned
    beyond[n,t]              brigades beyond those that stock and signed orders equip anyway
    formed[n,t]              of them, newly formed in t
    growth[s,t]              units a year by which a line grows;  extra[s,t] their sum
    ahead[n,t]               paid for purchases before it is due, so far [EUR bn]
    gap[e,t]                 what is still missing: the elastic term, so that a plan always exists

Nothing can arrive before its lead time has passed since `first_order`: those columns do not exist.
"""

from __future__ import annotations

import linopy

from vallum.planner.equations.forces import (
    counts_for,
    define_brigade_kit,
    define_brigade_people,
    define_brigades_beyond,
    define_munitions,
    define_need,
    define_stock_balance,
)
from vallum.planner.equations.lines import (
    define_line_capacity,
    define_line_growth,
    line_ramp,
    line_today,
)
from vallum.planner.equations.money import (
    UNIT,
    cost_share,
    define_budget,
    define_milestones,
    line_price,
    payment_schedule,
    purchases,
    spending,
)
from vallum.planner.equations.objective import (
    cost,
    own_shortfall,
    shortfall,
)
from vallum.planner.equations.policy import (
    define_fair_share,
)
from vallum.planner.equations.variables import (
    define_variables,
)
from vallum.planner.inputs import Inputs


def declare(p: Inputs) -> linopy.Model:
    """The whole programme without its objective."""
    m = linopy.Model()
    define_variables(m, p)
    for part in p.parts:
        part.variables(m, p)
    define_stock_balance(m, p)
    define_brigade_kit(m, p)
    define_brigade_people(m, p)
    define_munitions(m, p)
    define_brigades_beyond(m, p)
    define_line_growth(m, p)
    define_line_capacity(m, p)
    define_budget(m, p)
    define_milestones(m, p)
    define_fair_share(m, p)
    define_need(m, p)
    for part in p.parts:
        part.rows(m, p)
    return m


def families(p: Inputs) -> tuple[str, ...]:
    """Every constraint family of this programme: those of the core, then those of its parts."""
    return (*FAMILIES, *(name for part in p.parts for name in part.families))


FAMILIES = (
    "stock_opening",
    "stock_balance",
    "brigade_kit",
    "brigade_people",
    "munitions",
    "brigade_beyond",
    "brigade_formed_first",
    "brigade_formed",
    "line_opening",
    "line_balance",
    "line_ramp",
    "line_capacity",
    "budget",
    "milestones",
    "whole",
    "fair_share",
    "need",
)
"""The constraint families of the core, by the name that a report shows."""

__all__ = [
    "FAMILIES",
    "UNIT",
    "cost",
    "cost_share",
    "counts_for",
    "declare",
    "define_brigade_kit",
    "define_brigade_people",
    "define_brigades_beyond",
    "define_budget",
    "define_fair_share",
    "define_line_capacity",
    "define_line_growth",
    "define_milestones",
    "define_munitions",
    "define_need",
    "define_stock_balance",
    "define_variables",
    "families",
    "line_price",
    "line_ramp",
    "line_today",
    "own_shortfall",
    "payment_schedule",
    "purchases",
    "shortfall",
    "spending",
]
