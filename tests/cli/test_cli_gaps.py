"""`vallum gaps`: rows for programs, three tables for people, choices that are checked."""

from __future__ import annotations

import pytest
from calling import Call, Home

from vallum.store import StoredRun

pytestmark = pytest.mark.usefixtures("studied_once")

KEYS = ["contingency", "element", "year", "need", "have", "us", "gap", "imputed"]


def test_json_rows_are_those_of_the_kept_run(vallum: Call, home: Home) -> None:
    told = vallum("gaps", "us_absent", "--json").answer("gaps")
    kept = StoredRun.read(home.runs / home.first_id).frame("gaps")
    assert list(told) == ["rows", "territorial"]
    assert all(list(row)[: len(KEYS)] == KEYS for row in told["rows"])
    assert [row["gap"] for row in told["rows"]] == pytest.approx(kept["gap"].to_list())


def test_choices_narrow_the_rows(vallum: Call) -> None:
    told = vallum("gaps", "--year", 2031, "--element", "Manoeuvre brigades",
                  "--contingency", "stand_alone", "--json").answer("gaps")  # fmt: skip
    (row,) = told["rows"]
    assert (row["contingency"], row["element"], row["year"]) == ("stand_alone", "brigade", 2031)
    assert row["gap"] == pytest.approx(max(0.0, row["need"] - row["have"] - row["us"]), abs=1e-5)


def test_an_assumption_moves_only_what_hangs_on_it(vallum: Call) -> None:
    asked = ("gaps", "--year", 2028, "--contingency", "stand_alone", "--json")
    before = {row["element"]: row for row in vallum(*asked).answer("gaps")["rows"]}
    later = vallum(*asked, "--set", "us.enablers_leave=2030").answer("gaps")["rows"]
    moved = {row["element"] for row in later if row["us"] != before[row["element"]]["us"]}
    assert "tanker" in moved
    assert moved & {"brigade", "tank", "combat_aircraft"} == set()
    assert all(row["gap"] <= before[row["element"]]["gap"] for row in later)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ((), ["2030 (stand_alone)", "Manoeuvre brigades", "gap", "--element NAME"]),
        (("--year", 2034), ["2034 (stand_alone)"]),
        (("--by", "year"), ["self-reliance", "2040", "(baltic_defence)"]),
        (("--by", "year", "--element", "tanker"), ["Air-to-air tankers* in aircraft", "2026"]),
        (("--by", "state"), ["Germany", "Munitions"]),
        (("--by", "state", "--element", "brigade"), ["all together", "Poland", "Needed:"]),
    ],
    ids=["element", "another year", "year", "one element by year", "state", "one by state"],
)
def test_tables(vallum: Call, words: tuple[object, ...], shown: list[str]) -> None:
    done = vallum("gaps", *words)
    assert done.code == 0, done.err
    assert [word for word in shown if word not in done.out] == []
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--year", 2055), "--year 2055 is outside the planned years 2026 to 2040"),
        (("--element", "tankr"), "there is no element 'tankr' in this scenario; did you mean"),
        (("--contingency", "baltic"), "there is no contingency 'baltic' in this scenario"),
        (
            ("--element", "tanker", "--contingency", "baltic_defence"),
            "baltic_defence does not ask for tanker",
        ),
    ],
    ids=["year", "element", "contingency", "element of another"],
)
def test_what_is_not_there_is_said(vallum: Call, words: tuple[object, ...], said: str) -> None:
    done = vallum("gaps", *words, "--json")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1].startswith(said)
