"""The graph of movement, opened up by what one travels in, with hours and daily room in brigades.

From: `vallum.world.theatres` (places, links), assumptions.  To: `routes`, `reinforce`.

A place opens into one node for each mode that touches it (rail: one for each gauge).  Arcs:

    travel    a link, each way, ceil(hours); room = capacity / what one brigade fills of its mode
    change    from one mode to another at a place, `change_h`
    gauge     from one gauge to another where both meet, the place's hours or `gauge_h`
    handling  what a port or airfield takes in a day is shared by all links of its kind into it,
              and what a place changes of trains by all changes of gauge there
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from vallum.world.theatres import Corridors, Fix, Link

STANDARD = "1435"


@dataclass(frozen=True)
class Movement:
    """What moving takes; a brigade fills so many trains, vehicles, ships, sorties.

    permit_days, load_h, change_h, gauge_h: delays; notice_days: of the first tier and the rest.
    """

    trains: float
    vehicles: float
    ships: float
    sorties: float
    permit_days: float
    load_h: float
    change_h: float
    gauge_h: float
    notice_days: tuple[float, float]

    def fills(self, mode: str) -> float:
        return {
            "rail": self.trains, "road": self.vehicles, "sea": self.ships, "air": self.sorties
        }[mode]  # fmt: skip


@dataclass(frozen=True)
class Network:
    """Nodes (place, mode) and arcs between them.

    tail, head (arc): nodes; hours (arc); shares (arc): resources that a load on the arc takes;
    room (resource) [brigades a day]; named (resource): link, or place and what it handles.
    """

    nodes: tuple[tuple[str, str], ...]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    hours: NDArray[np.int64]
    shares: tuple[tuple[int, ...], ...]
    room: tuple[float, ...]
    named: tuple[str, ...]

    def at(self, place: str) -> list[int]:
        """Nodes of a place."""
        return [k for k, (name, _) in enumerate(self.nodes) if name == place]


def open_up(corridors: Corridors, movement: Movement, closed: Iterable[str] = ()) -> Network:
    """The network of a graph without the links in `closed`."""
    build = _Builder(corridors, movement)
    shut = set(closed)
    for link in corridors.links.values():
        if link.name not in shut:
            build.travel(link)
    build.changes()
    return build.done()


def mend(corridors: Corridors, movement: Movement, fix: Fix) -> tuple[Corridors, Movement]:
    """Graph and movement with a fix made."""
    if fix.kind == "permit_days":
        return corridors, replace(movement, permit_days=fix.value)
    places = dict(corridors.places)
    links = {name: _mended_link(link, fix) for name, link in corridors.links.items()}
    if fix.kind == "new_line":
        speed = _rail_speed(corridors)
        for start, end, km in zip(fix.targets, fix.to_nodes, fix.distances, strict=True):
            name = f"rail:{start}>{end} ({fix.name})"
            links[name] = Link(
                name, (start, end), "rail", km / speed, fix.value, "A", (STANDARD,), speed
            )
    if fix.kind in ("handling", "transfer"):
        for name, place in places.items():
            is_gauge = place.handled == "trains_transferred"
            meant = is_gauge if fix.kind == "transfer" else name in fix.targets
            if meant and place.handling is not None:
                places[name] = replace(place, handling=place.handling * fix.value)
    return Corridors(places, links), movement


def _mended_link(link: Link, fix: Fix) -> Link:
    if fix.kind == "capacity" and link.name in fix.targets:
        return replace(link, capacity=link.capacity * fix.value)
    if fix.kind == "road_class" and link.mode == "road" and link.line_class in fix.targets:
        return replace(link, capacity=max(fix.value, link.capacity))
    if fix.kind == "handling" and link.mode == "sea" and set(link.ends) & set(fix.targets):
        return replace(link, capacity=link.capacity * fix.value)
    return link


def _rail_speed(corridors: Corridors) -> float:
    """km an hour of standard-gauge trains, from the graph's own links: all have one speed."""
    speeds = [link.speed for link in corridors.links.values() if link.mode == "rail"]
    return float(np.median(speeds))


class _Builder:
    def __init__(self, corridors: Corridors, movement: Movement) -> None:
        self.corridors, self.movement = corridors, movement
        self.place_of: dict[tuple[str, str], int] = {}
        self.arcs: list[tuple[int, int, int, tuple[int, ...]]] = []
        self.resources: dict[str, tuple[int, float]] = {}

    def node(self, place: str, mode: str) -> int:
        return self.place_of.setdefault((place, mode), len(self.place_of))

    def resource(self, name: str, room: float) -> int:
        return self.resources.setdefault(name, (len(self.resources), room))[0]

    def travel(self, link: Link) -> None:
        move = self.movement
        room = link.capacity / move.fills(link.mode)
        ends = [self._door(link, k) for k in (0, 1)]
        for start, end in ((0, 1), (1, 0)):
            place = link.ends[end]
            used = [self.resource(f"{link.name} to {place}", room)]
            used += self._handled(place, link.mode)
            hours = link.hours + (move.gauge_h if len(set(link.gauges)) > 1 else 0)
            self.arcs.append((ends[start], ends[end], max(1, ceil(hours)), tuple(used)))

    def changes(self) -> None:
        modes = defaultdict(list)
        for (place, mode), node in self.place_of.items():
            modes[place].append((mode, node))
        for place, found in sorted(modes.items()):
            for mode, node in found:
                for other, end in found:
                    if mode == other:
                        continue
                    hours = self.movement.change_h
                    used: tuple[int, ...] = ()
                    if mode.startswith("rail") and other.startswith("rail"):
                        hours = self.corridors.places[place].transfer_h or self.movement.gauge_h
                        used = self._transfer(place)
                    self.arcs.append((node, end, max(1, ceil(hours)), used))

    def done(self) -> Network:
        columns = list(zip(*self.arcs, strict=True)) if self.arcs else [(), (), (), ()]
        tail, head, hours = (np.array(column, np.int64) for column in columns[:3])
        rooms = sorted(self.resources.items(), key=lambda pair: pair[1][0])
        return Network(
            tuple(self.place_of),
            tail,
            head,
            hours,
            tuple(columns[3]),
            tuple(room for _, (_, room) in rooms),
            tuple(name for name, _ in rooms),
        )

    def _door(self, link: Link, end: int) -> int:
        if link.mode != "rail":
            return self.node(link.ends[end], link.mode)
        gauge = link.gauges[min(end, len(link.gauges) - 1)] if link.gauges else STANDARD
        return self.node(link.ends[end], f"rail {gauge}")

    def _handled(self, place: str, mode: str) -> list[int]:
        at = self.corridors.places[place]
        kind = {"sea": "ro_ro_calls", "air": "heavy_airlift_sorties"}.get(mode)
        if at.handling is None or kind is None or at.handled != kind:
            return []
        return [self.resource(f"{place}: {kind}", at.handling / self.movement.fills(mode))]

    def _transfer(self, place: str) -> tuple[int, ...]:
        at = self.corridors.places[place]
        if at.handling is None or at.handled != "trains_transferred":
            return ()
        room = at.handling / self.movement.trains
        return (self.resource(f"{place}: trains_transferred", room),)
