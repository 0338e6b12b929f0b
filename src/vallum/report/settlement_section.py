"""Red lines and leverage: what drafts cross, what falls due, who gives what.

From: frames `settlement_outcomes`, `settlement_renewals`, `settlement_aid`,
`settlement_replacement`.  To: the report.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.figure import Figure
from vallum.report.material import Material
from vallum.report.tables import NOTHING, Table
from vallum.report.theme import BLUE, NARROW, RULE, WIDE, rows
from vallum.report.words import counted, percent

FRAMES = (
    "settlement_outcomes",
    "settlement_renewals",
    "settlement_aid",
    "settlement_replacement",
)
WORDS = {"breach": "crossed", "doubt": "arguable", "kept": "kept", "silent": "silent"}
DONORS = {"europe": "Europe", "usa": "United States"}
HEIGHT = 230


def there(material: Material) -> bool:
    """Whether the run holds what this section shows; runs kept before it was made do not."""
    return all(name in material.frames for name in FRAMES)


def section(material: Material) -> dict[str, Any] | None:
    """What the section says beside its figure."""
    if not there(material):
        return None
    return {
        "outcomes": outcomes(material),
        "outcomes_title": outcomes_title(material),
        "renewals": renewals(material),
        "known_by": material.frames["settlement_renewals"]["known_by"][0],
    }


def outcomes(material: Material) -> Table:
    """A row a shipped text, a column a red line, in words."""
    frame = material.frames["settlement_outcomes"]
    titles = frame.select("rule", "rule_title").unique(maintain_order=True)
    wide: dict[str, dict[str, str]] = {}
    told = {}
    for row in frame.iter_rows(named=True):
        told[row["text"]] = (row["title"], row["date"])
        wide.setdefault(row["text"], {})[row["rule"]] = WORDS[row["outcome"]]
    rules = titles["rule"].to_list()
    return Table(
        label="Drafts on ending the war, and the red lines they cross",
        headers=("Text", "Date", *titles["rule_title"].to_list()),
        rows=tuple(
            (*told[text], *(found.get(rule, NOTHING) for rule in rules))
            for text, found in wide.items()
        ),
        numeric=(False,) * (2 + len(rules)),
        strong=tuple("crossed" not in found.values() for found in wide.values()),
    )


def outcomes_title(material: Material) -> str:
    """How many drafts cross none, as one finding."""
    frame = material.frames["settlement_outcomes"]
    crossing = frame.group_by("text").agg(crossed=(pl.col("outcome") == "breach").any())
    clear = crossing.height - int(crossing["crossed"].sum())
    return f"Of {counted(crossing.height, 'text')} on ending the war {clear} cross no red line"


def renewals(material: Material) -> Table:
    """A row a renewal that falls due in the year after the newest fact."""
    found = material.frames["settlement_renewals"].to_dicts()
    return Table(
        label="Sanctions that lapse unless renewed",
        headers=("Regime", "Due", "Decided by", "What falls with a veto"),
        rows=tuple(
            (row["regime"].replace("_", " "), row["due"], row["rule"].replace("_", " "),
             row["falls"])
            for row in found
        ),
        numeric=(False,) * 4,
    )  # fmt: skip


def aid_pace(material: Material) -> Figure:
    """Two bars a half-year: what Europe and the United States allocate a month."""
    frame = material.frames["settlement_aid"]
    return Figure(
        id="aid-pace",
        title=_aid_title(material.frames["settlement_replacement"]),
        description=(
            "Pairs of bars by half-year: allocations to Ukraine a month by Europe and by the "
            "United States."
        ),
        chart=_aid_chart(frame, WIDE),
        narrow=_aid_chart(frame, NARROW),
        table=frame.select(
            pl.col("half_year").alias("Half-year"),
            pl.col("europe").alias("Europe [EUR bn a month]"),
            pl.col("usa").alias("United States [EUR bn a month]"),
        ),
        source="Kiel Institute, Ukraine Support Tracker, release 29.",
        unit="Allocated to Ukraine, EUR bn a month",
        note=(
            "All kinds of aid, current prices. Europe: the EU’s states and institutions, Britain, "
            f"Norway, Switzerland, Iceland. The last bars end with {frame['last_month'][-1]}. "
            "The title compares with February 2022 to December 2024."
        ),
    )


def _aid_title(frame: pl.DataFrame) -> str:
    share = dict(frame.select("kind", "share").iter_rows())
    if share["all"] is None or share["military"] is None:
        return "America gives no less than before"
    return (
        f"Since March 2025 Europe makes up for {percent(share['all'])} of the help that America no "
        f"longer gives, and for {percent(share['military'])} of the military part"
    )


def _aid_chart(frame: pl.DataFrame, width: int) -> ChartType:
    drawn = [
        {"half": row["half_year"], "donors": title, "value": row[name]}
        for row in frame.iter_rows(named=True)
        for name, title in DONORS.items()
    ]
    order = list(DONORS.values())
    chart: ChartType = (
        alt.Chart(rows(drawn))
        .mark_bar()
        .encode(
            x=alt.X("half:N", title=None, axis=alt.Axis(labelAngle=0 if width == WIDE else -60)),
            xOffset=alt.XOffset("donors:N", sort=order),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=5)),
            color=alt.Color(
                "donors:N",
                sort=order,
                scale=alt.Scale(domain=order, range=[BLUE, RULE]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
        .properties(width=width - 40, height=HEIGHT)
    )
    return chart
