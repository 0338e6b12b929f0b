"""Which route carries a measure: chance, months, who can stop it, whose mind is worth changing.

From: agenda, a measure.  To: study, report, `vallum decide`.

For each route that can carry the measure

    P(by month m) = [A F(m) + (B - A) F(m - d)] x parliament x ratification x other

A: chance that the vote carries with nobody giving way, B: in the end; both exact, integrated over
the shock that all voters share (`vallum.governance.chance`).  F: months of the route
(`vallum.governance.timing`), d: median length of past episodes in which a state held out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.governance.ballot import Ballot, ballot, check_voters, mean, parliament, ratification
from vallum.governance.chance import Chance
from vallum.governance.positions import Positions, months_between, positions
from vallum.governance.timing import Timing, holdout_months
from vallum.world.agenda import Agenda, Measure, Precedent, Route, agenda
from vallum.world.institutions import TODAY
from vallum.world.records import veto_records

AGENDA_END = "2029-12-31"
"""All of it before 2030."""
WORTH = 0.005
"""A mind whose change moves the chance by less is not pivotal."""
LIKELY = 0.02
"""A voter less likely than this to object is not named as one that may block."""
MOST_NAMED = 6
MOST_GROUPS = 3


@dataclass(frozen=True)
class Worth:
    """What a state's mind is worth: change of the chance if it is sure to be for, or against."""

    state: str
    if_for: float
    if_against: float


@dataclass(frozen=True)
class RouteOutcome:
    """One route for one measure.

    probability: adopted by the deadline; in_the_end: without one.
    vote: that the vote carries in the end; at_once: with nobody giving way.
    consent, ratified, other: the chances of what else it takes.
    months: 5, 50 and 95 per cent of the months to adoption, where it comes to that.
    worth: by state, most first; pivotal: those that matter; blocking: smallest groups that stop it.
    objection: state -> chance that it stands in the way.
    """

    route: Route
    probability: float
    in_the_end: float
    at_once: float
    vote: float
    consent: float
    ratified: float
    other: float
    months: tuple[float, float, float]
    worth: tuple[Worth, ...]
    pivotal: tuple[str, ...]
    blocking: tuple[tuple[str, ...], ...]
    objection: Mapping[str, float]
    ballot: Ballot
    timing: Timing
    precedent: Precedent | None

    def by(self, months: float) -> float:
        """Chance that it is adopted so many months after the day of asking."""
        others = self.consent * self.ratified * self.other
        soon, later = self.timing.by(months), self.timing.by(months - self.timing.late)
        return (self.at_once * soon + (self.vote - self.at_once) * later) * others


@dataclass(frozen=True)
class Decision:
    """All routes for one measure, best first.

    day: when it is asked; by: the deadline; giving_way: chance that a state that blocks lets it
    pass in the end.
    """

    measure: Measure
    day: str
    by: str
    giving_way: float
    routes: tuple[RouteOutcome, ...]

    @property
    def best(self) -> RouteOutcome:
        return self.routes[0]


def decide(
    evidence: Evidence,
    name: str,
    *,
    by: str | None = None,
    day: str = TODAY,
    flips: Mapping[str, float] | None = None,
    without: frozenset[str] = frozenset(),
) -> Decision:
    """Every route that can carry a measure.

    by: deadline, YYYY-MM-DD; day: positions held on it, from which months count;
    flips: state -> position held for certain, -1 to 1; without: states that have no vote.
    Raises UserError for an unknown measure or state, a deadline before the day, a bad position.
    """
    known = agenda(evidence)
    late = holdout_months(veto_records(evidence), day)
    return decide_on(known, known.measure(name), late, by=by, day=day, flips=flips, without=without)


def decide_on(
    known: Agenda,
    measure: Measure,
    late: float,
    *,
    by: str | None = None,
    day: str = TODAY,
    flips: Mapping[str, float] | None = None,
    without: frozenset[str] = frozenset(),
) -> Decision:
    """The same on an agenda at hand; late: months that a holdout takes."""
    by = by or AGENDA_END
    months = months_between(day, by)
    if months < 0:
        raise UserError(f"the deadline {by} lies before {day}, from which months count")
    for state in sorted(without):
        known.known.members(state)
    routes = known.routes_for(measure)
    held: dict[tuple[str, ...], Positions] = {}
    found = []
    for route in routes:
        states = check_voters(known.known.members(route.voters, day), without)
        if states not in held:
            held[states] = positions(known, measure, states, day, overrides=flips, until=by)
        own = held[states].moved(route.ease)
        asked = _Asked(known, measure, route, day, months)
        found.append(_outcome(asked, own, Timing(measure.months or route.months, late)))
    found.sort(key=lambda each: (-round(each.probability, 6), each.months[1], each.route.name))
    return Decision(measure, day, by, known.terms["yield"], tuple(found))


