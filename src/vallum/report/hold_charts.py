"""Charts of support for Ukraine: what a season ends in at each level, money against need.

From: `vallum.study.hold`, `vallum.settlement.need`.  To: commands, the browser, the report.
"""

from __future__ import annotations

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.field_charts import SHORT, alone
from vallum.report.figure import Figure
from vallum.report.theme import BLUE, LIGHT_BLUE, NARROW, QUIET, RUST, WIDE, rows
from vallum.report.words import percent
from vallum.study.hold import Holding
from vallum.theatre import WARNING

COLOURS = {"Adaptive": BLUE, "FEBA expansion": RUST, "Exchange law": QUIET}
SHAPES = {"Adaptive": "circle", "FEBA expansion": "square", "Exchange law": "triangle-up"}
ASSUMED = "requirements/parameters, rows hold_* and campaign_* (planning assumptions)."
HEIGHT = 250


def hold_figure(found: Holding) -> Figure:
    """How often the line holds by level of support: a mark a model, a bar between them."""
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
        y = alt.Y("support:N", sort=order, title=None,
                  axis=alt.Axis(labelLimit=240 if width == WIDE else 130))  # fmt: skip
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
                    legend=alt.Legend(title=None, orient="top"),
                ),
                shape=alt.Shape(
                    "model:N", sort=models,
                    scale=alt.Scale(domain=models, range=list(SHAPES.values())),
                ),
            )
        )  # fmt: skip
        chart: ChartType = (bar + marks).properties(width=width - 200, height=HEIGHT)
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


def hold_chart(found: Holding) -> ChartType:
    """The same as a chart that stands alone."""
    return alone(hold_figure(found))


def _title(found: Holding) -> str:
    by_name = {held.support.name: held.campaign.hold_range for held in found.levels}
    none, most = by_name["none"], by_name["reparations_loan"]
    return (
        f"Ukraine’s line in {found.year}: the darkest model holds it in {percent(none[0])} of "
        f"paths without support, in {percent(most[0])} with a reparations loan"
    )
