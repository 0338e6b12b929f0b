"""The parts of a programme over one bloc, made again only where what they look at differs.

From: a World of `vallum.world.again`, inputs.  To: `vallum.planner.live`'s askers.

Each builder of a part is watched: what it reads of the World, of its scenario and of the inputs.
Where all of that is as it was, the part is the one made before: the same object, so that whoever
loaded it knows that nothing of it has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from vallum.planner.inputs import Inputs
from vallum.planner.live import BLOC, as_one
from vallum.planner.part import Part
from vallum.planner.parts import BUILDERS
from vallum.world import World
from vallum.world.again import Trace, stands, watched
from vallum.world.pooling import POOL


class PartsAgain:
    """Makes the parts of programmes over blocs, one after another; one asker at a time."""

    def __init__(self) -> None:
        self._made: list[_Made] = []
        self.rerun: list[str] = []
        """The builders that the last programme made run."""

    def as_one(self, world: World, inputs: Inputs, prices: xr.DataArray | None = None) -> Inputs:
        """What `vallum.planner.live.as_one` makes of `with_parts`; inputs: from `gather`."""
        names = (str(state) for state in inputs.states)
        bloc_of = {name: POOL if name == POOL else BLOC for name in names}
        parts = self._aggregated(world, inputs, bloc_of)
        return replace(as_one(inputs, prices), parts=parts)

    def _aggregated(
        self, world: World, inputs: Inputs, bloc_of: Mapping[str, str]
    ) -> tuple[Part, ...]:
        key = (world.members, world.scope, tuple(bloc_of.items()))
        before: list[_Made | None] = [*self._made] or [None] * len(BUILDERS)
        made: list[_Made] = []
        self.rerun = []
        for build, was in zip(BUILDERS, before, strict=True):
            if was is not None and was.key == key and was.holds(world, inputs):
                made.append(was)
                continue
            seen_world, trace = watched(world)
            seen: Any = _Seen(inputs)
            part = build(seen_world, seen)
            whole = None if part is None else part.aggregate(seen, bloc_of)
            made.append(_Made(key, trace, seen.noted, whole))
            self.rerun.append(build.__name__)
        self._made = made
        return tuple(each.part for each in made if each.part is not None)


@dataclass(frozen=True)
class _Made:
    """A part, and what its builder looked at."""

    key: object
    trace: Trace
    read: Mapping[str, Any]
    part: Part | None

    def holds(self, world: World, inputs: Inputs) -> bool:
        return stands(self.trace, world) and all(
            _same(value, getattr(inputs, name)) for name, value in self.read.items()
        )


class _Seen:
    """Inputs that note what is looked at."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self.noted: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inputs, name)
        self.noted[name] = value
        return value


def _same(one: Any, other: Any) -> bool:
    """Equal in every cell and label; what cannot be compared counts as another."""
    if one is other:
        return True
    if isinstance(one, xr.DataArray) and isinstance(other, xr.DataArray):
        return bool(one.identical(other))
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    if isinstance(one, Mapping | tuple | str | int | float):
        return bool(one == other)
    return False
