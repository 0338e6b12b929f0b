"""The Adaptive Dynamic Model on very many paths, compiled; `adaptive` holds the equations.

Keeps only where each path ends, so that a million paths fit into memory.  Paths do not touch one
another: the number of threads changes no figure.  Not imported by `vallum.theatre`, since loading
the compiler takes a second; import this module where many paths are wanted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from vallum.theatre.adaptive import AirArm, Ground, check_inputs

Paths = NDArray[np.float64]
NO_AIR = AirArm(0.0, 0.5, 0.0, 0.0)


@dataclass(frozen=True)
class Ends:
    """How each path stands at the start of the last day (paths)."""

    attacker: Paths
    """[lethality points]"""
    defender: Paths
    """[lethality points]"""
    ground_lost_km: Paths
    """Up to the end of the last day."""


def fight_many(
    ground: Ground,
    *,
    days: int,
    defender_air: AirArm | None = None,
    attacker_air: AirArm | None = None,
) -> Ends:
    """The last day of `fight_adaptive`, same inputs and errors; at least one path."""
    check_inputs(ground, days, defender_air, attacker_air)
    arms = [defender_air or NO_AIR, attacker_air or NO_AIR]
    columns = [*vars(ground).values(), *(v for arm in arms for v in vars(arm).values())]
    table = np.broadcast_arrays(*(np.atleast_1d(np.asarray(v, float)) for v in columns))
    shape = table[0].shape
    ended = _play(np.stack([column.ravel() for column in table], axis=1), days)
    attacker, defender, lost = (ended[:, k].reshape(shape) for k in range(3))
    return Ends(attacker, defender, lost)


@njit(cache=True)
def play_path(row: Paths, days: int) -> tuple[float, float, float]:
    """Attacker, defender and ground lost at the end of one path; row: Ground, then both AirArms."""
    a, d, p, bears_a, bears_d, fastest, rho, points, vehicles = row[:9]
    n_d, q_d, s_d, k_d, n_a, q_a, s_a, k_a = row[9:]
    air_d = points / vehicles * n_d * k_d * ((1 - (1 - q_d) ** (s_d + 1)) / q_d - 1)
    air_a = points / vehicles * n_a * k_a * ((1 - (1 - q_a) ** (s_a + 1)) / q_a - 1)
    kept_d, kept_a = (1 - q_d) ** s_d, (1 - q_a) ** s_a
    w = 0.0
    lost = 0.0
    for day in range(days):
        if a <= 0 or d <= 0:
            break
        lost += w
        if day == days - 1:
            break
        ground_loss = p * (1 - w / fastest) * a
        next_a = max(a - ground_loss - air_d, 0.0)
        next_d = max(d - ground_loss / rho - air_a, 0.0)
        lost_a, lost_d = (a - next_a) / a, (d - next_d) / d
        if lost_d <= bears_d:
            w = 0.0
        else:
            w += (fastest - w) / (1 - bears_d) * (lost_d - bears_d)
        p = max(p + (bears_a - p) / bears_a * (bears_a - lost_a), 0.0)
        a, d = next_a, next_d
        air_d *= kept_d
        air_a *= kept_a
    return a, d, lost


@njit(parallel=True, cache=True)
def _play(table: Paths, days: int) -> Paths:
    """Ends (path; attacker, defender, ground lost) of inputs (path; Ground, both AirArms)."""
    ended = np.empty((table.shape[0], 3))
    for path in prange(table.shape[0]):
        a, d, lost = play_path(table[path], days)
        ended[path, 0], ended[path, 1], ended[path, 2] = a, d, lost
    return ended
