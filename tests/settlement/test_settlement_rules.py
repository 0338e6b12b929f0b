"""Red lines as a careful reader would draw them, on real drafts, small ones, and random ones."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from drafts import CLAUSES, DRAFTS, clause, draft, shipped
from hypothesis import given
from hypothesis import strategies as st

from vallum.errors import UserError
from vallum.settlement import check, compare, load_rules, shipped_rules, smallest_changes
from vallum.settlement.compare import WORSE
from vallum.settlement.rules import OUTCOMES
from vallum.settlement.verdict import holds, judge

HERE = Path(__file__).parent
RULES = {rule.id.partition("_")[0]: rule for rule in shipped_rules()}
PERMANENT = {"membership_bar": "permanent"}


def expected() -> list[tuple[str, dict[str, str]]]:
    """Outcomes worked out by hand for each shipped text (outcomes.csv)."""
    with (HERE / "outcomes.csv").open(encoding="utf-8") as file:
        return [(row.pop("text"), row) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("name", "outcomes"), expected(), ids=lambda value: str(value)[:30])
def test_shipped_texts(name, outcomes) -> None:
    found = check(shipped()[name])
    assert {f.rule.id.partition("_")[0]: f.outcome for f in found.findings} == outcomes


def test_every_shipped_text_has_an_outcome_by_hand() -> None:
    assert {name for name, _ in expected()} == {*shipped()}


@pytest.mark.parametrize(
    ("rule", "topic", "effect", "outcome"),
    [
        ("R1", "territory_recognition", {"recognition": "de_jure"}, "breach"),
        ("R1", "territory_recognition", {"recognition": "de_jure", "territory": ()}, "breach"),
        ("R1", "other", {"recognition": "de_jure", "territory": ("Kharkiv",)}, "breach"),
        ("R1", "other", {"recognition": "de_jure", "territory": ("Abkhazia",)}, "silent"),
        ("R1", "other", {"recognition": "de_facto", "territory": ("Crimea",)}, "doubt"),
        ("R2", "other", {}, "breach"),
        ("R2", "security_guarantees", {"guarantee": "treaty_binding", "enforcement": "automatic"},
         "breach"),
        ("R2", "security_guarantees", {"guarantee": "treaty_binding", "enforcement": "automatic",
         "guarantors": ("FRA",)}, "kept"),
        ("R2", "security_guarantees", {"guarantee": "treaty_binding", "enforcement": "automatic",
         "guarantors": ("RUS",)}, "breach"),
        ("R2", "security_guarantees", {"guarantee": "treaty_binding", "enforcement": "automatic",
         "guarantors": ("RUS", "USA"), "veto_by_guarantor": True}, "breach"),
        ("R3", "nato_membership", PERMANENT, "breach"),
        ("R3", "nato_membership", PERMANENT | {"membership_org": ("NATO", "EU")}, "breach"),
        ("R3", "other", {"neutrality": True}, "breach"),
        ("R3", "nato_membership", {"membership_bar": "none", "depends_on": "alliance_consensus"},
         "kept"),
        ("O1", "force_limits", {"force_cap": None}, "kept"),
        ("O1", "force_limits", {"force_cap": 799_999.0}, "breach"),
        ("O1", "force_limits", {"force_cap": 800_000.0}, "doubt"),
        ("O1", "ceasefire_line", {"arms_supply_halt": True}, "breach"),
        ("O6", "sanctions", {"sanctions": "phased", "snapback": False}, "breach"),
        ("O9", "minorities", {"official_language_ru": True, "contested": True}, "silent"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_one_clause(rule, topic, effect, outcome) -> None:
    assert judge(draft(clause("a", topic, **effect)), RULES[rule]).outcome == outcome


def test_a_promise_made_in_two_clauses_is_one_promise() -> None:
    both = draft(
        clause("a", "prisoners", exchange="all_for_all"),
        clause("b", "prisoners", children_returned=True),
    )
    found = judge(both, RULES["O8"])
    assert (found.outcome, found.clauses) == ("kept", ("a", "b"))


@pytest.mark.parametrize(
    ("authors", "outcome"),
    [(("USA", "RUS"), "breach"), (("USA", "EST"), "kept"), (("UKR",), "breach")],
)
def test_who_wrote_it_matters(authors, outcome) -> None:
    bar = clause("a", "nato_membership", membership_bar="permanent", membership_org=("NATO",))
    assert judge(draft(bar, authors=authors), RULES["O10"]).outcome == outcome


def test_a_procedural_text_is_arguable_on_guarantees() -> None:
    text = draft(clause("a", "security_guarantees", guarantee="political"), scope="procedural")
    assert judge(text, RULES["R2"]).outcome == "doubt"


@given(DRAFTS)
def test_every_rule_gives_one_verdict(terms) -> None:
    found = check(terms)
    assert [finding.rule for finding in found.findings] == [*shipped_rules()]
    ids = {each.id for each in terms.clauses}
    for finding in found.findings:
        assert finding.outcome in OUTCOMES
        assert set(finding.clauses) <= ids
        assert finding.reason.endswith(".")


@given(DRAFTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(terms, chance) -> None:
    clauses = list(terms.clauses)
    chance.shuffle(clauses)
    shuffled = check(replace(terms, clauses=tuple(clauses)))
    for one, other in zip(check(terms).findings, shuffled.findings, strict=True):
        assert (one.outcome, {*one.clauses}) == (other.outcome, {*other.clauses})


@given(DRAFTS, CLAUSES)
def test_a_clause_that_meets_no_bad_branch_never_worsens(terms, more) -> None:
    for each in more:
        added = replace(each, id=f"new_{each.id}")
        longer = replace(terms, clauses=(*terms.clauses, added))
        alone = replace(terms, clauses=(added,))
        for rule in shipped_rules():
            bad = [b for b in rule.branches if b.outcome in ("breach", "doubt")]
            if not any(holds(alone, branch)[0] for branch in bad):
                before, after = judge(terms, rule), judge(longer, rule)
                assert WORSE[after.outcome] <= WORSE[before.outcome]


@given(DRAFTS, st.booleans())
def test_the_changes_clear_every_red_line(terms, arguable) -> None:
    found = smallest_changes(terms, arguable=arguable)
    assert found.left == ()
    bad = ("breach", "doubt") if arguable else ("breach",)
    assert not [f for f in check(found.terms).findings if f.rule.default and f.outcome in bad]


@given(DRAFTS)
def test_no_fewer_clauses_would_do(terms) -> None:
    """As long as one clause that must be touched is left as it is, a red line stays crossed.

    A clause left alone may be anything else's neighbour: all others are taken away, and a perfect
    guarantee is added, which is the best that any change of the others could do.
    """
    found = smallest_changes(terms)
    strong = clause("best", "security_guarantees", guarantee="treaty_binding",
                    enforcement="automatic", guarantors=("FRA",))  # fmt: skip
    touched = [change for change in found.changes if not change.new]
    needless = 0
    for change in touched:
        left = next(each for each in terms.clauses if each.id == change.clause)
        alone = replace(terms, clauses=(left, strong))
        needless += not check(alone).crossed
    # One clause at most was touched only to become the guarantee that the draft lacks.
    added = sum(change.new for change in found.changes)
    assert needless + added <= 1
    if needless + added:
        assert judge(terms, RULES["R2"]).outcome == "breach"


def test_the_28_points_need_four_clauses() -> None:
    found = smallest_changes(shipped()["us_28_points_2025_11"])
    assert [change.clause for change in found.changes] == ["n3", "n5", "n7", "n21d"]


def test_what_moved_between_two_drafts() -> None:
    texts = shipped()
    found = compare(texts["us_28_points_2025_11"], texts["e3_counter_2025_11"])
    moved = dict(found.verdicts.select("rule", "moved").iter_rows())
    assert moved["R1_no_formal_recognition"] == "better"
    assert moved["O2_foreign_troops_allowed"] == "same"
    assert "worse" not in moved.values()
    caps = found.settled.filter(effect="force_cap").row(0, named=True)
    assert (caps["before"], caps["after"]) == ("600,000", "800,000")
    same = compare(texts["minsk_ii_2015"], texts["minsk_ii_2015"])
    assert same.settled.is_empty()


OWN = """\
redlines:
- id: X1_no_referendum
  title: No referendum
  default: true
  branches:
  - outcome: breach
    any: {match: [{field: effect.referendum, op: is_true}]}
    remedy: {set: {referendum: false}}
  - outcome: kept
    none: {match: [{field: topic, op: eq, value: elections}]}
  - outcome: silent
"""


def test_red_lines_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(OWN, encoding="utf-8")
    rules = load_rules(file)
    assert len(rules) == len(shipped_rules()) + 1
    found = check(shipped()["istanbul_communique_2022_03"], rules).by_rule["X1_no_referendum"]
    assert (found.outcome, found.clauses) == ("breach", ("i9",))
    assert check(draft(), rules).by_rule["X1_no_referendum"].outcome == "kept"
    voted = draft(clause("a", "elections", elections=True))
    assert check(voted, rules).by_rule["X1_no_referendum"].outcome == "silent"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OWN.replace("is_true", "is_so"), "is not an operator"),
        (OWN.replace("effect.referendum", "effect.referendums"), "did you mean 'referendum'"),
        (OWN.replace("outcome: kept", "outcome: fine"), "needs an outcome"),
        (OWN.replace("value: elections", "value: $elections"), "is no constant"),
        ("title: something\n", "needs a list of rules"),
        ("- a\n", "is no file of red lines"),
    ],
)
def test_rules_that_are_wrong(tmp_path: Path, text, told) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=told.replace("'", ".")):
        load_rules(file)
