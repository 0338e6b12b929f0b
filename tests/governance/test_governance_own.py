"""A measure file's own routes and positions, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.governance.decide import Decision, decide_on
from vallum.governance.own_measure import read_measure
from vallum.world.agenda import agenda

BASE = """\
measure: wall
title: A wall
issues: {joint_debt_for_defence: 1}
routes:
  - route: compact
    title: A compact
    voters: [POL, EST]
    rule: unanimity
    months: [3, 6, 12]
positions:
  - {state: POL, position: 1, date: 2026-01-01, spread: 0}
  - {state: EST, position: 1, date: 2026-01-01, spread: 0}
"""


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load()


def decided(evidence: Evidence, folder: Path, text: str) -> Decision:
    file = folder / "own.yaml"
    file.write_text(text)
    measure, known = read_measure(file, agenda(evidence))
    return decide_on(known, measure, 4.0)


def test_two_who_are_surely_for_it_agree(evidence: Evidence, tmp_path: Path) -> None:
    best = decided(evidence, tmp_path, BASE).best
    assert best.route.name == "compact"
    assert best.ballot.states == ("EST", "POL")
    assert best.vote == pytest.approx(1, abs=1e-6)


def test_chance_of_the_route_multiplies(evidence: Evidence, tmp_path: Path) -> None:
    text = BASE.replace("    months", "    chance: 0.4\n    months")
    assert decided(evidence, tmp_path, text).best.in_the_end == pytest.approx(0.4, abs=1e-6)


def test_a_position_counts_from_its_day_on(evidence: Evidence, tmp_path: Path) -> None:
    against = BASE.replace("POL, position: 1, date: 2026-01-01", "POL, position: -1, date: DAY")
    now = decided(evidence, tmp_path, against.replace("DAY", "2026-01-01")).best
    later = decided(evidence, tmp_path, against.replace("DAY", "2027-01-01")).best
    assert now.objection["POL"] > 0.7
    assert later.objection["POL"] < 0.1


def test_a_threshold_of_half_lets_one_carry(evidence: Evidence, tmp_path: Path) -> None:
    text = BASE.replace("rule: unanimity", "rule: majority\n    threshold: {states: 0.5}")
    text = text.replace("POL, position: 1", "POL, position: -1")
    assert decided(evidence, tmp_path, text).best.vote == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            ("rule: unanimity", "rule: majority\n    threshold: {states: 1.2}"),
            "1.2 is out of range: a threshold is a share from 0 to 1",
        ),
        (("[POL, EST]", "[POL, XXX]"), "'XXX' is neither a group nor a state"),
        (("POL, position: 1", "POL, position: -3"), "a position lies between -1 and 1"),
        ((", date: 2026-01-01", ""), "'date' is missing: give one such as 2026-07-01"),
        (("date: 2026-01-01", "date: soon"), "'soon' is no day; write YYYY-MM-DD"),
        (("  - route: compact", "  - pescoo\n  - route: compact"), "did you mean 'pesco'"),
        (("route: compact", "route: pesco"), "a route of the facts already"),
        (("rule: unanimity", "rule: majority"), "a majority needs a threshold"),
        (("rule: unanimity", "rule: individual"), "how many must take part"),
        (("rule: unanimity", "rule: unanimous"), "'unanimous' is none of"),
        (("months: [3, 6, 12]", "months: [3, 2, 12]"), "in this order"),
        (("state: EST", "state: ETS"), "did you mean 'EST'"),
        (("title: A compact", "titel: A compact"), "there is no field 'titel'"),
    ],
    ids=["threshold", "voter", "position", "no date", "date", "route", "name", "no threshold",
         "nobody", "rule", "months", "state", "field"],
)  # fmt: skip
def test_each_fault_has_its_sentence(
    evidence: Evidence, tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    with pytest.raises(UserError) as told:
        decided(evidence, tmp_path, BASE.replace(*change))
    assert says in str(told.value)
    assert "own.yaml" in str(told.value)
