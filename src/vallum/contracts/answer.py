"""What all answers share: frozen, no unknown keys, no NaN, one JSON object as text.

To: every class of this package.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from vallum.errors import Problem

ROUNDING = 1e-9
"""How far beyond 0 or 1 a share may come out by rounding."""


class Row(BaseModel):
    """One entry of a list."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Answer(Row):
    """One `--json` answer: a single JSON object."""

    def json_text(self) -> str:
        """The object as it is printed: one line less its end, keys in the declared order."""
        return self.model_dump_json()


class FaultRow(Row):
    """One fault that a check found."""

    message: Annotated[str, Field(description="What is wrong, and what would be right")]
    file: Annotated[str | None, Field(description="The file, as it is shown to users")]
    line: Annotated[int | None, Field(description="Line of the file, from 1")]
    field: Annotated[str | None, Field(description="Column or dotted field")]

    @classmethod
    def of(cls, problem: Problem) -> FaultRow:
        return cls(
            message=problem.message, file=problem.file, line=problem.line, field=problem.field
        )


Year = Annotated[int, Field(description="Calendar year")]


def _without_rounding(value: Any) -> Any:
    """A weighted mean of ones may come out a last digit above one."""
    if isinstance(value, float) and -ROUNDING <= value <= 1 + ROUNDING:
        return min(max(value, 0.0), 1.0)
    return value


Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(_without_rounding)]
RunId = Annotated[str, Field(pattern="^[0-9a-f]{12}$")]
Cell = str | int | float | bool | None

AnyRow = TypeVar("AnyRow", bound=Row)


def rows_of(row: type[AnyRow], frame: pl.DataFrame) -> tuple[AnyRow, ...]:
    """The frame's rows as entries; columns that the entry does not know are left out."""
    chosen: list[dict[str, Any]] = frame.select(list(row.model_fields)).to_dicts()
    return tuple(row(**values) for values in chosen)
