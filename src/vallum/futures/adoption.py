"""How likely a measure is adopted, as futures draw it.

From: `vallum.governance`.  To: `vallum.world.uncertain`, by way of `vallum.futures.explore`.
"""

from __future__ import annotations

from vallum.evidence import Evidence
from vallum.governance.decide import decide
from vallum.world.uncertain import Chance

DIGITS = 6
"""Decimals that are kept: no future hangs on rounding further down."""


def chance_in(evidence: Evidence) -> Chance:
    """The chance of a measure on its best route by a day, with positions as they are today.

    It raises UserError for a measure that governance/measures does not have.
    """

    def chance(measure: str, by: str) -> float:
        return round(decide(evidence, measure, by=by).best.probability, DIGITS)

    return chance
