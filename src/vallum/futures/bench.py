"""One worker's bench: chunks of futures solved on live programmes of the coalition.

From: the World, forces, `vallum.planner.live`.  To: `vallum.futures.explore`.

A scene (a policy and one value of each lever) has its own World.  Within a scene a future changes
what the programme reads, in place:

    money'  = f money            line', output' = f line, f output
    price'  = f[domain] price    need' = f[domain] need
    free', base_brigades', have' = f free, f base_brigades, f have

Every chunk begins with a fresh copy of its policy's programme, so that no answer depends on what
the worker did before.  Needs of frontline states for their own territory and of Ukraine keep their
central values.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from vallum.evidence import Evidence
from vallum.forces import Gaps, assess
from vallum.forces.result import MET
from vallum.futures.sample import Chunk
from vallum.optim import Kept, Solved
from vallum.planner.equations import counts_for, gap_weight
from vallum.planner.inputs import BRIGADE, Inputs, in_lots, in_units
from vallum.planner.live import Live
from vallum.planner.plan import POINT
from vallum.planner.result import Plan
from vallum.scenario import Scenario, restore_scenario
from vallum.study.live import calibration, one_bloc
from vallum.study.live.session import TOLERANCE
from vallum.world import World
from vallum.world.uncertain import Uncertainty, changed, drawn, policies, uncertainties

DIGITS = 9
"""Decimals that are kept."""
SCHEMA = {
    "future": pl.Int64,
    "policy": pl.String,
    "stand_alone_year": pl.Int64,
    "threat_year": pl.Int64,
    "self_reliance": pl.Float64,
    "shortfall": pl.Float64,
    "cost_eur_bn": pl.Float64,
    "weakest": pl.String,
}
"""One row a future and policy.  self_reliance: in the year to be ready by [share]; shortfall
[points of 100]; cost_eur_bn: discounted, 2025 prices; all as solved, not corrected.  weakest: the
core element met least in the year to be ready by."""

ALSO_DOMAIN = {"sam_short": "air_defence", "vshorad": "air_defence"}
"""Categories that no element is named after."""


@dataclass(frozen=True)
class Spec:
    """All that a worker must know, in plain words that travel to another machine.

    scenario: its values as JSON.  data: overlay folder.
    """

    name: str
    scenario: str
    data: str | None
    policies: tuple[str, ...]


@lru_cache(maxsize=2)
def bench_of(spec: Spec) -> Bench:
    """The bench of this process: facts and programmes are loaded once."""
    values = json.loads(spec.scenario)
    scenario = restore_scenario(values, name=spec.name, set_by={})
    evidence = Evidence.load(None if spec.data is None else Path(spec.data))
    return Bench(evidence, scenario, spec.policies)


def work(spec: Spec, chunk: Chunk) -> pl.DataFrame:
    """One chunk's rows, by any worker anywhere."""
    return bench_of(spec).work(chunk)


@dataclass(frozen=True)
class _Scene:
    world: World
    gaps: Gaps
    inputs: Inputs


class Bench:
    """Facts, one scenario, and a loaded programme for each policy.  One asker at a time."""

    def __init__(self, evidence: Evidence, scenario: Scenario, names: tuple[str, ...]) -> None:
        self._evidence = evidence
        self._scenario = scenario
        self._policies = {policy.name: policy for policy in policies(evidence, names)}
        uncertain = uncertainties(evidence, scenario)
        self._levers = tuple(each for each in uncertain if each.kind == "lever")
        self._factors = tuple(each for each in uncertain if each.kind != "lever")
        self._loaded: dict[tuple[str, tuple[Uncertainty, int] | None], Live] = {}
        self._last: tuple[tuple[str, tuple[int, ...]], _Scene] | None = None

    def work(self, chunk: Chunk) -> pl.DataFrame:
        """Solve a chunk's futures.  Raises UserError where facts and a scene do not fit."""
        scene = self._scene_of(chunk)
        live = self._programme(chunk, scene)
        rows = []
        for future, values in zip(chunk.futures, chunk.values, strict=True):
            factors = dict(zip(self._factors, values, strict=True))
            gaps, inputs = vary(scene.gaps, scene.inputs, factors)
            row = read(scene.world, gaps, *live.solve(inputs)[:3])
            rows.append({"future": future, "policy": chunk.policy, **row})
        return pl.DataFrame(rows, schema=SCHEMA)

    def _programme(self, chunk: Chunk, scene: _Scene) -> Live:
        """A copy of a loaded programme that takes the scene, or one of the scene's own.

        Which one depends on the chunk alone: that of the policy with no lever drawn, or else the
        first with one lever drawn as here that takes it.
        """
        central = self._base(chunk.policy, None)
        if central.takes(scene.inputs):
            return central.copy()
        for lever in zip(self._levers, chunk.scene, strict=True):
            near = self._base(chunk.policy, lever)
            if near is not central and near.takes(scene.inputs):
                return near.copy()
        own = Live()
        own.solve(scene.inputs)
        return own

    def _base(self, policy: str, lever: tuple[Uncertainty, int] | None) -> Live:
        """The programme of a policy with one lever drawn; the one without, where that takes it."""
        key = (policy, lever)
        if key not in self._loaded:
            levers, places = ((), ()) if lever is None else ((lever[0],), (lever[1],))
            inputs = self._scene(drawn(self._scenario, levers, places), policy).inputs
            central = None if lever is None else self._base(policy, None)
            if central is not None and central.takes(inputs):
                self._loaded[key] = central
            else:
                self._loaded[key] = Live()
                self._loaded[key].solve(inputs)
        return self._loaded[key]

    def _scene_of(self, chunk: Chunk) -> _Scene:
        """The chunk's scene; the last one is kept, since neighbours share it."""
        key = (chunk.policy, chunk.scene)
        if self._last is None or self._last[0] != key:
            scenario = drawn(self._scenario, self._levers, chunk.scene)
            self._last = key, self._scene(scenario, chunk.policy)
        return self._last[1]

    def _scene(self, scenario: Scenario, policy: str) -> _Scene:
        world = World.build(self._evidence, changed(scenario, self._policies[policy]))
        gaps = assess(world)
        return _Scene(world, gaps, one_bloc(world, gaps, calibration().prices))


