"""Chances of a vote: every small vote by enumeration, and the Union's against drawn ones."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import evidence
from vallum.errors import UserError
from vallum.governance.ballot import mean
from vallum.governance.chance import Region, chance
from vallum.governance.decide import decide
from vallum.governance.games import Game
from vallum.governance.positions import nodes
from vallum.governance.sequence import DRAWS, _months

YES, REST, NO = range(3)


def by_enumeration(region: Region, yes, rest) -> float:
    """Every way of voting, with its chance (one node)."""
    total = 0.0
    for votes in product((YES, REST, NO), repeat=len(yes)):
        if NO in votes:
            continue
        weight = 1.0
        for place, vote in enumerate(votes):
            weight *= yes[place] if vote == YES else rest[place]
        inside = [w for w, vote in zip(region.weights, votes, strict=True) if vote == YES]
        total += weight * region.carries(len(inside), sum(inside))
    return total


voters = st.lists(
    st.tuples(st.integers(0, 40), st.floats(0.01, 0.98), st.floats(0, 1)), min_size=2, max_size=7
)


@given(
    voters=voters,
    rule=st.tuples(st.integers(0, 7), st.integers(0, 120), st.integers(1, 8)),
    least=st.integers(0, 4),
    limit=st.sampled_from([None, 1 / 3]),
)
def test_every_small_vote_is_as_enumerated(voters, rule, least, limit):
    weights = tuple(weight for weight, _, _ in voters)
    yes = np.array([[p] for _, p, _ in voters])
    rest = np.array([[(1 - p) * share] for _, p, share in voters])
    game = Game(tuple(map(str, range(len(weights)))), weights, *rule)
    region = Region.open(weights).of_game(game).at_least(least)
    if limit is not None:
        region = region.standing_aside(limit)
    found = chance(region, yes, rest)
    assert found.carried[0] == pytest.approx(
        by_enumeration(region, yes[:, 0], rest[:, 0]), abs=1e-6
    )
    # One voter known: the whole is the mean of both ways.
    parts = yes * found.if_yes + np.maximum(rest, 1e-9) * found.if_rest
    assert parts[:, 0] == pytest.approx(np.full(len(weights), found.carried[0]), abs=1e-6)


def test_weights_of_the_shared_shock_add_up():
    assert nodes()[1].sum() == pytest.approx(1)
    assert mean(np.ones(len(nodes()[1]))) == pytest.approx(1)


@pytest.mark.parametrize(
    "name", ["joint_bonds", "mission_ukraine", "article_346", "sanctions_package"]
)
def test_exact_chances_lie_within_the_error_of_drawn_ones(name):
    """Positions drawn from the same model, votes counted one by one."""
    found = decide(evidence(), name)
    for each in found.routes:
        drawn = np.isfinite(_months(each, found)).mean()
        error = np.sqrt(max(each.in_the_end * (1 - each.in_the_end), 1e-4) / DRAWS)
        assert abs(drawn - each.in_the_end) < 4 * error + 1e-9, each.route.name


def test_agreement_helps_and_opposition_harms():
    for name in ("joint_bonds", "european_preference", "safe_second"):
        for route in decide(evidence(), name).routes:
            for worth in route.worth:
                assert worth.if_for >= -1e-6
                assert worth.if_against <= 1e-6 or not route.ballot.blocks


def test_a_flipped_mind_is_worth_what_it_says():
    """Held for certain at 1, Sweden all but agrees: the chance rises by its worth."""
    before = decide(evidence(), "joint_bonds").best
    (sweden,) = [each for each in before.worth if each.state == "SWE"]
    after = decide(evidence(), "joint_bonds", flips={"SWE": 1.0})
    (same,) = [each for each in after.routes if each.route.name == before.route.name]
    assert same.probability - before.probability == pytest.approx(sweden.if_for, abs=1e-3)


def test_who_can_stop_it_can():
    for name in ("joint_bonds", "european_preference", "mission_ukraine"):
        for route in decide(evidence(), name).routes:
            for group in route.blocking:
                assert not route.ballot.carries_without(frozenset(group))
                if route.ballot.blocks:
                    continue
                for state in group:
                    fewer = frozenset(group) - {state}
                    assert route.ballot.carries_without(fewer), (route.route.name, group)


def test_without_its_objector_a_measure_is_likelier():
    name = "turkey_in_safe"
    whole = decide(evidence(), name).best.probability
    assert decide(evidence(), name, without=frozenset({"CYP"})).best.probability > whole


def test_time_helps():
    chances = [
        decide(evidence(), "joint_bonds", by=f"{year}-12-31").best.probability
        for year in (2026, 2027, 2029, 2034)
    ]
    assert chances == sorted(chances)


def test_chances_and_months_are_in_their_ranges():
    for name in ("defence_union", "accession_ukraine", "escape_clause"):
        for route in decide(evidence(), name).routes:
            assert 0 <= route.probability <= route.in_the_end + 1e-12 <= 1 + 1e-9
            low, middle, high = route.months
            assert low <= middle <= high


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"name": "joint_bond"}, "did you mean 'joint_bonds'"),
        ({"name": "joint_bonds", "by": "2020-01-01"}, "lies before"),
        ({"name": "joint_bonds", "flips": {"SWE": 2.0}}, "between -1 and 1"),
        ({"name": "joint_bonds", "flips": {"SWD": 0.5}}, "SWD"),
        ({"name": "joint_bonds", "without": frozenset({"XXX"})}, "XXX"),
    ],
    ids=["measure", "deadline", "position", "state", "voter"],
)
def test_what_is_wrong_is_said(asked, says):
    with pytest.raises(UserError, match=says):
        decide(evidence(), asked.pop("name"), **asked)
