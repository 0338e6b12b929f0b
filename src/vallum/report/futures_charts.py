"""Charts of a study of futures: fan of years, tornado of drivers, conditions, regret.

From: the answer of `vallum explore`.  To: the study's report and the workbench.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.contracts import ExploreAnswer
from vallum.report.figure import Figure
from vallum.report.theme import (
    BLUE,
    INK,
    LETTER,
    LIGHT_BLUE,
    LIGHT_RUST,
    LINES,
    NARROW,
    PERCENT_LABEL,
    QUIET,
    RUST,
    WIDE,
    rows,
)

MOST_DRIVERS = 8
MOST_LINES = 5
"""Policies that the fan shows as lines; the table has all."""
LINE = 13
"""Height of a line of a label [px]."""
STEP = 34
"""Height of a bar's band [px]."""


def futures_figures(answer: ExploreAnswer) -> list[Figure]:
    """All charts that the answer has figures for, in the order of the report."""
    found = [fan(answer)]
    if answer.drivers:
        found.append(tornado(answer))
    if answer.failure_boxes:
        found.append(boxes(answer))
    if len(answer.regret) > 1:
        found.append(regret(answer))
    return found


def fan(answer: ExploreAnswer) -> Figure:
    """Share of futures in which the core set stands alone, by year and policy."""
    told = _lines(answer)
    share = answer.stand_alone_probability[answer.by]
    table = pl.DataFrame(told, schema=["Policy", "Year", "Share"], orient="row")
    wide = table.with_columns((pl.col("Share") * 100).round(1)).pivot(
        "Policy", index="Year", values="Share"
    )
    wide = wide.rename({name: f"{name} [%]" for name in wide.columns[1:]})
    return Figure(
        id="futures-fan",
        title=f"The core set stands alone by {answer.by} in {_percent(share)} of futures",
        description=(
            "Lines by year: the share of futures in which the core set stands alone from that year "
            "on, one line a policy."
        ),
        chart=_fan_chart(table, WIDE),
        narrow=_fan_chart(table, NARROW),
        table=wide,
        source=_source(answer),
        unit="Share of futures in which the core set stands alone, %",
        note="A share of futures drawn from stated ranges, not the chance of an event.",
    )


def tornado(answer: ExploreAnswer) -> Figure:
    """What the shortfall hangs on: Sobol indices, largest first."""
    told = answer.drivers[:MOST_DRIVERS]
    first = told[0]
    return Figure(
        id="futures-drivers",
        title=f"What is missing hangs most on {_lower(first.title)}",
        description="Bars by uncertainty: its part in the variance of the shortfall.",
        chart=_tornado_chart(answer, WIDE),
        narrow=_tornado_chart(answer, NARROW),
        table=pl.DataFrame(
            {
                "Uncertainty": [each.title for each in answer.drivers],
                "By itself [%]": [round(100 * each.first_order, 1) for each in answer.drivers],
                "In all [%]": [round(100 * each.total, 1) for each in answer.drivers],
            }
        ),
        source=_source(answer),
        unit="Part of the variance of the weighted shortfall, % (Sobol indices)",
        note=(
            "Dark: by itself. Light: together with others. "
            f"The fit behind it foretells {_percent(answer.explained or 0.0)} of the variance."
        ),
    )


def boxes(answer: ExploreAnswer) -> Figure:
    """Conditions under which the plan fails: how many futures under them do."""
    box = answer.failure_boxes[0]
    return Figure(
        id="futures-boxes",
        title=(
            f"{_percent(box.coverage)} of failures share "
            f"{_counted(len(box.conditions))}, under which {_percent(box.density)} fail"
        ),
        description=(
            "Two bars for each set of conditions: of the futures under them, how many fail; of all "
            "failures, how many lie under them."
        ),
        chart=_boxes_chart(answer, WIDE),
        narrow=_boxes_chart(answer, NARROW),
        table=pl.DataFrame(
            {
                "Conditions": ["; ".join(each.conditions) for each in answer.failure_boxes],
                "Of these fail [%]": [round(100 * b.density, 1) for b in answer.failure_boxes],
                "Of all failures [%]": [round(100 * b.coverage, 1) for b in answer.failure_boxes],
                "Futures": [each.cases for each in answer.failure_boxes],
            }
        ),
        source=_source(answer),
        unit=f"Share, %; a future fails if the core set stands alone later than {answer.by}",
        note="Boxes found one after another by PRIM, each among the futures left over.",
    )


