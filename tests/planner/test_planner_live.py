"""The live model gives the optimum that a programme declared anew gives, whatever is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import real_plans

from conftest import EXAMPLES
from model_runs import world
from vallum import optim
from vallum.planner import Inputs
from vallum.planner.equations import cost, declare, shortfall
from vallum.planner.equations.objective import discount
from vallum.planner.inputs import in_lots
from vallum.planner.live import Live, as_one
from vallum.planner.plan import POINT
from vallum.study.live import one_bloc

TOLERANCE = 1e-6
"""Of the objective: what two solves of one programme may differ by."""

CHANGES = 200 if EXAMPLES >= 500 else EXAMPLES // 3
"""Random changes: the judged count in the long suite."""

SHORT = () if EXAMPLES >= 500 else ("horizon.last=2033",)
"""Fewer years make a programme half as large; the long suite takes them all."""

SCENARIOS: list[tuple[str, ...]] = [
    ("us_absent", "money.extra_pct_gdp=0.5"),
    ("us_absent", "us.enablers_leave=2031"),
    ("us_absent", "us.spares_support=0.6"),
    ("us_absent", "procurement.line_pace=0.4"),
    ("us_absent", "coalition.exclude=[TUR, GBR]"),
    ("us_absent", "coalition.exclude=[NOR]"),
    ("us_absent", "ukraine.year=2029", "ukraine.reassurance_force.from_year=2029"),
]
"""What moves in a conversation: none of it needs a new programme."""


def one(*asked: str) -> Inputs:
    """The programme of a scenario over one bloc, at the catalogue's prices."""
    asked = (*asked, *SHORT)
    return one_bloc(world(*asked), real_plans.gaps(*asked))


def anew(inputs: Inputs) -> float:
    """The optimum of the programme declared anew."""
    small = in_lots(inputs)
    model = declare(small)
    model.add_objective(POINT * shortfall(model, small) + cost(model, small))
    return optim.solve(model).objective


def asked(live: Live, inputs: Inputs) -> tuple[float, bool]:
    reply = live.ask(world("us_absent", *SHORT), inputs)
    preferred = sum(part.preferred(reply.plan) for part in reply.plan.inputs.parts)
    return POINT * reply.plan.judged + reply.plan.cost + preferred, reply.rebuilt


@pytest.fixture(scope="module")
def loaded() -> Live:
    """A live model that holds the programme of the default scenario."""
    live = Live()
    live.ask(world("us_absent", *SHORT), one("us_absent"))
    return live


def test_another_posture_may_need_a_new_programme(loaded):
    found, _ = asked(loaded, one("us_adversarial"))
    asked(loaded, one("us_absent"))
    assert found == pytest.approx(anew(one("us_adversarial")), rel=TOLERANCE)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=" ".join)
def test_a_scenario_changes_the_loaded_programme_and_needs_no_new_one(loaded, scenario):
    found, rebuilt = asked(loaded, one(*scenario))
    assert not rebuilt
    assert found == pytest.approx(anew(one(*scenario)), rel=TOLERANCE)


def test_another_joint_share_at_other_prices_needs_no_new_programme():
    live = Live()
    asked(live, one("us_absent", "procurement.joint_share_min={2028: 0.5}"))
    more = one("us_absent", "procurement.joint_share_min={2028: 0.9}")
    dearer = replace(more, price=more.price * more.list_price**0.05)
    found, rebuilt = asked(live, dearer)
    assert not rebuilt
    assert found == pytest.approx(anew(dearer), rel=TOLERANCE)


def changed(inputs: Inputs, rng: np.random.Generator) -> Inputs:
    """Some of what an answer may change, by up to a fifth."""

    def near(array: Any) -> Any:
        return array * rng.uniform(0.8, 1.2)

    parameters = dict(inputs.parameters) | {"line_growth": rng.uniform(0.1, 0.4)}
    prices = np.exp(rng.normal(0, 0.1, inputs.list_price.sizes["product"]))
    each = inputs.list_price.copy(data=prices)
    demand = replace(inputs.demand, need=near(inputs.demand.need), us=near(inputs.demand.us))
    picks: list[dict[str, Any]] = [
        {"money": near(inputs.money)},
        {"free": near(inputs.free)},
        {"people": near(inputs.people)},
        {"demand": demand},
        {"parameters": parameters},
        {"line": near(inputs.line)},
        {"serves": inputs.serves * rng.uniform(0.9, 1.0)},
        {"price": inputs.price * each},
    ]
    chosen: dict[str, Any] = {}
    for pick in rng.permutation(len(picks))[: rng.integers(1, len(picks))]:
        chosen |= picks[pick]
    return replace(inputs, **chosen)


def test_random_changes_give_the_optimum_of_a_new_programme(loaded):
    rng, base = np.random.default_rng(20261), one("us_absent")
    for _ in range(CHANGES):
        inputs = changed(base, rng)
        found, rebuilt = asked(loaded, inputs)
        assert not rebuilt
        assert found == pytest.approx(anew(inputs), rel=TOLERANCE)


def test_an_answer_does_not_depend_on_what_was_asked_before(loaded):
    base = one("us_absent")
    poor = replace(base, money=base.money * 0.5)
    first, _ = asked(loaded, base)
    asked(loaded, poor)
    again, _ = asked(loaded, base)
    assert again == pytest.approx(first, rel=1e-12)  # a sum of what was read back


@pytest.mark.parametrize(
    "change",
    [
        lambda p: replace(p, lead=p.lead + 1),
        lambda p: replace(p, first_order=p.first_order + 1),
        lambda p: replace(p, parameters=dict(p.parameters) | {"running_cost": 0.1}),
        lambda p: replace(p, kit=p.kit * 2),
    ],
    ids=["lead times", "first orders", "a parameter in many rows", "a recipe"],
)
def test_another_programme_is_declared_anew_and_says_so(change):
    live = Live()
    base = one("us_absent")
    assert asked(live, base)[1]
    inputs = change(base)
    found, rebuilt = asked(live, inputs)
    assert rebuilt
    assert found == pytest.approx(anew(inputs), rel=TOLERANCE)


def test_given_prices_are_paid():
    base = real_plans.inputs()
    dear = as_one(base).price * 2
    doubled = as_one(base, dear)
    assert doubled.price.equals(dear.transpose("product", "channel"))


def test_the_plan_of_an_answer_closes_its_books(loaded):
    from books import CHECKS

    reply = loaded.ask(world("us_absent", *SHORT), one("us_absent"))
    plan = reply.plan
    for check in CHECKS:
        if check.__name__ in ("lines_stay_within_capacity", "stock_balance_closes"):
            check(plan)
    # What the rows of the budget add up to is what the books of the orders say.
    assert reply.cost_per_year == pytest.approx(plan.cost_per_year, rel=TOLERANCE)
    spent = plan.costs.to_array().sum(["variable", "state"]) * discount(plan.inputs)
    assert plan.cost == pytest.approx(float(spent.sum()), rel=TOLERANCE)
