"""Industry: how many types a plan leaves in service, and what hangs on American consent.

From: frames `plan_types`, `us_share`.  To: the report.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import address
from vallum.report.figure import Figure
from vallum.report.material import Material
from vallum.report.plan_material import Planned
from vallum.report.theme import (
    BLUE,
    INK,
    LIGHT_BLUE,
    LINES,
    LINES_OFFSET,
    NARROW,
    PERCENT_LABEL,
    QUIET,
    RULE,
    RUST,
    WIDE,
    label_width,
    message,
    rows,
    wrapped,
)  # fmt: skip
from vallum.report.words import amount, counted, inline, percent

COALITION = "coalition"
TOGETHER = "All together"
CHANGE = 0.05
"""Effective types by which a kind must change for the change to be told."""
WITHOUT, WITH = "without the plan", "with the plan"
MEASURES = {
    "stock": "in service now",
    "orders": "signed orders",
    "imports": "imports 2020–24",
}
"""Measures of `us_share` as the chart names them."""


def effective_types(plan: Planned) -> Figure:
    """Two points a kind of equipment: effective types in service without and with the plan."""
    lines = _type_lines(plan)
    last = plan.material.last
    return Figure(
        id="plan-types",
        title=_types_title(lines, last),
        description=(
            f"One row a kind of equipment: a hollow point marks the effective number of types in "
            f"service in {last} without the plan, a full one the same with its arrivals; a line "
            "joins them."
        ),
        chart=_types_chart(lines, WIDE),
        narrow=_types_chart(lines, NARROW),
        table=pl.DataFrame(
            [
                (
                    line["kind"],
                    line["before"],
                    line["after"],
                    line["n_before"],
                    line["n_after"],
                    line["ordered"],
                )
                for line in lines
            ],
            schema={
                "Kind": pl.String,
                "Effective types without the plan": pl.Float64,
                "Effective types with the plan": pl.Float64,
                "Types without the plan": pl.Int64,
                "Types with the plan": pl.Int64,
                "Types ordered": pl.Int64,
            },
            orient="row",
        ),
        source=f"{plan.material.credit}; types in service and in the plan’s orders.",
        unit=f"Effective number of types in service in {last}, by value; scale of ratios",
        note=(
            "Effective number: how many types it comes to if all had equal shares of the value in "
            "service, at the price of a new one. Versions of one design are one type. Retirements "
            "and signed deliveries are the same in both."
        ),
        addresses={
            header: [address("plan_types", column, line["category"]) for line in lines]
            for header, column in (
                ("Effective types without the plan", "effective_before"),
                ("Effective types with the plan", "effective_after"),
                ("Types without the plan", "types_before"),
                ("Types with the plan", "types_after"),
                ("Types ordered", "types_ordered"),
            )
        },
    )


def us_share_by_state(material: Material) -> Figure:
    """A bar a state for what is in service, points for signed orders and for imports."""
    lines = _share_lines(material)
    return Figure(
        id="us-share",
        title=_share_title(lines),
        description=(
            "Horizontal bars by state, most dependent first: the share of the value in service "
            "whose use or transfer needs American consent. A full diamond marks the same share of "
            "signed orders, a hollow circle the American share of arms imports of 2020 to 2024."
        ),
        chart=_share_chart(lines, WIDE),
        narrow=_share_chart(lines, NARROW),
        table=pl.DataFrame(
            [(line["state"], line["measure"], round(100 * line["share"], 1)) for line in lines],
            schema={"State": pl.String, "Measure": pl.String, "Share [%]": pl.Float64},
            orient="row",
        ),
        source=f"{material.credit}; equipment and its makers from the run’s sources; imports as "
        "registered by SIPRI.",
        unit="Share that needs American consent, by value; American share of imports, by volume",
        note=(
            "Bars: in service now. Where a mark is missing there is no figure, or nothing is on "
            "order. Shares of small stocks mean little. Stock and imports differ: imports are what "
            "came in five years."
        ),
        addresses={
            "Share [%]": [address("us_share", line["column"], line["code"]) for line in lines]
        },
    )


def _type_lines(plan: Planned) -> list[dict[str, Any]]:
    """Kinds that are in service with the plan, by ratio, the largest fall first."""
    found = []
    for row in plan.material.frames["plan_types"].iter_rows(named=True):
        if row["effective_after"] is None:
            continue
        category = row["category"]
        kind = plan.titles[category][0] if category in plan.titles else category
        before = row["effective_before"] or 0.0
        found.append(
            {
                "category": category,
                "kind": kind,
                "before": before,
                "after": row["effective_after"],
                "n_before": row["types_before"] or 0,
                "n_after": row["types_after"],
                "ordered": row["types_ordered"],
            }
        )
    return sorted(found, key=lambda line: (line["after"] / max(line["before"], 1), line["kind"]))


def _types_title(lines: list[dict[str, Any]], last: int) -> str:
    if not lines:
        return "The plan orders no kind of equipment of which types are counted"
    fewer = [line for line in lines if line["after"] < line["before"] - CHANGE]
    more = [line for line in lines if line["after"] > line["before"] + CHANGE]
    said = (
        f"The plan leaves {counted(len(fewer), 'kind')} of equipment less varied in {last} and "
        f"{len(more)} more varied"
    )
    if not fewer:
        return said
    most = fewer[0]
    return (
        f"{said}; most in {inline(most['kind'])}: from {amount(most['before'])} to "
        f"{amount(most['after'])} effective types"
    )


def _types_chart(lines: list[dict[str, Any]], width: int) -> ChartType:
    if not lines:
        return message("The plan orders nothing of which types are counted.", width)
    margin = label_width([line["kind"] for line in lines], 240 if width == WIDE else 140)
    # In the narrow chart a long name takes two lines; the table keeps it whole.
    told = [line | {"kind": wrapped(line["kind"], margin - 4)} for line in lines]
    names = [line["kind"] for line in told]
    records = [
        line
        | {"left": min(line["before"], line["after"]), "right": max(line["before"], line["after"])}
        | {"words": f"{amount(line['before'])} → {amount(line['after'])}"}
        for line in told
    ]
    most = max(line["right"] for line in records)
    y = alt.Y("kind:N").sort(names).axis(
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin, minExtent=margin, maxExtent=margin, labelExpr=LINES,
        labelOffset=LINES_OFFSET,
    )  # fmt: skip
    ticks = [value for value in (1, 2, 5, 10, 20, 50) if value <= max(most, 2.0)]
    # Half as many types is the same step everywhere: from 28 to 14 as from 4 to 2.
    scale = alt.Scale(type="log", domain=[1, max(most, 2.0)], clamp=True)
    axis = alt.Axis(title=None, values=ticks, domain=False, ticks=False,
                    orient="top", grid=True, format="d")  # fmt: skip

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q").scale(scale).axis(axis)

    base = alt.Chart(rows(records)).encode(y=y)
    points = [
        {"kind": line["kind"], "at": line[name], "when": when}
        for line in told
        for name, when in (("before", WITHOUT), ("after", WITH))
    ]
    marks = alt.Chart(rows(points)).mark_point(size=52, strokeWidth=1.6, opacity=1)
    legend = alt.Legend(title=None, orient="top", direction="horizontal")
    step = alt.Step(19 if width == WIDE else 26)
    chart: ChartType = alt.layer(
        base.mark_rule(color=RULE, strokeWidth=2).encode(x=x("left"), x2="right:Q"),
        marks.encode(
            x=x("at"), y=y,
            fill=alt.Fill("when:N").scale(domain=[WITHOUT, WITH], range=["#ffffff", BLUE])
            .legend(legend),
            stroke=alt.Stroke("when:N").scale(domain=[WITHOUT, WITH], range=[QUIET, BLUE])
            .legend(legend),
        ),
        base.mark_text(align="left", dx=8, fontSize=10, color=QUIET).encode(
            x=x("right"), text="words:N"
        ),
    ).properties(width=width - margin - 70, height=step)  # fmt: skip
    return chart


def _share_lines(material: Material) -> list[dict[str, Any]]:
    """One line a state and measure that has a figure; all together first, then most dependent."""
    frame = material.frames["us_share"].with_columns((pl.col("state") == COALITION).alias("_whole"))
    ranked = frame.sort(["_whole", "stock", "state"], descending=[True, True, False])
    return [
        {
            "code": row["state"],
            "state": TOGETHER if row["state"] == COALITION
            else material.state_names.get(row["state"], row["state"]),
            "column": column,
            "measure": words,
            "share": float(row[column]),
        }
        for row in ranked.iter_rows(named=True)
        for column, words in MEASURES.items()
        if row[column] is not None
    ]  # fmt: skip


def _share_title(lines: list[dict[str, Any]]) -> str:
    whole = {line["column"]: line["share"] for line in lines if line["code"] == COALITION}
    if "stock" not in whole:
        return "Nothing in service is known to hang on American consent"
    said = f"{percent(whole['stock'])} of the value in service needs American consent"
    if "orders" in whole:
        said += f", and {percent(whole['orders'])} of that of signed orders"
    if "imports" in whole:
        said += f"; {percent(whole['imports'])} of imports came from the United States"
    return said


def _share_chart(lines: list[dict[str, Any]], width: int) -> ChartType:
    if not lines:
        return message("Nothing in service is known to hang on American consent.", width)
    names = list(dict.fromkeys(line["state"] for line in lines))
    margin = label_width(names, 140)
    y = alt.Y("state:N").sort(names).axis(
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin - 4, minExtent=margin, maxExtent=margin,
    )  # fmt: skip
    wide = width == WIDE
    axis = alt.Axis(title=None, tickCount=5 if wide else 3, domain=False, ticks=False, orient="top",
                    labelExpr=PERCENT_LABEL)  # fmt: skip
    x = alt.X("share:Q").scale(domain=[0, 1]).axis(axis)
    bars = [line | {"whole": line["code"] == COALITION} for line in lines
            if line["column"] == "stock"]  # fmt: skip
    points = [line for line in lines if line["column"] != "stock"]
    words = list(MEASURES.values())
    legend = alt.Legend(
        title=None, orient="top", direction="horizontal", columns=3 if wide else 1, symbolSize=60
    )
    hue = alt.Color("whole:N").scale(domain=[True, False], range=[BLUE, LIGHT_BLUE]).legend(None)
    chart: ChartType = alt.layer(
        alt.Chart(rows(bars)).mark_bar(height=10).encode(x=x, y=y, color=hue),
        alt.Chart(rows(points)).mark_point(size=44, strokeWidth=1.5, opacity=1).encode(
            x=x, y=y,
            shape=alt.Shape("measure:N")
            .scale(domain=words[1:], range=["diamond", "circle"]).legend(legend),
            fill=alt.Fill("measure:N")
            .scale(domain=words[1:], range=[RUST, "#ffffff"]).legend(legend),
            stroke=alt.Stroke("measure:N")
            .scale(domain=words[1:], range=[RUST, INK]).legend(legend),
        ),
    ).properties(width=width - margin - 16, height=alt.Step(16)).resolve_scale(
        color="independent", fill="independent", stroke="independent", shape="independent"
    )  # fmt: skip
    return chart
