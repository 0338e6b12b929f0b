"""Speed of the planner on the shipped evidence, against what is promised.  Run by `make bench`.

Each ratio is measured side by side in one process and kept with the benchmark (`extra_info`).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import linopy
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from vallum import optim
from vallum.evidence import Evidence
from vallum.forces import assess
from vallum.planner import Inputs, aggregate, gather
from vallum.planner.equations import (
    counts_for,
    declare,
    define_line_capacity,
    define_line_growth,
    define_need,
    define_variables,
    line_ramp,
    line_today,
    shortfall,
)
from vallum.planner.inputs import BRIGADE, in_lots
from vallum.scenario import load_scenario
from vallum.study.plan import demand_of
from vallum.world import World

PRESET = "us_absent"

STATE_LEVEL = """
import resource, time
from vallum.evidence import Evidence
from vallum.forces import assess
from vallum.planner import plan
from vallum.scenario import load_scenario
from vallum.study.plan import demand_of
from vallum.world import World

world = World.build(Evidence.load(), load_scenario("{preset}"))
demand = demand_of(assess(world))
began = time.perf_counter()
plan(world, demand)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20)
"""


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    world = World.build(Evidence.load(), load_scenario(PRESET))
    return in_lots(gather(world, demand_of(assess(world))))


@pytest.fixture(scope="module")
def coalition(inputs: Inputs) -> Inputs:
    return aggregate(inputs, dict.fromkeys(map(str, inputs.money["state"].values), "coalition"))


def test_state_level_plan(benchmark: BenchmarkFixture) -> None:
    """State by state, declared and solved in two stages: under 30 s and under 2 GB."""
    command = [sys.executable, "-c", STATE_LEVEL.format(preset=PRESET)]

    def in_its_own_process() -> str:
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    told = benchmark.pedantic(in_its_own_process, rounds=1)
    seconds, gigabytes = map(float, told.split())
    benchmark.extra_info |= {"seconds": round(seconds, 2), "peak_gb": round(gigabytes, 2)}
    assert seconds < 30
    assert gigabytes < 2


def test_coalition_level_declaration(benchmark: BenchmarkFixture, coalition: Inputs) -> None:
    """The same equations over one bloc: declaring them costs a second, whatever the size."""
    benchmark.pedantic(declare, args=(coalition,), rounds=3, warmup_rounds=1)


def test_coalition_level_solve(benchmark: BenchmarkFixture, coalition: Inputs) -> None:
    """Solved to a vertex: under 1 s."""
    model = declare(coalition)
    model.add_objective(shortfall(model, coalition))
    benchmark.pedantic(optim.solve, args=(model,), rounds=5, warmup_rounds=1)
    assert benchmark.stats.stats.median < 1


def few_calls(model: linopy.Model, p: Inputs) -> None:
    """One call a family, as the planner does it."""
    define_line_growth(model, p)
    define_line_capacity(model, p)
    define_need(model, p)


def looped(model: linopy.Model, p: Inputs) -> None:
    """The same rows, one call for each product or element."""
    ramps, today = line_ramp(p), line_today(p)
    first, later = p.years[0], p.years[1:]
    spare = (today - p.committed).clip(min=0)
    for product in p.price["product"].values:
        ramp = float(ramps.sel(product=product))
        extra = model["extra"].sel(product=product)
        growth = model["growth"].sel(product=product)
        made = model["arrival"].sel(product=product).sum(["state", "channel"])
        before = extra.shift(year=1).sel(year=later)
        opening = extra.sel(year=first) + 0 * growth.sel(year=first)
        balance = extra.sel(year=later) - before - growth.sel(year=later)
        most = ramp * today.sel(product=product, drop=True).shift(year=1).sel(year=later)
        room = spare.sel(product=product, drop=True)
        model.add_constraints(opening == 0, name=f"line_opening {product}")
        model.add_constraints(balance == 0, name=f"line_balance {product}")
        model.add_constraints(
            growth.sel(year=later) - ramp * before <= most, name=f"line_ramp {product}"
        )
        model.add_constraints(made - extra <= room, name=f"line_capacity {product}")
    counts, d = counts_for(p), p.demand
    for element in d.need["element"].values:
        pick = {"element": element}
        gap = model["gap"].sel(pick)
        if element == BRIGADE:
            added, have = model["brigade"].sum("state"), -d.away
        else:
            kinds = counts["category"].values[counts.sel(pick).values > 0]
            added = model["held"].sel(category=kinds).sum(["state", "category"])
            have = d.have.sel(pick, drop=True)
        wanted = (d.need - d.us).sel(pick, drop=True) - have
        model.add_constraints(added + gap >= wanted, name=f"need {element}")


def test_few_calls_against_a_loop(benchmark: BenchmarkFixture, inputs: Inputs) -> None:
    """Lines and needs of the state-level programme: at least twice as fast in few calls."""
    ways: tuple[Callable[[linopy.Model, Inputs], None], ...] = (few_calls, looped)
    taken: dict[str, list[float]] = {way.__name__: [] for way in ways}
    rows: dict[str, int] = {}
    for _ in range(3):
        for way in ways:
            model = linopy.Model()
            define_variables(model, inputs)
            began = time.perf_counter()
            way(model, inputs)
            taken[way.__name__].append(time.perf_counter() - began)
            rows[way.__name__] = model.ncons
    ratio = median(taken["looped"]) / median(taken["few_calls"])
    benchmark.extra_info |= {name: round(median(times), 3) for name, times in taken.items()}
    benchmark.extra_info["ratio"] = round(ratio, 1)

    def fresh() -> tuple[tuple[linopy.Model, Inputs], dict[str, object]]:
        model = linopy.Model()
        define_variables(model, inputs)
        return (model, inputs), {}

    benchmark.pedantic(few_calls, setup=fresh, rounds=3)
    assert rows["looped"] == rows["few_calls"]
    assert ratio >= 2
