"""Territorial defence on programmes small enough to be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from books import CHECKS
from tiny import (
    FIRST,
    Inputs,
    Product,
    array,
    first_stage,
    least_shortfall,
    made,
    planned,
    tiny,
    written,
)

from vallum import optim
from vallum.planner.equations import declare, shortfall
from vallum.planner.inputs import aggregate
from vallum.planner.parts.territorial import Territorial
from vallum.planner.plan import _from_year

YEARS = [FIRST, FIRST + 1, FIRST + 2]
NEVER = 9


def frontline(
    *,
    line: float = 1,
    need: float = 2,
    kept: float | list[float] = 0,
    points: float = 60,
    years: int = 3,
) -> Inputs:
    """A frontline state A and another, B, that may order guns which come in the year of order.

    Four guns are needed in common, `need` at home in A; only the last year counts.
    """
    p = tiny(
        states=("A", "B"),
        years=years,
        products={"Gun": Product("artillery", lead=0, line=line, joint_delay=NEVER, only=("A",))},
        need={"artillery": 4},
        weight=[*[0] * (years - 1), 1],
        line_growth=0,
    )
    when = YEARS[:years]
    at_home = kept if isinstance(kept, list) else [kept] * years
    home = {"front": ["A"], "home_kind": ["artillery"]}
    part = Territorial(
        need=array(home, [[float(need)]]),
        kept=array({**home, "year": when}, [[[float(v) for v in at_home]]]),
        share=array(home, [[float(points)]]),
        whole=points,
        sold=array(home, [[True]]),
    )
    return replace(p, parts=(part,))


def test_rows_are_those_written_down():
    model = declare(frontline(kept=[1, 0, 3]))
    assert made(model, "home_kept") == written(
        """
        home[A,artillery,2026] >= 0
        home[A,artillery,2027] - home[A,artillery,2026] >= 0
        home[A,artillery,2028] - home[A,artillery,2027] >= 0
        """
    )
    assert made(model, "home_need") == written(
        """
        home[A,artillery,2026] + home_gap[A,artillery,2026] >= 1
        home[A,artillery,2027] + home_gap[A,artillery,2027] >= 2
        home[A,artillery,2028] + home_gap[A,artillery,2028] >= 0
        """
    )
    # What goes home leaves what is held for all.
    balance = written(
        """
        held[A,artillery,2027] - held[A,artillery,2026] - arrival[A,Gun,2027,national]\
            + home[A,artillery,2027] - home[A,artillery,2026] = 0
        held[A,artillery,2028] - held[A,artillery,2027] - arrival[A,Gun,2028,national]\
            + home[A,artillery,2028] - home[A,artillery,2027] = 0
        """
    )
    assert [row for row in made(model, "stock_balance") if row in balance] == balance


@pytest.mark.parametrize(
    ("case", "home", "held", "points"),
    [
        # Six guns by 2028: two at home, four for all.
        (frontline(line=2), 2, 4, 0),
        # Three guns: a gun weighs 30 at home, 25 for all.
        (frontline(), 2, 1, 75),
        # Three guns: a gun weighs 10 at home.
        (frontline(points=20), 0, 3, 25 + 20),
        # One is at home already, and serves first.
        (frontline(kept=1), 1, 2, 50),
        # What it keeps beyond its need serves nobody else.
        (frontline(kept=5), 0, 3, 25),
        # Kept today, gone in the end.
        (frontline(kept=[2, 2, 0]), 2, 1, 75),
    ],
    ids=["enough for both", "home weighs more", "home weighs less", "reserve first",
         "reserve is no gift", "a reserve that ages"],
)  # fmt: skip
def test_a_gun_serves_home_or_all_and_never_both(case, home, held, points):
    found, solution = first_stage(case)
    assert found == pytest.approx(points, abs=1e-5)
    assert float(solution["home"].sel(front="A", year=FIRST + 2).sum()) == pytest.approx(home)
    last = solution["held"].sel(category="artillery", year=FIRST + 2)
    assert float(last.sum()) == pytest.approx(held)


def test_what_no_one_sells_stays_missing_and_the_plan_exists():
    case = frontline(line=2)
    (part,) = case.parts
    case = replace(case, parts=(replace(part, sold=part.sold & False),))
    assert least_shortfall(case) == pytest.approx(60, abs=1e-5)


def test_years_that_do_not_count_leave_out_home_too():
    """The plan for the first year in which all holds asks only from that year on."""
    case = frontline(line=2)
    case = replace(case, weight=case.weight * 0 + 1 / 3)
    model = declare(case)
    model.add_objective(shortfall(model, case, _from_year(case, FIRST + 2)))
    assert optim.solve(model).objective == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("case", [frontline(), frontline(kept=[2, 1, 0])], ids=["bought", "ages"])
def test_the_books_close(check, case):
    check(planned(case))


def test_what_is_told_agrees():
    plan = planned(frontline(), ready_by=FIRST + 2)
    last = plan.frames()["plan_territorial"].row(-1, named=True)
    assert (last["need"], last["at_home"], last["bought"], last["missing"]) == (2, 0, 2, 0)
    assert "100% of their own need is met in 2028" in plan.summary()[-1]


def test_a_bloc_adds_up_what_its_members_need_and_keep():
    case = frontline(kept=5)
    (part,) = aggregate(case, {"A": "all", "B": "all"}).parts
    assert part.need.values.tolist() == [[2.0]]
    # No more than the need: what one keeps beyond it is not another's.
    assert part.kept.values.tolist() == [[[2.0, 2.0, 2.0]]]
    assert part.share.values.tolist() == [[60.0]]
