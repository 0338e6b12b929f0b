"""The fan: debt under shocks as they have been, five years from the end of the adjustment.

From: a case, a projected path, a seed.  To: `vallum.finance.debt.assess`.

    d[t] = d[t-1] * fx[t] * (1 + i[t] + e_i[t]) / (1 + g[t] + e_g[t]) - pb[t] - e_pb[t] + sf[t]
    e_i[t] = short share * e_st[t] + long share * min(t, m) / m * sum of e_lt over the last m years

m is the residual maturity in years; exchange rates take their shocks on the level.  Shocks of a
period are normal with the covariance of history (outliers cut at 5 and 95 %), independent over
time.  Yearly shocks are linear in them, so their covariance over all five years is exact, and one
normal number a shock and year is drawn instead of four.  The same numbers, matched to mean 0 and
unit covariance, serve all states and targets: differences between states are not noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vallum.errors import UserError
from vallum.finance.debt.case import Case
from vallum.finance.debt.projection import Path
from vallum.finance.debt.targets import CLOSE, DEBT_ANCHOR

Array = np.ndarray[Any, np.dtype[np.float64]]
FAN_YEARS = 5
PROBABILITY = 70.0
"""Chance [%] with which debt must not be higher at the end of the fan than at its start."""
LEAST_DRAWS = 100
PERCENTILES = (10, 30, 50, 70, 90)
BOUNDS = (-10.0, 10.0)
_EUR, _USD, _SHORT, _LONG, _GROWTH, _PRIMARY = range(6)
_MOST_TRIES = 60


@dataclass(frozen=True)
class Shocks:
    """Yearly shocks of one case by year and draw; exchange rates are None without such debt."""

    rate: Array
    growth: Array
    primary: Array
    eur: Array | None
    usd: Array | None


def draw_normals(draws: int, seed: int) -> Array:
    """Standard normals [shock and year, draw], matched to mean 0 and unit covariance.

    Raises UserError for fewer than LEAST_DRAWS draws.
    """
    if draws < LEAST_DRAWS:
        raise UserError(f"{draws} draws are too few for percentiles: ask for {LEAST_DRAWS} or more")
    size = 5 * FAN_YEARS
    normals = np.random.default_rng(seed).standard_normal((size, draws))
    normals -= normals.mean(axis=1, keepdims=True)
    factor = np.linalg.cholesky(np.cov(normals, bias=True))
    matched: Array = np.linalg.solve(factor, normals)
    return matched


def shocks_of(case: Case, normals: Array) -> Shocks:
    """The case's yearly shocks.  Raises ValueError for a case without a covariance."""
    if not case.covariance:
        raise ValueError(f"{case.state} has no shock covariance")
    yearly = np.array(case.covariance) * case.periods
    kinds = [_SHORT, _GROWTH, _PRIMARY]
    kinds += [kind for kind, share in ((_EUR, case.eur_share), (_USD, case.usd_share)) if share]
    mixed = _mixing(case, kinds)
    whole = mixed @ np.kron(np.eye(FAN_YEARS), yearly) @ mixed.T
    factor = _root(whole)
    drawn = (factor @ normals[: len(factor)]).reshape(len(kinds), FAN_YEARS, -1)
    place = {kind: drawn[at] for at, kind in enumerate(kinds)}
    return Shocks(
        place[_SHORT], place[_GROWTH], place[_PRIMARY], place.get(_EUR), place.get(_USD)
    )


def simulate(case: Case, path: Path, end: int, shocks: Shocks) -> Array:
    """Debt [year, draw] in % of GDP: the end of the adjustment, then the years of the fan."""
    debt = np.empty((FAN_YEARS + 1, shocks.rate.shape[1]))
    debt[0] = path.debt[end]
    for year in range(1, FAN_YEARS + 1):
        t = end + year
        factor = shocks.growth[year - 1] + (100 + path.growth[t])
        np.divide(shocks.rate[year - 1] + (100 + path.rate[t]), factor, out=factor)
        if (moved := _revalued(case, shocks, t, year)) is not None:
            factor *= moved
        np.multiply(debt[year - 1], factor, out=factor)
        factor -= shocks.primary[year - 1]
        np.add(factor, path.stock_flow[t] - path.primary[t], out=debt[year])
    return np.maximum(debt, 0.0, out=debt)


def excess(debt: Array, quantile: float = PROBABILITY) -> float:
    """By how much debt misses the criterion; at most 0 where it holds [% of GDP].

    It holds where with the given chance debt ends at or below its start, or at or below 60 %.
    """
    last: Array = debt[-1]
    place = int(np.ceil(quantile / 100 * len(last))) - 1
    return float(np.partition(last, place)[place] - max(debt[0, 0], DEBT_ANCHOR))


def root(function: Any, guess: float, bounds: tuple[float, float] = BOUNDS) -> float:
    """The target at which a falling function crosses 0, to within CLOSE; NaN where it stays above.

    The lower bound where it is at most 0 even there.
    """
    low, high = bounds
    at_low, at_high = float("nan"), float("nan")
    point, step = min(max(guess, low), high), 0.25
    value = function(point)
    while True:  # walk towards the root until it is bracketed
        if value > 0:
            low, at_low = point, value
        else:
            high, at_high = point, value
        if at_low == at_low and at_high == at_high:
            break
        if point == bounds[value > 0]:
            return float("nan") if value > 0 else bounds[0]
        slope = -5.0
        point = point - 1.2 * value / slope + (step if value > 0 else -step)
        point = min(max(point, bounds[0]), bounds[1])
        value = function(point)
    for _ in range(_MOST_TRIES):
        if high - low <= CLOSE:
            break
        point = low + (high - low) * at_low / (at_low - at_high)
        point = min(max(point, low + CLOSE / 2), high - CLOSE / 2)
        value = function(point)
        if value > 0:
            # Halving the far value (Illinois) keeps one end from sticking.
            low, at_low, at_high = point, value, at_high / 2
        else:
            high, at_high, at_low = point, value, at_low / 2
    return high


def percentiles(debt: Array) -> dict[int, list[float]]:
    """Percentile -> debt by year of the fan, its start included [% of GDP]."""
    found = np.percentile(debt, PERCENTILES, axis=1)
    return {percent: row.tolist() for percent, row in zip(PERCENTILES, found, strict=True)}


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