@dataclass(frozen=True)
class _Asked:
    """One route for one measure; months: to the deadline."""

    known: Agenda
    measure: Measure
    route: Route
    day: str
    months: float


def _outcome(asked: _Asked, held: Positions, timing: Timing) -> RouteOutcome:
    known, measure, route, day = asked.known, asked.measure, asked.route, asked.day
    vote = ballot(known, route, measure, held, day)
    giving = known.terms["yield"] if vote.blocks else 0.0
    first = vote.chances(0.0)
    last = vote.chances(giving) if giving else first
    at_once, in_the_end = mean(first.carried), mean(last.carried)
    consent = parliament(known, route)
    ratified = ratification(known, route, measure, day)
    others = consent * ratified * route.chance
    soon, later = timing.by(asked.months), timing.by(asked.months - timing.late)

    def chance_by(one: float, other: float) -> float:
        return (one * soon + (other - one) * later) * others

    probability = chance_by(at_once, in_the_end)
    worth = _worth(vote, (first, last), giving, chance_by)
    share = at_once / in_the_end if in_the_end > 0 else 1.0
    return RouteOutcome(
        route=route,
        probability=probability,
        in_the_end=in_the_end * others,
        at_once=at_once,
        vote=in_the_end,
        consent=consent,
        ratified=ratified,
        other=route.chance,
        months=(
            timing.quantile(share, 0.05),
            timing.quantile(share, 0.5),
            timing.quantile(share, 0.95),
        ),
        worth=worth,
        pivotal=tuple(each.state for each in worth if each.if_for >= WORTH)[:MOST_NAMED],
        blocking=_blocking(vote),
        objection=vote.objection,
        ballot=vote,
        timing=timing,
        precedent=_nearest(route, measure),
    )


def _worth(
    vote: Ballot,
    ends: tuple[Chance, Chance],
    giving: float,
    chance_by: Callable[[float, float], float],
) -> tuple[Worth, ...]:
    """Each voter in turn sure to be for it, or against.

    ends: of the vote with nobody giving way, and in the end.
    """
    first, last = ends
    probability = chance_by(mean(first.carried), mean(last.carried))
    found = []
    for place, state in enumerate(vote.states):
        if_for = chance_by(mean(first.if_yes[place]), mean(last.if_yes[place]))
        if state in vote.leads:
            if_against = 0.0
        elif not vote.blocks:
            if_against = chance_by(mean(first.if_rest[place]), mean(last.if_rest[place]))
        else:
            # Against, it blocks; what is left is that it gives way.
            if_against = chance_by(0.0, giving * mean(last.if_rest[place]))
        found.append(Worth(state, if_for - probability, if_against - probability))
    return tuple(sorted(found, key=lambda each: (-_reach(each), each.state)))


def _reach(worth: Worth) -> float:
    return round(max(worth.if_for, 0.0), 9)


def _blocking(vote: Ballot) -> tuple[tuple[str, ...], ...]:
    """The groups most likely to stop it, each without a member too many."""
    order = sorted(vote.states, key=lambda state: (-vote.objection[state], state))
    if vote.blocks:
        likely = [state for state in order if vote.objection[state] >= LIKELY]
        return tuple((state,) for state in (likely or order[:1])[:MOST_GROUPS])
    found: list[tuple[str, ...]] = []
    left = list(order)
    while left and len(found) < MOST_GROUPS:
        group = _smallest(vote, left)
        if group is None or 2 * len(group) > len(vote.states):
            # So many need not be named one by one.
            break
        found.append(group)
        # The next group does without the one that is likeliest to object.
        left.remove(min(group, key=left.index))
    return tuple(found)


def _smallest(vote: Ballot, order: list[str]) -> tuple[str, ...] | None:
    """Those first in order that stop it together, less those who need not be among them."""
    group: list[str] = []
    for state in order:
        group.append(state)
        if not vote.carries_without(frozenset(group)):
            break
    else:
        return None
    for state in reversed(group[:-1]):
        fewer = [other for other in group if other != state]
        if not vote.carries_without(frozenset(fewer)):
            group = fewer
    return tuple(sorted(group))


def _nearest(route: Route, measure: Measure) -> Precedent | None:
    """The precedent that the measure names, or else the newest of the route that was adopted."""
    for each in route.precedents:
        if each.name == measure.precedent:
            return each
    ended = [each for each in route.precedents if each.end]
    return max(ended or route.precedents, key=lambda each: (each.start, each.name), default=None)
