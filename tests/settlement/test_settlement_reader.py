"""The pattern reader on the shipped texts turned into prose, and on texts about other things."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafts import shipped

from vallum.errors import UserError
from vallum.settlement import check
from vallum.settlement.reader import _patterns, read_draft, split_sentences, text_of
from vallum.settlement.terms import Terms
from vallum.settlement.vocabulary import TOPICS

UNRELATED = {
    "recipe": "Peel the potatoes and cut them. No salt is needed. Return the pan to the heat and "
    "stir in steps until the sauce holds. Serve at once to all guests.",
    "budget": "The Union's budget has a ceiling of EUR 180 bn. Member states pay by share of GDP. "
    "The Parliament's elections are in June. A decision takes a qualified majority.",
    "another war": "A ceasefire begins in Gaza within 72 hours. All hostages are returned and "
    "prisoners are exchanged. An international force is deployed. Amnesty is offered to those who "
    "lay down arms. Elections follow. Reparations are paid by donors.",
    "harvest": "Ukraine's farmers sowed less wheat this year. Sunflower oil is exported by rail. "
    "The weather in Kherson was dry, and prices rose.",
    "football": "Ukraine drew one all in Wembley. The team from Kyiv held the line until the "
    "eightieth minute and then gave up a corner.",
}
HOUSE = [Path(__file__).parents[2] / name for name in ("README.md", "CHANGELOG.md")]


@pytest.mark.parametrize("joint", ["\n\n", " "], ids=["points", "one paragraph"])
def test_topics_found_in_prose(joint) -> None:
    """At least 80 % of clauses in each text's own topic, and no topic that the text lacks."""
    hits = clauses = 0
    for text in shipped().values():
        found = read_draft("On Ukraine." + joint + joint.join(c.text for c in text.clauses))
        topics = [each.clause.topic for each in found.proposals]
        assert {*topics} <= {each.topic for each in text.clauses}, text.id
        by_sentence = {each.sentence: each.clause.topic for each in found.proposals}
        for each in text.clauses:
            clauses += 1
            hits += any(by_sentence.get(s) == each.topic for s in split_sentences(each.text))
    assert clauses > 150
    assert hits / clauses >= 0.8


def test_numbered_points_are_told_apart() -> None:
    found = read_draft(
        "1. Ukraine's armed forces are limited to 600,000 troops.\n"
        "2. Ukraine will not join NATO, and says so in its constitution.\n"
        "3) The US recognises Crimea as Russian in law.\n"
    )
    first, second, third = (each.clause for each in found.proposals)
    assert first.effect["force_cap"] == 600_000
    assert second.effect == {
        "membership_bar": "permanent",
        "membership_org": ("NATO",),
        "constitutional_change_required": True,
    }
    assert third.topic == "territory_recognition"
    assert third.effect == {"recognition": "de_jure", "territory": ("Crimea",)}


@pytest.mark.parametrize("name", UNRELATED)
def test_nothing_is_proposed_from_other_texts(name) -> None:
    assert read_draft(UNRELATED[name]).proposals == ()


@pytest.mark.parametrize("path", HOUSE, ids=lambda path: path.name)
def test_nothing_is_proposed_from_our_own_prose_without_the_war(path) -> None:
    prose = [s for s in split_sentences(path.read_text("utf-8")) if "krain" not in s]
    assert len(prose) > 10
    assert read_draft(" ".join(prose)).proposals == ()


def test_a_proposal_is_never_judged() -> None:
    found = read_draft("Ukraine will not join NATO. The front is frozen on the line of contact.")
    assert len(found.proposals) == 2
    for each in found.proposals:
        assert not each.clause.confirmed
        assert 0 < each.confidence < 1
        assert each.patterns
    terms = Terms("x", "x", "2026-01-01", ("USA",), tuple(p.clause for p in found.proposals))
    with pytest.raises(UserError, match="no verdict on a proposal"):
        check(terms)


def test_every_pattern_is_for_a_topic() -> None:
    patterns = _patterns()
    assert {each.topic for each in patterns.topics} == set(TOPICS)
    assert len({each.id for each in patterns.topics}) == len(patterns.topics)
    assert {each.topic for each in patterns.effects} <= set(TOPICS)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.txt", b"\xff\xfe\x00Ukraine", "is not text in UTF-8"),
        ("a.txt", b"Ukraine\x00", "no text"),
        ("a.txt", b" \n", "is empty"),
        ("a.pdf", b"%PDF-1.4 nothing", "is not a PDF that can be read"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name, content, told) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=told):
        text_of(tmp_path / name)


def test_a_huge_file(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(UserError, match=r"50\.0 MB"):
        text_of(tmp_path / "huge.txt")
