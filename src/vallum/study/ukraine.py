"""Ukraine in short: how far its need is met, from where, and what more weight of it would change.

From: forces, planner.  To: `vallum ukraine`.

The coalition is planned as one: who gives what is a matter of the plan state by state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from vallum.errors import UserError
from vallum.forces import assess
from vallum.planner import Plan, plan, trade_off
from vallum.study.plan import demand_of
from vallum.world import World
from vallum.world.catalogue import UKRAINE


@dataclass(frozen=True)
class UkrainePicture:
    """A plan of the coalition as one, and the same plan for other weights of Ukraine's need.

    curve: see `vallum.planner.trade_off`.
    """

    world: World
    plan: Plan
    curve: pl.DataFrame

    @property
    def ready_by(self) -> int:
        """The year in which forces should be ready, cut to the horizon."""
        years = self.world.years
        return int(min(max(self.world.scenario.need.ready_by, years[0]), years[-1]))

    @property
    def priority(self) -> float:
        return self.world.scenario.ukraine.priority

    @cached_property
    def frames(self) -> dict[str, pl.DataFrame]:
        """`plan_ukraine`, `plan_ukraine_supply`, `plan_ukraine_money` and `ukraine_trade_off`."""
        tables = self.plan.frames()
        kept = {name: frame for name, frame in tables.items() if name.startswith("plan_ukraine")}
        return kept | {"ukraine_trade_off": self.curve}

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        told = next(line for line in self.plan.summary() if line.startswith("Ukraine:"))
        free, most = self.without_harm, self.curve.row(-1, named=True)
        return [
            told,
            f"What costs the coalition nothing lifts what is met in {self.ready_by} from "
            f"{self.nothing['ukraine_met_share'] * 100:.0f} to "
            f"{free['ukraine_met_share'] * 100:.0f} %; with as much weight as its own need "
            f"{most['ukraine_met_share'] * 100:.0f} %, and its own shortfall grows by "
            f"{most['own_shortfall'] - free['own_shortfall']:.1f} points.",
        ]

    @property
    def nothing(self) -> dict[str, float]:
        """The curve's row with nothing done for Ukraine."""
        return self.curve.row(0, named=True)

    @property
    def without_harm(self) -> dict[str, float]:
        """The curve's row with the least weight above none."""
        return self.curve.row(1, named=True)


def ukraine_picture(world: World, progress: Callable[[str], None] | None = None) -> UkrainePicture:
    """Plan the coalition as one, and again for every weight of Ukraine's need.

    Raises UserError where Ukraine does not belong to the coalition or its need has no weight.
    """
    scenario = world.scenario
    if UKRAINE not in world.members:
        told = "Ukraine is no member of this coalition: add it with coalition.partners"
        raise UserError(scenario.problem("coalition.partners", told))
    if scenario.ukraine.priority == 0:
        told = "a plan does not look at Ukraine's need while ukraine.priority is 0: set it above"
        raise UserError(scenario.problem("ukraine.priority", told))
    tell = progress or (lambda step: None)
    blocs = dict.fromkeys(world.members, "coalition")
    made = plan(world, demand_of(assess(world)), blocs=blocs, progress=tell)
    tell("plan again for other weights of Ukraine's need")
    return UkrainePicture(world, made, trade_off(world, made.inputs))
