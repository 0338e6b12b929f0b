"""What to order, when, for how much, to close the gap.

Front door: `plan(world, demand) -> Plan`.  The equations stand in `vallum.planner.equations`.
"""

from __future__ import annotations

from vallum.planner.inputs import Demand, Inputs, aggregate, gather
from vallum.planner.parts.persistence import Previous
from vallum.planner.plan import Mode, plan
from vallum.planner.result import Plan
from vallum.planner.sweep import sweep_outside
from vallum.planner.trade_off import trade_off

__all__ = [
    "Demand",
    "Inputs",
    "Mode",
    "Plan",
    "Previous",
    "aggregate",
    "gather",
    "plan",
    "sweep_outside",
    "trade_off",
]
