"""The front that grows, on cases worked out by hand.  Figures are illustrative."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from vallum.errors import UserError
from vallum.theatre import Front, fight_expansion

FRONT = Front(
    length_km=750,
    sectors=3,
    sector_km=50,
    quiet_km_per_division=25,
    attacked_km_per_division=10,
    attackers_per_sector=10,
    attacker_loss_rate=0.075,
    exchange_ratio=1.5,
    advance_km_per_day=5,
    defenders=50,
)


def test_by_hand():
    """Day 1: 3 x 0.75 lost, 1.5 defenders; (780 - 150) / 25 + 150 / 10 = 40.2 needed of 48.5."""
    fought = fight_expansion(FRONT, arrivals=np.zeros(6))
    assert_allclose(fought.attacker_lost[0], 2.25)
    assert_allclose(fought.needed[:2], [40.2, 41.4])
    assert_allclose(fought.available[:2], [48.5, 47.0])
    # 50 - 1.5 t < 39 + 1.2 t from t = 4.07 on.
    assert fought.breach_day() == 5


@given(rho=st.floats(0.5, 4), rate=st.floats(0.01, 0.2))
def test_without_air_losses_stand_in_the_exchange_ratio(rho, rate):
    front = replace(FRONT, exchange_ratio=rho, attacker_loss_rate=rate)
    fought = fight_expansion(front, arrivals=np.zeros(10))
    assert_allclose(fought.attacker_lost, rho * fought.defender_lost)


@given(more=st.floats(0, 5), day=st.integers(0, 29))
def test_an_arrival_never_brings_the_breach_forward(more, day):
    arrivals = np.zeros(30)
    before = fight_expansion(FRONT, arrivals=arrivals).breach_day()
    arrivals[day] = more
    after = fight_expansion(FRONT, arrivals=arrivals).breach_day()
    assert np.isnan(after) or after >= before


def test_paths_side_by_side_and_a_line_that_holds():
    front = replace(FRONT, defenders=np.array([50.0, 500.0]))
    fought = fight_expansion(front, arrivals=np.zeros((30, 2)))
    assert_array_equal(fought.breach_day(), [5, np.nan])


@pytest.mark.parametrize(
    ("front", "arrivals", "field"),
    [
        (replace(FRONT, length_km=100), np.zeros(3), "length_km"),
        (replace(FRONT, exchange_ratio=0), np.zeros(3), "exchange_ratio"),
        (FRONT, np.zeros(0), "arrivals"),
        (FRONT, -np.ones(3), "arrivals"),
    ],
    ids=["front too short", "no ratio", "no days", "negative arrivals"],
)
def test_what_lies_outside_its_range_is_refused(front, arrivals, field):
    with pytest.raises(UserError, match=field):
        fight_expansion(front, arrivals=arrivals)
