"""What each red line says of a text: crossed, arguable, kept or silent, and by which clauses.

From: `vallum.world.terms`, `vallum.world.redlines`.  To: commands, report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vallum.world.redlines import WITHOUT_VALUE, Branch, RedLine, Test
from vallum.world.terms import Clause, Terms

SPOKEN = {"breach": "crossed", "doubt": "arguable", "kept": "kept", "silent": "silent"}
"""Outcome in data -> the word for it."""
WORSE = ("kept", "silent", "doubt", "breach")
"""Outcomes, the best first."""
_OPS = {
    "eq": "is", "ne": "is not", "in": "is one of", "not_in": "is none of", "gt": "above",
    "gte": "at least", "lt": "below", "lte": "at most", "exists": "is given", "is_true": "is true",
    "not_true": "is not true", "intersects": "includes", "intersects_or_missing": "includes",
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """One rule on one text.  clauses: ids of the witnesses; reason: in words."""

    rule: RedLine
    outcome: str
    clauses: tuple[str, ...]
    reason: str
    branch: int | None

    @property
    def spoken(self) -> str:
        return SPOKEN[self.outcome]

    @property
    def clear(self) -> bool:
        return self.outcome in ("kept", "silent")


@dataclass(frozen=True)
class Verdicts:
    """All rules on one text; unconfirmed: clauses that were left aside."""

    terms: Terms
    verdicts: tuple[Verdict, ...]
    unconfirmed: tuple[str, ...]

    def of(self, rule: str) -> Verdict:
        return next(each for each in self.verdicts if each.rule.id == rule)

    @property
    def crossed(self) -> tuple[Verdict, ...]:
        return tuple(each for each in self.verdicts if each.outcome == "breach")

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        agenda = [each for each in self.verdicts if each.rule.agenda]
        told = "; ".join(f"{each.rule.title}: {each.spoken}" for each in agenda)
        return [f"{self.terms.title} ({self.terms.date}). {told}."]


def check(terms: Terms, rules: Iterable[RedLine]) -> Verdicts:
    """Exactly one verdict for each rule.  Clauses that nobody has confirmed have no part in it."""
    sure = tuple(clause for clause in terms.clauses if clause.confirmed)
    unsure = tuple(clause.id for clause in terms.clauses if not clause.confirmed)
    return Verdicts(terms, tuple(_verdict(rule, terms, sure) for rule in rules), unsure)


def witnesses(branch: Branch, clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses that meet every test of a branch."""
    return tuple(c for c in clauses if all(meets(c, test) for test in branch.tests))


def meets(clause: Clause, test: Test) -> bool:
    """Whether a clause meets one test; a missing field meets `ne`, `not_in`, `not_true` alone."""
    value = clause.topic if test.field == "topic" else clause.effect.get(test.field)
    if value is None:
        return test.op in ("ne", "not_in", "not_true", "intersects_or_missing")
    several = value if isinstance(value, list) else [value]
    asked = test.value if isinstance(test.value, (list, tuple)) else [test.value]
    shared = any(each in asked for each in several)
    answers = {
        "exists": True,
        "is_true": value is True,
        "not_true": value is not True,
        "eq": shared,
        "ne": not shared,
        "in": shared,
        "not_in": not shared,
        "intersects": shared,
        "intersects_or_missing": shared,
    }
    return answers[test.op] if test.op in answers else _compares(value, test)


def text_holds(branch: Branch, terms: Terms) -> bool:
    """Whether the whole text meets a branch's conditions on it."""
    authors = set(terms.authors)
    for name, words in branch.text.items():
        inside = bool(authors & set(words))
        if name == "authors_include" and not inside:
            return False
        if name == "authors_exclude" and inside:
            return False
        if name == "scope_in" and terms.scope not in words:
            return False
    return True


def _compares(value: Any, test: Test) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    limit = float(test.value)
    return {
        "gt": value > limit,
        "gte": value >= limit,
        "lt": value < limit,
        "lte": value <= limit,
    }[test.op]


def _verdict(rule: RedLine, terms: Terms, clauses: tuple[Clause, ...]) -> Verdict:
    for place, branch in enumerate(rule.branches):
        if not text_holds(branch, terms):
            continue
        if not branch.tests:
            if branch.outcome == "silent":
                break
            told = f"the whole text: {_whole(branch)}"
            return Verdict(rule, branch.outcome, (), told, place)
        found = witnesses(branch, clauses)
        if branch.any and found:
            return Verdict(
                rule, branch.outcome, tuple(c.id for c in found), _reason(branch, found), place
            )
        if not branch.any and not found:
            told = f"no clause where {_conditions(branch)}"
            return Verdict(rule, branch.outcome, (), told, place)
    if rule.silence == "silent":
        return Verdict(rule, "silent", (), "the text says nothing of it", None)
    told = "the text says nothing of it, and what is not written does not exist"
    return Verdict(rule, rule.silence, (), told, None)


def _reason(branch: Branch, found: tuple[Clause, ...]) -> str:
    quoted = "; ".join(f"{c.id}: {c.text or c.topic}" for c in found)
    extra = f" ({_whole(branch)})" if branch.text else ""
    return f"{_conditions(branch)}{extra} - {quoted}"


def _conditions(branch: Branch) -> str:
    return (
        " and ".join(
            f"{test.field} {_OPS[test.op]}"
            + ("" if test.op in WITHOUT_VALUE else f" {_shown(test)}")
            for test in branch.tests
            if test.field != "topic"
        )
        or "there is a clause on it, and none that keeps the line"
    )


def _shown(test: Test) -> str:
    value = test.value
    words = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    if test.op == "intersects_or_missing":
        return f"one of {words}, or names nothing"
    return words


def _whole(branch: Branch) -> str:
    words = {
        "authors_include": "authors include",
        "authors_exclude": "no author is",
        "scope_in": "its scope is",
    }
    return "; ".join(f"{words[name]} {_few(value)}" for name, value in branch.text.items())


def _few(words: tuple[str, ...]) -> str:
    return ", ".join(words[:3]) + (" or others" if len(words) > 3 else "")
