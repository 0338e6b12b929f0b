"""The map: who lies where, and whether a browser will draw it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

from vallum.evidence.shapes import load_shapes

Ring = list[list[float]]


def rows_of(table: str) -> list[dict[str, str]]:
    """A shipped table, read without the package's own reader."""
    file = files("vallum.evidence") / "tables" / f"{table}.csv"
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def members(*groups: str) -> set[str]:
    """Current members of any of the groups."""
    return {
        row["state"]
        for row in rows_of("governance/memberships")
        if row["group"] in groups and not row["to"]
    }


@pytest.fixture(scope="module")
def shapes() -> dict[str, list[list[Ring]]]:
    """Polygons by state."""
    return {
        feature["properties"]["state"]: feature["geometry"]["coordinates"]
        for feature in load_shapes()["features"]
    }


def states_containing(shapes: dict[str, list[list[Ring]]], lon: float, lat: float) -> list[str]:
    return sorted(
        state
        for state, polygons in shapes.items()
        if any(
            within(rings[0], lon, lat) and not any(within(hole, lon, lat) for hole in rings[1:])
            for rings in polygons
        )
    )


def within(ring: Ring, lon: float, lat: float) -> bool:
    """Ray casting: an odd number of edges lies east of the point."""
    crossings = 0
    for (x0, y0), (x1, y1) in pairwise(ring):
        if (y0 > lat) != (y1 > lat) and lon < x0 + (lat - y0) / (y1 - y0) * (x1 - x0):
            crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("lon", "lat", "state"),
    [
        pytest.param(34.10, 44.95, "UKR", id="Simferopol"),
        pytest.param(33.52, 44.60, "UKR", id="Sevastopol"),
        pytest.param(36.47, 45.36, "UKR", id="Kerch"),
        pytest.param(37.80, 48.00, "UKR", id="Donetsk"),
        pytest.param(30.52, 50.45, "UKR", id="Kyiv"),
        pytest.param(2.35, 48.86, "FRA", id="Paris"),
        pytest.param(32.86, 39.93, "TUR", id="Ankara"),
        pytest.param(21.01, 52.23, "POL", id="Warsaw"),
        pytest.param(33.36, 35.19, "CYP", id="Nicosia, north"),
        pytest.param(20.50, 54.70, "RUS", id="Kaliningrad"),
        pytest.param(37.62, 55.75, "RUS", id="Moscow"),
        pytest.param(21.16, 42.66, "XKX", id="Pristina"),
        pytest.param(12.44, 43.94, "SMR", id="San Marino, a hole in Italy"),
    ],
)
def test_a_city_lies_in_its_state_and_in_no_other(shapes, lon, lat, state):
    assert states_containing(shapes, lon, lat) == [state]


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        pytest.param(-20.0, 40.0, id="Atlantic"),
        pytest.param(10.0, 71.5, id="Arctic"),
        pytest.param(34.0, 43.0, id="Black Sea"),
    ],
)
def test_no_state_lies_at_sea(shapes, lon, lat):
    assert states_containing(shapes, lon, lat) == []


@pytest.mark.parametrize(
    "states",
    [
        pytest.param(members("EU"), id="EU27"),
        pytest.param(members("NATO") - {"USA", "CAN"}, id="European allies"),
        pytest.param(members("EPC"), id="European Political Community"),
        pytest.param({"GBR", "NOR", "TUR", "UKR"}, id="partners"),
        pytest.param({"RUS", "BLR"}, id="Russia and Belarus"),
    ],
)
def test_every_state_that_is_shown_has_a_shape(shapes, states):
    assert states
    assert states <= shapes.keys()


def test_frontline_states_are_members_that_border_russia_or_belarus(shapes):
    """The rule of the states table, worked out from the shapes."""
    neighbours = segments(shapes["RUS"]) | segments(shapes["BLR"])
    bordering = {state for state, polygons in shapes.items() if segments(polygons) & neighbours}
    ours = (members("EU", "NATO") | {"UKR"}) & bordering
    frontline = {row["state"] for row in rows_of("geography/states") if row["frontline"] == "yes"}
    assert frontline == ours == {"NOR", "FIN", "EST", "LVA", "LTU", "POL", "UKR"}


def test_names_and_codes_are_those_of_the_states_table():
    rows = rows_of("geography/states")
    names = {row["state"]: row["name"] for row in rows if row["region"] != "outside"}
    drawn = {
        feature["properties"]["state"]: feature["properties"]["name"]
        for feature in load_shapes()["features"]
    }
    assert drawn == {state: name for state, name in names.items() if state != "VAT"}


def test_rings_are_closed_and_wound_for_d3(shapes):
    """Clockwise outside, anticlockwise holes; the other way round d3 fills the globe."""
    for position, ring in each_ring(shapes):
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert (signed_area(ring) < 0) == (position == 0)


def test_shapes_stay_within_the_window_at_two_decimals(shapes):
    for _, ring in each_ring(shapes):
        for lon, lat in ring:
            assert -25 <= lon <= 50
            assert 33 <= lat <= 72
            assert [round(lon, 2), round(lat, 2)] == [lon, lat]


def test_the_file_stays_small():
    file = files("vallum.evidence") / "tables" / "geography" / "europe.geojson"
    assert len(file.read_bytes()) < 250_000


def test_callers_cannot_spoil_the_shapes_for_each_other():
    load_shapes()["features"].clear()
    assert load_shapes()["features"]


def segments(polygons: list[list[Ring]]) -> set[frozenset[tuple[float, float]]]:
    """Pieces of outline; neighbours have those of their border in common."""
    return {
        frozenset([(a[0], a[1]), (b[0], b[1])])
        for rings in polygons
        for ring in rings
        for a, b in pairwise(ring)
    }


def each_ring(shapes: dict[str, Any]) -> Iterator[tuple[int, Ring]]:
    for polygons in shapes.values():
        for rings in polygons:
            yield from enumerate(rings)


def signed_area(ring: Ring) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2
