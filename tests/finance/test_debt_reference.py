"""Debt against reference runs of the public program of L. Welslau (Bruegel); see debt_peer/README.

Tolerances: deterministic targets 0.001 points, debt 0.02 points of GDP a year; the fan's target
0.02, its path 0.1, percentiles 0.15: the reference draws its own 100,000 paths.
"""

from __future__ import annotations

import pytest

from debt_reference import peer_cases, reference_fans, reference_paths
from vallum.finance.debt import DebtPaths, project_lengths
from vallum.finance.debt.targets import CRITERIA

STATES = ("FRA", "ITA")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[int, DebtPaths]:
    cases = peer_cases(tmp_path_factory.mktemp("peer"))
    return project_lengths([cases[state] for state in STATES])


@pytest.mark.parametrize(("state", "years", "path"), sorted(reference_paths()))
def test_target_and_path_match_the_reference(
    answers: dict[int, DebtPaths], state: str, years: int, path: str
) -> None:
    held = next(each for each in answers[years].states if each.state == state)
    target, debt = reference_paths()[state, years, path]
    noisy = path == "stochastic"
    if target is not None:
        assert held.targets[path] == pytest.approx(target, abs=0.02 if noisy else 0.001)
    assert held.paths[path] == pytest.approx(debt, abs=0.1 if noisy else 0.02)


@pytest.mark.parametrize(("state", "years", "path"), sorted(reference_fans()))
def test_percentiles_match_the_reference(
    answers: dict[int, DebtPaths], state: str, years: int, path: str
) -> None:
    held = next(each for each in answers[years].states if each.state == state)
    fan = held.fan if path == "binding_fan" else held.unchanged_fan
    for year, known in reference_fans()[state, years, path].items():
        ours = [fan[percent][held.fan_years.index(year)] for percent in (10, 30, 50, 70, 90)]
        assert ours == pytest.approx(known, abs=0.15)


def test_every_criterion_is_in_the_reference() -> None:
    named = {path for _, _, path in reference_paths()}
    assert {*CRITERIA, "stochastic", "binding", "no_policy_change", "dsa_toughest"} == named
