"""A rule with its voters: the simple game that decides who wins.

From: a rule, weights of voters.  To: voting power, recorded votes, probabilities of adoption.

A coalition of k voters with weight w wins if

    k >= always     or     k >= needed and w >= quota

Every rule of the tables has this form; weights are whole numbers, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from vallum.errors import UserError
from vallum.world.rules import Rule


@dataclass(frozen=True)
class Game:
    """Who wins.

    players, weights: voters and their weights [people or votes], whole and not negative.
    needed: voters needed; quota: weight needed; always: so many win whatever their weight.
    """

    players: tuple[str, ...]
    weights: tuple[int, ...]
    needed: int
    quota: int
    always: int

    def __post_init__(self) -> None:
        if len(self.players) != len(self.weights):
            raise ValueError("a game has one weight for each player")
        if not self.players:
            raise UserError("a vote needs at least one voter")
        if below := [name for name, w in zip(self.players, self.weights, strict=True) if w < 0]:
            raise UserError(f"{below[0]} has a negative weight")

    def wins(self, coalition: Collection[str]) -> bool:
        """Whether these voters, and no others, can carry the vote."""
        both = zip(self.players, self.weights, strict=True)
        inside = [weight for name, weight in both if name in coalition]
        return self.carries(len(inside), sum(inside))

    def carries(self, voters: int, weight: int) -> bool:
        return voters >= self.always or (voters >= self.needed and weight >= self.quota)

    def against(self, abstaining: Iterable[str]) -> Game:
        """The game of the others once these are known not to be in favour."""
        out = set(abstaining)
        kept = [place for place, name in enumerate(self.players) if name not in out]
        return replace(
            self,
            players=tuple(self.players[place] for place in kept),
            weights=tuple(self.weights[place] for place in kept),
        )

    @property
    def people_matter(self) -> bool:
        return self.quota > 0


def game_of(rule: Rule, weights: Mapping[str, int]) -> Game:
    """The rule among these voters, in the order in which they are given.

    weights: voter -> people (or votes), whole numbers.
    Raises UserError without voters, or with a rule that asks for more weight than there is.
    """
    size, total = len(weights), sum(weights.values())
    needed = 0
    if rule.states_share is not None:
        share = rule.states_share * size
        needed = floor(share) + 1 if rule.more_than else ceil(share)
    quota = 0
    if rule.population_share is not None:
        quota = ceil(rule.population_share * total)
    if rule.weight_needed is not None:
        quota = rule.weight_needed
        if quota > total:
            raise UserError(f"the rule '{rule.name}' needs {quota}, the voters have {total}")
    blocking = _fewest_blockers(rule, weights.values(), total)
    always = size + 1 if blocking is None else size - blocking + 1
    return Game(tuple(weights), tuple(weights.values()), needed, quota, always)


def _fewest_blockers(rule: Rule, weights: Collection[int], total: int) -> int | None:
    if rule.blocking_over_share is None:
        return rule.blocking_min_states
    # The fewest with more than the share are the largest; the treaty adds one member to them.
    held, limit = 0, Fraction(rule.blocking_over_share) * total
    for count, weight in enumerate(sorted(weights, reverse=True), start=1):
        held += weight
        if held > limit:
            return count + 1
    return None
