"""Lines that take time to grow, make for customers abroad, and share their work under licence."""

from __future__ import annotations

from dataclasses import replace

import pytest
import real_plans
import xarray as xr
from books import CHECKS
from hypothesis import given
from hypothesis import strategies as st
from test_planner_properties import some
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

from model_runs import changed, world
from vallum.planner import gather
from vallum.planner.equations import FAMILIES, declare, families, line_lead, paid_before
from vallum.planner.equations.lines import KINDS, growth_of_today, kind_of_line
from vallum.planner.equations.right import line_ramp
from vallum.planner.inputs import Inputs as Programme
from vallum.planner.inputs import in_lots
from vallum.planner.parts.licences import Licences, licences

NEVER = 9


def one_line(**more: object) -> Inputs:
    """Ten a year, a lack of sixty in the last of six years; tanks come a year after their order."""
    given_ = {
        "products": {"Leo": Product("tank", line=10, joint_delay=NEVER)},
        "need": {"tank": 60},
        "years": 6,
        "weight": [0, 0, 0, 0, 0, 1],
        "money": 1e5,
        "line_growth": 0.5,
    }
    return tiny(**(given_ | more))


def with_licences(p: Inputs, **known: float) -> Programme:
    """The same with licences on these lines, each up to so many units a year."""
    lead = round(p.parameters["licence_lead"])
    acts = (p.money["year"] >= p.first_order + lead).astype(float)
    names = [str(name) for name in p.price["product"].values]
    most = array({"product": names}, [known.get(name, 0.0) for name in names]) * acts
    part = Licences(
        most=most.transpose("product", "year"),
        price=p.parameters["licence_cost"] * p.list_price,
        lead=xr.full_like(p.list_price, lead, dtype=int),
    )
    return replace(p, parts=(part,))


# Lead times


@pytest.mark.parametrize(("lead", "missing"), [(1, 0), (4, 0), (5, 5), (6, 10)])
def test_a_line_grows_only_when_its_lead_time_has_passed(lead, missing):
    """Fifty come in five years; half of ten more in the last year if it can grow in that alone."""
    p = one_line(line_lead_land=float(lead))
    gap = first_stage(p)[1]["gap"].sel(element="tank", year=2031)
    assert float(gap) == pytest.approx(missing, abs=1e-5)


def test_growth_is_paid_in_equal_parts_over_the_years_before_it():
    """Two years of lead and one for ships: half in each of two years before, all in one before."""
    p = tiny(
        products={
            "Leo": Product("tank", joint_delay=NEVER, lead=NEVER),
            "Ship": Product("destroyer", price=2000, joint_delay=NEVER, lead=NEVER),
        },
        need={"tank": 4},
        years=4,
        money=3000,
        line_lead_land=2.0,
        line_lead_ships=1.0,
    )
    assert line_lead(p).values.tolist() == [2, 1]
    assert made(declare(p), "line_bill") == written(
        """
        line_bill[2026] - 0.1 growth[Leo,2027] - 0.1 growth[Leo,2028] - 0.4 growth[Ship,2027] = 0
        line_bill[2027] - 0.1 growth[Leo,2028] - 0.1 growth[Leo,2029] - 0.4 growth[Ship,2028] = 0
        line_bill[2028] - 0.1 growth[Leo,2029] - 0.4 growth[Ship,2029] = 0
        line_bill[2029] = 0
        """
    )
    upper = declare(p).variables["growth"].upper
    assert upper.sel(product="Leo").values.tolist() == [0, 0, float("inf"), float("inf")]
    assert upper.sel(product="Ship").values.tolist() == [0, *[float("inf")] * 3]


def test_a_solved_plan_pays_for_lines_as_its_rows_say():
    growth = array({"product": ["a", "b"], "year": [2026, 2027, 2028]}, [[0, 0, 6], [1, 2, 4]])
    lead = array({"product": ["a", "b"]}, [2, 0])
    price = array({"product": ["a", "b"]}, [1.0, 10.0])
    assert paid_before(growth, price, lead).values.tolist() == [10 + 3, 20 + 3, 40]


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("tank", "land"),
        ("sam_long", "land"),
        ("shell_155mm", "munitions"),
        ("interceptor_long", "munitions"),
        ("tanker", "air"),
        ("destroyer", "ships"),
    ],
)
def test_lines_are_of_four_kinds(category, kind):
    assert kind_of_line(category) == kind


