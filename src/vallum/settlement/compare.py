"""What moved between two drafts: verdicts first, then the effects behind them.

From: two texts and rules.  To: `vallum redlines diff`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vallum.settlement.check import WORSE, Verdict, check
from vallum.world.redlines import RedLine
from vallum.world.terms import Terms


@dataclass(frozen=True)
class Moved:
    """One rule under both; moved: better, worse or same, from the first to the second."""

    before: Verdict
    after: Verdict

    @property
    def moved(self) -> str:
        step = WORSE.index(self.after.outcome) - WORSE.index(self.before.outcome)
        return "same" if step == 0 else "worse" if step > 0 else "better"


@dataclass(frozen=True)
class Comparison:
    """Two texts.  only_first, only_second: (topic, effect, value) that one settles alone."""

    rules: tuple[Moved, ...]
    only_first: tuple[tuple[str, str, str], ...]
    only_second: tuple[tuple[str, str, str], ...]


def compare(first: Terms, second: Terms, rules: Iterable[RedLine]) -> Comparison:
    """Verdict by verdict, then what each settles that the other does not."""
    listed = tuple(rules)
    pairs = zip(check(first, listed).verdicts, check(second, listed).verdicts, strict=True)
    one, other = _settled(first), _settled(second)
    return Comparison(
        tuple(Moved(*pair) for pair in pairs),
        tuple(sorted(one - other)),
        tuple(sorted(other - one)),
    )


def _settled(terms: Terms) -> set[tuple[str, str, str]]:
    found = set()
    for clause in terms.clauses:
        for name, value in clause.effect.items():
            words = ", ".join(sorted(map(str, value))) if isinstance(value, list) else str(value)
            found.add((clause.topic, name, words.lower() if isinstance(value, bool) else words))
    return found
