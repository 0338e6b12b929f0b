"""The answers about what Ukraine can hold with which support, and about the money it takes.

Fed by: `vallum.study.hold`, `vallum.settlement.need`.  To: `vallum hold`, `vallum support --money`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row
from vallum.contracts.campaign import InputRow, SpreadRow
from vallum.settlement.need import CASES, STREAMS
from vallum.theatre import WARNING
from vallum.theatre.campaign import TITLES

if TYPE_CHECKING:
    from vallum.settlement.need import MoneyNeed
    from vallum.study.hold import Held, Holding
    from vallum.theatre.campaign import Ends
    from vallum.world.theatres import Assumed


class LevelsRow(Row):
    """A figure at its low, central and high end."""

    low: float
    central: float
    high: float

    @classmethod
    def of(cls, found: Assumed) -> LevelsRow:
        return cls(low=round(found.low, 3), central=round(found.central, 3),
                   high=round(found.high, 3))  # fmt: skip


class HoldModelRow(Row):
    """What one model says of a season."""

    title: str
    hold_probability: Annotated[float, Field(ge=0, le=1, description="Share of paths that hold")]
    ground_lost_km: Annotated[SpreadRow, Field(description="In the sectors that are attacked")]
    days_of_munitions: Annotated[SpreadRow, Field(description="Shells, until they are spent")]

    @classmethod
    def of(cls, model: str, ends: Ends) -> HoldModelRow:
        return cls(
            title=TITLES[model],
            hold_probability=round(ends.hold_probability, 6),
            ground_lost_km=SpreadRow.of(ends.spread("ground_lost_km"), 2),
            days_of_munitions=SpreadRow.of(ends.spread("munition_days"), 1),
        )


class HoldRow(Row):
    """One level of support."""

    support: str
    title: str
    why: Annotated[str, Field(description="Where the level comes from")]
    help_eur_bn: Annotated[LevelsRow, Field(description="Military help a year")]
    own_eur_bn: Annotated[LevelsRow, Field(description="What Ukraine buys itself in a year")]
    ratio: Annotated[
        dict[str, float], Field(description="Support by what keeps kit as it is, as absorbed")
    ]
    kit: Annotated[dict[str, float], Field(description="Kit, 1 at the end of 2025")]
    hold_probability: Annotated[float, Field(description="Mean of the models, each alike")]
    models: dict[str, HoldModelRow]
    inputs: tuple[InputRow, ...]

    @classmethod
    def of(cls, held: Held) -> HoldRow:
        return cls(
            support=held.support.name,
            title=held.support.title,
            why=held.support.why,
            help_eur_bn=LevelsRow.of(held.support.help_a_year),
            own_eur_bn=LevelsRow.of(held.support.own),
            ratio={level: round(value, 4) for level, value in held.ratio.items()},
            kit={level: round(value, 4) for level, value in held.kit.items()},
            hold_probability=round(held.campaign.hold_mean, 6),
            models={
                model: HoldModelRow.of(model, ends) for model, ends in held.campaign.models.items()
            },
            inputs=tuple(
                InputRow(input=name, low=each.low, central=each.central, high=each.high,
                         unit=each.unit, meaning=each.meaning)
                for name, each in held.campaign.front.ranges.items()
            ),
        )  # fmt: skip


class HoldCheckRow(Row):
    """The same models on 2025, beside what happened."""

    seen_km: Annotated[float, Field(description="Mean over the front in a season of 2025")]
    models: dict[str, HoldModelRow]


class NeedRow(Row):
    """One kind of need in one year and case, EUR bn: need + over = streams + gap."""

    case: Annotated[str, Field(description="Which streams count; see cases")]
    year: int
    kind: Annotated[str, Field(description="defence or budget")]
    need: LevelsRow
    streams: Annotated[dict[str, float], Field(description="What each brings for that kind")]
    covered: float
    gap: Annotated[float, Field(description="Of the central need")]
    gap_least: Annotated[float, Field(description="Of the lowest stated need")]
    gap_most: Annotated[float, Field(description="Of the highest stated need")]
    over: Annotated[float, Field(description="Beyond the need of that kind")]


class SupportMoneyAnswer(Answer):
    """`vallum support --money`: what Ukraine needs of its partners, against what is in sight."""

    cases: Annotated[dict[str, str], Field(description="Case -> in words")]
    streams: Annotated[dict[str, str], Field(description="Stream -> in words")]
    rows: tuple[NeedRow, ...]
    totals: Annotated[dict[str, float], Field(description="Case -> gap over all years and kinds")]

    @classmethod
    def of(cls, found: MoneyNeed) -> SupportMoneyAnswer:
        return cls(
            cases=CASES,
            streams=STREAMS,
            rows=tuple(
                NeedRow(
                    case=row["case"],
                    year=row["year"],
                    kind=row["kind"],
                    need=LevelsRow(low=row["need_low"], central=row["need"], high=row["need_high"]),
                    streams={name: round(row[name], 3) for name in STREAMS},
                    **{name: round(row[name], 3)
                       for name in ("covered", "gap", "gap_least", "gap_most", "over")},
                )
                for row in found.frame.iter_rows(named=True)
            ),
            totals={row["case"]: round(row["gap"], 3)
                    for row in found.totals.iter_rows(named=True)},
        )  # fmt: skip


class HoldAnswer(Answer):
    """`vallum hold`: what Ukraine can hold with which support."""

    warning: Annotated[str, Field(description="To be shown beside every figure")]
    year: int
    days: int
    paths: int
    seed: int
    rows: Annotated[tuple[HoldRow, ...], Field(description="Least support first")]
    check: HoldCheckRow

    @classmethod
    def of(cls, found: Holding) -> HoldAnswer:
        return cls(
            warning=WARNING,
            year=found.year,
            days=found.days,
            paths=found.paths,
            seed=found.seed,
            rows=tuple(HoldRow.of(held) for held in found.levels),
            check=HoldCheckRow(
                seen_km=round(found.check.seen_km, 3),
                models={
                    model: HoldModelRow.of(model, ends)
                    for model, ends in found.check.campaign.models.items()
                },
            ),
        )
