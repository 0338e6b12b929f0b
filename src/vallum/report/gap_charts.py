"""What leaves with the United States, and the self-reliance index by year.

From: frames `us_leaving`, `gaps`, `self_reliance`.  To: the report.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import addresses
from vallum.report.figure import Figure
from vallum.report.material import Material
from vallum.report.theme import (
    BLUE,
    INK,
    LIGHT_RUST,
    LINES,
    LINES_OFFSET,
    NARROW,
    PERCENT_LABEL,
    QUIET,
    RUST,
    WIDE,
    label_width,
    message,
    rows,
    wrapped,
)
from vallum.report.words import (
    MET_FROM,
    amount,
    counted,
    inline,
    percent,
)

DAGGER = "\u2009†"


def us_leaving(material: Material) -> Figure:
    """What the United States supplies in the first year, as a share of the need, and until when."""
    lines, first = _us_lines(material), material.first
    elements = [line["element"] for line in lines]
    return Figure(
        id="us-leaving",
        title=_us_title(lines, material.first),
        description=(
            f"Bars by element: the part of the need of {material.first} that the United States "
            "supplies, split into what leaves within the horizon and what stays, with the year in "
            "which it has left."
        ),
        chart=_us_chart(lines, WIDE),
        narrow=_us_chart(lines, NARROW),
        table=pl.DataFrame(
            {
                "Element": [line["title"] for line in lines],
                "Unit": [line["unit"] for line in lines],
                f"Need {material.first}": [line["need"] for line in lines],
                f"From the US {material.first}": [line["us"] for line in lines],
                "Leaves by end of horizon": [line["lost"] for line in lines],
                "Share of need [%]": [round(100 * line["share"], 1) for line in lines],
                "When": [line["when"] for line in lines],
            }
        ),
        source=f"{material.credit}; United States part of each need, by the scenario’s posture.",
        unit=f"United States part of the need in {material.first}, %",
        note=(
            "Dark: leaves within the horizon. Light: stays. † : no number is published for this "
            "need, a sizing rule gives it."
        ),
        addresses={
            f"Need {first}": addresses(
                "gaps", "need", [(material.contingency, name, first) for name in elements]
            ),
            f"From the US {first}": addresses(
                "us_leaving", "us_first_year", [(name, first) for name in elements]
            ),
            "Leaves by end of horizon": addresses(
                "us_leaving", "lost", [(name, material.last) for name in elements]
            ),
        },
    )


def self_reliance(material: Material) -> Figure:
    """Mean and bottleneck of met shares by year."""
    index = material.self_reliance
    return Figure(
        id="self-reliance",
        title=_index_title(index, material.year),
        description=(
            "Two lines by year: the weighted mean of met shares over all elements, and the "
            "bottleneck, which is the met share of the weakest element."
        ),
        chart=_index_chart(material, WIDE),
        narrow=_index_chart(material, NARROW),
        table=pl.DataFrame(
            {
                "Year": index["year"],
                "Mean of met shares [%]": (100 * index["mean"]).round(1),
                "Bottleneck [%]": (100 * index["bottleneck"]).round(1),
                "Weakest element": index["worst_title"],
            }
        ),
        source=f"{material.credit}; computed from the gaps above.",
        unit="Share of the need met without the United States, %",
        addresses={
            header: addresses(
                "self_reliance", column, index.select("contingency", "year").iter_rows()
            )
            for header, column in (
                ("Mean of met shares [%]", "mean"),
                ("Bottleneck [%]", "bottleneck"),
            )
        },
    )


def _us_lines(material: Material) -> list[dict[str, Any]]:
    """One line per element with a US term: its share of the first year's need and its end."""
    leaving = material.frames["us_leaving"].sort("element", "year")
    need = {
        row["element"]: row["need"]
        for row in material.gaps.filter(pl.col("year") == material.first).iter_rows(named=True)
    }
    guessed = set(material.gaps.filter(pl.col("imputed"))["element"].to_list())
    lines = []
    for (element,), part in leaving.group_by("element", maintain_order=True):
        head = part.row(0, named=True)
        supplied = head["us_first_year"]
        if not supplied or not need.get(element):
            continue
        lost = supplied - part["us"].to_list()[-1]
        share = supplied / need[element]
        when = _when(part, supplied)
        imputed = element in guessed
        lines.append(
            head
            | {"us": supplied, "lost": max(lost, 0.0), "need": need[element], "share": share}
            | {
                "share_lost": share * max(lost, 0.0) / supplied,
                "when": when,
                "when_short": when.removeprefix("gone "),
            }
            | {"label": f"{head['title']}{DAGGER if imputed else ''}", "imputed": imputed}
        )
    return sorted(lines, key=lambda line: (-line["share_lost"], -line["share"], line["title"]))


def _when(part: pl.DataFrame, supplied: float) -> str:
    """Until when the US term holds, in words."""
    left = part.filter(pl.col("us") <= 0.001 * supplied)
    if not left.is_empty():
        return f"gone by {left['year'][0]}"
    least = part["us"].min()
    if isinstance(least, int | float) and least < 0.999 * supplied:
        year = part.filter(pl.col("us") <= least * 1.001)["year"][0]
        return f"{percent(least / supplied)} left from {year}"
    return "stays"


