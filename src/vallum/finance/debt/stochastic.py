"""The fan: debt under shocks as they have been, five years from the end of the adjustment.

From: a case, a projected path, a seed.  To: `vallum.finance.debt.assess`.

    d[t] = d[t-1] * fx[t] * (1 + i[t] + e_i[t]) / (1 + g[t] + e_g[t]) - pb[t] - e_pb[t] + sf[t]
    e_i[t] = short share * e_st[t] + long share * min(t, m) / m * sum of e_lt over the last m years

m is the residual maturity in years; exchange rates take their shocks on the level.  Shocks of a
period are normal with the covariance of history (outliers cut at 5 and 95 %), independent over
time.  Yearly shocks are linear in them, so their covariance over all five years is exact, and one
normal number a shock and year is drawn instead of four.  The same numbers, in opposite pairs and
matched to unit covariance, serve all states and targets: differences between states are not noise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from vallum.errors import UserError
from vallum.finance.debt.case import Case
from vallum.finance.debt.projection import Path
from vallum.finance.debt.targets import CLOSE, DEBT_ANCHOR, LEAST, MOST

Array = np.ndarray[Any, np.dtype[Any]]
FAN_YEARS = 5
PROBABILITY = 70.0
"""Chance [%] with which debt must not be higher at the end of the fan than at its start."""
LEAST_DRAWS = 100
PERCENTILES = (10, 30, 50, 70, 90)
FIRST_SLOPE, LEAST_SLOPE = -5.0, -0.5
"""Debt at the end of the fan per point of target: first guess, and the flattest believed."""
NEAR_ZERO = 1e-3
"""Excess debt [% of GDP] that counts as none."""
_EUR, _USD, _SHORT, _LONG, _GROWTH, _PRIMARY = range(6)
_MOST_TRIES = 60
BLOCK = 400


@dataclass(frozen=True)
class Shocks:
    """Yearly shocks of one case by year and draw; exchange rates are None without such debt.

    room: where simulated debt is written, over and over; as large as the answer
    """

    rate: Array
    growth: Array
    primary: Array
    eur: Array | None
    usd: Array | None
    room: Array

    def first(self, draws: int) -> Shocks:
        """The first draws alone, for a rough answer."""
        eur = None if self.eur is None else self.eur[:, :draws]
        usd = None if self.usd is None else self.usd[:, :draws]
        cut = self.rate[:, :draws], self.growth[:, :draws], self.primary[:, :draws]
        return Shocks(*cut, eur=eur, usd=usd, room=self.room[:, :draws].copy())


def draw_normals(draws: int, seed: int, kinds: int = 5) -> Array:
    """Standard normals [shock and year, pair of draws], matched to unit covariance.

    A pair is a draw and its opposite, so that means are 0 and half the numbers do; an odd number
    of draws is rounded up.  kinds: shocks a year; the rows of fewer are the first rows of more.
    Single precision, which moves debt by less than 1e-4 points.  Raises UserError for fewer than
    LEAST_DRAWS draws.
    """
    if draws < LEAST_DRAWS:
        raise UserError(f"{draws} draws are too few for percentiles: ask for {LEAST_DRAWS} or more")
    size, pairs = kinds * FAN_YEARS, (draws + 1) // 2
    normals = np.random.default_rng(seed).standard_normal((size, pairs), dtype=np.float32)
    spread = np.zeros((size, size))
    for block in _blocks(pairs):
        spread += normals[:, block] @ normals[:, block].T
    # A triangular root leaves the first rows independent of how many follow.
    return _mapped(np.linalg.inv(np.linalg.cholesky(spread / pairs)), normals)


def kinds_of(case: Case) -> list[int]:
    """Which shocks a case takes: rate, growth, primary balance, and those of foreign money."""
    foreign = ((_EUR, case.eur_share), (_USD, case.usd_share))
    return [_SHORT, _GROWTH, _PRIMARY, *(kind for kind, share in foreign if share)]


def shocks_of(case: Case, normals: Array) -> Shocks:
    """The case's yearly shocks.  Raises ValueError for a case without a covariance."""
    if not case.covariance:
        raise ValueError(f"{case.state} has no shock covariance")
    yearly = np.array(case.covariance) * case.periods
    kinds = kinds_of(case)
    mixed = _mixing(case, kinds)
    whole = mixed @ np.kron(np.eye(FAN_YEARS), yearly) @ mixed.T
    factor = _root(whole)
    half = _mapped(factor, normals[: len(factor)])
    drawn = np.concatenate([half, -half], axis=1).reshape(len(kinds), FAN_YEARS, -1)
    place = {kind: drawn[at] for at, kind in enumerate(kinds)}
    return Shocks(
        rate=place[_SHORT],
        growth=place[_GROWTH],
        primary=place[_PRIMARY],
        eur=place.get(_EUR),
        usd=place.get(_USD),
        room=np.empty((FAN_YEARS + 2, drawn.shape[-1]), dtype=np.float32),
    )


