"""The Attrition-FEBA Expansion Model: a front that grows while its defenders shrink.

To: `vallum.theatre`.  Each day, in every attacked sector k:

    LA_k = a O_k                    attacker's loss; the sector is fed again from behind
    LD_k = LA_k / rho               defender's loss
    x_k += v                        penetration
    F = F0 + sum_k 2 x_k            front, with both shoulders of each penetration
    R = (F - sum_k w_k) / s_quiet + sum_k w_k / s_attack     divisions that the front takes
    Dav = D0 + arrivals - sum of LD and losses to the air    divisions that there are

The line breaks on the first day with Dav < R.  Losses from the air are sorties x kills / V.
Kaufmann 1983; Posen, International Security 9(3), 1984/85.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vallum.errors import Problem, UserError

Paths = NDArray[np.float64]


@dataclass(frozen=True)
class Front:
    """A front and its forces; numbers or arrays over paths [ADE: armoured division equivalents]."""

    length_km: ArrayLike
    """F0; above 0, at least the width of all attacked sectors."""
    sectors: int
    """Attacked sectors, at least 1."""
    sector_km: ArrayLike
    """w, width of one attacked sector; above 0."""
    quiet_km_per_division: ArrayLike
    """s_quiet [km/ADE]; above 0."""
    attacked_km_per_division: ArrayLike
    """s_attack [km/ADE]; above 0."""
    attackers_per_sector: ArrayLike
    """O, kept up from behind [ADE]; above 0."""
    attacker_loss_rate: ArrayLike
    """a [1/day]; above 0."""
    exchange_ratio: ArrayLike
    """rho, attackers lost per defender lost on the ground; above 0."""
    advance_km_per_day: ArrayLike
    """v, in each attacked sector; 0 or more."""
    defenders: ArrayLike
    """D0 [ADE]; above 0."""


@dataclass(frozen=True)
class Breakthrough:
    """Cumulative losses, need and defenders at the end of each day (day, paths) [ADE]."""

    attacker_lost: Paths
    defender_lost: Paths
    needed: Paths
    available: Paths

    def breach_day(self) -> Paths:
        """First day, counted from 1, on which too few are left (paths); NaN: the line holds."""
        broken = self.available < self.needed
        first = np.argmax(broken, axis=0) + 1.0
        return np.where(broken.any(axis=0), first, np.nan)


def fight_expansion(
    front: Front,
    *,
    arrivals: ArrayLike,
    attackers_killed_from_air: ArrayLike = 0.0,
    defenders_killed_from_air: ArrayLike = 0.0,
) -> Breakthrough:
    """Play the model for as many days as `arrivals` lists.

    arrivals: divisions that join the defender (day) or (day, paths) [ADE]
    ..._killed_from_air: losses a day to aircraft, sorties x kills per sortie / V [ADE/day]
    Raises UserError where a figure lies outside the range that its field states.  What the attacker
    loses is counted, and made good from behind: the model has no bound on his reserves.
    """
    joined = np.asarray(arrivals, float)
    _check(front, joined, attackers_killed_from_air, defenders_killed_from_air)
    figures = [np.asarray(value, float) for value in vars(front).values()]
    air_a = np.asarray(attackers_killed_from_air, float)
    air_d = np.asarray(defenders_killed_from_air, float)
    shape = np.broadcast_shapes(
        *(f.shape for f in figures), air_a.shape, air_d.shape, joined.shape[1:]
    )
    length, sectors, width, quiet, attacked, attackers, rate, rho, speed, defenders = figures
    days = len(joined)
    day = np.arange(1.0, days + 1).reshape(days, *([1] * len(shape)))
    joined = joined.reshape(days, *([1] * (len(shape) - joined.ndim + 1)), *joined.shape[1:])
    ground = sectors * rate * attackers
    grown = length + sectors * 2 * speed * day
    needed = (grown - sectors * width) / quiet + sectors * width / attacked
    lost_d = day * (ground / rho + air_d)
    whole = (days, *shape)
    return Breakthrough(
        attacker_lost=np.broadcast_to(day * (ground + air_a), whole),
        defender_lost=np.broadcast_to(lost_d, whole),
        needed=np.broadcast_to(needed, whole),
        available=np.broadcast_to(defenders + np.cumsum(joined, axis=0) - lost_d, whole),
    )


def _check(front: Front, arrivals: Paths, *air: ArrayLike) -> None:
    if arrivals.ndim == 0 or len(arrivals) == 0:
        raise UserError(Problem("should list at least one day", field="arrivals"))
    for value in (arrivals, *air):
        if not np.all(np.asarray(value, float) >= 0):
            raise UserError(
                Problem("arrivals and losses from the air should be 0 or more", field="arrivals")
            )
    for name, value in vars(front).items():
        least_is_zero = name == "advance_km_per_day"
        number = np.asarray(value, float)
        if not np.all(number >= 0 if least_is_zero else number > 0):
            raise UserError(Problem(f"{value!r} is below its range", field=name))
    if not np.all(np.asarray(front.length_km) >= front.sectors * np.asarray(front.sector_km)):
        raise UserError(Problem("should hold all attacked sectors", field="length_km"))
