"""The integer programme: what the passes never see, lines that make their least, what the state
level takes over, and how far both solvers agree."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import real_plans
from tiny import Inputs, Product, StandIn, array, tiny

from model_runs import world
from vallum.planner.exact import (
    ALL,
    GAP,
    TIERS,
    Decided,
    as_one,
    decide,
    hold_joint,
    take_over,
    tier_bounds,
    with_tiers,
)
from vallum.planner.learning import price_factor, settle, with_prices_of
from vallum.planner.plan import decide_exactly, solve

SLOPES = {"Leo": 0.7, "Old": 1.0}
"""Leo's price falls by 30 % when its volume doubles, Old's never."""


def two_tanks(**more: Any) -> Inputs:
    """Two states lack ten tanks each; Old is cheaper by the batch of five, Leo by the twenty."""
    inputs = tiny(
        states=("A", "B"),
        years=4,
        products={"Leo": Product("tank", price=10), "Old": Product("tank", price=9.9)},
        weight=[0, 0, 0, 1],
        line_growth=1.0,
        joint_saving=0.0,
        **({"need": {"tank": 20}} | more),
    )
    names = {"product": list(SLOPES)}
    return replace(
        inputs, batch=array(names, [5.0, 5.0]), slope=array(names, list(SLOPES.values()))
    )


def decided(inputs: Inputs) -> Decided:
    whole = as_one(inputs)
    return decide(whole, whole.weight, 0.0)


def volume(found: Decided, product: str) -> float:
    return float(found.arrival.sel(product=product).sum())


def test_the_integer_programme_begins_what_the_passes_never_see():
    """Twenty Old cost 198; twenty Leo in one order 10 x 0.7^2 = 4.9 each, which is 98."""
    inputs = two_tanks()
    stands: Any = StandIn()
    paid, _ = settle(inputs, lambda p: solve(p, stands, given_up=0).arrival, lambda _: None)
    usual = solve(paid, stands, given_up=0)
    assert float(usual.arrival.sel(product="Old").sum()) == pytest.approx(20, rel=1e-4)

    found = decided(inputs)
    assert volume(found, "Leo") == pytest.approx(20, rel=1e-4)
    assert found.opened.sel(product="Leo")
    assert not found.opened.sel(product="Old")
    assert found.joint.sel(product="Leo")
    assert float(found.price.sel(product="Leo", channel="joint")) == pytest.approx(4.9, rel=1e-4)


def test_both_solvers_are_told_side_by_side():
    _, _, told = decide_exactly(as_one(two_tanks()), StandIn(), "close_gaps")  # type: ignore[arg-type]
    assert (told.lines, told.programmes) == (1, 1)
    # Same payments, same upkeep: costs are as 4.9 to 9.9.
    assert told.difference == pytest.approx(4.9 / 9.9 - 1, abs=0.02)
    assert 0 <= told.gap <= GAP
    assert "1 lines open and 1 joint programmes" in told.told()


def test_orders_placed_apart_learn_less():
    """Two states alike come to two orders; ten Leo in one order cost 10 x 0.7, twenty 4.9."""
    whole = as_one(two_tanks())
    assert whole.orders_apart is not None
    assert whole.orders_apart.values.tolist() == pytest.approx([2, 2])
    assert whole.money["state"].values.tolist() == [ALL]
    arrival = decided(two_tanks()).arrival * 0
    arrival.loc[{"product": "Leo", "channel": "national", "year": 2029}] = 20
    price = with_prices_of(whole, arrival).price.sel(product="Leo", state=ALL)
    assert float(price.sel(channel="national")) == pytest.approx(7)
    assert float(price.sel(channel="joint")) == pytest.approx(4.9)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.8], ids=lambda share: f"least {share}")
def test_a_line_that_works_makes_its_least(share):
    """Lines of ten a year, nothing signed: in a year they make nothing, or share x 10 and more."""
    inputs = two_tanks(need={"tank": 9}, line_minimum=share)
    inputs = replace(inputs, line=inputs.line * 0 + 10.0)
    made = decided(inputs).arrival.sum(["state", "channel"])
    working = made.values[made.values > 1e-6]
    assert working.size
    assert (working >= share * 10 - 1e-6).all()
    assert float(made.sum()) == pytest.approx(max(9, share * 10), rel=1e-3)


def test_tiers_meet_and_their_lines_end_on_the_curve():
    whole = as_one(two_tanks(need={"tank": 200}, line_fixed_share=0.03, learning_share=0.5))
    bounds = tier_bounds(whole)
    low, high = bounds["low"], bounds["high"]
    assert low.sizes["tier"] == TIERS
    there = high.sel(product="Leo") > 0
    assert bool(there.all())
    for tier in range(1, TIERS):
        assert np.allclose(
            low.sel(product="Leo", tier=tier), high.sel(product="Leo", tier=tier - 1)
        )
    part = with_tiers(whole).parts[-1]
    orders = array({"product": ["Leo", "Old"], "channel": ["national", "joint"]}, [[2, 1], [2, 1]])
    factor = price_factor(high / orders, whole.batch, whole.slope, 0.5, 0.03)
    bill = high * whole.list_price * factor
    line = part.entry + part.price * high
    assert np.allclose(line.transpose(*bill.dims), bill)
    # Costs of a volume rise, and each further unit costs less.
    assert bool((part.price > 0).all())
    assert bool((part.price.diff("tier").sel(product="Leo") < 0).all())


def test_a_line_between_two_ends_never_costs_more_than_the_curve():
    whole = as_one(two_tanks(need={"tank": 100}))
    part, bounds = with_tiers(whole).parts[-1], tier_bounds(whole)
    for place in (0.25, 0.5, 0.75):
        at = bounds["low"] + place * (bounds["high"] - bounds["low"])
        inside = at.where(bounds["low"] > 0)
        orders = array({"product": list(SLOPES), "channel": ["national", "joint"]}, [[2, 1]] * 2)
        curve = (
            inside
            * whole.list_price
            * price_factor(inside / orders, whole.batch, whole.slope, 1.0, 0.0)
        )
        line = part.entry + part.price * inside
        known = curve.notnull()
        assert bool((line <= curve * (1 + 1e-9)).where(known, True).all())
        assert bool((line >= curve * 0.9).where(known, True).all())


def test_what_is_closed_is_not_on_offer_but_where_nothing_opened():
    """Leo stands for tanks; no gun was chosen, so guns stay for a state that lacks some."""
    inputs = tiny(
        states=("A", "B"),
        products={"Leo": Product("tank"), "Old": Product("tank"), "Gun": Product("artillery")},
        need={"tank": 4},
    )
    names = {"product": ["Gun", "Leo", "Old"]}
    chosen = Decided(
        opened=array(names, [False, True, False]),
        joint=array(names, [False, True, False]),
        price=array(names | {"channel": ["national", "joint"]}, [[10.0, 8.0]] * 3),
        arrival=inputs.free,
        cost=0.0,
        gap=0.0,
    )
    taken = take_over(inputs, chosen)
    offered = taken.eligible.all("state")
    assert dict(zip(names["product"], offered.values.tolist(), strict=True)) == {
        "Gun": True, "Leo": True, "Old": False}  # fmt: skip
    joint = taken.price.sel(channel="joint", state="A")
    assert float(joint.sel(product="Leo")) == 8
    # What was not begun costs what a joint order of a tenth of a batch would.
    alone = price_factor(0.1 * inputs.batch, inputs.batch, inputs.slope, 1.0, 0.0)
    expected = inputs.list_price * alone
    assert float(joint.sel(product="Gun")) == pytest.approx(float(expected.sel(product="Gun")))
    again = hold_joint(replace(taken, price=taken.price * 3), chosen)
    assert float(again.price.sel(channel="joint", state="A", product="Leo")) == 8
    assert float(again.price.sel(channel="national", state="A", product="Leo")) == 30


AGREE = 0.01
APART = {"us_committed"}
"""Presets in which the passes end far from prices that agree with their orders."""


@pytest.mark.long
@pytest.mark.parametrize("preset", ["us_absent", "european_pillar", "eu_only", "us_committed"])
def test_both_solvers_agree_on_cost_for_the_coalition_as_one(preset):
    """Within 1 %; where they do not, the passes did not meet, and the exact plan is cheaper."""
    whole = as_one(real_plans.inputs(preset))
    _, _, told = decide_exactly(whole, world(preset), "close_gaps")
    assert told.gap <= GAP
    if preset in APART:
        assert told.passes_gap > 0.1
        assert told.difference < -AGREE
    else:
        assert abs(told.difference) <= AGREE
