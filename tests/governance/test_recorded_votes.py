"""The rule engine on recorded votes: what was adopted carries, what was blocked does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import evidence
from vallum.governance.votes import Recorded, carried, judge
from vallum.world.institutions import institutions
from vallum.world.records import decision_records
from vallum.world.rules import Rule, exact

IN_THE_UNION = ("Council", "Coreper", "European Council")
UNTESTED = {
    "nec_2025_07": "who asked to take part",
    **dict.fromkeys(
        ("unga_es11_1", "unga_es11_6", "unga_es11_7", "unga_es11_8_us", "unga_lasting_peace_2026"),
        "of 193 votes are not known",
    ),
}
"""What cannot be tested, and why."""

QMV = Rule("qmv", "QMV", states_share=exact(0.55), population_share=exact(0.65),
           blocking_min_states=4)  # fmt: skip
UNANIMITY = Rule("all", "All", states_share=exact(1), abstention_blocks=False)
ASIDE = Rule("aside", "Aside", states_share=exact(1), abstention_blocks=False,
             abstention_limit=exact(0.3333))  # fmt: skip
CAST = Rule("cast", "Cast", of_cast=True, states_share=exact(0.666667))


@pytest.mark.parametrize("record", decision_records(evidence()), ids=lambda record: record.name)
def test_rule_and_record_agree(record) -> None:
    verdict = judge(
        institutions(evidence()), Recorded(record.name, record.date, record.rule, record.votes)
    )
    if record.name in UNTESTED:
        assert verdict.carried is None
        assert UNTESTED[record.name] in verdict.reason
    else:
        assert record.body in IN_THE_UNION
        assert verdict.carried is record.adopted


@pytest.mark.parametrize(
    ("name", "states", "people"),
    [
        ("nature_2024_03", 19, 0.643),
        ("nature_2024_06", 20, 0.664),
        ("mercosur_2026_01", 21, 0.686),
        ("freeze_122_2025_12", 25, 0.967),
        ("safe_2025_05", 26, 0.979),
    ],
)
def test_majorities_of_the_press(name: str, states: int, people: float) -> None:
    record = next(each for each in decision_records(evidence()) if each.name == name)
    verdict = judge(institutions(evidence()), Recorded(name, record.date, "qmv", record.votes))
    assert verdict.in_favour == states
    assert verdict.people == pytest.approx(people, abs=0.0006)


@pytest.mark.parametrize(
    ("rule", "cast", "weights", "passes"),
    [
        (QMV, "yyyn", (30, 20, 20, 30), True),  # 3 of 4, 70 of 100
        (QMV, "yyna", (30, 20, 20, 30), True),  # two opponents cannot block: it takes four
        (QMV, "yaaaa", (64, 9, 9, 9, 9), False),  # four can; an abstention counts as a no
        (UNANIMITY, "yyaa", (1, 1, 1, 1), True),
        (UNANIMITY, "yyx", (1, 1, 1), True),  # who leaves the room does not block
        (UNANIMITY, "yyn", (1, 1, 1), False),
        (UNANIMITY, "aaa", (1, 1, 1), False),  # nobody in favour
        (ASIDE, "yya", (40, 30, 30), True),  # a third of states, not of people
        (ASIDE, "yya", (40, 20, 40), False),
        (CAST, "yyna", (1, 1, 1, 1), True),  # two of three that cast
        (CAST, "ynaa", (1, 1, 1, 1), False),
        (CAST, "aaaa", (1, 1, 1, 1), False),
    ],
)
def test_rules_by_hand(rule: Rule, cast: str, weights: tuple[int, ...], passes: bool) -> None:
    words = {"y": "yes", "n": "no", "a": "abstain", "x": "absent"}
    names = [f"s{place}" for place in range(len(cast))]
    votes = {name: words[letter] for name, letter in zip(names, cast, strict=True)}
    assert carried(rule, votes, dict(zip(names, weights, strict=True))) is passes


@given(
    st.sampled_from([QMV, UNANIMITY, ASIDE, CAST]),
    st.lists(st.sampled_from(["yes", "no", "abstain", "absent"]), min_size=1, max_size=9),
    st.data(),
)
def test_one_yes_more_never_defeats_a_measure(rule, words, data) -> None:
    names = [f"s{place}" for place in range(len(words))]
    people = data.draw(st.lists(st.integers(1, 50), min_size=len(names), max_size=len(names)))
    weights = dict(zip(names, people, strict=True))
    votes = dict(zip(names, words, strict=True))
    turned = data.draw(st.sampled_from(names))
    before = carried(rule, votes, weights)
    assert carried(rule, votes | {turned: "yes"}, weights) >= before


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.data())
def test_a_qualified_majority_is_never_harder_than_unanimity(words, data) -> None:
    names = [f"s{place}" for place in range(len(words))]
    people = data.draw(st.lists(st.integers(1, 50), min_size=len(names), max_size=len(names)))
    votes = {name: "yes" if yes else "no" for name, yes in zip(names, words, strict=True)}
    weights = dict(zip(names, people, strict=True))
    assert carried(QMV, votes, weights) >= carried(UNANIMITY, votes, weights)


@pytest.mark.parametrize(
    ("votes", "carried_", "told"),
    [
        ({"DEU": "no"}, False, "against: DEU"),
        ({"DEU": "yes"}, None, "26 of 27 votes are not known"),
        ({"GBR": "yes"}, None, "GBR was no member of EU"),
    ],
)
def test_votes_that_are_not_all_known(votes, carried_, told) -> None:
    """A veto decides whatever the others did; a yes alone does not."""
    verdict = judge(institutions(evidence()), Recorded("v", "2025-01-01", "unanimity", votes))
    assert verdict.carried is carried_
    assert told in verdict.reason


def test_a_majority_among_those_that_take_part() -> None:
    """SVK, HUN and CZE stay out; DEU and FRA alone have over 35 % but one more must join them."""
    known = institutions(evidence())
    votes = dict.fromkeys(known.members("EU27"), "yes")
    votes |= dict.fromkeys(("SVK", "HUN", "CZE"), "opt_out")
    two = judge(known, Recorded("v", "2026-01-01", "qmv", votes | {"DEU": "no", "FRA": "no"}))
    three = judge(
        known, Recorded("v", "2026-01-01", "qmv", votes | {"DEU": "no", "FRA": "no", "LUX": "no"})
    )
    assert two.voters == 24
    assert (two.carried, three.carried) == (True, False)


def test_an_unknown_rule_is_told() -> None:
    verdict = judge(institutions(evidence()), Recorded("v", "2026-01-01", "qvm", {"DEU": "yes"}))
    assert verdict.carried is None
    assert "did you mean 'qmv'" in verdict.reason