def test_every_kind_has_a_lead_time_and_a_product():
    p = real_plans.inputs()
    kinds = {kind_of_line(str(name)) for name in p.category.values}
    assert kinds == {*KINDS, "land"}
    assert int(line_lead(p).min()) >= 1


# Growth by what a line makes


@pytest.mark.parametrize(
    ("line", "abroad", "most"),
    [
        (8, 0, [4, 4]),
        (8, 4, [6, 6]),
        ([8, 10, 10], 0, [2, 5]),
        ([8, 16, 16], 0, [0, 8]),
        ([8, 4, 4], 0, [4, 2]),
    ],
    ids=["flat", "half of it abroad", "announced", "announced beyond the ramp", "less each year"],
)
def test_what_is_announced_uses_up_the_ramp_and_customers_abroad_count(line, abroad, most):
    """Half of what it makes a year: what grows anyway cannot be bought again."""
    p = tiny(
        products={"Leo": Product("tank", line=line, abroad=abroad)},
        need={"tank": 4},
        line_growth=0.5,
    )
    assert growth_of_today(p).values.tolist() == [most]


# Licences


SHARED = with_licences(
    one_line(years=3, weight=1.0, first_order=FIRST, licence_lead=1.0, licence_cost=0.4), Leo=4
)


def test_licences_add_their_sum_and_their_bill():
    assert families(SHARED) == (*FAMILIES, "licence_balance", "licence_bill")
    assert made(declare(SHARED), "licence_balance") == written(
        """
        licensed[Leo,2026] - licence[Leo,2026] = 0
        licensed[Leo,2027] - licensed[Leo,2026] - licence[Leo,2027] = 0
        licensed[Leo,2028] - licensed[Leo,2027] - licence[Leo,2028] = 0
        """
    )


def test_licences_widen_a_line_and_are_paid_before():
    model = declare(SHARED)
    assert made(model, "line_capacity") == written(
        """
        - extra[Leo,2026] - licensed[Leo,2026] <= 10
        arrival[A,Leo,2027,national] - extra[Leo,2027] - licensed[Leo,2027] <= 10
        arrival[A,Leo,2028,national] - extra[Leo,2028] - licensed[Leo,2028] <= 10
        """
    )
    assert made(model, "licence_bill") == written(
        """
        licence_bill[2026] - 0.4 licence[Leo,2027] = 0
        licence_bill[2027] - 0.4 licence[Leo,2028] = 0
        licence_bill[2028] = 0
        """
    )
    (first, *_) = [row for row in made(model, "budget") if ("formed[A,2026]", 4.0) in row[0]]
    assert ("licence_bill[2026]", 1.0) in first[0]
    assert model.variables["licensed"].upper.values.tolist() == [[0, 4, 4]]
    assert model.variables["licence"].upper.values.tolist() == [[0, 4, 4]]


def test_a_licence_is_bought_where_a_line_grows_too_slowly():
    """Thirty-six in three years of ten: two a year from 2029 on, under licence."""
    p = one_line(years=4, need={"tank": 36}, weight=[0, 0, 0, 1], line_growth=0.0, licence_lead=1.0)
    assert least_shortfall(p) == pytest.approx(100 * 6 / 36)
    plan = planned(with_licences(p, Leo=2))
    assert plan.shortfall == pytest.approx(0, abs=1e-5)
    for check in CHECKS:
        check(plan)
    rows = plan.frames()["plan_licences"]
    assert rows["system"].unique().to_list() == ["Leo"]
    assert rows["year"].min() == 2027
    assert rows["added"].sum() == pytest.approx(2, rel=1e-4)
    # EUR 1 bn a tank, 0.4 of it for one more a year.
    assert float(plan.costs["licences"].sum()) == pytest.approx(0.8, rel=1e-4)
    assert plan.capacity.values.tolist() == [pytest.approx([10, 12, 12, 12], rel=1e-4)]
    assert plan.frames()["plan_lines"]["capacity"].to_list()[-1] == pytest.approx(12, rel=1e-4)
    assert plan.summary()[-1] == "New licences: EUR 0.8 bn for Leo."


