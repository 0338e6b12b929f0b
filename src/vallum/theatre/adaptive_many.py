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
    given = [np.atleast_1d(np.asarray(v, float)) for v in columns]
    shape = np.broadcast_shapes(*(column.shape for column in given))
    paths = int(np.prod(shape))
    # What all paths share is handed over once: to copy it for each would take longer than to play.
    varying = [k for k, column in enumerate(given) if column.size > 1]
    shared = np.array([column.flat[0] for column in given])
    place = np.full(len(given), -1)
    place[varying] = np.arange(len(varying))
    table = np.empty((max(1, len(varying)), paths))
    for row, k in enumerate(varying):
        table[row] = np.broadcast_to(given[k], shape).ravel()
    ended = _play(table, shared, place, paths, days)
    attacker, defender, lost = (column.reshape(shape) for column in ended)
    return Ends(attacker, defender, lost)


@njit(cache=True)
def play_path(row: Paths, days: int) -> tuple[float, float, float]:
    """Attacker, defender and ground lost at the end of one path; row: Ground, then both AirArms.

    The loop as it reads; `_play` takes the same steps for many paths at a time.
    """
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


LANES = 128
"""Paths that go through a day together: few enough for the nearest cache, and vector code."""


@njit(parallel=True, cache=True, error_model="numpy")
def _play(table: Paths, shared: Paths, place: NDArray[np.int64], paths: int, days: int) -> Paths:
    """Ends (attacker, defender, ground lost; path).

    Input k of a path (Ground, then both AirArms) is row place[k] of table, or shared[k] where that
    is -1.  No step branches, so that the compiler takes several paths in one instruction; a side
    that is gone stays as it is.  Divisions are those of the twin: near its thresholds the model
    turns on the last digit, so that a reciprocal would lead some paths elsewhere.
    """
    ended = np.empty((3, paths))
    for block in prange((paths + LANES - 1) // LANES):
        first = block * LANES
        lanes = min(LANES, paths - first)
        x = np.empty((17, LANES))
        for k in range(17):
            for lane in range(lanes):
                x[k, lane] = shared[k] if place[k] < 0 else table[place[k], first + lane]
        a, d, p, bears_a, bears_d, fastest, rho = x[0], x[1], x[2], x[3], x[4], x[5], x[6]
        air_d, air_a, kept_d, kept_a = x[9], x[13], x[10], x[14]
        held = x[7]
        w, lost = np.zeros(LANES), np.zeros(LANES)
        for k in range(lanes):
            each = x[7, k] / x[8, k]
            stay_d, stay_a = 1 - x[10, k], 1 - x[14, k]
            fly_d, fly_a = stay_d ** x[11, k], stay_a ** x[15, k]
            air_d[k] = each * x[9, k] * x[12, k] * ((1 - fly_d * stay_d) / x[10, k] - 1)
            air_a[k] = each * x[13, k] * x[16, k] * ((1 - fly_a * stay_a) / x[14, k] - 1)
            kept_d[k], kept_a[k] = fly_d, fly_a
            held[k] = 1 - bears_d[k]
        for _ in range(days - 1):
            for k in range(lanes):
                alive = (a[k] > 0) & (d[k] > 0)
                lost[k] += w[k] if alive else 0.0
                ground = p[k] * (1 - w[k] / fastest[k]) * a[k]
                next_a = a[k] - ground - air_d[k]
                next_d = d[k] - ground / rho[k] - air_a[k]
                next_a = next_a if next_a > 0 else 0.0
                next_d = next_d if next_d > 0 else 0.0
                lost_a, lost_d = (a[k] - next_a) / a[k], (d[k] - next_d) / d[k]
                back = w[k] + (fastest[k] - w[k]) / held[k] * (lost_d - bears_d[k])
                back = back if lost_d > bears_d[k] else 0.0
                press = p[k] + (bears_a[k] - p[k]) / bears_a[k] * (bears_a[k] - lost_a)
                press = press if press > 0 else 0.0
                a[k] = next_a if alive else a[k]
                d[k] = next_d if alive else d[k]
                w[k] = back if alive else w[k]
                p[k] = press if alive else p[k]
                air_d[k] *= kept_d[k]
                air_a[k] *= kept_a[k]
        for k in range(lanes):
            alive = (a[k] > 0) & (d[k] > 0)
            ended[0, first + k] = a[k]
            ended[1, first + k] = d[k]
            ended[2, first + k] = lost[k] + (w[k] if alive else 0.0)
    return ended
