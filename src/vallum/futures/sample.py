"""Which futures: points that fill the space of what is uncertain, and what each point means.

From: `vallum.world.uncertain`.  To: `vallum.futures.explore`.

Each correlation group is one axis of the unit cube; a point's place on it is the share of futures
that lie below.  All policies meet the same futures.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from vallum.world.uncertain import Uncertainty

Design = Literal["sobol", "lhs", "morris"]
"""How points are drawn: Sobol's row, a Latin hypercube, or trajectories for a screening."""
LEVELS = 4
"""Of each axis, on the grid that trajectories walk."""
CHUNK = 256
"""Most futures that are worked through, kept and resumed together."""
BLOCK = 16_384
"""Futures that are drawn and cut together: no more are held at a time.  A power of two, so that
each block of Sobol's row fills the space by itself."""


@dataclass(frozen=True)
class Chunk:
    """Futures that share their scenario, to be solved by one worker, in their order.

    block, number: which block of futures, and which chunk of it.  scene: place of each lever's
    value.  futures: their numbers.  values (future, uncertainty): factors and parameters, in the
    order of the uncertainties that are no levers.
    """

    block: int
    number: int
    policy: str
    scene: tuple[int, ...]
    futures: tuple[int, ...]
    values: tuple[tuple[float, ...], ...]


def axes(uncertain: tuple[Uncertainty, ...]) -> list[str]:
    """The correlation groups, in the order of the sample's columns."""
    return sorted({each.group for each in uncertain})


def sample(axes: int, futures: int, seed: int, design: Design = "sobol") -> np.ndarray:
    """Points (future, axis) in the unit cube, the same for the same seed.

    Sobol's points (scrambled by Owen's method) are the first of an endless row: a larger study
    holds those of a smaller one.
    """
    return np.concatenate(list(sampled(axes, futures, seed, design)))


def sampled(axes: int, futures: int, seed: int, design: Design = "sobol") -> Iterator[np.ndarray]:
    """The same points block by block.  Only Sobol's row is endless: all others are drawn whole.

    Trajectories take `axes + 1` points each; `futures` is a multiple of that.
    """
    from scipy.stats import qmc  # half a second, which workers need not spend

    starts = range(0, futures, BLOCK)
    if design != "sobol":
        if design == "lhs":
            whole = qmc.LatinHypercube(axes, rng=np.random.default_rng(seed)).random(futures)
        else:
            whole = _trajectories(axes, futures // (axes + 1), seed)
        yield from (whole[start : start + BLOCK] for start in starts)
        return
    row = qmc.Sobol(axes, scramble=True, rng=np.random.default_rng(seed))
    for start in starts:
        with warnings.catch_warnings():
            # A number that is no power of two is balanced a little less well; users choose.
            warnings.simplefilter("ignore", UserWarning)
            yield np.asarray(row.random(min(BLOCK, futures - start)))


def sharing(points: np.ndarray, uncertain: tuple[Uncertainty, ...], scenes: int) -> np.ndarray:
    """The same points, but with levers at no more than the first `scenes` points' values, in turn.

    A scene costs more than the futures in it: so many policies can be tried in the same futures.
    """
    places = sorted({axes(uncertain).index(u.group) for u in uncertain if u.kind == "lever"})
    found = points.copy()
    found[:, places] = points[np.arange(len(points)) % scenes][:, places]
    return found


def grid(axes: int) -> dict[str, Any]:
    """The unit cube, as SALib describes it."""
    return {
        "num_vars": axes,
        "names": [str(axis) for axis in range(axes)],
        "bounds": [[0.0, 1.0]] * axes,
    }


def cut(
    uncertain: tuple[Uncertainty, ...],
    points: np.ndarray,
    policies: tuple[str, ...],
    block: int = 0,
) -> list[Chunk]:
    """Chunks of neighbours: of one policy and one scene, and there along the first free axis.

    points: of one block.  Depends on nothing but the arguments, so that the same study is cut alike
    everywhere.
    """
    first = block * BLOCK
    column = {name: place for place, name in enumerate(axes(uncertain))}
    levers = [each for each in uncertain if each.kind == "lever"]
    factors = [each for each in uncertain if each.kind != "lever"]
    scenes: dict[tuple[int, ...], list[int]] = {}
    for future, point in enumerate(points):
        scene = tuple(each.choice(float(point[column[each.group]])) for each in levers)
        scenes.setdefault(scene, []).append(future)
    near = column[factors[0].group] if factors else 0
    chunks: list[Chunk] = []
    for policy in policies:
        for scene in sorted(scenes):
            there = sorted(scenes[scene], key=lambda f: (float(points[f, near]), f))
            for begin in range(0, len(there), CHUNK):
                part = there[begin : begin + CHUNK]
                values = tuple(
                    tuple(each.at(float(points[f, column[each.group]])) for each in factors)
                    for f in part
                )
                numbers = tuple(first + f for f in part)
                chunks.append(Chunk(block, len(chunks), policy, scene, numbers, values))
    return chunks


def _trajectories(axes: int, count: int, seed: int) -> np.ndarray:
    from SALib.sample import morris  # type: ignore[import-untyped]

    return np.asarray(morris.sample(grid(axes), count, num_levels=LEVELS, seed=seed))
