"""The map of Europe: each state's share of what the coalition fields.

From: frame `contributions`, outlines of states.  To: the report.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import addresses
from vallum.report.figure import Figure
from vallum.report.material import Material, element_like, key_elements, shares_of
from vallum.report.theme import BROUGHT, NARROW, OUTSIDE, RULE, WIDE, message, rows
from vallum.report.words import inline, percent, points, sentence_case

EDGE = "#8d959e"
OUTSIDE_EDGE = "#d8d4cd"
OUTSIDE_LABEL = "outside the coalition"
CENTRE = (15.5, 53.0)
"""Centre of the map: degrees east, degrees north."""
WIDTH_OF_EUROPE = 0.84
HEIGHT_OF_EUROPE = 0.66
"""Iceland to eastern Turkey and North Cape to Crete, in radians on the map."""


def contribution_map(material: Material) -> Figure:
    """Europe twice: each state's share of the core land element and of combat aircraft."""
    elements = _mapped_elements(material)
    shares = {element["element"]: shares_of(material, element["element"]) for element in elements}
    titles = [element["title"] for element in elements]
    table = _map_table(elements, shares)
    codes = [material.state_codes[name] for name in table["State"]]
    return Figure(
        id="map",
        title=_map_title(elements, shares, material.year),
        description=(
            f"Maps of Europe, one per element ({', '.join(titles)}). The darker a state, the "
            f"larger its share of the coalition’s total in {material.year}; states outside the "
            "coalition are hatched."
        ),
        chart=_maps(material, elements, shares, WIDE),
        narrow=_maps(material, elements, shares, NARROW),
        table=table,
        source=(
            f"{material.credit}; stocks and contracted deliveries from the run’s sources; shapes: "
            "Natural Earth (public domain), Ukraine in its recognised borders."
        ),
        unit=f"Share of the coalition’s total in {material.year}, %",
        note="Hatched: outside the coalition.",
        addresses={
            f"{element['title']} [% of total]": addresses(
                "contributions", "share", [(code, element["element"], material.year)
                                           for code in codes])
            for element in elements
        },
    )  # fmt: skip


def _mapped_elements(material: Material) -> list[dict[str, Any]]:
    known = key_elements(material, most=1000)
    chosen = [
        element_like(known, "land", "heavy_brigade", "brigade"),
        element_like(known, "air", "combat_aircraft", "fighter"),
    ]
    return [element for element in chosen if element is not None]


def _map_title(
    elements: list[dict[str, Any]], shares: Mapping[str, pl.DataFrame], year: int
) -> str:
    leaders = [(shares[e["element"]].row(0, named=True), inline(e["title"])) for e in elements]
    if not leaders:
        return f"No state brings a land or air element in {year}"
    if len(leaders) == 2 and leaders[0][0]["state"] == leaders[1][0]["state"]:
        (top, first), (again, second) = leaders
        return (
            f"{top['state_name']} brings most in {first} ({percent(top['share'])}) and in "
            f"{second} ({percent(again['share'])})"
        )
    (top, first), *others = leaders
    also = "".join(
        f", {other['state_name']} in {title} ({percent(other['share'])})" for other, title in others
    )
    return f"{top['state_name']} brings most in {first} ({percent(top['share'])}){also}"


