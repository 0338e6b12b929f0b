"""What each veto costs in forces, money and months: the plan again without what the veto kills.

From: openings, the live model.  To: `vallum vetoes`.

    with       every instrument that has a way under the regime opens on its median day, for certain
    without    one of them never opens; another bank then takes the place of a bank
    instead    it opens by treaty of a group outside the Union, which no single state can stop
    later      (index[with, y] - index[p, y]) / (index[p, y + 1] - index[p, y]) years, y: when
               forces should be ready; further on where a year does not suffice

Planned over the coalition as one: differences are what to read.  index: self-reliance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from vallum.evidence import Evidence
from vallum.governance.openings import ANNOUNCED, BEST_ROUTE, IN_FORCE, TREATY, Opening, openings
from vallum.scenario import Scenario
from vallum.study.live import LiveAnswer, LiveSession
from vallum.study.openings import expected_money, with_money
from vallum.study.regimes import under
from vallum.world import World

NOISE = 1e-6
"""Differences of the self-reliance index below this are the solver's."""


@dataclass(frozen=True)
class Lost:
    """What a plan loses against the one with every instrument.

    money: to the last year, and by_ready to the year in which forces should be ready [EUR bn of
    2025]; shortfall [points of 100]; cost, what the plan then does not spend [EUR bn a year];
    months: until the self-reliance of that year is reached, None if not within the plan;
    years: of standing alone, None where one of the two plans does not get there.
    """

    money: float
    by_ready: float
    shortfall: float
    cost: float
    months: float | None
    years: int | None


@dataclass(frozen=True)
class VetoPlan:
    """One instrument stopped.  stopped_by: states likeliest to, none where no single one can;
    instead: the opening by treaty, where there is one, with what is still lost then."""

    opening: Opening
    stopped_by: tuple[str, ...]
    lost: Lost
    instead: Opening | None
    lost_instead: Lost | None


@dataclass(frozen=True)
class VetoPlans:
    """All instruments that open under a regime, the dearest veto first."""

    regime: str
    ready_by: int
    shortfall: float
    plans: tuple[VetoPlan, ...]


class Certain(Opening):
    """Open from its median day on, as if it had been adopted then."""

    def by(self, day: str) -> float:
        return float(self.opens is None or day >= self.opens)


def replan_vetoes(evidence: Evidence, scenario: Scenario) -> VetoPlans:
    """Plan with every instrument that opens under the scenario's regime, and without each.

    Under `announced` nothing opens: `best_route` stands in.  Raises UserError where facts do not
    fit the scenario.
    """
    own = scenario.decisions.regime
    regime = BEST_ROUTE if own == ANNOUNCED else str(own)
    world = replace(World.build(evidence, scenario), scenario=under(scenario, regime))
    asked = _Asked(world, LiveSession(evidence))
    opened = [_certain(each) for each in openings(world, regime) if _new(each)]
    by_treaty = {each.instrument: _certain(each) for each in openings(world, TREATY) if _new(each)}
    whole = asked.plan(opened)
    found = []
    for each in opened:
        rest = [other for other in opened if other is not each]
        other_way = by_treaty.get(each.instrument) if each.vetoes else None
        found.append(
            VetoPlan(
                each,
                each.vetoes,
                lost(whole, asked.plan(rest)),
                other_way,
                lost(whole, asked.plan([*rest, other_way])) if other_way else None,
            )
        )
    found.sort(key=lambda each: (-round(each.lost.shortfall, 4), each.opening.instrument))
    return VetoPlans(regime, scenario.need.ready_by, whole.answer.told.shortfall, tuple(found))


@dataclass(frozen=True)
class Planned:
    """An answer of the live model and the money behind it."""

    answer: LiveAnswer
    money: float
    by_ready: float


@dataclass(frozen=True)
class _Asked:
    world: World
    session: LiveSession
    answers: dict[bytes, LiveAnswer] = field(default_factory=dict)
    """By the money that is planned with: an instrument that brings none needs no plan."""

    def plan(self, opened: Sequence[Opening]) -> Planned:
        extra = expected_money(self.world, opened)
        key = extra.sum("instrument").values.tobytes()
        if key not in self.answers:
            self.answers[key] = self.session.answer(with_money(self.world, opened))
        answer = self.answers[key]
        ready = [year for year in extra["year"].values if year <= answer.ready_by]
        return Planned(answer, float(extra.sum()), float(extra.sel(year=ready).sum()))


def lost(whole: Planned, less: Planned) -> Lost:
    """What the second plan lacks beside the first."""
    one, other = whole.answer, less.answer
    years = None
    if one.stand_alone_year is not None and other.stand_alone_year is not None:
        years = other.stand_alone_year - one.stand_alone_year
    return Lost(
        whole.money - less.money,
        whole.by_ready - less.by_ready,
        other.told.shortfall - one.told.shortfall,
        one.told.cost - other.told.cost,
        months_later(one.self_reliance, other.self_reliance, one.ready_by),
        years,
    )


def months_later(whole: Mapping[int, float], less: Mapping[int, float], year: int) -> float | None:
    """Months until the second path is where the first is in a year; None if not within it.

    whole, less: year -> index.  Between years both run straight.

    >>> months_later({2030: 0.70, 2031: 0.74}, {2030: 0.69, 2031: 0.73}, 2030)
    3.0
    """
    goal = whole[year]
    if less[year] >= goal - NOISE:
        return 0.0
    for earlier in sorted(each for each in less if each >= year and each + 1 in less):
        low, high = less[earlier], less[earlier + 1]
        if high >= goal:
            return round(12 * (earlier - year + (goal - low) / (high - low)), 2)
    return None


def _new(each: Opening) -> bool:
    return each.route not in ("", IN_FORCE)


def _certain(each: Opening) -> Certain:
    return Certain(**vars(each))
