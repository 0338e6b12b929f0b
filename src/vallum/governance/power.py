"""Voting power: how often a voter decides, before anything is known about positions.

From: a game.  To: `vallum power`.  Exact: whole numbers and fractions.

    W(k)     winning coalitions of k voters; W_i(k): those of them with voter i
    s_i(k) = W_i(k+1) - (W(k) - W_i(k))         coalitions of k without i that i makes win
    Banzhaf_i         = sum_k s_i(k) / 2^(n-1)
    Shapley-Shubik_i  = sum_k s_i(k) k! (n-k-1)! / n!
    power to act      = sum_k W(k) / 2^n

W is counted by meeting in the middle: the voters are split in two halves, and the subsets of each
are listed by size and sorted by weight.  For a subset of one half, those of the other that complete
it to the quota are an end of such a list, found by bisection; 2^27 coalitions cost 2^14 searches.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb, factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vallum.errors import UserError
from vallum.governance.games import Game

MOST_VOTERS = 40
"""Two halves of 2^20 subsets; only rules that ask for weights are counted in this way."""
MOST_WEIGHT = 2**36
"""Weight, size and bit pattern of a subset share one number of 63 bits."""
PIECE = 1024


@dataclass(frozen=True)
class Power:
    """Voting power in one game.

    winning: coalitions that win.
    shapley_shubik, banzhaf: voter -> index, exact; banzhaf is the absolute one.
    """

    game: Game
    winning: int
    shapley_shubik: dict[str, Fraction]
    banzhaf: dict[str, Fraction]

    @property
    def power_to_act(self) -> Fraction:
        """Share of all coalitions that win."""
        return Fraction(self.winning, 2 ** len(self.game.players))

    @property
    def banzhaf_normalised(self) -> dict[str, Fraction]:
        """The Banzhaf index, made to add up to 1; zeros where nobody ever decides."""
        total = sum(self.banzhaf.values())
        return {name: value / total if total else value for name, value in self.banzhaf.items()}


def voting_power(game: Game) -> Power:
    """Shapley-Shubik and Banzhaf indices of every voter, as exact fractions.

    Raises UserError for a game of more voters than can be counted.
    """
    size = len(game.players)
    wins, wins_with = count_winning(game)
    orders = [factorial(k) * factorial(size - k - 1) for k in range(size)]
    shapley, banzhaf = {}, {}
    for name, with_it in zip(game.players, wins_with, strict=True):
        swings = [with_it[k + 1] - (wins[k] - with_it[k]) for k in range(size)]
        shapley[name] = Fraction(
            sum(s * order for s, order in zip(swings, orders, strict=True)), factorial(size)
        )
        banzhaf[name] = Fraction(sum(swings), 2 ** (size - 1))
    return Power(game, sum(wins), shapley, banzhaf)


def power_to_act(game: Game) -> Fraction:
    """Share of all coalitions that win, without the indices."""
    return Fraction(sum(count_winning(game)[0]), 2 ** len(game.players))


def count_winning(game: Game) -> tuple[list[int], list[list[int]]]:
    """Winning coalitions by size: W(k), and for each voter W_i(k).  Raises UserError: too many."""
    size = len(game.players)
    free = min(game.always, size + 1)
    if game.people_matter and game.needed < free:
        if size > MOST_VOTERS:
            raise UserError(f"power is counted for up to {MOST_VOTERS} voters, not {size}")
        if sum(game.weights) > MOST_WEIGHT:
            raise UserError(f"the weights add up to more than {MOST_WEIGHT:,}: use a larger unit")
        counted = _meet(game, free)
        wins, wins_with = counted[0].tolist(), counted[1:].tolist()
    else:
        free = min(free, game.needed)
        wins, wins_with = [0] * (size + 1), [[0] * (size + 1) for _ in game.players]
    for k in range(free, size + 1):
        wins[k] = comb(size, k)
        for row in wins_with:
            row[k] = comb(size - 1, k - 1) if k else 0
    return wins, wins_with


def _meet(game: Game, free: int) -> NDArray[np.int64]:
    """Coalitions of `needed` to `free` - 1 voters that reach the quota, by size.

    Row 0: all; row i + 1: those with voter i.
    """
    half = len(game.players) // 2
    left, right = Half.of(game.weights[:half]), Half.of(game.weights[half:])
    found = np.zeros((right.voters + 1, len(left.sums)))
    mirror = np.zeros((left.voters + 1, len(right.sums)))
    for b in range(right.voters + 1):
        low, high = max(0, game.needed - b), min(left.voters, free - 1 - b)
        if low > high:
            continue
        block = right.block(b)
        listed = right.sums[block]
        rows = slice(left.starts[low], left.starts[high + 1])
        reach = np.searchsorted(listed, game.quota - left.sums[rows])
        found[b, rows] = len(listed) - reach
        for a in range(low, high + 1):
            inside = reach[left.starts[a] - rows.start : left.starts[a + 1] - rows.start]
            # A subset of the right wins with all of the left that reach at most its place.
            mirror[a, block] = np.bincount(inside, minlength=len(listed) + 1)[:-1].cumsum()
    # Sums of doubles are exact here: none passes 2^40.
    total = np.zeros((len(game.players) + 1, len(game.players) + 1))
    for a in range(left.voters + 1):
        block, sizes = left.block(a), slice(a, a + right.voters + 1)
        total[0, sizes] += found[:, block].sum(axis=1)
        total[1 : half + 1, sizes] += added(left.members[:, block], found[:, block])
    for b in range(right.voters + 1):
        block, sizes = right.block(b), slice(b, b + left.voters + 1)
        total[half + 1 :, sizes] += added(right.members[:, block], mirror[:, block])
    return total.astype(np.int64)


def added(members: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
    """members @ counts.T, in pieces: below a size no threads are started, which cost more."""
    total = np.zeros((len(members), len(counts)))
    for start in range(0, counts.shape[1], PIECE):
        piece = slice(start, start + PIECE)
        total += members[:, piece] @ counts[:, piece].T
    return total


@dataclass(frozen=True)
class Half:
    """All subsets of some voters, by size and then by weight.

    sums, sizes, patterns: weight, voters and bit pattern of each subset.
    starts: where each size begins; members: voter x subset, 1 where the subset holds the voter.
    """

    voters: int
    sums: NDArray[np.int64]
    patterns: NDArray[np.int64]
    starts: NDArray[np.int64]
    members: NDArray[Any]

    @classmethod
    def of(cls, weights: tuple[int, ...]) -> Half:
        voters = len(weights)
        sums = np.zeros(1, dtype=np.int64)
        for weight in weights:
            sums = np.concatenate([sums, sums + weight])
        sizes, starts, holds = _subsets(voters)
        # Size, weight and bit pattern in one number: one sort of plain numbers puts all in order.
        width = sum(weights).bit_length()
        keys = np.sort((((sizes << width) | sums) << voters) | np.arange(len(sums)))
        patterns = keys & (len(sums) - 1)
        members = np.take(holds, patterns, axis=1)
        return cls(voters, (keys >> voters) & ((1 << width) - 1), patterns, starts, members)

    @property
    def sizes(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(self.voters + 1), np.diff(self.starts))

    def block(self, size: int) -> slice:
        return slice(int(self.starts[size]), int(self.starts[size + 1]))


@lru_cache(maxsize=8)
def _subsets(
    voters: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """All subsets as bit patterns in order: their sizes, where each size begins, who is in them."""
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(voters):
        sizes = np.concatenate([sizes, sizes + 1])
    starts = np.concatenate([[0], np.cumsum(np.bincount(sizes, minlength=voters + 1))])
    places = np.arange(voters)[:, None]
    holds = ((np.arange(len(sizes))[None, :] >> places) & 1).astype(np.float64)
    return sizes, starts.astype(np.int64), holds
