"""The ends of a World's ranges: every uncertain figure low, or every one high, at once.

From: evidence, a scenario.  To: `vallum.study.unit_cost`.

No future looks like this.  It serves figures that only grow with what they rest on, such as what a
unit costs: the two ends then hold every future between them.
"""

from __future__ import annotations

from dataclasses import dataclass

from vallum.evidence import Evidence
from vallum.scenario import Scenario
from vallum.world.build import World
from vallum.world.draw import Draw

KEPT = ("parameter|spread_", "parameter|discount_rate")
"""Figures that stay central: how wide ranges are, and the rate, of which more makes less."""


@dataclass(frozen=True)
class Ends:
    """The same scenario three times over."""

    low: World
    central: World
    high: World

    @classmethod
    def build(cls, evidence: Evidence, scenario: Scenario) -> Ends:
        """Raises UserError as `World.build` does."""
        return cls(
            low=World.build(evidence, scenario, draw=End(seed=0, high=False)),
            central=World.build(evidence, scenario),
            high=World.build(evidence, scenario, draw=End(seed=0, high=True)),
        )


@dataclass(frozen=True)
class End(Draw):
    """Takes every figure at one end of its range."""

    high: bool = True

    def value(self, name: str, low: float, central: float, high: float) -> float:
        """The end of the range [same unit]; the central value of what is `KEPT`.

        >>> End(seed=0, high=False).value("price", 1.0, 2.0, 5.0)
        1.0
        """
        if name.startswith(KEPT):
            return central
        return max(central, high) if self.high else min(central, low)
