"""`vallum redlines`, `leverage`, `support` and `brief`: objects for programs, words for people."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from calling import call_vallum as vallum
from pypdf import PdfReader

POINTS = "us_28_points_2025_11"
DRAFT = """\
title: A draft
date: 2026-01-31
authors: [USA]
clauses:
- {id: a, topic: nato_membership, effect: {membership_bar: permanent, membership_org: NATO}}
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "draft.yaml"
    file.write_text(DRAFT, encoding="utf-8")
    return file


def test_verdicts_as_json(draft: Path) -> None:
    told = vallum("redlines", draft, "--json").answer("redlines")
    assert list(told)[:2] == ["title", "verdicts"]
    assert len(told["verdicts"]) == 14
    found = told["verdicts"]["R3_right_to_seek_membership"]
    assert found.keys() == {"outcome", "clauses", "reason"}
    assert (found["outcome"], found["clauses"]) == ("breach", ["a"])
    assert told["crossed"] == ["R2_enforceable_guarantees", "R3_right_to_seek_membership"]
    assert [row["clause"] for row in told["changes"]] == ["a", "new1"]
    assert vallum("redlines", "--json", draft).out == vallum("redlines", draft, "--json").out


def test_verdicts_in_words() -> None:
    told = vallum("redlines", POINTS)
    assert told.code == 0, told.err
    assert "3 crossed of 3 red lines" in told.out
    assert "crossed  Enforceable security guarantees" in told.out
    assert not re.search(r"^(breach|doubt)\b", told.out, re.MULTILINE)


def test_the_library() -> None:
    rows = vallum("redlines", "--json").answer("redlines_list")["rows"]
    outcomes = {row["id"]: row["outcomes"] for row in rows}
    assert outcomes[POINTS]["R1_no_formal_recognition"] == "breach"
    assert len(outcomes) == 16
    assert "us_28_points_2025_11" in vallum("redlines").out


def test_what_moved() -> None:
    told = vallum("redlines", "diff", POINTS, "e3_counter_2025_11", "--json")
    rows = told.answer("redlines_diff")["verdicts"]
    moved = {row["rule"]: (row["before"], row["after"], row["moved"]) for row in rows}
    assert moved["R1_no_formal_recognition"] == ("breach", "kept", "better")
    assert "600,000" in vallum("redlines", "diff", POINTS, "e3_counter_2025_11").out


