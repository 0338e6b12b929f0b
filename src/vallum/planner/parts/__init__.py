"""The parts that a World gives a programme, besides its core.

From: world, and the modules of this folder, one a part.  To: `vallum.planner.plan`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vallum.planner.inputs import Inputs
from vallum.planner.part import Part
from vallum.planner.parts.ukraine import build_ukraine
from vallum.world import World

Builder = Callable[[World, Inputs], Part | None]
"""Makes a part of a World; None where the scenario leaves it out."""

BUILDERS: tuple[Builder, ...] = (build_ukraine,)
"""In the order in which reports name them."""


def with_parts(world: World, inputs: Inputs) -> Inputs:
    """The programme with every part that the scenario asks for."""
    made = (build(world, inputs) for build in BUILDERS)
    return replace(inputs, parts=tuple(part for part in made if part is not None))
