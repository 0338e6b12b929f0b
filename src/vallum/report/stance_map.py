"""The map of Europe by stance: who would say no, stand aside, or say yes on a measure's best route.

From: `vallum.governance.decide`, outlines of states.  To: the workbench.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.governance.decide import Decision
from vallum.report.decision_charts import FILLS, SAYS, SOURCE, voters
from vallum.report.figure import Figure
from vallum.report.map_chart import (
    CENTRE,
    EDGE,
    HEIGHT_OF_EUROPE,
    OUTSIDE_EDGE,
    WIDTH_OF_EUROPE,
    middle,
    outlines,
)
from vallum.report.theme import INK, NARROW, OUTSIDE, RULE, WIDE, rows
from vallum.report.words import counted, listed

NO_VOTE = "no vote on this route"
INKS = dict(zip(SAYS, ("#ffffff", INK, "#ffffff"), strict=True))
MOST_NAMED = 6
MOST_WIDE = 620
"""Beyond this the map says no more, and pushes the page below the screen [px]."""


def stance_map(found: Decision, names: Mapping[str, str], shapes: Mapping[str, Any]) -> Figure:
    """Voters on the best route by what they would more likely than not say.

    shapes: GeoJSON feature collection, `properties.state` as ISO alpha-3.
    """
    frame = voters(found, names)
    best = found.best.route
    return Figure(
        id="map",
        title=_title(frame),
        description=(
            "A map of Europe: voters on this route in three colours, by what each would more "
            "likely than not say, with the codes of those that would not say yes; states without "
            "a vote are hatched."
        ),
        chart=_map(frame, shapes, MOST_WIDE, WIDE),
        narrow=_map(frame, shapes, NARROW, NARROW),
        table=frame.sort("state").select(
            pl.col("state").alias("State"),
            pl.col("says").alias("Would say"),
            pl.col("position").round(2).alias("Position"),
        ),
        source=f"{SOURCE.rstrip('.')}; shapes: Natural Earth (public domain).",
        unit=(f"{found.measure.title}: stance on {best.title}, ease of measure and route included"),
        note="Hatched: no vote on this route.",
    )


def _title(frame: pl.DataFrame) -> str:
    """Who is not likely to say yes."""
    no = frame.filter(pl.col("says") == SAYS[0]).sort("position", "state")["state"].to_list()
    aside = frame.filter(pl.col("says") == SAYS[1]).sort("position", "state")["state"].to_list()
    if not no and not aside:
        return f"All {frame.height} voters would more likely than not say yes"
    told = []
    if no:
        told.append(f"{_named(no)} would likely say no")
    if aside:
        told.append(f"{_named(aside)} may abstain")
    return "; ".join(told)


def _named(states: list[str]) -> str:
    return listed(states) if len(states) <= MOST_NAMED else counted(len(states), "state")


def _map(frame: pl.DataFrame, shapes: Mapping[str, Any], width: int, page: int) -> ChartType:
    says = dict(frame.select("code", "says").iter_rows())
    scale = width / WIDTH_OF_EUROPE
    height = round(scale * HEIGHT_OF_EUROPE)
    features, labels = [], []
    for feature in shapes["features"]:
        code = feature["properties"]["state"]
        word = says.get(code, NO_VOTE)
        edge = EDGE if code in says else OUTSIDE_EDGE
        features.append(
            {
                "type": "Feature",
                "geometry": feature["geometry"],
                "properties": {"class": word, "edge": edge},
            }
        )
        if word in SAYS[:2]:
            longitude, latitude = middle(feature["geometry"])
            labels.append({"lon": longitude, "lat": latitude, "text": code, "ink": INKS[word]})
    domain, fills = [*SAYS, NO_VOTE], [*FILLS, OUTSIDE]
    legend = alt.Legend(
        title=None, orient="bottom", direction="horizontal", columns=4 if page == WIDE else 2,
        symbolType="square", symbolStrokeColor=RULE,
    )  # fmt: skip
    fill = alt.Fill("properties.class:N").scale(alt.Scale(domain=domain, range=fills))
    land = (
        alt.Chart(outlines(features))
        .mark_geoshape(strokeWidth=0.5, clip=True)
        .encode(fill=fill.legend(legend), stroke=alt.Stroke("properties.edge:N").scale(None))
    )
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
    drawn = alt.layer(land, words) if labels else alt.layer(land)
    chart: ChartType = drawn.project(
        type="azimuthalEqualArea",
        rotate=[-CENTRE[0], -CENTRE[1], 0],
        scale=scale,
        translate=[width / 2, height / 2],
    ).properties(width=width, height=height)
    return chart
