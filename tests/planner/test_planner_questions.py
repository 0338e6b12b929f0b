"""What one may ask of a programme: frontier, alternatives, why not, foresight."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import real_plans
from tiny import FIRST, Product, tiny

from model_runs import world
from vallum import optim
from vallum.planner import Inputs
from vallum.planner.alternatives import alternatives
from vallum.planner.equations import cost, declare, shortfall
from vallum.planner.foresight import later, with_foresight, without_foresight
from vallum.planner.frontier import frontier
from vallum.planner.inputs import in_lots
from vallum.planner.plan import GIVEN_UP
from vallum.planner.whynot import LEAD_TIME, why_not
from vallum.study.live import one_bloc

NOISE = 1e-6


SHORT = ("us_absent", "horizon.last=2033")
"""Fewer years make a programme half as large."""


@cache
def one() -> Inputs:
    return one_bloc(world(*SHORT), real_plans.gaps(*SHORT))


@cache
def curve():
    return frontier(one(), 12)


def test_the_frontier_falls_and_bends_one_way():
    missing, paid = curve()["shortfall"].to_numpy(), curve()["cost_eur_bn"].to_numpy()
    assert (np.diff(missing) > 0).all()
    slopes = np.diff(paid) / np.diff(missing)
    assert (slopes <= NOISE).all()
    assert (np.diff(slopes) >= -NOISE * abs(slopes[0])).all()


def test_a_marginal_cost_lies_between_the_slopes_beside_it():
    missing, paid = curve()["shortfall"].to_numpy(), curve()["cost_eur_bn"].to_numpy()
    slopes = -np.diff(paid) / np.diff(missing)
    inside = curve()["marginal_eur_bn_per_point"].to_numpy()[1:-1]
    room = NOISE * slopes[0]
    assert (inside <= slopes[:-1] + room).all()
    assert (inside >= slopes[1:] - room).all()


def test_the_frontier_ends_where_nothing_is_ordered():
    last = curve().row(-1, named=True)
    assert last["cost_eur_bn"] == pytest.approx(0, abs=1e-3)


def test_a_curve_needs_two_points():
    with pytest.raises(ValueError, match="two points"):
        frontier(one(), 1)


def two_tanks(**given) -> Inputs:
    """Four tanks, from either of two equal lines."""
    products = {"Leo": Product("tank", 1000.0), "Kay": Product("tank", given.pop("other", 1000.0))}
    return tiny(products=products, need={"tank": [0, 4, 4]}, years=3, **given)


def test_equal_products_stand_in_no_plan_for_sure():
    rows = {r["system"]: r for r in alternatives(two_tanks()).table.iter_rows(named=True)}
    assert set(rows) == {"Kay", "Leo"}
    for row in rows.values():
        assert row["least"] == pytest.approx(0, abs=1e-3)
        assert row["most"] == pytest.approx(4, abs=0.2)
        assert not row["in_every_plan"]


def test_a_product_twice_as_dear_is_bought_for_the_spare_money_alone():
    found = alternatives(two_tanks(other=2000.0), within=0.1)
    rows = {r["system"]: r for r in found.table.iter_rows(named=True)}
    assert rows["Leo"]["in_every_plan"]
    # A tenth more money buys 0.4 tanks at the price of two.
    assert rows["Kay"]["most"] == pytest.approx(0.4, rel=0.15)
    assert found.overlap < 1


def test_nearly_best_plans_are_within_what_was_asked():
    """The plan with least of a product, made again from its bound, keeps cost and shortfall."""
    inputs = two_tanks(other=1010.0)
    found = alternatives(inputs)
    model = declare(inputs)
    target, price = shortfall(model, inputs), cost(model, inputs)
    leo = model["arrival"].sel(product="Leo").sum()
    least = found.table.filter(found.table["system"] == "Leo")["least"][0]
    model.add_constraints(leo <= least + NOISE, name="least")
    model.add_constraints(target <= found.shortfall * (1 + GIVEN_UP) + 1e-5, name="held")
    model.add_objective(price)
    assert optim.solve(model).objective <= found.cost * (1 + found.within) + 1e-4


def test_more_room_never_narrows_what_plans_may_do():
    narrow, wide = (alternatives(two_tanks(other=1010.0), within=w).table for w in (0.01, 0.2))
    for row, other in zip(narrow.iter_rows(named=True), wide.iter_rows(named=True), strict=True):
        assert other["least"] <= row["least"] + 1e-3
        assert other["most"] >= row["most"] - 1e-3


def test_a_lead_time_that_is_too_long_is_named_with_its_years():
    inputs = tiny(products={"Leo": Product("tank", lead=3)}, need={"tank": 4}, years=5)
    found = why_not(inputs, "tank", FIRST + 1)
    assert found.possible == 0
    assert found.earliest == FIRST + 3
    late = found.blockers.row(-1, named=True)
    assert (late["constraint"], late["where"], late["amount"]) == (LEAD_TIME, "Leo", 2)
    assert (found.way_cost, found.sooner) == (pytest.approx(0), 2)


def test_a_full_line_stops_it_and_more_of_it_is_the_way():
    inputs = tiny(
        products={"Leo": Product("tank", lead=1, line=1.0)},
        need={"tank": [0, 4]},
        years=2,
        line_growth=0.0,
    )
    found = why_not(inputs, "tank", FIRST + 1)
    assert found.possible == pytest.approx(0.25)
    rows = found.blockers.filter(found.blockers["constraint"] == "production line")
    assert rows.select("where", "year").rows() == [("Leo", FIRST + 1)]
    assert rows["shadow"][0] == pytest.approx(0.25)
    # 95 % of four tanks are 3.8; one comes anyway; a unit a year costs a fifth of a tank.
    way = found.way.row(0, named=True)
    assert way["amount"] == pytest.approx(2.8)
    assert found.way_cost == pytest.approx(2.8 * 0.2)


def test_money_that_is_short_is_the_way_through():
    inputs = tiny(
        products={"Leo": Product("tank", lead=1)}, need={"tank": [0, 4]}, years=2, money=1000.0
    )
    found = why_not(inputs, "tank", FIRST + 1)
    # Two years of EUR 1 bn pay for two tanks of 1 bn each.
    assert found.possible == pytest.approx(0.5)
    assert set(found.way["constraint"]) == {"money"}
    assert found.way_cost == pytest.approx(1.8)


def test_what_could_be_met_shows_what_else_would_go_short():
    inputs = tiny(
        products={"Leo": Product("tank", lead=1), "Lynx": Product("ifv", lead=1)},
        need={"tank": [0, 4], "ifv": [0, 4]},
        years=2,
        money=2000.0,
        weight={"tank": 1.0, "ifv": 3.0},
    )
    found = why_not(inputs, "tank", FIRST + 1)
    assert found.planned == pytest.approx(0, abs=1e-6)
    assert found.possible == pytest.approx(1)
    assert found.instead.row(0, named=True)["element"] == "ifv"
    assert found.instead_cost == pytest.approx(0, abs=0.2)


def test_what_is_met_needs_no_way():
    inputs = tiny(products={"Leo": Product("tank", lead=1)}, need={"tank": [0, 4]}, years=2)
    found = why_not(inputs, "tank", FIRST + 1)
    assert (found.planned, found.way_cost, found.way.height) == (pytest.approx(1), 0.0, 0)


def test_nothing_asked_is_no_question():
    with pytest.raises(KeyError):
        why_not(two_tanks(), "tank", FIRST)


def test_foresight_never_does_worse():
    assert with_foresight(one()).shortfall <= without_foresight(one()).shortfall + NOISE


def test_without_surprises_planning_by_the_year_is_as_good():
    inputs = tiny(products={"Leo": Product("tank", lead=1)}, need={"tank": 4}, years=4)
    assert without_foresight(inputs).shortfall == pytest.approx(with_foresight(inputs).shortfall)


def test_a_need_that_nobody_saw_coming_is_met_late():
    inputs = tiny(products={"Leo": Product("tank", lead=1)}, need={"tank": [1, 1, 4, 4]}, years=4)
    blind = without_foresight(inputs).gap.sel(element="tank").values
    seen = with_foresight(inputs).gap.sel(element="tank").values
    # In 2027 a need of one is seen, so three of four are missing in 2028.
    assert seen[2] == pytest.approx(0, abs=1e-6)
    assert blind[2] == pytest.approx(3, abs=1e-4)


def test_each_year_of_delay_makes_it_worse():
    missing = [outcome.shortfall for outcome in later(one())]
    assert all(b >= a - NOISE for a, b in pairwise(missing))
    assert missing[-1] > missing[0]


def test_orders_without_foresight_keep_to_the_money():
    p = in_lots(one())
    poor = replace(one(), money=one().money * 0.2)
    assert without_foresight(poor).cost <= float((p.money * 0.2 / 1000).sum()) + NOISE
