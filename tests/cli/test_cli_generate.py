"""generate, called as a user calls it."""

from __future__ import annotations

from calling import call_vallum


def test_a_mission():
    words = ("generate", "ukraine_force_30000", "--troops", "25000", "--json")
    answer = call_vallum(*words).answer("generate")
    assert (answer["feasible"], answer["deployed"], answer["pool"]) == (True, 25_000, 100_000)
    sent = sum(row["quantity"] for row in answer["contributions"])
    assert sent == 100
    assert answer["sustained_months"] == 60
    assert answer["unwilling"]["ITA"].startswith("against")


def test_people_get_words_and_tables():
    found = call_vallum("generate", "ukraine_deterrence", "--without", "TUR")
    assert found.code == 0, found.err
    assert "What is missing" in found.out
    assert "left out" in found.out
    assert "eu_rapid_deployment" in call_vallum("generate", "list").out


def test_what_is_wrong_is_said_in_a_sentence():
    for words, says in (
        (("generate", "ukraine_forc_30000"), "did you mean"),
        (("generate", "ukraine_force_30000", "--without", "USA"), "no member"),
        (("generate", "nothing.yaml"), "cannot be read"),
    ):
        found = call_vallum(*words)
        assert found.code == 2
        assert says in found.err


def test_the_path_takes_its_own_options():
    for words, says in (
        (("generate", "path", "--troops", "5000"), "not the path"),
        (("generate", "path", "--until", "2030"), "within 2036 and 2060"),
        (("generate", "eu_rapid_deployment", "--until", "2040"), "alone"),
    ):
        found = call_vallum(*words)
        assert found.code == 2
        assert says in found.err
