"""One run of the main job: evidence through a scenario to a sourced answer.

Front door: `run(scenario) -> Study`; `why_order` explains an order of its plan, `Lineage.why` any
figure of its tables.
"""

from __future__ import annotations

from vallum.study.figures import Figure, Results
from vallum.study.headline import Headline
from vallum.study.lineage import Lineage
from vallum.study.run import EXACT, NO_PLAN, Study, run
from vallum.study.why import why_order

__all__ = [
    "EXACT",
    "NO_PLAN",
    "Figure",
    "Headline",
    "Lineage",
    "Results",
    "Study",
    "run",
    "why_order",
]
