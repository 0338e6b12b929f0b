"""Who bears a plan under a key, and who gains by it: front door `share(bill, key) -> Sharing`.

    pay[n]     = key[n] total
    return[n]  = sum_s made_in[s,n] (orders of s by all)        work that lands in a state
    net[n]     = return[n] - pay[n]
    cost of s for a coalition S:  p q(S) (q(S) / q(all))^-b     b = -log2(1 - SAVING_PER_DOUBLING)
    alone[n]   = what n's own part of the plan costs it at the price of its own volumes
    saving v(S)= sum_{n in S} alone[n] - cost(S)
    keep[n]    = max(0, pay[n] - alone[n])       what must be paid to n so that it does not leave
The cost falls with volume in a way that makes the game convex: its core is not empty, and the
Shapley value lies in it; the nucleolus too, which is found for up to ten states.
Ordering together is the only saving counted; that on interest is in `vallum fund`.  Shapley values
come from drawn orders of arrival beyond `EXACT` states.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, permutations
from typing import Any

import numpy as np
import polars as pl

from vallum.finance.share.nucleolus import LARGEST, nucleolus

SAVING_PER_DOUBLING = 0.05
"""What a doubled volume takes off a price [share]: a slope of ten per cent on half of the price,
as in the parameter learning_share.  A planning assumption."""
EXACT, DRAWN, SEED = 7, 1_000, 20261123
LARGEST_CHECK = 14
"""Up to so many states every coalition is checked against the key; beyond, those of one and two
states and all but one or two."""


@dataclass(frozen=True)
class Bill:
    """What is shared, by state [EUR bn, 2025 prices].

    total: all payments; orders: [state, system] cost at the price of common volumes; work: work
    that all orders give; protection: part of what is protected [share]; gdp [EUR bn].
    """

    states: tuple[str, ...]
    total: np.ndarray[Any, np.dtype[np.float64]]
    orders: np.ndarray[Any, np.dtype[np.float64]]
    work: np.ndarray[Any, np.dtype[np.float64]]
    protection: Mapping[str, float]
    gdp: np.ndarray[Any, np.dtype[np.float64]]

    @property
    def exponent(self) -> float:
        return float(-np.log2(1 - SAVING_PER_DOUBLING))

    def order_cost(self, members: np.ndarray[Any, Any]) -> float:
        """Cost of what these order, at the price of their own volumes together."""
        everything = self.orders.sum(axis=0)
        together = self.orders[members].sum(axis=0)
        used = together > 0
        part = together[used] / everything[used]
        return float((together[used] * part**-self.exponent).sum())

    def cost(self, members: np.ndarray[Any, Any]) -> float:
        """Cost of these states' own parts of the plan, ordered together."""
        return float((self.total - self.orders.sum(axis=1))[members].sum()) + self.order_cost(
            members
        )

    def of(self, group: Sequence[str]) -> Bill:
        """The bill of these alone, at the price of what they order together.

        cost(S) is the same for every S among them.  Raises ValueError for who is not in it.
        """
        place = np.array([self.states.index(state) for state in group])
        everything, theirs = self.orders.sum(axis=0), self.orders[place].sum(axis=0)
        part = np.divide(theirs, everything, out=np.ones_like(theirs), where=theirs > 0)
        orders = self.orders[place] * part**-self.exponent
        other = (self.total - self.orders.sum(axis=1))[place]
        guarded = {state: self.protection[state] for state in group}
        whole = sum(guarded.values()) or 1.0
        return Bill(
            tuple(group),
            other + orders.sum(axis=1),
            orders,
            self.work[place],
            {state: value / whole for state, value in guarded.items()},
            self.gdp[place],
        )


