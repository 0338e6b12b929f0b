"""What rating a bank of states might get, by a simplified form of S&P's method for such lenders.

From: members' ratings and parts, loans, equity.  To: `vallum.finance.bank.found`.

    rac        = equity / sum_n weight(rating[n]) exposure[n] (1 - PREFERRED)      risk-adjusted
    alone      = place of rac among 23, 15, 10, 7, 5, 3 %
    callable   = rac with the callable capital of members rated at least as well as the result
    rating     = best place within three notches of `alone` that rac with such capital reaches
S&P's criteria for multilateral lenders take steps of this kind: an enterprise profile, a ratio of
risk-adjusted capital with these bounds, and up to three notches for callable capital from members
rated no lower than the result.  Left out: liquidity and governance, taken as strong; weights are an
assumption near those of the published framework.  A bank without a record stops at AA+ alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from vallum.world.instruments import SCALE

BOUNDS = ((0.23, 1), (0.15, 2), (0.10, 3), (0.07, 5), (0.05, 6), (0.03, 8))
"""Least risk-adjusted ratio and the place in SCALE it earns: AA+, AA, AA-, A, A-, BBB."""
BELOW = 10
"""Place below the last bound: BB+."""
UPLIFT = 3
PREFERRED = 0.3
"""What preferred creditor status takes off the weight [share]: states repay such lenders first."""
WEIGHTS = ((3, 0.05), (6, 0.25), (9, 0.6), (12, 1.0), (99, 1.5))
"""Up to which place in SCALE, and what an exposure weighs."""


def weight(place: float) -> float:
    """What an exposure to a state of this rating weighs [share]."""
    return next(value for last, value in WEIGHTS if place <= last + 0.5)


def risk_adjusted(
    equity: float, exposure: Mapping[str, float], notch: Mapping[str, float]
) -> float:
    """Equity over risk-weighted exposure [share]; large where nothing is lent."""
    weighed = sum(weight(notch[s]) * amount * (1 - PREFERRED) for s, amount in exposure.items())
    return equity / weighed if weighed > 0 else 10.0


def place_of(rac: float) -> int:
    """Place in SCALE that a ratio earns.

    >>> [place_of(ratio) for ratio in (0.3, 0.16, 0.08, 0.01)]
    [1, 2, 5, 10]
    """
    return next((place for least, place in BOUNDS if rac >= least), BELOW)


def rate_bank(
    equity: float,
    exposure: Mapping[str, float],
    callable_: Mapping[str, float],
    notch: Mapping[str, float],
) -> tuple[int, int, float]:
    """Place of the rating, place without callable capital, risk-adjusted ratio."""
    rac = risk_adjusted(equity, exposure, notch)
    alone = place_of(rac)
    for target in range(max(0, alone - UPLIFT), alone):
        good = sum(amount for state, amount in callable_.items() if notch[state] <= target + 0.5)
        reached = place_of(risk_adjusted(equity + good, exposure, notch))
        # Callable capital of the best may lift what the bank alone cannot reach: AAA.
        if reached <= target or (target == 0 and reached == 1 and good > 0):
            return target, alone, rac
    return alone, alone, rac


def letters(place: float) -> str:
    """A place in words of the scale."""
    return SCALE[min(len(SCALE) - 1, round(place))]
