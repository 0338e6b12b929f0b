"""reinforce, campaign, window and deterrent, called as a user calls them."""

from __future__ import annotations

import pytest
from calling import call_vallum


def test_arrivals(tmp_path):
    words = ("reinforce", "--to", "Riga", "--brigades", "2", "--days", "40")
    chart = tmp_path / "flows.svg"
    answer = call_vallum(*words, "--json", "--map", str(chart)).answer("reinforce")
    there = [row["brigades"] for row in answer["arrivals"]]
    assert len(there) == 40
    assert there == sorted(there)
    assert there[-1] == pytest.approx(answer["arrived"])
    assert all(row["slow"] <= row["fast"] + 1e-6 for row in answer["arrivals"])
    assert answer["bottlenecks"]
    assert "<svg" in chart.read_text()


def test_a_campaign():
    words = ("campaign", "us_absent", "--paths", "500", "--days", "5", "--json")
    answer = call_vallum(*words).answer("campaign")
    assert set(answer["models"]) == {"adaptive", "expansion", "exchange"}
    for model in answer["models"].values():
        spread = model["ground_lost_km"]
        assert spread["p10"] <= spread["p50"] <= spread["p90"]
    assert answer["warning"].startswith("Aggregate campaign models")


def test_a_window():
    words = ("window", "--until", "2027", "--paths", "200", "--json")
    answer = call_vallum(*words).answer("window")
    assert {row["case"] for row in answer["rows"]} == {"none_alone", "none_us"}
    for row in answer["rows"]:
        assert row["open"] == pytest.approx(row["ready"] * (1 - row["holds"]), abs=1e-5)


def test_the_nuclear_options():
    answer = call_vallum("deterrent", "--json").answer("deterrent")
    assert answer["options"][0]["option"] == "status_quo"
    told = call_vallum("deterrent", "joint_financing")
    assert "Non-Proliferation Treaty" in told.out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("reinforce", "--to", "Rigga", "--brigades", "2"), "Riga"),
        (("campaign", "--theatre", "blatic"), "baltic"),
        (("window", "--until", "2020"), "2020"),
        (("deterrent", "nothing"), "status_quo"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_said_in_a_sentence(words, says):
    found = call_vallum(*words)
    assert found.code == 2
    assert says in found.err
