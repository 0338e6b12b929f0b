"""What becomes of voting power if a state leaves, joins or abstains.

From: a rule, voters, candidates.  To: `vallum power --changes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from vallum.governance.games import game_of
from vallum.governance.power import Power, voting_power
from vallum.world.rules import Rule

LEAVES, JOINS, ABSTAINS = "leaves", "joins", "abstains"


@dataclass(frozen=True)
class Change:
    """One change, and power after it: `leaves` and `joins` move thresholds, `abstains` does not."""

    state: str
    change: str
    power: Power

    def largest_gain(self, before: Power) -> tuple[str, Fraction]:
        """The voter whose Shapley-Shubik index grows most, and by how much."""
        gains = {
            name: value - before.shapley_shubik.get(name, Fraction(0))
            for name, value in self.power.shapley_shubik.items()
        }
        best = max(sorted(gains), key=lambda name: gains[name])
        return best, gains[best]


def power_changes(
    rule: Rule, weights: Mapping[str, int], candidates: Mapping[str, int]
) -> tuple[Change, ...]:
    """Each voter leaves, each voter abstains, each candidate joins; in that order.

    weights, candidates: voter -> people.  Raises UserError as `game_of` does.
    """
    game = game_of(rule, weights)
    found = []
    for state in weights:
        rest = {name: weight for name, weight in weights.items() if name != state}
        found.append(Change(state, LEAVES, voting_power(game_of(rule, rest))))
        found.append(Change(state, ABSTAINS, voting_power(game.against([state]))))
    for state, weight in candidates.items():
        joined = voting_power(game_of(rule, {**weights, state: weight}))
        found.append(Change(state, JOINS, joined))
    return tuple(sorted(found, key=lambda each: (each.change, each.state)))
