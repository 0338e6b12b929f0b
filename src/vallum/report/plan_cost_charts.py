"""What the plan costs: by year against the money there is, and by state.

From: frame `plan_costs`.  To: the report.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import Addresses, addresses
from vallum.report.figure import Figure
from vallum.report.plan_material import USED, Planned
from vallum.report.theme import (
    BLUE,
    INK,
    LIGHT_BLUE,
    NARROW,
    PART_FILLS,
    QUIET,
    RUST,
    WIDE,
    message,
    rows,
)
from vallum.report.words import amount, listed, percent, points, sentence_case

MOST_STATES = 18
POOLED = "pool"
"""What members pay the pool: nothing in a sum over all, for the pool spends it."""


def cost_by_year(plan: Planned) -> Figure:
    """Stacked bars by year with a line for the money there is."""
    years = plan.by_year
    return Figure(
        id="plan-cost",
        title=_year_title(plan),
        description=(
            "Stacked bars by year: what the plan costs all states together, in billions of euros "
            f"at 2025 prices, split into {listed(list(plan.drawn))}. A line gives the "
            "money that these states have for it."
        ),
        chart=_year_chart(plan, WIDE),
        narrow=_year_chart(plan, NARROW),
        table=pl.DataFrame({"Year": years["year"]}).with_columns(
            *(
                years[name].alias(f"{sentence_case(words)} [EUR bn]")
                for name, words in plan.parts.items()
                if name != POOLED
            ),
            years["total"].alias("Total [EUR bn]"),
            years["money"].alias("Money there is [EUR bn]"),
        ),
        source=f"{plan.material.credit}; the plan’s payments, and spending beyond signed orders.",
        unit="Cost of the plan and money there is for it, EUR bn at 2025 prices",
        note=(
            "Money: what spending pledged leaves for the catalogue, its upkeep and its soldiers "
            "once signed orders and equipment outside the catalogue are paid. A state cannot "
            "spend another’s money, so that money may bind in one state while another has some "
            "left."
        ),
        addresses=_costs(plan, years["year"], "money", without=(POOLED,)),
    )


def cost_by_state(plan: Planned) -> Figure:
    """Bars by state: its cost of the plan and the share of its own money that this takes."""
    lines = _state_lines(plan)
    states = plan.by_state
    return Figure(
        id="plan-states",
        title=_state_title(plan),
        description=(
            "Horizontal bars by state, dearest first: what the plan costs it within the horizon, "
            "in billions of euros at 2025 prices, and the share of its own money for the plan "
            "that this takes."
        ),
        chart=_state_chart(lines, WIDE),
        narrow=_state_chart(lines, NARROW),
        table=pl.DataFrame({"State": states["state_name"]}).with_columns(
            *(
                states[name].alias(f"{sentence_case(words)} [EUR bn]")
                for name, words in plan.parts.items()
            ),
            states["total"].alias("Total [EUR bn]"),
            (100 * states["share"]).alias("Share of own money [%]"),
        ),
        source=f"{plan.material.credit}; the plan’s payments, and spending beyond signed orders.",
        unit=f"Cost {plan.material.first}–{plan.material.last}, EUR bn at 2025 prices; share of "
        "the state’s own money for the plan, %",
        note="Who orders what follows from least cost within each state’s money, not from a key "
        "for sharing the burden.",
        addresses=_costs(plan, states["state"]),
    )


def _costs(
    plan: Planned, labels: pl.Series, *more: str, without: tuple[str, ...] = ()
) -> Addresses:
    """Of the sums of `plan_costs` by year, or by state, in the order of the labels."""
    headers = {name: f"{sentence_case(words)} [EUR bn]" for name, words in plan.parts.items()}
    known = headers | {"total": "Total [EUR bn]", "money": "Money there is [EUR bn]"}
    return {
        known[name]: addresses("plan_costs", name, [(label,) for label in labels])
        for name in (*plan.parts, "total", *more)
        if name not in without
    }


def spent_up_to(plan: Planned) -> list[int]:
    """Years in which the states together have next to nothing left."""
    years = plan.by_year.filter(pl.col("money") > USED, pl.col("total") >= 0.98 * pl.col("money"))
    return [int(year) for year in years["year"].to_list()]


def _year_title(plan: Planned) -> str:
    if plan.total <= USED:
        return "The plan costs nothing"
    top = plan.by_year.sort(["total", "year"], descending=[True, False]).row(0, named=True)
    spent = spent_up_to(plan)
    peak = f"The plan’s cost peaks at EUR {amount(top['total'])} bn in {top['year']}"
    if not spent:
        paid = plan.by_year.filter(pl.col("money") > USED)
        most = max((paid["total"] / paid["money"]).to_list(), default=0.0)
        return f"{peak}; it never takes more than {percent(most)} of the money there is"
    unbroken = spent == list(range(spent[0], spent[-1] + 1)) and len(spent) > 1
    when = f"from {spent[0]} to {spent[-1]}" if unbroken else f"in {listed([*map(str, spent)])}"
    return f"{peak}; {when} it takes all the money there is"


def _year_chart(plan: Planned, width: int) -> ChartType:
    if plan.total <= USED:
        return message("The plan costs nothing.", width)
    wide = width == WIDE
    years = plan.by_year["year"].to_list()
    bars = [
        {
            "year": row["year"],
            "part": sentence_case(words),
            "order": place,
            "bn": sum(row[name] for name in names),
        }
        for row in plan.by_year.iter_rows(named=True)
        for place, (words, names) in enumerate(plan.drawn.items())
    ]
    most = float(plan.by_year.select(pl.max_horizontal("total", "money").max()).item())
    totals = [
        {"year": row["year"], "bn": _clear(row, most), "text": f"{row['total']:,.0f}"}
        for row in plan.by_year.iter_rows(named=True)
        if wide or row["year"] in (years[0], years[-1])
        or row["total"] == plan.by_year["total"].max()
    ]  # fmt: skip
    money = [
        {"year": row["year"], "bn": row["money"]} for row in plan.by_year.iter_rows(named=True)
    ]
    step = 1 if wide else max(1, round(len(years) / 5))
    x = alt.X("year:O").axis(title=None, labelAngle=0, values=years[::step], ticks=False)
    y = alt.Y("bn:Q").axis(title=None, tickCount=4, domain=False, ticks=False, format=",d")
    names = [sentence_case(words) for words in plan.drawn]
    scale = alt.Scale(domain=names, range=(*PART_FILLS, INK)[: len(names)])
    legend = alt.Legend(title=None, orient="top", direction="horizontal", symbolType="square",
                        columns=2 if wide else 1)  # fmt: skip
    stacked = alt.Chart(rows(bars)).mark_bar(stroke="#ffffff", strokeWidth=0.5)
    name = [money[-1] | {"text": "Money there is"}]
    chart: ChartType = alt.layer(
        stacked.encode(x=x, y=y, color=alt.Color("part:N").scale(scale).legend(legend),
                       order=alt.Order("order:O")),
        alt.Chart(rows(totals)).mark_text(dy=-8, fontSize=10, color=INK).encode(
            x=x, y=y, text="text:N"),
        alt.Chart(rows(money)).mark_line(color=RUST, strokeWidth=2, point={
            "color": RUST, "size": 18}).encode(x=x, y=y),
        alt.Chart(rows(name)).mark_text(align="right", dy=-10, fontSize=11, color=RUST).encode(
            x=x, y=y, text="text:N"),
    ).properties(width=width - 44, height=260)  # fmt: skip
    return chart


def _clear(row: dict[str, Any], most: float) -> float:
    """Where a total is written: above its bar, or above the line of money if that runs there."""
    near = 0 <= row["money"] - row["total"] < 0.06 * most
    return float(row["money"] if near else row["total"])


def _state_title(plan: Planned) -> str:
    paying = plan.by_state.filter(pl.col("total") > USED)
    if paying.is_empty():
        return "The plan costs no state anything"
    top = paying.head(3)
    share = float(top["total"].sum()) / plan.total
    names = listed(top["state_name"].to_list())
    part = f"{names} {'pays' if top.height == 1 else 'pay'} {percent(share)} of the plan"
    large = paying.filter(pl.col("total") >= 0.01 * plan.total)
    full = large.sort(["share", "state_name"], descending=[True, False]).row(0, named=True)
    return (
        f"{part}; {full['state_name']} uses the largest share of its money "
        f"({percent(full['share'])})"
    )


def _state_lines(plan: Planned) -> list[dict[str, Any]]:
    """The states that pay most, then all others as one line."""
    paying = plan.by_state.filter(pl.col("total") > USED)
    top = [
        {"state": row["state_name"], "bn": row["total"], "share": row["share"], "rest": False}
        for row in paying.head(MOST_STATES).iter_rows(named=True)
    ]
    rest = paying.slice(MOST_STATES)
    if not rest.is_empty():
        total, money = float(rest["total"].sum()), float(rest["money"].sum())
        share = total / money if money > 0 else 0.0
        top.append(
            {"state": f"all others ({rest.height})", "bn": total, "share": share, "rest": True}
        )
    return top


def _state_chart(lines: list[dict[str, Any]], width: int) -> ChartType:
    if not lines:
        return message("The plan costs no state anything.", width)
    wide, margin = width == WIDE, 112
    names = [line["state"] for line in lines]
    records = [
        line | {"text": amount(line["bn"]), "said": f"{points(line['share'])}\u00a0%"}
        for line in lines
    ]
    y = alt.Y("state:N").sort(names).axis(
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin - 4, minExtent=margin, maxExtent=margin,
    )  # fmt: skip
    bare = alt.Y("state:N").sort(names).axis(None)
    room, gap = 40, 26 if wide else 12
    span = width - margin - 2 * room - gap
    left, right = round(span * 0.6), round(span * 0.4)
    hue = alt.Color("rest:N").scale(domain=[False, True], range=[BLUE, LIGHT_BLUE]).legend(None)
    most = max(line["bn"] for line in lines)
    base = alt.Chart(rows(records)).encode(color=hue)
    cost = _bars(base.encode(y=y), "bn", "text", most).properties(
        width=left, height=alt.Step(17), title=_over("Cost, EUR bn")
    )
    share = _bars(base.encode(y=bare), "share", "said", 1.0).properties(
        width=right, height=alt.Step(17), title=_over("Of its money")
    )
    chart: ChartType = alt.hconcat(cost, share, spacing=room + gap)
    return chart


def _bars(base: alt.Chart, field: str, text: str, most: float) -> ChartType:
    x = alt.X(f"{field}:Q").axis(None).scale(domain=[0, most], nice=False)
    words = base.mark_text(align="left", dx=4, fontSize=10.5)
    return alt.layer(
        base.mark_bar(height=11).encode(x=x),
        words.encode(x=x, text=f"{text}:N", color=alt.value(QUIET)),
    )


def _over(title: str) -> alt.Title:
    return alt.Title(title, fontSize=11, frame="bounds")
