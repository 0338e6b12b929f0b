"""Samples fill the space; indices of a known function come out; futures mean what they say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from model_runs import evidence
from vallum.errors import UserError
from vallum.futures.sample import CHUNK, Design, axes, cut, sample, sampled, sharing
from vallum.futures.sensitivity import sobol_indices
from vallum.scenario import load_scenario, preset_names
from vallum.world.uncertain import Uncertainty, changed, drawn, policies, uncertainties


@pytest.mark.parametrize("design", ["sobol", "lhs"])
def test_a_sample_fills_the_space_better_than_chance(design: Design) -> None:
    ours = qmc.discrepancy(sample(5, 256, seed=4, design=design))
    random = [qmc.discrepancy(np.random.default_rng(s).random((256, 5))) for s in range(5)]
    assert ours < min(random)


def test_a_larger_study_holds_the_futures_of_a_smaller_one() -> None:
    assert np.array_equal(sample(4, 300, seed=1)[:100], sample(4, 100, seed=1))
    assert not np.array_equal(sample(4, 100, seed=1), sample(4, 100, seed=2))


# Ishigami and Homma 1990 with a = 7, b = 0.1; indices in closed form (Saltelli et al. 2000).
FIRST, TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]


def test_indices_of_the_ishigami_function() -> None:
    shares = sample(3, 1024, seed=1)
    x = np.pi * (2 * shares - 1)
    output = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = sobol_indices(shares, output)
    assert found is not None
    assert found.first == pytest.approx(FIRST, abs=0.02)
    assert found.total == pytest.approx(TOTAL, abs=0.02)
    assert found.explained > 0.99


def test_noise_is_not_explained() -> None:
    rng = np.random.default_rng(7)
    found = sobol_indices(rng.random((400, 3)), rng.random(400))
    assert found is not None
    assert found.explained < 0.1


@pytest.mark.parametrize(
    ("cases", "output"), [(8, "varied"), (64, "constant")], ids=["too few", "no difference"]
)
def test_nothing_is_said_of_too_little(cases: int, output: str) -> None:
    shares = sample(4, cases, seed=0)
    assert sobol_indices(shares, shares[:, 0] if output == "varied" else np.ones(cases)) is None


SPREAD = Uncertainty("x", "X", "money", ("all",), "x", low=0.8, central=1.0, high=1.6)


def test_a_triangle_has_its_quantiles() -> None:
    # Below the mode lies (1.0 - 0.8) / (1.6 - 0.8) = 1/4 of the futures.
    assert [SPREAD.at(share) for share in (0.0, 0.25, 1.0)] == pytest.approx([0.8, 1.0, 1.6])


def test_a_lever_comes_as_often_as_its_weight() -> None:
    lever = Uncertainty("l", "L", "lever", ("f",), "l", choices=("a", "b"), weights=(1, 3))
    places = [lever.choice(share) for share in (0.0, 0.24, 0.26, 0.999)]
    assert places == [0, 0, 1, 1]


def test_chunks_hold_every_future_once_for_each_policy() -> None:
    uncertain = uncertainties(evidence(), load_scenario("us_absent"))
    points = sample(len(axes(uncertain)), 500, seed=0)
    chunks = cut(uncertain, points, ("as_is", "b"))
    for policy in ("as_is", "b"):
        own = [f for chunk in chunks if chunk.policy == policy for f in chunk.futures]
        assert sorted(own) == list(range(500))
    assert max(len(chunk.futures) for chunk in chunks) <= CHUNK
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))


def test_what_shares_a_group_is_high_together() -> None:
    uncertain = uncertainties(evidence(), load_scenario("us_absent"))
    ramps = [u.name for u in uncertain if u.group == "ramps"]
    assert ramps == ["line_growth", "line_growth_ships"]
    assert len(axes(uncertain)) == len(uncertain) - 1


def test_a_withdrawal_that_a_scenario_does_not_have_is_not_drawn() -> None:
    names = [u.name for u in uncertainties(evidence(), load_scenario("us_committed"))]
    assert "us_leaves" not in names
    assert "budget" in names


def test_a_lever_moves_years_and_sets_words() -> None:
    scenario = load_scenario("us_absent")
    levers = tuple(u for u in uncertainties(evidence(), scenario) if u.kind == "lever")
    places = tuple(len(lever.choices) - 1 for lever in levers)
    found = drawn(scenario, levers, places)
    assert found.us.troops_leave == scenario.us.troops_leave + 2  # type: ignore[operator]
    assert found.money.spending_path == "pledges"
    assert found.russia.reconstitution == "fast"


@pytest.mark.parametrize("preset", preset_names())
def test_every_shipped_policy_fits_every_preset(preset: str) -> None:
    names = evidence().table("requirements/policies")["policy"].to_list()
    scenario = load_scenario(preset)
    found = [changed(scenario, policy) for policy in policies(evidence(), tuple(names))]
    assert found[0] == scenario
    assert preset != "us_absent" or scenario not in found[1:]


def test_an_unknown_policy_is_told() -> None:
    with pytest.raises(UserError, match=r"there is no policy 'mor_money'.*more_money"):
        policies(evidence(), ("mor_money",))


def ishigami(shares: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * shares - 1)
    found: np.ndarray = (
        np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )
    return found


PROBLEM = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}


def test_indices_are_those_of_another_library() -> None:
    """SALib's estimators from designs of their own, which our fit from any sample does not need."""
    from SALib.analyze import rbd_fast, sobol
    from SALib.sample import sobol as design

    points = design.sample(PROBLEM, 4096, calc_second_order=False, seed=2)
    theirs = sobol.analyze(PROBLEM, ishigami(points), calc_second_order=False, seed=2)
    shares = sample(3, 1024, seed=1)
    ours = sobol_indices(shares, ishigami(shares))
    assert ours is not None
    assert ours.first == pytest.approx(theirs["S1"], abs=0.02)
    assert ours.total == pytest.approx(theirs["ST"], abs=0.02)
    given = rbd_fast.analyze(PROBLEM, shares, ishigami(shares), seed=2)
    assert ours.first == pytest.approx(given["S1"], abs=0.05)