def vary(
    gaps: Gaps, inputs: Inputs, factors: dict[Uncertainty, float]
) -> tuple[xr.Dataset, Inputs]:
    """One future: the assessment's main need, and the programme's inputs."""
    data = gaps.data.sel(contingency=gaps.main, element=gaps.assessed)
    data = data.assign_attrs(core=gaps.core)
    domain = {e: gaps.domain_of(e) for e in gaps.assessed}
    demand, p = inputs.demand, inputs
    for what, value in factors.items():
        if what.kind == "money":
            p = replace(p, money=p.money * value)
        elif what.kind == "line":
            p = replace(p, line=p.line * value, output=p.output * value)
        elif what.kind == "parameter":
            p = replace(p, parameters={**p.parameters, what.applies_to[0]: value})
        elif what.kind == "price":
            named = {**domain, **ALSO_DOMAIN}
            by = _by_domain(p.category, named, what.applies_to, value)
            p = replace(p, price=p.price * by)
        elif what.kind == "need":
            by = _by_domain(demand.need["element"], domain, what.applies_to, value)
            demand = replace(demand, need=demand.need * by)
            data = data.assign(
                need=data["need"] * _by_domain(data["element"], domain, what.applies_to, value)
            )
        elif what.kind == "stock":
            demand = replace(demand, have=demand.have * value)
            data = data.assign(have=data["have"] * value)
            p = replace(p, free=p.free * value, base_brigades=p.base_brigades * value)
        else:
            raise ValueError(f"no rule for uncertainties of the kind '{what.kind}'")
    return data, replace(p, demand=demand)


def read(world: World, data: xr.Dataset, now: Inputs, kept: Kept, solved: Solved) -> dict[str, Any]:
    """The figures of a solved future: see SCHEMA."""
    held = in_units(kept.value("held"), now).sum("state")
    added = (held * counts_for(now)).sum("category")
    have = data["have"] + added.sel(element=data["element"].values)
    if BRIGADE in data["element"].values:
        whole = kept.value(BRIGADE).clip(min=0).sum("state") - now.demand.away
        have = xr.where(have["element"] == BRIGADE, whole, have)
    need = data["need"]
    met = (have / need.where(need > 0, 1)).clip(0, 1).where(need > 0, 1.0)
    met = met.transpose("element", "year")
    ready_by = world.scenario.need.ready_by
    small = in_lots(now)
    missing = float((kept.value("gap").clip(min=0) * 100 * gap_weight(small)).sum())
    judged = missing
    for part in small.parts:
        for name, weight in part.weights(small).items():
            lacking = float((kept.value(name).clip(min=0) * weight).sum())
            judged += lacking
            missing += lacking if part.targets else 0.0
    weight = world["weight"].sel(element=met["element"])
    core = list(data.attrs["core"])
    weakest = None
    year = None
    if core:
        least = met.sel(element=core)
        weakest = core[int(np.argmin(np.round(least.sel(year=ready_by).values, DIGITS)))]
        stays = (least >= MET - TOLERANCE).all("element").values[::-1].cumprod()[::-1] > 0
        years = met["year"].values[stays]
        year = int(years[0]) if years.size else None
    reliance = self_reliance_of(met, weight)
    return {
        "stand_alone_year": year,
        "threat_year": int(world["threat_year"]),
        "self_reliance": round(float(reliance.sel(year=ready_by)), DIGITS),
        "shortfall": round(missing, DIGITS),
        "cost_eur_bn": round(solved.objective - POINT * judged - _preferred(world, now, kept), 6),
        "weakest": weakest,
    }


def _preferred(world: World, now: Inputs, kept: Kept) -> float:
    """What parts of the programme add to the objective besides cost and shortfall [EUR bn]."""
    counted = {"product", "category", "element"}
    found = {name: kept.value(name) for name in kept.variables if not _has(kept, name, counted)}
    plan = Plan(
        world=world,
        inputs=now,
        mode="close_gaps",
        since=None,
        shortfall=0.0,
        cost=0.0,
        solution=xr.Dataset(found),
        duals={},
    )
    return sum(part.preferred(plan) for part in now.parts)


def _has(kept: Kept, name: str, dims: set[str]) -> bool:
    return bool(dims & set(map(str, kept.columns(name).dims)))


def self_reliance_of(met: xr.DataArray, weight: xr.DataArray) -> xr.DataArray:
    """Mean over the domains of the weighted mean of met shares (year)."""
    domain = weight["domain"].values
    kinds = list(dict.fromkeys(domain))
    values = [
        np.average(met.values[domain == kind], axis=0, weights=weight.values[domain == kind])
        for kind in kinds
    ]
    return xr.DataArray(np.mean(values, axis=0), dims="year", coords={"year": met["year"].values})


def _by_domain(
    names: xr.DataArray, domain: dict[str, str], domains: tuple[str, ...], value: float
) -> xr.DataArray:
    """`value` for what belongs to one of the domains, 1 for all else."""
    factors = [value if domain.get(str(name)) in domains else 1.0 for name in names.values]
    dim = str(names.dims[0])
    return xr.DataArray(factors, dims=dim, coords={dim: names[dim].values})
