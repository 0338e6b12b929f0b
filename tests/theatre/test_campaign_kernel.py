"""The compiled paths against the plain models, hand-worked cases, and properties."""

from __future__ import annotations

import numpy as np
import pytest
from numba import set_num_threads
from numpy.testing import assert_allclose, assert_array_equal

from vallum.errors import UserError
from vallum.theatre import AirArm, Ground, fight_adaptive, fight_expansion, fight_to_end
from vallum.theatre import Front as FlatFront
from vallum.theatre.campaign import simulate
from vallum.theatre.inputs import NAMES, Front, Range
from vallum.theatre.kernel import FLOWN, adaptive, exchange, expansion, fly, play_many

PLAIN = {
    "attackers": 330.0,
    "defenders": 200.0,
    "exchange_ratio": 1.5,
    "first_pressure": 0.02,
    "attacker_bears": 0.075,
    "defender_bears": 0.05,
    "withdrawal": 20.0,
    "front": 750.0,
    "sectors": 3.0,
    "sector_width": 50.0,
    "quiet_density": 25.0,
    "attacked_density": 10.0,
    "sector_loss_rate": 0.075,
    "forward_share": 0.1,
    "advance": 5.0,
    "attacker_break": 1.0,
    "defender_break": 1.0,
    "exchange_rate": 0.01,
    "exchange_power": 1.0,
    "defender_aircraft": 0.0,
    "attacker_aircraft": 0.0,
    "defender_air_loss": 0.05,
    "attacker_air_loss": 0.05,
    "sorties": 1.5,
    "kills": 0.5,
    "vehicles": 1200.0,
    "shells": 1e12,
    "shells_a_day": 1.0,
    "dry_effect": 0.5,
    "arrival_share": 1.0,
    "arrival_delay": 0.0,
    "day_to_day": 0.0,
    "depth": 1e9,
    "warning": 0.0,
}


def row(**changes: float) -> np.ndarray:
    """Inputs of one path; the defaults take away all that the published models leave out."""
    x = np.array([*({**PLAIN, **changes}[name] for name in NAMES), *(0.0,) * FLOWN])
    fly(x)
    return x


def front(arrivals: tuple[float, ...] = (0.0,) * 30, **changes: float | tuple[float, ...]) -> Front:
    def between(name: str) -> Range:
        value = {**PLAIN, **changes}[name]
        low, central, high = value if isinstance(value, tuple) else (value,) * 3
        return Range(low, central, high, "unit", name)

    return Front({name: between(name) for name in NAMES}, arrivals, 30)


CALM = np.ones(60)
NOBODY = np.zeros(60)


def test_adaptive_reproduces_the_published_equations_without_air():
    """Day 10: A 193,717 of 330,000, ground lost 14.1 km (worked from Epstein's equations)."""
    _, lost, _, _, _ = adaptive(row(), NOBODY, CALM, 10)
    assert_allclose(lost, 14.1, atol=0.05)
    # Losses are told at the end of a day, strengths of the vectors at its start.
    _, _, gone, gone_d, _ = adaptive(row(), NOBODY, CALM, 9)
    assert_allclose((1 - gone) * 330_000, 193_717, atol=1)
    assert_allclose((1 - gone_d) * 200_000, 109_145, atol=1)


@pytest.mark.parametrize("days", [5, 20, 60])
def test_adaptive_with_air_goes_as_the_plain_model(days):
    duel = fight_adaptive(
        Ground(330, 200, 0.02, 0.075, 0.05, 20, 1.5, 1.0, 1200.0),
        days=days + 1,
        defender_air=AirArm(300, 0.05, 1.5, 0.5),
        attacker_air=AirArm(250, 0.04, 1.5, 0.5),
    )
    x = row(defender_aircraft=300.0, attacker_aircraft=250.0, attacker_air_loss=0.04)
    _, lost, gone, gone_d, _ = adaptive(x, NOBODY, CALM, days)
    assert_allclose(lost, duel.ground_lost()[days - 1], rtol=1e-9)
    assert_allclose(1 - gone, duel.attacker[days] / 330, rtol=1e-9)
    assert_allclose(1 - gone_d, duel.defender[days] / 200, rtol=1e-9)


@pytest.mark.parametrize("defenders", [45.0, 60.0, 500.0])
def test_expansion_breaks_on_the_day_of_the_plain_model(defenders):
    """A force so large that its losses do not thin it: sectors stay as the plain model has them."""
    plain = FlatFront(750, 3, 50, 25, 10, 10, 0.075, 1.5, 5, defenders)
    due = fight_expansion(plain, arrivals=np.zeros(30)).breach_day()
    huge = 1e9
    x = row(attackers=huge, forward_share=30 / huge, defenders=defenders)
    breach, *_ = expansion(x, NOBODY, CALM, 30)
    assert breach == (0 if np.isnan(due) else due)


