"""The answer about coalitions: `vallum coalition`.

Fed by: `vallum.study.coalition`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share

if TYPE_CHECKING:
    from vallum.study.coalition import CoalitionPicture


class CoalitionRow(Row):
    """One coalition of the frontier."""

    members: Annotated[tuple[str, ...], Field(description="ISO alpha-3 codes")]
    capability_share: Annotated[Share, Field(description="Of what all candidates bring")]
    probability: Annotated[Share, Field(description="That nobody in it objects")]


class CandidateRow(Row):
    """One candidate at the margin of the coalition of all."""

    state: str
    capability_share: Share
    objection: Annotated[Share, Field(description="Chance that it objects")]
    gain_without: Annotated[float, Field(description="Probability gained if it is left out")]
    imputed: Annotated[bool, Field(description="No coded position: the mean of the others")]


class CoalitionAnswer(Answer):
    """`vallum coalition`: capability gathered against ease of decision."""

    measure: Annotated[str, Field(description="What the coalition must agree on")]
    capability: Annotated[str, Field(description="What is gathered")]
    year: int
    frontier_size: Annotated[int, Field(ge=1, description="Coalitions that no other beats")]
    rows: tuple[CoalitionRow, ...]
    candidates: tuple[CandidateRow, ...]

    @classmethod
    def of(cls, found: CoalitionPicture) -> CoalitionAnswer:
        return cls(
            measure=found.measure.name,
            capability=found.kind,
            year=found.year,
            frontier_size=found.found,
            rows=tuple(
                CoalitionRow(
                    members=each.members,
                    capability_share=_share(each.capability),
                    probability=_share(each.probability),
                )
                for each in found.frontier
            ),
            candidates=tuple(
                CandidateRow(
                    state=each.state,
                    capability_share=_share(each.capability),
                    objection=_share(each.objection),
                    gain_without=round(each.gain, 6),
                    imputed=each.state in found.imputed,
                )
                for each in found.members
            ),
        )


def _share(value: float) -> float:
    return min(1.0, max(0.0, round(value, 6)))
