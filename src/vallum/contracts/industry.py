"""The answer about industry: types, dependence, interoperability, output.

Fed by: the tables of `vallum.industry`.  To: `vallum industry`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Protocol

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share, Year, rows_of


class PairRow(Row):
    """Two states in one category that both hold, or in all of them."""

    state: Annotated[str, Field(description="ISO alpha-3 code; NATO: fleets that it owns")]
    other: Annotated[str, Field(description="The other one, later in the alphabet or the same")]
    category: Annotated[str, Field(description="Category of equipment; all: mean by value")]
    same_type: Annotated[Share, Field(description="Pieces for which the other has the same type")]
    same_interface: Annotated[
        Share, Field(description="Pieces for which it only has one that shares an interface")
    ]
    neither: Annotated[Share, Field(description="Pieces for which it has nothing that fits")]
    index: Annotated[Share, Field(description="same_type and half of same_interface")]
    rao: Annotated[Share, Field(description="Mean fit of two pieces drawn one from each")]


class PublishedRow(Row):
    """A published count of types and what ours makes of it."""

    kind: Annotated[str, Field(description="Kind of weapon")]
    area: Annotated[str, Field(description="EUROPE (the EU of 28) or USA")]
    year: Year
    published: Annotated[int, Field(description="Types, as printed")]
    counted: Annotated[int | None, Field(description="Types in our inventory now")]
    then: Annotated[int | None, Field(description="The same, with what left and without what came")]
    difference: Annotated[int | None, Field(description="then less published")]
    types: Annotated[str, Field(description="Types now, joined by ;")]
    left: Annotated[str, Field(description="Types that left since, joined by ;")]
    came: Annotated[str, Field(description="Types that came since, joined by ;")]
    perhaps: Annotated[str, Field(description="What may have counted apart, joined by ;")]
    reading: Annotated[str, Field(description="Why the counts agree or do not")]


class SinglePointRow(Row):
    """What hangs on one line, firm or plant."""

    kind: Annotated[str, Field(description="category, munition, input or service")]
    name: Annotated[str, Field(description="Which one")]
    why: Annotated[str, Field(description="no_line, one_line, one_maker, one_plant or sole_source")]
    lines: Annotated[int, Field(description="European lines")]
    makers: Annotated[str, Field(description="Firms, joined by ;")]
    systems: Annotated[str, Field(description="What they make, joined by ;")]


class ProductionRow(Row):
    """Output against need; where several categories serve one need, also all of them together."""

    category: Annotated[str, Field(description="Category, or several joined by +")]
    units_per_year: Annotated[float, Field(description="Counted units that all lines make a year")]
    made: Annotated[float, Field(description="Counted units by the year forces should be ready")]
    free_of_us: Annotated[float, Field(description="Of these without American consent")]
    signed: Annotated[float, Field(description="Of these taken by signed orders")]
    missing: Annotated[float | None, Field(description="Counted units lacking; null: no need")]
    cover: Annotated[float | None, Field(description="made over missing; null: nothing missing")]


class FormationRow(Row):
    """One multinational formation: who of the coalition is in it, and how far supplies fit."""

    formation: Annotated[str, Field(description="Its short name")]
    title: Annotated[str, Field(description="Its name")]
    states: Annotated[str, Field(description="Members of the coalition, joined by ;")]
    outside: Annotated[str, Field(description="Members outside the coalition, joined by ;")]
    index: Annotated[Share, Field(description="Rao index by weight of members: 1 if all one type")]


class PlanEffect(Row):
    """One year without and with the plan's arrivals."""

    year: Year
    types_before: Annotated[dict[str, int], Field(description="Category -> types")]
    types_after: Annotated[dict[str, int], Field(description="Category -> types")]
    effective_before: Annotated[dict[str, float], Field(description="Category -> by value")]
    effective_after: Annotated[dict[str, float], Field(description="Category -> by value")]
    us_share_before: Annotated[dict[str, Share], Field(description="State -> share of stock")]
    us_share_after: Annotated[dict[str, Share], Field(description="State -> share of stock")]
    interoperability_before: Annotated[Share | None, Field(description="Of the coalition")]
    interoperability_after: Annotated[Share | None, Field(description="Of the coalition")]
    formations_before: Annotated[dict[str, Share], Field(description="Formation -> index")]
    formations_after: Annotated[dict[str, Share], Field(description="Formation -> index")]


