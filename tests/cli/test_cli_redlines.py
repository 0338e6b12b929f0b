"""redlines and leverage, called as a user calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from calling import call_vallum
from pypdf import PdfWriter

DRAFT = """\
title: Evening draft
date: 2026-06-30
authors: [USA, RUS]
clauses:
- id: a
  topic: territory_recognition
  text: All sides recognise the regions as Russian in law.
  effect: {recognition: de_jure}
- id: b
  topic: security_guarantees
  text: Partners consult if Ukraine is attacked.
  effect: {guarantee: treaty_binding, enforcement: consultation, guarantors: [USA]}
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "draft.yaml"
    file.write_text(DRAFT)
    return file


def test_a_draft(draft: Path):
    answer = call_vallum("redlines", str(draft), "--json").answer("redlines")
    verdicts = answer["verdicts"]
    assert verdicts["R1_no_formal_recognition"]["outcome"] == "breach"
    assert verdicts["R1_no_formal_recognition"]["clauses"] == ["a"]
    assert verdicts["R2_enforceable_guarantees"]["outcome"] == "doubt"
    assert verdicts["R3_right_to_seek_membership"]["outcome"] == "silent"
    assert {"a"} <= {each["clause"] for each in answer["changes"]}
    found = call_vallum("redlines", str(draft))
    assert "crosses 1 of 3 red lines" in found.out
    assert "arguable" in found.out


def test_two_drafts_and_the_list(draft: Path):
    answer = call_vallum("redlines", "diff", str(draft), "e3_counter_2025_11", "--json").answer(
        "redlines_diff"
    )
    moved = {each["rule"]: each["moved"] for each in answer["rules"]}
    assert moved["R1_no_formal_recognition"] == "better"
    assert "us_28_points_2025_11" in call_vallum("redlines", "list").out


def test_the_form_and_what_a_text_proposes_can_be_judged(tmp_path: Path):
    form = tmp_path / "form.yaml"
    assert call_vallum("redlines", "new", "--to", str(form)).code == 0
    assert call_vallum("redlines", str(form), "--json").code == 0
    text = tmp_path / "draft.txt"
    text.write_text("Draft for Ukraine. The US recognises Crimea as Russian in law.")
    read = tmp_path / "read.yaml"
    words = ("redlines", "read", str(text), "--to", str(read), "--json")
    (proposed,) = call_vallum(*words).answer("redlines_read")["clauses"]
    assert proposed["effect"]["recognition"] == "de_jure"
    before = call_vallum("redlines", str(read), "--json").answer("redlines")
    assert before["unconfirmed"] == ["c1"]
    assert before["verdicts"]["R1_no_formal_recognition"]["outcome"] == "silent"
    form_ = yaml.safe_load(read.read_text())
    form_["clauses"][0]["confirmed"] = True
    read.write_text(yaml.safe_dump(form_))
    after = call_vallum("redlines", str(read), "--json").answer("redlines")
    assert after["verdicts"]["R1_no_formal_recognition"]["outcome"] == "breach"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (DRAFT.replace("date: 2026-06-30\n", "").encode(), "the date is missing"),
        (DRAFT.replace("territory_rec", "teritory_rec").encode(), "line 6"),
        (DRAFT.replace("effect: {recognition: de_jure}",
                       "effect: {recognition: de_jure, recognition: none}").encode(), "set twice"),
        (b"title: \xff\xfe", "UTF-8"),
        (b"x" * 50_000_000, "larger than"),
        (b"", "is empty"),
    ],
    ids=["date", "topic", "twice", "coding", "size", "empty"],
)  # fmt: skip
def test_bad_drafts_are_refused_in_a_sentence(tmp_path: Path, content, says):
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)
    found = call_vallum("redlines", str(file))
    assert found.code == 2
    assert says in found.err
    assert "Traceback" not in found.err


def test_files_that_hold_no_text_are_refused(tmp_path: Path):
    empty = tmp_path / "scan.pdf"
    with PdfWriter() as writer:
        writer.add_blank_page(100, 100)
        writer.write(empty)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    for file, says in ((empty, "holds no text"), (broken, "no PDF")):
        found = call_vallum("redlines", "read", str(file))
        assert found.code == 2
        assert says in found.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("redlines", "us_28_point"), "did you mean 'us_28_points_2025_11'"),
        (("redlines", "diff", "one"), "give 2 more"),
        (("leverage", "--on", "tomorrow"), "YYYY-MM-DD"),
        (("leverage", "--on", "2010-01-01"), "older than"),
    ],
    ids=["text", "words", "day", "too early"],
)
def test_what_is_wrong_is_said_in_a_sentence(words, says):
    found = call_vallum(*words)
    assert found.code == 2
    assert says in found.err


def test_leverage_on_a_day():
    answer = call_vallum("leverage", "--on", "2026-12-01", "--json").answer("leverage")
    assert "newest fact" in answer["warning"]
    assert answer["renewals"][0]["regime"] == "sectoral"
    assert answer["frozen"]
    assert "Renewals due within a year" in call_vallum("leverage").out
