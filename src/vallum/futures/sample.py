"""Which futures: points that fill the space of what is uncertain, and what each point means.

From: `vallum.world.uncertain`.  To: `vallum.futures.explore`.

Each correlation group is one axis of the unit cube; a point's place on it is the share of futures
that lie below.  All policies meet the same futures.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import qmc

from vallum.world.uncertain import Uncertainty

Design = Literal["sobol", "lhs"]
CHUNK = 256
"""Most futures that are worked through, kept and resumed together."""


@dataclass(frozen=True)
class Chunk:
    """Futures that share their scenario, to be solved by one worker, in their order.

    scene: place of each lever's value.  futures: their numbers.  values (future, uncertainty):
    factors and parameters, in the order of the uncertainties that are no levers.
    """

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
    if design == "lhs":
        return np.asarray(qmc.LatinHypercube(axes, rng=np.random.default_rng(seed)).random(futures))
    with warnings.catch_warnings():
        # A number of futures that is no power of two is balanced a little less well; users choose.
        warnings.simplefilter("ignore", UserWarning)
        points = qmc.Sobol(axes, scramble=True, rng=np.random.default_rng(seed)).random(futures)
    return np.asarray(points)


def cut(
    uncertain: tuple[Uncertainty, ...], points: np.ndarray, policies: tuple[str, ...]
) -> list[Chunk]:
    """Chunks of neighbours: of one policy and one scene, and there along the first free axis.

    Depends on nothing but the arguments, so that the same study is cut alike everywhere.
    """
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
                part = tuple(there[begin : begin + CHUNK])
                values = tuple(
                    tuple(each.at(float(points[f, column[each.group]])) for each in factors)
                    for f in part
                )
                chunks.append(Chunk(len(chunks), policy, scene, part, values))
    return chunks
