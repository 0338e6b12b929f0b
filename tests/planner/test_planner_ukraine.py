"""Help for Ukraine on programmes small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from books import CHECKS
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import FIRST, Inputs, Product, array, grid, made, planned, tiny, written

from conftest import EXAMPLES
from vallum.planner.equations import declare
from vallum.planner.inputs import aggregate
from vallum.planner.parts.territorial import Territorial
from vallum.planner.parts.ukraine import ForUkraine

YEARS = [FIRST, FIRST + 1, FIRST + 2]
LAST = YEARS[-1]
GUNS = ["artillery"]


def helped(
    *,
    priority: float = 0.5,
    own: float = 0.0,
    share: float = 0.0,
    line: float = 2,
    alone: float = 0,
    free: float = 0,
    spare: float = 0,
    need: float = 4,
    have: float = 0,
    europe: float = 4,
    money: float = 1e6,
    orders: tuple[str, ...] = ("Gun",),
    years: int = 3,
) -> Inputs:
    """States A and B; A orders guns at EUR 1 bn that come a year later; only the last year counts.

    own: Ukraine's money a year [EUR mn]; line, alone: guns a year of the shared line and of the one
    for Ukraine; free: guns of A beyond its reserve, of which half may be given; spare: old ones, of
    which each counts half; overhaul costs a tenth.
    """
    when = YEARS[:years]
    p = tiny(
        states=("A", "B"),
        years=years,
        products={"Gun": Product("artillery", line=line, joint_delay=9, only=("A",))},
        need={"artillery": europe},
        have={"artillery": free},
        free={"artillery": {"A": free}},
        weight=[*[0] * (years - 1), 1],
        money=money,
        line_growth=0,
    )
    more = {"ukraine_gift_most": 0.5, "ukraine_old_counts": 0.5, "ukraine_overhaul": 0.1}
    p = replace(p, parameters={**p.parameters, **more})
    kind, offer = {"arm": GUNS}, {"offer": ["Own"]}
    part = ForUkraine(
        need=grid({**kind, "year": when}, need),
        have=grid({**kind, "year": when}, have),
        kept=grid({**kind, "year": when}, 1.0),
        money=grid({"year": when}, own),
        weight=array(kind, [1.0]),
        orders=orders,
        line=grid({**offer, "year": when}, alone),
        price=array(offer, [500.0]),
        lead=array(offer, [0.0]),
        upkeep=array(offer, [0.0]),
        serves=array(offer, [1.0]),
        of_kind=array(offer, GUNS),
        spare=grid(
            {"state": ["A", "B"], "category": GUNS, "year": when}, {"A": spare}
        ),
        gift_price=array({"category": GUNS}, [1000.0]),
        priority=priority,
        donor_share=share,
    )  # fmt: skip
    return replace(p, parts=(part,))


def part_of(case: Inputs) -> ForUkraine:
    (part,) = (part for part in case.parts if isinstance(part, ForUkraine))
    return part


def outcome(case: Inputs) -> tuple[float, float]:
    """What Ukraine and what the coalition lack in the last year [guns]."""
    plan = planned(case, ready_by=LAST)
    lack = float(part_of(case).lack(plan).sel(year=LAST).sum())
    return lack, float(plan.gap.sel(year=LAST).sum())


def test_rows_are_those_written_down():
    case = helped(years=2, own=3000, share=0.25, alone=1, free=6, spare=4, have=1, money=8000)
    model = declare(case)
    rows = {
        "ukraine_gifts": """
            gift[A,artillery,2026] + gift[A,artillery,2027] <= 3
            gift[B,artillery,2026] + gift[B,artillery,2027] <= 0
            """,
        "ukraine_given": """
            given[artillery,2026] - gift[A,artillery,2026] - gift[B,artillery,2026] = 0
            given[artillery,2027] - given[artillery,2026] - gift[A,artillery,2027] -
            gift[B,artillery,2027] = 0
            """,
        "ukraine_old_gifts": "old_gift[artillery,2026] + old_gift[artillery,2027] <= 4",
        "ukraine_stock": """
            help[artillery,2026] - behalf[Gun,2026] - made[Own,2026] -
            given[artillery,2026] - 0.5 old_gift[artillery,2026] = 0
            help[artillery,2027] - help[artillery,2026] - behalf[Gun,2027] - made[Own,2027] -
            given[artillery,2027] + given[artillery,2026] - 0.5 old_gift[artillery,2027] = 0
            """,
        "ukraine_need": """
            help[artillery,2026] + lack[artillery,2026] >= 3
            help[artillery,2027] + lack[artillery,2027] >= 3
            """,
        "ukraine_running": """
            help_running[2026] = 0
            help_running[2027] - help_running[2026] - 0.04 behalf[Gun,2026] = 0
            """,
        "ukraine_bill": """
            help_bill[2026] - help_running[2026] - 0.8 behalf[Gun,2026] - 0.2 behalf[Gun,2027] -
            0.5 made[Own,2026] - 0.1 given[artillery,2026] - 0.1 old_gift[artillery,2026] = 0
            help_bill[2027] - help_running[2027] - 0.8 behalf[Gun,2027] - 0.5 made[Own,2027] -
            0.1 given[artillery,2027] + 0.1 given[artillery,2026] - 0.1 old_gift[artillery,2027] = 0
            """,
        "ukraine_money": """
            saved[2026] - donated[A,2026] - donated[B,2026] + help_bill[2026] = 3
            saved[2027] - saved[2026] - donated[A,2027] - donated[B,2027] + help_bill[2027] = 3
            """,
    }
    for family, text in rows.items():
        # A line that ends in a minus goes on in the next.
        assert made(model, family) == written(text.replace("-\n", "- ")), family
    assert float(model.variables["donated"].upper.sel(state="A", year=2026)) == 2
    assert float(model.variables["behalf"].upper.sel(year=2026).sum()) == 0


@pytest.mark.parametrize(
    ("case", "lack", "gap"),
    [
        pytest.param(helped(alone=1), 4, 0, id="no money, nothing comes"),
        # Two a year from the own line at EUR 0.5 bn: three years, but four are enough.
        pytest.param(helped(alone=2, own=1000), 0, 0, id="its own line and money"),
        pytest.param(helped(alone=2, own=500), 1, 0, id="money for three of four"),
        # The shared line makes two in each of two years; Europe's own four come first.
        pytest.param(helped(own=9e3), 4, 0, id="a shared line, less weight than Europe"),
        pytest.param(helped(own=9e3, priority=1, need=2), 2 - 2, 2, id="more points for each gun"),
        pytest.param(helped(own=9e3, europe=1), 1, 0, id="what Europe leaves of the line"),
        pytest.param(helped(own=9e3, europe=0, orders=("Gun",), line=1), 2, 0, id="line of one"),
        # Four are needed and six there: two are free to give, a third would be missed.
        pytest.param(helped(own=300, free=6, line=0), 2, 0, id="gifts that nobody misses"),
        pytest.param(helped(own=50, free=6, line=0), 2.5, 0, id="overhaul is paid by Ukraine"),
        pytest.param(helped(own=300, spare=4), 2, 0, id="old guns count half"),
        # EUR 0.05 bn a year for three years overhauls one and a half.
        pytest.param(
            helped(share=0.1, free=6, line=0, money=1000), 2, 0, id="members pay the overhaul"
        ),
    ],
)
def test_what_comes_is_worked_out_by_hand(case, lack, gap):
    assert outcome(case) == pytest.approx((lack, gap), abs=1e-3)


def test_more_weight_gives_what_europe_would_miss():
    """Europe misses one of four guns, 25 points, for one of four of Ukraine's at its weight."""
    even = helped(own=300, free=6, line=0, need=4, priority=1)
    lack, gap = outcome(even)
    assert lack + gap == pytest.approx(2, abs=1e-3)
    # Half the need: each gun weighs twice as much for Ukraine.
    assert outcome(helped(own=300, free=5, line=0, need=2, priority=1)) == pytest.approx(
        (0, 1), abs=1e-3
    )


