"""Draws: one sampled future, figure by figure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import build, evidence, same, world
from vallum.world import Draw

numbers = st.floats(-1e6, 1e6, allow_nan=False)
ranges = st.tuples(numbers, numbers, numbers).map(sorted)


@given(seed=st.integers(0, 2**31), ends=ranges, name=st.text(max_size=20))
def test_without_spread_a_draw_is_the_central_value(seed, ends, name):
    assert Draw(seed, spread=0.0).value(name, *ends) == ends[1]


@given(seed=st.integers(0, 2**31), ends=ranges, name=st.text(max_size=20), spread=st.floats(0, 1))
def test_a_draw_stays_inside_its_range(seed, ends, name, spread):
    low, central, high = ends
    drawn = Draw(seed, spread).value(name, low, central, high)
    margin = 1e-9 * max(abs(low), abs(high), 1)
    assert low - margin <= drawn <= high + margin


@given(seed=st.integers(0, 2**31), names=st.lists(st.text(max_size=8), unique=True, max_size=6))
def test_a_draw_depends_on_seed_and_name_alone(seed, names):
    forwards = {name: Draw(seed).value(name, 0, 1, 3) for name in names}
    backwards = {name: Draw(seed).value(name, 0, 1, 3) for name in reversed(names)}
    assert forwards == backwards
    assert len(set(forwards.values())) == len(names)


@pytest.mark.parametrize(
    ("low", "central", "high"), [(0, 1, 2), (0, 0, 3), (1, 4, 4), (-2, 1, 1.5)]
)
def test_draws_are_triangular(low, central, high):
    """Mean and variance of the triangular distribution, over 4,000 seeds."""
    drawn = [Draw(seed).value("x", low, central, high) for seed in range(4000)]
    mean = sum(drawn) / len(drawn)
    variance = sum((value - mean) ** 2 for value in drawn) / len(drawn)
    sides = (low, central, high)
    squares = sum(side**2 for side in sides) - low * central - low * high - central * high
    assert mean == pytest.approx(sum(sides) / 3, abs=0.04 * (high - low))
    assert variance == pytest.approx(squares / 18, rel=0.1)


@pytest.mark.parametrize(
    ("low", "central", "high"),
    [(1, 1, 1), (2, 1, 3), (0, 4, 3)],
    ids=["no range", "central below low", "central above high"],
)
def test_a_range_that_is_none_gives_the_central_value(low, central, high):
    assert Draw(3).value("x", low, central, high) == central


@pytest.mark.parametrize("name", ["us_absent", "us_committed", "us_adversarial"])
def test_a_world_drawn_without_spread_is_the_central_one(name):
    """Central values equal a draw with zero spread, array by array, to the last bit."""
    central = world(name)
    drawn = build(evidence(), name=name, draw=Draw(seed=11, spread=0.0))
    assert drawn.arrays.keys() == central.arrays.keys()
    assert [array for array in central.arrays if not same(central[array], drawn[array])] == []


def test_a_world_drawn_with_spread_moves_what_is_uncertain_and_nothing_else():
    central, one = world(), build(evidence(), draw=Draw(seed=11))
    again, other = build(evidence(), draw=Draw(seed=11)), build(evidence(), draw=Draw(seed=12))
    moved = {name for name in central.arrays if not same(central[name], one[name])}
    assert {"stock", "modernity", "requirement", "recipe", "home_reserve", "parameter"} <= moved
    assert moved.isdisjoint({"presence", "support", "us_bound", "gdp", "weight", "spending_basis"})
    assert all(same(one[name], again[name]) for name in one.arrays)
    assert not same(one["stock"], other["stock"])
    assert (one["stock"].values >= 0).all()
