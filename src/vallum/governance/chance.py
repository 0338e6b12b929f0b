"""The exact chance that a vote carries, voters being independent once the shared shock is known.

From: chances of yes and of a harmless rest by voter and node, people.  To: `governance.decide`.

Every rule is a region of (voters in favour k, people in favour w):

    carried  iff  w >= floor[k],        floor falling in k, infinite where k is too few

so that unanimity is a product over voters, a rule on counts alone is a sum over k, and a rule on
people meets in the middle as voting power does: the subsets of one half in order of weight, with
sums of their chances from the top; each subset of the other half finds by bisection from where.
Nothing is rounded but the last digits of sums.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from vallum.governance.games import Game
from vallum.governance.positions import Array
from vallum.governance.power import Half, added

NEVER = 2**62
"""Stands for infinity in whole numbers of people."""
TINY = 1e-9
"""Chances are kept this far from zero, so that a flip can be read off by division."""


@dataclass(frozen=True)
class Region:
    """When a vote carries.  weights: people by voter; floor: people needed by number of voters."""

    weights: tuple[int, ...]
    floor: tuple[int, ...]

    @classmethod
    def open(cls, weights: tuple[int, ...]) -> Region:
        """Carried whoever is in favour."""
        return cls(weights, (0,) * (len(weights) + 1))

    def of_game(self, game: Game) -> Region:
        """Also carried only if the game is won."""
        return self._and(
            0 if k >= game.always else game.quota if k >= game.needed else NEVER
            for k in range(len(self.floor))
        )

    def at_least(self, voters: int) -> Region:
        """Also carried only with so many in favour."""
        return self._and(0 if k >= voters else NEVER for k in range(len(self.floor)))

    def standing_aside(self, limit: float) -> Region:
        """Falls also where the others reach this share of voters and of people."""
        size, total = len(self.weights), sum(self.weights)
        most = ceil(limit * total - TINY) - 1
        return self._and(
            0 if size - k < limit * size - TINY else total - most for k in range(size + 1)
        )

    def carries(self, voters: int, people: int) -> bool:
        return people >= self.floor[voters]

    @property
    def always_open(self) -> bool:
        return not any(self.floor)

    def _and(self, floor: Iterable[int]) -> Region:
        both = zip(self.floor, floor, strict=True)
        return Region(self.weights, tuple(max(pair) for pair in both))


@dataclass(frozen=True)
class Chance:
    """Chance by node that a vote carries; if_yes, if_rest: (voter, node), that voter being so."""

    carried: Array
    if_yes: Array
    if_rest: Array


def chance(region: Region, yes: Array, rest: Array) -> Chance:
    """The chance that a vote carries.

    yes: chance that a voter is in favour (voter, node); rest: that it is not, and yet does no harm
    (an abstention where abstentions do not block).  What is left of 1 defeats the measure.
    """
    yes, rest = np.maximum(yes, TINY), np.maximum(rest, TINY)
    if region.always_open:
        together = yes + rest
        whole = np.prod(together, axis=0)
        each = whole / together
        return Chance(whole, each, each)
    if set(region.floor) <= {0, NEVER}:
        inside, whole = _by_count(region, yes, rest)
    else:
        inside, whole = _by_people(region, yes, rest)
    return Chance(whole, inside / yes, (whole - inside).clip(min=0) / rest)


def _by_count(region: Region, yes: Array, rest: Array) -> tuple[Array, Array]:
    """Carried from a number of voters on: sums over counts, each voter left out in turn."""
    size = len(yes)
    needed = next((k for k, floor in enumerate(region.floor) if floor == 0), size + 1)
    # ahead[i]: counts among the voters before i; behind[i]: among those from i on.
    ahead = _counts(yes, rest)
    behind = _counts(yes[::-1], rest[::-1])[::-1]
    whole = ahead[size][needed:].sum(axis=0) if needed <= size else np.zeros(yes.shape[1])
    inside = np.zeros_like(yes)
    for place in range(size):
        others = _either(ahead[place], behind[place + 1])
        inside[place] = yes[place] * others[max(0, needed - 1) :].sum(axis=0)
    return inside, whole


def _counts(yes: Array, rest: Array) -> list[Array]:
    """Chance of each count (count, node) among the first 0, 1, 2 ... voters."""
    found = [np.ones((1, yes.shape[1]))]
    for place in range(len(yes)):
        last = found[-1]
        grown = np.zeros((len(last) + 1, yes.shape[1]))
        grown[:-1] += last * rest[place]
        grown[1:] += last * yes[place]
        found.append(grown)
    return found


def _either(one: Array, other: Array) -> Array:
    """Chance of each count among two groups together."""
    total = np.zeros((len(one) + len(other) - 1, one.shape[1]))
    for count, chances in enumerate(one):
        total[count : count + len(other)] += chances * other
    return total


def _by_people(region: Region, yes: Array, rest: Array) -> tuple[Array, Array]:
    half = len(yes) // 2
    plan = _plan(region)
    chances = [
        _subset_chances(yes[:half], rest[:half])[plan.left.patterns],
        _subset_chances(yes[half:], rest[half:])[plan.right.patterns],
    ]
    sides = (plan.left, plan.right)
    inside = []
    whole = np.zeros(yes.shape[1])
    for side, other, steps in ((0, 1, plan.to_right), (1, 0, plan.to_left)):
        found = np.zeros_like(chances[side])
        # One buffer for all: fresh memory for each gathering takes longer than the gathering.
        gathered = np.empty_like(found)
        for size, rows, reach in steps:
            listed = chances[other][sides[other].block(size)]
            tail = np.zeros((len(listed) + 1, yes.shape[1]))
            np.cumsum(listed[::-1], axis=0, out=tail[-2::-1])
            block = gathered[rows]
            np.take(tail, reach, axis=0, out=block, mode="clip")
            found[rows] += block
        found *= chances[side]
        whole = found.sum(axis=0)
        inside.append(added(sides[side].members, found.T))
    return np.concatenate(inside), whole


Steps = tuple[tuple[int, slice, NDArray[np.int64]], ...]
"""Size of the other half's subsets, rows of one half, and from where on the other's carry."""


@dataclass(frozen=True)
class _Plan:
    left: Half
    right: Half
    to_right: Steps
    to_left: Steps


@lru_cache(maxsize=32)
def _plan(region: Region) -> _Plan:
    half = len(region.weights) // 2
    left, right = Half.of(region.weights[:half]), Half.of(region.weights[half:])
    return _Plan(left, right, _steps(region.floor, left, right), _steps(region.floor, right, left))


def _steps(floor: tuple[int, ...], one: Half, other: Half) -> Steps:
    found = []
    floors = np.asarray(floor, dtype=np.int64)
    for size in range(other.voters + 1):
        needed = floors[one.sizes + size]
        open_rows = np.flatnonzero(needed < NEVER)
        if not len(open_rows):
            continue
        # Sizes grow along the rows and floors fall with size: what can carry is one end of them.
        rows = slice(int(open_rows[0]), len(one.sums))
        listed = other.sums[other.block(size)]
        reach = np.searchsorted(listed, needed[rows] - one.sums[rows]).astype(np.int64)
        found.append((size, rows, reach))
    return tuple(found)


def _subset_chances(yes: Array, rest: Array) -> Array:
    """Chance of each subset being those in favour (subset as bit pattern, node)."""
    found = np.ones((1, yes.shape[1]))
    for place in range(len(yes)):
        found = np.concatenate([found * rest[place], found * yes[place]])
    return found