def test_no_gun_is_made_or_given_twice():
    case = helped(own=9e3, line=2, free=2, europe=6)
    plan = planned(case, ready_by=LAST)
    part = part_of(case)
    guns = float(plan.arrival.sum()) + float(plan.solution["behalf"].sum()) + 2
    held = 2 + float(plan.added.sel(category="artillery", year=LAST).sum())
    assert guns == pytest.approx(held + float(plan.solution["help"].sel(year=LAST).sum()), abs=1e-3)
    assert float(part.gifts(plan).sum()) <= 1 + 1e-6


def test_what_is_bought_for_the_territory_is_not_taken_from_stock():
    """Without the row, guns that A has anyway would be sent home as if they were bought."""
    case = helped(free=6, line=0, europe=0, orders=())
    home = {"front": ["A"], "home_kind": ["artillery"]}
    part = Territorial(
        need=array(home, [[3.0]]),
        kept=array({**home, "year": YEARS}, [[[0.0] * 3]]),
        share=array(home, [[60.0]]),
        whole=60.0,
        sold=array(home, [[True]]),
    )
    plan = planned(replace(case, parts=(part, *case.parts)), ready_by=LAST)
    assert float(plan.solution["home"].max()) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    "check",
    CHECKS,
    ids=lambda check: check.__name__,
)
@pytest.mark.parametrize(
    "case",
    [
        helped(alone=2, own=1000, share=0.1, free=6, spare=3, europe=8, money=5000),
        helped(priority=1, own=400, share=0.5, free=6, spare=1, europe=6, money=3000),
        aggregate(helped(own=900, share=0.2, free=6, europe=8), {"A": "all", "B": "all"}),
    ],
    ids=["all ways", "donors", "a bloc"],
)
def test_the_books_close_with_help(check, case):
    check(planned(case, ready_by=LAST))


