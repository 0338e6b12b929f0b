"""Who arrives where by when: ready brigades of a year, moved through the corridor graph.

From: World, forces, `vallum.theatre.reinforce`.  To: `vallum reinforce`, `vallum.study.campaign`,
report, the browser.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.theatre.network import Movement, mend, open_up
from vallum.theatre.reinforce import Home, Reinforcement, reinforce
from vallum.world.theatres import Assumed, Corridors, assumed_ranges, corridors, mobility_fixes

PERMITS_TODAY = "reinforce_permit_days"
LEVELS = ("fast", "central", "slow")


@dataclass(frozen=True)
class FixValue:
    """What a fix is worth [days]: mean arrival and last arrival earlier by so much.

    last: None where the last brigade does not come within the horizon with or without it.
    """

    fix: str
    title: str
    mean_days: float
    last_days: float | None
    more_brigades: float


@dataclass(frozen=True)
class Arrivals:
    """Reinforcement of one place; fast and slow: all delays and rooms at their better or worse end.

    ready: brigades that could go, by state; stranded: states whose ready brigades have no home on
    the graph.
    """

    place: str
    title: str
    asked: float
    central: Reinforcement
    fast: Reinforcement
    slow: Reinforcement
    ready: dict[str, float]
    stranded: dict[str, float]
    fixes: tuple[FixValue, ...]
    graph: Corridors

    def by_link(self) -> dict[str, float]:
        """Brigades over each link, whichever way, in the central case."""
        count: dict[str, float] = {}
        named = self.central.network.named
        for flow in self.central.flows:
            for resource, _ in flow.way.takes:
                link, is_link, _ = named[resource].rpartition(" to ")
                if is_link:
                    count[link] = count.get(link, 0.0) + flow.quantity
        return count


def arrivals_at(
    evidence: Evidence,
    ready: Mapping[str, float],
    place: str,
    *,
    brigades: float,
    days: int,
    fixes: bool = False,
    closed: Iterable[str] = (),
    only_central: bool = False,
) -> Arrivals:
    """Move brigades to a place.  ready: by state [brigades]; closed: links that nobody may take.

    only_central: take the central case for the fast and the slow one too, for callers that read
    neither.  Raises UserError for an unknown place or link.
    """
    graph = corridors(evidence)
    goal = graph.destination(place)
    shut = tuple(closed)
    for name in shut:
        if name not in graph.links:
            raise UserError(f"there is no link '{name}'{did_you_mean(name, list(graph.links))}")
    assumed = assumed_ranges(evidence)
    homes, stranded = homes_of(graph, ready, goal, assumed["reinforce_tier_first"].central)
    runs = {}
    for level, rooms in zip(LEVELS, ("high", "central", "low"), strict=True):
        if only_central and level != "central":
            continue
        move = movement(assumed, level)
        network = open_up(corridors(evidence, rooms), move, shut)
        runs[level] = reinforce(network, homes, goal, brigades=brigades, days=days, movement=move)
    values = (
        _worth(evidence, graph, shut, _Order(homes, goal, brigades, days), runs["central"])
        if fixes
        else ()
    )
    return Arrivals(
        goal,
        graph.places[goal].title,
        brigades,
        runs["central"],
        runs.get("fast", runs["central"]),
        runs.get("slow", runs["central"]),
        {state: float(n) for state, n in ready.items() if n > 0 and state not in stranded},
        stranded,
        values,
        graph,
    )


def movement(assumed: Mapping[str, Assumed], level: str = "central") -> Movement:
    """What moving takes; fast: everything at its low end, slow: at its high end."""
    end = {"fast": "low", "central": "central", "slow": "high"}[level]

    def at(name: str) -> float:
        return float(getattr(assumed[f"reinforce_{name}"], end))

    return Movement(
        at("trains"),
        at("vehicles"),
        at("ships"),
        at("sorties"),
        at("permit_days"),
        at("load_hours"),
        at("change_hours"),
        at("gauge_hours"),
        (at("notice_first"), at("notice_second")),
    )


def homes_of(
    graph: Corridors, ready: Mapping[str, float], goal: str, first_tier: float
) -> tuple[list[Home], dict[str, float]]:
    """A state's ready brigades, evenly over its homes and by tier; then states with none there."""
    there = graph.places[goal].state
    by_state = Counter(p.state for p in graph.places.values() if p.kind == "home")
    homes = [
        Home(place.name, tier, ready[place.state] / by_state[place.state] * share,
             place.state != there)
        for place in graph.places.values()
        if place.kind == "home" and ready.get(place.state, 0) > 0
        for tier, share in ((0, first_tier), (1, 1 - first_tier))
    ]  # fmt: skip
    stranded = {s: float(n) for s, n in ready.items() if n > 0 and s not in by_state}
    return homes, stranded


@dataclass(frozen=True)
class _Order:
    """What is asked of the graph, whatever state it is in."""

    homes: list[Home]
    goal: str
    brigades: float
    days: int

    def over(self, graph: Corridors, movement: Movement, closed: tuple[str, ...]) -> Reinforcement:
        return reinforce(
            open_up(graph, movement, closed),
            self.homes,
            self.goal,
            brigades=self.brigades,
            days=self.days,
            movement=movement,
        )


def _worth(
    evidence: Evidence,
    graph: Corridors,
    closed: tuple[str, ...],
    order: _Order,
    base: Reinforcement,
) -> tuple[FixValue, ...]:
    assumed = assumed_ranges(evidence)
    move = movement(assumed)
    found = []
    for fix in mobility_fixes(evidence):
        before = base
        if fix.kind == "permit_days":
            # Worth of the law against the worst of today, not against a judgement between them.
            worst = replace(move, permit_days=assumed[PERMITS_TODAY].high)
            before = order.over(graph, worst, closed)
        after = order.over(*mend(graph, move, fix), closed)
        last = (before.day_of(order.brigades), after.day_of(order.brigades))
        earlier = None if None in last else float((last[0] or 0) - (last[1] or 0))
        found.append(
            FixValue(
                fix.name,
                fix.title,
                _settled(before.mean_day() - after.mean_day()),
                earlier,
                _settled(after.total - before.total),
            )
        )
    return tuple(sorted(found, key=lambda each: (-each.mean_days, each.fix)))


def _settled(difference: float) -> float:
    """A difference of two optima without the solver's last digits, and never -0."""
    return round(difference, 4) + 0.0
