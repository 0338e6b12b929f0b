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
    "match": "Ukraine beat Belgium 2-1 in Kyiv's first home match since 2021. The coach said his "
    "troops had fought to the end. Elections to the football federation will be held in March. "
    "The federation promised guarantees on ticket prices.",
    "news of the economy": "Energy prices in Europe fell, economists in Kyiv said. Sanctions on "
    "Russian oil have cut Moscow's revenue. A film on prisoners of war won a prize. Membership of "
    "the EU would lift growth by two points, the IMF said. Elections in Moldova are due.",
    "news of the war": "Allies had delivered 200,000 shells, and NATO troops trained in Poland. "
    "Russian drones hit the grid in Kharkiv overnight. Firing stopped at dawn. The president "
    "visited soldiers and said his forces of 880,000 would keep fighting. Sanctions were imposed "
    "on 12 tankers.",
    "lease": "The landlord guarantees quiet enjoyment. The tenant waives all claims for damages. "
    "The tenant recognises the landlord's title to the land. The agreement is legally binding. "
    "A security deposit guarantees payment. The parties shall remain neutral. Sanctions for late "
    "payment are lifted upon payment.",
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


STRUNG = (
    "The plan put to Kyiv would oblige Ukraine to abandon its bid to enter the Atlantic "
    "alliance, cap its army at 400,000 soldiers and surrender what it still holds of Donetsk. "
    "Washington would formally accept that Crimea belongs to Russia, while the rest of the "
    "occupied land would be treated as Russian de facto. Sanctions would be scrapped at once, "
    "and the Russian central bank money held in Brussels would go back to Moscow. A group of "
    "guarantor countries, among them the United States, Britain and Russia itself, would "
    "pledge to defend Ukraine if it were attacked again, but only after unanimous agreement. "
    "All sides receive full amnesty and agree not to make any claims. NATO agrees not to "
    "station troops in Ukraine."
)


def test_terms_strung_together_are_told_apart() -> None:
    found = [each.clause for each in read_draft(STRUNG).proposals]
    told = read_draft(STRUNG).proposals
    assert all(each.clause.text in each.sentence and each.sentence in STRUNG for each in told)
    assert [(each.topic, dict(each.effect)) for each in found] == [
        ("nato_membership", {"membership_bar": "permanent", "membership_org": ("NATO",)}),
        ("force_limits", {"force_cap": 400_000}),
        (
            "territory_control",
            {"control": "transfer_to_rus", "withdrawal_by": ("UKR",), "territory": ("Donetsk",)},
        ),
        ("territory_recognition", {"recognition": "de_jure", "territory": ("Crimea",)}),
        ("territory_recognition", {"recognition": "de_facto"}),
        ("sanctions", {"sanctions": "lifted"}),
        ("frozen_assets", {"assets": "returned"}),
        (
            "security_guarantees",
            {
                "veto_by_guarantor": True,
                "enforcement": "consultation",
                "aggressor_is_guarantor": True,
                "guarantors": ("USA", "GBR"),
            },
        ),
        ("amnesty", {"amnesty": "full", "claims_waived": True}),
        ("peacekeepers", {"foreign_troops": "nato_barred"}),
    ]


def test_one_long_sentence_of_points_is_a_list() -> None:
    """Points joined by semicolons are found as well as points on lines, with no topic more."""
    for text in shipped().values():
        if len(text.clauses) < 4:
            continue
        points = [each.text.rstrip(".").replace(";", ",") for each in text.clauses]
        listed = read_draft("Ukraine has these points: " + "; ".join(points) + ".")
        apart = read_draft("On Ukraine.\n\n" + "\n\n".join(f"{point}." for point in points))
        told = [each.clause.topic for each in listed.proposals]
        assert len(told) >= 0.8 * len(apart.proposals), text.id
        assert {*told} <= {each.topic for each in text.clauses}, text.id


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
