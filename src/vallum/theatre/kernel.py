"""One campaign path in three models, and very many paths, compiled.

From: `campaign`.  Loading the compiler takes a second: import this module where paths are wanted.

Each model takes one row of inputs (`inputs.NAMES`), what has come by the end of each day after the
order, day 0 first [ADE], and a factor of intensity for each day of fighting.  It gives day of
breach or 0, ground lost, attackers lost, defenders lost, days of munitions.  What the published
models leave out is added in all three alike, and is ours:

    the attack ends, and the line holds, when the attacker has lost `attacker_break` of his force
    the line breaks when the defender has lost `defender_break` of what he committed so far, or
        when `depth` is lost; after a breach ground goes at `withdrawal` a day, to `depth` at most
    who came during the warning before the attack stands there on its first day
    shells are fired by strength; without them the exchange ratio falls to `dry_effect` of itself
    losses of a day are multiplied by its intensity, between 1 - day_to_day and 1 + day_to_day

A random number is a hash of (seed, path, place): no figure depends on threads or on their order.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

Row = NDArray[np.float64]
Ended = tuple[float, float, float, float, float]

BLOCK = 128
"""Paths that share one buffer."""
RESULTS = 5
FLOWN = 4
"""Places after the inputs that `fly` fills."""
MODELS = ("adaptive", "expansion", "exchange")


@njit(cache=True, error_model="numpy")
def adaptive(x: Row, came: Row, intensity: Row, days: int) -> Ended:
    """Epstein's Adaptive Dynamic Model; equations in `vallum.theatre.adaptive`."""
    a, d, rho, p, bears_a, bears_d, fastest = x[0], x[1], x[2], x[3], x[4], x[5], x[6]
    committed, ends_a, break_d = d, a * (1 - x[15]), 1 - x[16]
    air_d, air_a, kept_d, kept_a = x[34], x[35], x[36], x[37]
    shells, use, depth = x[26], x[27], x[32]
    delay, share, last = math.floor(x[30] - x[33]), x[29], len(came) - 1
    faster, eager = fastest / (1 - bears_d), 1 / bears_a
    w = 0.0
    lost = 0.0
    breach = 0
    fired = 0.0
    dry = 0.0
    day = 0
    while day < days:
        day += 1
        if 1 <= day - delay <= last or day == 1:
            before = came[min(max(day - 1 - delay, 0), last)] if day > 1 else 0.0
            joined = share * (came[min(max(day - delay, 0), last)] - before)
            d += joined
            committed += joined
        lost += w
        wanted = use * d
        if dry == 0.0 and fired + wanted > shells:
            dry = day - 1 + (shells - fired) / wanted
        fired += wanted
        ratio = rho if dry == 0.0 else rho * x[28]
        i = intensity[day - 1]
        ground = i * p * (1 - w / fastest) * a
        next_a = max(a - ground - i * air_d, 0.0)
        next_d = max(d - ground / ratio - i * air_a, 0.0)
        lost_a, lost_d = (a - next_a) / a, (d - next_d) / d
        a, d = next_a, next_d
        if d <= break_d * committed or lost >= depth:
            breach = day
            break
        if a <= ends_a:
            break
        w = 0.0 if lost_d <= bears_d else w + (faster - w / (1 - bears_d)) * (lost_d - bears_d)
        p = max(p + (bears_a - p) * eager * (bears_a - lost_a), 0.0)
        air_d *= kept_d
        air_a *= kept_a
    if breach > 0:
        lost += fastest * (days - breach)
    if dry == 0.0 and d > 0:
        dry = day + (shells - fired) / (use * d)
    return float(breach), min(lost, depth), 1 - a / x[0], 1 - d / committed, dry


@njit(cache=True, error_model="numpy")
def expansion(x: Row, came: Row, intensity: Row, days: int) -> Ended:
    """The Attrition-FEBA Expansion Model; equations in `vallum.theatre.expansion`.

    Sectors are fed from what the attacker has left: his forward share of it.
    """
    a, d, rho, fastest = x[0], x[1], x[2], x[6]
    committed, ends_a, break_d = d, a * (1 - x[15]), 1 - x[16]
    air_d, air_a, kept_d, kept_a = x[34], x[35], x[36], x[37]
    shells, use, depth = x[26], x[27], x[32]
    delay, share, last = math.floor(x[30] - x[33]), x[29], len(came) - 1
    sectors = math.floor(x[8] + 0.5)
    wide = min(sectors * x[9], x[7])
    quiet, held = 1 / x[10], wide / x[11]
    loss, advance = x[12] * x[13], x[14]
    lost = 0.0
    breach = 0
    fired = 0.0
    dry = 0.0
    day = 0
    while day < days:
        day += 1
        if 1 <= day - delay <= last or day == 1:
            before = came[min(max(day - 1 - delay, 0), last)] if day > 1 else 0.0
            joined = share * (came[min(max(day - delay, 0), last)] - before)
            d += joined
            committed += joined
        wanted = use * d
        if dry == 0.0 and fired + wanted > shells:
            dry = day - 1 + (shells - fired) / wanted
        fired += wanted
        ratio = rho if dry == 0.0 else rho * x[28]
        i = intensity[day - 1]
        ground = i * loss * a
        a = max(a - ground - i * air_d, 0.0)
        d = max(d - ground / ratio - i * air_a, 0.0)
        lost += advance
        needed = (x[7] + sectors * 2 * lost - wide) * quiet + held
        if d < needed or d <= break_d * committed or lost >= depth:
            breach = day
            break
        if a <= ends_a:
            break
        air_d *= kept_d
        air_a *= kept_a
    if breach > 0:
        lost += fastest * (days - breach)
    if dry == 0.0 and d > 0:
        dry = day + (shells - fired) / (use * d)
    return float(breach), min(lost, depth), 1 - a / x[0], 1 - d / committed, dry


