"""What each regime of decisions opens, as bars of expected money by instrument.

From: frames `plan_regimes`, `plan_openings`.  To: the report's section on decisions.
"""

from __future__ import annotations

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.figure import Figure
from vallum.report.theme import (
    BLUE,
    INK,
    LIGHT_BLUE,
    LIGHT_RUST,
    NARROW,
    PALE,
    QUIET,
    RUST,
    WIDE,
    message,
    rows,
)  # fmt: skip

REGIME_WORDS = {
    "announced": "announced spending alone",
    "status_quo": "unanimity as today",
    "best_route": "the best legal route",
    "coalition_treaty": "a treaty of a coalition",
    "defence_union": "a defence union",
}
FILLS = (BLUE, RUST, LIGHT_BLUE, LIGHT_RUST, QUIET, PALE)
MOST = len(FILLS)
ROW = 34


def regime_money(regimes: pl.DataFrame, openings: pl.DataFrame, source: str) -> Figure:
    """A bar a regime, stacked by instrument, with the shortfall that is left beside it."""
    money = openings.filter(pl.col("money_eur_bn") > 0)
    order = (
        money.group_by("title").agg(pl.sum("money_eur_bn"))
        .sort(["money_eur_bn", "title"], descending=[True, False])["title"].to_list()
    )  # fmt: skip
    named = order if len(order) <= MOST else [*order[: MOST - 1], "Others"]
    parts = money.with_columns(
        pl.when(pl.col("title").is_in(named))
        .then("title")
        .otherwise(pl.lit("Others"))
        .alias("name"),
        pl.col("regime").replace_strict(REGIME_WORDS).alias("by"),
    )
    bars = parts.group_by("by", "name").agg(pl.sum("money_eur_bn").alias("bn")).sort("by", "name")
    shown = [row for row in regimes.iter_rows(named=True) if row["regime"] != "announced"]
    ends = [
        {
            "by": REGIME_WORDS[row["regime"]],
            "bn": row["money_eur_bn"],
            "told": f"{row['shortfall']:.2f}",
        }
        for row in shown
    ]
    table = (
        parts.group_by("title", "by").agg(pl.sum("money_eur_bn").round(1))
        .pivot("by", index="title", values="money_eur_bn").sort("title")
    )  # fmt: skip
    columns = [each["by"] for each in ends if each["by"] in table.columns]
    return Figure(
        id="regimes",
        title=_title(regimes),
        description=(
            "A bar a regime of decisions: expected money of new common instruments to the plan’s "
            "last year, stacked by instrument; at its end, the shortfall that is left."
        ),
        chart=_bars(bars, ends, named, WIDE),
        narrow=_bars(bars, ends, named, NARROW),
        table=table.select(
            pl.col("title").alias("Instrument"),
            *(pl.col(name).fill_null(0.0).alias(f"By {name} [EUR bn]") for name in columns),
        ),
        source=source,
        unit="Expected money of new common instruments, EUR bn at 2025 prices; at the bar’s end "
        "the shortfall, points of 100",
        note="Expected: ceiling over its years, times the chance that it is open in each "
        "year, times the part that comes on top of announced spending, an assumption "
        "(decision_additional). Of several banks the one with most output behind it counts.",
    )


def _title(regimes: pl.DataFrame) -> str:
    rows_ = {row["regime"]: row for row in regimes.iter_rows(named=True)}
    now = rows_["status_quo"]["money_eur_bn"]
    most = max(rows_.values(), key=lambda row: (row["money_eur_bn"], row["regime"]))
    if most["money_eur_bn"] <= now + 0.5:
        return f"No regime opens more than today’s EUR {now:,.0f} bn of new common money"
    return (
        f"Unanimity as today opens EUR {now:,.0f} bn of new common money; "
        f"{REGIME_WORDS[most['regime']]} would open {most['money_eur_bn']:,.0f} bn"
    )


def _bars(
    bars: pl.DataFrame, ends: list[dict[str, object]], named: list[str], width: int
) -> ChartType:
    if bars.is_empty():
        return message("No regime opens new common money.", width)
    order = [str(each["by"]) for each in ends]
    room = 150
    y = alt.Y("by:N", sort=order, title=None, axis=alt.Axis(labelLimit=room, ticks=False))
    most = max(float(str(each["bn"])) for each in ends)
    scale = alt.Scale(domain=[0, most * 1.12], nice=False)
    stack = (
        alt.Chart(rows(bars.to_dicts()))
        .mark_bar(height=20)
        .encode(
            x=alt.X("sum(bn):Q", title=None, scale=scale, axis=alt.Axis(tickCount=5)),
            y=y,
            order=alt.Order("rank:Q"),
            color=alt.Color(
                "name:N",
                scale=alt.Scale(domain=named, range=list(FILLS[: len(named)])),
                legend=alt.Legend(
                    title=None, orient="top", columns=2 if width == WIDE else 1, labelLimit=320
                ),
            ),
        )
        .transform_calculate(rank=f"indexof({named!r}, datum.name)")
    )
    told = (
        alt.Chart(rows(ends))
        .mark_text(align="left", dx=6, color=INK, fontWeight="bold")
        .encode(x=alt.X("bn:Q", scale=scale), y=y, text="told:N")
    )
    chart: ChartType = alt.layer(stack, told).properties(
        width=width - room, height=ROW * len(order)
    )
    return chart
