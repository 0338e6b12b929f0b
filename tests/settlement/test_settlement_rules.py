"""Red lines: the shipped texts, what must hold of any text, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import evidence
from vallum.errors import UserError
from vallum.evidence.schemas.ukraine import EFFECTS
from vallum.settlement import check, clearing, compare
from vallum.settlement.check import WORSE, witnesses
from vallum.settlement.reader import propose
from vallum.world.redlines import OUTCOMES, read_rules, shipped_rules
from vallum.world.terms import (
    LISTS,
    NUMBERS,
    TOPICS,
    TRUTHS,
    Clause,
    Terms,
    shipped_terms,
    terms_of,
)

RULES = shipped_rules()
AGENDA = tuple(rule for rule in RULES if rule.agenda)

# Outcomes worked out by hand from the texts: R1, R2, R3 of the agenda, in that order.
EXPECTED = {
    "minsk_ii_2015": "kept breach silent",
    "rus_draft_treaties_2021_12": "silent breach breach",
    "istanbul_communique_2022_03": "kept doubt breach",
    "ukr_peace_formula_2022_11": "kept kept kept",
    "chn_12_points_2023_02": "kept breach silent",
    "rus_putin_terms_2024_06": "breach breach breach",
    "us_witkoff_outline_2025_04": "breach breach breach",
    "rus_memorandum_2025_06": "breach breach breach",
    "ukr_memorandum_2025_06": "kept doubt kept",
    "eur_ukr_counter_2025_08": "kept kept kept",
    "anchorage_formula_2025_08": "doubt breach silent",
    "us_28_points_2025_11": "breach breach breach",
    "e3_counter_2025_11": "kept kept kept",
    "berlin_statement_2025_12": "kept doubt kept",
    "ukr_us_20_points_2025_12": "kept kept kept",
    "paris_declaration_2026_01": "silent doubt silent",
}
PRINCIPLES = {
    "us_28_points_2025_11": "breach doubt breach breach breach kept breach kept breach breach",
    "minsk_ii_2015": "kept breach silent silent silent silent doubt doubt breach silent",
    "e3_counter_2025_11": "doubt doubt kept kept kept kept kept kept silent kept",
    "rus_memorandum_2025_06": (
        "breach breach breach silent breach breach silent silent breach breach"
    ),
}
"""O1 to O10 of some texts."""


def draft(*clauses: Clause, authors: tuple[str, ...] = ("USA",)) -> Terms:
    return Terms("t", "T", "2026-01-01", authors, "treaty", "full_settlement", clauses)


def clause(topic: str, name: str = "c", **effect: object) -> Clause:
    return Clause(name, topic, "words", effect)


@pytest.mark.parametrize("name", EXPECTED)
def test_shipped_texts_have_their_outcomes(name):
    found = check(shipped_terms(evidence())[name], AGENDA)
    assert " ".join(each.outcome for each in found.verdicts) == EXPECTED[name]


def test_every_shipped_text_is_expected():
    assert shipped_terms(evidence()).keys() == EXPECTED.keys()


@pytest.mark.parametrize("name", PRINCIPLES)
def test_optional_principles_have_their_outcomes(name):
    found = check(shipped_terms(evidence())[name], [r for r in RULES if r.id.startswith("O")])
    assert " ".join(each.outcome for each in found.verdicts) == PRINCIPLES[name]


@pytest.mark.parametrize(
    ("rule", "clauses", "outcome"),
    [
        ("R1", [clause("territory_recognition", recognition="de_jure")], "breach"),
        ("R1", [clause("territory_recognition", recognition="de_jure", territory=["Crimea"])],
         "breach"),
        ("R1", [clause("territory_recognition", recognition="de_jure", territory=["Kosovo"])],
         "silent"),
        ("R2", [], "breach"),
        ("R2", [clause("security_guarantees", guarantee="treaty_binding", enforcement="automatic",
                       guarantors=["FRA"])], "kept"),
        ("R2", [clause("security_guarantees", guarantee="treaty_binding",
                       enforcement="automatic")], "breach"),
        ("R3", [clause("nato_membership", membership_bar="permanent")], "breach"),
        ("R3", [clause("other", neutrality=True)], "breach"),
        ("R3", [clause("eu_membership", membership_bar="none", membership_org=["EU"])], "kept"),
        ("O1", [clause("force_limits", force_cap=600000)], "breach"),
        ("O1", [clause("force_limits", force_cap=800000)], "doubt"),
    ],
)  # fmt: skip
def test_one_clause_at_a_time(rule, clauses, outcome):
    (line,) = [each for each in RULES if each.id.startswith(f"{rule}_")]
    (found,) = check(draft(*clauses), [line]).verdicts
    assert found.outcome == outcome


def values(name: str) -> st.SearchStrategy[object]:
    if name in TRUTHS:
        return st.booleans()
    if name in NUMBERS:
        return st.integers(0, 1_000_000)
    words = EFFECTS[name] or ("USA", "RUS", "FRA")
    one = st.sampled_from(words)
    return st.lists(one, min_size=1, max_size=3, unique=True) if name in LISTS else one


effects = st.lists(st.sampled_from(sorted(EFFECTS)), max_size=4, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: values(name) for name in names})
)
clauses = st.builds(
    lambda number, topic, effect: Clause(f"c{number}", topic, "words", effect),
    st.integers(0, 10**9),
    st.sampled_from(TOPICS),
    effects,
)
texts = st.builds(
    lambda listed, authors, scope: replace(draft(*listed, authors=tuple(authors)), scope=scope),
    st.lists(clauses, max_size=6, unique_by=lambda each: each.id),
    st.lists(st.sampled_from(["USA", "RUS", "UKR", "FRA", "EU"]), max_size=2),
    st.sampled_from(["full_settlement", "partial", "procedural"]),
)


@given(terms=texts, shuffled=st.randoms(use_true_random=False))
def test_every_rule_has_one_verdict_whatever_the_order(terms, shuffled):
    found = check(terms, RULES)
    assert [each.rule.id for each in found.verdicts] == [rule.id for rule in RULES]
    assert {each.outcome for each in found.verdicts} <= set(OUTCOMES)
    mixed = list(terms.clauses)
    shuffled.shuffle(mixed)
    again = check(replace(terms, clauses=tuple(mixed)), RULES)
    for one, other in zip(found.verdicts, again.verdicts, strict=True):
        assert (one.outcome, set(one.clauses)) == (other.outcome, set(other.clauses))


@given(terms=texts, more=clauses)
def test_a_clause_that_offends_nothing_never_makes_a_verdict_worse(terms, more):
    more = replace(more, id="more")
    before, after = check(terms, RULES), check(terms.plus(more), RULES)
    for one, other in zip(before.verdicts, after.verdicts, strict=True):
        offends = any(
            branch.outcome in ("breach", "doubt") and witnesses(branch, [more])
            for branch in one.rule.branches
        )
        if not offends:
            assert WORSE.index(other.outcome) <= WORSE.index(one.outcome)


@given(terms=texts)
def test_what_is_proposed_clears_the_agenda(terms):
    changes = clearing(terms, AGENDA)
    assert changes is not None
    open_ = [each for each in check(terms, AGENDA).verdicts if not each.clear]
    assert bool(changes) == bool(open_)
    struck = [(each.clause, name) for each in changes for name in each.strike]
    left = check(terms.without(struck), AGENDA)
    written = {rule for each in changes for rule in each.rules if each.write}
    for each in left.verdicts:
        assert each.clear or each.rule.id in written


def test_unconfirmed_clauses_have_no_part():
    unsure = replace(clause("territory_recognition", recognition="de_jure"), confirmed=False)
    found = check(draft(unsure), RULES)
    assert found.unconfirmed == ("c",)
    assert found.of("R1_no_formal_recognition").outcome == "silent"


def test_two_drafts():
    texts_ = shipped_terms(evidence())
    found = compare(texts_["us_28_points_2025_11"], texts_["e3_counter_2025_11"], AGENDA)
    assert [each.moved for each in found.rules] == ["better"] * 3
    assert ("force_limits", "force_cap", "600000.0") in found.only_first


GOOD = {
    "title": "T",
    "date": "2026-01-01",
    "authors": ["USA"],
    "clauses": [{"id": "a", "topic": "other", "effect": {"recognition": "none"}}],
}


def one_clause(**changes: object) -> dict[str, object]:
    return {**GOOD, "clauses": [{**GOOD["clauses"][0], **changes}]}  # type: ignore[index,dict-item]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({**GOOD, "date": None}, "the date is missing"),
        ({**GOOD, "date": "May"}, "YYYY-MM-DD"),
        ({**GOOD, "title": ""}, "is missing"),
        ({**GOOD, "clauses": []}, "at least one clause"),
        ({**GOOD, "claims": 1}, "no field 'claims'"),
        (one_clause(topic="teritory_control"), "did you mean 'territory_control'"),
        (one_clause(effect={"recognition": "de_jur"}), "did you mean 'de_jure'"),
        (one_clause(effect={"recogniton": "none"}), "did you mean 'recognition'"),
        (one_clause(effect={"recognition": ["none", "de_jure"]}), "says both"),
        (one_clause(effect={"membership_bar": "none", "neutrality": True}), "exclude each other"),
        (one_clause(effect={"neutrality": "maybe"}), "neither true nor false"),
        (one_clause(effect={"force_cap": "many"}), "no number"),
        ({**GOOD, "clauses": [*GOOD["clauses"], *GOOD["clauses"]]}, "two clauses"),
    ],
)  # fmt: skip
def test_bad_terms_are_refused_in_a_sentence(data, says):
    with pytest.raises(UserError, match=says):
        terms_of(data)


def test_what_no_rule_reads_is_said():
    assert terms_of(one_clause(effect={"fishing": True})).unread == ("a.fishing",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules:\n- id: a\n  branches:\n  - outcome: bad\n", "none of breach"),
        ("rules:\n- id: a\n  branches:\n  - outcome: kept\n    any: {match: [{field: effect.x,"
         " op: eq, value: 1}]}\n", "no field 'x'"),
        ("rules:\n- id: a\n  branches:\n  - outcome: kept\n    any: {match: [{field: topic,"
         " op: is, value: 1}]}\n", "no operator 'is'"),
        ("rules: []\n", "at least one rule"),
    ],
    ids=["outcome", "field", "operator", "none"],
)  # fmt: skip
def test_bad_rules_are_refused(tmp_path: Path, text, says):
    file = tmp_path / "rules.yaml"
    file.write_text(text)
    with pytest.raises(UserError, match=says):
        read_rules(file)


def test_the_reader_finds_the_topics_of_the_shipped_texts():
    """At least 80 % of topics, and no sentence that is not there."""
    found = total = 0
    for terms in shipped_terms(evidence()).values():
        prose = "Draft on Ukraine. " + " ".join(each.text for each in terms.clauses)
        topics: dict[str, set[str]] = {}
        for each in propose(prose):
            assert each.sentence in prose
            assert not each.clause.confirmed
            topics.setdefault(each.sentence, set()).add(each.clause.topic)
        total += len(terms.clauses)
        found += sum(each.topic in topics.get(each.text, ()) for each in terms.clauses)
    assert found / total >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        "The elections in France take place within 30 days. All prisoners are counted.",
        "NATO membership of Finland was ratified in 2023. Sanctions on Iran go.",
        "Ukraine won the song contest in Kyiv. The weather was fine.",
        "",
    ],
)
def test_on_other_texts_the_reader_proposes_nothing(text):
    assert propose(text) == ()
