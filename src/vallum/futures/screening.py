"""Which uncertainties matter at all: Morris screening, by the library SALib.

From: `vallum.futures.explore`, `vallum.futures.sample`.  To: `vallum explore --screen`.

A trajectory starts anywhere on a grid of four levels and moves one correlation group at a time, so
it takes as many futures as there are groups, and one more.  Of each group, over all trajectories:

    effect    = (shortfall after - shortfall before) / part of its range moved
    mu_star   = mean of |effect|      how much it matters [points of 100 for its whole range]
    sigma     = spread of effects     how far that hangs on where all others stand

Method: Morris 1991; Campolongo et al. 2007 for mu_star.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vallum.errors import UserError
from vallum.futures.explore import Explored
from vallum.futures.sample import LEVELS, axes, grid
from vallum.futures.tally import table_of

FEWEST = 4
"""Trajectories below which a spread says nothing."""


@dataclass(frozen=True)
class Effect:
    """A correlation group and what moving it does [points of 100, for its whole range].

    interval: half the width of the 95 % interval of mu_star, by resampling trajectories.
    """

    factor: str
    title: str
    mu_star: float
    sigma: float
    interval: float


def futures_of(trajectories: int, groups: int) -> int:
    """Futures that so many trajectories take.  Raises UserError for too few."""
    if trajectories < FEWEST:
        raise UserError(
            f"--screen {trajectories}: a screening needs at least {FEWEST} trajectories"
        )
    return trajectories * (groups + 1)


def screened(study: Explored) -> tuple[Effect, ...]:
    """What a study of the design `morris` says of each group, the strongest first."""
    rows = np.concatenate([table_of(block, "shortfall", 1)[0] for block in study.rows()])
    names = axes(study.uncertain)
    found = effects(np.asarray(study.points()), rows, study.seed)
    told = {
        name: " and ".join(each.title for each in study.uncertain if each.group == name)
        for name in names
    }
    effect = [
        Effect(name, told[name], *map(float, row)) for name, row in zip(names, found.T, strict=True)
    ]
    return tuple(sorted(effect, key=lambda each: (-each.mu_star, each.factor)))


def effects(points: np.ndarray, output: np.ndarray, seed: int) -> np.ndarray:
    """mu_star, sigma and interval (figure, axis) of outputs at points of trajectories."""
    from SALib.analyze import morris  # type: ignore[import-untyped]

    found = morris.analyze(
        grid(points.shape[1]), points, output, num_levels=LEVELS, seed=seed, print_to_console=False
    )
    return np.array([np.asarray(found[name]) for name in ("mu_star", "sigma", "mu_star_conf")])