def _us_title(lines: list[dict[str, Any]], first: int) -> str:
    lost = [line for line in lines if line["share_lost"] > 0]
    if not lines:
        return f"The United States supplies no part of the need in {first}"
    if not lost:
        return "Nothing that the United States supplies leaves in this scenario"
    published = [line for line in lost if not line["imputed"]]
    if not published:
        return f"{counted(len(lost), 'element')} lose a United States part, all of imputed needs"
    most = published[0]
    return (
        f"{counted(len(lost), 'element')} {'loses its' if len(lost) == 1 else 'lose their'} United "
        f"States part; largest where the need is published: {inline(most['title'])}, "
        f"{percent(most['share_lost'])} of the need"
    )


def _us_chart(lines: list[dict[str, Any]], width: int) -> ChartType:
    if not lines:
        return message("No United States part in this need.", width)
    wide = width == WIDE
    margin = label_width((line["label"] for line in lines), 262) if wide else 164
    room = 200 if wide else 92
    longest = max(line["share"] for line in lines)
    records = []
    for line in lines:
        quantity = f"{amount(line['us'])} {line['unit']}, " if wide else ""
        text = f"{percent(line['share'])} · {quantity}{line['when' if wide else 'when_short']}"
        records.append(
            {k: line[k] for k in ("share", "share_lost")}
            | {"text": text, "label": wrapped(line["label"], 400 if wide else margin)}
        )
    span = width - margin - room
    y = alt.Y("label:N").sort(None).axis(
        labelExpr=LINES, labelLineHeight=11.5, labelOffset=LINES_OFFSET,
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin - 4, minExtent=margin, maxExtent=margin,
    )  # fmt: skip
    x = alt.X("share:Q").scale(domain=[0, longest], nice=False).axis(None)
    base = alt.Chart(rows(records)).encode(y=y)
    chart: ChartType = alt.layer(
        base.mark_bar(color=LIGHT_RUST, height=12).encode(x=x),
        base.mark_bar(color=RUST, height=12).encode(x=alt.X("share_lost:Q")),
        base.mark_text(align="left", dx=5, fontSize=10.5, color=QUIET).encode(
            x=alt.X("share:Q"), text="text:N"
        ),
    ).properties(width=span, height=alt.Step(20 if wide else 26))
    return chart


def _index_title(index: pl.DataFrame, year: int) -> str:
    if index.is_empty():
        return "No index: the scenario states no need"
    first = index.row(0, named=True)
    then = index.filter(pl.col("year") == year).row(0, named=True)
    move = f"{percent(then['mean'])} in {year}"
    if first["year"] != year:
        move = f"from {percent(first['mean'])} in {first['year']} to {move}"
    return f"Self-reliance: {move}; the weakest element stands at {percent(then['bottleneck'])}"


def _index_chart(material: Material, width: int) -> ChartType:
    index = material.self_reliance
    if index.is_empty():
        return message("The scenario states no need.", width)
    names = {"mean": "Mean of all elements", "bottleneck": "Weakest element"}
    points_ = [
        {"year": row["year"], "series": names[name], "value": row[name]}
        for row in index.iter_rows(named=True)
        for name in names
    ]
    last = int(index["year"].to_list()[-1])
    ends = [
        point | {"text": f"{point['series']} {percent(point['value'])}"}
        for point in points_
        if point["year"] == last
    ]
    room = 168 if width == WIDE else 132
    first = int(index["year"].to_list()[0])
    step = 1 if width == WIDE else 4
    ticks = sorted({*range(first, last + 1, step)})
    x = alt.X("year:Q").axis(format="d", values=ticks, title=None, grid=False, labelAngle=0)
    x = x.scale(_span(first, last))
    y = (
        alt.Y("value:Q")
        .scale(domain=[0, 1])
        .axis(labelExpr=PERCENT_LABEL, ticks=False, tickCount=5, title=None, domain=False)
    )
    hue = alt.Color("series:N").scale(domain=[*names.values()], range=[BLUE, RUST]).legend(None)
    lines = alt.Chart(rows(points_)).mark_line(point={"size": 22}, strokeWidth=2)
    words = alt.Chart(rows(ends)).mark_text(align="left", dx=8, fontSize=11)
    layers: list[alt.Chart] = [*_marks(material, first, last)]
    layers.append(lines.encode(x=x, y=y, color=hue))
    layers.append(words.encode(x=x, y=y, color=hue, text="text:N"))
    chart: ChartType = alt.layer(*layers).properties(width=width - room - 40, height=230)
    return chart


def _marks(material: Material, first: int, last: int) -> list[alt.Chart]:
    """The line from which a need counts as met, and the threat year where it is given."""
    met = alt.Chart(rows([{"value": MET_FROM, "text": f"met from {percent(MET_FROM)}"}]))
    x = alt.X("year:Q").scale(_span(first, last))
    marks = [
        met.mark_rule(color=QUIET, strokeDash=[3, 3]).encode(y="value:Q"),
        met.mark_text(align="right", dy=-6, fontSize=10, color=QUIET).encode(
            x=alt.value("width"), y="value:Q", text="text:N"
        ),
    ]
    threat = material.headline.get("threat_year")
    if threat is not None and first <= threat <= last:
        year = alt.Chart(rows([{"year": threat, "text": f"threat year {threat}"}]))
        marks += [
            year.mark_rule(color=INK, strokeWidth=1).encode(x=x),
            year.mark_text(align="left", dx=4, fontSize=10, color=INK).encode(
                x=x, y=alt.value(222), text="text:N"
            ),
        ]
    return marks


def _span(first: int, last: int) -> alt.Scale:
    """The horizon as a scale; a single year stands in the middle."""
    edge = 0.5 if first == last else 0.0
    return alt.Scale(domain=[first - edge, last + edge], nice=False, zero=False)
