"""Speed of a study of futures against declaring the programme anew.  Run by `make bench`."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from vallum import optim
from vallum.evidence import Evidence
from vallum.futures.adoption import chance_in
from vallum.futures.bench import Bench
from vallum.futures.sample import Chunk, axes, cut, sample
from vallum.planner.equations import cost, declare, shortfall
from vallum.planner.inputs import in_lots
from vallum.planner.plan import POINT
from vallum.scenario import load_scenario
from vallum.world.uncertain import Uncertainty, uncertainties

FUTURES = 64
LEAST = 50
"""Ratio that is held."""


@cache
def drawn_from() -> tuple[Uncertainty, ...]:
    known = Evidence.load()
    return uncertainties(known, load_scenario("us_absent"), chance_in(known))


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(Evidence.load(), load_scenario("us_absent"), (), drawn_from())


@pytest.fixture(scope="module")
def chunk() -> Chunk:
    uncertain = drawn_from()
    points = sample(len(axes(uncertain)), 2048, seed=0)
    long = max(cut(uncertain, points, ("as_is",)), key=lambda each: len(each.futures))
    return replace(long, futures=long.futures[:FUTURES], values=long.values[:FUTURES])


def test_futures_against_new_programmes(
    benchmark: BenchmarkFixture, bench: Bench, chunk: Chunk
) -> None:
    """A future in a chunk whose scene is loaded, against declaring and solving it anew."""
    small = in_lots(bench._scene_of(chunk).inputs)
    begun = time.perf_counter()
    model = declare(small)
    model.add_objective(POINT * shortfall(model, small) + cost(model, small))
    optim.solve(model)
    anew = time.perf_counter() - begun
    bench.work(chunk)
    begun = time.perf_counter()
    benchmark.pedantic(bench.work, args=(chunk,), rounds=1)
    each = (time.perf_counter() - begun) / FUTURES
    print(f"\nanew {anew:.2f} s, a future {each * 1000:.0f} ms, ratio {anew / each:.0f}")
    assert anew / each >= LEAST