def _map_table(elements: list[dict[str, Any]], shares: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    table = pl.DataFrame({"State": []}, schema={"State": pl.String})
    for element in elements:
        part = shares[element["element"]].select(
            pl.col("state_name").alias("State"),
            (100 * pl.col("share")).round(1).alias(f"{element['title']} [% of total]"),
        )
        table = table.join(part, on="State", how="full", coalesce=True)
    order = table.columns[1:]
    return table.sort([*order, "State"], descending=[*[True] * len(order), False], nulls_last=True)


def _maps(
    material: Material,
    elements: list[dict[str, Any]],
    shares: Mapping[str, pl.DataFrame],
    width: int,
) -> ChartType:
    if not elements or not material.shapes.get("features"):
        return message("Nothing to map.", width)
    across = len(elements) if width == WIDE else 1
    gap = 16
    one = (width - gap * (across - 1)) // across
    maps = [
        _one_map(material, element, shares[element["element"]], one, width) for element in elements
    ]
    chart: ChartType = alt.concat(*maps, columns=across, spacing=gap).resolve_scale(fill="shared")
    return chart


def _one_map(
    material: Material, element: Mapping[str, Any], shares: pl.DataFrame, width: int, page: int
) -> ChartType:
    share = dict(shares.select("state", "share").iter_rows())
    members = set(material.members)
    scale = width / WIDTH_OF_EUROPE
    height = round(scale * HEIGHT_OF_EUROPE)
    features, labels = [], []
    for feature in material.shapes["features"]:
        state = feature["properties"]["state"]
        value = share.get(state, 0.0)
        label = BROUGHT.label(value) if state in members else OUTSIDE_LABEL
        told = percent(value, 1) if state in members else OUTSIDE_LABEL
        features.append(
            {
                "type": "Feature",
                "geometry": feature["geometry"],
                "properties": {
                    "class": label,
                    "edge": EDGE if state in members else OUTSIDE_EDGE,
                    "told": f"{feature['properties']['name']}, {told}",
                },
            }
        )
        if state in members and value >= BROUGHT.lower[3]:
            longitude, latitude = middle(feature["geometry"])
            text = points(value, 0 if value >= 0.1 else 1)
            place = {"lon": longitude, "lat": latitude}
            labels.append(place | {"text": text, "ink": BROUGHT.ink(value)})
    legend = alt.Legend(
        title=None, orient="bottom", direction="horizontal", columns=7 if page == WIDE else 3,
        symbolType="square", symbolStrokeColor=RULE,
    )  # fmt: skip
    fill = alt.Fill("properties.class:N").scale(BROUGHT.scale({OUTSIDE_LABEL: OUTSIDE}))
    land = (
        alt.Chart(outlines(features))
        .mark_geoshape(strokeWidth=0.5, clip=True)
        .encode(
            fill=fill.legend(legend),
            stroke=alt.Stroke("properties.edge:N").scale(None),
            description="properties.told:N",
        )
    )  # fmt: skip
    words = (
        alt.Chart(rows(labels))
        .mark_text(fontSize=10, fontWeight="bold")
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            text="text:N",
            color=alt.Color("ink:N").scale(None),
        )
    )
    chart: ChartType = (
        alt.layer(land, words)
        .project(
            type="azimuthalEqualArea",
            rotate=[-CENTRE[0], -CENTRE[1], 0],
            scale=scale,
            translate=[width / 2, height / 2],
        )
        .properties(width=width, height=height, title=sentence_case(str(element["title"])))
    )
    return chart


def outlines(features: list[dict[str, Any]]) -> alt.InlineData:
    """Outlines as one text: Altair copies and walks what it is given, and coastlines are long."""
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    return alt.InlineData(values=text, format=alt.JsonDataFormat(property="features", type="json"))


def middle(geometry: Mapping[str, Any]) -> tuple[float, float]:
    """Longitude and latitude of the area centroid of a shape's largest part [degrees]."""
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    best = (0.0, 0.0, 0.0)
    for polygon in polygons:
        area, x, y = _centroid(polygon[0])
        if abs(area) >= best[0]:
            best = (abs(area), x, y)
    return best[1], best[2]


def _centroid(ring: list[list[float]]) -> tuple[float, float, float]:
    """Signed area and centroid by the shoelace formula, degrees taken as a plane."""
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in _pairs(ring):
        cross = x0 * y1 - x1 * y0
        area += cross / 2
        x += (x0 + x1) * cross / 6
        y += (y0 + y1) * cross / 6
    return (area, x / area, y / area) if area else (0.0, ring[0][0], ring[0][1])


def _pairs(ring: list[list[float]]) -> Iterable[tuple[list[float], list[float]]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)
