"""Which few splits tell failures from the rest: a classification tree.

From: samples and cases of interest.  To: `vallum.futures.conditions`, beside the boxes of PRIM.

Each split takes the factor and limit that lower the impurity most:

    impurity = 2 p (1 - p) per case,  p = share of hits

Method: Breiman, Friedman, Olshen and Stone 1984.  Limits lie halfway between neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray
LEAST_GAIN = 0.005
"""Part of the whole impurity that a split takes off at the least."""


@dataclass(frozen=True)
class Leaf:
    """The cases that a path of splits leaves together.

    low, high (factor): limits, above the one and up to the other.  share: of hits among its cases;
    restricted: factors that the path splits, in the order of the columns.
    """

    low: Array
    high: Array
    cases: int
    hits: int
    share: float
    restricted: tuple[int, ...]


def grow_tree(samples: Array, hits: Array, *, depth: int = 3, least: float = 0.05) -> list[Leaf]:
    """The leaves of a tree, those with the largest share of hits first.

    samples (case, factor); hits (case) [bool]; depth: most splits on a path; least: share of all
    cases that a leaf keeps at the least.
    """
    limits = np.full(samples.shape[1], -np.inf), np.full(samples.shape[1], np.inf)
    fewest = max(1, int(np.ceil(least * len(hits))))
    leaves = _split(samples, hits, np.arange(len(hits)), limits, (depth, fewest))
    return sorted(leaves, key=lambda leaf: (-leaf.share, -leaf.cases, tuple(leaf.high)))


def _split(
    samples: Array, hits: Array, inside: Array, limits: tuple[Array, Array], stop: tuple[int, int]
) -> list[Leaf]:
    depth, fewest = stop
    found = _best(samples[inside], hits[inside], fewest) if depth else None
    whole = 2 * hits.mean() * (1 - hits.mean()) * len(hits)
    low, high = limits
    if found is None or found[0] <= LEAST_GAIN * whole:
        count, own = len(inside), int(hits[inside].sum())
        narrow = np.isfinite(low) | np.isfinite(high)
        restricted = tuple(int(place) for place in np.flatnonzero(narrow))
        return [Leaf(low, high, count, own, own / count, restricted)]
    _, factor, limit = found
    below = samples[inside, factor] <= limit
    upper, lower = high.copy(), low.copy()
    upper[factor] = lower[factor] = limit
    return [
        *_split(samples, hits, inside[below], (low, upper), (depth - 1, fewest)),
        *_split(samples, hits, inside[~below], (lower, high), (depth - 1, fewest)),
    ]


def _best(samples: Array, hits: Array, fewest: int) -> tuple[float, int, float] | None:
    """Gain, factor and limit of the best split; the first of equal ones; None where none is."""
    count, best = len(hits), None
    whole = 2 * hits.mean() * (1 - hits.mean()) * count
    left = np.arange(1, count)
    for factor in range(samples.shape[1]):
        order = np.argsort(samples[:, factor], kind="stable")
        value, hit = samples[order, factor], hits[order].cumsum()[:-1]
        total = hits.sum()
        rest = hit / left * (left - hit) + (total - hit) / (count - left) * (
            count - left - total + hit
        )
        gain = whole - 2 * rest
        allowed = (value[1:] > value[:-1]) & (left >= fewest) & (count - left >= fewest)
        if not allowed.any():
            continue
        place = int(np.argmax(np.where(allowed, gain, -np.inf)))
        if best is None or gain[place] > best[0] + 1e-12:
            limit = float(value[place] + value[place + 1]) / 2
            best = (float(gain[place]), factor, limit)
    return best