def test_none_is_bought_where_none_is_needed():
    plan = planned(with_licences(one_line(need={"tank": 20}), Leo=5))
    assert plan.frames()["plan_licences"].is_empty()
    assert plan.summary()[-1] == "New licences: none."


def test_licences_for_shells_are_counted_in_lots():
    p = tiny(
        products={"He": Product("shell_155mm", price=0.005, line=1e5)}, need={"shell_155mm": 1e6}
    )
    small = in_lots(with_licences(p, He=2e5))
    (part,) = small.parts
    assert isinstance(part, Licences)
    assert part.most.values.tolist() == [[0, 2, 2]]
    assert part.price.values.tolist() == pytest.approx([0.005 * 1e5 * 0.4])


@pytest.mark.parametrize(("stated", "pace"), [(0.25, 2.0), (1.0, 0.5)], ids=["twice", "half"])
def test_a_pace_multiplies_the_stated_growth(stated, pace):
    paced = one_line(line_growth=stated, line_growth_ships=0.1, line_pace=pace)
    assert line_ramp(paced).values.tolist() == [0.5]
    assert least_shortfall(paced) == pytest.approx(least_shortfall(one_line()))
    ship = replace(paced, category=paced.category.copy(data=["destroyer"]))
    assert line_ramp(ship).values.tolist() == pytest.approx([0.1 * pace])


def test_at_no_pace_a_line_stays_what_it_is():
    still = one_line(line_pace=0.0)
    assert least_shortfall(still) == pytest.approx(least_shortfall(one_line(line_growth=0.0)))
    assert least_shortfall(still) > least_shortfall(one_line())


lines = st.tuples(st.integers(1, 20), st.integers(0, 10), st.sampled_from([0.0, 0.2, 0.5]))


@some
@given(line=lines, most=st.floats(0, 10), lead=st.integers(0, 3), money=st.integers(500, 20_000))
def test_the_books_close_with_licences_and_lead_times(line, most, lead, money):
    own, abroad, ramp = line
    p = one_line(
        products={"Leo": Product("tank", line=[own, own + 2], abroad=abroad)},
        money=money,
        line_growth=ramp,
        line_lead_land=float(lead),
    )
    plan = planned(with_licences(p, Leo=most))
    for check in CHECKS:
        check(plan)
    # A licence is an offer: having it never makes a plan worse.
    assert plan.shortfall <= least_shortfall(p) * (1 + 1e-6) + 1e-6


# On the shipped facts


def test_only_shared_lines_of_what_may_be_ordered_are_licensed():
    p = real_plans.inputs()
    part = licences(world(), p)
    assert isinstance(part, Licences)
    shared = {str(n) for n in part.most["product"].values[(part.most > 0).any("year").values]}
    assert {"K2 / K2PL", "CV90 MkIIIC/MkIV"} <= shared
    assert not shared & {"PAC-3 MSE", "PAC-2 GEM-T", "Aster 30", "Altay"}
    first = int(p.money["year"].where(part.most.sel(product="K2 / K2PL") > 0, drop=True).min())
    assert first == p.first_order + round(p.parameters["licence_lead"])
    today = p.output.isel(year=0).sel(product="K2 / K2PL")
    assert float(part.most.sel(product="K2 / K2PL").max()) == pytest.approx(
        p.parameters["licence_most"] * float(today)
    )


def test_no_licences_where_no_line_is_shared():
    alone = changed(world(), licence_known=0 * world()["licence_known"])
    assert licences(alone, gather(alone, real_plans.demand())) is None


def test_american_lines_are_licensed_where_they_may_be_ordered():
    free = world("us_absent", "procurement.us_systems=free")
    part = licences(
        free, gather(free, real_plans.demand("us_absent", "procurement.us_systems=free"))
    )
    assert isinstance(part, Licences)
    assert float(part.most.sel(product="PAC-2 GEM-T").max()) > 0
