"""One worker's bench: chunks of futures solved on live programmes of the coalition.

From: the World, forces, `vallum.planner.live`.  To: `vallum.futures.explore`.

A scene (a policy and one value of each lever) has its own World.  Within a scene a future changes
what the programme reads, in place:

    money'  = f money            line', output' = f line, f output
    price'  = f[domain] price    need' = f[domain] need
    free', base_brigades', have' = f free, f base_brigades, f have

(`vallum.futures.vary`).  Every chunk begins with a fresh copy of its policy's programme, so that no
answer depends on what the worker did before.  Needs of frontline states for their own territory and
of Ukraine keep their central values.

With `fixed_until` each future is solved twice: with foresight, and with nothing ordered up to that
year that the central plan of the policy did not order then.  What money or lines do not allow of
it is cut, never exchanged for something else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import xarray as xr
from polars.datatypes import DataTypeClass

from vallum.evidence import Evidence
from vallum.forces import Gaps, assess
from vallum.futures.fixed import most_ordered
from vallum.futures.many import FUTURE, solve_each
from vallum.futures.sample import Chunk
from vallum.futures.vary import Factors, read, vary
from vallum.optim import Kept
from vallum.planner.inputs import Inputs
from vallum.planner.live import Live
from vallum.scenario import Scenario, restore_scenario
from vallum.study.live import calibration, one_bloc
from vallum.world import World
from vallum.world.again import Worlds
from vallum.world.uncertain import AS_IS, Uncertainty, changed, drawn, policies

TOGETHER = 64
"""Futures whose labels are put in order together: more would take memory, not save time."""
SCHEMA: dict[str, DataTypeClass | pl.DataType] = {
    "future": pl.Int64,
    "policy": pl.String,
    "stand_alone_year": pl.Int64,
    "threat_year": pl.Int64,
    "self_reliance": pl.Float64,
    "shortfall": pl.Float64,
    "cost_eur_bn": pl.Float64,
    "weakest": pl.String,
    "each_alone": pl.List(pl.Struct({"what": pl.String, "year": pl.Int64})),
    "fixed_alone_year": pl.Int64,
    "fixed_shortfall": pl.Float64,
}
"""One row a future and policy.  self_reliance: in the year to be ready by [share]; shortfall
[points of 100]; cost_eur_bn: discounted, 2025 prices; all as solved, not corrected.  weakest: the
core element met least in the year to be ready by.  each_alone: the same as stand_alone_year, of
each domain and of each contingency that must be met in place.  fixed_...: with the orders of the
central plan until `Spec.fixed_until`; null without it."""


@dataclass(frozen=True)
class Spec:
    """All that a worker must know, in plain words that travel to another machine.

    scenario: its values as JSON.  data: overlay folder.  uncertain: what varies.  fixed_until: last
    year whose orders the central plan fixes, besides solving with foresight; None: no such test.
    """

    name: str
    scenario: str
    data: str | None
    policies: tuple[str, ...]
    uncertain: tuple[Uncertainty, ...] = ()
    fixed_until: int | None = None


@lru_cache(maxsize=2)
def bench_of(spec: Spec) -> Bench:
    """The bench of this process: facts and programmes are loaded once."""
    values = json.loads(spec.scenario)
    scenario = restore_scenario(values, name=spec.name, set_by={})
    evidence = Evidence.load(None if spec.data is None else Path(spec.data))
    return Bench(evidence, scenario, spec.policies, spec.uncertain, spec.fixed_until)


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

    def __init__(
        self,
        evidence: Evidence,
        scenario: Scenario,
        names: tuple[str, ...],
        uncertain: tuple[Uncertainty, ...],
        fixed_until: int | None = None,
    ) -> None:
        self._worlds = Worlds(evidence)
        self._fixed_until = fixed_until
        self._scenario = scenario
        self._policies = {policy.name: policy for policy in policies(evidence, names)}
        self._levers = tuple(each for each in uncertain if each.kind == "lever")
        self._factors = tuple(each for each in uncertain if each.kind != "lever")
        self._loaded: dict[tuple[str, tuple[Uncertainty, int] | None], Live] = {}
        self._plans: dict[str, tuple[Inputs, Kept]] = {}
        self._last: tuple[tuple[str, tuple[int, ...]], _Scene] | None = None

    def work(self, chunk: Chunk) -> pl.DataFrame:
        """Solve a chunk's futures.  Raises UserError where facts and a scene do not fit."""
        scene = self._scene_of(chunk)
        live = self._programme(chunk, scene)
        now, kept, *_ = live.solve(scene.inputs)
        blocks = [
            slice(begin, begin + TOGETHER) for begin in range(0, len(chunk.futures), TOGETHER)
        ]
        found: list[dict[str, Any]] = []
        for block in blocks:
            data, inputs = vary(scene.gaps, now, self._values(chunk.values[block]))
            rows = read(scene.world, data, inputs, solve_each(kept, inputs))
            found.append({"future": chunk.futures[block], "policy": chunk.policy, **rows})
        if self._fixed_until is not None:
            fixed = most_ordered(*self._plan(chunk.policy), now, self._fixed_until)
            for block, rows in zip(blocks, found, strict=True):
                data, inputs = vary(scene.gaps, now, self._values(chunk.values[block]))
                told = read(scene.world, data, inputs, solve_each(kept, inputs, fixed))
                rows["fixed_alone_year"] = told["stand_alone_year"]
                rows["fixed_shortfall"] = told["shortfall"]
        frames = [pl.DataFrame(rows, schema_overrides=SCHEMA) for rows in found]
        empty = pl.DataFrame(schema=SCHEMA)
        return pl.concat([empty, *frames], how="diagonal").select(list(SCHEMA))

    def _values(self, values: tuple[tuple[float, ...], ...]) -> Factors:
        """Each factor over the futures; the same in all without factors that vary."""
        table = np.array(values).reshape(len(values), len(self._factors))
        return {
            factor: xr.DataArray(table[:, place], dims=FUTURE)
            for place, factor in enumerate(self._factors)
        }

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

    def _plan(self, policy: str) -> tuple[Inputs, Kept]:
        """The central plan of a policy: its inputs, and the programme that holds its solution."""
        if policy not in self._plans:
            live = self._base(policy, None).copy()
            self._plans[policy] = live.solve(self._scene(self._scenario, policy).inputs)[:2]
        return self._plans[policy]

    def _base(self, policy: str, lever: tuple[Uncertainty, int] | None) -> Live:
        """A programme that takes a policy with one lever drawn (or none)."""
        key = (policy, lever)
        if key not in self._loaded:
            levers, places = ((), ()) if lever is None else ((lever[0],), (lever[1],))
            inputs = self._scene(drawn(self._scenario, levers, places), policy).inputs
            found = self._near(policy, lever, inputs)
            if found is None:
                found = Live()
                found.solve(inputs)
            self._loaded[key] = found
        return self._loaded[key]

    def _near(
        self, policy: str, lever: tuple[Uncertainty, int] | None, inputs: Inputs
    ) -> Live | None:
        """A programme that stands already and takes these inputs: declaring one takes seconds, and
        most policies change nothing but numbers."""
        keys: list[tuple[str, tuple[Uncertainty, int] | None]] = []
        keys += [(policy, None)] if lever is not None else []
        keys += [(AS_IS, None), (AS_IS, lever)] if policy != AS_IS else []
        for key in keys:
            if (near := self._base(*key)).takes(inputs):
                return near
        return None

    def _scene_of(self, chunk: Chunk) -> _Scene:
        """The chunk's scene; the last one is kept, since neighbours share it."""
        key = (chunk.policy, chunk.scene)
        if self._last is None or self._last[0] != key:
            scenario = drawn(self._scenario, self._levers, chunk.scene)
            self._last = key, self._scene(scenario, chunk.policy)
        return self._last[1]

    def _scene(self, scenario: Scenario, policy: str) -> _Scene:
        world = self._worlds.build(changed(scenario, self._policies[policy]))
        gaps = assess(world)
        return _Scene(world, gaps, one_bloc(world, gaps, calibration().prices))
