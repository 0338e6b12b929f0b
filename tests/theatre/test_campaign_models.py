"""Campaign models against hand-worked cases and the vectors of the published equations.

The day-10 figures check code against the equations of Epstein (1985) with illustrative inputs; they
were worked out from these equations, not read in the book.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from vallum.errors import UserError
from vallum.theatre import AirArm, Ground, exchange_salvo, fight_adaptive, fight_to_end

GROUND = Ground(330_000, 200_000, 0.02, 0.075, 0.05, 20, 1.5)
DEFENDER_AIR = AirArm(300, 0.05, 1.5, 0.5)
ATTACKER_AIR = AirArm(250, 0.05, 1, 0.25)


@pytest.mark.parametrize(
    ("strengths", "rates", "w", "left"),
    [
        ((1000, 800), (0.01, 0.01), 1, (600, 0)),
        ((800, 1000), (0.01, 0.01), 1, (0, 600)),
        ((1000, 800), (0.01, 0.01), 0.5, (200, 0)),
        ((100, 50), (0.04, 0.01), 1, (0, 0)),
        ((100, 50), (0.04, 0.01), 0.5, (0, 25)),
    ],
    ids=["square", "square, other way", "linear", "square, even match", "linear, better side"],
)
def test_who_is_left(strengths, rates, w, left):
    ended = fight_to_end(*strengths, a=rates[0], b=rates[1], w=w)
    assert_allclose((ended.x_left, ended.y_left), left, atol=1e-9)


def test_salvo_example():
    """Hughes: three ships with four shots each against two of the same kind."""
    lost = exchange_salvo(3, 2, shots=(4, 4), stopped=(3, 3), hits_to_kill=(2, 2))
    assert (float(lost.a_lost), float(lost.b_lost)) == (0, 2)


def test_adaptive_without_air_on_day_ten():
    duel = fight_adaptive(GROUND, days=10)
    assert_allclose(duel.attacker[9], 193_717, atol=1)
    assert_allclose(duel.defender[9], 109_145, atol=1)
    assert_allclose(duel.withdrawal[9], 3.18, atol=0.005)
    assert_allclose(duel.ground_lost()[9], 14.1, atol=0.05)


def test_adaptive_with_air_on_day_ten():
    duel = fight_adaptive(GROUND, days=200, defender_air=DEFENDER_AIR, attacker_air=ATTACKER_AIR)
    assert_allclose(duel.attacker[9], 174_684, atol=1)
    assert_allclose(duel.defender[9], 116_650, atol=1)
    assert_allclose(duel.ground_lost()[9], 7.8, atol=0.05)
    assert_allclose(duel.ground_lost()[-1], 76.6, atol=0.05)


@given(a=st.floats(5e4, 5e5), d=st.floats(5e4, 5e5), rho=st.floats(1, 3))
def test_without_air_the_exchange_ratio_holds_while_both_fight(a, d, rho):
    duel = fight_adaptive(Ground(a, d, 0.02, 0.075, 0.05, 20, rho), days=30)
    both = (duel.attacker > 0) & (duel.defender > 0)
    assert_allclose((duel.attacker - rho * duel.defender)[both], a - rho * d, atol=1e-4)


def test_paths_are_independent():
    together = fight_adaptive(
        Ground(np.array([330_000.0, 250_000.0]), 200_000, 0.02, 0.075, 0.05, 20, 1.5), days=20
    )
    alone = fight_adaptive(GROUND, days=20)
    assert_allclose(together.attacker[:, 0], alone.attacker, rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: fight_to_end(1, 1, a=1, b=1, w=0), "w"),
        (lambda: fight_adaptive(GROUND, days=0), "days"),
        (
            lambda: fight_adaptive(GROUND, days=1, attacker_air=AirArm(1, 1, 1, 1)),
            "loss_per_sortie",
        ),
        (lambda: exchange_salvo(1, 1, shots=(1, 1), stopped=(0, 0), hits_to_kill=(0, 1)), "hits"),
    ],
    ids=["logarithmic law", "no day", "every sortie lost", "no staying power"],
)
def test_what_lies_outside_its_range_is_refused(call, field):
    with pytest.raises(UserError, match=field):
        call()
