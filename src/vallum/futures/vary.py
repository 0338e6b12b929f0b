"""What a future changes in the programme's inputs, and the figures of its solution.

From: the assessment, the programme's inputs, values of factors over futures.  To:
`vallum.futures.bench`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from vallum.forces import Gaps, alone_in_place
from vallum.forces.result import MET
from vallum.futures.many import FUTURE, Solutions
from vallum.planner.equations import counts_for, gap_weight
from vallum.planner.inputs import Inputs, in_lots, in_units
from vallum.planner.plan import POINT
from vallum.study.live.session import TOLERANCE
from vallum.world import World
from vallum.world.names import BRIGADE
from vallum.world.pooling import POOL
from vallum.world.uncertain import Uncertainty

DIGITS = 9
"""Decimals that are kept."""
ALSO_DOMAIN = {"sam_short": "air_defence", "vshorad": "air_defence"}
"""Categories that no element is named after."""
DOMAIN, IN_PLACE = "domain:", "in_place:"
"""What the name of a domain, or of a contingency, begins with in a future's row."""
Factors = Mapping[Uncertainty, xr.DataArray | float]
"""Each uncertainty's values (future), or its value in a single one."""


def vary(gaps: Gaps, inputs: Inputs, factors: Factors) -> tuple[xr.Dataset, Inputs]:
    """Futures: the assessment's main need, and the programme's inputs, each (future, ...)."""
    data = gaps.data.sel(contingency=gaps.main, element=gaps.assessed)
    force = gaps.data["contribution"].sum("state").rename(element="any_element")
    data = data.assign(force=force).assign_attrs(core=gaps.core)
    domain = {e: gaps.domain_of(e) for e in gaps.assessed}
    demand, p = inputs.demand, inputs
    for what, value in factors.items():
        if what.kind == "adoption":
            # What is paid back never takes more than there is.
            p = replace(p, money=(p.money + _paid_by(what, p) * value).clip(min=0))
        elif what.kind == "money":
            p = replace(p, money=p.money * value)
        elif what.kind == "line":
            p = replace(p, line=p.line * value, output=p.output * value)
        elif what.kind == "parameter":
            parameters: dict[str, Any] = {**p.parameters, what.applies_to[0]: value}
            p = replace(p, parameters=parameters)
        elif what.kind == "price":
            named = {**domain, **ALSO_DOMAIN}
            by = _by_domain(p.category, named, what.applies_to, value)
            p = replace(p, price=p.price * by)
        elif what.kind == "need":
            by = _by_domain(demand.need["element"], domain, what.applies_to, value)
            demand = replace(demand, need=demand.need * by)
            by = _by_domain(data["element"], domain, what.applies_to, value)
            data = data.assign(need=data["need"] * by)
        elif what.kind == "stock":
            demand = replace(demand, have=demand.have * value)
            data = data.assign(have=data["have"] * value, force=data["force"] * value)
            p = replace(p, free=p.free * value, base_brigades=p.base_brigades * value)
        else:
            raise ValueError(f"no rule for uncertainties of the kind '{what.kind}'")
    return data, replace(p, demand=demand)


def read(world: World, data: xr.Dataset, now: Inputs, found: Solutions) -> dict[str, list[Any]]:
    """The figures of solved futures by column: see `vallum.futures.bench.SCHEMA`."""
    held = in_units(found.value("held"), now).sum("state")
    added = (held * counts_for(now)).sum("category")
    whole = found.value(BRIGADE).clip(min=0).sum("state") - now.demand.away
    met = met_with(data, added, whole).transpose(FUTURE, "element", "year")
    weight = world["weight"].sel(element=met["element"])
    small = in_lots(now)
    missing = _whole(found.value("gap").clip(min=0) * 100 * gap_weight(small))
    judged = missing
    for part in small.parts:
        for name, points in part.weights(small).items():
            lacking = _whole(found.value(name).clip(min=0) * points)
            judged = judged + lacking
            missing = missing + lacking if part.targets else missing
    place = list(met["year"].values).index(world.scenario.need.ready_by)
    reliance = self_reliance_of(met.values, weight["domain"].values, weight.values)[:, place]
    core = list(data.attrs["core"])
    brigades = found.value(BRIGADE).clip(min=0).sum("state")
    each = _each_alone(world, data, met, added, brigades)
    count = len(reliance)
    weakest: list[str | None] = [None] * count
    if core:
        least = met.sel(element=core)
        worst = np.argmin(np.round(least.values[:, :, place], DIGITS), axis=1)
        weakest = [core[int(each)] for each in worst]
    cost = found.objective - POINT * judged - _preferred(now, found)
    return {
        "stand_alone_year": alone_from(met, core),
        "threat_year": [int(world["threat_year"])] * count,
        "self_reliance": np.round(reliance, DIGITS).tolist(),
        "shortfall": np.round(missing, DIGITS).tolist(),
        "cost_eur_bn": np.round(cost, 6).tolist(),
        "weakest": weakest,
        "each_alone": each,
    }


