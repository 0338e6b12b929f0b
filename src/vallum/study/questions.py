"""What one may ask of the planner, each over the coalition as one: seconds, not minutes.

From: evidence, a scenario, the planner's questions.  To: the commands `whynot`, `alternatives`,
`foresight` and `plan --mode frontier`.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.forces import assess
from vallum.planner.alternatives import Alternatives, alternatives
from vallum.planner.foresight import later, with_foresight, without_foresight
from vallum.planner.frontier import frontier
from vallum.planner.inputs import Inputs
from vallum.planner.whynot import WhyNot, why_not
from vallum.scenario import Scenario
from vallum.study.live import calibration, one_bloc
from vallum.world import World


def ask_why_not(evidence: Evidence, scenario: Scenario, element: str, year: int) -> WhyNot:
    """What stops an element in a year.

    Raises UserError for an element or a year that the scenario asks nothing of.
    """
    inputs = _inputs(evidence, scenario)
    known = [str(name) for name in inputs.demand.need["element"].values]
    if element not in known:
        near = did_you_mean(element, known) or f"; it asks for {', '.join(known)}"
        raise UserError(f"this scenario asks for no '{element}'{near}")
    first, last = int(inputs.years[0]), int(inputs.years[-1])
    if not first <= year <= last:
        raise UserError(f"{year} lies outside the scenario's years, {first} to {last}")
    if float(inputs.demand.need.sel(element=element, year=year)) <= 0:
        raise UserError(f"this scenario asks for no '{element}' in {year}")
    return why_not(inputs, element, year)


def ask_frontier(evidence: Evidence, scenario: Scenario, points: int) -> pl.DataFrame:
    """Cost against shortfall: see `vallum.planner.frontier`."""
    return frontier(_inputs(evidence, scenario), points)


def ask_alternatives(evidence: Evidence, scenario: Scenario, within: float) -> Alternatives:
    """Plans that are nearly as good: see `vallum.planner.alternatives`."""
    return alternatives(_inputs(evidence, scenario), within)


def ask_foresight(evidence: Evidence, scenario: Scenario) -> list[dict[str, Any]]:
    """With foresight, year by year, and starting later.

    Rows: way, first_order [year], shortfall [points], cost_eur_bn [discounted], worse [points].
    """
    inputs = _inputs(evidence, scenario)
    best = with_foresight(inputs)
    found = [("foresight", 0, best), ("year by year", 0, without_foresight(inputs))]
    for years, outcome in enumerate(later(inputs)):
        if years:
            found.append((f"{years} year{'s' if years > 1 else ''} later", years, outcome))
    return [
        {
            "way": way,
            "first_order": inputs.first_order + years,
            "shortfall": outcome.shortfall,
            "cost_eur_bn": outcome.cost,
            "worse": outcome.shortfall - best.shortfall,
        }
        for way, years, outcome in found
    ]


def _inputs(evidence: Evidence, scenario: Scenario) -> Inputs:
    world = World.build(evidence, scenario)
    return one_bloc(world, assess(world), calibration().prices)
