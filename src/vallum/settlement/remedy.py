"""The fewest clauses to touch so that a draft crosses no red line.

From: `verdict`.  To: `vallum redlines`.

Every witness of a branch that one clause alone can meet has to be touched: as long as one is left,
the branch holds.  A rule that lacks something (a guarantee that binds) needs one clause only: one
that is touched anyway where its topic fits, else the nearest that speaks of it, else a new one.
After each pass the draft is judged again, since a clause mended for one rule may then meet another.
What is proposed is the least wording that the rules ask for; politics may ask for another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vallum.settlement.clauses import Clause, Value, shown
from vallum.settlement.rules import Cure, RedLine, shipped_rules
from vallum.settlement.terms import Terms
from vallum.settlement.verdict import Finding, holds, judge

PASSES = 20
"""More than branches of any rule; what is not clear by then cannot be cleared by its remedies."""


@dataclass(frozen=True)
class Change:
    """One clause touched: effect -> (before, after); `new`: it is added."""

    clause: str
    topic: str
    effects: dict[str, tuple[Value, Value]]
    rules: tuple[str, ...]
    new: bool = False

    @property
    def in_words(self) -> str:
        parts = [
            f"{name}: {shown(after)}" + ("" if self.new else f" instead of {shown(before)}")
            for name, (before, after) in self.effects.items()
        ]
        return f"{'add a clause on ' + self.topic if self.new else self.clause}: {', '.join(parts)}"


@dataclass(frozen=True)
class Changes:
    """terms: the draft as changed; left: ids of rules that no remedy clears."""

    changes: tuple[Change, ...]
    terms: Terms
    left: tuple[str, ...] = ()


def smallest_changes(
    terms: Terms,
    rules: Sequence[RedLine] | None = None,
    *,
    arguable: bool = False,
    optional: bool = False,
) -> Changes:
    """The smallest set of clauses to touch so that no red line is crossed.

    arguable: nor arguable; optional: by the optional principles too.
    """
    judged = [rule for rule in (rules or shipped_rules()) if rule.default or optional]
    bad = ("breach", "doubt") if arguable else ("breach",)
    now = terms
    reasons: dict[str, list[str]] = {}
    for _ in range(PASSES):
        found = [finding for rule in judged if (finding := judge(now, rule)).outcome in bad]
        # What must touch every witness goes first, so that one clause may then serve for the rest.
        every = [each for each in found if (cure := _cure_of(each)) and not cure.one]
        if not (chosen := every or [each for each in found if _cure_of(each)][:1]):
            break
        for finding in chosen:
            now = _cured(now, finding, reasons)
    left = tuple(rule.id for rule in judged if judge(now, rule).outcome in bad)
    return Changes(_changes(terms, now, reasons), now, left)


def _cure_of(finding: Finding) -> Cure | None:
    if finding.branch is None:
        return finding.rule.remedy
    return finding.rule.branches[finding.branch].remedy


def _cured(terms: Terms, finding: Finding, reasons: dict[str, list[str]]) -> Terms:
    cure = _cure_of(finding)
    assert cure is not None
    if cure.one:
        return _one_cured(terms, finding, cure, reasons)
    assert finding.branch is not None
    _, witnesses = holds(terms, finding.rule.branches[finding.branch])
    ids = {clause.id for clause in witnesses}
    for name in sorted(ids):
        reasons.setdefault(name, []).append(finding.rule.id)
    clauses = tuple(
        _reworded(clause, cure) if clause.id in ids else clause for clause in terms.clauses
    )
    return replace(terms, clauses=clauses)


def _one_cured(terms: Terms, finding: Finding, cure: Cure, reasons: dict[str, list[str]]) -> Terms:
    """Word one clause so that the rule is kept: a touched one, else a witness, else a new one."""
    fitting = [clause for clause in terms.clauses if clause.topic == cure.topic]
    ranked = sorted(
        fitting, key=lambda clause: (clause.id not in reasons, _distance(clause, cure), clause.id)
    )
    if ranked:
        name = ranked[0].id
        clauses = tuple(
            _reworded(clause, cure) if clause.id == name else clause for clause in terms.clauses
        )
    else:
        taken = {clause.id for clause in terms.clauses}
        name = next(f"new{n}" for n in range(1, len(taken) + 2) if f"new{n}" not in taken)
        clauses = (*terms.clauses, _reworded(Clause(name, cure.topic), cure))
    reasons.setdefault(name, []).append(finding.rule.id)
    return replace(terms, clauses=clauses)


def _distance(clause: Clause, cure: Cure) -> int:
    """How many effects would change."""
    return sum(clause.effect.get(name) != value for name, value in cure.set.items())


def _reworded(clause: Clause, cure: Cure) -> Clause:
    effect = dict(clause.effect)
    for name, value in cure.set.items():
        if value is None and name != "force_cap":
            effect.pop(name, None)
        elif value is False and effect.get(name) is None and name not in effect:
            continue  # nothing is said to the contrary
        else:
            effect[name] = value
    for name, value in cure.if_absent.items():
        if not effect.get(name):
            effect[name] = value
    return replace(clause, effect=effect)


def _changes(before: Terms, after: Terms, reasons: dict[str, list[str]]) -> tuple[Change, ...]:
    old = {clause.id: clause for clause in before.clauses}
    made = []
    for clause in after.clauses:
        was = old.get(clause.id)
        effects = {
            name: (was.effect.get(name) if was else None, clause.effect.get(name))
            for name in dict.fromkeys((*(was.effect if was else ()), *clause.effect))
            if was is None or was.effect.get(name) != clause.effect.get(name)
        }
        if effects:
            rules = tuple(dict.fromkeys(reasons[clause.id]))
            made.append(Change(clause.id, clause.topic, effects, rules, new=was is None))
    return tuple(made)
