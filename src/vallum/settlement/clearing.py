"""The fewest changes that clear every red line.

From: a text and rules.  To: `vallum redlines`.

A change rewrites one clause (its offending effects go) or adds one that keeps a rule.  For each
rule that is crossed or arguable there are two ways: strike what meets any branch that crosses it or
leaves it arguable; or strike only what comes before the branch that keeps it, and write a clause
that meets that one.  All combinations of ways over the rules are tried: a clause that offends two
rules is counted once.  What is proposed is then checked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from vallum.settlement.check import Verdict, check, text_holds, witnesses
from vallum.world.redlines import Branch, RedLine
from vallum.world.terms import Clause, Terms

MOST_WAYS = 2**14
WHERE = ("territory", "membership_org", "guarantors")
"""Effects that say of what another effect speaks; they offend nobody by themselves."""


@dataclass(frozen=True)
class Change:
    """One change.  clause: the one to rewrite, or a new one; strike: effects that go;
    write: effects that must stand, as `name: value`; rules: ids of the lines it clears."""

    clause: str
    strike: tuple[str, ...]
    write: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True)
class _Way:
    """strike: (clause, effect); write: a clause that keeps the rule, or None."""

    rule: str
    strike: frozenset[tuple[str, str]]
    write: Clause | None

    @property
    def clauses(self) -> frozenset[str]:
        return frozenset(clause for clause, _ in self.strike)


def clearing(terms: Terms, rules: Iterable[RedLine]) -> tuple[Change, ...] | None:
    """The smallest set of changes after which no rule is crossed or arguable; None without one."""
    listed = tuple(rules)
    open_ = [each for each in check(terms, listed).verdicts if not each.clear]
    ways = [_ways(each, terms) for each in open_]
    if not all(ways):
        return None
    best: tuple[_Way, ...] | None = None
    for number, picked in enumerate(product(*ways)):
        if number >= MOST_WAYS:
            break
        if best is not None and _cost(picked) >= _cost(best):
            continue
        if all(each.clear for each in check(_changed(terms, picked), listed).verdicts):
            best = picked
    return None if best is None else _told(best)


def _ways(verdict: Verdict, terms: Terms) -> list[_Way]:
    rule = verdict.rule
    clauses = [clause for clause in terms.clauses if clause.confirmed]
    found = []
    bad = [b for b in rule.branches if b.outcome in ("breach", "doubt") and text_holds(b, terms)]
    if rule.silence not in ("breach", "doubt"):
        found.append(_Way(rule.id, _offending(bad, clauses), None))
    for place, branch in enumerate(rule.branches):
        if branch.outcome != "kept" or not branch.any or not branch.tests:
            continue
        before = [b for b in rule.branches[:place] if b in bad]
        clause = Clause(f"new: {rule.id}", _topic(branch), rule.title, _effects(branch))
        found.append(_Way(rule.id, _offending(before, clauses), clause))
    return sorted(found, key=lambda way: len(way.clauses) + (way.write is not None))


def _offending(branches: Iterable[Branch], clauses: list[Clause]) -> frozenset[tuple[str, str]]:
    """The effects by which clauses meet any of these branches."""
    found = set()
    for branch in branches:
        for clause in witnesses(branch, clauses):
            named = [
                test.field
                for test in branch.tests
                if test.field in clause.effect and test.field not in WHERE
            ]
            # A clause that offends by its topic alone loses all that it settles.
            found |= {(clause.id, name) for name in named or list(clause.effect)}
    return frozenset(found)


def _topic(branch: Branch) -> str:
    named = [str(test.value) for test in branch.tests if test.field == "topic"]
    return named[0] if named else "other"


def _effects(branch: Branch) -> dict[str, object]:
    found: dict[str, object] = {}
    for test in branch.tests:
        if test.field == "topic":
            continue
        if test.op == "is_true":
            found[test.field] = True
        elif test.op == "exists":
            found[test.field] = ["to be named"]
        elif test.op in ("in", "intersects", "intersects_or_missing"):
            found[test.field] = test.value[0]
        elif test.op in ("eq", "gte", "lte"):
            found[test.field] = test.value
    return found


def _cost(ways: Iterable[_Way]) -> int:
    listed = list(ways)
    rewritten = {clause for way in listed for clause in way.clauses}
    return len(rewritten) + sum(way.write is not None for way in listed)


def _changed(terms: Terms, ways: Iterable[_Way]) -> Terms:
    listed = list(ways)
    left = terms.without(pair for way in listed for pair in way.strike)
    return left.plus(*(way.write for way in listed if way.write is not None))


def _told(ways: tuple[_Way, ...]) -> tuple[Change, ...]:
    struck: dict[str, tuple[set[str], set[str]]] = {}
    for way in ways:
        for clause, effect in way.strike:
            effects, rules = struck.setdefault(clause, (set(), set()))
            effects.add(effect)
            rules.add(way.rule)
    changes = [
        Change(clause, tuple(sorted(effects)), (), tuple(sorted(rules)))
        for clause, (effects, rules) in sorted(struck.items())
    ]
    for way in ways:
        if way.write is not None:
            written = tuple(f"{k}: {_said(v)}" for k, v in way.write.effect.items())
            changes.append(Change(way.write.id, (), written, (way.rule,)))
    return tuple(changes)


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
