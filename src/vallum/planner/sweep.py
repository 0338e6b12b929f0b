"""How much hangs on money that no catalogue lists: the plan under other shares of it.

From: world, inputs.  To: study, report.

The share of new equipment money that is spent outside the catalogue decides whether money binds.
No source gives it, so the plan is solved again over its range.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import xarray as xr

from vallum import optim
from vallum.planner.equations import declare, own_shortfall, shortfall
from vallum.planner.inputs import Inputs, in_lots
from vallum.world import World
from vallum.world.plan_money import money_for_plan

SHARES = (0.2, 0.4, 0.7)
"""The low, central and high value of the parameter."""


def sweep_outside(world: World, inputs: Inputs, shares: tuple[float, ...] = SHARES) -> pl.DataFrame:
    """Least shortfall and unmet elements in the last year for each share of money outside.

    Rows: outside_marginal [share], money_eur_bn [a year, mean], shortfall [points of 100],
    met_by: first year from which nothing of the core set is missing, null if never.
    """
    rows = []
    for share in shares:
        parameters = dict(inputs.parameters) | {"outside_marginal": share}
        money = money_for_plan(world.arrays, parameters).sel(state=inputs.money["state"].values)
        changed = in_lots(replace(inputs, money=money, parameters=parameters))
        model = declare(changed)
        model.add_objective(shortfall(model, changed))
        optim.solve(model)
        rows.append(
            {
                "outside_marginal": share,
                "money_eur_bn": round(float(money.sum("state").mean()) / 1000, 2),
                "shortfall": round(float(own_shortfall(model, changed).solution), 4),
                "met_by": _met_by(changed, model.solution["gap"]),
            }
        )
    return pl.DataFrame(rows, schema_overrides={"met_by": pl.Int64})


def _met_by(inputs: Inputs, gap: xr.DataArray) -> int | None:
    """First year from which at most 5 % of every core element is missing."""
    core = list(inputs.demand.core)
    short = gap.sel(element=core) / inputs.demand.need.sel(element=core)
    stays = (short <= 0.05).all("element").values[::-1].cumprod()[::-1].astype(bool)
    years = inputs.years[stays]
    return int(years[0]) if years.size else None