def test_exchange_comes_near_the_square_law():
    """1,000 against 800 at equal rates: 600 are left.  Steps of a day miss by their length."""
    x = row(attackers=1000.0, defenders=800.0, exchange_ratio=1.0, exchange_rate=0.001)
    none, calm = np.zeros(1100), np.ones(1100)
    _, _, gone, gone_d, _ = exchange(x, none, calm, 1090)
    assert_allclose(1000 * (1 - gone), fight_to_end(1000, 800, a=1, b=1, w=1).x_left, rtol=0.01)
    assert gone_d > 0.98


def test_shells_run_out_on_the_day_worked_out_by_hand():
    """Nobody is lost: 200 ADE fire 10 a day each; 7,000 last three days and a half."""
    x = row(shells=7000.0, shells_a_day=10.0, exchange_rate=0.0)
    assert_allclose(exchange(x, NOBODY, CALM, 10)[4], 3.5)
    later = row(shells=30_000.0, shells_a_day=10.0, exchange_rate=0.0)
    assert_allclose(exchange(later, NOBODY, CALM, 10)[4], 15)


@pytest.mark.parametrize(
    ("delay", "warning", "fired"),
    [(0, 0, [30, 50, 50]), (1, 0, [10, 30, 50]), (0, 1, [50, 50, 50]), (2, 9, [50, 50, 50])],
    ids=["as they come", "a day late", "a day of warning", "all there at the start"],
)
def test_arrivals_stand_there_on_the_day_worked_out_by_hand(delay, warning, fired):
    """One ADE, two more on each of two days, each firing 10 a day: told by when shells run out."""
    x = row(
        defenders=1.0,
        attackers=1.0,
        exchange_rate=0.0,
        shells_a_day=10.0,
        arrival_delay=float(delay),
        warning=float(warning),
        shells=float(sum(fired)),
    )
    assert_allclose(exchange(x, np.array([0.0, 2, 4]), CALM, 10)[4], 3)


def test_no_figure_depends_on_threads_or_on_the_number_of_paths():
    drawn = front(attackers=(200.0, 330.0, 400.0), day_to_day=0.3)
    ranges = np.array([[r.low, r.central, r.high] for r in drawn.ranges.values()])
    found = []
    for threads in (1, 2):
        set_num_threads(threads)
        found.append(play_many(ranges, np.zeros(31), 30, 7, 1000))
    assert_array_equal(found[0], found[1])
    assert_array_equal(found[0][:300], play_many(ranges, np.zeros(31), 30, 7, 300))
    assert not np.array_equal(found[0], play_many(ranges, np.zeros(31), 30, 8, 1000))


BRITTLE = {
    "attackers": (8.0, 14.0, 20.0),
    "defenders": 8.0,
    "front": 300.0,
    "sectors": 2.0,
    "sector_width": 20.0,
    "quiet_density": 60.0,
    "attacked_density": 20.0,
    "forward_share": 0.5,
    "advance": 2.0,
    "attacker_break": 0.4,
    "defender_break": 0.5,
    "depth": 200.0,
}


@pytest.mark.parametrize(
    ("changes", "arrivals"),
    [({}, 0.5), ({"depth": 400.0}, 0.0), ({"defender_break": 0.9}, 0.0)],
    ids=["arrivals", "more depth", "a defender who bears more"],
)
def test_what_helps_the_defender_never_makes_holding_rarer(changes, arrivals):
    before = simulate(front(**BRITTLE), paths=2000, seed=1, weigh=False)
    helped = front((arrivals,) * 30, **{**BRITTLE, **changes})
    after = simulate(helped, paths=2000, seed=1, weigh=False)
    for model, ends in before.models.items():
        assert after.models[model].hold_probability >= ends.hold_probability


def test_the_only_input_that_varies_carries_all_the_weight():
    found = simulate(front(**BRITTLE), paths=20_000, seed=1)
    for model, weights in found.weights.items():
        if 0 < found.models[model].hold_probability < 1:
            assert next(iter(weights)) == "attackers"
            assert weights["attackers"] > 0.8
        assert sum(weights.values()) - weights["attackers"] == 0
    assert any(0 < each.hold_probability < 1 for each in found.models.values())


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: simulate(front(), paths=1, seed=0), "paths"),
        (lambda: simulate(front(), paths=200, seed=-1), "seed"),
        (lambda: front(()), "arrivals"),
        (lambda: front(attacker_bears=1.5), "attacker_bears"),
        (lambda: Front({}, (0.0,), 30), "advance"),
        (lambda: Range(2, 1, 3, "km", "depth"), "depth"),
    ],
    ids=["too few paths", "negative seed", "no day", "out of bounds", "no inputs", "no range"],
)
def test_what_makes_no_sense_is_refused(call, field):
    with pytest.raises(UserError, match=field):
        call()
