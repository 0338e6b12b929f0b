"""Leverage on a day: renewals due, money that adds up, guarantees by output."""

from __future__ import annotations

import pytest

from model_runs import evidence
from vallum.errors import UserError
from vallum.settlement.leverage import due_days, leverage
from vallum.study.leverage import held_on
from vallum.world.institutions import institutions

DAY = "2026-07-01"


def members() -> tuple[str, ...]:
    return institutions(evidence()).members("EU", DAY)


@pytest.mark.parametrize(
    ("words", "day", "due"),
    [
        ("31 January and 31 July", "2026-06-30", ["2026-07-31", "2027-01-31"]),
        ("31 January and 31 July", "2026-07-31", ["2026-07-31", "2027-01-31", "2027-07-31"]),
        ("24 February", "2026-02-25", ["2027-02-24"]),
        ("none; ends with its conditions", "2026-07-01", []),
    ],
)
def test_renewals_fall_due_where_the_words_say(words, day, due):
    assert due_days(words, day) == due


def test_the_calendar_of_summer_2026():
    held = held_on(evidence(), DAY)
    due = [(each.renewal.regime, each.renewal.due) for each in held.renewals]
    assert due[:2] == [("sectoral", "2026-07-31"), ("individual", "2026-09-15")]
    for each in held.renewals:
        assert each.renewal.rule == "unanimity"
        assert each.chance is not None
        assert each.at_once is not None
        assert 0 < each.at_once <= each.chance <= 1


def test_what_is_told_was_known_on_the_day():
    found = leverage(evidence(), "2025-03-01", members())
    assert all(each.date[:7] < "2025-03" for each in (*found.frozen, *found.loans))
    assert found.newest <= "2025-03-01"
    assert found.stale


def test_income_goes_somewhere():
    """Euroclear's income of 2025: tax, contribution and cost of 4.9 of EUR 5 bn are published."""
    (year,) = [each for each in leverage(evidence(), DAY, members()).income if each.year == 2025]
    parts = (year.tax, year.owed, year.cost, year.kept)
    assert None not in parts
    assert sum(part for part in parts if part is not None) == pytest.approx(year.income)
    assert year.kept is not None
    assert year.kept >= 0


def test_guarantees_add_up_to_the_loan_and_lie_near_those_named():
    """Named in December 2025: Germany 51 to 52, France 34, Italy 25 of EUR 210 bn."""
    found = leverage(evidence(), DAY, members()).guarantees
    assert sum(each.amount for each in found) == pytest.approx(210)
    named = {each.state: each for each in found if each.published}
    assert named.keys() == {"DEU", "FRA", "ITA"}
    for each in named.values():
        assert each.amount == pytest.approx(each.published, rel=0.06)


def test_before_the_facts_there_is_nothing_to_hold():
    with pytest.raises(UserError, match="older than"):
        leverage(evidence(), "2010-01-01", members())
