"""One scenario after another, asked of the live model.

From: evidence, World, forces, the live model of the planner.  To: `vallum live`, and whatever asks
again while somebody moves a slider.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import xarray as xr

from vallum.evidence import Evidence
from vallum.forces import Gaps, assess
from vallum.forces.result import MET
from vallum.planner import Plan, gather
from vallum.planner.equations import counts_for
from vallum.planner.inputs import Inputs
from vallum.planner.live import Live, as_one
from vallum.planner.parts import with_parts
from vallum.planner.parts.again import PartsAgain
from vallum.scenario import Scenario
from vallum.study.live.calibration import Band, Calibration, calibration
from vallum.study.openings import with_openings
from vallum.study.plan import demand_of
from vallum.world import World
from vallum.world.again import Worlds
from vallum.world.names import BRIGADE
from vallum.world.needs import DOMAINS

MOST_LOADED = 6
"""Programmes that stay loaded, some 20 MB each: another coalition or posture needs one of its own,
and who tries one moves other sliders next."""


@dataclass(frozen=True)
class Figures:
    """What the live model says, as it says it, or corrected.

    shortfall [points of 100]; reliance: self-reliance with the plan when forces should be ready
    [share]; cost [EUR bn a year, 2025 prices].
    """

    shortfall: float
    reliance: float
    cost: float


@dataclass(frozen=True)
class LiveAnswer:
    """An answer of the live model.

    told: corrected by the calibration; raw: as the coalition-level programme has it.
    self_reliance: year -> index with the plan, without the United States [share], corrected.
    stand_alone_year: first year from which the core set stays met; None: not within the horizon.
    bands: what remains of the error after correction, by figure.
    solve_ms: programme changed and solved; total_ms: with the World and the assessment.
    rebuilt: the programme had to be declared anew.
    """

    scenario: Scenario
    ready_by: int
    told: Figures
    raw: Figures
    self_reliance: dict[int, float]
    stand_alone_year: int | None
    bands: dict[str, Band]
    solve_ms: float
    total_ms: float
    rebuilt: bool


class LiveSession:
    """The live model and the facts it draws on.  One asker at a time.

    live: a programme that is declared already and may be changed.
    """

    def __init__(
        self, evidence: Evidence, known: Calibration | None = None, live: Live | None = None
    ) -> None:
        self._worlds = Worlds(evidence)
        self._known = known if known is not None else calibration()
        self._parts = PartsAgain()
        self._loaded = [] if live is None else [live]

    def ask(self, scenario: Scenario) -> LiveAnswer:
        """Answer one scenario.  Raises UserError where evidence and scenario do not fit."""
        began = time.perf_counter()
        return self.answer(with_openings(self._worlds.build(scenario)), began)

    def answer(self, world: World, began: float | None = None) -> LiveAnswer:
        """Answer a World at hand; began: when the clock of `total_ms` started, now if None."""
        began = time.perf_counter() if began is None else began
        scenario = world.scenario
        gaps = assess(world)
        inputs = gather(world, demand_of(gaps))
        prices = _prices(inputs, self._known.prices)
        whole = self._parts.as_one(world, inputs, prices)
        reply = self._programme_for(whole).ask(world, whole)
        met = met_with(gaps, reply.plan)
        index = self_reliance(gaps, met)
        ready_by = scenario.need.ready_by
        raw = Figures(
            shortfall=reply.plan.shortfall,
            reliance=float(index.sel(year=ready_by)),
            cost=reply.cost_per_year,
        )
        shift = self._known.corrected("reliance", raw.reliance) - raw.reliance
        told = Figures(
            shortfall=max(0.0, self._known.corrected("shortfall", raw.shortfall)),
            reliance=min(1.0, max(0.0, raw.reliance + shift)),
            cost=max(0.0, self._known.corrected("cost", raw.cost)),
        )
        return LiveAnswer(
            scenario=scenario,
            ready_by=ready_by,
            told=told,
            raw=raw,
            self_reliance={
                int(year): min(1.0, max(0.0, float(value) + shift))
                for year, value in zip(world.years, index.values, strict=True)
            },
            stand_alone_year=stand_alone_year(gaps, met),
            bands=self._known.bands,
            solve_ms=reply.solve_ms,
            total_ms=(time.perf_counter() - began) * 1000,
            rebuilt=reply.rebuilt,
        )

    def _programme_for(self, inputs: Inputs) -> Live:
        """The programme last used of those that take the inputs, or one to be declared."""
        found = next((live for live in self._loaded if live.takes(inputs)), None) or Live()
        others = [live for live in self._loaded if live is not found]
        self._loaded = [found, *others[: MOST_LOADED - 1]]
        return found


def one_bloc(world: World, gaps: Gaps, prices: xr.DataArray | None = None) -> Inputs:
    """The programme over the coalition as one, at given prices (product, channel) [ratio].

    prices: what the reference plan paid over the catalogue's price; the catalogue's where None.
    """
    inputs = with_parts(world, gather(world, demand_of(gaps)))
    return as_one(inputs, _prices(inputs, prices))


def _prices(inputs: Inputs, ratio: xr.DataArray | None) -> xr.DataArray | None:
    """What orders cost (product, channel) [EUR mn]; None: what the catalogue says."""
    if ratio is None:
        return None
    return ratio.reindex(product=inputs.list_price["product"].values) * inputs.list_price


def met_with(gaps: Gaps, plan: Plan) -> xr.DataArray:
    """Met share of the main need with what the plan adds, without the United States
    (element, year)."""
    data = gaps.data.sel(contingency=gaps.main, element=gaps.assessed)
    inputs = plan.inputs
    added = (plan.added.sum("state") * counts_for(inputs)).sum("category")
    have = data["have"] + added
    if BRIGADE in gaps.assessed:
        whole = plan.brigades.sum("state") - inputs.demand.away
        have = xr.where(have["element"] == BRIGADE, whole, have)
    need = data["need"]
    met = (have / need.where(need > 0, 1)).clip(0, 1)
    return met.where(need > 0, 1.0).transpose("element", "year")


def self_reliance(gaps: Gaps, met: xr.DataArray) -> xr.DataArray:
    """Mean over the domains of the weighted mean of met shares (year), as `Gaps` has it."""
    weight = gaps.world["weight"].sel(element=met["element"])
    domain = weight["domain"].values
    by_domain = [
        met.isel(element=domain == name)
        .weighted(weight.isel(element=domain == name))
        .mean("element")
        for name in DOMAINS
        if (domain == name).any()
    ]
    return xr.concat(by_domain, dim="domain").mean("domain")


def stand_alone_year(gaps: Gaps, met: xr.DataArray) -> int | None:
    """First year from which the core set stays at 95 % without the United States."""
    if not gaps.core:
        return None
    holds = (met.sel(element=gaps.core) >= MET - TOLERANCE).all("element").values
    stays = holds[::-1].cumprod()[::-1].astype(bool)
    years = np.asarray(met["year"].values)[stays]
    return int(years[0]) if years.size else None


TOLERANCE = 1e-6
