"""Speed of voting power and of decisions, against what is promised.  Run by `make bench`."""

from __future__ import annotations

import time
from statistics import median

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from vallum.evidence import Evidence
from vallum.governance.changes import power_changes
from vallum.governance.decide import decide_on
from vallum.governance.games import Game, game_of
from vallum.governance.power import voting_power
from vallum.governance.timing import holdout_months
from vallum.world.agenda import agenda
from vallum.world.institutions import TODAY, Institutions, institutions
from vallum.world.records import veto_records

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


def test_all_measures_on_all_routes(benchmark: BenchmarkFixture) -> None:
    """From agenda to every route's chance: within two seconds."""
    evidence = Evidence.load()
    known, late = agenda(evidence), holdout_months(veto_records(evidence), TODAY)

    def decide_all() -> int:
        return len([decide_on(known, each, late) for each in known.measures.values()])

    assert benchmark.pedantic(decide_all, rounds=3, warmup_rounds=1) >= 35
    assert benchmark.stats.stats.median < 2


def test_against_plain_python_counting(benchmark: BenchmarkFixture, union: Game) -> None:
    """Both indices beside dynamic programming over counts and people in plain Python.

    It counts winning coalitions alone, in people rounded to 100 000: less than is asked of us.
    """
    weights = [round(weight / 100_000) for weight in union.weights]
    began = time.perf_counter()
    counts: dict[tuple[int, int], int] = {(0, 0): 1}
    for weight in weights:
        grown = dict(counts)
        for (size, people), ways in counts.items():
            at = (size + 1, people + weight)
            grown[at] = grown.get(at, 0) + ways
        counts = grown
    peer = time.perf_counter() - began
    assert sum(counts.values()) == 2 ** len(weights)
    benchmark(voting_power, union)
    benchmark.extra_info["ratio to one plain count"] = peer / benchmark.stats.stats.median
