"""The answer about the path to a European Defence Force: `vallum generate path`.

Fed by: `vallum.study.force_path`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row

if TYPE_CHECKING:
    from vallum.study.force_path import ForcePath, PathYear, Range

BN = "EUR bn, 2025 prices"


class LevelsRow(Row):
    """Low, central, high."""

    low: float
    central: float
    high: float

    @classmethod
    def of(cls, found: Range) -> LevelsRow:
        low, central, high = (round(value, 4) for value in found)
        return cls(low=low, central=central, high=high)


class StageRow(Row):
    """One stage and the force that fills it."""

    stage: str
    title: str
    measure: Annotated[str, Field(description="What is decided: `vallum decide MEASURE`")]
    mission: str
    from_year: int
    until: int
    feasible: Annotated[bool, Field(description="Every rotation is filled")]
    asked: Annotated[int, Field(description="Soldiers to be deployed at one time")]
    deployed: int
    pool: int
    uncovered: Annotated[dict[str, int], Field(description="Units that lack, by element")]
    staff: LevelsRow


class PathYearRow(Row):
    """One year."""

    year: int
    stage: str
    deployed: int
    pool: int
    staff: Annotated[float, Field(description="Posts, central")]
    cost_eur_bn: Annotated[dict[str, LevelsRow], Field(description=f"By item; {BN}")]
    total_eur_bn: Annotated[LevelsRow, Field(description=BN)]
    paid_in_common_eur_bn: Annotated[
        LevelsRow, Field(description="Part of the deployment; no cost of its own")
    ]
    pay_of_the_pool_eur_bn: Annotated[
        LevelsRow, Field(description="Borne anyway, not in the total")
    ]


class ForcePathAnswer(Answer):
    """`vallum generate path`: stages, every year, the end-state and the whole cost."""

    stages: tuple[StageRow, ...]
    years: tuple[PathYearRow, ...]
    end_state: PathYearRow
    total_eur_bn: Annotated[LevelsRow, Field(description=f"All years; {BN}")]

    @classmethod
    def of(cls, found: ForcePath) -> ForcePathAnswer:
        stages = []
        for each in found.stages:
            force = each.generated.force
            stages.append(
                StageRow(
                    stage=each.stage,
                    title=each.title,
                    measure=each.measure,
                    mission=force.mission.mission,
                    from_year=each.from_year,
                    until=each.until,
                    feasible=force.feasible,
                    asked=force.asked_soldiers,
                    deployed=force.deployed,
                    pool=force.pool,
                    uncovered={
                        name: asked - force.covered[name]
                        for name, asked in force.asked_by.items()
                        if asked > force.covered[name]
                    },
                    staff=LevelsRow.of(each.staff),
                )
            )
        return cls(
            stages=tuple(stages),
            years=tuple(_year(each) for each in found.years),
            end_state=_year(found.end_state),
            total_eur_bn=LevelsRow.of(found.total),
        )


def _year(each: PathYear) -> PathYearRow:
    force = each.stage.generated.force
    return PathYearRow(
        year=each.year,
        stage=each.stage.stage,
        deployed=force.deployed,
        pool=force.pool,
        staff=each.stage.staff[1],
        cost_eur_bn={item: LevelsRow.of(cost) for item, cost in each.cost.items()},
        total_eur_bn=LevelsRow.of(each.total),
        paid_in_common_eur_bn=LevelsRow.of(each.paid_in_common),
        pay_of_the_pool_eur_bn=LevelsRow.of(each.pay),
    )
