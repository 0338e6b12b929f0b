"""Which red lines a draft crosses: rules over clauses, one verdict a rule.

From: `terms`, `rules`.  To: study, report, the command line.

A rule's branches are tried in order; the first that holds gives the outcome, and the clauses that
meet it are its witnesses.  Where none holds the text is silent, and counts as what the rule says
silence means.  Nothing depends on the order of clauses but the order in which they are named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from vallum.errors import UserError
from vallum.settlement.clauses import Clause, Value, shown
from vallum.settlement.rules import IN_WORDS, Branch, Entry, Outcome, RedLine, shipped_rules
from vallum.settlement.terms import Terms
from vallum.settlement.vocabulary import party

MOST_SHOWN = 3
"""Effects of a clause that a reason names where its branch asks for none."""


@dataclass(frozen=True)
class Finding:
    """The verdict of one rule: witnesses in the text's order, and the reason in words."""

    rule: RedLine
    outcome: Outcome
    clauses: tuple[str, ...]
    reason: str
    branch: int | None
    """Place of the branch that held; None: the text is silent."""


@dataclass(frozen=True)
class Verdict:
    """All findings on one draft, in the order of the rules."""

    terms: Terms
    findings: tuple[Finding, ...]

    @cached_property
    def by_rule(self) -> dict[str, Finding]:
        return {finding.rule.id: finding for finding in self.findings}

    @property
    def crossed(self) -> tuple[Finding, ...]:
        """Red lines proper that are crossed; optional principles apart."""
        return tuple(f for f in self.findings if f.rule.default and f.outcome == "breach")

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        proper = [finding for finding in self.findings if finding.rule.default]
        lines = [f"{self.terms.title} ({self.terms.date}): {_count(proper, 'red line')}."]
        if optional := [finding for finding in self.findings if not finding.rule.default]:
            lines.append(f"Of the optional principles: {_count(optional, 'principle')}.")
        return lines

    def frames(self) -> dict[str, pl.DataFrame]:
        """`settlement_verdicts`: one row a rule."""
        rows = [
            {
                "rule": finding.rule.id,
                "title": finding.rule.title,
                "red_line": finding.rule.default,
                "outcome": finding.outcome,
                "in_words": IN_WORDS[finding.outcome],
                "clauses": ";".join(finding.clauses),
                "reason": finding.reason,
            }
            for finding in self.findings
        ]
        return {"settlement_verdicts": pl.DataFrame(rows)}


def check(terms: Terms, rules: Sequence[RedLine] | None = None) -> Verdict:
    """Judge a draft by every rule (default: the shipped ones).

    Raises UserError where a clause is a proposal of the reader that nobody has confirmed.
    """
    if waiting := [clause.id for clause in terms.unconfirmed]:
        raise UserError(
            f"{terms.id}: nobody has confirmed {'clause' if len(waiting) == 1 else 'clauses'} "
            f"{', '.join(waiting)}: read each one, correct it and set `confirmed: true`, or take "
            "it out; there is no verdict on a proposal"
        )
    chosen = shipped_rules() if rules is None else rules
    return Verdict(terms, tuple(judge(terms, rule) for rule in chosen))


def judge(terms: Terms, rule: RedLine) -> Finding:
    """The verdict of one rule."""
    for place, branch in enumerate(rule.branches):
        held, witnesses = holds(terms, branch)
        if held:
            if branch.outcome == "silent":
                break
            return Finding(
                rule, branch.outcome, tuple(clause.id for clause in witnesses),
                _reason(branch, witnesses), place,
            )  # fmt: skip
    reason = "The text says nothing on this."
    if rule.silent_means != "silent":
        reason = f"The text says nothing on this, which counts as {IN_WORDS[rule.silent_means]}."
    return Finding(rule, rule.silent_means, (), reason, None)


def holds(terms: Terms, branch: Branch) -> tuple[bool, list[Clause]]:
    """Whether a branch holds, and the clauses that meet it, in the text's order."""
    if not _text_holds(terms, branch):
        return False, []
    met: list[Clause] = []
    for group in branch.groups:
        found = [clause for clause in terms.clauses if meets(clause, group)]
        if bool(found) is branch.negated:
            return False, []
        met += [clause for clause in found if clause not in met]
    return True, sorted(met, key=terms.clauses.index)


def meets(clause: Clause, group: Sequence[Entry]) -> bool:
    """Whether one clause meets every entry."""
    return all(_entry_holds(clause, entry) for entry in group)


def _entry_holds(clause: Clause, entry: Entry) -> bool:  # noqa: PLR0911  (one an operator)
    found: Value = clause.effect.get(entry.field) if entry.of_effect else clause.topic
    members = _members(found)
    wanted = entry.value if isinstance(entry.value, tuple) else (entry.value,)
    match entry.op:
        case "eq" | "in" | "intersects":
            return any(_same(member, value) for member in members for value in wanted)
        case "ne" | "not_in":
            return not any(_same(member, value) for member in members for value in wanted)
        case "exists":
            return bool(members)
        case "absent":
            return not members
        case "is_true":
            return found is True
        case "not_true":
            return found is not True
        case "only":
            return bool(members) and all(member in wanted for member in members)
        case "not_only":
            return not members or any(member not in wanted for member in members)
        case _:
            return _compare(entry.op, found, entry.value)


def _compare(op: str, found: Value, value: Any) -> bool:
    """gte, lte, gt, lt; a missing number meets none of them."""
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return False
    return bool({"gte": found >= value, "lte": found <= value,
                 "gt": found > value, "lt": found < value}[op])  # fmt: skip


def _members(found: Value) -> tuple[Value, ...]:
    """What a field holds, one by one; nothing for a missing one."""
    if found is None:
        return ()
    return found if isinstance(found, tuple) else (found,)


def _same(found: Value, value: Any) -> bool:
    """Equal, where true is not the number one."""
    return isinstance(found, bool) is isinstance(value, bool) and found == value


def _text_holds(terms: Terms, branch: Branch) -> bool:
    authors = {party(author) for author in terms.authors}
    for name, wanted in branch.text.items():
        holds_here = {
            "authors_include": bool(authors & {*wanted}),
            "authors_exclude": not authors & {*wanted},
            "scope_in": terms.scope in wanted,
        }[name]
        if not holds_here:
            return False
    return True


def _reason(branch: Branch, witnesses: Sequence[Clause]) -> str:
    """The branch in words, with what its clauses settle.

    "Clause n21d recognises in law that annexed land is Russian (recognition: de_jure)."
    """
    why = branch.why or f"meets the branch `{branch.outcome}`"
    if not witnesses:
        return f"The text {why}."
    asked = [entry.field for group in branch.groups for entry in group if entry.of_effect]
    told = []
    for clause in witnesses:
        names = asked or list(clause.effect)[:MOST_SHOWN]
        settled = [f"{name}: {shown(clause.effect[name])}"
                   for name in dict.fromkeys(names) if name in clause.effect]  # fmt: skip
        told.append(f"{clause.id} ({'; '.join(settled)})" if settled else clause.id)
    if len(told) == 1:
        return f"Clause {told[0]} {why}."
    return f"Clauses {', '.join(told[:-1])} and {told[-1]}: each {why}."


def _count(findings: Sequence[Finding], one: str) -> str:
    parts = []
    for outcome, word in IN_WORDS.items():
        if number := sum(finding.outcome == outcome for finding in findings):
            parts.append(f"{number} {word}")
    return f"{', '.join(parts)} of {len(findings)} {one}{'' if len(findings) == 1 else 's'}"
