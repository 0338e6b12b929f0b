"""The path to a European Defence Force: stages, costs by hand, what is paid in common."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from model_runs import evidence
from vallum.cli.views_path import show_path
from vallum.contracts import ForcePathAnswer
from vallum.errors import UserError
from vallum.scenario import load_scenario
from vallum.study.force_path import ITEMS, ForcePath, added, force_path


@pytest.fixture(scope="module")
def path() -> ForcePath:
    return force_path(evidence(), load_scenario("us_absent"), until=2036)


def test_stages_follow_one_another_without_a_hole(path):
    assert [s.stage for s in path.stages] == [
        "peacekeeping", "reinforced", "permanent", "defence_force"
    ]  # fmt: skip
    for earlier, later in zip(path.stages, path.stages[1:], strict=False):
        assert later.from_year == earlier.until + 1
    assert [y.year for y in path.years] == list(range(2027, 2037))


def test_the_first_year_by_hand(path):
    """15,000 soldiers at EUR 0.25 mn; 300 posts at 0.083 x 1.5, and at 0.4 to set up; 7.5 %."""
    year = path.years[0]
    assert year.stage.generated.force.deployed == 15_000
    assert_allclose(year.cost["deployment"], (15 * 0.15, 15 * 0.25, 15 * 0.4))
    assert_allclose(year.cost["headquarters"][1], 0.3 * 0.083 * 1.5)
    assert_allclose(year.cost["setting_up"][1], 0.3 * 0.4)
    assert year.cost["readiness"] == year.cost["common_budget"] == (0, 0, 0)
    assert_allclose(year.paid_in_common[1], 0.075 * 3.75)
    assert_allclose(path.years[1].cost["setting_up"], 0)


def test_the_end_state_by_hand(path):
    """NATO, 2025: EUR 2,377 + 1,720 mn for 6,800 posts; 5,000 posts, 3,500 of them new."""
    end = path.end_state
    force = end.stage.generated.force
    assert_allclose(end.cost["common_budget"][1], 5 * (2377 + 1720) / 6800)
    assert_allclose(end.cost["common_budget"][0], 3 * 2377 / 6800)
    assert_allclose(end.cost["setting_up"][1], 3.5 * 0.4)
    assert_allclose(end.cost["readiness"][1], force.pool / 1000 * 0.015)
    assert_allclose(end.cost["deployment"][1], force.deployed / 1000 * 0.5 * 0.25)
    assert_allclose(end.pay[1], force.pool / 1000 * 0.083)
    assert end.paid_in_common == (0, 0, 0)


def test_items_add_up_and_lie_between_their_ends(path):
    frame = path.frame()
    for level in ("low", "central", "high"):
        items = sum(frame[f"{item}_{level}_eur_bn"] for item in ITEMS)
        assert_allclose(items, frame[f"total_{level}_eur_bn"])
    for year in path.years:
        low, central, high = year.total
        assert low <= central <= high
    assert_allclose(path.total, added([year.total for year in path.years]))


def test_the_answer_names_what_lacks(path, capsys):
    answer = ForcePathAnswer.of(path)
    last = answer.stages[-1]
    assert not last.feasible
    assert last.uncovered["battalion"] > 0
    assert answer.end_state.year == 2036
    show_path(path)
    told = capsys.readouterr().out
    assert "vallum decide defence_force" in told
    assert f"{last.uncovered['battalion']} battalion" in told


@pytest.mark.parametrize("until", [2035, 2061], ids=["before the last stage", "too late"])
def test_years_out_of_range_are_refused(until):
    with pytest.raises(UserError, match="should lie within 2036 and 2060"):
        force_path(evidence(), load_scenario("us_absent"), until=until)