def simulate(case: Case, path: Path, end: int, shocks: Shocks) -> Array:
    """Debt [year, draw] in % of GDP: the end of the adjustment, then the years of the fan.

    The array is the shocks' own room: the next call for the same shocks overwrites it.
    """
    debt, factor = shocks.room[:-1], shocks.room[-1]
    debt[0] = path.debt[end]
    for year in range(1, FAN_YEARS + 1):
        t = end + year
        ahead = debt[year]
        np.add(shocks.rate[year - 1], 100 + path.rate[t], out=factor)
        np.add(shocks.growth[year - 1], 100 + path.growth[t], out=ahead)
        np.divide(factor, ahead, out=factor)
        if (moved := _revalued(case, shocks, t, year)) is not None:
            factor *= moved
        np.multiply(debt[year - 1], factor, out=ahead)
        ahead -= shocks.primary[year - 1]
        ahead += path.stock_flow[t] - path.primary[t]
    return np.maximum(debt, 0.0, out=debt)


def excess(debt: Array, quantile: float = PROBABILITY) -> float:
    """By how much debt misses the criterion; at most 0 where it holds [% of GDP].

    It holds where with the given chance debt ends at or below its start, or at or below 60 %.
    """
    last = np.sort(debt[-1])
    place = int(np.ceil(quantile / 100 * len(last))) - 1
    return float(last[place] - max(debt[0, 0], DEBT_ANCHOR))


def root(function: Callable[[float], float], guess: float) -> float:
    """The target at which a falling function crosses 0; NaN where it is above 0 even at MOST.

    To within NEAR_ZERO of 0; LEAST where it is at most 0 even there.  Secants, kept inside what
    brackets the root.
    """
    low, high = LEAST, MOST
    point = min(max(guess, low), high)
    value, slope = function(point), FIRST_SLOPE
    for _ in range(_MOST_TRIES):
        low, high = (point, high) if value > 0 else (low, point)
        if abs(value) < NEAR_ZERO or high - low < CLOSE:
            break
        ahead = point - value / slope
        if not low < ahead < high:
            ahead = _far_end(ahead, low, high)
        reached = function(ahead)
        if reached != value and ahead != point:
            slope = min((reached - value) / (ahead - point), LEAST_SLOPE)
        point, value = ahead, reached
        if value > 0 and point == MOST:
            return float("nan")
        if value <= 0 and point == LEAST:
            return LEAST
    return point


def _far_end(ahead: float, low: float, high: float) -> float:
    """Where to look when a secant leaves the bracket: a bound never tried, or the middle."""
    if ahead <= low == LEAST:
        return LEAST
    if ahead >= high == MOST:
        return MOST
    return (low + high) / 2


def percentiles(debt: Array) -> dict[int, list[float]]:
    """Percentile -> debt by year of the fan, its start included [% of GDP]."""
    ordered = np.sort(debt, axis=1)
    places = np.array(PERCENTILES) / 100 * (debt.shape[1] - 1)
    below = np.floor(places).astype(int)
    above = np.minimum(below + 1, debt.shape[1] - 1)
    found = ordered[:, below] + (places - below) * (ordered[:, above] - ordered[:, below])
    return {percent: found[:, at].tolist() for at, percent in enumerate(PERCENTILES)}


def _mapped(matrix: Array, normals: Array) -> Array:
    """A small matrix times many columns, block by block.

    Blocks are too small for a linear-algebra library to share among threads, so that the result
    does not depend on their number, and small enough to stay in the cache.
    """
    single = matrix.astype(np.float32)
    mapped = np.empty((len(matrix), normals.shape[1]), dtype=np.float32)
    for block in _blocks(normals.shape[1]):
        np.matmul(single, normals[:, block], out=mapped[:, block])
    return mapped


def _blocks(draws: int) -> list[slice]:
    return [slice(at, min(at + BLOCK, draws)) for at in range(0, draws, BLOCK)]


def _mixing(case: Case, kinds: list[int]) -> Array:
    """Rows: kind and year of what the simulation takes; columns: year and shock of history."""
    maturity = case.residual_maturity
    mixed = np.zeros((len(kinds), FAN_YEARS, FAN_YEARS, 6))
    for at, kind in enumerate(kinds):
        for year in range(FAN_YEARS):
            mixed[at, year, year, kind] = 1.0
    for year in range(FAN_YEARS):
        mixed[0, year, year, _SHORT] = case.short_share
        weight = (1 - case.short_share) * min(maturity, year + 1) / maturity
        mixed[0, year, max(year + 1 - maturity, 0) : year + 1, _LONG] = weight
    return mixed.reshape(len(kinds) * FAN_YEARS, FAN_YEARS * 6)


def _root(whole: Array) -> Array:
    """A lower-triangular root; rows and columns of shocks that never move stay zero."""
    factor = np.zeros_like(whole)
    moving = np.flatnonzero(np.diag(whole) > 0)
    inner = whole[np.ix_(moving, moving)]
    # Sampled covariances may be singular in the last digit.
    inner = inner + np.diag(np.diag(inner)) * 1e-10
    factor[np.ix_(moving, moving)] = np.linalg.cholesky(inner)
    return factor


def _revalued(case: Case, shocks: Shocks, t: int, year: int) -> Array | None:
    """What exchange rates multiply debt by; None where all of it is in the state's own money."""
    parts = [
        (case.eur_share, case.eur_rate, shocks.eur),
        (case.usd_share, case.usd_rate, shocks.usd),
    ]
    whole: Array | None = None
    for share, rate, shock in parts:
        if shock is not None:
            before = rate[t - 1] + (shock[year - 2] if year > 1 else 0.0)
            moved = share * ((shock[year - 1] + rate[t]) / before)
            whole = moved if whole is None else whole + moved
    if whole is None:
        return None
    whole += 1 - case.eur_share - case.usd_share
    return whole
