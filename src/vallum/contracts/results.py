"""Answers about results: the gaps of a scenario, and why a figure is what it is.

Fed by: the frame `gaps`, and what World says of a figure.  To: `vallum gaps`, `vallum why`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Cell, Row, Share, Year, rows_of
from vallum.evidence import Evidence


class GapRow(Row):
    """One force element in one year of one contingency; quantities in the element's unit."""

    contingency: Annotated[str, Field(description="Contingency, or set of needs")]
    element: Annotated[str, Field(description="Force element")]
    year: Year
    need: Annotated[float, Field(description="What must be there")]
    have: Annotated[float, Field(description="What the coalition has")]
    us: Annotated[float, Field(description="What the United States still brings")]
    gap: Annotated[float, Field(ge=0, description="What is missing")]
    imputed: Annotated[bool, Field(description="Whether a rule, not a source, gives the need")]


class TerritorialRow(Row):
    """What one frontline state needs of one kind for its own territory, in one year."""

    state: Annotated[str, Field(description="ISO 3166-1 alpha-3")]
    category: Annotated[str, Field(description="Equipment category")]
    year: Year
    need: Annotated[float, Field(ge=0, description="What it needs, in units")]
    at_home: Annotated[float, Field(ge=0, description="What it keeps at home of that")]
    missing: Annotated[float, Field(ge=0, description="What is missing")]


class GapsAnswer(Answer):
    """`vallum gaps`: every need with what meets it."""

    rows: tuple[GapRow, ...]
    territorial: Annotated[
        tuple[TerritorialRow, ...],
        Field(description="Frontline states' own needs, beside the common one; all years"),
    ]

    @classmethod
    def of(cls, frame: pl.DataFrame, territorial: pl.DataFrame | None = None) -> GapsAnswer:
        """From the frames `gaps` and `territorial`, in their order."""
        own = () if territorial is None else rows_of(TerritorialRow, territorial)
        return cls(rows=rows_of(GapRow, frame), territorial=own)


class WhyRow(Row):
    """One fact that the figure rests on."""

    table: Annotated[str, Field(description="Table of facts, as group/table")]
    key: Annotated[str, Field(description="Which row of the table")]
    value: Annotated[Cell, Field(description="What the row says")]
    source: Annotated[str, Field(description="Ids of sources.csv, joined by ;")]
    grade: Annotated[
        str, Field(description="A official, B reputable secondary, C press, D own estimate")
    ]
    verified: Annotated[
        Literal["yes", "no", "imputed", "assumed"],
        Field(
            description="Seen in its source, still to be checked, given by a stated rule, or "
            "assumed by the scenario"
        ),
    ]


class WhyShares(Row):
    """How far the fact rows behind a figure can be trusted; the scenario's own left out."""

    facts: Annotated[int, Field(description="Fact rows")]
    verified: Annotated[Share, Field(description="Share seen in the source named, 0-1")]
    unverified: Annotated[Share, Field(description="Share still to be checked, 0-1")]
    imputed: Annotated[Share, Field(description="Share given by a stated rule, 0-1")]
    oldest: Annotated[str | None, Field(description="Date of the oldest source; null: none dated")]
    newest: Annotated[str | None, Field(description="Date of the newest source; null: none dated")]


class FactLike(Protocol):
    """What is read of one fact."""

    @property
    def table(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def value(self) -> Cell: ...
    @property
    def source(self) -> str: ...
    @property
    def grade(self) -> str: ...
    @property
    def verified(self) -> str: ...


class FigureLike(Protocol):
    """What World says of one figure."""

    @property
    def value(self) -> Cell: ...
    @property
    def unit(self) -> str: ...
    @property
    def chain(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[FactLike]: ...


class WhyAnswer(Answer):
    """`vallum why`: a figure, how it was made, and the facts it was made from."""

    value: Annotated[Cell, Field(description="The figure; null: there is none for these labels")]
    unit: Annotated[str, Field(description="Its unit")]
    chain: Annotated[tuple[str, ...], Field(description="The steps from the facts to the figure")]
    quality: WhyShares
    rows: tuple[WhyRow, ...]

    @classmethod
    def of(cls, figure: FigureLike, evidence: Evidence) -> WhyAnswer:
        """From what `World.why` or a lineage returns, and the facts that it stands on.

        NaN, which JSON has no word for, becomes null.
        """
        rows = [{name: getattr(fact, name) for name in WhyRow.model_fields} for fact in figure.rows]
        return cls(
            value=_without_nan(figure.value),
            unit=figure.unit,
            chain=tuple(figure.chain),
            quality=quality_of(figure, evidence),
            rows=tuple(WhyRow(**{**row, "value": _without_nan(row["value"])}) for row in rows),
        )


def quality_of(figure: FigureLike, evidence: Evidence) -> WhyShares:
    """Counts and dates of the fact rows behind a figure."""
    facts = [row for row in figure.rows if row.verified != "assumed"]
    names = {name for row in facts for name in row.source.split(";")}
    dates = sorted(date for name in names if (date := evidence.source(name).published))

    def share(mark: str) -> float:
        return sum(row.verified == mark for row in facts) / len(facts) if facts else 0.0

    return WhyShares(
        facts=len(facts),
        verified=share("yes"),
        unverified=share("no"),
        imputed=share("imputed"),
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
    )


def _without_nan(value: Cell) -> Cell:
    return None if isinstance(value, float) and math.isnan(value) else value
