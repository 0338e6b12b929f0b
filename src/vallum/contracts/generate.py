"""The answer about forces for a mission: `vallum generate`.

Fed by: `vallum.study.generate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row

if TYPE_CHECKING:
    from vallum.study.generate import Generated


class ContributionRow(Row):
    """What one state sends in one rotation."""

    state: str
    element: Annotated[str, Field(description="An element of requirements/mission_elements")]
    rotation: Annotated[int, Field(ge=1)]
    quantity: Annotated[int, Field(ge=1, description="Units")]


class UncoveredRow(Row):
    """What nobody sends."""

    element: str
    rotation: int
    quantity: int


class CoverageRow(Row):
    """How much of one element is there in every rotation."""

    element: str
    title: str
    soldiers: Annotated[int, Field(ge=1, description="Soldiers of one unit")]
    asked: Annotated[int, Field(ge=0, description="Units at one time")]
    covered: Annotated[int, Field(ge=0, description="Units there in every rotation")]
    uncovered: Annotated[int, Field(ge=0, description="Units that lack in the worst rotation")]


class RoleRow(Row):
    """How much of one role's element is there in every rotation."""

    role: str
    element: str
    asked: int
    covered: int


class GenerateAnswer(Answer):
    """`vallum generate MISSION`: who sends what, in which rotation."""

    mission: str
    title: str
    feasible: bool
    asked: Annotated[int, Field(description="Soldiers to be deployed at one time")]
    deployed: Annotated[int, Field(description="Soldiers there in every rotation")]
    pool: Annotated[int, Field(description="Soldiers in all rotations together")]
    pool_per_deployed: int
    contributions: tuple[ContributionRow, ...]
    uncovered: tuple[UncoveredRow, ...]
    coverage: Annotated[tuple[CoverageRow, ...], Field(description="By element")]
    roles: Annotated[
        tuple[RoleRow, ...], Field(description="By role, the first filled first; may be none")
    ]
    sustained_months: int
    cost_eur_bn_per_year: Annotated[float, Field(description="Beyond pay; 2025 prices")]
    pool_in_brigades: float
    from_north: Annotated[int, Field(description="Soldiers of the pool from around the Baltic")]
    unwilling: Annotated[dict[str, str], Field(description="Who sends nobody, and why")]
    assumed_willing: tuple[str, ...]
    proven_gap: Annotated[float, Field(ge=0, description="Of the integer programme")]

    @classmethod
    def of(cls, found: Generated) -> GenerateAnswer:
        force = found.force
        frames = force.frames()
        return cls(
            mission=force.mission.mission,
            title=force.mission.title,
            feasible=force.feasible,
            asked=force.asked_soldiers,
            deployed=force.deployed,
            pool=force.pool,
            pool_per_deployed=force.mission.pool_per_deployed,
            contributions=tuple(
                ContributionRow(**row) for row in frames["contributions"].iter_rows(named=True)
            ),
            uncovered=tuple(
                UncoveredRow(**row) for row in frames["uncovered"].iter_rows(named=True)
            ),
            coverage=tuple(CoverageRow(**row) for row in frames["coverage"].iter_rows(named=True)),
            roles=tuple(
                RoleRow(role=role, element=element, asked=asked, covered=covered)
                for role, element, asked, covered in force.by_role()
            ),
            sustained_months=force.sustained_months,
            cost_eur_bn_per_year=found.cost_eur_bn_per_year,
            pool_in_brigades=found.brigades,
            from_north=found.from_north,
            unwilling={s: each.why_not for s, each in force.supply.items() if not each.willing},
            assumed_willing=found.assumed,
            proven_gap=round(force.gap, 6),
        )