def regret(answer: ExploreAnswer) -> Figure:
    """Policies by how much more they leave missing than the best, at worst and in nine of ten."""
    best = answer.regret[0]
    slight = max(row.worst_regret for row in answer.regret) < 0.005
    return Figure(
        id="futures-regret",
        title=(
            "The policies tried leave the same shortfall in every future"
            if slight
            else f"‘{best.title}’ leaves least missing in every future"
            if best.worst_regret < 0.005
            else f"‘{best.title}’ is regretted least, at worst by {best.worst_regret:.2f} points"
        ),
        description="Bars by policy: the largest regret, and what nine in ten stay under.",
        chart=_regret_chart(answer, WIDE),
        narrow=_regret_chart(answer, NARROW),
        table=pl.DataFrame(
            {
                "Policy": [row.title for row in answer.regret],
                f"Alone by {answer.by} [%]": [
                    round(100 * row.stands_alone, 1) for row in answer.regret
                ],
                "Mean shortfall [points]": [round(r.mean_shortfall, 2) for r in answer.regret],
                "Regret in 9 of 10 [points]": [round(r.p90_regret, 2) for r in answer.regret],
                "Regret at worst [points]": [round(r.worst_regret, 2) for r in answer.regret],
                "Mean cost [EUR bn]": [round(r.mean_cost_eur_bn, 1) for r in answer.regret],
            }
        ),
        source=_source(answer),
        unit="Shortfall beyond that of the best policy in the same future, points of 100",
        note="Dark: in nine of ten futures at most. Light: at worst.",
    )


def _lines(answer: ExploreAnswer) -> list[tuple[str, int, float]]:
    """Policy, year, share; the horizon from the year before the first change."""
    titles = {row.policy: row.title for row in answer.regret}
    shown = [name for name in answer.by_policy if name == "as_is"]
    shown += [row.policy for row in answer.regret if row.policy != "as_is"][: MOST_LINES - 1]
    told = [
        (titles[name], int(year), share)
        for name in shown
        for year, share in sorted(answer.by_policy[name].items())
    ]
    if answer.fixed is not None:
        label = f"Orders fixed until {answer.fixed.until}"
        told += [
            (label, int(year), share)
            for year, share in sorted(answer.fixed.stand_alone_probability.items())
        ]
    return told


def _fan_chart(table: pl.DataFrame, width: int) -> ChartType:
    names = table["Policy"].unique(maintain_order=True).to_list()
    colours = [BLUE, RUST, "#6f7d3c", QUIET, LIGHT_BLUE, LIGHT_RUST][: len(names)]
    dashes = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [1, 3], [4, 4]][: len(names)]
    told = rows(table.to_dicts())
    years = sorted(table["Year"].unique().to_list())
    shown = years if width == WIDE else years[::3]
    chart: ChartType = (
        alt.Chart(told, width=width - 60, height=260)
        .mark_line(interpolate="step-after", strokeWidth=2.2)
        .encode(
            x=alt.X("Year:Q", title=None, axis=alt.Axis(format="d", values=shown, grid=False)),
            y=alt.Y(
                "Share:Q",
                title=None,
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(labelExpr=PERCENT_LABEL, tickCount=5),
            ),
            color=alt.Color(
                "Policy:N",
                title=None,
                scale=alt.Scale(domain=names, range=colours),
                legend=alt.Legend(
                    orient="bottom", columns=1 if width == NARROW else 3, labelLimit=240
                ),
            ),
            strokeDash=alt.StrokeDash(
                "Policy:N", title=None, scale=alt.Scale(domain=names, range=dashes), legend=None
            ),
        )
    )
    return chart


def _tornado_chart(answer: ExploreAnswer, width: int) -> ChartType:
    values = [
        {
            "name": each.title,
            "first": each.first_order,
            "total": max(each.total, each.first_order),
            "label": f"{100 * each.total:.0f} %",
        }
        for each in answer.drivers[:MOST_DRIVERS]
    ]
    return _two_bars(values, width, ("total", LIGHT_BLUE), ("first", BLUE), percent=True)


