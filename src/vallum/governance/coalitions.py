"""Which coalition gathers most for least veto: the frontier of capability against agreement.

From: what each candidate brings, positions on a measure.  To: `vallum.study.coalition`.

In a coalition that acts by unanimity, everybody must agree.  A coalition is on the frontier if none
that brings as much is as likely to agree.  Logarithms of chances add up over members where members
decide independently, so the frontier is found exactly by keeping, candidate by candidate, only
coalitions that no other one beats (Nemhauser and Ullmann's method for two sums); no search is cut
short.  What is then shown of a coalition is its chance under the shock that all voters share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from vallum.errors import UserError
from vallum.governance.positions import Array, Positions, nodes

LEAST = 1e-9
"""Chances below this count as this."""
MOST_CANDIDATES = 40
ROUND = 6
"""Digits to which two coalitions count as bringing the same."""


@dataclass(frozen=True)
class Coalition:
    """members; capability: share of what all candidates bring; probability: that all agree."""

    members: tuple[str, ...]
    capability: float
    probability: float


@dataclass(frozen=True)
class Member:
    """One candidate at the margin of all: what it brings, and what agreement gains without it.

    capability: share of all; objection: chance that it does not agree; gain: probability that all
    others agree, less that all do.
    """

    state: str
    capability: float
    objection: float
    gain: float


def frontier(
    capability: Mapping[str, float], held: Positions, *, must: frozenset[str] = frozenset()
) -> tuple[Coalition, ...]:
    """Every coalition that no other beats, most capable first.

    capability: candidate -> what it brings, not negative; held: positions of the same candidates;
    must: members of every coalition.
    Raises UserError for candidates without a position, too many of them, or none that brings much.
    """
    total = sum(capability.values())
    if total <= 0:
        raise UserError("no candidate brings anything of this kind")
    if len(capability) > MOST_CANDIDATES:
        raise UserError(f"a frontier takes at most {MOST_CANDIDATES} candidates")
    if lost := sorted((must | capability.keys()) - set(held.states)):
        raise UserError(f"{lost[0]} is no candidate")
    agrees = _agreement(held)
    single = {state: float(agrees[state] @ nodes()[1]) for state in capability}
    kept: list[tuple[float, float, tuple[str, ...]]] = [(0.0, 0.0, ())]
    for state in sorted(capability):
        step = (capability[state] / total, log(max(single[state], LEAST)))
        grown = [(c + step[0], p + step[1], (*m, state)) for c, p, m in kept]
        kept = _undominated(grown if state in must else kept + grown)
    found = [
        Coalition(members, share, together(agrees, members))
        for share, _, members in kept
        if members
    ]
    return tuple(sorted(found, key=lambda each: (-each.capability, each.members)))


def together(agrees: Mapping[str, Array], members: tuple[str, ...]) -> float:
    """The chance that all members agree, under the shock that they share."""
    product = np.prod([agrees[state] for state in members], axis=0)
    return float(product @ nodes()[1])


def at_the_margin(capability: Mapping[str, float], held: Positions) -> tuple[Member, ...]:
    """Each candidate left out of the coalition of all in turn, most capable first."""
    total = sum(capability.values())
    agrees = _agreement(held)
    everybody = tuple(sorted(capability))
    whole = together(agrees, everybody)
    found = []
    for state in everybody:
        others = tuple(other for other in everybody if other != state)
        found.append(
            Member(
                state,
                capability[state] / total,
                1 - float(agrees[state] @ nodes()[1]),
                together(agrees, others) - whole,
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.capability, each.state)))


def thinned(found: tuple[Coalition, ...], rows: int) -> tuple[Coalition, ...]:
    """At most so many of a frontier, spread evenly over capability, with both ends."""
    if len(found) <= rows:
        return found
    low, high = found[-1].capability, found[0].capability
    marks = np.linspace(high, low, rows)
    picked = {min(range(len(found)), key=lambda n: abs(found[n].capability - m)) for m in marks}
    return tuple(found[place] for place in sorted(picked))


def _agreement(held: Positions) -> dict[str, Array]:
    """State -> chance by node that it does not object."""
    return dict(zip(held.states, 1 - held.no, strict=True))


def _undominated(
    found: list[tuple[float, float, tuple[str, ...]]],
) -> list[tuple[float, float, tuple[str, ...]]]:
    """Those that no other equals in both and beats in one."""
    ordered = sorted(found, key=lambda each: (-round(each[0], ROUND), -each[1], each[2]))
    kept: list[tuple[float, float, tuple[str, ...]]] = []
    best = -np.inf
    for each in ordered:
        if each[1] > best + LEAST:
            kept.append(each)
            best = each[1]
    return kept
