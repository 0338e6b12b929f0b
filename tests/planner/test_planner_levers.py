"""Levers of policy: their rows, what a hand finds under each, and that easing one never hurts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import xarray as xr
from books import CHECKS
from hypothesis import given, settings
from hypothesis import strategies as st
from test_planner_properties import cases, no_wider, some
from tiny import (
    FIRST,
    Inputs,
    Product,
    array,
    declare,
    first_stage,
    least_shortfall,
    made,
    planned,
    tiny,
    written,
)

from conftest import EXAMPLES
from vallum.planner.consolidation import consolidated
from vallum.planner.equations import families
from vallum.planner.inputs import aggregate, in_lots
from vallum.planner.parts.fairness import FairCost, IndustryReturn
from vallum.planner.parts.ordering import orders
from vallum.planner.parts.policy import Policy
from vallum.planner.parts.shares import (
    EuropeanContent,
    JointShare,
    Lever,
    NationalException,
    UsEnd,
)

NEVER = 9
FLAT = {"paid_at_order": 1.0, "running_cost": 0.0, "line_growth": 0.0, "line_growth_ships": 0.0}


def by_product(p: Inputs, **values: float | bool) -> xr.DataArray:
    return array({"product": list(values)}, list(values.values())).sel(product=p.price["product"])


def with_levers(p: Inputs, *levers: Lever) -> Inputs:
    return replace(p, parts=(Policy(levers),))


# Rows


TWO = tiny(
    states=("A", "B"),
    products={"Leo": Product("tank"), "Ship": Product("destroyer", 500, only=("B",))},
    need={"tank": 10},
    joint_saving=0.0,
    **FLAT,
)
WRITTEN: dict[str, tuple[Lever, str]] = {
    "european_content": (
        EuropeanContent(0.6, by_product(TWO, Leo=1.0, Ship=0.2)),
        """
        0.4 arrival[A,Leo,2027,national] + 0.4 arrival[A,Leo,2028,joint] >= 0
        0.4 arrival[A,Leo,2028,national] >= 0
        0.4 arrival[B,Leo,2027,national] + 0.4 arrival[B,Leo,2028,joint]\
            - 0.2 arrival[B,Ship,2027,national] - 0.2 arrival[B,Ship,2028,joint] >= 0
        0.4 arrival[B,Leo,2028,national] - 0.2 arrival[B,Ship,2028,national] >= 0
        """,
    ),
    "joint_share": (
        JointShare({2026: 0.25, 2027: 0.0}),
        """
        0.75 arrival[A,Leo,2028,joint] + 0.75 arrival[B,Leo,2028,joint]\
            + 0.375 arrival[B,Ship,2028,joint] - 0.25 arrival[A,Leo,2027,national]\
            - 0.25 arrival[B,Leo,2027,national] - 0.125 arrival[B,Ship,2027,national] >= 0
        """,
    ),
    "national_exception": (
        NationalException({"naval": 0.5}),
        """
        0.25 arrival[B,Ship,2027,national] - 0.25 arrival[B,Ship,2028,joint] >= 0
        0.25 arrival[B,Ship,2028,national] >= 0
        """,
    ),
    "us_end": (
        UsEnd(2026, by_product(TWO, Leo=True, Ship=False)),
        "arrival[A,Leo,2028,national] + arrival[B,Leo,2028,national] <= 0",
    ),
    "fair_cost": (
        FairCost(0.5, array({"state": ["A", "B"]}, [200.0, 400.0])),
        """
        paid[A,2026] + paid[A,2027] + paid[A,2028]\
            + 4 formed[A,2026] + 4 formed[A,2027] + 4 formed[A,2028]\
            + 0.5 beyond[A,2026] + 0.5 beyond[A,2027] + 0.5 beyond[A,2028]\
            + 0.5 line_bill[2026] + 0.5 line_bill[2027] + 0.5 line_bill[2028] <= 1
        paid[B,2026] + paid[B,2027] + paid[B,2028]\
            + 4 formed[B,2026] + 4 formed[B,2027] + 4 formed[B,2028]\
            + 0.5 beyond[B,2026] + 0.5 beyond[B,2027] + 0.5 beyond[B,2028]\
            + 0.5 line_bill[2026] + 0.5 line_bill[2027] + 0.5 line_bill[2028] <= 2
        """,
    ),
    "industry_return": (
        IndustryReturn(
            0.5,
            array({"product": ["Leo", "Ship"], "maker": ["A", "C"]}, [[0.8, 0.2], [0.0, 1.0]]),
            by_product(TWO, Leo=False, Ship=False),
        ),
        """
        0.8 bought[Leo] - 0.5 arrival[A,Leo,2027,national] - 0.5 arrival[A,Leo,2028,national]\
            - 0.5 arrival[A,Leo,2028,joint] >= 0
        """,
    ),
}
"""Prices of 1 and 0.5 EUR bn; what is ordered in 2026 comes in 2027, or jointly in 2028."""


@pytest.mark.parametrize("family", WRITTEN)
def test_rows_are_those_written_down(family):
    lever, rows = WRITTEN[family]
    p = with_levers(TWO, lever)
    assert made(declare(p), family) == written(rows)
    assert family in families(p)


def test_orders_of_a_year_are_the_arrivals_of_later_ones():
    ordered = orders(declare(TWO), TWO)
    assert ordered.indexes["year"].tolist() == [2026, 2027]


# What a hand finds


def missing(p: Inputs, element: str, year: int) -> float:
    return float(first_stage(p)[1]["gap"].sel(element=element, year=year))


CONTENT = tiny(
    products={
        "Leo": Product("tank", line=2, joint_delay=NEVER),
        "K2": Product("tank", joint_delay=NEVER),
    },
    years=2,
    need={"tank": 10},
    weight=[0, 1],
    **FLAT,
)
ALONE = tiny(
    products={"Leo": Product("tank")},
    years=3,
    need={"tank": 10},
    weight=[0, 1, 0],
    money=[12_000, 0],
    joint_saving=0.0,
    **FLAT,
)
CHEAP = tiny(
    products={"Ship": Product("destroyer", joint_delay=0)},
    years=2,
    need={"destroyer": 10},
    weight=[0, 1],
    money=[5000, 0],
    joint_saving=0.5,
    **FLAT,
)
BOTH = tiny(
    states=("A", "B"),
    products={
        "Leo": Product("tank", only=("A",), joint_delay=NEVER),
        "Lynx": Product("ifv", line=2, only=("B",), joint_delay=NEVER),
    },
    years=2,
    need={"tank": 10, "ifv": 2},
    weight=[0, 1],
    **FLAT,
)
HELD_BACK: dict[str, tuple[Inputs, Lever, tuple[str, int], float, float]] = {
    # Two Leopards carry 0.7 of content above the rule, a K2 takes 0.4 of it: 1.75 of them.
    "content of 0.65": (
        CONTENT,
        EuropeanContent(0.65, by_product(CONTENT, Leo=1.0, K2=0.25)),
        ("tank", 2027),
        0,
        10 - 3.75,
    ),
    # For each tank ordered in 2026 that comes in time another has to come a year later.
    "half of it joint": (ALONE, JointShare({2026: 0.5}), ("tank", 2027), 0, 4),
    # Of 5 bn at most a quarter buys at half the price.
    "three quarters of ships national": (
        CHEAP,
        NationalException({"naval": 0.75}),
        ("destroyer", 2027),
        0,
        10 - (3.75 + 2.5),
    ),
    "no American tank after 2026": (
        replace(CONTENT, first_order=FIRST + 1),
        UsEnd(FIRST, by_product(CONTENT, Leo=False, K2=True)),
        ("tank", 2027),
        10,
        10,
    ),
    "three billion at most": (
        BOTH,
        FairCost(1.5, array({"state": ["A", "B"]}, [200.0, 9000.0])),
        ("tank", 2027),
        0,
        7,
    ),
    # B can order two; A may give B twice what it gets.
    "half of it back": (
        BOTH,
        IndustryReturn(
            0.5,
            array({"product": ["Leo", "Lynx"], "maker": ["A", "B"]}, [[0.0, 1.0], [1.0, 0.0]]),
            by_product(BOTH, Leo=False, Lynx=False),
        ),
        ("tank", 2027),
        0,
        6,
    ),
}


@pytest.mark.parametrize(
    ("p", "lever", "cell", "without", "expected"), HELD_BACK.values(), ids=HELD_BACK
)
def test_a_lever_costs_what_a_hand_finds(p, lever, cell, without, expected):
    assert missing(p, *cell) == pytest.approx(without, abs=1e-6)
    assert missing(with_levers(p, lever), *cell) == pytest.approx(expected, rel=1e-6)


def test_american_systems_are_ordered_until_their_last_year():
    """Two a year: those ordered in 2026 come, those of 2027 do not."""
    p = tiny(
        products={"K2": Product("tank", line=2, joint_delay=NEVER)},
        need={"tank": 4},
        weight=[0, 0, 1],
        **FLAT,
    )
    american = by_product(p, K2=True)
    assert missing(with_levers(p, UsEnd(2026, american)), "tank", 2028) == pytest.approx(2)
    assert missing(with_levers(p, UsEnd(2027, american)), "tank", 2028) == pytest.approx(
        0, abs=1e-6
    )


def test_a_state_without_a_plant_may_order_all_the_same():
    """Else every state without industry would be shut out."""
    made_in = array({"product": ["Leo", "Lynx"], "maker": ["B"]}, [[1.0], [1.0]])
    lever = IndustryReturn(1.0, made_in, by_product(BOTH, Leo=False, Lynx=False))
    assert lever.makers(BOTH) == ["B"]
    assert missing(with_levers(BOTH, lever), "tank", 2027) == pytest.approx(0, abs=1e-6)


def test_what_is_made_at_home_counts_on_neither_side():
    made_in = array({"product": ["Leo", "Lynx"], "maker": ["A", "B"]}, [[0.0, 0.0], [1.0, 0.0]])
    lever = IndustryReturn(1.0, made_in, by_product(BOTH, Leo=True, Lynx=False))
    assert missing(with_levers(BOTH, lever), "tank", 2027) == pytest.approx(0, abs=1e-6)


def test_levers_are_shown_as_they_were_kept():
    p, lever, *_ = HELD_BACK["content of 0.65"]
    plan = planned(with_levers(p, lever))
    (row,) = plan.frames()["plan_levers"].to_dicts()
    assert (row["lever"], row["where"], row["when"]) == ("european_content", "A", "2026")
    assert (row["asked"], row["found"]) == (0.65, pytest.approx(0.65, abs=1e-4))
    assert row["value_eur_bn"] == pytest.approx(3.75, rel=1e-3)
    assert any("European content: 65 % of the value" in line for line in plan.summary())


# Types


def types(cap: int, **prices: float) -> tuple[Inputs, Inputs]:
    """Three kinds of tank, two of each a year; four years, so that six of each can come."""
    p = tiny(
        products={
            name: Product("tank", price, line=2, joint_delay=NEVER)
            for name, price in prices.items()
        },
        years=4,
        need={"tank": 18},
        weight=[0, 0, 0, 1],
        **FLAT,
    )
    return p, consolidated(planned(p), {"tank": cap})


def test_a_cap_keeps_the_types_with_most_value():
    p, capped = types(2, Altay=100, Leo=300, Pzt=200)
    plan = planned(capped)
    (row,) = plan.frames()["plan_consolidation"].to_dicts()
    assert (row["types_without"], row["types"], row["kept"]) == (3, 2, "Leo;Pzt")
    assert (row["units_without"], row["units"]) == pytest.approx((18, 12), rel=1e-3)
    assert (row["eur_bn_without"], row["eur_bn"]) == pytest.approx((3.6, 3.0), rel=1e-3)
    assert plan.gap.sel(element="tank", year=FIRST + 3).item() == pytest.approx(6, rel=1e-4)
    assert any("tank 3 to 2; the shortfall is +33.33 points" in line for line in plan.summary())
    for check in CHECKS:
        check(plan)
    assert bool(p.eligible.all())


def test_of_types_with_the_same_value_the_first_by_name_is_kept():
    _, capped = types(1, Pzt=100, Leo=100, Altay=100)
    assert capped.eligible.any("state").to_series().to_dict() == {
        "Altay": True,
        "Leo": False,
        "Pzt": False,
    }


def test_a_cap_that_does_not_bind_says_so():
    _, capped = types(3, Altay=100, Leo=300, Pzt=200)
    told = planned(capped).summary()
    assert "Cap on types: the plan without it orders no more." in told


@settings(some, max_examples=max(2, EXAMPLES // 20))
@given(case=cases)
def test_a_larger_cap_never_widens_the_shortfall(case):
    p = case.inputs()
    free = planned(p)
    one, two = (least_shortfall(consolidated(free, {"tank": cap})) for cap in (1, 2))
    assert no_wider(two, one)
    assert no_wider(least_shortfall(p), two)


# Properties


def content(p: Inputs, least: float) -> Lever:
    return EuropeanContent(least, by_product(p, Leo=1.0, Old=0.0, Lynx=0.4, He=0.9))


def returned(p: Inputs, least: float) -> Lever:
    names = list(p.price["product"].values)
    work = [[0.7, 0.3], [0.0, 1.0], [0.5, 0.0], [1.0, 0.0]]
    made_in = array({"product": names, "maker": ["A", "B"]}, work)
    return IndustryReturn(least, made_in, xr.zeros_like(p.lead.isel(channel=0, drop=True), bool))


def paid(p: Inputs, least: float) -> Lever:
    # From a tenth to all of a GDP that is a year's money.
    return FairCost(100 - 90 * least, p.money.isel(year=0, drop=True) / 1000)


def ended(p: Inputs, least: float) -> Lever:
    return UsEnd(
        FIRST + round(3 * (1 - least)), by_product(p, Leo=True, Old=False, Lynx=True, He=False)
    )


TIGHTENED: dict[str, Callable[[Inputs, float], Lever]] = {
    "european_content": content,
    "joint_share": lambda p, least: JointShare(dict.fromkeys(p.years.tolist(), least)),
    "national_exception": lambda p, least: NationalException({"all": least, "naval": least}),
    "us_end": ended,
    "fair_cost": paid,
    "industry_return": returned,
}
"""From 0, where a lever hardly asks for anything, to 1."""


@pytest.mark.parametrize("lever", TIGHTENED)
@settings(some, max_examples=max(2, EXAMPLES // 20))
@given(case=cases, tight=st.floats(0.3, 1), eased=st.floats(0, 1))
def test_easing_a_lever_never_widens_the_shortfall(lever, case, tight, eased):
    p, make = case.inputs(), TIGHTENED[lever]
    one = least_shortfall(with_levers(p, make(p, tight)))
    other = least_shortfall(with_levers(p, make(p, tight * eased)))
    assert no_wider(other, one)
    assert no_wider(least_shortfall(p), other)


def all_levers(p: Inputs) -> Inputs:
    least = {"joint_share": 0.3, "national_exception": 0.4}
    return with_levers(p, *(make(p, least.get(name, 0.2)) for name, make in TIGHTENED.items()))


@settings(some, max_examples=max(2, EXAMPLES // 12))
@given(case=cases)
def test_the_books_close_under_all_levers_and_each_is_kept(case):
    plan = planned(all_levers(case.inputs()))
    for check in CHECKS:
        check(plan)
    for row in plan.frames()["plan_levers"].iter_rows(named=True):
        worth = row["value_eur_bn"] * (row["found"] - row["asked"])
        most = row["lever"] in ("fair_cost", "us_end")
        assert (-worth if most else worth) >= -1e-4 * max(1.0, row["value_eur_bn"]), row


@settings(some, max_examples=max(2, EXAMPLES // 20))
@given(case=cases)
def test_levers_hold_for_blocs_of_one_state_and_for_lots_as_well(case):
    p = all_levers(case.inputs())
    expected = pytest.approx(least_shortfall(p), rel=1e-6, abs=1e-6)
    alone = {str(state): str(state) for state in p.money["state"].values}
    assert least_shortfall(aggregate(p, alone)) == expected
    assert least_shortfall(in_lots(p)) == expected
