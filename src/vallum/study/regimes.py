"""The plan under each regime of decisions, side by side: what unanimity costs.

From: openings, the live model.  To: `vallum run`, `vallum regimes`, the report.

Planned over the coalition as one bloc, which pools money, kit and people: differences between
regimes are what to read, not levels.  Money is expected money (`vallum.study.openings`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from vallum.evidence import Evidence
from vallum.governance.openings import ANNOUNCED, IN_FORCE, REGIMES, STATUS_QUO, Opening, openings
from vallum.scenario import Scenario
from vallum.scenario.model import Decisions
from vallum.study.live import LiveSession
from vallum.study.openings import expected_money, with_money
from vallum.world import World

OPENINGS = {
    "regime": pl.String,
    "instrument": pl.String,
    "title": pl.String,
    "measure": pl.String,
    "route": pl.String,
    "probability": pl.Float64,
    "months_median": pl.Float64,
    "opens": pl.String,
    "money_eur_bn": pl.Float64,
    "stopped_by": pl.String,
}


@dataclass(frozen=True)
class RegimePlan:
    """One regime.

    expected: instrument -> money expected of it on top of announced spending, to the end of the
    plan; money: of all [EUR bn of 2025]; by_ready: the same to the year in which forces should be
    ready.  shortfall [points of 100]; reliance in that year [share]; cost [EUR bn a year];
    alone: first year, or None.
    """

    regime: str
    opened: tuple[Opening, ...]
    expected: Mapping[str, float]
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

    def frames(self) -> dict[str, pl.DataFrame]:
        """`plan_regimes` and `plan_openings`."""
        return {"plan_regimes": self.frame(), "plan_openings": self.openings()}

    def frame(self) -> pl.DataFrame:
        """A row a regime."""
        return pl.DataFrame(
            {
                "regime": [each.regime for each in self.plans],
                "opened": [len(each.new) for each in self.plans],
                "money_eur_bn": [round(each.money, 4) for each in self.plans],
                "money_by_ready_eur_bn": [round(each.by_ready, 4) for each in self.plans],
                "shortfall": [round(each.shortfall, 4) for each in self.plans],
                "reliance": [round(each.reliance, 6) for each in self.plans],
                "cost_eur_bn_a_year": [round(each.cost, 4) for each in self.plans],
                "stand_alone_year": pl.Series([each.alone for each in self.plans], dtype=pl.Int64),
            }
        )

    def openings(self) -> pl.DataFrame:
        """A row an instrument that is not in force yet, in each regime that has a way for it.

        probability: open by the end of the year in which forces should be ready; stopped_by:
        states likeliest to stop it, joined by ;, empty where no single one can.
        """
        rows = [
            (
                plan.regime,
                each.instrument,
                each.title,
                each.measure,
                each.route,
                round(each.probability, 6),
                None if each.months is None else round(each.months, 2),
                each.opens,
                round(plan.expected.get(each.instrument, 0.0), 4),
                ";".join(each.vetoes),
            )
            for plan in self.plans
            for each in plan.new
        ]
        return pl.DataFrame(rows, schema=OPENINGS, orient="row")


def compare_regimes(
    evidence: Evidence, scenario: Scenario, names: Sequence[str] = (ANNOUNCED, *REGIMES)
) -> Regimes:
    """Plan the scenario under each regime.  Raises UserError where facts do not fit it."""
    return regimes_of(World.build(evidence, scenario), LiveSession(evidence), names)


def regimes_of(
    world: World, session: LiveSession, names: Sequence[str] = (ANNOUNCED, *REGIMES)
) -> Regimes:
    """The same on a World whose money no regime has opened yet, and on a session at hand."""
    plans = []
    for name in names:
        asked = replace(world, scenario=under(world.scenario, name))
        opened = openings(asked)
        extra = expected_money(asked, opened)
        answer = session.answer(with_money(asked, opened))
        ready = [year for year in extra["year"].values if year <= answer.ready_by]
        by_instrument = extra.sum(["state", "year"])
        plans.append(
            RegimePlan(
                name,
                opened,
                {str(each): float(by_instrument.sel(instrument=each)) for each in
                 by_instrument["instrument"].values},
                float(extra.sum()),
                float(extra.sel(year=ready).sum()),
                answer.told.shortfall,
                answer.told.reliance,
                answer.told.cost,
                answer.stand_alone_year,
            )
        )  # fmt: skip
    return Regimes(world.scenario, world.scenario.need.ready_by, tuple(plans))


def under(scenario: Scenario, regime: str) -> Scenario:
    """The scenario with another regime of decisions."""
    decisions = Decisions.model_validate({"regime": regime})
    return scenario.model_copy(update={"decisions": decisions})
