"""Recorded votes under their rule: does what was cast carry the decision?

From: votes by state, the rule, people on the nearest date.  To: `vallum decide --votes`, the
backtest.

Those that opted out do not vote, and thresholds are counted among the others.  Who left the room
is neither for nor against.  A voter whose vote is not known is tried both ways: where that makes a
difference, the vote cannot be tested, and the verdict says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from vallum.errors import UserError
from vallum.governance.games import game_of
from vallum.world.institutions import Institutions
from vallum.world.rules import Rule

CAST = ("yes", "no", "abstain", "absent")
NOT_CAST = ("opt_out", "disputed", "requested", "not_requested")
ASKED = {"requested", "not_requested"}
WORDS = (*CAST, *NOT_CAST)
PARTICIPANTS = "qmv_participants"
"""The rule that takes the place of a qualified majority where some stay out."""
UN_MEMBERS = 193


@dataclass(frozen=True)
class Recorded:
    """One vote as it was recorded: votes: state -> one of `WORDS`; date: YYYY-MM-DD."""

    name: str
    date: str
    rule: str
    votes: Mapping[str, str]


@dataclass(frozen=True)
class Verdict:
    """What the rule makes of a vote.

    carried: None where it cannot be tested; reason: in words.
    in_favour, voters: states; people: share of the voters' people in favour, None without figures.
    """

    carried: bool | None
    reason: str
    in_favour: int = 0
    voters: int = 0
    people: float | None = None


def judge(known: Institutions, vote: Recorded) -> Verdict:
    """Apply the rule to the votes, on the population figures nearest to the day."""
    try:
        rule = known.rule(vote.rule)
    except UserError as fault:
        return Verdict(None, fault.problems[0].message)
    cast = {state: word for state, word in vote.votes.items() if word != "opt_out"}
    if ASKED & set(cast.values()):
        return Verdict(None, "the rows say who asked to take part, not how states voted")
    open_seats = 0
    if rule.voters == "UN":
        open_seats = UN_MEMBERS - len(vote.votes)
    elif rule.voters != "any":
        members = known.members(rule.voters, vote.date)
        if strangers := sorted(vote.votes.keys() - set(members)):
            told = f"{strangers[0]} was no member of {rule.voters} on {vote.date}"
            return Verdict(None, f"{told}, so it had no vote")
        cast |= {state: "unknown" for state in members if state not in vote.votes}
    if rule.name == "qmv" and len(cast) < len(vote.votes):
        rule = known.rule(PARTICIPANTS)
    weights = dict.fromkeys(cast, 1)
    if rule.asks_people or rule.abstention_limit is not None:
        try:
            weights = known.weights(sorted(cast), known.nearest_year(vote.date))
        except UserError as fault:
            return Verdict(None, fault.problems[0].message)
    unknown = sorted(state for state, word in cast.items() if word not in CAST)
    ends = {
        carried(rule, cast | dict.fromkeys(unknown, word), weights, (word, open_seats))
        for word in ("yes", "no")
    }
    if len(ends) > 1:
        seats = len(unknown) + open_seats
        return Verdict(None, f"{seats} of {len(cast) + open_seats} votes are not known, and decide")
    return _told(rule, cast, weights, ends.pop())


def carried(
    rule: Rule,
    cast: Mapping[str, str],
    weights: Mapping[str, int],
    others: tuple[str, int] = ("no", 0),
) -> bool:
    """Whether these votes carry, `others` (a word and a count) being cast by unnamed states.

    Raises UserError where nobody votes.
    """
    yes = {state for state, word in cast.items() if word == "yes"}
    if rule.of_cast:
        more = others[1] if others[0] == "yes" else 0
        against = sum(word == "no" for word in cast.values()) + others[1] - more
        return _share_reached(rule, len(yes) + more, against)
    game = game_of(rule, weights)
    if rule.abstention_blocks:
        return game.wins(yes)
    aside = {state for state, word in cast.items() if word == "abstain"}
    if not yes or (rule.abstention_limit is not None and _too_many(rule, aside, weights)):
        return False
    return game.wins({state for state, word in cast.items() if word != "no"})


def _share_reached(rule: Rule, yes: int, no: int) -> bool:
    share = rule.states_share or Fraction(0)
    needed = share * (yes + no)
    return yes > needed if rule.more_than else yes >= needed and yes > 0


def _too_many(rule: Rule, aside: Iterable[str], weights: Mapping[str, int]) -> bool:
    """Whether those that stand aside reach the limit of states and of people."""
    out = list(aside)
    limit = rule.abstention_limit or Fraction(0)
    people = sum(weights[state] for state in out)
    return len(out) >= limit * len(weights) and people >= limit * sum(weights.values())


def _told(rule: Rule, cast: Mapping[str, str], weights: Mapping[str, int], passes: bool) -> Verdict:
    yes = [state for state, word in cast.items() if word == "yes"]
    no = sorted(state for state, word in cast.items() if word == "no")
    words = f"{rule.title}: {len(yes)} of {len(cast)} in favour"
    people = None
    if rule.asks_people:
        people = sum(weights[state] for state in yes) / sum(weights.values())
        words += f" with {100 * people:.1f} % of the people"
    if no and not rule.abstention_blocks:
        words += f"; against: {', '.join(no)}"
    return Verdict(passes, words, len(yes), len(cast), people)
