"""Prices that fall with volume: the curve, the fixed point, what joint orders save."""

from __future__ import annotations

from dataclasses import replace

import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from tiny import Inputs, Product, array, planned, tiny

from vallum.planner.learning import (
    CLOSE,
    LEAST,
    MOST,
    describe,
    gap_between,
    price_factor,
    prices,
    settle,
    with_prices_of,
)


def at(volume: float, slope: float, share: float = 1.0, fixed: float = 0.0) -> float:
    """The price of one product with a batch of 10, over its list price."""
    one = {"product": ["Leo"]}
    factor = price_factor(
        array(one, [volume]), array(one, [10.0]), array(one, [slope]), share, fixed
    )
    return float(factor.item())


@pytest.mark.parametrize(
    ("slope", "saving"),
    [(0.85, 0.314), (0.90, 0.217), (0.95, 0.112)],
)
def test_five_equal_orders_merged_save_what_wright_says(slope, saving):
    """31.4, 21.7 and 11.2 %: the published worked example of Wright's curve (NASA's slopes)."""
    assert 1 - at(50, slope) / at(10, slope) == pytest.approx(saving, abs=5e-4)


def test_the_list_price_is_that_of_a_reference_batch():
    assert at(10, 0.85, 0.5, 0.03) == pytest.approx(1)
    # Half of the price learns; a line kept open for half a batch costs each unit twice its part.
    assert at(5, 0.8, 0.5, 0.1) == pytest.approx(1 - 0.5 + 0.5 / 0.8 + 0.1)


volumes = st.floats(0.01, 1e5)


@given(one=volumes, other=volumes, slope=st.floats(0.7, 1), share=st.floats(0, 1))
def test_a_larger_volume_never_costs_more_apiece(one, other, slope, share):
    few, many = sorted((one, other))
    assert at(many, slope, share, 0.05) <= at(few, slope, share, 0.05) + 1e-12
    assert at(few, slope, share, 0.05) <= at(10 * LEAST, slope, share, 0.05) + 1e-12
    assert at(many, slope, share, 0.05) >= at(10 * MOST, slope, share, 0.05) - 1e-12


def learning(**more: object) -> Inputs:
    """Two states that lack ten tanks by 2029; a joint order comes a year later."""
    given = {"need": {"tank": 20}, "years": 4, "weight": [0, 0, 0, 1]} | more
    inputs = tiny(
        states=("A", "B"),
        products={"Leo": Product("tank", price=10, lead=1)},
        most_share=0.5,
        line_growth=1.0,
        **given,
    )
    one = {"product": ["Leo"]}
    return replace(inputs, batch=array(one, [5.0]), slope=array(one, [0.8]))


def settled(inputs: Inputs):
    paid, passes = settle(inputs, lambda p: planned(p).arrival, lambda _: None)
    plan = planned(paid)
    return plan, describe(paid, plan.arrival, passes)


def test_states_that_can_wait_order_together():
    """20 at 0.8 from a batch of 5: two doublings, 64 % of the price; 80 % for ten alone."""
    plan, scale = settled(learning())
    joint = plan.orders.sel(channel="joint")
    assert float(joint.sum()) == pytest.approx(20, rel=1e-4)
    assert scale.joint_share == pytest.approx(1, abs=1e-6)
    assert scale.price_gap < CLOSE
    paid = prices(plan.inputs).sel(channel="joint", product="Leo")
    assert paid.values.tolist() == pytest.approx([6.4, 6.4], rel=1e-3)
    assert scale.joint_saving == pytest.approx(20 * (8 - 6.4) / 1000, rel=1e-3)


def test_states_in_haste_order_alone():
    """All is wanted in the first year in which it can come: no joint order makes it."""
    plan, scale = settled(learning(years=2, weight=[0, 1]))
    assert float(plan.orders.sel(channel="joint").sum()) == pytest.approx(0, abs=1e-6)
    assert (scale.joint_share, scale.joint_saving) == (0, 0)


def test_what_joining_costs_can_outweigh_what_it_saves():
    dear = learning(joint_overhead=0.4)
    assert settled(dear)[1].joint_share == pytest.approx(0, abs=1e-6)


def test_an_order_of_one_state_is_never_cheaper_as_a_joint_one():
    inputs = learning(joint_overhead=0.05)
    arrival = xr.zeros_like(planned(inputs).arrival)
    arrival.loc[{"state": "A", "product": "Leo", "channel": "joint", "year": 2028}] = 10
    own = prices(with_prices_of(inputs, arrival)).sel(product="Leo", state="A")
    assert float(own.sel(channel="joint")) == pytest.approx(
        1.05 * float(own.sel(channel="national"))
    )


def test_prices_that_agree_have_no_gap():
    inputs = learning()
    arrival = planned(inputs).arrival
    paid = with_prices_of(inputs, arrival)
    assert gap_between(paid, paid, arrival) == 0
    assert gap_between(inputs, paid, arrival) > 0