def met_with(data: xr.Dataset, added: xr.DataArray, brigades: xr.DataArray) -> xr.DataArray:
    """Met share of the main need with what a plan adds (element, year, and futures if any).

    added (element, year); brigades (year): whole, without those deployed elsewhere.
    """
    have = data["have"] + added.sel(element=data["element"].values)
    if BRIGADE in data["element"].values:
        have = xr.where(have["element"] == BRIGADE, brigades, have)
    need = data["need"]
    met: xr.DataArray = (have / need.where(need > 0, 1)).clip(0, 1).where(need > 0, 1.0)
    return met


def alone_from(met: xr.DataArray, core: list[str]) -> list[int | None]:
    """First year from which the core set stays met in each future; None: not within the horizon."""
    if not core:
        return [None] * met.sizes[FUTURE]
    least = met.sel(element=core).transpose(FUTURE, "element", "year")
    holds = np.asarray(least.values >= MET - TOLERANCE).min(axis=1)
    stays = np.cumprod(holds[:, ::-1], axis=1)[:, ::-1] > 0
    return [int(met["year"].values[row][0]) if row.any() else None for row in stays]


def _each_alone(
    world: World,
    data: xr.Dataset,
    met: xr.DataArray,
    added: xr.DataArray,
    brigades: xr.DataArray,
) -> list[list[dict[str, Any]]]:
    """From when each domain of the main need, and each contingency in place, is met for good.

    What is needed in place keeps its central values.  brigades (year): whole, deployed ones among
    them.
    """
    elements = met["element"].values
    domain = world["weight"]["domain"].sel(element=elements).values
    years = {
        f"{DOMAIN}{name}": alone_from(met, list(elements[domain == name]))
        for name in dict.fromkeys(domain)
    }
    force = data["force"].rename(any_element="element")
    force = force + added.reindex(element=force["element"].values, fill_value=0.0)
    force = xr.where(force["element"] == BRIGADE, brigades, force)
    for name, share in alone_in_place(world, force).items():
        years[f"{IN_PLACE}{name}"] = alone_from(share, list(share["element"].values))
    return [
        [{"what": name, "year": found[future]} for name, found in years.items()]
        for future in range(met.sizes[FUTURE])
    ]


def self_reliance_of(met: np.ndarray, domain: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Mean over the domains of the weighted mean of met shares (future, element, year)."""
    values = [
        np.average(met[:, domain == kind], axis=1, weights=weight[domain == kind])
        for kind in dict.fromkeys(domain)
    ]
    return np.asarray(np.mean(values, axis=0))


def _paid_by(what: Uncertainty, p: Inputs) -> xr.DataArray:
    """What an instrument adds to the money for a plan, by what states have for it, none to fleets
    owned in common (state, year) [EUR mn]."""
    paid = dict(what.money)
    by_year = xr.DataArray([paid.get(int(y), 0.0) for y in p.years], dims="year")
    by_year = by_year.assign_coords(year=p.money["year"].values)
    own = p.money.where(p.money["state"] != POOL, 0.0).sum("year")
    return own / own.sum("state") * by_year


def _whole(points: xr.DataArray) -> np.ndarray:
    return np.asarray(points.sum([dim for dim in points.dims if dim != FUTURE]).values)


def _preferred(now: Inputs, found: Solutions) -> np.ndarray:
    """What parts of the programme add to the objective besides cost and shortfall [EUR bn]."""
    counted = {"product", "category", "element"}
    names = [
        name
        for name in found.kept.variables
        if not counted & set(map(str, found.kept.columns(name).dims))
    ]
    solution = {name: found.value(name) for name in names}
    total = np.zeros(len(found.objective))
    for part in now.parts:
        total = total + np.asarray(part.preferred_in(solution, now))
    return total


def _by_domain(
    names: xr.DataArray,
    domain: dict[str, str],
    domains: tuple[str, ...],
    value: xr.DataArray | float,
) -> xr.DataArray:
    """`value` for what belongs to one of the domains, 1 for all else."""
    belongs = [domain.get(str(name)) in domains for name in names.values]
    dim = str(names.dims[0])
    own = xr.DataArray(belongs, dims=dim, coords={dim: names[dim].values})
    found: xr.DataArray = xr.where(own, value, 1.0)
    return found
