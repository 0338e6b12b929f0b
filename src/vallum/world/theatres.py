"""Facts of the field: the graph on which forces move, fixes to it, fronts, ranges of assumptions.

From: requirements/corridor_nodes, corridor_edges, mobility_fixes, theatres, parameters.
To: `vallum.study.reinforce`, `vallum.study.campaign`; `vallum.theatre` reads no table.
"""

from __future__ import annotations

from dataclasses import dataclass

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence


@dataclass(frozen=True)
class Place:
    """A node.  transfer_h: to change the gauge of a train; handling: what it takes in a day."""

    name: str
    title: str
    state: str
    kind: str
    latitude: float
    longitude: float
    gauges: tuple[str, ...]
    is_destination: bool
    transfer_h: float | None = None
    handling: float | None = None
    handled: str = ""


@dataclass(frozen=True)
class Link:
    """An edge, which runs both ways.  capacity: a day, one way, in units of its mode."""

    name: str
    ends: tuple[str, str]
    mode: str
    hours: float
    capacity: float
    line_class: str
    gauges: tuple[str, ...] = ()
    speed: float = 0.0


@dataclass(frozen=True)
class Fix:
    """One fix of military mobility; see the column `kind` of its table."""

    name: str
    title: str
    kind: str
    targets: tuple[str, ...]
    to_nodes: tuple[str, ...]
    value: float
    distances: tuple[float, ...]


@dataclass(frozen=True)
class Corridors:
    """The graph: places by name, links by name."""

    places: dict[str, Place]
    links: dict[str, Link]

    def destination(self, word: str) -> str:
        """A place by name or title.  Raises UserError for one that is not there."""
        by_word = {each.title.casefold(): name for name, each in self.places.items()}
        by_word |= {name.casefold(): name for name in self.places}
        if word.casefold() in by_word:
            return by_word[word.casefold()]
        sent = [each.title for each in self.places.values() if each.is_destination]
        near = did_you_mean(word, [*self.places, *(p.title for p in self.places.values())])
        raise UserError(f"there is no place '{word}'{near or '; there are ' + ', '.join(sent)}")


@dataclass(frozen=True)
class Theatre:
    """One front [km]: (low, central, high)."""

    name: str
    title: str
    states: tuple[str, ...]
    place: str
    front: tuple[float, float, float]
    depth: tuple[float, float, float]


@dataclass(frozen=True)
class Assumed:
    """A parameter row with its range."""

    low: float
    central: float
    high: float
    unit: str
    meaning: str


def corridors(evidence: Evidence, level: str = "central") -> Corridors:
    """The graph with capacities of one level: low, central or high."""
    places = {
        row["node"]: Place(
            row["node"],
            row["title"],
            row["state"],
            row["kind"],
            row["latitude"],
            row["longitude"],
            _words(row["gauges_mm"]),
            row["is_destination"] == "yes",
            row["transfer_h"],
            row["handling_per_day"],
            row["handling_unit"] or "",
        )
        for row in evidence.table("requirements/corridor_nodes").iter_rows(named=True)
    }
    links = {
        row["edge"]: Link(
            row["edge"],
            (row["from_node"], row["to_node"]),
            row["mode"],
            row["transit_h"],
            row[f"capacity_{level}"],
            row["line_class"],
            _words(row["gauges_mm"]),
            row["speed_km_h"],
        )
        for row in evidence.table("requirements/corridor_edges").iter_rows(named=True)
    }
    return Corridors(places, links)


def mobility_fixes(evidence: Evidence) -> list[Fix]:
    """The shipped fixes, in their order."""
    return [
        Fix(
            row["fix"],
            row["title"],
            row["kind"],
            _words(row["target"]),
            _words(row["to_node"]),
            row["value"],
            tuple(float(word) for word in _words(row["distance_km"])),
        )
        for row in evidence.table("requirements/mobility_fixes").iter_rows(named=True)
    ]


def theatres(evidence: Evidence) -> dict[str, Theatre]:
    """The shipped fronts by name."""
    return {
        row["theatre"]: Theatre(
            row["theatre"],
            row["title"],
            _words(row["states"]),
            row["place"],
            (row["front_low"], row["front_central"], row["front_high"]),
            (row["depth_low"], row["depth_central"], row["depth_high"]),
        )
        for row in evidence.table("requirements/theatres").iter_rows(named=True)
    }


def find_theatre(evidence: Evidence, word: str) -> Theatre:
    """A front by name.  Raises UserError for one that is not there."""
    known = theatres(evidence)
    if word not in known:
        near = did_you_mean(word, list(known)) or f"; there are {', '.join(known)}"
        raise UserError(f"there is no front '{word}'{near}")
    return known[word]


def assumed_ranges(evidence: Evidence) -> dict[str, Assumed]:
    """All parameter rows by name; an end that a row leaves out is its central value."""
    found = {}
    for row in evidence.table("requirements/parameters").iter_rows(named=True):
        middle = float(row["central"])
        low = middle if row["low"] is None else float(row["low"])
        high = middle if row["high"] is None else float(row["high"])
        found[row["parameter"]] = Assumed(low, middle, high, row["unit"], row["meaning"])
    return found


def _words(cell: str | None) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()
