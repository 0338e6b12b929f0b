"""Epstein's Adaptive Dynamic Model: the defender trades ground for losses.  To: `vallum.theatre`.

    W(1) = 0;  W(t) = 0 if ad(t-1) <= adT
               else W(t-1) + (Wmax - W(t-1)) / (1 - adT) * (ad(t-1) - adT)
    P(t) = P(t-1) + (aaT - P(t-1)) / aaT * (aaT - aa(t-1))
    ag(t) = P(t) (1 - W(t) / Wmax)
    A(t+1) = A(t) (1 - ag(t)) - CD(t)
    D(t+1) = D(t) - ag(t) A(t) / rho - CA(t)
    C(t) = L / V * N (1-q)^(S(t-1)) * K ((1 - (1-q)^(S+1)) / q - 1)

One rule is ours: P stays at 0 or more.  As printed, losses to the air far above aaT turn P
negative, and then both sides gain from fighting.

Epstein, The Calculus of Conventional War, 1985; International Security 13(4), 1989.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vallum.errors import Problem, UserError

Paths = NDArray[np.float64]


@dataclass(frozen=True)
class AirArm:
    """Close air support of one side; each figure a number or an array over paths."""

    aircraft: ArrayLike
    """N, at the start."""
    loss_per_sortie: ArrayLike
    """q, share of aircraft lost in a sortie; above 0, below 1."""
    sorties_per_day: ArrayLike
    """S."""
    kills_per_sortie: ArrayLike
    """K [armoured vehicles]."""


@dataclass(frozen=True)
class Ground:
    """Both sides' ground forces and what each will bear; numbers or arrays over paths."""

    attacker: ArrayLike
    """A(1) [lethality points]."""
    defender: ArrayLike
    """D(1) [lethality points]."""
    first_pressure: ArrayLike
    """P(1), the attacker's loss rate on day 1 [1/day]."""
    attacker_bears: ArrayLike
    """aaT, the daily loss that the attacker accepts [1/day]; above 0."""
    defender_bears: ArrayLike
    """adT, the daily loss above which the defender gives ground [1/day]; below 1."""
    fastest_withdrawal: ArrayLike
    """Wmax [km/day]; above 0."""
    exchange_ratio: ArrayLike
    """rho, attackers lost per defender lost, on the ground; above 0."""
    points_per_division: float = 47_490.0
    """L, points of one armoured division equivalent."""
    vehicles_per_division: float = 1_200.0
    """V, armoured vehicles of one armoured division equivalent."""


@dataclass(frozen=True)
class Duel:
    """Each (day, paths); strengths [points] and withdrawal [km/day] at the start of the day."""

    attacker: Paths
    defender: Paths
    withdrawal: Paths

    def ground_lost(self) -> Paths:
        """Ground that the defender gave up to the end of each day (day, paths) [km]."""
        return np.cumsum(self.withdrawal, axis=0)


def fight_adaptive(
    ground: Ground,
    *,
    days: int,
    defender_air: AirArm | None = None,
    attacker_air: AirArm | None = None,
) -> Duel:
    """Play the model for so many days; a side that is gone stays at 0 and the fight stops.

    Raises UserError where a figure lies outside the range that its field states.
    """
    check_inputs(ground, days, defender_air, attacker_air)
    air_shape = [
        np.asarray(value)
        for arm in (defender_air, attacker_air)
        if arm is not None
        for value in vars(arm).values()
    ]
    shape = np.broadcast_shapes(*(np.shape(v) for v in [*vars(ground).values(), *air_shape]))
    a, d, p, bears_a, bears_d, fastest, rho = (
        np.broadcast_to(np.asarray(value, float), shape)
        for value in (
            ground.attacker,
            ground.defender,
            ground.first_pressure,
            ground.attacker_bears,
            ground.defender_bears,
            ground.fastest_withdrawal,
            ground.exchange_ratio,
        )
    )
    w = np.zeros(shape)
    strengths_a, strengths_d, speeds = (np.zeros((days, *shape)) for _ in range(3))
    for day in range(days):
        on = (a > 0) & (d > 0)
        w = np.where(on, w, 0.0)
        strengths_a[day], strengths_d[day], speeds[day] = a, d, w
        ground_loss = p * (1 - w / fastest) * a
        next_a = a - ground_loss - _killed_from_the_air(defender_air, ground, day)
        next_d = d - ground_loss / rho - _killed_from_the_air(attacker_air, ground, day)
        next_a, next_d = (
            np.where(on, np.maximum(next_a, 0), a),
            np.where(on, np.maximum(next_d, 0), d),
        )
        lost_a, lost_d = _share_lost(a, next_a), _share_lost(d, next_d)
        faster = w + (fastest - w) / (1 - bears_d) * (lost_d - bears_d)
        w = np.where(lost_d <= bears_d, 0.0, faster)
        p = np.maximum(p + (bears_a - p) / bears_a * (bears_a - lost_a), 0)
        a, d = next_a, next_d
    return Duel(strengths_a, strengths_d, speeds)


def check_inputs(ground: Ground, days: int, *arms: AirArm | None) -> None:
    """Raise UserError where a figure lies outside the range that its field states."""
    _check(ground, days)
    for arm in arms:
        if arm is not None:
            _check_air(arm)


def _killed_from_the_air(arm: AirArm | None, ground: Ground, day: int) -> Paths:
    """C(t) [points], with t - 1 = day."""
    if arm is None:
        return np.asarray(0.0)
    n, q, s, k = (np.asarray(value, float) for value in vars(arm).values())
    flown = (1 - (1 - q) ** (s + 1)) / q - 1
    points: Paths = np.asarray(
        ground.points_per_division
        / ground.vehicles_per_division
        * n
        * (1 - q) ** (s * day)
        * k
        * flown
    )
    return points


def _share_lost(before: Paths, after: Paths) -> Paths:
    return np.divide(before - after, before, out=np.zeros_like(before), where=before > 0)


def _check(ground: Ground, days: int) -> None:
    if days < 1:
        raise UserError(Problem(f"{days} should be at least 1", field="days"))
    for name, value in vars(ground).items():
        if not np.all(np.asarray(value, float) > 0):
            raise UserError(Problem(f"{value!r} should be above 0", field=name))
    for name in ("first_pressure", "attacker_bears", "defender_bears"):
        if not np.all(np.asarray(getattr(ground, name), float) < 1):
            raise UserError(Problem("a daily loss rate should be below 1", field=name))


def _check_air(arm: AirArm) -> None:
    for name, value in vars(arm).items():
        if not np.all(np.asarray(value, float) >= 0):
            raise UserError(Problem(f"{value!r} should be 0 or more", field=name))
    q = np.asarray(arm.loss_per_sortie, float)
    if not np.all((q > 0) & (q < 1)):
        raise UserError(Problem("should be above 0 and below 1", field="loss_per_sortie"))
