"""decide, coalition, backtest and power, called as a user calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import call_vallum

OWN = """\
measure: drone_wall
title: A common drone wall
routes: [article_122, intergovernmental_treaty]
issues: {joint_debt_for_defence: 0.5, defence_spending_3_5: 0.5}
months: [6, 12, 24]
"""


def test_a_measure():
    answer = call_vallum("decide", "joint_bonds", "--json").answer("decide")
    names = [row["route"] for row in answer["routes"]]
    assert answer["best_route"] == names[0]
    chances = [row["probability"] for row in answer["routes"]]
    assert chances == sorted(chances, reverse=True)
    assert all(row["reason"] for row in answer["routes"])
    assert {"months_median", "pivotal", "blocking"} <= answer["routes"][0].keys()


def test_all_measures():
    answer = call_vallum("decide", "all", "--json").answer("measures")
    assert len(answer["rows"]) >= 35


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("decide", "mission_ukraine"), "Who can stop the best route"),
        (("decide", "all"), "Measures by their best route"),
        (("coalition",), "Coalitions that no other beats"),
        (("backtest",), "Brier scores"),
    ],
    ids=["measure", "all", "coalition", "past"],
)
def test_people_get_words_and_tables(words, says):
    found = call_vallum(*words)
    assert found.code == 0, found.err
    assert says in found.out


def test_a_measure_of_ones_own(tmp_path: Path):
    file = tmp_path / "own.yaml"
    file.write_text(OWN)
    answer = call_vallum("decide", str(file), "--by", "2028-06-30", "--json").answer("decide")
    assert answer["measure"] == "drone_wall"
    assert {row["route"] for row in answer["routes"]} == {"article_122", "intergovernmental_treaty"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("article_122", "article_22"), "did you mean 'article_122'"),
        (("joint_debt_for_defence", "joint_dept"), "there is no 'joint_dept'"),
        (("[6, 12, 24]", "[6, 2, 24]"), "in this order"),
        (("0.5, defence", "5, defence"), "less than or equal to 1"),
        (("title:", "titel:"), "titel"),
        (("routes: [", "routes: ]["), "YAML"),
    ],
    ids=["route", "issue", "months", "weight", "field", "yaml"],
)
def test_a_faulty_measure_is_refused_in_a_sentence(tmp_path: Path, change, says):
    file = tmp_path / "own.yaml"
    file.write_text(OWN.replace(*change))
    found = call_vallum("decide", str(file))
    assert found.code == 2
    assert says in found.err
    assert "own.yaml" in found.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "name one measure"),
        (("joint_bonds", "--by", "soon"), "YYYY-MM-DD"),
        (("joint_bonds", "--flip", "HUN"), "such as HUN=0.5"),
        (("joint_bonds", "--flip", "HUN=3"), "between -1 and 1"),
    ],
    ids=["nothing", "day", "no position", "position"],
)
def test_what_is_wrong_is_said_in_a_sentence(words, says):
    found = call_vallum("decide", *words)
    assert found.code == 2
    assert says in found.err
    assert "Traceback" not in found.err


def test_coalitions():
    answer = call_vallum("coalition", "--capability", "gdp", "--json").answer("coalition")
    shares = [row["capability_share"] for row in answer["rows"]]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == pytest.approx(1)
    chances = [row["probability"] for row in answer["rows"]]
    assert chances[0] < chances[-1]


VETOES = "id,date_blocked,measure,rule,blockers,formal_block\n"
VOTES = "vote_id,date,measure,rule,outcome,state,vote\n"


@pytest.mark.parametrize(
    ("text", "adopted"),
    [
        (VETOES + "x,2025-03-01,17th sanctions package,unanimity,HUN,yes\n", False),
        (VETOES + "x,2025-03-01,SAFE regulation,QMV,HUN,outvoted\n", True),
        (VOTES + "x,2025-05-27,SAFE regulation,qmv,adopted,DEU,yes\n", True),
    ],
    ids=["blocked", "outvoted", "voted"],
)
def test_episodes_of_ones_own(tmp_path: Path, text, adopted):
    file = tmp_path / "own.csv"
    file.write_text(text)
    answer = call_vallum("backtest", "--episodes", str(file), "--json").answer("backtest")
    (row,) = answer["episodes"]
    assert row["adopted"] is adopted
    assert answer["brier"] == pytest.approx((row["probability"] - adopted) ** 2, abs=2e-4)


def test_the_past():
    answer = call_vallum("backtest", "--json").answer("backtest")
    assert answer["brier"] < answer["brier_known_blockers"] < answer["brier_always_yes"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (VETOES + "x,soon,Sanctions,unanimity,HUN,yes\n", "YYYY-MM-DD"),
        (VETOES + "x,,Sanctions,unanimity,HUN,yes\n", "the date is missing"),
        (VETOES + "x,2025-01-01,Sanctions,unanimity,HUN,maybe\n", "none of yes"),
        ("a,b\n1,2\n", "no column"),
    ],
    ids=["day", "no day", "word", "columns"],
)
def test_faulty_episodes_are_refused(tmp_path: Path, text, says):
    file = tmp_path / "own.csv"
    file.write_text(text)
    found = call_vallum("backtest", "--episodes", str(file))
    assert found.code == 2
    assert says in found.err


def test_regimes_side_by_side():
    answer = call_vallum("regimes", "--json").answer("regimes")
    rows = {row["regime"]: row for row in answer["rows"]}
    assert list(rows)[:2] == ["announced", "status_quo"]
    assert rows["announced"]["money_eur_bn"] == 0
    assert rows["status_quo"]["money_eur_bn"] < rows["best_route"]["money_eur_bn"]
    # More money never leaves more undone.
    shortfalls = [row["shortfall"] for row in sorted(answer["rows"], key=_money)]
    assert shortfalls[0] == max(shortfalls)


def _money(row):
    return row["money_eur_bn"]
