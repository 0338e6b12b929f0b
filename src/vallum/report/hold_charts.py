"""Charts of support for Ukraine: what a season ends in at each level, money against need.

From: `vallum.study.hold`, `vallum.settlement.need`.  To: commands, the browser, the report.
"""

from __future__ import annotations

import json

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.field_charts import SHORT
from vallum.report.figure import Figure
from vallum.report.theme import BLUE, LIGHT_BLUE, NARROW, QUIET, RUST, WIDE, rows
from vallum.report.words import percent
from vallum.settlement.need import STREAMS, MoneyNeed
from vallum.study.hold import Holding
from vallum.theatre import WARNING

COLOURS = {"Adaptive": BLUE, "FEBA expansion": RUST, "Exchange law": QUIET}
SHAPES = {"Adaptive": "circle", "FEBA expansion": "square", "Exchange law": "triangle-up"}
ASSUMED = "requirements/parameters, rows hold_* and campaign_* (planning assumptions)."
BRIEFLY = {
    "none": "No support",
    "today": "Today's pace",
    "replaced": "US replaced",
    "eu_loan": "+ EU loan",
    "reparations_loan": "+ reparations loan",
    "doubled": "Twice today's",
}
"""Levels of support where there is little room."""
HEIGHT = 250


def hold_figure(found: Holding) -> Figure:
    """How often the line holds by level of support: a mark a model, a bar between them."""
    short = {held.support.title: BRIEFLY[held.support.name] for held in found.levels}
    data = [
        {
            "support": held.support.title, "model": SHORT[model],
            "holds": ends.hold_probability,
        }
        for held in found.levels
        for model, ends in held.campaign.models.items()
    ]  # fmt: skip
    order = [held.support.title for held in found.levels]
    spans = [
        dict(zip(("support", "least", "most"), (held.support.title, *held.campaign.hold_range),
                 strict=True))
        for held in found.levels
    ]  # fmt: skip

    def drawn(width: int) -> ChartType:
        wide = width == WIDE
        names = {title: title if wide else short[title] for title in order}
        label = f"{json.dumps(names)}[datum.label]"
        y = alt.Y("support:N", sort=order, title=None,
                  axis=alt.Axis(labelLimit=240, labelExpr=label))  # fmt: skip
        axis = alt.Axis(format="%", tickCount=5)
        bar = (
            alt.Chart(rows(spans))
            .mark_rule(color=LIGHT_BLUE, strokeWidth=6)
            .encode(y=y, x=alt.X("least:Q", title="Paths in which the line holds", axis=axis,
                                 scale=alt.Scale(domain=[0, 1])), x2="most:Q")
        )  # fmt: skip
        models = list(COLOURS)
        marks = (
            alt.Chart(rows(data))
            .mark_point(filled=True, size=80, opacity=1)
            .encode(
                y=y,
                x="holds:Q",
                color=alt.Color(
                    "model:N", sort=models,
                    scale=alt.Scale(domain=models, range=list(COLOURS.values())),
                    legend=alt.Legend(
                        title=None, orient="top", direction="horizontal" if wide else "vertical"
                    ),
                ),
                shape=alt.Shape(
                    "model:N", sort=models,
                    scale=alt.Scale(domain=models, range=list(SHAPES.values())),
                ),
            )
        )  # fmt: skip
        chart: ChartType = (bar + marks).properties(
            width=width - (200 if wide else 120), height=HEIGHT
        )
        return chart

    return Figure(
        id="hold",
        title=_title(found),
        description=(
            "For each level of support a bar from the least to the greatest share of paths in "
            "which the line holds, with a mark for each of three models."
        ),
        chart=drawn(WIDE),
        narrow=drawn(NARROW),
        table=pl.DataFrame(
            [
                {
                    "Support": held.support.title,
                    "Help [EUR bn a year]": round(held.support.help_a_year.central, 1),
                    "Model": SHORT[model],
                    "Holds [% of paths]": round(100 * ends.hold_probability, 1),
                    **{
                        f"Ground lost, {name} [km]": round(value, 1)
                        for name, value in zip(
                            ("10th", "median", "90th"), ends.spread("ground_lost_km"), strict=True
                        )
                    },
                }
                for held in found.levels
                for model, ends in held.campaign.models.items()
            ]
        ),
        source=f"{found.paths:,} paths in each model, seed {found.seed}; inputs: {ASSUMED}",
        unit=f"Paths in which the line holds for {found.days} days",
        note=WARNING,
    )


