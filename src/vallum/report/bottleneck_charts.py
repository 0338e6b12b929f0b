"""What holds the plan back, and how much hangs on money that no catalogue lists.

From: frames `bottlenecks`, `outside_sweep`.  To: the report.
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
    LINES,
    LINES_OFFSET,
    NARROW,
    PALE,
    PERCENT_LABEL,
    QUIET,
    RUST,
    WIDE,
    label_width,
    message,
    rows,
    wrapped,
)
from vallum.report.words import listed, percent, points, sentence_case, year_or_never

MOST = 15
OUTSIDE = "parameter outside_marginal"


def bottlenecks(plan: Planned) -> Figure:
    """Ranked bars: points of shortfall that 10 % more of each limit would take away."""
    frame = plan.material.frames["bottlenecks"]
    ranked = frame.sort(["relief", "constraint", "where"], descending=[True, False, False])
    lines = [_line(row) for row in ranked.head(MOST).iter_rows(named=True)]
    return Figure(
        id="bottlenecks",
        title=_title(frame),
        description=(
            f"Horizontal bars, one for each of the {MOST} limits that hold the plan back most: "
            "the points of shortfall, of 100, that 10 % more of it in every year would take away. "
            "Limits that rest on imputed figures alone are drawn pale."
        ),
        chart=_chart(lines, WIDE),
        narrow=_chart(lines, NARROW),
        table=pl.DataFrame(
            {
                "Limit": ranked["constraint"].map_elements(sentence_case, return_dtype=pl.String),
                "Where": ranked["where"],
                "Relief [points]": ranked["relief"].round(4).map_elements(_small, pl.String),
                "Tightest in": ranked["year"].cast(pl.String),
                "What it means": ranked["meaning"].map_elements(
                    sentence_case, return_dtype=pl.String
                ),
                "Not imputed [%]": (100 * ranked["evidence_share"]).round(0),
            }
        ),
        source=f"{plan.material.credit}; shadow prices of the plan with the least shortfall.",
        unit="Points of shortfall (of 100) that 10 % more in every year would take away",
        note=(
            "Rust: money. Blue: production lines. Grey: soldiers, recruits and training. "
            "Beside each bar: points, tightest year, and the share of the facts behind the limit "
            "that is not imputed. Pale: all of them are imputed; such a limit is left out of the "
            "title. Shadow prices hold for small changes."
        ),
        addresses={
            header: addresses(
                "bottlenecks", column, ranked.select("constraint", "where").iter_rows()
            )
            for header, column in (
                ("Relief [points]", "relief"),
                ("Tightest in", "year"),
                ("Not imputed [%]", "evidence_share"),
            )
        },
    )


def outside_sweep(plan: Planned) -> Figure:
    """Shortfall and stand-alone year over the share of money that no catalogue lists."""
    sweep = plan.material.frames["outside_sweep"].sort("outside_marginal")
    last = plan.material.last
    return Figure(
        id="outside",
        title=_sweep_title(sweep, last),
        description=(
            "A line: the shortfall that the plan leaves, in points of 100, against the share of "
            "new equipment money that goes to what no catalogue lists; at each point the first "
            "year from which the core set stays met."
        ),
        chart=_sweep_chart(plan, sweep, WIDE),
        narrow=_sweep_chart(plan, sweep, NARROW),
        table=pl.DataFrame(
            {
                "Share outside the catalogue [%]": 100 * sweep["outside_marginal"],
                "Money for the plan [EUR bn a year]": sweep["money_eur_bn"],
                "Shortfall [points]": sweep["shortfall"],
                "Core set met from": [_year(year, last) for year in sweep["met_by"]],
            }
        ),
        source=f"{plan.material.credit}; the plan solved again for each share.",
        unit="Shortfall left, points of 100, by the share of new equipment money spent outside "
        "the catalogue",
        note="No source gives this share; it decides how much money the plan can spend. Years: "
        "from when the core set stays met.",
        addresses={
            header: addresses(
                "outside_sweep", column, [(share,) for share in sweep["outside_marginal"]]
            )
            for header, column in (
                ("Money for the plan [EUR bn a year]", "money_eur_bn"),
                ("Shortfall [points]", "shortfall"),
                ("Core set met from", "met_by"),
            )
        },
    )


def by_kind(frame: pl.DataFrame) -> list[tuple[str, float]]:
    """Relief of all limits of a kind together, largest first; imputed ones left out."""
    sure = frame.filter(pl.col("evidence_share") > 0)
    sums = sure.group_by("constraint").agg(pl.col("relief").sum())
    ranked = sums.sort(["relief", "constraint"], descending=[True, False])
    return [(str(kind), float(relief)) for kind, relief in ranked.iter_rows()]


def meanings(plan: Planned) -> list[tuple[str, str]]:
    """The three limits that hold most and do not rest on imputation alone: in words, evidence."""
    frame = plan.material.frames["bottlenecks"].filter(pl.col("evidence_share") > 0)
    ranked = frame.sort(["relief", "where"], descending=[True, False]).head(3)
    return [
        (sentence_case(row["meaning"]), percent(row["evidence_share"]))
        for row in ranked.iter_rows(named=True)
    ]


def _line(row: dict[str, Any]) -> dict[str, Any]:
    words = _SHORT.get(row["constraint"], "line")
    colour = "soldiers" if words in _OF_PEOPLE else words
    return {
        "label": f"{row['where']}: {words}",
        "relief": row["relief"],
        "kind": "pale" if row["evidence_share"] == 0 else colour,
        "text": f"{_small(row['relief'])} · {row['year']}",
        "share": percent(row["evidence_share"]),
    }


def _title(frame: pl.DataFrame) -> str:
    sure = frame.filter(pl.col("evidence_share") > 0)
    if frame.is_empty():
        return "No limit holds the plan back: what it leaves is a matter of time"
    if sure.is_empty():
        return "What holds the plan back rests on imputed figures alone"
    top = sure.sort(["relief", "where"], descending=[True, False]).row(0, named=True)
    kinds = [f"{_small(relief)} over {_KINDS.get(kind, kind)}" for kind, relief in by_kind(frame)]
    what = {
        "training places": f"the training of {top['where'].rpartition(', ')[2]} "
        f"in {top['where'].rpartition(', ')[0]}",
    } | {kind: f"{top['where']}’s {kind}" for kind in ("money", "soldiers", "recruits")}
    first = what.get(top["constraint"], f"the {top['where']} line")
    many = top["constraint"] in ("soldiers", "recruits")
    return (
        f"{sentence_case(first)} {'are' if many else 'is'} the tightest "
        f"single limit; points that 10 % more takes off: {listed(kinds)}"
    )


_KINDS = {
    "production line": "all lines",
    "money": "all money",
    "soldiers": "all soldiers",
    "recruits": "all recruits",
    "training places": "all training places",
}
_SHORT = {
    "money": "money",
    "soldiers": "soldiers",
    "recruits": "recruits",
    "training places": "training",
}
"""Constraint -> how a bar is labelled; all else is a line."""
_OF_PEOPLE = ("soldiers", "recruits", "training")
"""Labels that share the colour of soldiers."""


def _chart(lines: list[dict[str, Any]], width: int) -> ChartType:
    if not lines:
        return message("No limit binds.", width)
    wide = width == WIDE
    margin = label_width((line["label"] for line in lines), 290) if wide else 138
    room = 130 if wide else 106
    records = [
        line
        | {"label": wrapped(line["label"], 400 if wide else margin)}
        | {"text": f"{line['text']} · {line['share']}"}
        for line in lines
    ]
    y = alt.Y("label:N").sort(None).axis(
        labelExpr=LINES, labelLineHeight=11.5, labelOffset=LINES_OFFSET,
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin - 4, minExtent=margin, maxExtent=margin,
    )  # fmt: skip
    longest = max(line["relief"] for line in lines)
    x = alt.X("relief:Q").axis(None).scale(domain=[0, longest], nice=False)
    scale = alt.Scale(domain=["money", "line", "soldiers", "pale"], range=[RUST, BLUE, QUIET, PALE])
    base = alt.Chart(rows(records)).encode(x=x, y=y)
    pale = "datum.kind == 'pale'"
    chart: ChartType = alt.layer(
        base.mark_bar(height=12, strokeWidth=0.8).encode(
            color=alt.Color("kind:N").scale(scale).legend(None),
            stroke=alt.condition(pale, alt.value(QUIET), alt.value(None)),
        ),
        base.mark_text(align="left", dx=5, fontSize=10.5, color=QUIET).encode(text="text:N"),
    ).properties(width=width - margin - room, height=alt.Step(20 if wide else 27))
    return chart


def _sweep_title(sweep: pl.DataFrame, last: int) -> str:
    if sweep.is_empty():
        return "The share of money outside the catalogue was not swept"
    low, high = sweep.row(0, named=True), sweep.row(-1, named=True)
    ends = dict.fromkeys(f"{row['shortfall']:.1f}" for row in (low, high))
    span = " to ".join(ends)
    years = sweep["met_by"].unique().to_list()
    when = (
        f"the core set is met from {_year(years[0], last)} throughout"
        if len(years) == 1 and years[0] is not None
        else f"the core set is not met by {last} at any of them"
        if len(years) == 1
        else f"the core set is met from {_year(low['met_by'], last)} or "
        f"{_year(high['met_by'], last)}"
    )
    return (
        f"With {points(low['outside_marginal'])} to {percent(high['outside_marginal'])} of new "
        f"equipment money outside the catalogue, {span} points stay short; {when}"
    )


def _sweep_chart(plan: Planned, sweep: pl.DataFrame, width: int) -> ChartType:
    if sweep.is_empty():
        return message("Not swept.", width)
    own = own_share(plan)
    records = [
        row
        | {"text": f"{row['shortfall']:.1f}", "year": _year(row["met_by"], plan.material.last)}
        | {"own": "this run" if row["outside_marginal"] == own else ""}
        for row in sweep.iter_rows(named=True)
    ]
    shares = sweep["outside_marginal"].to_list()
    x = alt.X("outside_marginal:Q").scale(domain=[shares[0] - 0.05, shares[-1] + 0.05], nice=False)
    x = x.axis(labelExpr=PERCENT_LABEL, values=shares, title=None, grid=False, labelAngle=0)
    top = max(1.0, 1.25 * max(sweep["shortfall"].to_list()))
    y = alt.Y("shortfall:Q").scale(domain=[0, top], nice=False)
    y = y.axis(title=None, tickCount=4, domain=False, ticks=False)
    base = alt.Chart(rows(records)).encode(x=x, y=y)
    layers: list[alt.Chart] = [
        base.mark_line(color=RUST, strokeWidth=2, point={"color": RUST, "size": 30}),
        base.mark_text(dy=-11, fontSize=11, color=RUST).encode(text="text:N"),
        base.mark_text(dy=18, fontSize=11, color=INK).encode(text="year:N"),
        base.mark_text(dy=33, fontSize=11, color=QUIET).encode(text="own:N"),
    ]
    chart: ChartType = alt.layer(*layers).properties(width=width - 44, height=200)
    return chart


def own_share(plan: Planned) -> float | None:
    """The central share of this run, as the table of assumptions gives it."""
    found = plan.material.frames["assumptions"].filter(pl.col("field") == OUTSIDE)["value"]
    return None if found.is_empty() else float(str(found[0]).split(" ", maxsplit=1)[0])


def _year(year: int | None, last: int) -> str:
    return year_or_never(year, last)


def _small(value: float) -> str:
    """A relief with two digits that mean something: most are far below one point."""
    if 0 < value < 0.0005:
        return "under 0.001"
    return f"{value:.3f}" if value < 0.0995 else f"{value:.2f}"
