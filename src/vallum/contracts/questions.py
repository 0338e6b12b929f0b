"""Answers of the planner to what one asks of it: live, why not, frontier, alternatives, foresight.

Fed by: `vallum.study.live` and the planner.  To: the commands of these names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Protocol

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share, Year, rows_of


class BandLike(Protocol):
    """What is read of an error band."""

    @property
    def median(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def relative_median(self) -> float: ...
    @property
    def relative_p90(self) -> float: ...


class LiveLike(Protocol):
    """What is read of an answer of the live model."""

    @property
    def told(self) -> Any: ...
    @property
    def raw(self) -> Any: ...
    @property
    def ready_by(self) -> int: ...
    @property
    def self_reliance(self) -> Mapping[int, float]: ...
    @property
    def stand_alone_year(self) -> int | None: ...
    @property
    def bands(self) -> Mapping[str, Any]: ...
    @property
    def solve_ms(self) -> float: ...
    @property
    def total_ms(self) -> float: ...
    @property
    def rebuilt(self) -> bool: ...


class ErrorOf(Row):
    """How far corrected answers of the live model are from full plans."""

    median: Annotated[float, Field(description="Median of the unsigned error, share of the figure")]
    p90: Annotated[float, Field(description="Nine in ten are within this, share of the figure")]
    signed_median: Annotated[float, Field(description="Median of live less full, figure's unit")]
    low: Annotated[float, Field(description="One in twenty is below this, figure's unit")]
    high: Annotated[float, Field(description="One in twenty is above this, figure's unit")]

    @classmethod
    def of(cls, band: BandLike) -> ErrorOf:
        return cls(
            median=band.relative_median,
            p90=band.relative_p90,
            signed_median=band.median,
            low=band.low,
            high=band.high,
        )


class LiveAnswer(Answer):
    """`vallum live`: the answer of the coalition-level model, corrected, with its error."""

    self_reliance: Annotated[
        dict[int, Share], Field(description="Year -> index with the plan, without the US")
    ]
    stand_alone_year: Annotated[
        int | None, Field(description="First year from which the core set stays met; null: never")
    ]
    cost_eur_bn_per_year: Annotated[float, Field(description="Mean a year [EUR bn, 2025 prices]")]
    shortfall: Annotated[float, Field(description="Weighted shortfall left, points of 100")]
    error: Annotated[ErrorOf, Field(description="Of the shortfall")]
    errors: Annotated[
        dict[str, ErrorOf],
        Field(description="shortfall; reliance, in the year to be ready by; cost"),
    ]
    uncorrected: Annotated[dict[str, float], Field(description="The same figures as solved")]
    solve_ms: Annotated[float, Field(ge=0, description="Programme changed and solved")]
    total_ms: Annotated[float, Field(ge=0, description="With facts, World and assessment")]
    rebuilt: Annotated[bool, Field(description="The programme had to be declared anew")]

    @classmethod
    def of(cls, answer: LiveLike) -> LiveAnswer:
        errors = {name: ErrorOf.of(band) for name, band in sorted(answer.bands.items())}
        raw = answer.raw
        return cls(
            self_reliance=dict(answer.self_reliance),
            stand_alone_year=answer.stand_alone_year,
            cost_eur_bn_per_year=answer.told.cost,
            shortfall=answer.told.shortfall,
            error=errors["shortfall"],
            errors=errors,
            uncorrected={
                "shortfall": raw.shortfall,
                "reliance": raw.reliance,
                "cost": raw.cost,
            },
            solve_ms=answer.solve_ms,
            total_ms=answer.total_ms,
            rebuilt=answer.rebuilt,
        )


class BlockerRow(Row):
    """What stops an element: a row that binds, or a delivery that comes too late."""

    constraint: Annotated[str, Field(description="What kind of thing it is; lead time: too late")]
    where: Annotated[str, Field(description="Which line, product or category; or the coalition")]
    year: Year
    amount: Annotated[float, Field(description="One unit more; of a lead time: years too late")]
    unit: Annotated[str, Field(description="Unit of the amount")]
    shadow: Annotated[
        float | None, Field(description="Met share that it adds; null for a lead time")
    ]


class InsteadRow(Row):
    """What would go shorter if the element were met."""

    element: str
    year: Year
    more_missing: Annotated[float, Field(description="Units")]
    share: Annotated[float, Field(description="Of its need")]


class WayRow(Row):
    """A step of the cheapest way through."""

    constraint: Annotated[str, Field(description="production line, money or soldiers")]
    where: str
    year: Year
    amount: Annotated[float, Field(description="How much more of it")]
    unit: str
    cost_eur_bn: float


class WhyNotLike(Protocol):
    """What is read of why an element is not met."""

    @property
    def element(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def planned(self) -> float: ...
    @property
    def possible(self) -> float: ...
    @property
    def earliest(self) -> int | None: ...
    @property
    def blockers(self) -> pl.DataFrame: ...
    @property
    def instead(self) -> pl.DataFrame: ...
    @property
    def instead_cost(self) -> float | None: ...
    @property
    def way(self) -> pl.DataFrame: ...
    @property
    def way_cost(self) -> float | None: ...
    @property
    def sooner(self) -> int: ...


class WhyNotAnswer(Answer):
    """`vallum whynot`: what stops an element in a year, and the cheapest way through."""

    element: str
    year: Year
    met_share: Annotated[Share, Field(description="With the plan")]
    possible_share: Annotated[Share, Field(description="If nothing else counted")]
    first_arrival: Annotated[
        int | None, Field(description="First year in which an order can arrive; null: none can")
    ]
    blockers: tuple[BlockerRow, ...]
    instead: Annotated[
        tuple[InsteadRow, ...], Field(description="What goes shorter where the plan meets it")
    ]
    instead_cost_eur_bn: Annotated[
        float | None, Field(description="What that costs more, discounted; null: not possible")
    ]
    way: Annotated[tuple[WayRow, ...], Field(description="The cheapest loosening, dearest first")]
    way_cost_eur_bn: Annotated[float | None, Field(description="In all; null: none helps")]
    years_sooner: Annotated[
        int, Field(description="Years by which deliveries must come sooner for the way to work")
    ]

    @classmethod
    def of(cls, found: WhyNotLike) -> WhyNotAnswer:
        return cls(
            element=found.element,
            year=found.year,
            met_share=found.planned,
            possible_share=found.possible,
            first_arrival=found.earliest,
            blockers=rows_of(BlockerRow, found.blockers),
            instead=rows_of(InsteadRow, found.instead),
            instead_cost_eur_bn=found.instead_cost,
            way=rows_of(WayRow, found.way),
            way_cost_eur_bn=found.way_cost,
            years_sooner=found.sooner,
        )


class FrontierRow(Row):
    """The cheapest plan for one level of shortfall."""

    shortfall: Annotated[float, Field(description="Points of 100")]
    cost_eur_bn: Annotated[float, Field(description="Discounted [2025 prices]")]
    cost_eur_bn_per_year: float
    marginal_eur_bn_per_point: Annotated[float, Field(description="For one point less")]


class FrontierAnswer(Answer):
    """`vallum plan --mode frontier`: cost against shortfall, over the coalition as one."""

    rows: tuple[FrontierRow, ...]

    @classmethod
    def of(cls, table: pl.DataFrame) -> FrontierAnswer:
        return cls(rows=rows_of(FrontierRow, table))


class AlternativeRow(Row):
    """How much of a product plans order that are nearly as good."""

    system: str
    category: str
    best: Annotated[float, Field(description="Units in the best plan")]
    least: Annotated[float, Field(description="Least units in any of them")]
    most: Annotated[float, Field(description="Most units in any of them")]
    in_every_plan: bool


class AlternativesLike(Protocol):
    """What is read of nearly best plans."""

    @property
    def table(self) -> pl.DataFrame: ...
    @property
    def shortfall(self) -> float: ...
    @property
    def cost(self) -> float: ...
    @property
    def within(self) -> float: ...
    @property
    def overlap(self) -> float: ...


class AlternativesAnswer(Answer):
    """`vallum alternatives`: what plans within a few per cent of the best have in common."""

    within: Annotated[Share, Field(description="How much dearer they may be")]
    shortfall: Annotated[float, Field(description="Of the best plan, points of 100")]
    cost_eur_bn: Annotated[float, Field(description="Of the best plan, discounted")]
    overlap: Annotated[
        Share, Field(description="Value shared with the most different plan that was found")
    ]
    rows: tuple[AlternativeRow, ...]

    @classmethod
    def of(cls, found: AlternativesLike) -> AlternativesAnswer:
        return cls(
            within=found.within,
            shortfall=found.shortfall,
            cost_eur_bn=found.cost,
            overlap=found.overlap,
            rows=rows_of(AlternativeRow, found.table),
        )


class ForesightRow(Row):
    """How one way of planning ends."""

    way: Annotated[str, Field(description="foresight, year by year, or N years later")]
    first_order: Year
    shortfall: Annotated[float, Field(description="Points of 100")]
    cost_eur_bn: Annotated[float, Field(description="Discounted [2025 prices]")]
    worse: Annotated[float, Field(description="Points more than with foresight and no delay")]


class ForesightAnswer(Answer):
    """`vallum foresight`: planning year by year, and starting later, against perfect foresight."""

    rows: tuple[ForesightRow, ...]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> ForesightAnswer:
        return cls(rows=tuple(ForesightRow(**row) for row in rows))
