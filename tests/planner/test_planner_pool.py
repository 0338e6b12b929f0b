"""Common fleets on programmes small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
import real_plans
from books import CHECKS
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tiny import (
    FIRST,
    Inputs,
    Product,
    array,
    least_shortfall,
    linear,
    made,
    planned,
    sum_of,
    tiny,
    written,
)

from conftest import EXAMPLES
from model_runs import world
from vallum.planner.equations import declare, spending
from vallum.planner.inputs import aggregate, in_lots
from vallum.planner.learning import prices_alone
from vallum.planner.parts.pool import Pool, yearly_key
from vallum.world.pooling import POOL

few = settings(max_examples=max(3, EXAMPLES // 10), phases=(Phase.explicit, Phase.generate))
YEARS = [FIRST, FIRST + 1, FIRST + 2]
AT_ONCE = 0
"""A joint order that costs no time: what is left is the key alone."""


def pooled(
    money: dict[str, float],
    share: dict[str, float],
    *,
    least: float = 0.0,
    need: float = 4,
    line: float = 100,
    joint_delay: int = AT_ONCE,
) -> Inputs:
    """Tankers of a billion each that the pool alone may order, two members, three years."""
    p = tiny(
        states=("A", "B", POOL),
        products={"Mrtt": Product("tanker", line=line, only=(POOL,), joint_delay=joint_delay)},
        need={"tanker": need},
        weight=[0, 0, 1],
        money={**money, POOL: 0.0},
        line_growth=0,
        joint_saving=0,
    )
    names = ["A", "B", POOL]
    parts = array({"state": names}, [share["A"], share["B"], 0.0])
    owned = array({"category": ["tanker"], "year": YEARS}, [[3.0, 2.0, 2.0]])
    pool = Pool(("tanker",), parts, yearly_key(parts, p.money, least), owned)
    return replace(p, parts=(pool,))


def national(money: dict[str, float], need: float = 4) -> Inputs:
    """The same tankers, ordered by the members themselves."""
    return tiny(
        states=("A", "B"),
        products={"Mrtt": Product("tanker", joint_delay=AT_ONCE)},
        need={"tanker": need},
        weight=[0, 0, 1],
        money=money,
        line_growth=0,
        joint_saving=0,
    )


RICH_AND_POOR = pooled({"A": 1000, "B": 100}, {"A": 0.75, "B": 0.25})


def test_the_pool_spends_what_members_pay_in():
    model = declare(RICH_AND_POOR)
    assert made(model, "pool_fund") == written(
        """
        paid[POOL,2026] - pool_fund[2026] = 0
        paid[POOL,2027] - pool_fund[2027] = 0
        paid[POOL,2028] - pool_fund[2028] = 0
        """
    )
    # The key adds up: in the sum over all, the pool's cost is its purchases and nothing else.
    whole = linear(model, spending(model, RICH_AND_POOR).sum("state"))
    assert not any(name.startswith("pool_fund") for name in whole)
    budget = linear(model, spending(model, RICH_AND_POOR).sel(state="A"))
    members = {name: value for name, value in budget.items() if name.startswith("pool_fund")}
    assert members == sum_of("0.75 pool_fund[2026] + 0.75 pool_fund[2027] + 0.75 pool_fund[2028]")


def test_the_pool_orders_jointly_alone():
    ordered = declare(RICH_AND_POOR).variables["arrival"].labels.sel(state=POOL) >= 0
    assert not ordered.sel(channel="national").any()
    assert ordered.sel(channel="joint").any()


@pytest.mark.parametrize(
    ("money", "share", "least", "missing"),
    [
        # B's 100 a year are a quarter of 400: 1,200 in three years, 1.2 tankers.
        ({"A": 1000, "B": 100}, {"A": 0.75, "B": 0.25}, 0.0, 2.8),
        # With a smaller part of it, A's 1,000 a year bind as well: 3,000 in three years.
        ({"A": 900, "B": 100}, {"A": 0.9, "B": 0.1}, 0.0, 1.0),
        # B has nothing: with it, nothing is bought; without it in years without money, all is A's.
        ({"A": 1000, "B": 0}, {"A": 0.75, "B": 0.25}, 0.0, 1.0),
        ({"A": 1000, "B": [0, 300, 300]}, {"A": 0.75, "B": 0.25}, 0.0, 4.0 - 2 * 1.2),
        ({"A": 1000, "B": [0, 300, 300]}, {"A": 0.75, "B": 0.25}, 0.1, 4.0 - 1.0 - 2 * 1.2),
    ],
    ids=["the poorest holds all back", "both bind", "nobody asks one without money",
         "all pay: a year is lost", "the able pay"],
)  # fmt: skip
def test_a_member_without_money_holds_the_pool_back(money, share, least, missing):
    if money["B"] == 0:  # no money in any year: no member of the pool (`pool_key` is 0)
        share = {"A": 1.0, "B": 0.0}
    found = least_shortfall(pooled(money, share, least=least))
    assert found == pytest.approx(100 * max(missing, 0) / 4, abs=1e-4)


def test_nobody_pays_where_nobody_is_able():
    share = array({"state": ["A", "B"]}, [0.5, 0.5])
    money = array({"state": ["A", "B"], "year": YEARS}, [[0, 10, 10], [0, 0, 10]])
    key = yearly_key(share, money, 0.1)
    assert key.sum("state").values.tolist() == [0, 1, 1]
    assert key.sel(state="A").values.tolist() == [0, 1, 0.5]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_books_of_a_pool_close(check):
    check(planned(RICH_AND_POOR))


def test_what_a_pool_tells_agrees_with_what_arrived():
    plan = planned(pooled({"A": 1000, "B": 300}, {"A": 0.75, "B": 0.25}))
    frames = plan.frames()
    fleets, members = frames["plan_pool"], frames["plan_pool_members"]
    assert fleets["alliance_owned"].to_list() == [3, 2, 2]
    assert fleets["pool_owned"].to_list()[-1] == pytest.approx(float(plan.arrival.sum()), abs=1e-4)
    assert members["paid_eur_bn"].sum() == pytest.approx(float(plan.payments.sum()), abs=1e-5)
    by_state = dict(members.group_by("state").agg(pl.col("paid_eur_bn").sum()).iter_rows())
    assert by_state["A"] == pytest.approx(3 * by_state["B"], rel=1e-4)
    assert plan.costs["pool"].sum().item() == pytest.approx(0, abs=1e-9)
    assert "A 75%" in plan.summary()[-1]


def test_alone_each_member_would_order_its_part():
    """Halving the price with each doubling: two halves of 8 cost twice what 8 together do."""
    p = replace(
        pooled({"A": 1, "B": 1}, {"A": 0.5, "B": 0.5}), slope=array({"product": ["Mrtt"]}, [0.5])
    )
    arrival = declare(p).variables["arrival"].upper * 0.0
    arrival = arrival.fillna(0.0)
    arrival.loc[{"state": POOL, "channel": "joint", "year": 2028}] = 8.0
    alone = prices_alone(p, arrival).sel(state=POOL, product="Mrtt")
    assert float(alone) == pytest.approx(1000 / 4)


def test_a_coarser_programme_keeps_the_pool_apart():
    p = aggregate(RICH_AND_POOR, {"A": "all", "B": "all"})
    assert sorted(p.money["state"].values) == [POOL, "all"]
    (pool,) = p.parts
    assert pool.key.sel(state="all").values.tolist() == [1, 1, 1]
    # A bloc pools its members' money, so that no part of the key binds any more.
    assert least_shortfall(p) == pytest.approx(100 * (4 - 3.3) / 4, abs=1e-4)
    assert least_shortfall(in_lots(p)) == pytest.approx(least_shortfall(p), abs=1e-6)


amounts = st.integers(0, 2000)


@few
@given(a=amounts, b=amounts, part=st.integers(5, 95), line=st.integers(1, 5))
def test_pooling_is_never_better_than_free_orders_nor_worse_than_none(a, b, part, line):
    """At the same price, line and lead time: what a pool buys by key, members could have bought.

    And with money for all, the key asks nothing that they would not pay.
    """
    money, share = {"A": a, "B": b}, {"A": part / 100, "B": 1 - part / 100}
    free = national(money)
    free = replace(free, line=free.line * 0 + line)
    found = least_shortfall(pooled(money, share, line=line))
    assert least_shortfall(free) - 1e-5 <= found <= 100 + 1e-5
    plenty = {"A": 1e6, "B": 1e6}
    free = national(plenty)
    free = replace(free, line=free.line * 0 + line)
    rich = least_shortfall(pooled(plenty, share, line=line))
    assert rich == pytest.approx(least_shortfall(free), abs=1e-5)


def test_the_owners_of_a_real_pool_add_up_to_what_arrived():
    """Counted once: what all hold of a pooled category is what came, and the pool holds it all."""
    plan = real_plans.whole_plan("us_absent")
    p = plan.inputs
    for category in world().scenario.pooling.categories:
        made_by = p.category["product"].values[p.category.values == category]
        came = (plan.arrival.sel(product=made_by) * p.serves.sel(product=made_by)).sum()
        held = plan.added.sel(category=category, year=int(p.years[-1]))
        assert float(held.sum()) == pytest.approx(float(came), rel=1e-6)
        assert float(held.sel(state=POOL)) == pytest.approx(float(came), rel=1e-6)
        assert float(came) > 0, category
