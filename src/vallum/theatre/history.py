"""Do past battles look like the exchange law, and like the ranges that campaigns draw from?

From: `vallum.world.battles`.  To: docs/validation/battles.md and its tests.

    lost_a / lost_d = ratio (a / d) ** (1 - 2 power)         Helmbold's law, losses set against odds
    log(lost_a / lost_d) = log ratio + (1 - 2 power) log(a / d)        least squares over battles

power: 1 square law, 0.5 linear law, 0 logarithmic law, as in `lanchester`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vallum.world.battles import Battles

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class ExchangeFit:
    """ratio: attackers lost for one defender at even odds; power: Helmbold's; explained: R squared.

    error: standard error of the power; factor: battles lie within this factor of the law, one
    standard deviation.
    """

    battles: int
    ratio: float
    power: float
    error: float
    explained: float
    factor: float


def fit_exchange(past: Battles) -> ExchangeFit:
    """Least squares of the law over some battles, at least three."""
    odds, lost = _logs(past)
    design = np.column_stack([np.ones_like(odds), odds])
    (level, slope), *_ = np.linalg.lstsq(design, lost, rcond=None)
    rest = lost - level - slope * odds
    variance = float((rest**2).sum()) / (len(past) - 2)
    error = np.sqrt(variance / float(((odds - odds.mean()) ** 2).sum()))
    explained = 1 - float((rest**2).sum()) / float(((lost - lost.mean()) ** 2).sum())
    return ExchangeFit(
        len(past),
        float(np.exp(level)),
        float((1 - slope) / 2),
        float(error / 2),
        explained,
        float(np.exp(np.sqrt(variance))),
    )


def told_better(fit: ExchangeFit, past: Battles) -> float:
    """How much better a fit tells other battles than their own mean: 0 no better, below it worse.

    Share of the variance of the logarithm of the loss ratio.
    """
    odds, lost = _logs(past)
    rest = lost - np.log(fit.ratio) - (1 - 2 * fit.power) * odds
    return 1 - float((rest**2).sum()) / float(((lost - lost.mean()) ** 2).sum())


def daily_losses(past: Battles) -> dict[str, NDArray[np.float64]]:
    """Quantiles over battles of a day's losses [share of the side], of attackers and defenders."""
    return {
        "attacker": np.quantile(past.attackers_lost / past.attackers / past.days, QUANTILES),
        "defender": np.quantile(past.defenders_lost / past.defenders / past.days, QUANTILES),
    }


def daily_advance(past: Battles) -> NDArray[np.float64]:
    """Quantiles over battles of the attacker's advance [km a day], where it is known."""
    pace = past.advance_km / past.days
    return np.asarray(np.nanquantile(pace, QUANTILES))


def _logs(past: Battles) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return (
        np.log(past.attackers / past.defenders),
        np.log(past.attackers_lost / past.defenders_lost),
    )