def test_screening_by_morris_finds_the_same_factors() -> None:
    from SALib.analyze import morris
    from SALib.sample import morris as design

    points = design.sample(PROBLEM, 200, seed=4)
    screened = morris.analyze(PROBLEM, points, ishigami(points), seed=4)
    # The third factor acts through the first alone: its effects are wide, their mean near zero.
    assert np.all(screened["mu_star"] > 1)
    assert abs(screened["mu"][2]) < 0.2 * screened["mu_star"][2]


def test_blocks_are_the_whole_row_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sample(4, 100, seed=1)
    monkeypatch.setattr("vallum.futures.sample.BLOCK", 32)
    parts = list(sampled(4, 100, seed=1))
    assert [len(part) for part in parts] == [32, 32, 32, 4]
    assert np.array_equal(np.concatenate(parts), whole)


def test_an_adoption_comes_as_often_as_its_chance_and_pays_what_its_instrument_holds() -> None:
    asked: list[tuple[str, str]] = []

    def chance(measure: str, by: str) -> float:
        asked.append((measure, by))
        return 0.25

    found = uncertainties(evidence(), load_scenario("us_absent"), chance)
    bonds = next(u for u in found if u.name == "joint_bonds")
    # economy/instruments: EUR 100 bn, paid out from 2028 to 2032.
    assert ("joint_bonds", "2028-12-31") in asked
    assert [bonds.at(share) for share in (0.0, 0.74, 0.76, 0.99)] == [0.0, 0.0, 1.0, 1.0]
    assert dict(bonds.money)[2028] == pytest.approx(20_000)
    row = next(
        r
        for r in evidence().table("economy/instruments").to_dicts()
        if r["instrument"] == "joint_bonds"
    )
    first_back = 2028 + int(row["grace_years"]) + 1
    back = 20_000 / (int(row["maturity_years"]) - int(row["grace_years"]))
    assert dict(bonds.money)[first_back] == pytest.approx(-back)
    assert sum(paid for _, paid in bonds.money) == pytest.approx(0.0, abs=1e-6)


def test_futures_that_share_scenes_keep_all_that_is_no_lever() -> None:
    uncertain = uncertainties(evidence(), load_scenario("us_absent"))
    names = axes(uncertain)
    points = sample(len(names), 32, seed=1)
    found = sharing(points, uncertain, 8)
    levers = [names.index(u.group) for u in uncertain if u.kind == "lever"]
    rest = [place for place in range(len(names)) if place not in levers]
    assert np.array_equal(found[:, rest], points[:, rest])
    assert np.array_equal(found[8:16, levers], points[:8, levers])
    assert len({chunk.scene for chunk in cut(uncertain, found, ("as_is",))}) <= 8
