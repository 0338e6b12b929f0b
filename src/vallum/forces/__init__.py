"""What the coalition has, what is missing, who brings what.

Front door: `assess(world) -> Gaps`.  The equations stand in `vallum.forces.elements` (what a state
can field) and `vallum.forces.gaps` (need against forces).
"""

from __future__ import annotations

from vallum.forces.elements import Addition, field_elements
from vallum.forces.gaps import alone_in_place, assess
from vallum.forces.result import Gaps

__all__ = ["Addition", "Gaps", "alone_in_place", "assess", "field_elements"]
