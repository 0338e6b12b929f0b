"""Drafts as files: what is read, and one clear sentence for what is wrong."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from drafts import clause, draft, shipped

from vallum.errors import UserError
from vallum.scenario.reading import read_yaml
from vallum.settlement import check, load_terms
from vallum.settlement.form import as_yaml, json_schema, template
from vallum.settlement.terms import read_terms

GOOD = """\
title: A draft
date: 2026-01-31
authors: [USA, RUS]
clauses:
- id: a
  topic: nato_membership
  effect: {membership_bar: permanent, membership_org: NATO}
"""


def with_effect(effect: str) -> str:
    return GOOD.replace("{membership_bar: permanent, membership_org: NATO}", effect)


def test_a_draft_is_read() -> None:
    terms = read_terms(GOOD.encode(), "x.yaml", default_id="x")
    assert (terms.id, terms.date, terms.authors) == ("x", "2026-01-31", ("USA", "RUS"))
    (found,) = terms.clauses
    assert found.effect == {"membership_bar": "permanent", "membership_org": ("NATO",)}


@pytest.mark.parametrize(
    ("effect", "read"),
    [
        ("{recognition: De jure, territory: [Donbas, Crimean peninsula]}",
         {"recognition": "de_jure", "territory": ("Donetsk", "Luhansk", "Crimea")}),
        ("{guarantors: [Russia, gbr, coalition_of_the_willing]}",
         {"guarantors": ("RUS", "GBR", "COALITION_OF_THE_WILLING")}),
        ("{force_cap: null, starting_point: line_of_contact}",
         {"force_cap": None, "starting_point": "contact_line"}),
        ("{scope: all_candidates, note: said so}", {"membership_scope": "all_candidates"}),
        ("{guarantors: []}", {"guarantors": ()}),
        ("{guarantors: none, force_cap: '600,000'}", {"guarantors": (), "force_cap": 600_000}),
        ("{monitoring: USA_led}", {"monitoring": "usa_led"}),
    ],
    ids=["places", "parties", "no limit", "other names", "nobody", "nobody in words", "letters"],
)  # fmt: skip
def test_spellings_that_coders_use(effect, read) -> None:
    (found,) = read_terms(with_effect(effect).encode(), "x").clauses
    assert found.effect == read


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (GOOD.replace("nato_membership", "nato"), 6, "'nato' is not a topic"),
        (GOOD.replace("  topic: nato_membership\n", ""), 5, "needs a topic"),
        (GOOD.replace("date: 2026-01-31\n", ""), None, "needs the day"),
        (GOOD.replace("2026-01-31", "31 January"), 2, "is no day"),
        (GOOD.replace("2026-01-31", "2026-02-30"), 2, "is no day"),
        (GOOD.replace("title: A draft\n", ""), None, "needs a title"),
        (GOOD.replace("authors: [USA, RUS]\n", ""), None, "needs who wrote it"),
        (GOOD.replace("topic: nato", "topics: x\n  topic: nato"), 6, "did you mean 'topic'"),
        (with_effect("{recognition: none, recognition: de_jure}"), 7, "is set twice"),
        (with_effect("{recognition: [none, de_jure]}"), 7, "contradict each other"),
        (with_effect("{claims_waived: true, compensation: full}"), 7, "contradict each other"),
        (with_effect("{force_cap: 1, force_cap_to_be_set: true}"), 7, "contradict each other"),
        (with_effect("{recogniton: none}"), 7, "did you mean 'recognition'"),
        (with_effect("{membership_bar: permanant}"), 7, "did you mean 'permanent'"),
        (with_effect("{force_cap: many}"), 7, "must be a number"),
        (with_effect("{neutrality: yes}"), 7, "must be true or false"),
        (GOOD + GOOD.partition("clauses:\n")[2], 8, "is the id of"),
        (GOOD.replace("clauses:", "scope: whole\nclauses:"), 4, "is not a word for scope"),
        ("- 1\n", 1, "is not a draft"),
        ("", None, "is empty"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text, line, told) -> None:
    with pytest.raises(UserError) as found:
        read_terms(text.encode(), "x.yaml")
    (problem,) = found.value.problems
    assert told in problem.message
    assert problem.line == line


def test_a_file_that_is_no_draft(tmp_path: Path) -> None:
    big, latin = tmp_path / "big.yaml", tmp_path / "latin.yaml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    latin.write_bytes(GOOD.replace("A draft", "Tür").encode("latin-1"))
    for path, told in (
        (big, "has 50.0 MB"),
        (latin, "is not text in UTF-8"),
        (tmp_path / "none.yaml", "does not exist"),
        (tmp_path / "x.docx", "is not a draft in the form"),
    ):
        with pytest.raises(UserError, match=told):
            load_terms(path)


def test_what_resembles_nothing_is_kept_and_told() -> None:
    text = with_effect("{recognition: by_decree, fisheries: shared, territory: [Gotland]}")
    terms = read_terms(text.encode(), "x")
    assert len(terms.warnings) == 3
    assert all("line 7" in warning for warning in terms.warnings)


def test_clauses_that_disagree_are_named() -> None:
    text = shipped()["us_28_points_2025_11"]
    assert text.warnings == ("clauses n21a and n21d disagree on recognition: de_facto and de_jure",)


def test_no_verdict_on_what_nobody_confirmed() -> None:
    text = GOOD.replace("  topic", "  confirmed: false\n  topic")
    with pytest.raises(UserError, match="nobody has confirmed clause a"):
        check(read_terms(text.encode(), "x"))


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_text_survives_being_written_and_read(name) -> None:
    text = shipped()[name]
    written = as_yaml(text)
    again = read_terms(written.encode(), "x")
    assert [(c.id, c.topic, c.effect) for c in again.clauses] == [
        (c.id, c.topic, c.effect) for c in text.clauses
    ]
    jsonschema.validate(read_yaml(written.encode(), "x").data, json_schema())


def test_the_template_is_right_and_explains_every_effect() -> None:
    terms = read_terms(template().encode(), "new")
    jsonschema.validate(read_yaml(template().encode(), "new").data, json_schema())
    assert {f.rule.id for f in check(terms).crossed} == {
        "R2_enforceable_guarantees",
        "R3_right_to_seek_membership",
    }
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"title": "x"}, json_schema())


def test_an_empty_draft_lacks_a_guarantee_only() -> None:
    assert [f.rule.id for f in check(draft()).crossed] == ["R2_enforceable_guarantees"]
    assert check(draft(clause("a"))).crossed[0].clauses == ()
