"""What rating a bank of states might get, by a simplified form of S&P's method for such lenders.

From: members' ratings and parts, loans, equity.  To: `vallum.finance.bank.found`.

    K[n]       = 8 % weight(rating[n]) (1 - PREFERRED)       capital for unexpected loss
    R[n]       = LGD pd(rating[n])                           expected loss
    K          = sum_n s[n] K[n]                             s[n]: part of n in all loans
    adjustment = 1/(2K) sum_n s[n]^2 C (DELTA (K[n] + R[n]) - K[n])     over n rated below AA-
    C          = LGD + GAMMA (1 - LGD)
    rac        = equity / (12.5 loans (K + adjustment))      after concentration in single names
    alone      = place of rac among 23, 15, 10, 7, 5, 3 %; `BEST_NEW` at best without a record
    rating     = the same with the callable capital of members rated at least as well as the result,
                 at most three notches better

S&P rates a multilateral lender by its risk-adjusted capital after a charge for single names, which
is the granularity adjustment of Gordy and Lütkebohmert (International Journal of Central Banking
9(3), 2013; its use by S&P: Lütkebohmert, Sester and Shen, Global Finance Journal 67, 2025), by an
enterprise profile, and by callable capital of members rated no lower than the result.  The charge
is written here as published; 8 % and 12.5 are Basel's.  Simplified: weights and default rates by
bands of rating are assumptions near published ones; the enterprise profile is one bound.
Left out: liquidity and governance (taken as strong), market and operational risk.  Lütkebohmert and
others find that the charge overstates the risk of single names, so the estimate errs on the safe
side.
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
DEFAULT_RATES = ((6, 0.0003), (9, 0.002), (12, 0.008), (99, 0.04))
"""Up to which place, and the chance of default in a year: Basel's floor of 0.03 % down to A-, below
it assumptions near the agencies' long-run records of sovereigns."""
LGD = 0.45
"""Loss where a senior unsecured loan fails [share]: Basel's foundation approach."""
GAMMA = 0.25
"""Spread of that loss, as in Gordy and Lütkebohmert."""
DELTA = 4.83
"""(a - 1)(xi + (1 - xi)/a), a the 99.9 % point of a gamma of mean 1 and variance 1/xi, xi = 0.25:
their value."""
UNCHARGED = 3
"""Last place in SCALE without a charge, AA-: the chance of default is then far under the 0.1 % that
capital at the 99.9 % point covers, and the adjustment, an approximation, would ask for a third of
the loans as capital however safe they are.  An assumption."""
CHARGE = 0.08
"""Basel's capital over risk-weighted assets."""
BEST_NEW = 1
"""Best place of a lender without a record: AA+, as S&P first rated the New Development Bank in
2018.  An assumption."""


def default_rate(place: float) -> float:
    """Chance that a state of this rating defaults within a year [share]."""
    return next(value for last, value in DEFAULT_RATES if place <= last + 0.5)


def weight(place: float) -> float:
    """What an exposure to a state of this rating weighs [share]."""
    return next(value for last, value in WEIGHTS if place <= last + 0.5)


def risk_adjusted(
    equity: float, exposure: Mapping[str, float], notch: Mapping[str, float]
) -> float:
    """Equity over risk-weighted exposure with its charge for single names [share]; large where
    nothing is lent."""
    weighed = weighed_loans(exposure, notch) * (1 + concentration(exposure, notch))
    return equity / weighed if weighed > 0 else 10.0


def weighed_loans(exposure: Mapping[str, float], notch: Mapping[str, float]) -> float:
    """Risk-weighted exposure before the charge for single names."""
    return sum(weight(notch[s]) * amount * (1 - PREFERRED) for s, amount in exposure.items())


def concentration(exposure: Mapping[str, float], notch: Mapping[str, float]) -> float:
    """What single names add to risk-weighted exposure [share of it]; 0 where nothing is lent.

    One borrower alone, below AA-: s = 1 and K[n] = K: C (DELTA (1 + R / K) - 1) / (2 K).
    """
    lent = sum(exposure.values())
    if lent <= 0:
        return 0.0
    capital = {s: CHARGE * weight(notch[s]) * (1 - PREFERRED) for s in exposure}
    whole = sum(capital[s] * amount / lent for s, amount in exposure.items())
    spread = LGD + GAMMA * (1 - LGD)
    squares = sum(
        (amount / lent) ** 2
        * spread
        * (DELTA * (capital[s] + LGD * default_rate(notch[s])) - capital[s])
        for s, amount in exposure.items()
        if notch[s] > UNCHARGED + 0.5
    )
    return squares / (2 * whole) / whole


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
    *,
    record: bool = False,
) -> tuple[int, int, float]:
    """Place of the rating, place without callable capital, risk-adjusted ratio.

    record: whether the lender has one; else it stops at `BEST_NEW`.
    """
    best = 0 if record else BEST_NEW
    rac = risk_adjusted(equity, exposure, notch)
    alone = max(place_of(rac), best)
    for target in range(max(best, alone - UPLIFT), alone):
        good = sum(amount for state, amount in callable_.items() if notch[state] <= target + 0.5)
        reached = place_of(risk_adjusted(equity + good, exposure, notch))
        # Callable capital of the best may lift what no ratio reaches alone: AAA.
        if reached <= target or (target == 0 and reached == 1 and good > 0):
            return target, alone, rac
    return alone, alone, rac


def letters(place: float) -> str:
    """A place in words of the scale."""
    return SCALE[min(len(SCALE) - 1, round(place))]
