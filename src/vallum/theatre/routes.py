"""The way of least cost from every node at every hour to a destination, prices on room included.

From: `network`.  To: `reinforce`.  A load may wait anywhere, so that

    cost[v, t] = min( cost[v, t + 1],
                      over arcs v -> w: cost[w, t + hours] + sum of prices[resource, day of t] )
    cost[destination, t] = t / 24
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from vallum.theatre.network import Network

NEVER = 1e18
WAIT = -1
DAY = 24


@dataclass(frozen=True)
class Way:
    """One way of a load.  start_h, end_h: hours; takes: (resource, day) of each arc that has one;
    places: nodes passed."""

    start_h: int
    end_h: int
    takes: tuple[tuple[int, int], ...]
    nodes: tuple[int, ...]


class Router:
    """Prices in, ways out.  horizon [days]: nothing arrives later."""

    def __init__(self, network: Network, goals: list[int], days: int) -> None:
        self.network, self.days = network, days
        self._goals = np.zeros(len(network.nodes), np.bool_)
        self._goals[goals] = True
        order = np.argsort(network.tail, kind="stable")
        self._order = order
        self._first = np.searchsorted(network.tail[order], np.arange(len(network.nodes) + 1))
        self._head, self._hours = network.head[order], network.hours[order]
        shares = [network.shares[k] for k in order]
        self._share_first = np.cumsum([0, *(len(each) for each in shares)])
        self._share = np.array([r for each in shares for r in each] or [0], np.int64)

    def price(self, prices: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """(cost [days and prices], arc taken) by node and hour.  prices: (resource, day), >= 0."""
        return _backwards(
            self._goals,
            self._first,
            self._head,
            self._hours,
            self._share_first,
            self._share,
            prices,
            self.days * DAY,
        )

    def follow(self, taken: NDArray[np.int64], node: int, hour: int) -> Way:
        """The way that `price` found from a node at an hour."""
        start, nodes = hour, [node]
        takes: list[tuple[int, int]] = []
        while not self._goals[node]:
            arc = int(taken[node, hour])
            if arc == WAIT:
                hour += 1
                continue
            for k in range(self._share_first[arc], self._share_first[arc + 1]):
                takes.append((int(self._share[k]), hour // DAY))
            node, hour = int(self._head[arc]), hour + int(self._hours[arc])
            nodes.append(node)
        return Way(start, hour, tuple(takes), tuple(nodes))


@njit(cache=True)
def _backwards(  # noqa: PLR0917, compiled code takes no keywords
    goals: NDArray[np.bool_],
    first: NDArray[np.int64],
    head: NDArray[np.int64],
    hours: NDArray[np.int64],
    share_first: NDArray[np.int64],
    share: NDArray[np.int64],
    prices: NDArray[np.float64],
    end: int,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    nodes = goals.shape[0]
    cost = np.full((nodes, end + 1), NEVER)
    taken = np.full((nodes, end + 1), WAIT)
    for hour in range(end, -1, -1):
        day = min(hour // 24, prices.shape[1] - 1)
        for node in range(nodes):
            if goals[node]:
                cost[node, hour] = hour / 24
                continue
            if hour < end:
                cost[node, hour] = cost[node, hour + 1]
            for arc in range(first[node], first[node + 1]):
                there = hour + hours[arc]
                if there > end:
                    continue
                total = cost[head[arc], there]
                if total >= NEVER:
                    continue
                for k in range(share_first[arc], share_first[arc + 1]):
                    total += prices[share[k], day]
                if total <= cost[node, hour]:
                    cost[node, hour] = total
                    taken[node, hour] = arc
    return cost, taken
