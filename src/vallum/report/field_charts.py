"""Charts of the field: arrivals, flows on a map, campaign bands, the window of vulnerability.

From: `vallum.study.reinforce`, `campaign`, `window`.  To: commands, the browser.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.evidence.shapes import load_shapes
from vallum.report.figure import Figure
from vallum.report.map_chart import CENTRE, EDGE, HEIGHT_OF_EUROPE, WIDTH_OF_EUROPE
from vallum.report.theme import (
    BLUE,
    INK,
    LIGHT_BLUE,
    LIGHT_RUST,
    NARROW,
    QUIET,
    RUST,
    WIDE,
    rows,
)
from vallum.report.words import percent
from vallum.study.campaign import Fought
from vallum.study.reinforce import Arrivals
from vallum.study.window import CASES, Window
from vallum.theatre import WARNING

HEIGHT = 260
MODES = {"rail": BLUE, "road": RUST, "sea": "#5f8f8b", "air": QUIET}
LAND = "#eef0f2"
SHORT = {"adaptive": "Adaptive", "expansion": "FEBA expansion", "exchange": "Exchange law"}
SMALLEST = 0.1
"""A link with less [brigades] is left off the map."""
GRAPH = "the corridor graph and requirements/parameters, rows reinforce_* (planning assumptions)."
ASSUMED = "requirements/parameters, rows campaign_*, and requirements/theatres (assumptions)."
CASE_COLOURS = {
    "none_alone": RUST, "plan_alone": BLUE, "none_us": LIGHT_RUST, "plan_us": LIGHT_BLUE,
}  # fmt: skip


def arrival_figure(found: Arrivals) -> Figure:
    """The arrival curve between its fast and its slow case."""
    curves = zip(found.central.arrived, found.fast.arrived, found.slow.arrived, strict=True)
    data = [
        {"day": day, "central": c, "fast": f, "slow": s}
        for day, (c, f, s) in enumerate(curves, start=1)
    ]
    last = found.central.day_of(found.asked)
    came = f"by day {last}" if last else f"not within {found.central.days} days"

    def drawn(width: int) -> ChartType:
        base = alt.Chart(rows(data)).encode(x=alt.X("day:Q", title="Days after the order"))
        band = base.mark_area(color=LIGHT_BLUE, opacity=0.5).encode(
            y=alt.Y("slow:Q", title=None), y2="fast:Q"
        )
        line = base.mark_line(color=BLUE, strokeWidth=2.5).encode(y="central:Q")
        chart: ChartType = (band + line).properties(width=width - 40, height=HEIGHT)
        return chart

    return Figure(
        id="arrivals",
        title=f"{found.asked:g} brigades reach {found.title} {came} in the central case",
        description=(
            "A line of brigades arrived by day, within a band from all delays short and rooms "
            "large to all delays long and rooms small."
        ),
        chart=drawn(WIDE),
        narrow=drawn(NARROW),
        table=pl.DataFrame(data).select(
            pl.col("day").alias("Day"),
            *(
                pl.col(name).round(2).alias(f"{name.capitalize()} [brigades]")
                for name in ("slow", "central", "fast")
            ),
        ),
        source=f"Own flow over {GRAPH}",
        unit="Brigades arrived",
        note="Band: from everything slow to everything fast. No damage, no other traffic.",
    )


def flow_figure(found: Arrivals) -> Figure:
    """Europe with the links that carry something; the wider, the more."""
    lines, table = [], []
    for name, brigades in sorted(found.by_link().items(), key=lambda pair: (-pair[1], pair[0])):
        link = found.graph.links.get(name)
        if link is None or brigades < SMALLEST:
            continue
        start, end = (found.graph.places[place] for place in link.ends)
        lines.append(
            {
                "lon": start.longitude, "lat": start.latitude, "mode": link.mode,
                "lon2": end.longitude, "lat2": end.latitude, "brigades": brigades,
            }
        )  # fmt: skip
        table.append((start.title, end.title, link.mode, round(brigades, 2)))
    there = found.graph.places[found.place]
    most = table[0] if table else ("nowhere", "nowhere", "none", 0.0)
    return Figure(
        id="flows",
        title=(
            f"Most of what goes to {found.title} passes between {most[0]} and {most[1]}: "
            f"{most[3]:.1f} of {found.central.total:.1f} brigades, by {most[2]}"
        ),
        description=(
            f"A map of Europe with lines for links that carry forces to {found.title}, wider for "
            "more brigades, coloured by rail, road, sea and air; a ring marks the destination."
        ),
        chart=_map(lines, there.longitude, there.latitude, WIDE),
        narrow=_map(lines, there.longitude, there.latitude, NARROW),
        table=pl.DataFrame(
            table, schema=["From or to", "To or from", "Mode", "Brigades"], orient="row"
        ),
        source=f"Own flow over {GRAPH} Shapes: Natural Earth, Ukraine in its recognised borders.",
        unit="Brigades over each link, central case",
        note="Straight lines between places. Another flow as early as this one may exist.",
    )


def campaign_figure(fought: Fought) -> Figure:
    """Ground lost by model: median and 10th to 90th percentile; beside it how often it holds."""
    done = fought.campaign
    data: list[dict[str, Any]] = []
    for name, ends in done.models.items():
        low, middle, high = ends.spread("ground_lost_km")
        data.append(
            {
                "model": SHORT[name], "low": low, "middle": middle,
                "high": high, "holds": ends.hold_probability,
                "label": f"holds in {percent(ends.hold_probability)}",
            }
        )  # fmt: skip
    least, most = done.hold_range
    order = [str(row["model"]) for row in data]

    def drawn(width: int) -> ChartType:
        y = alt.Y(
            "model:N", sort=order, title=None,
            axis=alt.Axis(labelLimit=220 if width == WIDE else 120),
        )  # fmt: skip
        base = alt.Chart(rows(data)).encode(y=y)
        bar = base.mark_bar(height=12, color=LIGHT_RUST).encode(
            x=alt.X("low:Q", title="Ground lost [km]", axis=alt.Axis(tickCount=width // 90)),
            x2="high:Q",
        )
        tick = base.mark_tick(color=RUST, thickness=3, size=22).encode(x="middle:Q")
        words = base.mark_text(align="left", dy=-14, color=INK, fontSize=11).encode(
            x="low:Q", text="label:N"
        )
        chart: ChartType = (bar + tick + words).properties(width=width - 130, height=190)
        return chart

    return Figure(
        id="campaign",
        title=(
            f"{fought.theatre.title}, {fought.year}: models hold the line in {percent(least)} to "
            f"{percent(most)} of their paths"
        ),
        description=(
            "For each of three models a bar from the 10th to the 90th percentile of ground lost, "
            "a tick at the median, and the share of paths in which the line holds."
        ),
        chart=drawn(WIDE),
        narrow=drawn(NARROW),
        table=pl.DataFrame(
            {
                "Model": order,
                "Holds [% of paths]": [round(100 * row["holds"], 1) for row in data],
                "Ground lost, 10th [km]": [round(row["low"], 1) for row in data],
                "Median [km]": [round(row["middle"], 1) for row in data],
                "90th [km]": [round(row["high"], 1) for row in data],
            }
        ),
        source=f"{done.paths:,} paths in each model, seed {done.seed}; inputs: {ASSUMED}",
        unit=f"Ground lost within {done.days} days, km",
        note=f"{WARNING} Bar: 10th to 90th percentile; tick: median.",
    )


def window_figure(found: Window) -> Figure:
    """The chance by year that a ready Russia meets a Europe that does not hold, by case."""
    data = found.frame.to_dicts()
    cases = [case for case in CASES if case in set(found.frame["case"])]
    worst = cases[0]
    year, wide = found.widest(worst)
    planned = found.widest("plan_alone")[1] if "plan_alone" in cases else None
    titles = [CASES[case] for case in cases]

    def drawn(width: int) -> ChartType:
        chart: ChartType = (
            alt.Chart(rows(data))
            .mark_line(point=True, strokeWidth=2.5)
            .encode(
                x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
                y=alt.Y(
                    "open:Q", title=None, scale=alt.Scale(domain=[0, 1]),
                    axis=alt.Axis(format="%"),
                ),
                color=alt.Color(
                    "title:N", sort=titles,
                    scale=alt.Scale(domain=titles, range=[CASE_COLOURS[c] for c in cases]),
                    legend=alt.Legend(
                        title=None, orient="top", columns=2 if width == WIDE else 1,
                        labelLimit=320,
                    ),
                ),
                strokeDash=alt.StrokeDash(
                    "title:N", sort=titles, legend=None,
                    scale=alt.Scale(
                        domain=titles,
                        range=[[1, 0] if c.endswith("alone") else [5, 3] for c in cases],
                    ),
                ),
            )
            .properties(width=width - 40, height=HEIGHT)
        )  # fmt: skip
        return chart

    return Figure(
        id="window",
        title=(
            f"Without plan and United States the window stands widest open in {year}, "
            f"at {percent(wide)}"
            + (f"; with a plan at {percent(planned)} at most" if planned is not None else "")
        ),
        description=(
            "Lines by case over years: the share of published estimates by whose date Russia could "
            "act, times the share of campaign paths in which the line breaks."
        ),
        chart=drawn(WIDE),
        narrow=drawn(NARROW),
        table=found.frame.select(
            pl.col("title").alias("Case"),
            pl.col("year").alias("Year"),
            *(
                (100 * pl.col(name)).round(1).alias(f"{words} [%]")
                for name, words in (
                    ("ready", "Russia could act"),
                    ("holds", "Line holds, mean of models"),
                    ("least", "Least model"),
                    ("most", "Greatest model"),
                    ("open", "Window open"),
                )
            ),
        ),
        source=(
            f"{found.estimates} published estimates (forces/threat_estimates); {found.paths:,} "
            f"paths, seed {found.seed}; inputs: {ASSUMED}"
        ),
        unit=f"{found.theatre.title}: could act and would break through, %",
        note=(
            "Estimates say when Russia could act, not that it would. "
            f"{WARNING} Dashed: with the American brigades of today, "
            "without America's aircraft, missiles and intelligence."
        ),
    )


def _map(lines: list[dict[str, Any]], lon: float, lat: float, width: int) -> ChartType:
    scale = width / WIDTH_OF_EUROPE
    height = round(scale * HEIGHT_OF_EUROPE)
    land = alt.Chart(
        alt.InlineData(
            values=load_shapes(), format=alt.JsonDataFormat(property="features", type="json")
        )
    ).mark_geoshape(fill=LAND, stroke=EDGE, strokeWidth=0.4, clip=True)
    flows = (
        alt.Chart(rows(lines))
        .mark_rule(opacity=0.85, strokeCap="round")
        .encode(
            longitude="lon:Q", latitude="lat:Q", longitude2="lon2:Q", latitude2="lat2:Q",
            strokeWidth=alt.StrokeWidth(
                "brigades:Q", scale=alt.Scale(range=[0.8, 8]),
                legend=alt.Legend(title="Brigades", orient="bottom", values=_told_widths(lines)),
            ),
            color=alt.Color(
                "mode:N", sort=list(MODES),
                scale=alt.Scale(domain=list(MODES), range=list(MODES.values())),
                legend=alt.Legend(title=None, orient="bottom", symbolStrokeWidth=4),
            ),
        )
    )  # fmt: skip
    ring = (
        alt.Chart(rows([{"lon": lon, "lat": lat}]))
        .mark_point(size=160, color=INK, strokeWidth=2.5, filled=False)
        .encode(longitude="lon:Q", latitude="lat:Q")
    )
    chart: ChartType = (
        alt.layer(land, flows, ring)
        .project(
            type="azimuthalEqualArea",
            rotate=[-CENTRE[0], -CENTRE[1], 0],
            scale=scale,
            translate=[width / 2, height / 2],
        )
        .properties(width=width, height=height)
    )
    return chart


def _told_widths(lines: list[dict[str, Any]]) -> list[float]:
    """Brigades whose width the legend shows: three, so that it fits beside a narrow map."""
    most = max((line["brigades"] for line in lines), default=1.0)
    return [n for n in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if n <= most][-3:]
