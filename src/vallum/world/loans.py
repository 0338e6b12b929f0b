"""What a draw costs later: repayments to the cent, interest, present value.

    principal[k] = draw / (maturity - grace)    for k = grace + 1 ... maturity years after the draw
    interest[k]  = rate * outstanding[k - 1]
    cost         = sum_k (principal[k] + interest[k]) / (1 + own rate)^k     of one euro drawn
The last repayment takes what rounding leaves, so that repayments sum to the draw.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Cents = np.ndarray[Any, np.dtype[np.int64]]
CENTS = 10**11
"""Cents in EUR bn."""


def repayments(cents: int, maturity: int, grace: int) -> Cents:
    """Repayment in each year after the draw, 1 to maturity [cents]; they sum to the draw.

    >>> repayments(100, 4, 1).tolist()
    [0, 33, 33, 34]
    """
    times = maturity - grace
    found = np.zeros(maturity, dtype=np.int64)
    found[grace:] = cents // times
    found[-1] += cents - times * (cents // times)
    return found


def interest(repaid: Cents, cents: int, rate_pct: float) -> Cents:
    """Interest in the same years, on what was outstanding at their start [cents]."""
    outstanding = cents - np.concatenate([[0], np.cumsum(repaid)[:-1]])
    return np.asarray(np.rint(outstanding * rate_pct / 100), dtype=np.int64)


def present_cost(maturity: int, grace: int, rate_pct: float, own_pct: float) -> float:
    """Present value of serving one euro at a rate, discounted at the payer's own [EUR].

    >>> round(present_cost(10, 9, 3.0, 3.0), 9)
    1.0
    """
    repaid = np.where(np.arange(1, maturity + 1) > grace, 1 / (maturity - grace), 0.0)
    outstanding = 1 - np.concatenate([[0.0], np.cumsum(repaid)[:-1]])
    paid = repaid + outstanding * rate_pct / 100
    return float(np.sum(paid / (1 + own_pct / 100) ** np.arange(1, maturity + 1)))
