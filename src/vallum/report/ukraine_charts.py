"""Arming Ukraine: what it lacks by kind, and what more weight of its need would change.

From: frames `plan_ukraine`, `ukraine_trade_off`.  To: the report.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import addresses
from vallum.report.figure import Figure
from vallum.report.plan_material import Planned
from vallum.report.theme import (
    BLUE,
    INK,
    LIGHT_BLUE,
    LIGHT_RUST,
    NARROW,
    PERCENT_LABEL,
    QUIET,
    RUST,
    WIDE,
    label_width,
    message,
    rows,
)
from vallum.report.words import amount, listed, percent, plain, sentence_case

KINDS = {
    "artillery": "Artillery",
    "combat_aircraft": "Combat aircraft",
    "drone": "Drones",
    "ifv": "Infantry fighting vehicles",
    "sam_long": "Long-range air defence",
    "sam_medium": "Medium-range air defence",
    "shell_155mm": "Shells of 155 mm",
    "strike_missile": "Strike missiles",
    "tank": "Tanks",
}
"""Titles of what Ukraine asks for."""
SHORT = 0.95
CLOSE = 0.07
"""Points of the curve nearer than this, as a part of its width, share one label."""


def ukraine_need(plan: Planned) -> Figure:
    """Stacked bars: what Ukraine has of its need, what the plan adds, what it lacks."""
    year = plan.material.year
    own = _rows_of(plan, year)
    return Figure(
        id="ukraine-need",
        title=_need_title(own, year),
        description=(
            f"Horizontal bars by kind of weapon: the part of Ukraine's need in {year} that it has "
            "without the plan, the part that the plan adds, and the part that is missing."
        ),
        chart=_need_chart(own, WIDE),
        narrow=_need_chart(own, NARROW),
        table=pl.DataFrame(
            {
                "Kind": [row["title"] for row in own],
                "Need": [row["need"] for row in own],
                "Has without the plan": [row["have"] for row in own],
                "The plan adds": [row["added"] for row in own],
                "Missing": [row["missing"] for row in own],
                "Met [%]": [100 * row["met_share"] for row in own],
            }
        ),
        source=f"{plan.material.credit}; what Ukraine states as its need, and the plan.",
        unit=f"Part of Ukraine’s need in {year}, %",
        note=(
            "Light blue: what it has without the plan. Dark blue: gifts, orders on its behalf and "
            "its own lines. Light rust: missing. In peace munitions are a stock, in war what a "
            "year takes; aircraft and air defence are wanted step by step."
        ),
        addresses={
            header: addresses("plan_ukraine", column, [(row["category"], year) for row in own])
            for header, column in (
                ("Need", "need"),
                ("Has without the plan", "have"),
                ("The plan adds", "added"),
                ("Missing", "missing"),
                ("Met [%]", "met_share"),
            )
        },
    )


def ukraine_trade_off(plan: Planned) -> Figure:
    """A curve: more of Ukraine's need met against what it adds to the coalition's shortfall."""
    frame = plan.material.frames["ukraine_trade_off"].sort("priority")
    year = plan.material.year
    return Figure(
        id="ukraine",
        title=_curve_title(frame, year),
        description=(
            f"A curve: the part of Ukraine's need that is met in {year} against the points that "
            "helping it adds to the coalition's own shortfall; each point is the plan of the "
            "coalition as one, with another weight of Ukraine's need."
        ),
        chart=_curve_chart(frame, plan, WIDE),
        narrow=_curve_chart(frame, plan, NARROW),
        table=pl.DataFrame(
            {
                "Weight of Ukraine’s need": frame["priority"].map_elements(_weight, pl.String),
                f"Met in {year} [%]": 100 * frame["ukraine_met_share"],
                f"Met in {plan.material.last} [%]": 100 * frame["ukraine_met_share_last"],
                "Ukraine’s shortfall [points]": frame["ukraine_shortfall"],
                "Own shortfall [points]": frame["own_shortfall"],
                f"Own core set met in {year} [%]": 100 * frame["own_met_share"],
                "Given from stock [EUR bn]": frame["given_eur_bn"],
                "Members’ money [EUR bn]": frame["donated_eur_bn"],
            }
        ),
        source=f"{plan.material.credit}; the plan of the coalition as one, solved again for each "
        "weight.",
        unit="Points added to the coalition’s own shortfall (of 100), by the part of Ukraine’s "
        f"need met in {year}",
        note=(
            "Beside each point: the weight of Ukraine’s need against the coalition’s own; 0: "
            "nothing is done for Ukraine; ringed: this run’s weight. Met: mean over kinds. "
            "At the prices of the plan; states are planned as one, so that levels differ a little "
            "from those of the plan above."
        ),
        addresses={
            header: addresses(
                "ukraine_trade_off", column, [(weight,) for weight in frame["priority"]]
            )
            for header, column in (
                (f"Met in {year} [%]", "ukraine_met_share"),
                (f"Met in {plan.material.last} [%]", "ukraine_met_share_last"),
                ("Ukraine’s shortfall [points]", "ukraine_shortfall"),
                ("Own shortfall [points]", "own_shortfall"),
                (f"Own core set met in {year} [%]", "own_met_share"),
                ("Given from stock [EUR bn]", "given_eur_bn"),
                ("Members’ money [EUR bn]", "donated_eur_bn"),
            )
        },
    )


def _rows_of(plan: Planned, year: int) -> list[dict[str, Any]]:
    """Kinds that are asked for in a year, least met first."""
    frame = plan.material.frames["plan_ukraine"].filter(pl.col("year") == year, pl.col("need") > 0)
    return [
        row | {"title": KINDS.get(row["category"], sentence_case(plain(row["category"])))}
        for row in frame.sort("met_share", "category").iter_rows(named=True)
    ]


def _need_title(own: list[dict[str, Any]], year: int) -> str:
    if not own:
        return f"Ukraine states no need for {year}"
    met = sum(row["met_share"] for row in own) / len(own)
    before = sum(row["met_share_without"] for row in own) / len(own)
    short = [row["title"] for row in own if row["met_share"] < SHORT][:3]
    names = listed([title[:1].lower() + title[1:] for title in short])
    what = f"{names} {'stays' if len(short) == 1 else 'stay'} shortest" if short else (
        "no kind stays short"
    )  # fmt: skip
    return (
        f"The plan lifts what Ukraine has of its need in {year} from {percent(before)} to "
        f"{percent(met)}; {what}"
    )


def _need_chart(own: list[dict[str, Any]], width: int) -> ChartType:
    if not own:
        return message("No need is stated.", width)
    wide = width == WIDE
    margin = label_width((row["title"] for row in own), 190 if wide else 150)
    records = []
    for row in own:
        has = min(1.0, row["have"] / row["need"])
        added = max(0.0, row["met_share"] - has)
        parts = (("without the plan", has), ("the plan adds", added), ("missing",
                 1 - row["met_share"]))  # fmt: skip
        records += [
            {"kind": row["title"], "part": part, "order": place, "share": share}
            for place, (part, share) in enumerate(parts)
        ]
    ends = [
        {"kind": row["title"], "share": 1.0,
         "text": percent(row["met_share"]) + (f" of {_short(row['need'])}" if wide else "")}
        for row in own
    ]  # fmt: skip
    y = alt.Y("kind:N").sort(None).axis(
        title=None, domain=False, ticks=False, labelLimit=margin, minExtent=margin,
        maxExtent=margin,
    )  # fmt: skip
    x = alt.X("share:Q").scale(domain=[0, 1], nice=False)
    x = x.axis(labelExpr=PERCENT_LABEL, title=None, tickCount=4, domain=False, ticks=False)
    scale = alt.Scale(
        domain=["without the plan", "the plan adds", "missing"],
        range=[LIGHT_BLUE, BLUE, LIGHT_RUST],
    )
    legend = alt.Legend(title=None, orient="top", direction="horizontal", symbolType="square")
    chart: ChartType = alt.layer(
        alt.Chart(rows(records)).mark_bar(height=13, stroke="#ffffff", strokeWidth=0.5).encode(
            x=x, y=y, order=alt.Order("order:O"),
            color=alt.Color("part:N").scale(scale).legend(legend),
        ),
        alt.Chart(rows(ends)).mark_text(align="left", dx=5, fontSize=10.5, color=QUIET).encode(
            x=x, y=y, text="text:N"
        ),
    ).properties(width=width - margin - (120 if wide else 48), height=alt.Step(20))  # fmt: skip
    return chart


def _curve_title(frame: pl.DataFrame, year: int) -> str:
    if frame.height < 3:
        return "The weight of Ukraine’s need was not varied"
    nothing, free, most = (frame.row(place, named=True) for place in (0, 1, -1))
    more = _added(most, nothing)
    return (
        f"What costs the coalition next to nothing lifts what Ukraine has of its need in {year} "
        f"from {percent(nothing['ukraine_met_share'])} to {percent(free['ukraine_met_share'])}; "
        f"the same weight as its own brings {percent(most['ukraine_met_share'])} and adds "
        f"{amount(more)} {'point' if amount(more) == '1' else 'points'} to its own shortfall"
    )


def _added(row: dict[str, Any], nothing: dict[str, Any]) -> float:
    return max(0.0, float(row["own_shortfall"] - nothing["own_shortfall"]))


def _curve_chart(frame: pl.DataFrame, plan: Planned, width: int) -> ChartType:
    if frame.height < 2:
        return message("Not varied.", width)
    nothing = frame.row(0, named=True)
    own = _own_weight(plan)
    points = [
        {"met": row["ukraine_met_share"], "more": _added(row, nothing), "weight": row["priority"]}
        for row in frame.iter_rows(named=True)
    ]
    top = max(0.1, 1.2 * max(point["more"] for point in points))
    low, high = (f([point["met"] for point in points]) for f in (min, max))
    pad = max(0.02, 0.12 * (high - low))
    x = alt.X("met:Q").scale(domain=[max(0.0, low - pad), min(1.0, high + pad)], nice=False)
    x = x.axis(labelExpr=PERCENT_LABEL, title=None, tickCount=5, grid=False)
    y = alt.Y("more:Q").scale(domain=[-0.08 * top, top], nice=False)
    y = y.axis(title=None, tickCount=4, domain=False, ticks=False)
    order = alt.Order("weight:Q")
    base = alt.Chart(rows(points)).encode(x=x, y=y)
    labels = alt.Chart(rows(_labels(points, top, high - low))).encode(x=x, y=y)
    ring = [point for point in points if point["weight"] == own]
    layers: list[alt.Chart] = [
        base.mark_line(color=RUST, strokeWidth=2).encode(order=order),
        base.mark_circle(color=RUST, size=36, opacity=1),
        alt.Chart(rows(ring)).mark_point(color=INK, size=150, strokeWidth=1.4).encode(x=x, y=y),
        labels.mark_text(align="right", dx=-9, dy=-6, fontSize=11, color=INK).encode(text="text:N"),
    ]
    chart: ChartType = alt.layer(*layers).properties(width=width - 44, height=220)
    return chart


def _labels(
    points: list[dict[str, float]], tall: float, wide: float
) -> list[dict[str, float | str]]:
    """One label for all points that lie on one spot: `0.5 to 1`."""
    groups: list[list[dict[str, float]]] = []
    for point in points:
        last = groups[-1][-1] if groups else None
        near = last is not None and (
            abs(point["met"] - last["met"]) <= CLOSE * max(wide, 1e-9)
            and abs(point["more"] - last["more"]) <= CLOSE * tall
        )
        if near:
            groups[-1].append(point)
        else:
            groups.append([point])
    return [
        {
            "met": group[0]["met"],
            "more": group[0]["more"],
            "text": " to ".join(dict.fromkeys(_weight(p["weight"]) for p in (group[0], group[-1]))),
        }
        for group in groups
    ]


def _own_weight(plan: Planned) -> float | None:
    """The weight of this run's scenario."""
    ukraine = plan.material.scenario.get("ukraine")
    value = ukraine.get("priority") if isinstance(ukraine, dict) else None
    return None if value is None else float(value)


def _weight(value: float) -> str:
    return f"{value:g}"


def _short(value: float) -> str:
    """A need as it stands beside a bar."""
    return f"{value / 1e6:.3g} mn" if value >= 1e5 else amount(value)
