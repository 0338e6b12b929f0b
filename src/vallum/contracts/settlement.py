"""The answers about drafts: red lines, what moved, proposals.

Fed by: `vallum.settlement`, `vallum.study.guarantee`.  To: `vallum redlines`, `vallum brief`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Protocol

from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share, rows_of
from vallum.settlement import Changes, Comparison, Terms, Verdict
from vallum.settlement.remedy import Change
from vallum.study.guarantee import Guarantee
from vallum.study.guarantee_hold import Backing
from vallum.theatre import WARNING
from vallum.theatre.campaign import Campaign

Outcome = Annotated[
    Literal["breach", "doubt", "kept", "silent"],
    Field(description="breach: crossed; doubt: arguable; kept; silent"),
]


class VerdictRow(Row):
    """What one rule says of a draft."""

    outcome: Outcome
    clauses: Annotated[tuple[str, ...], Field(description="Ids of the clauses it rests on")]
    reason: Annotated[str, Field(description="Why, in words")]


class RuleRow(Row):
    """What a rule asks for."""

    title: str
    red_line: Annotated[bool, Field(description="A red line proper; false: an optional principle")]
    reading: Annotated[str, Field(description="How the rule is read")]
    source: str


class ChangeRow(Row):
    """One clause to touch."""

    clause: Annotated[str, Field(description="Id; of a clause to be added: a new one")]
    topic: str
    new: Annotated[bool, Field(description="To be added")]
    effects: Annotated[dict[str, Any], Field(description="Effect -> what it would say; null: out")]
    rules: Annotated[tuple[str, ...], Field(description="Rules that ask for it")]

    @classmethod
    def of(cls, change: Change) -> ChangeRow:
        return cls(
            clause=change.clause,
            topic=change.topic,
            new=change.new,
            effects={name: _plain(after) for name, (_, after) in change.effects.items()},
            rules=change.rules,
        )


class GuaranteeRow(Row):
    """The strongest guarantee of a draft, and what stands behind it."""

    clause: Annotated[str | None, Field(description="Its id; null: none is promised")]
    guarantors: tuple[str, ...]
    binding: Annotated[str, Field(description="treaty_binding, political or none")]
    enforcement: Annotated[str, Field(description="automatic, consultation or none")]
    troops: Annotated[str, Field(description="allowed, nato_barred, barred or silent")]
    troops_clauses: tuple[str, ...]
    force_cap: Annotated[float | None, Field(description="Lowest ceiling on Ukraine's forces")]
    standing: Annotated[
        str, Field(description="none, paper, paper_without_troops or troops_allowed")
    ]
    asked: Annotated[int | None, Field(description="Troops of the scenario's force; null: none")]
    people: Annotated[float | None, Field(description="All who must be held for them")]
    available: Annotated[
        int | None, Field(description="Troops that guarantors can send; null: not worked out")
    ]

    @classmethod
    def of(cls, found: Guarantee) -> GuaranteeRow:
        return cls(**{name: getattr(found, name) for name in cls.model_fields})


class BackingRow(Row):
    """One season of attack with what the draft lets stand behind its guarantee, and without."""

    warning: str
    year: int
    troops: Annotated[int, Field(description="Foreign troops that count: let in, bound in law")]
    brigades: Annotated[float, Field(description="What they make")]
    part: Annotated[float, Field(description="Of Ukraine's brigades that a ceiling leaves")]
    holds: Annotated[dict[str, Share], Field(description="Model -> share of paths that hold")]
    holds_without: Annotated[dict[str, Share], Field(description="The same with neither")]

    @classmethod
    def of(cls, found: Backing) -> BackingRow:
        def chances(campaign: Campaign) -> dict[str, float]:
            return {name: round(ends.hold_probability, 6) for name, ends in campaign.models.items()}

        return cls(
            warning=WARNING,
            year=found.year,
            troops=found.troops,
            brigades=round(found.brigades, 3),
            part=round(found.part, 4),
            holds=chances(found.drafted),
            holds_without=chances(found.bare),
        )


class RedlinesAnswer(Answer):
    """`vallum redlines FILE`: which red lines a draft crosses, and why."""

    title: str
    verdicts: Annotated[dict[str, VerdictRow], Field(description="Rule id -> verdict")]
    id: str
    date: str
    authors: tuple[str, ...]
    crossed: Annotated[tuple[str, ...], Field(description="Red lines proper that are crossed")]
    rules: Annotated[dict[str, RuleRow], Field(description="Rule id -> what it asks for")]
    changes: Annotated[
        tuple[ChangeRow, ...],
        Field(description="Fewest clauses to touch so that no red line proper is crossed"),
    ]
    changes_arguable: Annotated[
        tuple[ChangeRow, ...], Field(description="The same, so that none is arguable either")
    ]
    guarantee: GuaranteeRow
    backing: BackingRow
    warnings: tuple[str, ...]

    @classmethod
    def of(
        cls,
        verdict: Verdict,
        changes: Changes,
        beyond: Changes,
        guarantee: Guarantee,
        backing: Backing,
    ) -> RedlinesAnswer:
        terms = verdict.terms
        return cls(
            title=terms.title,
            verdicts={
                each.rule.id: VerdictRow(
                    outcome=each.outcome, clauses=each.clauses, reason=each.reason
                )
                for each in verdict.findings
            },
            id=terms.id,
            date=terms.date,
            authors=terms.authors,
            crossed=tuple(finding.rule.id for finding in verdict.crossed),
            rules={
                each.rule.id: RuleRow(
                    title=each.rule.title,
                    red_line=each.rule.default,
                    reading=each.rule.reading,
                    source=each.rule.source,
                )
                for each in verdict.findings
            },
            changes=tuple(ChangeRow.of(change) for change in changes.changes),
            changes_arguable=tuple(ChangeRow.of(change) for change in beyond.changes),
            guarantee=GuaranteeRow.of(guarantee),
            backing=BackingRow.of(backing),
            warnings=terms.warnings,
        )


class TextRow(Row):
    """One shipped text, and what the red lines proper say of it."""

    id: str
    title: str
    date: str
    authors: tuple[str, ...]
    outcomes: Annotated[dict[str, Outcome], Field(description="Red line -> outcome")]


class RedlinesListAnswer(Answer):
    """`vallum redlines` alone: the shipped texts."""

    rows: tuple[TextRow, ...]

    @classmethod
    def of(cls, verdicts: Sequence[Verdict]) -> RedlinesListAnswer:
        return cls(
            rows=tuple(
                TextRow(
                    id=verdict.terms.id,
                    title=verdict.terms.title,
                    date=verdict.terms.date,
                    authors=verdict.terms.authors,
                    outcomes={
                        finding.rule.id: finding.outcome
                        for finding in verdict.findings
                        if finding.rule.default
                    },
                )
                for verdict in verdicts
            )
        )


class MoveRow(Row):
    """One rule in both drafts."""

    rule: str
    title: str
    red_line: bool
    before: Outcome
    after: Outcome
    moved: Annotated[Literal["better", "worse", "same"], Field(description="From before to after")]


class DifferenceRow(Row):
    """One matter that the drafts settle differently; empty: not settled."""

    topic: str
    effect: str
    before: str
    after: str


class RedlinesDiffAnswer(Answer):
    """`vallum redlines diff A B`: what moved."""

    before: Annotated[str, Field(description="Id of the first draft")]
    after: Annotated[str, Field(description="Id of the second draft")]
    verdicts: tuple[MoveRow, ...]
    differences: tuple[DifferenceRow, ...]

    @classmethod
    def of(cls, comparison: Comparison) -> RedlinesDiffAnswer:
        return cls(
            before=comparison.before.terms.id,
            after=comparison.after.terms.id,
            verdicts=rows_of(MoveRow, comparison.verdicts),
            differences=rows_of(DifferenceRow, comparison.settled),
        )


class ProposalRow(Row):
    """One clause proposed from a text; nobody has confirmed it."""

    clause: str
    topic: str
    effect: dict[str, Any]
    sentence: Annotated[str, Field(description="The sentence it was read from")]
    confidence: Annotated[Share, Field(description="How specific the pattern is")]
    patterns: Annotated[tuple[str, ...], Field(description="Ids of the patterns that matched")]


class ProposalLike(Protocol):
    @property
    def clause(self) -> Any: ...
    @property
    def sentence(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def patterns(self) -> tuple[str, ...]: ...


class RedlinesReadAnswer(Answer):
    """`vallum redlines read FILE`: clauses for a person to confirm; no verdict."""

    file: str
    sentences: Annotated[int, Field(description="Sentences read")]
    about: Annotated[bool, Field(description="Whether the text speaks of this war at all")]
    proposals: tuple[ProposalRow, ...]

    @classmethod
    def of(
        cls, file: str, sentences: int, about: bool, proposals: Sequence[ProposalLike]
    ) -> RedlinesReadAnswer:
        return cls(
            file=file,
            sentences=sentences,
            about=about,
            proposals=tuple(
                ProposalRow(
                    clause=each.clause.id,
                    topic=each.clause.topic,
                    effect={n: _plain(value) for n, value in each.clause.effect.items()},
                    sentence=each.sentence,
                    confidence=each.confidence,
                    patterns=each.patterns,
                )
                for each in proposals
            ),
        )


class RedlinesNewAnswer(Answer):
    """`vallum redlines new`: where the form was written, or its text."""

    id: str
    path: Annotated[str | None, Field(description="null: not written")]
    text: str

    @classmethod
    def of(cls, terms: Terms, path: str | None, text: str) -> RedlinesNewAnswer:
        return cls(id=terms.id, path=path, text=text)


class BriefAnswer(Answer):
    """`vallum brief redlines FILE`: where the page was written."""

    path: str
    pages: int


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