def _boxes_chart(answer: ExploreAnswer, width: int) -> ChartType:
    told: list[dict[str, Any]] = []
    space = 300 if width == WIDE else 140
    for number, box in enumerate(answer.failure_boxes, start=1):
        name = _broken(f"{number}. {'; '.join(box.conditions)}", space)
        told.append({"name": name, "what": "of these fail", "share": box.density})
        told.append({"name": name, "what": "of all failures", "share": box.coverage})
    for row in told:
        row["label"] = f"{100 * row['share']:.0f} % {row['what']}"
    names = list(dict.fromkeys(str(row["name"]) for row in told))
    high = max(64, LINE * _most_lines(names) + 12)
    base = alt.Chart(rows(told)).encode(
        y=alt.Y(
            "name:N",
            title=None,
            sort=names,
            axis=_names(names, space),
            scale=alt.Scale(padding=0.2),
        ),
        yOffset=alt.YOffset("what:N", sort=["of these fail", "of all failures"]),
        x=alt.X("share:Q", title=None, scale=alt.Scale(domain=[0, 1.45]), axis=None),
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "what:N",
            legend=None,
            scale=alt.Scale(domain=["of these fail", "of all failures"], range=[RUST, LIGHT_RUST]),
        )
    )
    text = base.mark_text(align="left", dx=4, color=INK).encode(text="label:N")
    layered: ChartType = alt.layer(bars, text).properties(
        width=width - space, height=high * len(names)
    )
    return layered


def _regret_chart(answer: ExploreAnswer, width: int) -> ChartType:
    values = [
        {
            "name": row.title,
            "first": row.p90_regret,
            "total": row.worst_regret,
            "label": f"{row.p90_regret:.2f} / {row.worst_regret:.2f}",
        }
        for row in answer.regret
    ]
    return _two_bars(values, width, ("total", LIGHT_RUST), ("first", RUST), percent=False)


def _two_bars(
    values: list[dict[str, Any]],
    width: int,
    behind: tuple[str, str],
    front: tuple[str, str],
    *,
    percent: bool,
) -> ChartType:
    """A light bar with a dark one on it, its figures written at its end."""
    space = 270 if width == WIDE else 140
    values = [{**row, "name": _broken(str(row["name"]), space)} for row in values]
    names = [str(row["name"]) for row in values]
    top = max(1e-9, *(float(row[behind[0]]) for row in values))
    data = rows(values)
    y = alt.Y("name:N", title=None, sort=names, axis=_names(names, space))
    scale = alt.Scale(domain=[0, top * 1.3])
    base = alt.Chart(data).encode(y=y)
    axis = None if percent or top < 1e-6 else alt.Axis(tickCount=4, grid=False)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=None, scale=scale, axis=axis)

    layers = [base.mark_bar(color=colour).encode(x=x(field)) for field, colour in (behind, front)]
    text = base.mark_text(align="left", dx=4, color=INK).encode(x=x(behind[0]), text="label:N")
    step = max(STEP, LINE * _most_lines(names) + 8)
    return alt.layer(*layers, text).properties(width=width - space, height=step * len(names))


def _names(names: list[str], space: int) -> alt.Axis:
    """Labels of several lines, each lifted so that its middle is at the middle of its row."""
    lines = "length(split(datum.label, '\\n'))"
    offset: dict[str, Any] = {
        "condition": [
            {"test": f"{lines} == {count}", "value": -LINE / 2 * (count - 1)}
            for count in range(_most_lines(names), 1, -1)
        ],
        "value": 0,
    }
    return alt.Axis(
        labelExpr=LINES,
        labelLimit=space,
        labelOffset=offset if offset["condition"] else 0,
        ticks=False,
        domain=False,
        labelPadding=8,
    )


def _broken(label: str, space: int) -> str:
    return "\n".join(wrap(label, int((space - 12) / LETTER), break_long_words=False))


def _most_lines(names: list[str]) -> int:
    return max(name.count("\n") + 1 for name in names)


def _source(answer: ExploreAnswer) -> str:
    return (
        f"Vallum study {answer.run}, {answer.futures:,} futures, seed {answer.seed}; solved by the "
        "live model, over the coalition as one; ranges: requirements/uncertainties."
    )


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _counted(number: int) -> str:
    words = {1: "one condition", 2: "two conditions", 3: "three conditions", 4: "four conditions"}
    return words.get(number, f"{number} conditions")
