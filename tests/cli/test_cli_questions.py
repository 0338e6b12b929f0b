"""live, whynot, alternatives, foresight and the frontier, called as a user calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from calling import call_vallum

from vallum.study import questions

SOONER = ("--set", "horizon.last=2033")
"""A shorter horizon, for questions that take many solves."""
ASKED = ("ask_why_not", "ask_frontier", "ask_alternatives", "ask_foresight")


@pytest.fixture(scope="module", autouse=True)
def each_question_is_worked_out_once() -> Iterator[None]:
    """A table and a contract are two views of one answer."""
    kept: dict[Any, Any] = {}

    def once(name: str) -> Any:
        ask = getattr(questions, name)

        def answer(evidence, scenario, *rest):
            at = (name, scenario.digest(), rest)
            if at not in kept:
                kept[at] = ask(evidence, scenario, *rest)
            return kept[at]

        return answer

    with pytest.MonkeyPatch.context() as patch:
        for name in ASKED:
            patch.setattr(questions, name, once(name))
        yield


@pytest.mark.parametrize(
    ("words", "contract", "keys"),
    [
        (("live", "us_absent"), "live", {"self_reliance", "stand_alone_year", "error", "solve_ms"}),
        (("whynot", "tanker", "2030"), "whynot", {"element", "year", "met_share", "blockers"}),
        (("plan", "--mode", "frontier", "--top", "4"), "frontier", {"rows"}),
        (("alternatives", *SOONER), "alternatives", {"rows", "overlap"}),
        (("foresight", *SOONER), "foresight", {"rows"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_answer_keeps_to_its_contract(words, contract, keys):
    answer = call_vallum(*words, "--json").answer(contract)
    assert keys <= answer.keys()


def test_tanker_in_2030_comes_too_late_and_the_way_says_how_much_sooner():
    answer = call_vallum("whynot", "tanker", "2030", "--json").answer("whynot")
    assert answer["met_share"] < 0.95
    late = [row for row in answer["blockers"] if row["constraint"] == "lead time"]
    assert {row["where"] for row in late} == {"A330 MRTT"}
    assert answer["first_arrival"] > 2030
    # A line may keep it waiting for longer than its lead time does.
    assert answer["years_sooner"] >= late[0]["amount"] > 0
    assert answer["way_cost_eur_bn"] > 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("whynot", "tankr", "2030"), "did you mean 'tanker'"),
        (("whynot", "tanker", "2099"), "2026 to 2040"),
        (("live", "us_absnt"), "us_absent"),
        (("alternatives", "--within", "3"), "0.5"),
    ],
    ids=["element", "year", "scenario", "share"],
)
def test_what_is_wrong_is_said_in_a_sentence(words, says):
    found = call_vallum(*words)
    assert found.code == 2
    assert says in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("live",), "nine in ten"),
        (("whynot", "tanker", "2030"), "if nothing else counted"),
        (("plan", "--mode", "frontier", "--top", "4"), "EUR bn a point less"),
        (("alternatives", *SOONER), "In every good plan"),
        (("foresight", *SOONER), "year by year"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_people_get_words_and_tables(words, says):
    found = call_vallum(*words)
    assert found.code == 0, found.err
    assert says in found.out


def test_the_frontier_falls():
    rows = call_vallum("plan", "--mode", "frontier", "--top", "4", "--json").answer("frontier")[
        "rows"
    ]
    paid = [row["cost_eur_bn"] for row in rows]
    assert paid == sorted(paid, reverse=True)


def test_planning_by_the_year_and_later_is_never_better():
    rows = call_vallum("foresight", *SOONER, "--json").answer("foresight")["rows"]
    assert rows[0]["worse"] == 0
    assert all(row["worse"] >= -1e-6 for row in rows)