class TogetherLike(Protocol):
    """What is read of the coalition's index."""

    @property
    def overall(self) -> float: ...


class PictureLike(Protocol):
    """What is read of a picture."""

    @property
    def types(self) -> Mapping[str, int]: ...
    @property
    def effective_types(self) -> Mapping[str, float]: ...
    @property
    def us_share(self) -> Mapping[str, float]: ...
    @property
    def together(self) -> TogetherLike | None: ...
    def tied(self, measure: str, tie: str = "approval") -> Mapping[str, float]: ...
    def frames(self) -> Mapping[str, pl.DataFrame]: ...


class IndustryAnswer(Answer):
    """`vallum industry`: how fragmented, how dependent, how fast it can build."""

    types: Annotated[dict[str, int], Field(description="Category -> types in service")]
    effective_types: Annotated[
        dict[str, float], Field(description="Category -> inverse Herfindahl index of values")
    ]
    us_share: Annotated[
        dict[str, Share],
        Field(
            description="State, or coalition -> American share of registered arms imports 2020-24; "
            "empty where SIPRI's tables are left out"
        ),
    ]
    us_share_stock: Annotated[
        dict[str, Share],
        Field(description="State, or coalition -> share of the stock's value that needs consent"),
    ]
    us_share_orders: Annotated[
        dict[str, Share],
        Field(description="State, or coalition -> the same of signed orders still to come"),
    ]
    coalition_interoperability: Annotated[
        Share | None, Field(description="Rao index of the whole coalition; null: nothing held")
    ]
    interoperability: tuple[PairRow, ...]
    published: tuple[PublishedRow, ...]
    single_points: tuple[SinglePointRow, ...]
    production: tuple[ProductionRow, ...]
    formations: tuple[FormationRow, ...]
    with_plan: Annotated[PlanEffect | None, Field(description="null: not asked for")]

    @classmethod
    def of(
        cls, picture: PictureLike, plan: tuple[int, PictureLike, PictureLike] | None = None
    ) -> IndustryAnswer:
        """From a picture; plan: a year, and its pictures without and with the plan's arrivals."""
        frames = picture.frames()
        return cls(
            types=dict(picture.types),
            effective_types=_rounded(picture.effective_types),
            us_share=_rounded(picture.us_share),
            us_share_stock=_rounded(picture.tied("stock")),
            us_share_orders=_rounded(picture.tied("orders")),
            coalition_interoperability=_overall(picture),
            interoperability=rows_of(PairRow, frames["industry_interoperability"]),
            published=rows_of(PublishedRow, frames["industry_published"]),
            single_points=rows_of(SinglePointRow, frames["industry_single_points"]),
            production=rows_of(ProductionRow, frames["industry_production"]),
            formations=rows_of(FormationRow, frames["industry_formations"]),
            with_plan=None if plan is None else _effect(*plan),
        )


def _effect(year: int, before: PictureLike, after: PictureLike) -> PlanEffect:
    return PlanEffect(
        year=year,
        types_before=dict(before.types),
        types_after=dict(after.types),
        effective_before=_rounded(before.effective_types),
        effective_after=_rounded(after.effective_types),
        us_share_before=_rounded(before.tied("stock")),
        us_share_after=_rounded(after.tied("stock")),
        interoperability_before=_overall(before),
        interoperability_after=_overall(after),
        formations_before=_formations(before),
        formations_after=_formations(after),
    )


def _formations(picture: PictureLike) -> dict[str, float]:
    rows = picture.frames()["industry_formations"].select("formation", "index").iter_rows()
    return _rounded(dict(rows))


def _overall(picture: PictureLike) -> float | None:
    return round(picture.together.overall, 6) if picture.together else None


def _rounded(figures: Mapping[str, Any]) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in figures.items()}
