"""The plan under each regime of decisions, side by side: what unanimity costs.

From: openings, the live model.  To: `vallum regimes`, the report.

Planned over the coalition as one bloc, which pools money, kit and people: differences between
regimes are what to read, not levels.  Money is expected money (`vallum.study.openings`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from vallum.evidence import Evidence
from vallum.governance.openings import ANNOUNCED, IN_FORCE, REGIMES, STATUS_QUO, Opening, openings
from vallum.scenario import Scenario
from vallum.scenario.model import Decisions
from vallum.study.live import LiveSession
from vallum.study.openings import expected_money, with_money
from vallum.world import World


@dataclass(frozen=True)
class RegimePlan:
    """One regime.

    money: expected on top of announced spending, to the end of the plan [EUR bn of 2025]; by_ready:
    the same to the year in which forces should be ready.  shortfall [points of 100]; reliance in
    that year [share]; cost [EUR bn a year]; alone: first year, or None.
    """

    regime: str
    opened: tuple[Opening, ...]
    money: float
    by_ready: float
    shortfall: float
    reliance: float
    cost: float
    alone: int | None

    @property
    def new(self) -> tuple[Opening, ...]:
        """Instruments that are not in force yet and have a way in this regime."""
        return tuple(each for each in self.opened if each.route not in ("", IN_FORCE))


@dataclass(frozen=True)
class Regimes:
    """All regimes, `announced` first.  best: the regime with the least shortfall."""

    scenario: Scenario
    ready_by: int
    plans: tuple[RegimePlan, ...]

    def of(self, regime: str) -> RegimePlan:
        return next(each for each in self.plans if each.regime == regime)

    @property
    def best(self) -> RegimePlan:
        return min(self.plans, key=lambda each: (round(each.shortfall, 6), each.regime))

    @property
    def cost_of_unanimity(self) -> float:
        """Points of shortfall that the best regime spares, against the status quo."""
        return self.of(STATUS_QUO).shortfall - self.best.shortfall

    def frame(self) -> pl.DataFrame:
        """A row a regime."""
        return pl.DataFrame(
            {
                "regime": [each.regime for each in self.plans],
                "instruments": [len(each.new) for each in self.plans],
                "money_eur_bn": [each.money for each in self.plans],
                "money_by_ready_eur_bn": [each.by_ready for each in self.plans],
                "shortfall": [each.shortfall for each in self.plans],
                "reliance": [each.reliance for each in self.plans],
                "cost_eur_bn_a_year": [each.cost for each in self.plans],
                "stand_alone_year": pl.Series([each.alone for each in self.plans], dtype=pl.Int64),
            }
        )


def compare_regimes(
    evidence: Evidence, scenario: Scenario, names: Sequence[str] = (ANNOUNCED, *REGIMES)
) -> Regimes:
    """Plan the scenario under each regime.  Raises UserError where facts do not fit it."""
    base = World.build(evidence, _under(scenario, ANNOUNCED))
    session = LiveSession(evidence)
    plans = []
    for name in names:
        asked = replace(base, scenario=_under(scenario, name))
        opened = openings(asked)
        extra = expected_money(asked, opened)
        answer = session.answer(with_money(asked, opened))
        ready = [year for year in extra["year"].values if year <= answer.ready_by]
        plans.append(
            RegimePlan(
                name,
                opened,
                float(extra.sum()),
                float(extra.sel(year=ready).sum()),
                answer.told.shortfall,
                answer.told.reliance,
                answer.told.cost,
                answer.stand_alone_year,
            )
        )
    return Regimes(scenario, scenario.need.ready_by, tuple(plans))


def _under(scenario: Scenario, regime: str) -> Scenario:
    decisions = Decisions.model_validate({"regime": regime})
    return scenario.model_copy(update={"decisions": decisions})
