"""Speed of voting power and of decisions, against what is promised.  Run by `make bench`."""

from __future__ import annotations

import time
from statistics import median

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from vallum.evidence import Evidence
from vallum.governance.changes import power_changes
from vallum.governance.games import Game, game_of
from vallum.governance.power import voting_power
from vallum.world.institutions import Institutions, institutions

PEER_SECONDS = 0.77
"""power-bdd 1.0.0, both indices of this game, on two cores (measured in November 2026)."""
RATIO = 100


@pytest.fixture(scope="module")
def known() -> Institutions:
    return institutions(Evidence.load())


@pytest.fixture(scope="module")
def union(known: Institutions) -> Game:
    return game_of(known.rule("qmv"), known.weights(known.members("EU27"), 2026))


def test_both_indices_of_the_union(benchmark: BenchmarkFixture, union: Game) -> None:
    """Exact fractions, a hundred times faster than the best package."""
    voting_power(union)
    benchmark(voting_power, union)
    taken = []
    for _ in range(15):
        begun = time.perf_counter()
        voting_power(union)
        taken.append(time.perf_counter() - begun)
    benchmark.extra_info["ratio to power-bdd as measured"] = PEER_SECONDS / median(taken)
    assert PEER_SECONDS / median(taken) >= RATIO


def test_every_change_by_one_state(benchmark: BenchmarkFixture, known: Institutions) -> None:
    """Each of the 27 leaves or abstains, each candidate joins: within a second."""
    rule, weights = known.rule("qmv"), known.weights(known.members("EU27"), 2026)
    candidates = known.weights(known.members("eu_candidate"), 2026)
    power_changes(rule, weights, candidates)
    changes = benchmark.pedantic(power_changes, (rule, weights, candidates), rounds=3)
    assert len(changes) == 2 * 27 + len(candidates)
    assert benchmark.stats.stats.median < 1
