"""The least structural primary balance with which a criterion holds, for many cases at once.

From: cases.  To: the rules.

    debt falls      max(min_t d[t] - d[t+1], 60 - d[end+10]) >= 0    over ten years after adjustment
    deficit         min_t balance[t] + 3 >= 0                        in the last year and ten more

Forty-one targets from -10 to 10 are projected at once; between the last that fails and the first
that holds, the margin is followed to its root.  Where a higher target fails again the criterion is
not monotone there, and targets 0.01 apart are tried instead, so the least one is found either way.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vallum.finance.debt.case import Case
from vallum.finance.debt.projection import MULTIPLIER
from vallum.finance.debt.sweep import Array, Rows, gather, sweep

CRITERIA = ("main_adjustment", "lower_spb", "adverse_r_g", "financial_stress", "deficit_reduction")
"""The deterministic criteria: debt falls in the baseline and three stress paths; the deficit."""
LEAST, MOST = -10.0, 10.0
"""Targets looked at [% of GDP]."""
CLOSE = 1e-5
"""How near the root of a margin a target must be [points of GDP]."""
DEBT_ANCHOR, DEFICIT_LIMIT = 60.0, 3.0
_COARSE = np.linspace(LEAST, MOST, 41)
_FINE = np.linspace(LEAST, MOST, 2001)
_FEW = np.linspace(0.0, 1.0, 7)


def deterministic_targets(
    cases: Sequence[Case], years: int, multiplier: float = MULTIPLIER
) -> Array:
    """Targets [case, criterion], columns as in CRITERIA [% of GDP].

    LEAST where the criterion holds even there; NaN where it fails even at MOST.
    """
    pairs = [
        (case, "main_adjustment" if criterion == "deficit_reduction" else criterion)
        for case in cases
        for criterion in CRITERIA
    ]
    rows = gather(pairs, years)
    deficit = np.tile([criterion == "deficit_reduction" for criterion in CRITERIA], len(cases))

    def margin(targets: Array, rows: Rows, deficit: Array) -> Array:
        debt, balance = sweep(rows, targets, multiplier)
        return margins(debt, balance, years, deficit)

    coarse = np.broadcast_to(_COARSE, (len(pairs), len(_COARSE)))
    held = margin(coarse, rows, deficit)
    low, high, at_low, at_high, again = _bracket(coarse, held)
    if again.any():
        few = gather([pair for pair, chosen in zip(pairs, again, strict=True) if chosen], years)
        fine = np.broadcast_to(_FINE, (int(again.sum()), len(_FINE)))
        closer = _bracket(fine, margin(fine, few, deficit[again]))
        for kept, new in zip((low, high, at_low, at_high), closer, strict=False):
            kept[again] = new
    while np.nanmax(high - low, initial=0.0) > CLOSE:
        points = _between(low, high, at_low, at_high)
        held = margin(points, rows, deficit)
        low, high, at_low, at_high, _ = _bracket(points, held, (low, at_low))
    found: Array = high.reshape(len(cases), len(CRITERIA))
    return found


def margins(debt: Array, balance: Array, end: int, deficit: Array) -> Array:
    """By how much a criterion holds; below 0 it fails.  debt, balance: [year, row, candidate].

    deficit: rows that ask for the deficit; the others ask for falling debt
    """
    falls = (debt[end:-1] - debt[end + 1 :]).min(axis=0)
    debt_margin = np.maximum(falls, DEBT_ANCHOR - debt[-1])
    deficit_margin = balance[end:].min(axis=0) + DEFICIT_LIMIT
    chosen: Array = np.where(deficit[:, None], deficit_margin, debt_margin)
    return chosen


def _bracket(
    points: Array, held: Array, below: tuple[Array, Array] | None = None
) -> tuple[Array, Array, Array, Array, Array]:
    """The last point that fails and the first that holds, with their margins; and whether a later
    point fails again.  Where the very first holds both are that point; where none does, NaN.
    below: what to take for the point before the first
    """
    good = held >= 0
    row = np.arange(len(points))
    first = np.where(good.any(axis=1), good.argmax(axis=1), 0)
    none = ~good.any(axis=1)
    before = np.maximum(first - 1, 0)
    low, high = points[row, before], points[row, first].copy()
    at_low, at_high = held[row, before], held[row, first]
    if below is not None:
        at_start = first == 0
        low, at_low = np.where(at_start, below[0], low), np.where(at_start, below[1], at_low)
    low[none], high[none] = np.nan, np.nan
    again = np.asarray((~good & (np.arange(points.shape[1]) > first[:, None])).any(axis=1) & ~none)
    return low, high, at_low, at_high, again


def _between(low: Array, high: Array, at_low: Array, at_high: Array) -> Array:
    """Points inside each bracket, ascending to its upper end: evenly spread, and close around the
    point where a straight line through the two margins meets zero."""
    width = high - low
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(np.where(at_high > at_low, -at_low / (at_high - at_low), 0.5))
    guess = low + np.clip(share, 0.0, 1.0) * width
    near = guess[:, None] + width[:, None] * np.array([-0.03, -0.001, 0.001, 0.03])
    even = low[:, None] + width[:, None] * _FEW[1:]
    tight = np.stack([guess - CLOSE / 3, guess + CLOSE / 3], axis=1)
    points = np.concatenate([even, near, tight], axis=1)
    return np.sort(np.clip(points, low[:, None], high[:, None]), axis=1)
