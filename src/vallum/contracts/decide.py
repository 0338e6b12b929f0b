"""The answers about measures: `vallum decide`.

Fed by: `vallum.governance.decide`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share

if TYPE_CHECKING:
    from vallum.governance.decide import Decision, RouteOutcome
    from vallum.governance.sequence import Sequence

Months = Annotated[float, Field(ge=0, description="Months from the day of asking")]


class Mind(Row):
    """What one state's mind is worth on a route."""

    state: Annotated[str, Field(description="ISO alpha-3 code")]
    objection: Annotated[Share, Field(description="Chance that it stands in the way")]
    if_for: Annotated[float, Field(description="Change of the probability if it is sure to agree")]
    if_against: Annotated[float, Field(description="The same if it is sure to oppose")]
    imputed: Annotated[bool, Field(description="No coded position: the mean of the others")]


class RouteRow(Row):
    """One route for the measure."""

    route: Annotated[str, Field(description="Name of the route")]
    title: str
    probability: Annotated[Share, Field(description="Adopted by the deadline")]
    in_the_end: Annotated[Share, Field(description="Adopted at some time")]
    vote: Annotated[Share, Field(description="Chance that the vote carries in the end")]
    parliament: Share
    ratification: Share
    other: Annotated[Share, Field(description="Chance that the rest of the procedure holds")]
    months_low: Annotated[Months, Field(description="5 % of adoptions are earlier")]
    months_median: Months
    months_high: Annotated[Months, Field(description="5 % of adoptions are later")]
    pivotal: Annotated[tuple[str, ...], Field(description="States whose agreement helps most")]
    blocking: Annotated[
        tuple[tuple[str, ...], ...], Field(description="Likeliest groups that can stop it")
    ]
    reason: Annotated[str, Field(description="The same in words")]
    precedent: Annotated[str | None, Field(description="The nearest use of the route")]
    minds: tuple[Mind, ...]


class SequenceRow(Row):
    """The best order of two routes."""

    routes: tuple[str, ...]
    probability: Annotated[Share, Field(description="One of them is through by the deadline")]
    standard_error: Annotated[float, Field(ge=0)]


class DecideAnswer(Answer):
    """`vallum decide MEASURE`: which route carries it."""

    measure: str
    title: str
    day: Annotated[str, Field(description="Positions are those held on this day")]
    by: Annotated[str, Field(description="Deadline")]
    best_route: str
    routes: tuple[RouteRow, ...]
    sequence: SequenceRow | None

    @classmethod
    def of(cls, found: Decision, order: Sequence | None, names: Mapping[str, str]) -> DecideAnswer:
        return cls(
            measure=found.measure.name,
            title=found.measure.title,
            day=found.day,
            by=found.by,
            best_route=found.best.route.name,
            routes=tuple(_route(each, names) for each in found.routes),
            sequence=order
            and SequenceRow(
                routes=order.routes,
                probability=round(order.probability, 4),
                standard_error=round(order.error, 5),
            ),
        )


class MeasureRow(Row):
    """One measure by its best route."""

    measure: str
    title: str
    best_route: str
    probability: Annotated[Share, Field(description="Adopted by the deadline")]
    months_median: Months
    pivotal: tuple[str, ...]


class MeasuresAnswer(Answer):
    """`vallum decide all`: every measure by its best route."""

    day: str
    by: str
    rows: tuple[MeasureRow, ...]

    @classmethod
    def of(cls, found: tuple[Decision, ...]) -> MeasuresAnswer:
        return cls(
            day=found[0].day,
            by=found[0].by,
            rows=tuple(
                MeasureRow(
                    measure=each.measure.name,
                    title=each.measure.title,
                    best_route=each.best.route.name,
                    probability=_share(each.best.probability),
                    months_median=round(each.best.months[1], 2),
                    pivotal=each.best.pivotal,
                )
                for each in found
            ),
        )


def _route(each: RouteOutcome, names: Mapping[str, str]) -> RouteRow:
    # Slow to import, and only this answer needs it.
    from vallum.governance.reason import reason

    held = each.ballot.positions
    low, median, high = (round(value, 2) for value in each.months)
    return RouteRow(
        route=each.route.name,
        title=each.route.title,
        probability=_share(each.probability),
        in_the_end=_share(each.in_the_end),
        vote=_share(each.vote),
        parliament=_share(each.consent),
        ratification=_share(each.ratified),
        other=_share(each.other),
        months_low=low,
        months_median=median,
        months_high=high,
        pivotal=each.pivotal,
        blocking=each.blocking,
        reason=reason(each, names),
        precedent=each.precedent.name if each.precedent else None,
        minds=tuple(
            Mind(
                state=worth.state,
                objection=_share(each.objection[worth.state]),
                if_for=round(worth.if_for, 6),
                if_against=round(worth.if_against, 6),
                imputed=worth.state in held.imputed,
            )
            for worth in each.worth
        ),
    )


def _share(value: float) -> float:
    return min(1.0, max(0.0, round(value, 6)))
