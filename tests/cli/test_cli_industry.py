"""`vallum industry`: one object for programs, tables for people, states that are checked."""

from __future__ import annotations

import pytest
from calling import Call

pytestmark = pytest.mark.usefixtures("studied_once")


def test_json(vallum: Call) -> None:
    told = vallum("industry", "us_absent", "--json").answer("industry")
    assert list(told)[:3] == ["types", "effective_types", "us_share"]
    assert told["types"]["tank"] > 10
    assert told["effective_types"].keys() == told["types"].keys()
    assert told["us_share"]["NLD"] == pytest.approx(0.969)
    assert told["with_plan"] is None
    pairs = {(row["state"], row["other"]): row for row in told["interoperability"]
             if row["category"] == "all"}  # fmt: skip
    assert pairs["DEU", "DEU"]["index"] == 1
    assert 0 < pairs["DEU", "NLD"]["index"] < 1


def test_json_with_a_plan(vallum: Call) -> None:
    told = vallum("industry", "--with-plan", "--json").answer("industry")["with_plan"]
    assert told["year"] == 2040
    assert told["types_before"].keys() <= told["types_after"].keys()
    assert told["us_share_after"]["coalition"] < told["us_share_before"]["coalition"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ((), ["Types in service", "destroyer_frigate", "reproduced", "coalition", "one line",
              "by 2030"]),
        (("--state", "deu"), ["Germany: whose supplies fit", "Luxembourg", "same interface"]),
        (("--with-plan",), ["In 2040, without and with the plan's arrivals"]),
    ],
    ids=["all", "one state", "with a plan"],
)  # fmt: skip
def test_tables(vallum: Call, words: tuple[object, ...], shown: list[str]) -> None:
    done = vallum("industry", *words)
    assert done.code == 0, done.err
    assert [word for word in shown if word not in done.out] == []
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--state", "GBB"), "'GBB' is not in this coalition; did you mean 'GBR'"),
        (("--set", "us.nothing=1"), "us.nothing"),
        (("--data", "no_such_folder"), "no_such_folder"),
    ],
    ids=["state", "field", "folder"],
)
def test_what_is_wrong_is_said(vallum: Call, words: tuple[object, ...], said: str) -> None:
    done = vallum("industry", *words, "--json")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
