"""A few futures planned state by state, beside what the live model said of them.

From: a finished study.  To: contracts, `vallum explore --check-state`.

Each takes about a minute.  Prices are those that the live model pays, so that the two differ by
nothing but who pools what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import xarray as xr

from vallum.evidence import Evidence
from vallum.forces import assess
from vallum.futures.explore import Explored
from vallum.futures.findings import Findings
from vallum.futures.many import FUTURE
from vallum.futures.sample import BLOCK, axes
from vallum.futures.vary import alone_from, met_with, self_reliance_of, vary
from vallum.planner import gather
from vallum.planner.equations import counts_for
from vallum.planner.parts import with_parts
from vallum.planner.plan import solve
from vallum.study.live import calibration
from vallum.study.plan import demand_of
from vallum.world import World
from vallum.world.uncertain import AS_IS, drawn


@dataclass(frozen=True)
class Checked:
    """One future, as the live model and a plan by state have it; figures as `bench.SCHEMA`.

    why: which future it is, in words.
    """

    future: int
    why: str
    live_alone: int | None
    state_alone: int | None
    live_self_reliance: float
    state_self_reliance: float
    live_shortfall: float
    state_shortfall: float


def pick(study: Explored, found: Findings, count: int) -> list[tuple[int, str]]:
    """Numbers of the first futures worth a closer look, and why; at most four."""
    rows = next(study.rows()).filter(pl.col("policy") == AS_IS).sort("shortfall", "future")
    middle = rows["future"][rows.height // 2]
    told = [(int(middle), "the middle one by what is missing")]
    late = rows.filter(pl.col("stand_alone_year").fill_null(found.by + 1) > found.by)
    if late.height:
        why = f"the middle one of those later than {found.by}"
        told.append((int(late["future"][late.height // 2]), why))
    told.append((int(rows["future"][-1]), "where most is missing"))
    told.append((int(rows["future"][0]), "where least is missing"))
    return list({future: (future, why) for future, why in reversed(told)}.values())[::-1][:count]


def check(
    study: Explored,
    evidence: Evidence,
    picked: list[tuple[int, str]],
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[Checked, ...]:
    """Plan these futures of the first block by state, as the scenario has it."""
    rows = next(study.rows()).filter(pl.col("policy") == AS_IS)
    points = np.asarray(study.points(BLOCK))
    found = []
    for future, why in picked:
        progress(f"plan future {future} by state: {why}")
        live = rows.row(by_predicate=pl.col("future") == future, named=True)
        alone, reliance, shortfall = _by_state(study, evidence, points[future])
        found.append(
            Checked(
                future,
                why,
                live["stand_alone_year"],
                alone,
                live["self_reliance"],
                reliance,
                live["shortfall"],
                shortfall,
            )
        )
    return tuple(found)


def _by_state(
    study: Explored, evidence: Evidence, point: np.ndarray
) -> tuple[int | None, float, float]:
    """Stand-alone year, self-reliance in the year to be ready by, shortfall."""
    column = {name: place for place, name in enumerate(axes(study.uncertain))}
    share = {each: float(point[column[each.group]]) for each in study.uncertain}
    levers = tuple(each for each in study.uncertain if each.kind == "lever")
    places = tuple(each.choice(share[each]) for each in levers)
    world = World.build(evidence, drawn(study.scenario, levers, places))
    gaps = assess(world)
    inputs = with_parts(world, gather(world, demand_of(gaps)))
    paid = calibration().prices
    if paid is not None:
        known = paid.reindex(product=inputs.list_price["product"].values) * inputs.list_price
        inputs = replace(inputs, price=known.fillna(inputs.price).transpose("product", "channel"))
    factors = {u: u.at(share[u]) for u in study.uncertain if u.kind != "lever"}
    data, varied = vary(gaps, inputs, factors)
    plan = solve(varied, world)
    added = (plan.added.sum("state") * counts_for(varied)).sum("category")
    met = met_with(data, added, plan.brigades.sum("state") - varied.demand.away)
    met = met.expand_dims(FUTURE).transpose(FUTURE, "element", "year")
    weight: xr.DataArray = world["weight"].sel(element=met["element"])
    index = self_reliance_of(met.values, weight["domain"].values, weight.values)[0]
    place = list(met["year"].values).index(world.scenario.need.ready_by)
    return alone_from(met, list(data.attrs["core"]))[0], float(index[place]), plan.shortfall
