"""One run of the main job: evidence through a scenario to a sourced answer.

Front door: `run(scenario) -> Study`.
"""

from __future__ import annotations

from vallum.study.headline import Headline
from vallum.study.run import Study, run

__all__ = ["Headline", "Study", "run"]
