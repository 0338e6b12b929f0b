"""How long a decision takes: months along a route, and the delay where a state holds out.

From: a route's months, episodes of blocked decisions.  To: `vallum.governance.decide`.

Months are spread around the central value as a two-sided log-normal whose 5 and 95 per cent are the
stated low and high.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from statistics import median

import numpy as np
from scipy.special import ndtr, ndtri

from vallum.governance.positions import Array, months_between
from vallum.world.records import VetoRecord

EDGE = 1.6449
"""Standard deviations from the middle to 5 and 95 per cent."""
LEAST = 0.03
"""A day, in months: nothing is decided in less."""
STEPS = 60
"""Halvings that find a quantile."""


@dataclass(frozen=True)
class Timing:
    """Months to adoption.  months: low, central, high; late: added where a state held out."""

    months: tuple[float, float, float]
    late: float

    def by(self, months: float) -> float:
        """Chance that what carries at once has done so by then."""
        low, central, high = (max(value, LEAST) for value in self.months)
        if months <= 0:
            return 0.0
        side = low if months < central else high
        width = abs(log(side / central)) / EDGE
        if width == 0:
            return float(months >= central)
        return float(ndtr(log(months / central) / width))

    def mixed(self, at_once: float, months: float) -> float:
        """The same where a share carries at once and the rest after a holdout gave way."""
        return at_once * self.by(months) + (1 - at_once) * self.by(months - self.late)

    def quantile(self, at_once: float, share: float) -> float:
        """Months by which this share of adoptions has happened."""
        low, high = 0.0, (max(self.months[2], 1) + self.late) * 20
        for _ in range(STEPS):
            middle = (low + high) / 2
            low, high = (low, middle) if self.mixed(at_once, middle) >= share else (middle, high)
        return high

    def spread(self, uniform: Array) -> Array:
        """Months at uniform numbers of 0 to 1."""
        low, central, high = (max(value, LEAST) for value in self.months)
        z = ndtri(uniform)
        wide = np.where(z < 0, log(central / low), log(high / central)) / EDGE
        found: Array = central * np.exp(wide * z)
        return found


def holdout_months(episodes: Iterable[VetoRecord], before: str) -> float:
    """Median length of episodes that had ended by a day [months].

    Raises ValueError without one: the shipped facts hold many.
    """
    ended = [
        months_between(each.blocked, each.resolved)
        for each in episodes
        if each.resolved and each.resolved < before
    ]
    return median(ended)
