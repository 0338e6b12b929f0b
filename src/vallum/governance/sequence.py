"""Which route to try first, and which if that fails: the best order of two.

From: a decision.  To: `vallum decide`.

Routes share their voters, so that a failure on one says something about the next.  Positions are
therefore drawn once for all routes, from a fixed seed, and each route is tried on the same draws;
the single routes' chances stay the exact ones.  The second route begins when the first should have
been through.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from vallum.governance.decide import Decision, RouteOutcome
from vallum.governance.positions import Array, months_between

DRAWS = 20_000
SEED = 0
CANDIDATES = 5
"""Orders of more routes than the best few are not tried."""


@dataclass(frozen=True)
class Sequence:
    """Two routes in order: chance that one of them is through by the deadline, and of the first.

    error: standard error of the draws.
    """

    routes: tuple[str, ...]
    probability: float
    first_alone: float
    error: float


def best_sequence(decision: Decision) -> Sequence | None:
    """The order of two routes that is likeliest to be through in time; None with one route."""
    routes = decision.routes[:CANDIDATES]
    if len(routes) < 2:
        return None
    through = {each.route.name: _months(each, decision) for each in routes}
    deadline = months_between(decision.day, decision.by)
    found = []
    for first, second in permutations(routes, 2):
        began = first.timing.months[1]
        in_time = (through[first.route.name] <= deadline) | (
            through[second.route.name] + began <= deadline
        )
        alone = float((through[first.route.name] <= deadline).mean())
        chance = float(in_time.mean())
        error = float(np.sqrt(chance * (1 - chance) / DRAWS))
        found.append(Sequence((first.route.name, second.route.name), chance, alone, error))
    # Differences below the draws' own error do not decide which comes first.
    return max(found, key=lambda each: (round(each.probability, 2), each.first_alone, each.routes))


def _months(outcome: RouteOutcome, decision: Decision) -> Array:
    """Month of adoption in each draw; infinite where it never comes (draw)."""
    vote, timing = outcome.ballot, outcome.timing
    held = vote.positions
    shock = held.shock * _normal("shock")
    own = np.stack([_normal(f"state {state}") for state in held.states])
    x = held.mean[:, None] + shock[None, :] + held.spread[:, None] * own
    yes, no = x > held.cut_yes, x < held.cut_no
    # What a willing state still needs at home (already in the exact chances).
    home = np.stack([_uniform(f"home {state}") for state in held.states])
    kept = np.divide(vote.yes, held.yes, out=np.ones_like(vote.yes), where=held.yes > 0)[:, :1]
    yes &= home < kept
    gives = np.stack([_uniform(f"gives {state}") for state in held.states]) < decision.giving_way
    stands = no if not vote.abstention_harms else ~yes
    blocked = (stands & ~gives).any(axis=0) if vote.blocks else np.zeros(DRAWS, dtype=bool)
    late = stands.any(axis=0) if vote.blocks else np.zeros(DRAWS, dtype=bool)
    weights = np.asarray(vote.region.weights, dtype=np.int64)
    floor = np.asarray(vote.region.floor, dtype=np.int64)
    carried = (yes * weights[:, None]).sum(axis=0) >= floor[yes.sum(axis=0)]
    for lead in vote.leads:
        carried &= yes[vote.states.index(lead)]
    rest = outcome.consent * outcome.ratified * outcome.other
    carried &= ~blocked & (_uniform(f"rest {outcome.route.name}") < rest)
    months = timing.spread(_uniform(f"months {outcome.route.name}")) + timing.late * late
    return np.where(carried, months, np.inf)


def _uniform(word: str) -> Array:
    """Draws that belong to a word: the same for every route and in every order."""
    seed = [SEED, *word.encode()]
    return np.random.default_rng(seed).random(DRAWS)


def _normal(word: str) -> Array:
    drawn: NDArray[np.float64] = ndtri(_uniform(word))
    return drawn
