"""The plan without what a veto kills: months by hand, and one true answer of the live model."""

from __future__ import annotations

import pytest

from model_runs import evidence
from vallum.scenario import load_scenario
from vallum.study.veto_plans import VetoPlans, months_later, replan_vetoes

PATH = {2030: 0.70, 2031: 0.74, 2032: 0.75}


@pytest.mark.parametrize(
    ("less", "months"),
    [
        (PATH, 0.0),
        ({2030: 0.69, 2031: 0.73, 2032: 0.75}, 3.0),  # a quarter of the way to the next year
        ({2030: 0.66, 2031: 0.68, 2032: 0.72}, 18.0),  # a year, and half of the next
        ({2030: 0.66, 2031: 0.64, 2032: 0.68}, None),
        ({2030: 0.71, 2031: 0.60, 2032: 0.60}, 0.0),
    ],
    ids=["the same", "a quarter", "beyond a year", "not within the plan", "ahead"],
)
def test_months_until_the_index_is_reached(less: dict[int, float], months: float | None) -> None:
    assert months_later(PATH, less, 2030) == (None if months is None else pytest.approx(months))


def test_in_the_last_year_nothing_can_come_later() -> None:
    assert months_later({2040: 0.8}, {2040: 0.7}, 2040) is None


@pytest.fixture(scope="module")
def found() -> VetoPlans:
    scenario = load_scenario("us_absent", set_=("decisions.regime=status_quo",))
    return replan_vetoes(evidence(), scenario)


def test_a_veto_on_bonds_costs_money_points_and_months(found: VetoPlans) -> None:
    assert found.regime == "status_quo"
    bonds = next(each for each in found.plans if each.opening.instrument == "joint_bonds")
    assert "SWE" in bonds.stopped_by
    assert bonds.lost.money > bonds.lost.by_ready > 1
    assert 0 < bonds.lost.shortfall < found.shortfall
    assert bonds.lost.months is None or bonds.lost.months > 0


def test_a_treaty_instead_loses_no_more_than_nothing_at_all(found: VetoPlans) -> None:
    for each in found.plans:
        if each.lost_instead:
            assert each.instead is not None
            assert each.instead.route == "intergovernmental_treaty"
            assert each.lost_instead.shortfall <= each.lost.shortfall + 1e-6
            assert each.lost_instead.money <= each.lost.money + 1e-6
