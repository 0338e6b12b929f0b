"""`vallum scoreboard`: for people, for programs, and what it refuses."""

from __future__ import annotations

import pytest
from calling import Call


def test_for_programs(vallum: Call) -> None:
    told = vallum("scoreboard", "--study", "rand_2016", "--json").answer("scoreboard")
    assert {"study", "figure", "unit", "published_low", "published_high", "vallum",
            "explained_by"} <= told["rows"][0].keys()  # fmt: skip
    assert [row["figure"] for row in told["rows"]] == ["one_off", "people", "yearly_cost"]
    for row in told["rows"]:
        assert row["met"] is (row["explained_by"] == "")
        assert (row["explained_value"] is None) is row["met"]
    assert [one["study"] for one in told["studies"]] == ["rand_2016"]


def test_for_people(vallum: Call) -> None:
    text = vallum("scoreboard", "--study", "rand_2016").out
    assert "30,000 to 35,000" in text
    assert "yearly cost (unseen)" in text
    assert "closes" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--study", "rand_2061"), "did you mean 'rand_2016'"),
        (("--study", "us_absent"), "'us_absent' is not a study"),
        (("--data", "nowhere"), "nowhere"),
    ],
    ids=["misspelt", "a preset", "no folder"],
)
def test_what_is_wrong_is_said_in_a_sentence(
    vallum: Call, words: tuple[str, ...], said: str
) -> None:
    done = vallum("scoreboard", *words)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""
