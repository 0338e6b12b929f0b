"""Answers about results: the gaps of a scenario, and why a figure is what it is.

Fed by: the frame `gaps`, and what World says of a figure.  To: `vallum gaps`, `vallum why`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Cell, Row, Year, rows_of


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


class GapsAnswer(Answer):
    """`vallum gaps`: every need with what meets it."""

    rows: tuple[GapRow, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> GapsAnswer:
        """From the frame `gaps`, in its order."""
        return cls(rows=rows_of(GapRow, frame))


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
        Literal["yes", "no", "imputed"],
        Field(description="Seen in its source, still to be checked, or given by a stated rule"),
    ]


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
    rows: tuple[WhyRow, ...]

    @classmethod
    def of(cls, figure: FigureLike) -> WhyAnswer:
        """From what `World.why` returns; NaN, which JSON has no word for, becomes null."""
        rows = [{name: getattr(fact, name) for name in WhyRow.model_fields} for fact in figure.rows]
        return cls(
            value=_without_nan(figure.value),
            unit=figure.unit,
            chain=tuple(figure.chain),
            rows=tuple(WhyRow(**{**row, "value": _without_nan(row["value"])}) for row in rows),
        )


def _without_nan(value: Cell) -> Cell:
    return None if isinstance(value, float) and math.isnan(value) else value