@dataclass(frozen=True)
class Sharing:
    """A bill under a key [share by state]."""

    bill: Bill
    key: str
    part: Mapping[str, float]

    @property
    def pay(self) -> np.ndarray[Any, Any]:
        parts = np.array([self.part[s] for s in self.bill.states])
        return np.asarray(self.bill.total.sum() * parts)

    @cached_property
    def alone(self) -> np.ndarray[Any, Any]:
        return np.array([self.bill.cost(np.array([n])) for n in range(len(self.bill.states))])

    @cached_property
    def shapley(self) -> np.ndarray[Any, Any]:
        """Each state's mean marginal saving over orders of arrival [EUR bn]."""
        return np.asarray(self.alone - _shapley_cost(self.bill))

    @cached_property
    def nucleolus(self) -> np.ndarray[Any, Any] | None:
        """Each state's part of the saving by the nucleolus [EUR bn]; None beyond `LARGEST`."""
        if len(self.bill.states) > LARGEST:
            return None
        alone, bill = self.alone, self.bill
        return nucleolus(
            len(bill.states), lambda members: float(alone[members].sum()) - bill.cost(members)
        )

    def rows(self) -> pl.DataFrame:
        """One row a state."""
        pay, work = self.pay, self.bill.work
        return pl.DataFrame(
            {
                "state": list(self.bill.states),
                "key_share": [self.part[s] for s in self.bill.states],
                "pay_eur_bn": pay,
                "return_eur_bn": work,
                "net_eur_bn": work - pay,
                "pay_pct_gdp": 100 * pay / self.bill.gdp,
                "protection_share": [self.bill.protection[s] for s in self.bill.states],
                "own_part_eur_bn": self.bill.total,
                "alone_eur_bn": self.alone,
                "shapley_saving_eur_bn": self.shapley,
                "nucleolus_saving_eur_bn": self.nucleolus
                if self.nucleolus is not None
                else [None] * len(pay),
                "keep_eur_bn": np.maximum(0.0, pay - self.alone),
            },
            schema_overrides={"nucleolus_saving_eur_bn": pl.Float64},
        )

    def fairness(self) -> dict[str, float]:
        """Indices: Gini of burden over output, its highest over its lowest, distance to protection.

        Distance: half the sum of |key - protection| (or - output), 0 where who is protected pays,
        1 at most.  better_off: part of the states that pay no more than alone.
        """
        burden = self.pay / self.bill.gdp
        paying = burden[burden > 0]
        guarded = np.array([self.bill.protection[s] for s in self.bill.states])
        part = np.array([self.part[s] for s in self.bill.states])
        return {
            "gini_of_burden": _gini(burden),
            "highest_over_lowest": float(paying.max() / paying.min()),
            "distance_to_protection": float(np.abs(part - guarded).sum() / 2),
            "distance_to_output": float(np.abs(part - self.bill.gdp / self.bill.gdp.sum()).sum())
            / 2,
            "better_off": float(np.mean(self.pay <= self.alone + 1e-9)),
        }

    def better_alone(self) -> list[str]:
        """States that would pay less alone than under the key."""
        return [
            state
            for state, pay, alone in zip(self.bill.states, self.pay, self.alone, strict=True)
            if pay > alone + 1e-9
        ]

    def objecting(self) -> tuple[tuple[str, ...], float] | None:
        """The coalition that would gain most by leaving, and by how much; None if none was found.

        All coalitions up to LARGEST_CHECK states, else small and nearly whole ones.
        """
        count = len(self.bill.states)
        sizes = set(range(1, count)) if count <= LARGEST_CHECK else {1, 2, count - 2, count - 1}
        best: tuple[tuple[str, ...], float] | None = None
        for size in sorted(sizes - {0, count}):
            for group in combinations(range(count), size):
                members = np.array(group)
                gain = float(self.pay[members].sum()) - self.bill.cost(members)
                if gain > 1e-9 and (best is None or gain > best[1]):
                    best = (tuple(self.bill.states[n] for n in group), gain)
        return best

    def summary(self) -> list[str]:
        """A few plain sentences."""
        rows = self.rows().sort("pay_eur_bn", descending=True)
        first = rows.row(0, named=True)
        leaving = self.better_alone()
        saved = float(self.alone.sum() - self.bill.total.sum())
        told = [
            f"By the key {self.key} the plan's EUR {self.bill.total.sum():,.1f} bn fall most on "
            f"{first['state']}: {first['pay_eur_bn']:,.1f} bn, of which "
            f"{first['return_eur_bn']:,.1f} bn come back as work.",
            f"Ordering together saves EUR {saved:,.1f} bn against each state alone.",
        ]
        if leaving:
            need = float(rows["keep_eur_bn"].sum())
            told.append(
                f"{len(leaving)} of {len(rows)} states would pay less alone "
                f"({', '.join(leaving[:6])}{' ...' if len(leaving) > 6 else ''}): keeping them in "
                f"takes EUR {need:,.1f} bn."
            )
        else:
            told.append("No state would pay less alone.")
        return told


def share(bill: Bill, key: str, part: Mapping[str, float]) -> Sharing:
    """Share a bill by a key, by its name and its parts."""
    return Sharing(bill, key, part)


def _shapley_cost(bill: Bill) -> np.ndarray[Any, Any]:
    """Mean marginal cost of ordering, plus what each pays anyway."""
    count = len(bill.states)
    own = bill.total - bill.orders.sum(axis=1)
    if count <= EXACT:
        arrivals = np.array(list(permutations(range(count))))
    else:
        draw = np.random.default_rng(SEED)
        some = np.array([draw.permutation(count) for _ in range(DRAWN)])
        arrivals = np.concatenate([some, some[:, ::-1]])
    everything = bill.orders.sum(axis=0)
    known = everything > 0
    part = bill.orders[:, known] / everything[known]
    found = np.zeros(count)
    for arrival in arrivals:
        reached = np.minimum(np.cumsum(part[arrival], axis=0), 1.0)
        cost = (everything[known] * reached ** (1 - bill.exponent)).sum(axis=1)
        found[arrival] += np.diff(cost, prepend=0.0)
    return np.asarray(own + found / len(arrivals))


def _gini(values: np.ndarray[Any, Any]) -> float:
    held = np.sort(values)
    count = len(held)
    weights = 2 * np.arange(1, count + 1) - count - 1
    return float((weights * held).sum() / (count * held.sum()))
