"""What moved between two drafts: verdicts, and what each settles by topic.

From: `verdict`.  To: `vallum redlines diff`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from vallum.settlement.clauses import shown
from vallum.settlement.rules import IN_WORDS, RedLine
from vallum.settlement.terms import Terms
from vallum.settlement.verdict import Verdict, check

WORSE = {"breach": 3, "doubt": 2, "silent": 1, "kept": 0}
"""How near to crossed an outcome is."""
NO_MATTER = ("text", "note")


@dataclass(frozen=True)
class Comparison:
    """Two verdicts side by side, from `before` to `after`."""

    before: Verdict
    after: Verdict

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """One row a rule: rule, title, red_line, before, after, moved (better, worse, same)."""
        rows = []
        for one, other in zip(self.before.findings, self.after.findings, strict=True):
            step = WORSE[other.outcome] - WORSE[one.outcome]
            rows.append(
                {
                    "rule": one.rule.id,
                    "title": one.rule.title,
                    "red_line": one.rule.default,
                    "before": one.outcome,
                    "after": other.outcome,
                    "moved": "same" if step == 0 else "worse" if step > 0 else "better",
                }
            )
        return pl.DataFrame(rows)

    @cached_property
    def settled(self) -> pl.DataFrame:
        """What only one of them settles, or both differently: topic, effect, before, after.

        Values of several clauses on one matter are joined by ` / `; empty: not settled.
        """
        one, other = _matters(self.before.terms), _matters(self.after.terms)
        rows = [
            {
                "topic": topic,
                "effect": effect,
                "before": " / ".join(one.get((topic, effect), [])),
                "after": " / ".join(other.get((topic, effect), [])),
            }
            for topic, effect in sorted({*one, *other})
        ]
        schema = dict.fromkeys(("topic", "effect", "before", "after"), pl.String)
        found = pl.DataFrame(rows, schema=schema)
        return found.filter(pl.col("before") != pl.col("after"))

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        before, after = self.before.terms, self.after.terms
        lines = [f"From {before.title} ({before.date}) to {after.title} ({after.date}):"]
        for way in ("better", "worse"):
            moved = self.verdicts.filter(pl.col("moved") == way)
            told = [f"{row['title']} ({IN_WORDS[row['before']]} -> {IN_WORDS[row['after']]})"
                    for row in moved.iter_rows(named=True)]  # fmt: skip
            lines.append(f"  {way}: {'; '.join(told) or 'nothing'}.")
        return lines

    def frames(self) -> dict[str, pl.DataFrame]:
        return {"settlement_moves": self.verdicts, "settlement_differences": self.settled}


def compare(before: Terms, after: Terms, rules: Sequence[RedLine] | None = None) -> Comparison:
    """Set two drafts side by side.  Raises UserError where one holds unconfirmed clauses."""
    return Comparison(check(before, rules), check(after, rules))


def _matters(terms: Terms) -> dict[tuple[str, str], list[str]]:
    """(topic, effect) -> values in order of their words, with places or organisations."""
    found: dict[tuple[str, str], set[str]] = {}
    for clause in terms.clauses:
        scope = clause.effect.get("territory") or clause.effect.get("membership_org")
        where = f" [{shown(scope)}]" if isinstance(scope, tuple) and scope else ""
        for name, value in clause.effect.items():
            if name in ("territory", "membership_org", *NO_MATTER):
                continue
            found.setdefault((clause.topic, name), set()).add(shown(value) + where)
    return {matter: sorted(values) for matter, values in found.items()}
