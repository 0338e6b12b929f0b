"""Arming Ukraine against filling own stocks: the plan again for every weight of Ukraine's need.

From: a solved plan.  To: study, report, `vallum ukraine`.

The coalition as one, at the prices of the plan: what a weight does is seen best where nothing else
changes.  At 0 nothing is done for Ukraine; just above it gets what costs the coalition nothing.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import xarray as xr

from vallum.planner.equations import UNIT
from vallum.planner.inputs import Inputs
from vallum.planner.live import Live, as_one
from vallum.planner.parts.ukraine import ForUkraine
from vallum.planner.result import Plan
from vallum.world import World

PRIORITIES = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0)
"""The weights that are tried; close together where little is enough to change much."""
COLUMNS = (
    "priority", "ukraine_met_share", "ukraine_met_share_last", "ukraine_shortfall",
    "own_met_share", "own_shortfall", "given_eur_bn", "donated_eur_bn", "cost_eur_bn",
)  # fmt: skip


def trade_off(
    world: World, inputs: Inputs, priorities: tuple[float, ...] = PRIORITIES
) -> pl.DataFrame:
    """One row for each weight of Ukraine's need; no row where the programme has no such part.

    ukraine_met_share, own_met_share: mean over the kinds that Ukraine asks for, and over the core
        set of the coalition, in the year in which forces should be ready [share]; with `_last` in
        the last year.  *_shortfall: weighted over all years, 100 if nothing were met, each at its
        full weight [points].  given_eur_bn: worth of gifts from stock at the price of new [EUR bn].
    donated_eur_bn: members' money for Ukraine; cost_eur_bn: what members pay in all, both within
        the horizon and not discounted [EUR bn, 2025 prices].
    """
    inputs, live = as_one(inputs), Live()
    rows = [_row(world, inputs, weight, live) for weight in priorities if part_of(inputs)]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.Float64))


def part_of(inputs: Inputs) -> ForUkraine | None:
    """What the programme holds of Ukraine."""
    return next((part for part in inputs.parts if isinstance(part, ForUkraine)), None)


def _row(world: World, inputs: Inputs, weight: float, live: Live) -> dict[str, float]:
    others = tuple(part for part in inputs.parts if not isinstance(part, ForUkraine))
    own = part_of(inputs)
    assert own is not None
    whole = replace(own, priority=1.0)
    weighed = replace(own, priority=weight)
    if weight == 0:
        plan = Live().ask(world, replace(inputs, parts=others)).plan
        met = whole.met_without()
        lacking = _points(whole, inputs, 1 - met)
        given = donated = 0.0
    else:
        plan = live.ask(world, replace(inputs, parts=(*others, weighed))).plan
        met, lacking = whole.met(plan), whole.helped_missing(plan)
        given = worth_given(weighed, plan)
        donated = float(plan.costs["ukraine"].sum())
    last = int(inputs.years[-1])
    ready = min(max(world.scenario.need.ready_by, int(inputs.years[0])), last)
    core = list(inputs.demand.core)
    need = inputs.demand.need.sel(element=core, year=ready)
    left = plan.gap.sel(element=core, year=ready) / need.where(need > 0, 1)
    return {
        "priority": weight,
        "ukraine_met_share": round(float(met.sel(year=ready).mean()), 6),
        "ukraine_met_share_last": round(float(met.sel(year=last).mean()), 6),
        "ukraine_shortfall": round(lacking, 4),
        "own_met_share": round(float((1 - left.where(need > 0, 0.0)).mean()), 6),
        "own_shortfall": round(plan.shortfall, 4),
        "given_eur_bn": round(given, 4),
        "donated_eur_bn": round(donated, 4),
        "cost_eur_bn": round(plan.total_cost, 4),
    }


def worth_given(part: ForUkraine, plan: Plan) -> float:
    """Gifts of what counts at home, at the price of new ones [EUR bn]."""
    given = part.gifts(plan).sum(["state", "year"])
    return float((given * part.gift_price.sel(category=given["category"].values)).sum()) / UNIT


def _points(part: ForUkraine, inputs: Inputs, missing: xr.DataArray) -> float:
    """What a share missing of each kind in each year (kind, year) weighs [points of 100]."""
    return 100 * float((inputs.weight.sum("element") * part.weight * missing).sum())
