"""How good the evidence is: verified, unverified and imputed shares by array.

From: frame `quality`.  To: the report.
"""

from __future__ import annotations

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import addresses
from vallum.report.figure import Figure
from vallum.report.material import Material
from vallum.report.theme import (
    BLUE,
    LIGHT_BLUE,
    LIGHT_RUST,
    NARROW,
    PERCENT_LABEL,
    RULE,
    WIDE,
    message,
    rows,
)
from vallum.report.words import percent, plain

MOST_BARS = 24
"""So many states or categories are drawn; the rest weigh too little to see."""
HALF = 0.5
KINDS = {
    "share_verified": "seen in the source",
    "share_unverified": "still to be checked",
    "share_imputed": "imputed by a stated rule",
}


def evidence_quality(material: Material) -> Figure:
    """Stacked bars by array: what its facts rest on."""
    quality = material.frames["quality"].sort("share_verified", "array")
    return Figure(
        id="quality",
        title=_title(quality),
        description=(
            "Stacked bars, one per array of the model: the share of its facts seen in the source "
            "named, taken from general knowledge of it and still to be checked, or imputed by a "
            "stated rule."
        ),
        chart=_chart(quality, WIDE),
        narrow=_chart(quality, NARROW),
        table=quality.select(
            pl.col("array").map_elements(plain, return_dtype=pl.String).alias("Array"),
            pl.col("cells").alias("Cells"),
            pl.col("facts").alias("Facts"),
            *(
                (100 * pl.col(column)).round(1).alias(f"{words.capitalize()} [%]")
                for column, words in KINDS.items()
            ),
        ),
        source=f"{material.credit}; column “verified” of the evidence tables.",
        unit="Share of facts used, %",
        addresses={
            header: addresses("quality", column, [(name,) for name in quality["array"]])
            for column, header in {
                "cells": "Cells",
                "facts": "Facts",
                **{column: f"{words.capitalize()} [%]" for column, words in KINDS.items()},
            }.items()
        },
    )


def quality_by_state(material: Material) -> Figure:
    """Stacked bars by state, heaviest first: what the facts on its forces rest on, by weight."""
    frame = material.frames["quality_by_state"]
    names = dict(material.frames["contributions"].select("state", "state_name").iter_rows())
    named = frame.with_columns(
        pl.col("state").replace_strict(names, default=pl.col("state")).alias("name")
    )
    return _weighed(material, named, "state", "states", "State")


def quality_by_category(material: Material) -> Figure:
    """The same by category, needs included."""
    frame = material.frames["quality_by_category"]
    named = frame.with_columns(
        pl.col("category").map_elements(plain, return_dtype=pl.String).alias("name")
    )
    return _weighed(material, named, "category", "categories", "Category")


def _weighed(material: Material, frame: pl.DataFrame, key: str, plural: str, header: str) -> Figure:
    shown = frame.head(MOST_BARS)
    weak = shown.filter(pl.col("share_verified") < HALF).height
    kept = {words: f"{words.capitalize()} [%]" for words in KINDS.values()}
    keys = [(value,) for value in shown[key]]
    return Figure(
        id=f"quality-by-{key}",
        title=(
            f"Less than half of the weight is seen in its source for {weak} of the "
            f"{shown.height} {plural} that weigh most"
        ),
        description=(
            f"Stacked bars, one for each of the {plural} that weigh most in the self-reliance "
            "index, heaviest first: the share of that weight on facts seen in their source, still "
            "to be checked, or imputed by a stated rule."
        ),
        chart=_chart(shown, WIDE, "name"),
        narrow=_chart(shown, NARROW, "name"),
        table=shown.select(
            pl.col("name").alias(header),
            pl.col("facts").alias("Facts"),
            (100 * pl.col("weight")).round(2).alias("Weight in the index [%]"),
            *((100 * pl.col(name)).round(1).alias(kept[words]) for name, words in KINDS.items()),
        ),
        source=f"{material.credit}; column “verified” of the evidence tables.",
        unit="Share of the weight in the self-reliance index, %",
        note="Weight: part of the index that would go without the fact, need unchanged.",
        addresses={
            "Facts": addresses(f"quality_by_{key}", "facts", keys),
            **{kept[words]: addresses(f"quality_by_{key}", column, keys)
               for column, words in KINDS.items()},
        },
    )  # fmt: skip


def _title(quality: pl.DataFrame) -> str:
    facts = float(quality["facts"].sum() or 0)
    if not facts:
        return "No facts were used"
    seen, unchecked, imputed = (
        float((quality[column].fill_null(0.0) * quality["facts"]).sum()) / facts for column in KINDS
    )
    return (
        f"{percent(seen)} of the facts used were seen in their source, {percent(unchecked)} are "
        f"still to be checked, {percent(imputed)} are imputed"
    )


def _chart(quality: pl.DataFrame, width: int, name: str = "array") -> ChartType:
    if quality.is_empty():
        return message("No facts were used.", width)
    margin = 150 if width == WIDE else 116
    records = [
        {
            "array": plain(row[name]) if name == "array" else row[name],
            "kind": words,
            "share": row[column] or 0.0,
            "order": order,
        }
        for row in quality.iter_rows(named=True)
        for order, (column, words) in enumerate(KINDS.items())
    ]
    y = alt.Y("array:N").sort(None).axis(
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin - 4, minExtent=margin, maxExtent=margin,
    )  # fmt: skip
    x = alt.X("share:Q").stack("zero").scale(domain=[0, 1])
    legend = alt.Legend(title=None, orient="top", direction="horizontal", symbolType="square",
                        columns=3 if width == WIDE else 2)  # fmt: skip
    hue = alt.Color("kind:N").scale(domain=[*KINDS.values()], range=[BLUE, LIGHT_BLUE, LIGHT_RUST])
    chart: ChartType = (
        alt.Chart(rows(records))
        .mark_bar(height=12, stroke=RULE, strokeWidth=0.4)
        .encode(
            x=x.axis(labelExpr=PERCENT_LABEL, tickCount=4, title=None, domain=False, ticks=False),
            y=y,
            color=hue.legend(legend),
            order="order:O",
        )
        .properties(width=width - margin - 16, height=alt.Step(19))
    )
    return chart
