"""Answers about plans: what to order when and for how much, and what holds it back.

Fed by: a solved plan.  To: `vallum plan`; the bottlenecks also to `vallum run`.
"""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share, rows_of


class BottleneckRow(Row):
    """One thing that holds the plan back; points are those of the weighted shortfall, of 100."""

    constraint: Annotated[
        str, Field(description="production line, money, soldiers, recruits or training places")
    ]
    where: Annotated[str, Field(description="Which line, or which state")]
    year: Annotated[int, Field(description="Year in which one more unit of it helps most")]
    shadow_price: Annotated[
        float, Field(ge=0, description="Points that one more unit in that year takes away")
    ]
    unit: Annotated[str, Field(description="Unit of the shadow price")]
    meaning: Annotated[str, Field(description="The same in words")]
    evidence_share: Annotated[
        Share, Field(description="Share of the facts behind it that no rule imputed, 0-1")
    ]


class OrderRow(Row):
    """What one state orders of one system in one year."""

    state: Annotated[str, Field(description="ISO 3166-1 alpha-3")]
    system: Annotated[str, Field(description="Product of the catalogue")]
    category: Annotated[str, Field(description="Equipment category")]
    channel: Annotated[
        Literal["national", "joint"], Field(description="Ordered alone or with other states")
    ]
    year: Annotated[int, Field(description="Calendar year of the order")]
    quantity: Annotated[float, Field(ge=0, description="Units ordered; fractions are the model's")]
    cost_eur_mn: Annotated[
        float, Field(ge=0, description="Price of the order [EUR mn, 2025 prices]")
    ]


class Objective(Row):
    """What the plan minimises: first the shortfall, then the cost."""

    shortfall: Annotated[
        float, Field(description="Weighted shortfall left, in points: 100 if nothing were met")
    ]
    cost_eur_bn: Annotated[
        float,
        Field(
            description="Cost within the horizon: orders, upkeep, kit, people, lines; discounted "
            "[EUR bn, 2025 prices]"
        ),
    ]


class ScaleLike(Protocol):
    """What is read of how prices and volumes met."""

    @property
    def joint_share(self) -> float: ...
    @property
    def joint_saving(self) -> float: ...
    @property
    def price_gap(self) -> float: ...
    @property
    def spread(self) -> tuple[float, float] | None: ...
    @property
    def exact(self) -> ExactLike | None: ...


class ConsolidationRow(Row):
    """One kind of equipment with fewer types on offer."""

    category: Annotated[str, Field(description="Equipment category")]
    types: Annotated[int, Field(description="Types left on offer, the largest of the plan's")]
    of: Annotated[int, Field(description="Types that the plan orders")]
    kept: Annotated[str, Field(description="Their names, joined by ;")]
    met_from_all: Annotated[
        int | None, Field(description="Year from which the need stays met with all types")
    ]
    met_from: Annotated[
        int | None, Field(description="The same with those left; null: not by the end")
    ]
    points: Annotated[float, Field(description="What the shortfall rises by, of 100")]


class ExactRow(Row):
    """How the integer programme decided, for the coalition as one."""

    gap: Annotated[float, Field(description="Proven distance from the least cost, 0-1")]
    cost_eur_bn: Annotated[float, Field(description="Cost of the exact plan, discounted")]
    passes_cost_eur_bn: Annotated[
        float, Field(description="Cost by successive passes at the same shortfall, discounted")
    ]
    lines: Annotated[int, Field(description="Lines that stay open")]
    programmes: Annotated[int, Field(description="Systems ordered jointly")]


class ExactLike(Protocol):
    """What is read of an integer programme."""

    @property
    def gap(self) -> float: ...
    @property
    def cost(self) -> float: ...
    @property
    def passes_cost(self) -> float: ...
    @property
    def lines(self) -> int: ...
    @property
    def programmes(self) -> int: ...


class PlanLike(Protocol):
    """What is read of a solved plan."""

    @property
    def mode(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def shortfall(self) -> float: ...
    @property
    def cost(self) -> float: ...
    @property
    def scale(self) -> ScaleLike | None: ...
    def frames(self) -> dict[str, pl.DataFrame]: ...


class PlanAnswer(Answer):
    """`vallum plan`: the orders, and everything that holds the plan back, most first."""

    mode: Annotated[
        Literal["close_gaps", "least_cost", "earliest"], Field(description="How it was planned")
    ]
    status: Annotated[
        Literal["all targets met", "shortfall left"],
        Field(description="Whether anything that counts in this mode is still missing"),
    ]
    objective: Objective
    joint_share: Annotated[
        Share | None,
        Field(description="Part of the value of all orders that states place jointly, 0-1"),
    ]
    joint_saving_eur_bn: Annotated[
        float | None,
        Field(
            description="What the joint orders would cost more if each state placed its part "
            "nationally [EUR bn, 2025 prices]"
        ),
    ]
    price_gap: Annotated[
        float | None,
        Field(
            description="Spending-weighted mean difference between the prices paid and those of "
            "the volumes ordered, 0-1"
        ),
    ]
    rows: tuple[OrderRow, ...]
    bottlenecks: tuple[BottleneckRow, ...]
    joint_saving_low_eur_bn: Annotated[
        float | None,
        Field(description="The saving of the same orders at the worst of its stated ranges"),
    ]
    joint_saving_high_eur_bn: Annotated[
        float | None,
        Field(description="The saving of the same orders at the best of its stated ranges"),
    ]
    exact: Annotated[ExactRow | None, Field(description="null: not asked for")]
    consolidation: Annotated[
        tuple[ConsolidationRow, ...] | None, Field(description="null: not asked for")
    ]

    @classmethod
    def of(cls, plan: PlanLike, fewer: pl.DataFrame | None = None) -> PlanAnswer:
        """From a `vallum.planner.Plan`; fewer: what consolidation costs in time."""
        frames = plan.frames()
        low, high = (plan.scale.spread if plan.scale else None) or (None, None)
        return cls(
            mode=plan.mode,
            status=plan.status,
            objective=Objective(shortfall=plan.shortfall, cost_eur_bn=plan.cost),
            joint_share=plan.scale.joint_share if plan.scale else None,
            joint_saving_eur_bn=plan.scale.joint_saving if plan.scale else None,
            price_gap=plan.scale.price_gap if plan.scale else None,
            rows=rows_of(OrderRow, frames["plan_orders"]),
            bottlenecks=rows_of(BottleneckRow, frames["bottlenecks"]),
            joint_saving_low_eur_bn=low,
            joint_saving_high_eur_bn=high,
            exact=_exact(plan.scale.exact) if plan.scale and plan.scale.exact else None,
            consolidation=None if fewer is None else rows_of(ConsolidationRow, fewer),
        )


def _exact(found: ExactLike) -> ExactRow:
    return ExactRow(
        gap=found.gap,
        cost_eur_bn=found.cost,
        passes_cost_eur_bn=found.passes_cost,
        lines=found.lines,
        programmes=found.programmes,
    )
