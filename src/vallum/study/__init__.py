"""One run of the main job: evidence through a scenario to a sourced answer.

Front door: `run(scenario) -> Study`; `why_order` explains an order of its plan.
"""

from __future__ import annotations

from vallum.study.headline import Headline
from vallum.study.run import NO_PLAN, Study, run
from vallum.study.why import why_order

__all__ = ["NO_PLAN", "Headline", "Study", "run", "why_order"]
