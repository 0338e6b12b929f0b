"""One sampled future: every uncertain figure takes one value inside its range.

From: `World.build(..., draw=...)`.  To: the arrays of the World.  A figure's value depends only on
the seed and on the figure's own name, never on the order in which figures are read, so that adding
a fact moves no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from math import sqrt


@dataclass(frozen=True)
class Draw:
    """A sampled future: `spread` 0 gives the central values, 1 the full ranges."""

    seed: int
    spread: float = 1.0

    def value(self, name: str, low: float, central: float, high: float) -> float:
        """A triangular draw on [low, high] with its mode at `central` [same unit].

        >>> Draw(seed=1, spread=0).value("stock", 1.0, 2.0, 5.0)
        2.0
        """
        if not low <= central <= high or low == high:
            return central
        drawn = _triangular(_uniform(f"{self.seed}|{name}"), low, central, high)
        return central + self.spread * (drawn - central)


def _uniform(text: str) -> float:
    """A number in [0, 1) that depends on the text alone."""
    return int.from_bytes(sha256(text.encode()).digest()[:7], "big") / 2**56


def _triangular(share: float, low: float, mode: float, high: float) -> float:
    """The inverse of the triangular distribution function at `share`."""
    if share < (mode - low) / (high - low):
        return low + sqrt(share * (high - low) * (mode - low))
    return high - sqrt((1 - share) * (high - low) * (high - mode))