@njit(cache=True, error_model="numpy")
def exchange(x: Row, came: Row, intensity: Row, days: int) -> Ended:
    """Helmbold's exchange law, each day its own battle; equations in `vallum.theatre.lanchester`.

    Ground goes at `advance` a day times the part by which the attacker is the stronger: our rule.
    """
    a, d, rho, fastest = x[0], x[1], x[2], x[6]
    committed, ends_a, break_d = d, a * (1 - x[15]), 1 - x[16]
    air_d, air_a, kept_d, kept_a = x[34], x[35], x[36], x[37]
    shells, use, depth = x[26], x[27], x[32]
    delay, share, last = math.floor(x[30] - x[33]), x[29], len(came) - 1
    rate, power, advance = x[17], 1 - x[18], x[14]
    lost = 0.0
    breach = 0
    fired = 0.0
    dry = 0.0
    day = 0
    while day < days:
        day += 1
        if 1 <= day - delay <= last or day == 1:
            before = came[min(max(day - 1 - delay, 0), last)] if day > 1 else 0.0
            joined = share * (came[min(max(day - delay, 0), last)] - before)
            d += joined
            committed += joined
        wanted = use * d
        if dry == 0.0 and fired + wanted > shells:
            dry = day - 1 + (shells - fired) / wanted
        fired += wanted
        ratio = rho if dry == 0.0 else rho * x[28]
        i = intensity[day - 1]
        odds = math.exp(power * math.log(a / d))  # half the time of a power
        next_a = max(a - i * (rate * ratio * odds * d + air_d), 0.0)
        next_d = max(d - i * (rate / odds * a + air_a), 0.0)
        a, d = next_a, next_d
        lost += advance * max(1 - d / a, 0.0) if a > 0 else 0.0
        if d <= break_d * committed or lost >= depth:
            breach = day
            break
        if a <= ends_a:
            break
        air_d *= kept_d
        air_a *= kept_a
    if breach > 0:
        lost += fastest * (days - breach)
    if dry == 0.0 and d > 0:
        dry = day + (shells - fired) / (use * d)
    return float(breach), min(lost, depth), 1 - a / x[0], 1 - d / committed, dry


@njit(cache=True, error_model="numpy")
def fly(x: Row) -> None:
    """Fill the last places of x: what aircraft kill on day 1 [ADE], what is left of them a day.

    kills = N K / V times (1-q) + (1-q)^2 + ... over a day's sorties; q: lost in a sortie
    """
    for side in range(2):
        flying = 1 - x[21 + side]
        left = flying ** x[23]
        x[34 + side] = x[19 + side] * x[24] / x[25] * flying * (1 - left) / x[21 + side]
        x[36 + side] = left


@njit(cache=True, error_model="numpy")
def uniform(seed: int, path: int, place: int) -> float:
    """The random number at one place of one path, above 0 and below 1 (splitmix64)."""
    z = np.uint64(seed) * np.uint64(0xD1342543DE82EF95) + np.uint64(path) * np.uint64(
        0x9E3779B97F4A7C15
    )
    z = z ^ (np.uint64(place + 1) * np.uint64(0xA0761D6478BD642F))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (np.float64(z >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16


@njit(cache=True, error_model="numpy")
def draw(ranges: Row, seed: int, path: int, x: Row) -> None:
    """Fill x with one draw from the triangles (name; low, central, high)."""
    for k in range(ranges.shape[0]):
        low, mid, high = ranges[k, 0], ranges[k, 1], ranges[k, 2]
        wide = high - low
        if wide <= 0:
            x[k] = mid
            continue
        u = uniform(seed, path, k)
        if u * wide < mid - low:
            x[k] = low + math.sqrt(u * wide * (mid - low))
        else:
            x[k] = high - math.sqrt((1 - u) * wide * (high - mid))


@njit(parallel=True, cache=True, error_model="numpy")
def draw_many(ranges: Row, seed: int, paths: int) -> Row:
    """Inputs (path, name) of the first paths, as `play_many` draws them."""
    drawn = np.empty((paths, ranges.shape[0]))
    for path in prange(paths):
        draw(ranges, seed, path, drawn[path])
    return drawn


@njit(parallel=True, cache=True, error_model="numpy")
def play_many(ranges: Row, came: Row, days: int, seed: int, paths: int) -> NDArray[np.float32]:
    """Ends (path, model, result) of so many paths, one pass each."""
    names = ranges.shape[0]
    ends = np.empty((paths, 3, RESULTS), np.float32)
    for block in prange((paths + BLOCK - 1) // BLOCK):
        x = np.empty(names + FLOWN)
        intensity = np.empty(days)
        for path in range(block * BLOCK, min(paths, (block + 1) * BLOCK)):
            draw(ranges, seed, path, x)
            fly(x)
            for day in range(days):
                intensity[day] = 1 + x[31] * (2 * uniform(seed, path, names + day) - 1)
            for model in range(3):
                if model == 0:
                    ended = adaptive(x, came, intensity, days)
                elif model == 1:
                    ended = expansion(x, came, intensity, days)
                else:
                    ended = exchange(x, came, intensity, days)
                for k in range(RESULTS):
                    ends[path, model, k] = ended[k]
    return ends
