"""The answer about the nuclear question: `vallum deterrent`.

Fed by: `vallum.study.deterrent`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row

if TYPE_CHECKING:
    from vallum.study.deterrent import Deterrent


class OptionRow(Row):
    """One option."""

    option: str
    title: str
    what: str
    submarines: float
    aircraft: float
    warheads: Annotated[float, Field(description="Published estimates of all that are owned")]
    cost_low_eur_bn: Annotated[float, Field(description="A year, beyond today's")]
    cost_eur_bn: float
    cost_high_eur_bn: float
    shares_eur_bn: Annotated[
        dict[str, dict[str, float]],
        Field(description="Key (gdp, population, equal) -> state -> EUR bn a year, central"),
    ]
    route: str
    chance_of_first_step: Annotated[
        float | None, Field(description="That the dialogue is agreed by the end of 2029")
    ]
    backers: tuple[str, ...]
    against: tuple[str, ...]
    decides: str
    limits: str
    dependency: str
    source: str
    note: str


class NuclearFigureRow(Row):
    """One published figure."""

    state: str
    kind: str
    item: str
    low: float | None
    central: float | None
    high: float | None
    unit: str
    year: int
    source: str
    verified: str
    note: str


class DeterrentAnswer(Answer):
    """`vallum deterrent`: options for a European deterrent, with forces, cost, law and route."""

    today_eur_bn: Annotated[dict[str, float], Field(description="Yearly cost of each force")]
    hosted_warheads_low: Annotated[float, Field(description="American, lowest published count")]
    options: tuple[OptionRow, ...]
    figures: tuple[NuclearFigureRow, ...]

    @classmethod
    def of(cls, found: Deterrent) -> DeterrentAnswer:
        return cls(
            today_eur_bn={state: round(cost, 3) for state, cost in found.today.items()},
            hosted_warheads_low=found.hosted,
            options=tuple(
                OptionRow(
                    option=each.name,
                    title=each.title,
                    what=each.what,
                    submarines=each.boats,
                    aircraft=each.aircraft,
                    warheads=each.warheads,
                    cost_low_eur_bn=round(each.cost[0], 3),
                    cost_eur_bn=round(each.cost[1], 3),
                    cost_high_eur_bn=round(each.cost[2], 3),
                    shares_eur_bn={
                        key: {state: round(paid, 4) for state, paid in shares.items()}
                        for key, shares in each.shares.items()
                    },
                    route=each.route,
                    chance_of_first_step=None if each.chance is None else round(each.chance, 4),
                    backers=each.backers,
                    against=each.against,
                    decides=each.decides,
                    limits=each.limits,
                    dependency=each.dependency,
                    source=each.source,
                    note=each.note,
                )
                for each in found.options
            ),
            figures=tuple(NuclearFigureRow(**vars(each)) for each in found.figures),
        )
