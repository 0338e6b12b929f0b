"""The answers about draft settlements: `vallum redlines` and its words diff, read, new.

Fed by: `vallum.settlement`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from vallum.contracts.answer import Answer, Row

if TYPE_CHECKING:
    from vallum.settlement import Change, Verdicts
    from vallum.settlement.compare import Comparison
    from vallum.settlement.reader import Proposal
    from vallum.world.terms import Terms

Outcome = Literal["breach", "doubt", "kept", "silent"]


class RuleVerdict(Row):
    """What one red line says."""

    outcome: Annotated[Outcome, Field(description="breach: crossed; doubt: arguable")]
    clauses: Annotated[tuple[str, ...], Field(description="Clauses that it rests on")]
    reason: str
    title: str
    agenda: Annotated[bool, Field(description="One of the three red lines of the agenda")]


class ChangeRow(Row):
    """One change of those that clear all red lines asked about."""

    clause: str
    strike: Annotated[tuple[str, ...], Field(description="Effects that go")]
    write: Annotated[tuple[str, ...], Field(description="Effects that must stand")]
    rules: tuple[str, ...]


class RedLinesAnswer(Answer):
    """`vallum redlines FILE`: every rule on one draft."""

    title: str
    date: str
    verdicts: Annotated[dict[str, RuleVerdict], Field(description="By rule id")]
    changes: Annotated[
        tuple[ChangeRow, ...] | None,
        Field(description="Fewest changes that clear the rules of the agenda; None: none found"),
    ]
    unconfirmed: Annotated[tuple[str, ...], Field(description="Clauses left aside")]
    unread: Annotated[tuple[str, ...], Field(description="Effects that no rule reads")]

    @classmethod
    def of(cls, found: Verdicts, changes: tuple[Change, ...] | None) -> RedLinesAnswer:
        return cls(
            title=found.terms.title,
            date=found.terms.date,
            verdicts={
                each.rule.id: RuleVerdict(
                    outcome=each.outcome,
                    clauses=each.clauses,
                    reason=each.reason,
                    title=each.rule.title,
                    agenda=each.rule.agenda,
                )
                for each in found.verdicts
            },
            changes=None
            if changes is None
            else tuple(
                ChangeRow(
                    clause=each.clause, strike=each.strike, write=each.write, rules=each.rules
                )
                for each in changes
            ),
            unconfirmed=found.unconfirmed,
            unread=found.terms.unread,
        )


class MovedRow(Row):
    """One rule under two drafts."""

    rule: str
    before: Outcome
    after: Outcome
    moved: Literal["better", "worse", "same"]


class SettledRow(Row):
    """What one draft settles and the other does not."""

    topic: str
    effect: str
    value: str


class RedLinesDiffAnswer(Answer):
    """`vallum redlines diff A B`: what moved from one draft to the other."""

    a: str
    b: str
    rules: tuple[MovedRow, ...]
    only_a: tuple[SettledRow, ...]
    only_b: tuple[SettledRow, ...]

    @classmethod
    def of(cls, a: Terms, b: Terms, found: Comparison) -> RedLinesDiffAnswer:
        return cls(
            a=a.title,
            b=b.title,
            rules=tuple(
                MovedRow(
                    rule=each.after.rule.id,
                    before=each.before.outcome,
                    after=each.after.outcome,
                    moved=each.moved,
                )
                for each in found.rules
            ),
            only_a=_settled(found.only_first),
            only_b=_settled(found.only_second),
        )


class ProposalRow(Row):
    """One sentence that may be a clause."""

    id: str
    topic: str
    sentence: str
    effect: dict[str, Any]
    confidence: Annotated[float, Field(ge=0, le=0.9)]
    words: Annotated[tuple[str, ...], Field(description="Words that it was found by")]


class RedLinesReadAnswer(Answer):
    """`vallum redlines read FILE`: clauses that a text may hold; no verdict on any of them."""

    file: str
    sentences: Annotated[int, Field(ge=0)]
    clauses: tuple[ProposalRow, ...]

    @classmethod
    def of(cls, file: str, sentences: int, found: Iterable[Proposal]) -> RedLinesReadAnswer:
        return cls(
            file=file,
            sentences=sentences,
            clauses=tuple(
                ProposalRow(
                    id=each.clause.id,
                    topic=each.clause.topic,
                    sentence=each.sentence,
                    effect=dict(each.clause.effect),
                    confidence=each.confidence,
                    words=each.words,
                )
                for each in found
            ),
        )


def _settled(rows: Iterable[tuple[str, str, str]]) -> tuple[SettledRow, ...]:
    return tuple(SettledRow(topic=t, effect=e, value=v) for t, e, v in rows)