def money_need_figure(found: MoneyNeed) -> Figure:
    """Stacked bars of what is in sight by year and kind, a tick at the need."""
    frame = found.of("adopted")
    data, needs = [], []
    names = {**{name: STREAMS[name] for name in ("aid", "eu_loan")}, "gap": "not in sight"}
    for row in frame.iter_rows(named=True):
        what = f"{row['kind'].capitalize()} {row['year']}"
        needs.append({"what": what, "need": row["need"]})
        left = row["need"]
        for name in ("aid", "eu_loan"):
            used = min(left, row[name])
            left -= used
            data.append({"what": what, "stream": names[name], "eur_bn": used})
        data.append({"what": what, "stream": names["gap"], "eur_bn": row["gap"]})
    order = [row["what"] for row in needs]
    colours = dict(zip(names.values(), (BLUE, LIGHT_BLUE, RUST), strict=True))
    place = {name: k for k, name in enumerate(colours)}

    def drawn(width: int) -> ChartType:
        chart: ChartType = (
            alt.Chart(rows([row | {"place": place[str(row["stream"])]} for row in data]))
            .mark_bar()
            .encode(
                y=alt.Y("what:N", sort=order, title=None),
                x=alt.X("sum(eur_bn):Q", title="EUR bn"),
                order="place:Q",
                color=alt.Color(
                    "stream:N", sort=list(colours),
                    scale=alt.Scale(domain=list(colours), range=list(colours.values())),
                    legend=alt.Legend(
                        title=None, orient="top",
                        direction="horizontal" if width == WIDE else "vertical",
                    ),
                ),
            )
            .properties(width=width - 100, height=180)
        )  # fmt: skip
        return chart

    gap, need = float(frame["gap"].sum()), float(frame["need"].sum())
    years = [int(year) for year in frame["year"]]
    return Figure(
        id="money-need",
        title=(
            f"Of the EUR {need:,.0f} bn that Ukraine needs of its partners in "
            f"{min(years)}-{max(years)}, EUR {gap:,.0f} bn is not in sight"
        ),
        description=(
            "A bar for each kind of need and year: what Europe's military aid and the EU's loan "
            "cover of it, and what nothing covers."
        ),
        chart=drawn(WIDE),
        narrow=drawn(NARROW),
        table=frame.select(
            pl.col("year").alias("Year"),
            pl.col("kind").alias("For"),
            pl.col("need").round(1).alias("Need [EUR bn]"),
            *(pl.col(name).round(1).alias(f"{title} [EUR bn]") for name, title in STREAMS.items()),
            pl.col("gap").round(1).alias("Gap [EUR bn]"),
            pl.col("over").round(1).alias("Over [EUR bn]"),
        ),
        source="ukraine/bills, ukraine/money, ukraine/loan_terms (letter of 17 November 2025).",
        unit="What partners would have to pay, EUR bn, current prices",
        note=(
            "The stated need has the war end in 2026. If it counts promised aid already, EUR "
            f"{float(found.of('loan_alone')['gap'].sum()):,.0f} bn is not in sight."
        ),
    )


def _title(found: Holding) -> str:
    by_name = {held.support.name: held.campaign.hold_range for held in found.levels}
    none, most = by_name["none"], by_name["reparations_loan"]
    return (
        f"Ukraine’s line in {found.year}: the darkest model holds it in {percent(none[0])} of "
        f"paths without support, in {percent(most[0])} with a reparations loan"
    )
