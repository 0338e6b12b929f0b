"""The answer about sources that disagree: the rules, and what each decided.

Fed by: `vallum.evidence.reconcile`.  To: `vallum evidence conflicts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isinf
from typing import Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row
from vallum.evidence.reconcile import Compared, Conflict, Reading


class ConflictRuleRow(Row):
    """One declared rule, and how much it compared."""

    rule: Annotated[str, Field(description="Its id")]
    title: str
    compares: Annotated[str, Field(description="What is set beside what")]
    words: Annotated[str, Field(description="Which figure counts, and what the others do")]
    tables: Annotated[tuple[str, ...], Field(description="Names, as group/table")]
    compared: Annotated[int, Field(ge=0, description="Facts with more than one figure that counts")]
    above: Annotated[int, Field(ge=0, description="Of them further apart than asked")]
    uncompared: Annotated[
        tuple[str, ...], Field(description="Figures that look alike and are not, with the reason")
    ]

    @classmethod
    def of(cls, compared: Compared, above: float) -> ConflictRuleRow:
        """above: a share."""
        rule = compared.rule
        return cls(
            rule=rule.id,
            title=rule.title,
            compares=rule.compares,
            words=rule.words,
            tables=rule.tables,
            compared=len(compared.facts),
            above=len(compared.above(above)),
            uncompared=compared.uncompared,
        )


class ReadingRow(Row):
    """What one source says of a fact."""

    value: Annotated[float, Field(description="In the unit of the fact")]
    low: Annotated[float, Field(description="Of a range that the source states; else the value")]
    high: Annotated[float, Field(description="Of a range that the source states; else the value")]
    said: Annotated[str, Field(description="Which edition, list, order or count it is")]
    table: Annotated[
        str | None, Field(description="Name, as group/table; null: no row, which means none")
    ]
    line: Annotated[int | None, Field(description="Line of the table's file, from 1")]
    rows: Annotated[int, Field(ge=0, description="Rows behind it; more than 1: a sum of them")]
    source: Annotated[str, Field(description="Ids of sources.csv, joined by ;")]
    verified: Annotated[str, Field(description="yes, no, imputed; empty without a row")]
    year: Annotated[int | None, Field(description="Calendar year that it is of")]
    left_out: Annotated[
        str | None, Field(description="Why it does not count; null: it counts in range and spread")
    ]

    @classmethod
    def of(cls, reading: Reading) -> ReadingRow:
        return cls(
            value=reading.value,
            low=reading.low,
            high=reading.high,
            said=reading.said,
            table=reading.table or None,
            line=reading.line,
            rows=len(reading.rows),
            source=reading.source,
            verified=reading.verified,
            year=reading.year,
            left_out=reading.left_out or None,
        )


class ConflictRow(Row):
    """One fact of which sources disagree."""

    rule: Annotated[str, Field(description="Id of the rule that decided")]
    key: Annotated[str, Field(description="The fact, its parts joined by ' / '")]
    states: Annotated[tuple[str, ...], Field(description="Whose fact it is; buyers, for prices")]
    unit: str
    chosen: Annotated[ReadingRow, Field(description="The figure that counts")]
    others: tuple[ReadingRow, ...]
    low: Annotated[float, Field(description="Lowest that any figure that counts allows")]
    high: Annotated[float, Field(description="Highest that any figure that counts allows")]
    spread_pct: Annotated[
        float | None,
        Field(ge=0, description="Largest over smallest figure, less 100 %; null: one has none"),
    ]

    @classmethod
    def of(cls, conflict: Conflict) -> ConflictRow:
        return cls(
            rule=conflict.rule,
            key=conflict.key,
            states=conflict.states,
            unit=conflict.unit,
            chosen=ReadingRow.of(conflict.chosen),
            others=tuple(ReadingRow.of(one) for one in conflict.others),
            low=conflict.low,
            high=conflict.high,
            spread_pct=None if isinf(conflict.spread) else 100 * conflict.spread,
        )


class EvidenceConflictsAnswer(Answer):
    """`vallum evidence conflicts`: where sources disagree, and the rule that decided each."""

    above_pct: Annotated[float, Field(ge=0, description="Figures further apart than this")]
    rules: tuple[ConflictRuleRow, ...]
    rows: Annotated[
        tuple[ConflictRow, ...], Field(description="The furthest apart of a rule first")
    ]

    @classmethod
    def of(cls, compared: Iterable[Compared], above: float) -> EvidenceConflictsAnswer:
        """From `vallum.evidence.reconcile.compare`; above: a share."""
        told = tuple(compared)
        return cls(
            above_pct=100 * above,
            rules=tuple(ConflictRuleRow.of(one, above) for one in told),
            rows=tuple(ConflictRow.of(fact) for one in told for fact in one.above(above)),
        )
