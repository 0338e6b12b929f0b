"""The reference plans on the shipped facts: the same books, and two roads to every number."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
import real_plans
from books import CHECKS, TOLERANCE, counted_from

from model_runs import build, evidence, overlay, same, world
from vallum.planner.equations import FAMILIES, declare
from vallum.planner.plan import MET
from vallum.planner.result import LEAST_MISSING
from vallum.study.headline import write_headline

MAIN = ("us_absent", "close_gaps")
STATE_PLANS = [MAIN, ("us_absent", "least_cost"), ("us_committed", "close_gaps")]
WHOLE_PLANS = [
    MAIN,
    ("us_absent", "least_cost"),
    ("us_absent", "earliest"),
    ("us_committed", "earliest"),
]


def named(plans: list[tuple[str, str]]) -> list[str]:
    return [" ".join(plan) for plan in plans]


each_state_plan = pytest.mark.parametrize(
    "which",
    # Half a minute each: the same books are closed every time for the coalition as one.
    [MAIN, *(pytest.param(which, marks=pytest.mark.long) for which in STATE_PLANS[1:])],
    ids=named(STATE_PLANS),
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@each_state_plan
def test_the_books_of_a_real_plan_close(which, check):
    check(real_plans.state_plan(*which))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("which", WHOLE_PLANS, ids=named(WHOLE_PLANS))
def test_the_books_of_the_coalition_as_one_close(which, check):
    check(real_plans.whole_plan(*which))


@each_state_plan
def test_the_assessment_finds_the_gaps_that_the_programme_left(which):
    """Two roads, one number: the model of forces never saw the programme's `gap`.

    From the year to be ready by on, the plan may not lean on the United States: that part of the
    assessment is taken away again.
    """
    plan, after = real_plans.state_plan(*which), real_plans.gaps_with_plan(*which)
    data = after.data.sel(contingency=after.main, element=after.assessed)
    us = real_plans.demand(which[0]).us
    left = (data["need"] - data["have"] - us).clip(min=0)
    size = data["need"].clip(min=1)
    counted = (plan.inputs.weight > 0) & (us["year"] >= counted_from(plan))
    assert counted.any()
    assert (np.abs(left - plan.gap).where(counted, 0) <= TOLERANCE * size).all()
    # Where the American part counts in full, the assessment's own gap is the same.
    alike = counted & (us == data["us"])
    assert (np.abs(data["gap"] - plan.gap).where(alike, 0) <= TOLERANCE * size).all()


def test_a_plan_to_stand_alone_does_not_lean_on_the_united_states():
    us, ready = real_plans.demand().us, world().scenario.need.ready_by
    assert float(us.where(us["year"] >= ready, 0).sum()) == 0
    assert float(us.where(us["year"] < ready, 0).sum()) > 0


def test_no_row_of_the_real_programme_is_masked_away():
    """But of stock that nobody in a state can buy, which is fixed at zero."""
    programme = real_plans.inputs()
    model = declare(programme)
    assert set(model.constraints) == set(FAMILIES)
    for family in FAMILIES:
        missing = model.constraints[family].labels < 0
        if family == "fair_share":
            # Only a state that may take all has no row.
            assert (missing == (programme.most_share >= 1)).all()
            continue
        if not family.startswith("stock"):
            assert not missing.any(), family
            continue
        held = model.variables["held"].upper
        held = held.sel(year=missing["year"]) if "year" in missing.dims else held.isel(year=0)
        assert (held.where(missing, 0) == 0).all(), family


def test_blocs_never_do_worse_than_states():
    fine, coarse = real_plans.state_plan(*MAIN), real_plans.whole_plan(*MAIN)
    assert coarse.shortfall <= fine.shortfall + TOLERANCE * fine.shortfall
    assert coarse.shortfall > 0.5 * fine.shortfall


def test_no_american_design_is_ordered_where_none_may_be():
    bound = world()["unit_price"]["product_us_bound"]
    american = {str(name) for name in bound["product"].values[bound.values > 0]}
    assert american
    assert world().scenario.procurement.us_systems == "none"
    for name, mode in STATE_PLANS[:1]:
        orders = real_plans.state_plan(name, mode).frames()["plan_orders"]
        assert not american & set(orders["system"])
    # They are left out by the rule alone: where they may be ordered, they are.
    free = real_plans.whole_plan("us_absent", "close_gaps", "procurement.us_systems=free")
    assert american & set(free.frames()["plan_orders"]["system"])


@each_state_plan
def test_totals_of_the_tables_are_those_of_the_headline(which):
    plan, after = real_plans.state_plan(*which), real_plans.gaps_with_plan(*which)
    told = asdict(write_headline(world(which[0]), real_plans.gaps(which[0]), plan, after))
    costs = plan.frames()["plan_costs"]
    years = costs.filter(costs["year"] >= plan.inputs.first_order)["year"].n_unique()
    assert told["total_cost_eur_bn"] == pytest.approx(costs["total"].sum(), abs=0.051)
    assert told["cost_eur_bn_per_year"] == pytest.approx(costs["total"].sum() / years, abs=0.0051)
    assert told["stand_alone_year_with_plan"] == after.stand_alone_year("core")
    assert told["stand_alone_year"] == real_plans.gaps(which[0]).stand_alone_year("core")
    best = plan.bottlenecks().filter(plan.bottlenecks()["evidence_share"] > 0).head(3)
    assert [row["where"] for row in told["bottlenecks"]] == best["where"].to_list()
    assert len(told["bottlenecks"]) == 3


@each_state_plan
def test_no_row_of_the_cost_table_is_above_the_states_money(which):
    costs = real_plans.state_plan(*which).frames()["plan_costs"]
    own = world(which[0])["plan_money"]
    for row in costs.iter_rows(named=True):
        money = float(own.sel(state=row["state"], year=row["year"])) / 1000
        assert row["money"] == pytest.approx(money, abs=1e-6)
        assert row["total"] <= money * (1 + TOLERANCE) + 3e-6, row


@pytest.mark.long
def test_later_targets_alone_are_met_no_worse():
    """`least_cost` asks for nothing before the year to be ready by, so it misses no more after."""
    every, later = (real_plans.state_plan(*which) for which in STATE_PLANS[:2])
    assert later.since == world().scenario.need.ready_by
    weight = every.inputs.weight.where(every.inputs.weight["year"] >= later.since, 0)
    weight = weight / weight.sum()
    need = every.inputs.demand.need
    missed = 100 * float((weight * every.gap / need.where(need > 0, 1)).where(need > 0, 0).sum())
    assert later.shortfall <= missed * (1 + TOLERANCE)


def test_earliest_gives_the_first_year_from_which_nothing_is_missing():
    plan = real_plans.whole_plan("us_committed", "earliest")
    assert plan.since is not None
    assert plan.status == "all targets met"
    assert plan.shortfall <= MET
    need = plan.inputs.demand.need
    later = plan.gap.where(plan.gap["year"] >= plan.since, 0)
    assert (later <= LEAST_MISSING * need).all()
    assert all(line.split(": ")[1].startswith("met from") for line in plan.unmet())
    assert {int(line.split()[-2]) for line in plan.unmet()} <= {*range(2026, plan.since + 1)}


def test_earliest_without_a_year_names_what_is_missing():
    plan = real_plans.whole_plan("us_absent", "earliest")
    assert plan.since is None
    assert plan.status == "shortfall left"
    last = int(plan.inputs.years[-1])
    missing, need = plan.gap.sel(year=last), plan.inputs.demand.need
    left = missing > LEAST_MISSING * need.sel(year=last)
    short = {str(name) for name in left["element"].values[left.values]}
    still = f"still missing in {last}"
    told = {line.split(":")[0] for line in plan.unmet() if line.endswith(still)}
    assert short
    assert told == short


@pytest.mark.long
def test_earliest_state_by_state():
    plan = real_plans.state_plan("us_absent", "earliest")
    for check in CHECKS:
        check(plan)
    assert plan.since is None or plan.shortfall <= MET


# One fact


ORDER = {"system": "Leopard 2A8", "category": "tank", "equivalence": 1, "orderable": "yes"}
ROW = ORDER | {
    "us_bound": 0,
    "lead_low": 2,
    "lead_central": 3,
    "lead_high": 5,
    "lead_verified": "yes",
    "rate_low": 30,
    "rate_central": 50,
    "rate_high": 80,
    "rate_verified": "yes",
    "verified": "yes",
}


@pytest.mark.parametrize(
    ("fact", "arrays"),
    [
        ({"lead_central": 4}, {"lead"}),
        ({"rate_central": 60}, {"line", "line_made", "line_exports"}),
        ({}, set()),
    ],
    ids=["lead time", "line rate", "nothing"],
)
def test_one_fact_moves_only_what_depends_on_it(tmp_path, fact, arrays):
    """Another lead time or line rate of one tank: its own cells of a few arrays, and no more."""
    before = world()
    after = build(overlay(tmp_path, {"industry/orderable": [ROW | fact]}))
    moved = {name for name in before.arrays if not same(before[name], after[name])}
    assert moved == arrays
    for array in sorted(arrays):
        other = before[array]["product"] != ORDER["system"]
        assert same(before[array].where(other, 0), after[array].where(other, 0))


def test_one_price_moves_its_product_and_the_money_that_signed_orders_take(tmp_path):
    """A tank at another price: signed orders for it cost more, so that less is left for a plan."""
    prices = evidence().table("industry/systems")
    row = prices.filter(prices["system"] == ORDER["system"]).to_dicts()[0]
    row = {name: value for name, value in row.items() if not name.startswith("_")}
    row = {name: value for name, value in row.items() if value is not None}
    dearer = row | {"unit_price_eur_mn_central": row["unit_price_eur_mn_central"] * 1.05}
    dearer["unit_price_eur_mn_high"] = dearer["unit_price_eur_mn_central"] * 1.5
    before = world()
    after = build(overlay(tmp_path, {"industry/systems": [dearer]}))
    moved = {name for name in before.arrays if not same(before[name], after[name])}
    depends = {"price", "unit_price", "contracted_cost", "outside", "own_money", "plan_money"}
    assert {"price", "unit_price"} <= moved <= depends
    for name in ("price", "unit_price"):
        other = before[name]["product"] != ORDER["system"]
        assert same(before[name].where(other, 0), after[name].where(other, 0))
    ratio = after["unit_price"].sel(product=ORDER["system"]) / before["unit_price"].sel(
        product=ORDER["system"]
    )
    assert float(ratio) == pytest.approx(1.05)


def test_a_later_start_is_the_first_year_of_orders_and_costs_time():
    late = real_plans.whole_plan("us_absent", "close_gaps", "procurement.orders_from=2029")
    soon = real_plans.whole_plan("us_absent")
    assert (late.inputs.first_order, soon.inputs.first_order) == (2029, 2027)
    ordered = late.frames()["plan_orders"]
    assert ordered["year"].min() == 2029
    assert float(late.payments.sel(year=[2027, 2028]).sum()) == pytest.approx(0, abs=1e-6)
    assert late.shortfall > soon.shortfall
