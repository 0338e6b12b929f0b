"""What joint orders save over the stated ranges: the same orders, at the ends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import real_plans
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from tiny import Inputs, Product, array, tiny

from model_runs import world
from vallum.planner.savings import (
    SLOPES,
    TOGETHER,
    VARIED,
    joint_saving,
    saving_ranges,
    saving_spread,
)

ONE = {"product": ["Leo"]}


def joint_order(**more: float) -> tuple[Inputs, xr.DataArray]:
    """Two states order ten tanks each together; a batch is five, a price 10."""
    inputs = tiny(
        states=("A", "B"), products={"Leo": Product("tank", price=10)}, need={"tank": 1}, **more
    )
    inputs = replace(inputs, batch=array(ONE, [5.0]), slope=array(ONE, [0.8]))
    arrival = array(
        {"state": ["A", "B"], **ONE, "year": [2028], "channel": ["national", "joint"]},
        [[[[0.0, 10.0]]], [[[0.0, 10.0]]]],
    )
    return inputs, arrival


def ranges(**ends: tuple[float, float]) -> Any:
    """Arrays by name, as a World has them: parameters keep their value but for these."""
    own = {"learning_share": (1, 1), "line_fixed_share": (0, 0), "joint_overhead": (0, 0)}
    own |= {name: pair for name, pair in ends.items() if name != SLOPES}
    slopes = ends.get(SLOPES, (0.8, 0.8))
    names = list(own)
    values = [[own[name][place] for name in names] for place in (0, 1)]
    bounds = {"bound": ["low", "high"]}
    return {
        "parameter_range": array(bounds | {"parameter": names}, values),
        "slope_range": array(bounds | ONE, [[slopes[0]], [slopes[1]]]),
    }


def spread(**ends: tuple[float, float]) -> dict[str, tuple[float, float]]:
    inputs, arrival = joint_order()
    return saving_ranges(ranges(**ends), inputs, arrival)


def test_twenty_together_save_what_two_doublings_save_more_than_one():
    """Alone 10 x 0.8 = 8 each, together 6.4: 1.6 on twenty."""
    assert joint_saving(*joint_order()) == pytest.approx(20 * 1.6 / 1000)


@pytest.mark.parametrize(
    ("ends", "low", "high"),
    [
        # 10 x (0.9 - 0.81) and 10 x (0.7 - 0.49) on each of twenty.
        ({SLOPES: (0.7, 0.9)}, 0.9, 2.1),
        # Half of the price learns: half of 1.6.
        ({"learning_share": (0.5, 1.0)}, 0.8, 1.6),
        # A tenth of 6.4 is paid for working together; a quarter eats all: 8 - 8.
        ({"joint_overhead": (0.1, 0.25)}, 0.0, 0.96),
        # A line kept open: a tenth of a price by one batch over two, against over four.
        ({"line_fixed_share": (0.0, 0.1)}, 1.6, 1.85),
    ],
    ids=[SLOPES, "share", "overhead", "line"],
)
def test_each_assumption_moves_the_saving_by_hand(ends, low, high):
    found = spread(**ends)
    (name,) = ends
    expected = pytest.approx((20 * low / 1000, 20 * high / 1000))
    assert found[name] == expected
    assert found[TOGETHER] == expected
    for other in {SLOPES, *VARIED} - {name}:
        assert found[other] == pytest.approx((0.032, 0.032))


@given(
    slopes=st.tuples(st.floats(0.6, 0.8), st.floats(0.8, 1.0)),
    share=st.floats(0.1, 1).map(lambda low: (low, 1.0)),
)
def test_all_together_reach_at_least_as_far_as_each(slopes, share):
    found = spread(slopes=slopes, learning_share=share)
    low, high = found[TOGETHER]
    for name in (SLOPES, *VARIED):
        assert low <= found[name][0] + 1e-12
        assert high >= found[name][1] - 1e-12


def test_the_ranges_of_the_world_hold_the_central_saving():
    plan = real_plans.whole_plan()
    inputs = replace(plan.inputs, orders_apart=xr.ones_like(plan.inputs.batch) * 9)
    arrival = plan.arrival.copy()
    arrival.loc[{"channel": "joint"}] = arrival.sel(channel="national").values
    low, high = saving_spread(world(), inputs, arrival)
    assert low < joint_saving(inputs, arrival) < high
    assert joint_saving(inputs, arrival) > 0