def test_a_new_draft_is_right(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    assert vallum("redlines", "new", "--to", file).code == 0
    assert vallum("redlines", file).code == 0
    assert vallum("redlines", "new", "--to", file).code == 2
    assert vallum("redlines", "new", POINTS, "--json").answer("redlines_new")["path"] is None
    schema = json.loads(vallum("redlines", "schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)


def test_from_prose_to_a_verdict(tmp_path: Path) -> None:
    prose, draft = tmp_path / "leak.txt", tmp_path / "leak.yaml"
    prose.write_text("1. Ukraine will not join NATO.\n2. The US recognises Crimea as Russian in "
                     "law.\n", encoding="utf-8")  # fmt: skip
    told = vallum("redlines", "read", prose, "--to", draft, "--json").answer("redlines_read")
    assert [row["topic"] for row in told["proposals"]] == [
        "nato_membership",
        "territory_recognition",
    ]
    assert told.keys() == {"file", "sentences", "about", "proposals"}
    refused = vallum("redlines", draft)
    assert refused.code == 2
    assert "needs the day" in refused.err
    text = draft.read_text("utf-8").replace("date:    #", "date: 2026-01-01 #")
    draft.write_text(text.replace("authors: []", "authors: [USA]"), encoding="utf-8")
    assert "nobody has confirmed clauses p1, p2" in vallum("redlines", draft).err
    confirmed = draft.read_text("utf-8").replace("confirmed: false", "confirmed: true")
    draft.write_text(confirmed, encoding="utf-8")
    crossed = vallum("redlines", draft, "--json").answer("redlines")["crossed"]
    assert len(crossed) == 3
    nothing = tmp_path / "recipe.txt"
    nothing.write_text("Peel the potatoes.", encoding="utf-8")
    assert "Nothing is proposed" in vallum("redlines", "read", nothing).out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("redlines", "us_28_point"), "did you mean 'us_28_points_2025_11'"),
        (("redlines", "none.yaml"), "does not exist"),
        (("redlines", POINTS, "--rules", "none.yaml"), "does not exist"),
        (("redlines", "new", "--to", "x.txt"), "a draft ends in .yaml"),
        (("leverage", "--on", "2026-02-30"), "is no day"),
        (("brief", "redlines", POINTS, "--to", "x.doc"), "a brief ends in .pdf"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_is_one_sentence(words, told) -> None:
    found = vallum(*words)
    assert found.code == 2
    assert told in found.err
    assert found.err.count("\n") == 1


def test_leverage() -> None:
    told = vallum("leverage", "--on", "2026-12-01", "--json").answer("leverage")
    first = told["renewals"][0]
    assert {name: first[name] for name in ("regime", "due", "rule")} == {
        "regime": "sectoral",
        "due": "2027-01-31",
        "rule": "unanimity",
    }
    assert "the vote carries" in told["chance_note"]
    voted = [each for each in told["renewals"] if each["rule"] == "unanimity"]
    assert voted
    assert all(0.5 < each["chance"] <= 1 for each in voted)
    assert told["frozen"][0]["central"] == 300
    assert told["warnings"]
    words = vallum("leverage", "--on", "2026-12-01").out
    assert "EUR 185 bn of them at Euroclear" in words
    assert vallum("leverage", "--json").code == 0


def test_hold(tmp_path: Path) -> None:
    asked = ("hold", "--paths", "500", "--seed", "3")
    told = vallum(*asked, "--json").answer("hold")
    rows = {row["support"]: row for row in told["rows"]}
    assert next(iter(rows)) == "none"
    assert rows["none"]["hold_probability"] < rows["doubled"]["hold_probability"]
    assert set(rows["today"]["models"]) == {"adaptive", "expansion", "exchange"}
    chart = tmp_path / "hold.svg"
    words = vallum(*asked, "--chart", chart).out
    assert words.startswith("Aggregate campaign models compare assumptions")
    assert "Europe replaces America" in words
    assert chart.stat().st_size > 5_000
    assert "2027 to 2032" in vallum("hold", "--year", "2040").err


def test_money_needs(tmp_path: Path) -> None:
    told = vallum("support", "--money", "--json").answer("support_money")
    assert told["totals"]["loan_alone"] == pytest.approx(45.7, abs=0.05)
    words = vallum("support", "--money", "--chart", tmp_path / "need.svg").out
    assert "EUR 136 bn of its partners" in words
    assert vallum("support", "--chart", tmp_path / "x.svg").code == 2


def test_what_stands_behind_a_guarantee() -> None:
    told = vallum("redlines", POINTS, "--json").answer("redlines")["backing"]
    assert told["troops"] == 0
    assert told["part"] == pytest.approx(2 / 3, abs=0.001)
    assert all(told["holds"][m] < told["holds_without"][m] for m in told["holds"])
    assert "a ceiling that leaves 67 %" in vallum("redlines", POINTS).out


def test_support() -> None:
    told = vallum("support", "--json").answer("support")
    donors = {row["donor"]: row for row in told["donors"]}
    assert donors["USA"]["allocated"] == pytest.approx(115.38, abs=0.01)
    assert "made up for" in vallum("support").out


def test_a_page_to_hand_on(tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    told = vallum("brief", "redlines", POINTS, "--to", file, "--json").answer("brief")
    assert told["pages"] == 1
    text = PdfReader(file).pages[0].extract_text()
    assert "US draft in 28 points" in text
    assert "crossed" in text
    before = file.read_bytes()
    assert vallum("brief", "redlines", POINTS, "--to", file).code == 2
    assert vallum("brief", "redlines", POINTS, "--to", file, "--force").code == 0
    assert file.read_bytes() == before
