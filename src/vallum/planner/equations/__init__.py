"""The programme: one equation, one function.

From: `vallum.planner.inputs`.  To: `vallum.planner.plan`, which solves it.

n state or bloc, s product, c category, e element, t year (its end), j channel (national, joint).

    arrival[n,s,t,j] >= 0    units ordered `lead[s,j]` years before t that arrive in t
    held[n,c,t]              what the plan has added to a category [modern equivalents]
    brigade[n,t]             brigades equipped and manned
    beyond[n,t]              brigades beyond those that stock and signed orders equip anyway
    formed[n,t]              of them, newly formed in t
    growth[s,t]              units a year by which a line grows in t;  extra[s,t] their sum
    running[n,t]             upkeep of what has arrived before t [EUR bn]
    ahead[n,t]               paid for purchases before it is due, so far [EUR bn]
    paid[n,t]                paid for purchases and their upkeep in t [EUR bn]
    line_bill[t]             paid for lines that grow [EUR bn]
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
    line_lead,
)
from vallum.planner.equations.money import (
    cost_share,
    define_budget,
    define_line_bill,
    define_milestones,
    define_running,
    instalments,
    line_price,
    paid_before,
    payment_schedule,
    spending,
    yearly_upkeep,
)
from vallum.planner.equations.objective import (
    cost,
    discount,
    gap_weight,
    own_shortfall,
    shortfall,
)
from vallum.planner.equations.policy import (
    define_fair_share,
)
from vallum.planner.equations.right import (
    UNIT,
    line_ramp,
    line_today,
    line_whole,
    right_hand_sides,
)
from vallum.planner.equations.variables import (
    arrives,
    define_variables,
    least_held,
    most_held,
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
    define_line_bill(m, p)
    define_budget(m, p)
    define_milestones(m, p)
    define_running(m, p)
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
    "line_bill",
    "budget",
    "milestones",
    "running_first",
    "running",
    "whole",
    "fair_share",
    "need",
)
"""The constraint families of the core, by the name that a report shows."""

__all__ = [
    "FAMILIES",
    "UNIT",
    "arrives",
    "cost",
    "cost_share",
    "counts_for",
    "declare",
    "define_brigade_kit",
    "define_brigade_people",
    "define_brigades_beyond",
    "define_budget",
    "define_fair_share",
    "define_line_bill",
    "define_line_capacity",
    "define_line_growth",
    "define_milestones",
    "define_munitions",
    "define_need",
    "define_running",
    "define_stock_balance",
    "define_variables",
    "discount",
    "families",
    "gap_weight",
    "instalments",
    "least_held",
    "line_lead",
    "line_price",
    "line_ramp",
    "line_today",
    "line_whole",
    "most_held",
    "own_shortfall",
    "paid_before",
    "payment_schedule",
    "right_hand_sides",
    "shortfall",
    "spending",
    "yearly_upkeep",
]
