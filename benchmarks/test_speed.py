"""Speed on the shipped evidence, against what is promised.  Run by `make bench`.

The promises hold for a warm machine (byte code cached, files in memory); each test first warms up
once and then judges the median.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from vallum.evidence import Evidence
from vallum.forces import assess
from vallum.scenario import load_scenario
from vallum.world import World

PRESET = "us_absent"
VALLUM = Path(sys.executable).with_name("vallum")


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load()


@pytest.fixture(scope="module")
def world(evidence: Evidence) -> World:
    return World.build(evidence, load_scenario(PRESET))


def test_help(benchmark: BenchmarkFixture) -> None:
    """`vallum --help`, the whole process: under 0.15 s."""
    benchmark.pedantic(run_vallum, args=("--help",), rounds=11, warmup_rounds=1)
    assert median(benchmark) < 0.15


def test_load_evidence(benchmark: BenchmarkFixture) -> None:
    """Reading and checking all tables: under 2 s."""
    benchmark.pedantic(Evidence.load, rounds=3, warmup_rounds=1)
    assert median(benchmark) < 2


def test_build_world(benchmark: BenchmarkFixture, evidence: Evidence) -> None:
    """Evidence seen through a scenario: under 2 s."""
    scenario = load_scenario(PRESET)
    benchmark.pedantic(World.build, args=(evidence, scenario), rounds=3, warmup_rounds=1)
    assert median(benchmark) < 2


def test_assess_forces(benchmark: BenchmarkFixture, world: World) -> None:
    """Needs, stocks and gaps of one scenario: under 2 s."""
    benchmark.pedantic(assess, args=(world,), rounds=3, warmup_rounds=1)
    assert median(benchmark) < 2


def test_main_job(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    """`vallum run us_absent`, the whole process with plan and report: under 120 s."""
    benchmark.pedantic(run_vallum, args=("run", PRESET), kwargs={"cwd": tmp_path}, rounds=1)
    assert list(tmp_path.glob("runs/*/report.html"))
    assert median(benchmark) < 120


def run_vallum(*arguments: str, cwd: Path | None = None) -> None:
    without_bytecode = "PYTHONDONTWRITEBYTECODE"
    environment = {name: value for name, value in os.environ.items() if name != without_bytecode}
    subprocess.run([VALLUM, *arguments], cwd=cwd, env=environment, capture_output=True, check=True)


def median(benchmark: BenchmarkFixture) -> float:
    """Seconds of the middle round."""
    return float(benchmark.stats.stats.median)
