"""The answer about facts by what they weigh: the weakest, and the quality by state and category.

Fed by: `vallum.study.weights`.  To: `vallum evidence weakest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share, rows_of

Weight = Annotated[
    float,
    Field(
        ge=0, description="Part of the self-reliance index that would go without it, need unchanged"
    ),
]


class WeakFactRow(Row):
    """One fact that nobody has seen in its source."""

    table: Annotated[str, Field(description="Table of facts, as group/table")]
    line: Annotated[int, Field(description="Line of its file")]
    fact: Annotated[str, Field(description="Which row of the table")]
    state: Annotated[str, Field(description="Whose; empty for needs")]
    category: Annotated[str, Field(description="Category of equipment, or element of a need")]
    value: Annotated[float | None, Field(description="What the row says")]
    verified: Literal["no", "imputed"]
    weight: Weight
    source: Annotated[str, Field(description="Ids of sources.csv, joined by ;")]
    published: Annotated[str, Field(description="Date of the newest source; empty: not dated")]


class QualityRow(Row):
    """How the weight of a state or a category is known."""

    name: Annotated[str, Field(description="State or category")]
    facts: int
    weight: Weight
    share_verified: Share
    share_unverified: Share
    share_imputed: Share


class EvidenceWeakestAnswer(Answer):
    """`vallum evidence weakest`: heaviest first."""

    rows: tuple[WeakFactRow, ...]
    by_state: tuple[QualityRow, ...]
    by_category: tuple[QualityRow, ...]

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame], top: int) -> EvidenceWeakestAnswer:
        """From the tables that `frames_of` makes; top: so many facts at most."""
        by = {name: frames[f"quality_by_{name}"].rename({name: "name"})
              for name in ("state", "category")}  # fmt: skip
        return cls(
            rows=rows_of(WeakFactRow, frames["weakest_facts"].head(top)),
            by_state=rows_of(QualityRow, by["state"]),
            by_category=rows_of(QualityRow, by["category"]),
        )
