"""The answer about Ukraine: its need, what comes to it, the money, and the trade-off.

Fed by: a picture of `vallum.study.ukraine`.  To: `vallum ukraine`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Protocol

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share, Year, rows_of

Units = Annotated[float, Field(ge=0, description="Units of the kind")]
Billions = Annotated[float, Field(ge=0, description="EUR bn, 2025 prices")]


class UkraineNeedRow(Row):
    """One kind of need in one year."""

    category: Annotated[str, Field(description="Equipment category, strike_missile or drone")]
    year: Year
    need: Units
    have: Annotated[float, Field(ge=0, description="What Ukraine has without the plan")]
    added: Annotated[float, Field(ge=0, description="What the plan adds to it")]
    missing: Units
    met_share_without: Annotated[Share, Field(description="Part met without the plan, 0-1")]
    met_share: Annotated[Share, Field(description="Part met with it, 0-1")]


class UkraineSupplyRow(Row):
    """What comes in one way, from one supplier, in one year."""

    way: Annotated[
        Literal["gift", "old_gift", "shared_line", "own_line"],
        Field(
            description="gift: from stock that counts at home; old_gift: that no longer does; "
            "shared_line: ordered where the coalition orders; own_line: from a line for Ukraine "
            "alone"
        ),
    ]
    supplier: Annotated[str, Field(description="coalition for gifts, else the system")]
    category: Annotated[str, Field(description="Kind of need that it serves")]
    year: Year
    quantity: Units
    counts_for: Annotated[float, Field(ge=0, description="Modern equivalents")]
    edge: Annotated[bool, Field(description="A system with which Europe has an edge")]


class UkraineMoneyRow(Row):
    """Money for Ukraine's need in one year."""

    year: Year
    own: Annotated[float, Field(ge=0, description="Ukraine's own, loans and aid [EUR bn]")]
    donated: Annotated[float, Field(ge=0, description="Added by members from their plan [EUR bn]")]
    spent: Billions
    saved: Annotated[float, Field(ge=0, description="Kept for later years [EUR bn]")]


class TradeOffRow(Row):
    """The plan under one weight of Ukraine's need."""

    priority: Annotated[Share, Field(description="Weight against the coalition's own need, 0-1")]
    ukraine_met_share: Annotated[
        Share, Field(description="Mean over kinds in the year in which forces should be ready")
    ]
    ukraine_met_share_last: Annotated[Share, Field(description="The same in the last year")]
    ukraine_shortfall: Annotated[
        float, Field(ge=0, description="Points at full weight: 100 if nothing were met")
    ]
    own_met_share: Annotated[Share, Field(description="Mean over the coalition's core set")]
    own_shortfall: Annotated[float, Field(ge=0, description="Points of the coalition's own")]
    given_eur_bn: Annotated[float, Field(ge=0, description="Gifts that count, at the price of new")]
    donated_eur_bn: Billions
    cost_eur_bn: Annotated[float, Field(description="What members pay in all, not discounted")]


class PictureLike(Protocol):
    """What is read of a picture."""

    @property
    def ready_by(self) -> int: ...
    @property
    def priority(self) -> float: ...
    @property
    def frames(self) -> Mapping[str, pl.DataFrame]: ...


class UkraineAnswer(Answer):
    """`vallum ukraine`: the coalition planned as one, with Ukraine's need at its weight."""

    priority: Annotated[Share, Field(description="The scenario's weight of Ukraine's need, 0-1")]
    ready_by: Year
    met_share: Annotated[Share, Field(description="Mean over kinds in that year with the plan")]
    met_share_without: Annotated[Share, Field(description="The same without it")]
    need: tuple[UkraineNeedRow, ...]
    supply: tuple[UkraineSupplyRow, ...]
    money: tuple[UkraineMoneyRow, ...]
    rows: Annotated[tuple[TradeOffRow, ...], Field(description="The trade-off, by weight")]

    @classmethod
    def of(cls, picture: PictureLike) -> UkraineAnswer:
        """From a `vallum.study.ukraine.UkrainePicture`."""
        frames = picture.frames
        then = frames["plan_ukraine"].filter(pl.col("year") == picture.ready_by)
        return cls(
            priority=picture.priority,
            ready_by=picture.ready_by,
            met_share=_mean(then["met_share"]),
            met_share_without=_mean(then["met_share_without"]),
            need=rows_of(UkraineNeedRow, frames["plan_ukraine"]),
            supply=rows_of(UkraineSupplyRow, frames["plan_ukraine_supply"]),
            money=rows_of(UkraineMoneyRow, frames["plan_ukraine_money"]),
            rows=rows_of(TradeOffRow, frames["ukraine_trade_off"]),
        )


def _mean(shares: pl.Series) -> float:
    found: list[float] = shares.to_list()
    return round(sum(found) / len(found), 6)
