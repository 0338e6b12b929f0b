"""Which few conditions make a plan fail: the patient rule induction method (PRIM).

From: samples and cases of interest.  To: `vallum.futures.findings`.

A box holds all cases at first.  Each step takes away the slice, of about `peel` of the cases at the
low or the high end of one factor, whose loss raises the share of hits most for each case it costs:

    score    = (mean(rest) - mean(box)) / (cases in box - cases in rest)
    coverage = hits in box / all hits;  density = hits in box / cases in box

Method: Friedman and Fisher 1999; measures: Bryant and Lempert 2010.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom

Array = np.ndarray
Limits = tuple[np.ndarray, np.ndarray]
"""Low and high end (factor)."""


@dataclass(frozen=True)
class Box:
    """A box on the way: limits by factor (low, high), both included.

    restricted: factors that the box narrows, in the order of the columns.
    """

    low: Array
    high: Array
    cases: int
    hits: int
    coverage: float
    density: float
    restricted: tuple[int, ...]

    def holds(self, samples: Array) -> Array:
        """Which samples (case, factor) lie in the box."""
        inside = (samples >= self.low) & (samples <= self.high)
        return np.asarray(inside.all(axis=1))


def peel_boxes(samples: Array, hits: Array, *, peel: float = 0.1, least: float = 0.05) -> list[Box]:
    """Every box from the whole sample to the smallest one.

    samples (case, factor); hits (case) [bool]; peel: share of cases a step takes; least: share of
    all cases that a box keeps at the least.  Raises ValueError where nothing is a hit.
    """
    if not hits.any():
        raise ValueError("there is no case of interest")
    inside = np.arange(len(hits))
    outer = (samples.min(axis=0), samples.max(axis=0))
    low, high = outer[0].copy(), outer[1].copy()
    boxes = [_box(samples, hits, inside, (low, high), outer)]
    while True:
        chosen = _best_peel(samples, hits, inside, frozenset(boxes[-1].restricted), peel)
        if chosen is None or len(chosen[3]) / len(hits) < least:
            return boxes
        factor, upper, limit, inside = chosen
        (high if upper else low)[factor] = limit
        boxes.append(_box(samples, hits, inside, (low, high), outer))


def choose_box(boxes: Sequence[Box], *, density: float = 0.8) -> Box:
    """The first box that is this dense; the densest where none is."""
    return next((box for box in boxes if box.density >= density), max(boxes, key=_density))


def find_boxes(
    samples: Array, hits: Array, *, density: float = 0.8, most: int = 3, peel: float = 0.1
) -> list[Box]:
    """Boxes one after another, each sought among the cases that those before leave over.

    Limits that are not better than chance (`doubtful`) are taken off.  A box that is no denser than
    the whole sample ends the search.  Coverage is of all hits.
    """
    found: list[Box] = []
    left = np.ones(len(hits), dtype=bool)
    everywhere = float(hits.mean()) if len(hits) else 0.0
    while len(found) < most and hits[left].any():
        box = choose_box(peel_boxes(samples[left], hits[left], peel=peel), density=density)
        box = _without_doubtful(box, samples[left], hits[left])
        if not box.restricted or box.density <= everywhere:
            break
        inside = box.holds(samples) & left
        count, caught = int(inside.sum()), int(hits[inside].sum())
        share = caught / int(hits.sum())
        found.append(Box(box.low, box.high, count, caught, share, caught / count, box.restricted))
        left &= ~inside
    return found


def doubtful(box: Box, samples: Array, hits: Array, factor: int) -> float:
    """How often chance alone makes the box as dense as it is without help from one limit.

    The binomial test of Bryant and Lempert: the box without its limit on the factor gives the
    probability of a hit; the box gives cases and hits.
    """
    wider = _freed(box, samples, factor)
    inside = wider.holds(samples)
    share = float(hits[inside].mean())
    return float(binom.sf(box.hits - 1, box.cases, share))


def _without_doubtful(box: Box, samples: Array, hits: Array, level: float = 0.05) -> Box:
    while len(box.restricted) > 1:
        chances = {f: doubtful(box, samples, hits, f) for f in box.restricted}
        worst = max(chances, key=lambda f: chances[f])
        if chances[worst] <= level:
            return box
        box = _freed(box, samples, worst)
        inside = np.flatnonzero(box.holds(samples))
        outer = (samples.min(axis=0), samples.max(axis=0))
        box = _box(samples, hits, inside, (box.low, box.high), outer)
    return box


def _freed(box: Box, samples: Array, factor: int) -> Box:
    low, high = box.low.copy(), box.high.copy()
    low[factor], high[factor] = samples[:, factor].min(), samples[:, factor].max()
    rest = tuple(f for f in box.restricted if f != factor)
    return Box(low, high, box.cases, box.hits, box.coverage, box.density, rest)


def _density(box: Box) -> float:
    return box.density


def _box(samples: Array, hits: Array, inside: Array, limits: Limits, outer: Limits) -> Box:
    low, high = limits
    caught = int(hits[inside].sum())
    narrowed = np.flatnonzero((low > outer[0]) | (high < outer[1]))
    return Box(
        low.copy(),
        high.copy(),
        len(inside),
        caught,
        caught / int(hits.sum()),
        caught / len(inside) if len(inside) else 0.0,
        tuple(int(f) for f in narrowed),
    )


def _best_peel(
    samples: Array, hits: Array, inside: Array, narrowed: frozenset[int], peel: float
) -> tuple[int, bool, float, Array] | None:
    """Factor, end, limit and the cases that stay; of equal scores the one with fewer limits."""
    mean = hits[inside].mean()
    best: tuple[float, int] | None = None
    chosen = None
    for factor in range(samples.shape[1]):
        column = samples[inside, factor]
        for upper in (True, False):
            limit = _cut(column, 1 - peel if upper else peel)
            stays = column <= limit if upper else column >= limit
            kept = int(stays.sum())
            if not 0 < kept < len(inside):
                continue
            rest = inside[stays]
            score = (hits[rest].mean() - mean) / (len(inside) - kept)
            free = -len(narrowed | {factor})
            if score > 0 and (best is None or (score, free) > best):
                best, chosen = (float(score), free), (factor, upper, limit, rest)
    return chosen


def _cut(column: Array, share: float) -> float:
    """Half-way between the two values about a quantile; values that are equal stay together."""
    values = np.sort(column)
    place = (len(values) - 1) * share
    low, high = int(np.floor(place)), int(np.ceil(place))
    if share > 0.5:
        while values[low] == values[high] and low > 0:
            low -= 1
    else:
        while values[low] == values[high] and high < len(values) - 1:
            high += 1
    return float((values[low] + values[high]) / 2)
