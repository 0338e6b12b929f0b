"""Answers about what unanimity costs: `vallum regimes`, `vallum vetoes`.

Fed by: `vallum.study.regimes`, `vallum.study.vetoes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row, RunId, Share

if TYPE_CHECKING:
    from vallum.study.regimes import RegimePlan, Regimes
    from vallum.study.veto_plans import Lost, VetoPlan, VetoPlans
    from vallum.study.vetoes import VetoPrices


class OpeningRow(Row):
    """One instrument that is not in force yet."""

    instrument: Annotated[str, Field(description="Its id in economy/instruments")]
    measure: Annotated[str, Field(description="What must be adopted")]
    route: Annotated[str, Field(description="How; empty: the regime has no way")]
    probability: Annotated[Share, Field(description="Open when forces should be ready")]
    months_median: Annotated[float | None, Field(description="From the day of the positions")]
    opens: Annotated[str | None, Field(description="The same as a day")]
    members: Annotated[tuple[str, ...], Field(description="Members of the coalition it is for")]
    vetoes: Annotated[tuple[str, ...], Field(description="States likeliest to stop it")]


class RegimeRow(Row):
    """The plan under one regime, over the coalition as one."""

    regime: str
    money_eur_bn: Annotated[
        float, Field(description="Expected on top of announced spending, to the last year, 2025")
    ]
    money_by_ready_eur_bn: Annotated[float, Field(description="The same to ready_by")]
    shortfall: Annotated[float, Field(description="Points of 100")]
    self_reliance: Annotated[Share, Field(description="In ready_by, with the plan")]
    cost_eur_bn_a_year: Annotated[float, Field(description="2025 prices")]
    stand_alone_year: int | None
    openings: tuple[OpeningRow, ...]


class RegimesAnswer(Answer):
    """`vallum regimes`: the plan under each regime of decisions."""

    scenario: str
    ready_by: int
    best_regime: str
    cost_of_unanimity: Annotated[
        float, Field(description="Points of shortfall that the best regime spares")
    ]
    rows: tuple[RegimeRow, ...]

    @classmethod
    def of(cls, found: Regimes) -> RegimesAnswer:
        return cls(
            scenario=found.scenario.name,
            ready_by=found.ready_by,
            best_regime=found.best.regime,
            cost_of_unanimity=round(found.cost_of_unanimity, 4),
            rows=tuple(_regime(each) for each in found.plans),
        )


class VetoRow(Row):
    """What is lost if one instrument is stopped."""

    instrument: str
    title: str
    vetoed_by: Annotated[str | None, Field(description="State likeliest to stop it; null: nobody")]
    objection: Annotated[Share, Field(description="Chance that this state stands in the way")]
    drawn_eur_bn: Annotated[float, Field(description="Drawn of it where all may pay")]
    saving_lost_eur_bn: Annotated[float, Field(description="Present value, dearer without it")]
    excess_added_eur_bn: Annotated[float, Field(description="More beyond the 3 % deficit rule")]
    fallback: Annotated[str | None, Field(description="Next route that no single state can stop")]
    months_lost: Annotated[float | None, Field(description="Median; null: no such route")]


class VoteRow(Row):
    """What a state's consent would cost."""

    state: str
    measure: str
    objection: Share
    position: Annotated[float, Field(description="Mean, -1 to 1")]
    distance: Annotated[float, Field(description="To where it lets it pass with 95 %")]
    needed_eur_bn: Annotated[float, Field(description="Balance needed, an assumption's product")]
    needed_low_eur_bn: float
    needed_high_eur_bn: float
    net_eur_bn: Annotated[float | None, Field(description="Its balance in the funded plan")]


class LostRow(Row):
    """What a plan lacks beside the one with every instrument, over the coalition as one."""

    money_eur_bn: Annotated[float, Field(description="To the last year, 2025 prices")]
    money_by_ready_eur_bn: Annotated[float, Field(description="The same to ready_by")]
    shortfall: Annotated[float, Field(description="Points of 100 more")]
    cost_eur_bn_a_year: Annotated[float, Field(description="What it does not spend")]
    months_later: Annotated[
        float | None,
        Field(description="Until the self-reliance of ready_by is reached; null: not within it"),
    ]
    stand_alone_years_later: int | None


class ReplannedRow(Row):
    """The plan without one instrument."""

    instrument: str
    title: str
    route: Annotated[str, Field(description="How it would open")]
    opens: Annotated[str | None, Field(description="Median day, taken as certain")]
    stopped_by: Annotated[tuple[str, ...], Field(description="States likeliest to; empty: none")]
    lost: LostRow
    instead: Annotated[str | None, Field(description="A route that no single state can stop")]
    instead_opens: str | None
    lost_instead: LostRow | None


class VetoesAnswer(Answer):
    """`vallum vetoes RUN`: the price of each veto, and of each vote.

    replanned: null with --no-replan; regime: the one under which instruments open there.
    """

    run: RunId
    regime: str | None
    replanned: tuple[ReplannedRow, ...] | None
    rows: tuple[VetoRow, ...]
    votes: tuple[VoteRow, ...]

    @classmethod
    def of(cls, run: str, found: VetoPrices, plans: VetoPlans | None = None) -> VetoesAnswer:
        return cls(
            run=run,
            regime=None if plans is None else plans.regime,
            replanned=None if plans is None else tuple(_replanned(each) for each in plans.plans),
            rows=tuple(VetoRow(**vars(each)) for each in found.vetoes),
            votes=tuple(VoteRow(**vars(each)) for each in found.votes),
        )


def _replanned(each: VetoPlan) -> ReplannedRow:
    return ReplannedRow(
        instrument=each.opening.instrument,
        title=each.opening.title,
        route=each.opening.route,
        opens=each.opening.opens,
        stopped_by=each.stopped_by,
        lost=_lost(each.lost),
        instead=each.instead.route if each.instead else None,
        instead_opens=each.instead.opens if each.instead else None,
        lost_instead=_lost(each.lost_instead) if each.lost_instead else None,
    )


def _lost(each: Lost) -> LostRow:
    return LostRow(
        money_eur_bn=round(each.money, 3),
        money_by_ready_eur_bn=round(each.by_ready, 3),
        shortfall=round(each.shortfall, 4),
        cost_eur_bn_a_year=round(each.cost, 3),
        months_later=each.months,
        stand_alone_years_later=each.years,
    )


def _regime(each: RegimePlan) -> RegimeRow:
    return RegimeRow(
        regime=each.regime,
        money_eur_bn=round(each.money, 3),
        money_by_ready_eur_bn=round(each.by_ready, 3),
        shortfall=round(each.shortfall, 4),
        self_reliance=round(each.reliance, 6),
        cost_eur_bn_a_year=round(each.cost, 3),
        stand_alone_year=each.alone,
        openings=tuple(
            OpeningRow(
                instrument=one.instrument,
                measure=one.measure,
                route=one.route,
                probability=round(one.probability, 6),
                months_median=None if one.months is None else round(one.months, 2),
                opens=one.opens,
                members=one.members,
                vetoes=one.vetoes,
            )
            for one in each.new
        ),
    )
