"""A route as a vote: who votes, what carries, and with what chance each voter says what.

From: a route, a measure, positions.  To: `vallum.governance.decide`.

Votes of a route are one region (`vallum.governance.chance`), since the same voters hold the same
position in each of its steps.  What the words of a rule mean here:

    unanimity, consensus       nobody against; an abstention does no harm, except to a new treaty
    with abstention            and those that stand aside are not a third of members and of people
    qualified majority         an abstention counts as a no
    individual, participants   each decides for itself: enough must take part, with the leaders

A state that would block gives way in the end with the chance `yield`: the vote then carries, but
late.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vallum.errors import UserError
from vallum.governance.chance import Chance, Region, chance
from vallum.governance.games import game_of
from vallum.governance.positions import Array, Positions, nodes
from vallum.world.agenda import Agenda, Constraint, Measure, Route, Step
from vallum.world.rules import Rule

OWN_CHOICE = ("individual",)
SELF_CHOSEN = ("each_state", "participants")
"""Voters of a step that are those who want to take part."""
NOBODY_AGAINST = ("unanimity", "unanimity_with_abstention", "consensus")
NEW_TREATY = "treaty_change"
"""Each state signs a new treaty or it does not stand."""
SHARE_OF_CAPITAL = "states=0.5,population=0.5"
"""Majority of shareholders with half of the capital; people stand in for capital."""
OWN_FORCE = ("mandates", "budgets", "signatories")
"""What each participant needs at home."""
BINDS_ALL = ("veto", "debt", "referendum", "minority")
"""Constraints that may stop what all must ratify; others bear on taking part alone."""


@dataclass(frozen=True)
class Ballot:
    """The vote on one route.

    yes, no: chances by voter and node; blocks: an objection defeats it; leads: must say yes.
    hurdle: chance that those in favour also get it through at home, by voter.
    """

    positions: Positions
    region: Region
    yes: Array
    no: Array
    blocks: bool
    abstention_harms: bool
    leads: tuple[str, ...]
    needs: str

    @property
    def states(self) -> tuple[str, ...]:
        return self.positions.states

    def chances(self, giving_way: float) -> Chance:
        """By node; giving_way: chance that a state that would block lets it pass in the end."""
        no = self.no * (1 - giving_way)
        if not self.blocks:
            rest = 1 - self.yes
        elif self.abstention_harms:
            rest = (1 - self.yes) * giving_way
        else:
            rest = 1 - self.yes - no
        rest = rest.copy()
        for state in self.leads:
            rest[self.states.index(state)] = 0.0
        return chance(self.region, self.yes, rest)

    @cached_property
    def objection(self) -> dict[str, float]:
        """Voter -> chance that it stands in the way: against where that blocks, else not for it."""
        standing = self.no if self.blocks and not self.abstention_harms else 1 - self.yes
        return self.positions.average(standing)

    @cached_property
    def expected(self) -> tuple[float, float]:
        """Voters in favour, and their share of the people, on average."""
        weights = np.asarray(self.region.weights, dtype=float)
        for_it = np.asarray(list(self.positions.average(self.yes).values()))
        return float(for_it.sum()), float(for_it @ weights / weights.sum())

    def carries_without(self, out: frozenset[str]) -> bool:
        """Whether it carries with these not in favour and all others in favour."""
        if self.blocks and out:
            return False
        if out & set(self.leads):
            return False
        both = zip(self.states, self.region.weights, strict=True)
        inside = [weight for state, weight in both if state not in out]
        return self.region.carries(len(inside), sum(inside))


def ballot(agenda: Agenda, route: Route, measure: Measure, held: Positions, day: str) -> Ballot:
    """The vote on a measure along a route; held: positions of the route's voters.

    Raises UserError for a rule that the facts do not know.
    """
    steps = [s for s in route.steps if s.always or (route.name, s.number) in measure.cases]
    states = held.states
    weights = agenda.known.weights(states, agenda.known.nearest_year(day))
    region = Region.open(tuple(weights.values()))
    needs: list[str] = []
    blocks = False
    for step in steps:
        if step.voters in SELF_CHOSEN or step.rule in OWN_CHOICE:
            continue
        rule = rule_of(agenda, step)
        if step.rule in NOBODY_AGAINST:
            blocks = True
            needs.append(f"nobody of {len(states)} against")
            if rule.abstention_limit is not None:
                region = region.standing_aside(float(rule.abstention_limit))
            continue
        game = game_of(rule, weights)
        region = region.of_game(game)
        share = 100 * game.quota / sum(weights.values())
        needs.append(f"{game.needed} of {len(states)} with {share:.0f} % of the people")
    chosen = any(step.voters in SELF_CHOSEN or step.rule in OWN_CHOICE for step in steps)
    yes, no = held.yes, held.no
    if chosen and (least := max(route.min_yes, 1)):
        region = region.at_least(least)
        leaders = f", {' and '.join(route.leads)} among them" if route.leads else ""
        needs.append(f"at least {least} that take part{leaders}")
        at_home = np.asarray([at_home_chance(agenda, route, measure, s, day) for s in states])
        if not blocks:
            yes = yes * at_home[:, None]
            no = 1 - yes
    return Ballot(
        held,
        region,
        yes,
        no,
        blocks,
        route.name == NEW_TREATY,
        tuple(state for state in route.leads if state in states),
        "; ".join(dict.fromkeys(needs)),
    )


def rule_of(agenda: Agenda, step: Step) -> Rule:
    """The rule of a step."""
    return agenda.known.rule(SHARE_OF_CAPITAL if step.rule == "capital" else step.rule)


def ratification(agenda: Agenda, route: Route, measure: Measure, day: str) -> float:
    """Chance that those who must ratify do; 1 where only participants need a mandate."""
    asked = measure.ratification or route.ratification
    if asked not in ("all", "some"):
        return 1.0
    states = agenda.known.members(route.voters, day)
    whole = 1.0
    for state in states:
        whole *= agenda.terms["ratification"] if asked == "all" else 1.0
        for bound in constraints_on(agenda, measure, state, day):
            if bound.kind in BINDS_ALL:
                whole *= _hurdle(agenda, bound)
    return whole


def at_home_chance(agenda: Agenda, route: Route, measure: Measure, state: str, day: str) -> float:
    """Chance that a willing state gets its part through at home."""
    whole = 1.0
    if (measure.ratification or route.ratification) in OWN_FORCE:
        whole *= agenda.terms["ratification"]
    for bound in constraints_on(agenda, measure, state, day):
        whole *= _hurdle(agenda, bound)
    return whole


def constraints_on(
    agenda: Agenda, measure: Measure, state: str, day: str
) -> tuple[Constraint, ...]:
    """What binds a state at home on such a measure."""
    return tuple(
        bound
        for bound in agenda.constraints
        if bound.state == state and measure.kind in bound.kinds and day <= bound.last
    )


def parliament(agenda: Agenda, route: Route) -> float:
    """Chance that the European Parliament goes along."""
    words = {"consent": "consent", "co_decision": "co_decision"}
    return agenda.terms[words[route.parliament]] if route.parliament in words else 1.0


def mean(chances: Array) -> float:
    """Over all values of the shared shock."""
    # Chances that are kept from zero add up to a trifle more than one.
    return min(1.0, max(0.0, float(chances @ nodes()[1])))


def _hurdle(agenda: Agenda, bound: Constraint) -> float:
    return agenda.terms["referendum" if bound.kind == "referendum" else "hurdle"]


def check_voters(states: tuple[str, ...], without: frozenset[str]) -> tuple[str, ...]:
    """The voters that are left.  Raises UserError where nobody is."""
    left = tuple(state for state in states if state not in without)
    if not left:
        raise UserError("nobody is left to vote")
    return left
