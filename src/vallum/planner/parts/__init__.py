"""The parts that a World gives a programme, besides its core.

From: world, and the modules of this folder, one a part.  To: `vallum.planner.plan`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vallum.planner.inputs import Inputs
from vallum.planner.part import Part
from vallum.planner.parts import crews
from vallum.planner.parts.instrument_terms import build_instruments
from vallum.planner.parts.licences import licences
from vallum.planner.parts.policy import policy
from vallum.planner.parts.pool import build_pool
from vallum.planner.parts.spares import spares
from vallum.planner.parts.territorial import build_territorial
from vallum.planner.parts.ukraine import build_ukraine
from vallum.planner.parts.upgrades import upgrades
from vallum.world import World

Builder = Callable[[World, Inputs], Part | None]
"""Makes a part of a World; None where the scenario leaves it out."""

BUILDERS: tuple[Builder, ...] = (
    build_pool,
    build_territorial,
    licences,
    crews.build,
    upgrades,
    spares,
    policy,
    build_ukraine,
)
"""In the order in which reports name them."""


def with_parts(world: World, inputs: Inputs) -> Inputs:
    """The programme with every part that the scenario asks for."""
    for build in (*BUILDERS, build_instruments):
        # Instruments come last: they pay for what all others cost.
        part = build(world, inputs)
        inputs = inputs if part is None else replace(inputs, parts=(*inputs.parts, part))
    return inputs
