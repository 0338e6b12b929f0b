"""The compiled Adaptive Dynamic Model against its plain NumPy twin, path by path."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from vallum.errors import UserError
from vallum.theatre import AirArm, Ground, fight_adaptive
from vallum.theatre.adaptive_many import fight_many


def sample(paths: int) -> tuple[Ground, AirArm, AirArm]:
    draw = np.random.default_rng(7).uniform
    ground = Ground(
        draw(1e5, 5e5, paths),
        draw(1e5, 4e5, paths),
        draw(0.01, 0.05, paths),
        draw(0.04, 0.1, paths),
        draw(0.02, 0.08, paths),
        draw(5, 30, paths),
        draw(1, 2.5, paths),
    )
    return (
        ground,
        AirArm(draw(0, 500, paths), draw(0.01, 0.1, paths), 1.5, 0.5),
        AirArm(draw(0, 500, paths), 0.05, 1, draw(0.1, 0.5, paths)),
    )


@pytest.mark.parametrize("days", [1, 10, 60])
@pytest.mark.parametrize("air", [False, True], ids=["ground alone", "with air"])
def test_ends_as_its_twin(days, air):
    ground, defender, attacker = sample(500)
    arms = {"defender_air": defender, "attacker_air": attacker} if air else {}
    twin = fight_adaptive(ground, days=days, **arms)
    ends = fight_many(ground, days=days, **arms)
    assert_allclose(ends.attacker, twin.attacker[-1], rtol=1e-6, atol=1e-3)
    assert_allclose(ends.defender, twin.defender[-1], rtol=1e-6, atol=1e-3)
    assert_allclose(ends.ground_lost_km, twin.ground_lost()[-1], rtol=1e-6, atol=1e-6)


def test_no_side_grows():
    """The printed equations let 111 of these 500 defenders grow under much air."""
    ground, defender, attacker = sample(500)
    duel = fight_adaptive(ground, days=60, defender_air=defender, attacker_air=attacker)
    assert np.all(np.diff(duel.attacker, axis=0) <= 0)
    assert np.all(np.diff(duel.defender, axis=0) <= 0)


def test_refuses_what_its_twin_refuses():
    ground, defender, attacker = sample(2)
    with pytest.raises(UserError, match="days"):
        fight_many(ground, days=0, defender_air=defender, attacker_air=attacker)
