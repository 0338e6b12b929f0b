"""Answers on force and cost: what a unit costs, what a sum raises and keeps.

Fed by: `vallum.finance`.  To: `vallum unit` and `vallum buys`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share, Year
from vallum.finance.force_mix import Bought
from vallum.finance.unit_cost import GROUPS, Group, Line, Range, UnitCost
from vallum.world import World
from vallum.world.prices import PRICE_YEAR

GroupName = Literal["direct", "support", "overhead"]
ChoiceName = Literal["cheapest", "middle", "dearest"]
PER_YEAR = "Purchase spread over `years` as even payments, and running [EUR mn a year]"
DIGITS = 9


class RangeRow(Row):
    """A figure and the ends of its range: all that it rests on low, or high, at once."""

    low: float
    central: float
    high: float

    @classmethod
    def of(cls, found: Range) -> RangeRow:
        low, central, high = (round(x, DIGITS) for x in (found.low, found.central, found.high))
        return cls(low=low, central=central, high=high)


class GroupsRow(Row):
    """A figure by group and in all."""

    direct: RangeRow
    support: Annotated[RangeRow, Field(description="Units that serve it")]
    overhead: Annotated[
        RangeRow, Field(description="Recruiting, schools, headquarters, bases, health")
    ]
    all: RangeRow

    @classmethod
    def of(cls, figure: Callable[[Group], Range]) -> GroupsRow:
        direct, support, overhead = (figure(group) for group in GROUPS)
        rows = (RangeRow.of(each) for each in (direct, support, overhead))
        return cls(
            **dict(zip(GROUPS, rows, strict=True)), all=RangeRow.of(direct + support + overhead)
        )


class CellRow(Row):
    """A cell of the World: `vallum why ARRAY LABELS` shows what it rests on."""

    array: str
    labels: tuple[str, ...]


class CostLine(Row):
    """One line of the bill."""

    name: str
    group: GroupName
    when: Annotated[Literal["once", "yearly"], Field(description="Paid once, or every year")]
    words: str
    cost_eur_mn: RangeRow
    cells: Annotated[tuple[CellRow, ...], Field(description="What the line rests on")]
    sources: Annotated[tuple[str, ...], Field(description="Ids of the sources behind them")]
    facts: Annotated[int, Field(ge=0, description="Fact rows behind them")]
    verified_share: Annotated[Share, Field(description="Of these, seen in print")]

    @classmethod
    def of(cls, line: Line) -> CostLine:
        return cls(
            name=line.name,
            group=line.group,
            when=line.when,
            words=line.words,
            cost_eur_mn=RangeRow.of(line.cost),
            cells=tuple(
                CellRow(array=array, labels=tuple(str(label) for label in labels))
                for array, labels in line.cells
            ),
            sources=line.sources,
            facts=line.facts,
            verified_share=line.verified,
        )


class ProductRow(Row):
    """What the unit is equipped with."""

    category: str
    product: str
    quantity: Annotated[float, Field(description="Products in one unit")]
    alternatives: Annotated[
        tuple[str, ...], Field(description="What the coalition may order instead, cheapest first")
    ]


class UnitAnswer(Answer):
    """`vallum unit`: what one unit costs to set up and to keep [2025 prices]."""

    element: str
    title: str
    unit: str
    price_year: Year
    choice: Annotated[ChoiceName, Field(description="Which product of those that may be ordered")]
    years: Annotated[int, Field(ge=1, description="Over which the purchase is spread")]
    discount_rate: Annotated[float, Field(ge=0, description="Share a year")]
    people: Annotated[GroupsRow, Field(description="Persons")]
    once_eur_mn: GroupsRow
    yearly_eur_mn: Annotated[GroupsRow, Field(description="Running cost a year")]
    per_year_eur_mn: Annotated[GroupsRow, Field(description=PER_YEAR)]
    life_eur_mn: Annotated[RangeRow, Field(description="Purchase and all years, discounted")]
    products: tuple[ProductRow, ...]
    rows: tuple[CostLine, ...]

    @classmethod
    def of(cls, bill: UnitCost, world: World) -> UnitAnswer:
        """world: the central one that the bill was written from."""
        return cls(
            element=bill.element,
            title=bill.title,
            unit=bill.unit,
            price_year=PRICE_YEAR,
            choice=bill.choice,
            years=bill.years,
            discount_rate=bill.rate,
            people=GroupsRow.of(lambda group: bill.people[group]),
            once_eur_mn=GroupsRow.of(lambda group: bill.total("once", group)),
            yearly_eur_mn=GroupsRow.of(lambda group: bill.total("yearly", group)),
            per_year_eur_mn=GroupsRow.of(bill.spread),
            life_eur_mn=RangeRow.of(bill.life),
            products=tuple(
                ProductRow(
                    category=item.category,
                    product=item.product,
                    quantity=round(item.quantity(world), DIGITS),
                    alternatives=item.alternatives,
                )
                for item in bill.makeup.items
            ),
            rows=tuple(CostLine.of(line) for line in bill.lines),
        )


class BoughtRow(Row):
    """One element of the mix."""

    element: str
    title: str
    unit: str
    weight: Annotated[float, Field(gt=0, description="Units in one bundle of the mix")]
    units: Annotated[
        RangeRow, Field(description="Raised and kept; low: where all costs are at their high end")
    ]
    lacking: Annotated[
        float | None,
        Field(description="Units lacking in the ready year, each counted once; null: own mix"),
    ]
    per_unit_eur_mn: Annotated[RangeRow, Field(description=PER_YEAR)]
    direct_eur_bn: Annotated[float, Field(description="Of the money a year")]
    support_eur_bn: float
    overhead_eur_bn: float


class BuysAnswer(Answer):
    """`vallum buys`: how many units a sum raises and keeps [2025 prices]."""

    eur_bn: Annotated[float, Field(gt=0, description="Money a year")]
    price_year: Year
    years: Annotated[int, Field(ge=1, description="Over which purchases are spread")]
    discount_rate: Annotated[float, Field(ge=0, description="Share a year")]
    ready_by: Year
    bundles: Annotated[
        RangeRow, Field(description="Bundles of the mix; of the default mix, a share of the gap")
    ]
    bundle_eur_bn: Annotated[RangeRow, Field(description="What one bundle costs a year")]
    left_out: Annotated[
        tuple[str, ...], Field(description="Lacking, but nothing orderable serves them")
    ]
    rows: tuple[BoughtRow, ...]

    @classmethod
    def of(cls, bought: Bought) -> BuysAnswer:
        mix = bought.mix
        bundles = mix.buys(bought.eur_bn)
        rows = []
        for name, weight in mix.weights.items():
            bill = mix.costs[name]
            direct, support, overhead = (
                round(bundles.central * mix.part(name, group), DIGITS) for group in GROUPS
            )
            rows.append(
                BoughtRow(
                    element=name,
                    title=bill.title,
                    unit=bill.unit,
                    weight=weight,
                    units=RangeRow.of(mix.units(name, bought.eur_bn)),
                    lacking=bought.lacking.get(name),
                    per_unit_eur_mn=RangeRow.of(bill.per_year),
                    direct_eur_bn=direct,
                    support_eur_bn=support,
                    overhead_eur_bn=overhead,
                )
            )
        return cls(
            eur_bn=bought.eur_bn,
            price_year=PRICE_YEAR,
            years=bought.years,
            discount_rate=bought.rate,
            ready_by=bought.ready_by,
            bundles=RangeRow.of(bundles),
            bundle_eur_bn=RangeRow.of(mix.cost()),
            left_out=bought.left_out,
            rows=tuple(rows),
        )
