"""Where sources disagree: every row stays, a declared rule picks the one that counts.

From: evidence.  To: `vallum evidence conflicts`, the page of disagreements, the World's choice of
editions and the width of its sampled futures.
"""

from __future__ import annotations

from vallum.evidence.reconcile.page import conflicts_page
from vallum.evidence.reconcile.readings import Conflict, Place, Reading
from vallum.evidence.reconcile.rules import RULES, Compared, Rule, compare, conflicts

__all__ = [
    "RULES",
    "Compared",
    "Conflict",
    "Place",
    "Reading",
    "Rule",
    "compare",
    "conflicts",
    "conflicts_page",
]
