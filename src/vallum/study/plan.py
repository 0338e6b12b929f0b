"""Where assessment and plan meet: the demand a plan must meet, and the gaps that are left.

From: forces and planner.  To: `vallum.study.run`.
"""

from __future__ import annotations

from vallum.forces import Addition, Gaps, assess
from vallum.planner import Demand, Plan
from vallum.world import World


def demand_of(gaps: Gaps) -> Demand:
    """What the main contingency asks for and what is there, as the planner reads it."""
    data = gaps.data.sel(contingency=gaps.main, element=gaps.assessed)
    us = data["us"].reset_coords(drop=True)
    need = gaps.world.scenario.need
    if not gaps.world.us_counts:
        # A plan to stand alone must not lean on what the United States may still withdraw.
        us = us.where(us["year"] < need.ready_by, 0.0)
    force = gaps.data["contribution"].sel(element="brigade").sum("state")
    have = gaps.data["have"].sel(contingency=gaps.main, element="brigade")
    return Demand(
        need=data["need"].reset_coords(drop=True),
        us=us,
        have=data["have"].reset_coords(drop=True),
        away=(force - have).reset_coords(drop=True),
        core=tuple(gaps.core),
        imputed=tuple(sorted(gaps.imputed)),
    )


def gaps_with(world: World, plan: Plan) -> Gaps:
    """The same assessment with what the plan adds to counted stock."""
    return assess(world, Addition(plan.added, plan.brigades))
