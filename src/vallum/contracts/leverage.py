"""The answer about leverage: `vallum leverage`.

Fed by: `vallum.study.leverage`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share

if TYPE_CHECKING:
    from vallum.settlement.leverage import Frozen
    from vallum.study.leverage import Held


class FrozenRow(Row):
    """One holding, loan or proposal: the newest figure, and the range of all published."""

    fact: str
    holder: str
    state: str
    item: str
    low: float | None
    central: float | None
    high: float | None
    unit: Annotated[str, Field(description="eur_bn and so on")]
    date: str
    status: str
    verified: str
    source: str


class IncomeRow(Row):
    """Money on the assets at Euroclear in a year [EUR bn]: income = tax + owed + cost + kept."""

    year: int
    income: float
    tax: float | None
    owed: Annotated[float | None, Field(description="Contribution owed for the year")]
    cost: float | None
    kept: Annotated[float | None, Field(description="None where tax or contribution is unknown")]


class GuaranteeRow(Row):
    """What a state would stand for under the reparations loan as proposed [EUR bn]."""

    state: str
    share: Share
    amount: float
    published: float | None


class RenewalRow(Row):
    """One renewal that falls due within a year."""

    regime: str
    due: str
    rule: str
    chance: Annotated[
        Share | None, Field(description="That it carries in the end; None: no vote of all")
    ]
    chance_at_once: Annotated[Share | None, Field(description="With nobody giving way")]
    may_object: dict[str, Share]
    held_up: Annotated[tuple[str, ...], Field(description="Who has held up this regime before")]
    falls: Annotated[str, Field(description="What ends if it is not renewed")]


class LeverageAnswer(Answer):
    """`vallum leverage`: what Europe holds on a day."""

    on: str
    newest_fact: str
    warning: Annotated[str, Field(description="Empty unless the newest fact is older than the day")]
    frozen: tuple[FrozenRow, ...]
    loans: tuple[FrozenRow, ...]
    income: tuple[IncomeRow, ...]
    guarantees: tuple[GuaranteeRow, ...]
    renewals: tuple[RenewalRow, ...]
    fallback: Annotated[
        Share, Field(description="Chance of Article 122 for freezing assets, by majority")
    ]

    @classmethod
    def of(cls, held: Held) -> LeverageAnswer:
        found = held.leverage
        return cls(
            on=found.day,
            newest_fact=found.newest,
            warning=warning(found.day, found.newest),
            frozen=tuple(_frozen(each) for each in found.frozen),
            loans=tuple(_frozen(each) for each in found.loans),
            income=tuple(
                IncomeRow(
                    year=each.year,
                    income=each.income,
                    tax=each.tax,
                    owed=each.owed,
                    cost=each.cost,
                    kept=each.kept,
                )
                for each in found.income
            ),
            guarantees=tuple(
                GuaranteeRow(
                    state=each.state,
                    share=round(each.share, 6),
                    amount=round(each.amount, 4),
                    published=each.published,
                )
                for each in found.guarantees
            ),
            renewals=tuple(
                RenewalRow(
                    regime=each.renewal.regime,
                    due=each.renewal.due,
                    rule=each.renewal.rule,
                    chance=None if each.chance is None else round(each.chance, 6),
                    chance_at_once=None if each.at_once is None else round(each.at_once, 6),
                    may_object={state: round(chance, 4) for state, chance in each.may_object},
                    held_up=each.renewal.held_up,
                    falls=each.renewal.content,
                )
                for each in held.renewals
            ),
            fallback=round(held.fallback, 6),
        )


def warning(day: str, newest: str) -> str:
    """What a reader must know where the facts end before the day."""
    if newest >= day:
        return ""
    return f"the newest fact is of {newest}: what happened until {day} is not in it"


def _frozen(each: Frozen) -> FrozenRow:
    return FrozenRow(
        fact=each.fact,
        holder=each.holder,
        state=each.state,
        item=each.item,
        low=each.low,
        central=each.central,
        high=each.high,
        unit=each.unit,
        date=each.date,
        status=each.status,
        verified=each.verified,
        source=each.source,
    )
