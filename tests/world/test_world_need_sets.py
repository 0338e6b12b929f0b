"""Sets of needs: which published lists make the main need is a row of the evidence."""

from __future__ import annotations

import pytest

from model_runs import build, evidence, overlay, world
from vallum.errors import UserError

ROW = {
    "contingency": "stand_alone", "list": "mine", "element": "frigate", "basis": "total",
    "quantity_central": 30, "scope": "EUROPE",
}  # fmt: skip


def asked(built, element: str) -> float:
    return float(built["requirement"].isel(contingency=0).sel(element=element).max())


@pytest.mark.parametrize(
    ("need", "element", "quantity"),
    [
        ("stand_alone", "tank", 1_400),
        ("nato_targets", "tank", 1_400),
        ("iiss_2025", "tank", 600),
        ("iiss_2025", "brigade", 0),
        ("bruegel_kiel_2025", "combat_aircraft", 0),
        ("nato_2025", "tank", 0),
        ("rand_2016", "tank", 132),
    ],
)
def test_a_set_takes_its_lists_and_no_other(need, element, quantity):
    assert asked(world("us_absent", f"need.set={need}"), element) == quantity


@pytest.mark.parametrize(("need", "sized"), [("stand_alone", True), ("iiss_2025", False)])
def test_sizing_rules_act_only_where_the_set_wants_them(need, sized):
    built = world("us_absent", f"need.set={need}")
    assert (float(built["imputed"].sum()) > 0) is sized
    assert (asked(built, "tanker") > 0) is sized


@pytest.mark.parametrize(
    ("need", "reading", "counts"),
    [
        ("stand_alone", "without_us", False),
        ("nato_targets", "with_us", True),
        ("nato_2025", "with_us", True),
        ("rand_2016", "without_us", False),
    ],
)
def test_a_set_says_whether_the_united_states_counts(need, reading, counts):
    built = world("us_absent", f"need.set={need}")
    assert built["requirement"]["reading"].values.tolist()[:2] == [reading, "in_place"]
    assert built.us_counts is counts


def test_a_users_list_counts_in_open_sets_alone(tmp_path):
    facts = overlay(tmp_path, {"requirements/needs": [ROW]})
    for need, quantity in (("stand_alone", 30), ("nato_targets", 30), ("iiss_2025", 0)):
        assert asked(build(facts, f"need.set={need}"), "frigate") == quantity


def test_a_users_set_takes_the_lists_that_it_names(tmp_path):
    rows = {
        "requirements/needs": [ROW],
        "requirements/need_sets": [
            {
                "set": "ours", "contingencies": "stand_alone", "lists": "mine;replace_us_iiss",
                "reading": "without_us", "sized": "no",
            }
        ],
        "requirements/contingencies": [
            {"contingency": "ours", "title": "What we need", "nested": "study"}
        ],
    }  # fmt: skip
    built = build(overlay(tmp_path, rows), "need.set=ours")
    assert [asked(built, name) for name in ("frigate", "carrier", "brigade")] == [30, 4, 0]
    assert str(built["requirement"]["contingency_title"].values[0]) == "What we need"


@pytest.mark.parametrize(
    ("set_", "field", "words"),
    [
        ("need.set=nato_target", "need.set", "did you mean 'nato_targets'?"),
        ("need.set=wishes", "need.set", "known are bruegel_kiel_2025"),
        ("need.contingencies=[iiss_2025]", "need.contingencies[0]", "can be asked for"),
    ],
    ids=["misspelt", "unknown", "a study is no contingency beside others"],
)
def test_what_is_no_set_is_refused_where_it_is_written(set_, field, words):
    with pytest.raises(UserError) as told:
        build(evidence(), set_)
    (problem,) = told.value.problems
    assert problem.field == field
    assert words in problem.message


def test_a_set_without_a_contingency_of_its_name_is_refused(tmp_path):
    row = {
        "set": "ours", "contingencies": "stand_alone", "reading": "without_us", "sized": "no",
    }  # fmt: skip
    facts = overlay(tmp_path, {"requirements/need_sets": [row]})
    with pytest.raises(UserError, match="no row of requirements/contingencies is called 'ours'"):
        build(facts, "need.set=ours")