def test_a_part_without_weight_leaves_the_plan_as_it_was():
    case = helped(priority=0, own=900, share=0.5, free=6, spare=2, alone=1)
    plain = planned(replace(case, parts=()), ready_by=LAST)
    plan = planned(case, ready_by=LAST)
    assert plan.shortfall == pytest.approx(plain.shortfall, abs=1e-5)
    assert plan.total_cost == pytest.approx(plain.total_cost, rel=1e-5)
    assert float(plan.costs["ukraine"].sum()) == pytest.approx(0, abs=1e-6)


cases = st.fixed_dictionaries(
    {
        "own": st.sampled_from([0.0, 400.0, 3000.0]),
        "share": st.sampled_from([0.0, 0.2]),
        "line": st.integers(0, 3),
        "alone": st.integers(0, 2),
        "free": st.integers(0, 6),
        "spare": st.integers(0, 3),
        "need": st.integers(1, 6),
        "europe": st.integers(1, 8),
        "money": st.sampled_from([1500.0, 6000.0]),
    }
)


@settings(max_examples=max(3, EXAMPLES // 20))
@given(case=cases, low=st.sampled_from([0.05, 0.25]), high=st.sampled_from([0.5, 1.0]))
def test_more_weight_never_makes_ukraine_worse_nor_europe_better(case, low, high):
    points = []
    for priority in (low, high):
        plan = planned(helped(priority=priority, **case), ready_by=LAST)
        points.append((plan.helped_shortfall / priority, plan.shortfall))
    assert points[1][0] <= points[0][0] + 1e-3
    assert points[1][1] >= points[0][1] - 1e-3


@settings(max_examples=max(3, EXAMPLES // 20))
@given(case=cases)
def test_a_little_weight_takes_nothing_from_europe(case):
    little = planned(helped(priority=1e-4, **case), ready_by=LAST)
    none = planned(replace(helped(**case), parts=()), ready_by=LAST)
    assert little.shortfall == pytest.approx(none.shortfall, abs=0.02)


def test_lots_change_nothing():
    case = helped(own=900, share=0.2, free=6, europe=8)
    part = part_of(case).in_lots(case)
    assert part.need.values.tolist() == part_of(case).need.values.tolist()
    shells = replace(
        part_of(case),
        need=part_of(case).need.assign_coords(arm=["drone"]),
        have=part_of(case).have.assign_coords(arm=["drone"]),
    ).in_lots(case)
    assert shells.need.values[0, 0] == pytest.approx(4e-5)


@pytest.mark.parametrize(
    ("change", "rebuilt"),
    [
        ({"priority": 1.0}, False),
        ({"own": 2000.0}, False),
        ({"share": 0.5}, False),
        ({"free": 4}, False),
        ({"need": 2}, False),
        ({"alone": 1}, False),
        ({"orders": ()}, True),
    ],
    ids=str,
)
def test_a_loaded_programme_answers_as_one_declared_anew(change, rebuilt):
    from typing import Any

    from tiny import StandIn

    from vallum.planner.live import Live

    first = {"own": 900.0, "share": 0.2, "free": 6, "spare": 2, "europe": 8, "money": 5000.0}
    bloc = {"A": "coalition", "B": "coalition"}
    one, other = (aggregate(helped(**{**first, **c}), bloc) for c in ({}, change))
    world: Any = StandIn(ready_by=LAST)
    live = Live()
    live.ask(world, one)
    again, fresh = live.ask(world, other), Live().ask(world, other)
    assert again.rebuilt is rebuilt
    for name in ("shortfall", "helped_shortfall", "cost"):
        found, asked = getattr(again.plan, name), getattr(fresh.plan, name)
        assert found == pytest.approx(asked, abs=2e-3), name
