"""How much hangs on money that no catalogue lists: the plan under other shares of it.

From: world, inputs of a solved plan.  To: study, report.

The share of new equipment money that is spent outside the catalogue decides whether money binds.
No source gives it, so the plan is solved again over its range: the coalition as one, at the prices
of the plan, since what a share does is seen best where nothing else changes.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from vallum.planner.inputs import Inputs
from vallum.planner.live import Live, as_one
from vallum.planner.result import Plan
from vallum.world import World
from vallum.world.plan_money import money_for_plan

SHARES = (0.2, 0.4, 0.7)
"""The low, central and high value of the parameter."""


def sweep_outside(
    world: World,
    inputs: Inputs,
    shares: tuple[float, ...] = SHARES,
    live: Live | None = None,
) -> pl.DataFrame:
    """Least shortfall and unmet elements in the last year for each share of money outside.

    Rows: outside_marginal [share], money_eur_bn [a year, mean], shortfall [points of 100],
    met_by: first year from which nothing of the core set is missing, null if never.
    live: asked for it, and left at the last share; one of its own where None.
    """
    live, rows = live or Live(), []
    for share in shares:
        parameters = dict(inputs.parameters) | {"outside_marginal": share}
        money = money_for_plan(world.arrays, parameters).sel(state=inputs.money["state"].values)
        found = live.ask(world, as_one(replace(inputs, money=money))).plan
        rows.append(
            {
                "outside_marginal": share,
                "money_eur_bn": round(float(money.sum("state").mean()) / 1000, 2),
                "shortfall": round(found.shortfall, 4),
                "met_by": _met_by(found),
            }
        )
    return pl.DataFrame(rows, schema_overrides={"met_by": pl.Int64})


def _met_by(plan: Plan) -> int | None:
    """First year from which at most 5 % of every core element is missing."""
    demand = plan.inputs.demand
    core = list(demand.core)
    short = plan.gap.sel(element=core) / demand.need.sel(element=core)
    stays = (short <= 0.05).all("element").values[::-1].cumprod()[::-1].astype(bool)
    years = plan.inputs.years[stays]
    return int(years[0]) if years.size else None
