"""Spending against pledges: by state, in total, and who meets which target when.

From: frames `spending`, `spending_targets`.  To: the report.
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
    LIGHT_BLUE,
    NARROW,
    QUIET,
    RULE,
    RUST,
    WIDE,
    message,
    rows,
)
from vallum.report.words import amount, counted, listed, of_gdp

TARGETS = (2.0, 3.5, 5.0)
"""Shares of GDP [%] that allies have pledged: Wales 2014, and The Hague 2025 core and whole."""
KNOWN = ("actual", "estimate")
"""What a state has spent, or is estimated to spend in the current year; the rest is intention."""
MILESTONES = (2030, 2035)
OFF_SCALE = 8.0
"""Shares of GDP [%] above this are written, not drawn: they would squeeze all the others."""


def spending_by_state(material: Material) -> Figure:
    """Dots by state: share of GDP in the last known year and at the milestones."""
    spending = material.frames["spending"]
    years = _shown_years(spending)
    dots = _dots(spending, years)
    table = _state_table(spending, years)
    codes = [material.state_codes[name] for name in table["State"]]
    return Figure(
        id="spending-by-state",
        title=_state_title(spending, years),
        description=(
            "Dots by state: defence spending as a share of GDP in "
            f"{listed([str(year) for year in years])}, with lines at 2, 3.5 and 5 %. "
            f"States are sorted by the share in {years[-1] if years else 'no year'}."
        ),
        chart=_state_chart(dots, years, WIDE),
        narrow=_state_chart(dots, years, NARROW),
        table=table,
        source=f"{material.credit}; actuals and estimates, then pledges, from the run’s sources.",
        unit="Defence spending, % of GDP",
        note="Hollow: estimate of the newest year. Later years are pledges, phased, not outturns.",
        addresses={
            f"{year} [{unit}]": addresses("spending", column, [(code, year) for code in codes])
            for year in years
            for unit, column in (("% of GDP", "pct_gdp"), ("EUR bn, 2025", "eur_bn_2025"))
        },
    )


def spending_total(material: Material) -> Figure:
    """Bars by year: what all states together spend, known and intended."""
    total = _totals(material.frames["spending"])
    return Figure(
        id="spending-total",
        title=_total_title(total),
        description=(
            "Bars by year: defence spending of all states of the coalition together, in billions "
            "of euros at 2025 prices; known years dark, intended ones light."
        ),
        chart=_total_chart(total, WIDE),
        narrow=_total_chart(total, NARROW),
        table=pl.DataFrame(
            {
                "Year": total["year"],
                "EUR bn, 2025 prices": total["eur_bn_2025"].round(1),
                "Basis": pl.Series(["known" if known else "intended" for known in total["known"]],
                                   dtype=pl.String),
                "States": total["states"],
            }
        ),
        source=f"{material.credit}; actuals and estimates, then pledges, from the run’s sources.",
        unit="Defence spending, EUR bn at 2025 prices",
        note="Dark: actuals and estimates. Light: pledges and the scenario’s path.",
        addresses={
            "EUR bn, 2025 prices": addresses(
                "spending", "eur_bn_2025", [(year,) for year in total["year"]]
            )
        },
    )  # fmt: skip


def targets_title(material: Material) -> str:
    """Who meets which target when, as one finding."""
    targets = material.frames["spending_targets"]
    states = targets["state"].n_unique()
    if not states:
        return "No spending target can be judged"
    year = material.year
    met = [f"{_reached(targets, target, year)} reach {of_gdp(target)}" for target in TARGETS]
    return f"By {year}, of {counted(states, 'state')}, {listed(met)}"


def _reached(targets: pl.DataFrame, target: float, year: int) -> int:
    return targets.filter(pl.col("target_pct") == target, pl.col("first_year") <= year).height


def last_known_year(spending: pl.DataFrame) -> int | None:
    """The newest year with actuals or estimates for at least half of the states."""
    known = spending.filter(pl.col("basis").is_in(KNOWN), pl.col("pct_gdp").is_not_null())
    counts = known.group_by("year").agg(pl.col("state").n_unique().alias("states"))
    enough = counts.filter(2 * pl.col("states") >= spending["state"].n_unique())["year"]
    return None if enough.is_empty() else int(enough.sort().to_list()[-1])


def _shown_years(spending: pl.DataFrame) -> list[int]:
    present = set(spending["year"].to_list())
    known = last_known_year(spending)
    years = [year for year in MILESTONES if year in present and year != known]
    return sorted({*years, *([known] if known is not None else [])}) or sorted(present)[-1:]


def _state_title(spending: pl.DataFrame, years: list[int]) -> str:
    if not years:
        return "No spending is recorded"
    counts = []
    for year in (years[0], years[-1]):
        now = spending.filter(pl.col("year") == year, pl.col("pct_gdp").is_not_null())
        counts.append((year, now.filter(pl.col("pct_gdp") >= 3.5 - 1e-9).height, now.height))
    (first, before, known), (last, after, all_) = counts
    if first == last:
        return (
            f"In {first}, {before} of {counted(known, 'state')} spend at least {of_gdp(3.5)} of GDP"
        )
    change = "as" if before == after else f"{'up' if after > before else 'down'} from {before}"
    return (
        f"{after} of {counted(all_, 'state')} are to spend at least {of_gdp(3.5)} of GDP in "
        f"{last}, {change} in {first}"
    )


def _dots(spending: pl.DataFrame, years: list[int]) -> list[dict[str, Any]]:
    shown = spending.filter(pl.col("year").is_in(years), pl.col("pct_gdp").is_not_null())
    order = {
        row["state"]: row["pct_gdp"]
        for row in shown.sort("year").iter_rows(named=True)  # the latest year wins
    }
    found = [
        {
            "state": row["state_name"],
            "code": row["state"],
            "year": str(row["year"]),
            "pct": row["pct_gdp"],
            "hollow": row["basis"] == "estimate",
        }
        for row in shown.iter_rows(named=True)
    ]
    return sorted(found, key=lambda dot: (-order[dot["code"]], dot["state"], dot["year"]))


def _state_chart(dots: list[dict[str, Any]], years: list[int], width: int) -> ChartType:
    if not dots:
        return message("No spending is recorded.", width)
    margin = 116
    states = list(dict.fromkeys(dot["state"] for dot in dots))
    y = alt.Y("state:N").sort(states).axis(
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin - 4, minExtent=margin, maxExtent=margin,
    )  # fmt: skip
    far = [dot for dot in dots if dot["pct"] > OFF_SCALE]
    dots = [dot for dot in dots if dot["pct"] <= OFF_SCALE]
    top = max([5.5, *(dot["pct"] for dot in dots)]) * 1.02
    axis = alt.Axis(values=[0, *TARGETS], labelExpr="datum.value + ' %'", title=None, grid=False,
                    orient="top", domain=False, ticks=False)  # fmt: skip
    x = alt.X("pct:Q").scale(domain=[0, top], nice=False).axis(axis)
    hues = [RUST, LIGHT_BLUE, BLUE][-len(years) :] if len(years) < 3 else [RUST, "#7aa5c9", BLUE]
    legend = alt.Legend(title=None, orient="top", direction="horizontal", symbolType="circle",
                        symbolSize=60)  # fmt: skip
    scale = alt.Scale(domain=[str(year) for year in years], range=hues)
    hue = alt.Color("year:N").scale(scale).legend(legend)
    plain_hue = alt.Color("year:N").scale(scale).legend(None)
    base = alt.Chart(rows(dots)).encode(y=y)
    beyond = alt.Chart(rows(_beyond(far))).mark_text(align="right", fontSize=10.5, color=QUIET)
    lines = alt.Chart(rows([{"pct": target} for target in TARGETS]))
    span = base.mark_rule(color=RULE, strokeWidth=1.5).encode(
        x=alt.X("min(pct):Q"), x2=alt.X2("max(pct):Q")
    )
    chart: ChartType = alt.layer(
        lines.mark_rule(color="#9aa3ad", strokeDash=[2, 3]).encode(x=x),
        span,
        base.transform_filter("!datum.hollow")
        .mark_circle(size=55, opacity=1)
        .encode(x=x, color=hue),
        base.transform_filter("datum.hollow")
        .mark_point(size=45, opacity=1, fill="#ffffff", strokeWidth=1.8)
        .encode(x=x, color=plain_hue),
        beyond.encode(y=y, x=alt.value(width - margin - 10), text="text:N"),
    ).properties(width=width - margin - 10, height=alt.Step(17))
    return chart


def _beyond(far: list[dict[str, Any]]) -> list[dict[str, str]]:
    """A state at war spends off the scale: its figures as text, so that the others stay apart."""
    words: dict[tuple[str, str], list[str]] = {}
    for dot in far:
        words.setdefault((dot["state"], f"{dot['pct']:.0f}\u00a0%"), []).append(dot["year"])
    said: dict[str, list[str]] = {}
    for (state, share), years in words.items():
        said.setdefault(state, []).append(f"{share} in {listed(years)}")
    return [{"state": state, "text": f"{', '.join(parts)} →"} for state, parts in said.items()]


def _state_table(spending: pl.DataFrame, years: list[int]) -> pl.DataFrame:
    table = spending.select(pl.col("state_name").alias("State")).unique().sort("State")
    for year in years:
        part = spending.filter(pl.col("year") == year).select(
            pl.col("state_name").alias("State"),
            pl.col("pct_gdp").round(2).alias(f"{year} [% of GDP]"),
            pl.col("eur_bn_2025").round(1).alias(f"{year} [EUR bn, 2025]"),
            pl.col("basis").alias(f"{year}, basis"),
        )
        table = table.join(part, on="State", how="left")
    return table


def _totals(spending: pl.DataFrame) -> pl.DataFrame:
    known = last_known_year(spending)
    return (
        spending.filter(pl.col("eur_bn_2025").is_not_null())
        .group_by("year")
        .agg(pl.col("eur_bn_2025").sum(), pl.col("state").n_unique().alias("states"))
        .with_columns((pl.col("year") <= (known or 0)).alias("known"))
        .sort("year")
    )


def _total_title(total: pl.DataFrame) -> str:
    if total.is_empty():
        return "No spending is recorded"
    seen = total.filter(pl.col("known"))
    start = (seen.tail(1) if not seen.is_empty() else total.head(1)).row(0, named=True)
    ahead = [year for year in total["year"].to_list() if year > start["year"]]
    if not ahead:
        return f"Spending stands at EUR {amount(start['eur_bn_2025'])} bn in {start['year']}"
    year = max([y for y in ahead if y <= MILESTONES[-1]] or ahead[:1])
    end = total.filter(pl.col("year") == year).row(0, named=True)
    times = end["eur_bn_2025"] / start["eur_bn_2025"] if start["eur_bn_2025"] else 0.0
    return (
        f"Spending goes from EUR {amount(start['eur_bn_2025'])} bn in {start['year']} to "
        f"EUR {amount(end['eur_bn_2025'])} bn in {year}, {times:.1f} times as much"
    )


def _total_chart(total: pl.DataFrame, width: int) -> ChartType:
    if total.is_empty():
        return message("No spending is recorded.", width)
    wide = width == WIDE
    records = [row | {"text": f"{row['eur_bn_2025']:,.0f}"} for row in total.iter_rows(named=True)]
    years = total["year"].to_list()
    step = (1 if len(years) <= 18 else 2) if wide else max(1, round(len(years) / 5))
    x = alt.X("year:O").axis(title=None, labelAngle=0, values=years[::step], ticks=False)
    y = alt.Y("eur_bn_2025:Q").axis(title=None, tickCount=4, domain=False, ticks=False, format=",d")
    hue = alt.Color("known:N").scale(domain=[True, False], range=[BLUE, LIGHT_BLUE]).legend(None)
    base = alt.Chart(rows(records)).encode(x=x, y=y)
    layers: list[alt.Chart] = [base.mark_bar().encode(color=hue)]
    turns = {years[0], max(total.filter("known")["year"].to_list(), default=years[0]), years[-1]}
    labelled = turns | set(MILESTONES) if wide else turns
    numbers = rows(r for r in records if r["year"] in labelled or (wide and len(years) <= 18))
    text = alt.Chart(numbers).mark_text(dy=-7, fontSize=10, color=INK)
    layers.append(text.encode(x=x, y=y, text="text:N"))
    chart: ChartType = alt.layer(*layers).properties(width=width - 40, height=210)
    return chart
