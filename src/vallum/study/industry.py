"""Where plan and industry meet: the picture of a study, before and after what its plan orders.

From: industry, forces, planner.  To: `vallum industry`.

    stock_after[n,s] = holding[n,s,T] + sum_{t <= T} arrival[n,s,t] * unit[s]

T the year looked at (by default the last planned one), unit the counted units in one piece (a
vehicle of short-range air defence is an eighth of a unit).  Without the plan the stock is the
holding alone, so that both pictures see the same retirements and signed deliveries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from vallum.errors import UserError
from vallum.forces import Gaps
from vallum.industry import IndustryPicture, diagnose
from vallum.industry.families import NOT_EQUIPMENT
from vallum.planner import Plan
from vallum.world import World
from vallum.world.catalogue import VEHICLES_IN_UNITS
from vallum.world.equipment import PEOPLE

if TYPE_CHECKING:
    from vallum.study.run import Study

MADE_APART = NOT_EQUIPMENT | {"headquarters_corps", "headquarters_division"}
"""What a plan orders beside equipment of types: used up, or formed."""


def industry_now(study: Study) -> IndustryPicture:
    """The picture of the stock at the start of the base year, output set against the gaps."""
    return diagnose(study.world, missing=missing_by_category(study.gaps))


def industry_before_after(
    study: Study, year: int | None = None
) -> tuple[IndustryPicture, IndustryPicture]:
    """The pictures of one year without and with the plan's arrivals.

    year: default the last planned one.  Raises UserError for a study without a plan, or a year
    that is not planned.
    """
    if study.plan is None or study.gaps_with_plan is None:
        raise UserError("this study was made without a plan, so there is no after")
    at = int(study.world.years[-1]) if year is None else year
    if at not in study.world.years:
        first, last = study.world.years[0], study.world.years[-1]
        raise UserError(f"{at} is outside the planned years {first} to {last}")
    before = study.world["holding"].sel(year=at, drop=True)
    return (
        diagnose(study.world, before, missing=missing_by_category(study.gaps)),
        diagnose(
            study.world,
            _with_arrivals(study.world, before, study.plan, at),
            missing=missing_by_category(study.gaps_with_plan),
        ),
    )


def missing_by_category(gaps: Gaps) -> dict[tuple[str, ...], float]:
    """Categories -> counted units lacking in the year in which forces should be ready.

    An element asks for the categories of its recipe; where several ask for one category (brigades
    and tanks in reserve) the larger gap counts, for the same tank serves both.  An element that
    adds up its categories (ground-based air defence) asks for them together.
    """
    world = gaps.world
    year = min(max(world.scenario.need.ready_by, int(world.years[0])), int(world.years[-1]))
    gap = gaps.data["gap"].sel(contingency=gaps.main, year=year)
    recipe = world["recipe"].transpose("element", "item")
    missing: dict[tuple[str, ...], float] = {}

    def ask(group: tuple[str, ...], amount: float) -> None:
        missing[group] = max(missing.get(group, 0.0), amount)

    for element in gaps.assessed:
        lacking = float(gap.sel(element=element))
        row = recipe.sel(element=element)
        items = {
            str(item): float(amount)
            for item, amount in zip(row["item"].values, row.values, strict=True)
            if amount > 0 and item != PEOPLE
        }
        if bool(row["summed"]):
            ask(tuple(sorted(items)), lacking)
        else:
            for item, amount in items.items():
                ask((item,), lacking * amount)
    return missing


def _with_arrivals(world: World, before: xr.DataArray, plan: Plan, year: int) -> xr.DataArray:
    """The stock by names of types and of the catalogue together; one name is one label."""
    arrived = plan.arrival.sel(year=slice(None, year)).sum(["year", "channel"])
    category = dict(
        zip(
            (str(name) for name in plan.inputs.category["product"].values),
            (str(kind) for kind in plan.inputs.category.values),
            strict=True,
        )
    )
    names = [name for name in category if category[name] not in MADE_APART]
    unit = [
        float(world["equivalence"].sel(product=name)) if category[name] in VEHICLES_IN_UNITS else 1
        for name in names
    ]
    new = arrived.sel(product=names) * xr.DataArray(
        np.array(unit, dtype=float), dims=("product",), coords={"product": names}
    )
    named = new.rename(product="system").reset_coords(drop=True)
    both, filled = xr.align(before.reset_coords(drop=True), named, join="outer", fill_value=0.0)
    return (both + filled).transpose("state", "system")
