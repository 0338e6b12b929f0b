"""The report's section on the field: arrivals, a campaign, the force in Ukraine.

From: frames `field_arrivals`, `field_campaign`, `field_mission`, `field_force`.  To: the report.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import address
from vallum.report.field_charts import ASSUMED, GRAPH, SHORT
from vallum.report.figure import Figure
from vallum.report.material import Material
from vallum.report.theme import (
    BLUE,
    INK,
    LIGHT_BLUE,
    LIGHT_RUST,
    NARROW,
    WIDE,
    rows,
)
from vallum.report.words import counted, listed, percent
from vallum.theatre import WARNING

BATTLE = ("field_arrivals", "field_campaign")
FORCE = ("field_mission", "field_force")
HEIGHT = 240
PALE = {"none": LIGHT_RUST, "plan": LIGHT_BLUE}
ELEMENTS = "requirements/missions, mission_elements and parameters, rows generate_*"


def there(material: Material) -> bool:
    """Whether the run sent something into the field; runs kept before could not."""
    return any(all(name in material.frames for name in names) for names in (BATTLE, FORCE))


def section(material: Material) -> dict[str, Any] | None:
    """What the section says beside its figures."""
    if not there(material):
        return None
    frames = material.frames
    mission = frames["field_mission"].row(0, named=True) if "field_mission" in frames else None
    return {
        "sentence": material.headline.get("field") or "",
        "warning": WARNING,
        "battle": BATTLE[0] in frames,
        "mission": mission
        and {
            "refusing": mission["refusing"],
            "cost": f"{mission['cost_eur_bn_a_year']:,.1f}",
            "north": f"{mission['from_north']:,}",
            "pool": f"{mission['pool']:,}",
        },
    }


def figures(material: Material) -> list[Figure]:
    """The charts of the section, those whose frames the run has."""
    made = []
    if all(name in material.frames for name in BATTLE):
        made += [arrivals(material), holding(material)]
    if all(name in material.frames for name in FORCE):
        made.append(contributors(material))
    return made


def arrivals(material: Material) -> Figure:
    """The arrival curve between its fast and its slow case."""
    frame = material.frames["field_arrivals"]
    asked, place, year = frame["brigades"][0], frame["title"][0], frame["year"][0]
    came = frame.filter(pl.col("central") >= asked - 1e-4)["day"]
    last = f"by day {came[0]}" if came.len() else f"not within {frame['day'][-1]} days"

    def drawn(width: int) -> ChartType:
        base = alt.Chart(rows(frame.to_dicts())).encode(
            x=alt.X("day:Q", title="Days after the order")
        )
        band = base.mark_area(color=LIGHT_BLUE, opacity=0.5).encode(
            y=alt.Y("slow:Q", title=None), y2="fast:Q"
        )
        line = base.mark_line(color=BLUE, strokeWidth=2.5).encode(y="central:Q")
        chart: ChartType = (band + line).properties(width=width - 40, height=HEIGHT)
        return chart

    return Figure(
        id="field-arrivals",
        title=f"In {year} {asked:.0f} brigades reach {place} {last} in the central case",
        description=(
            "A line of brigades arrived by day, within a band from all delays short and rooms "
            "large to all delays long and rooms small."
        ),
        chart=drawn(WIDE),
        narrow=drawn(NARROW),
        table=frame.select(
            pl.col("day").alias("Day"),
            *(
                pl.col(name).round(2).alias(f"{name.capitalize()} [brigades]")
                for name in ("slow", "central", "fast")
            ),
        ),
        source=f"Own flow over {GRAPH} {material.credit}",
        unit="Brigades arrived",
        note=(
            "Band: from everything slow to everything fast. No damage, no other traffic. "
            "vallum reinforce asks for other places and numbers, and names bottlenecks."
        ),
    )


def holding(material: Material) -> Figure:
    """Bars by model: share of paths in which the line holds, without and with a plan; spread."""
    frame = material.frames["field_campaign"]
    cases = frame["case"].unique(maintain_order=True).to_list()
    told = dict(frame.select("case", "case_title").iter_rows())
    shown = frame.filter(pl.col("case") == cases[-1])
    least, *_, most = sorted(shown["holds"])
    titles = [told[case] for case in cases]
    data = [
        row | {"short": SHORT[row["model"]], "words": percent(row["holds"])}
        for row in frame.to_dicts()
    ]
    order = [SHORT[name] for name in shown["model"]]

    def drawn(width: int) -> ChartType:
        base = alt.Chart(rows(data)).encode(
            y=alt.Y(
                "short:N", sort=order, title=None,
                axis=alt.Axis(labelLimit=220 if width == WIDE else 110),
            ),
            yOffset=alt.YOffset("case_title:N", sort=titles),
        )  # fmt: skip
        bars = base.mark_bar().encode(
            x=alt.X(
                "holds:Q", title="Paths in which the line holds",
                scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"),
            ),
            color=alt.Color(
                "case_title:N", sort=titles,
                scale=alt.Scale(domain=titles, range=[PALE[case] for case in cases]),
                legend=alt.Legend(title=None, orient="top") if len(cases) > 1 else None,
            ),
        )  # fmt: skip
        words = base.mark_text(align="left", dx=4, color=INK, fontSize=11).encode(
            x="holds_high:Q", text="words:N"
        )
        spread = base.mark_rule(color=INK, strokeWidth=1.5).encode(
            x="holds_low:Q", x2="holds_high:Q"
        )
        chart: ChartType = (bars + spread + words).properties(
            width=width - 140, height=50 + 46 * len(order)
        )
        return chart

    where, year = shown["theatre_title"][0], shown["year"][0]
    return Figure(
        id="field-holding",
        title=(
            f"{where}, {year}: three models hold the line in {percent(least)} to {percent(most)} "
            f"of their paths{', ' + titles[-1].lower() if len(cases) > 1 else ''}"
        ),
        description=(
            "Bars by model: the share of paths in which the line holds, without and with the plan "
            "where there is one."
        ),
        chart=drawn(WIDE),
        narrow=drawn(NARROW),
        table=frame.select(
            pl.col("case_title").alias("Case"),
            pl.col("model_title").alias("Model"),
            pl.Series("Holds, share of paths", [percent(share) for share in frame["holds"]]),
            (100 * pl.col("holds_low")).round(1).alias("Heaviest input at its worst [%]"),
            (100 * pl.col("holds_high")).round(1).alias("At its best [%]"),
            pl.col("heaviest").alias("Heaviest input"),
            pl.col("ground_low_km").round(0).alias("Ground lost, 10th [km]"),
            pl.col("ground_km").round(0).alias("Median [km]"),
            pl.col("ground_high_km").round(0).alias("90th [km]"),
        ),
        source=f"{shown['paths'][0]:,} paths in each model; inputs: {ASSUMED} {material.credit}",
        unit=f"Share of paths, {shown['days'][0]} days",
        note=(
            f"{WARNING} Line: the share where the one input that matters most to the model is at "
            "its worst and at its best, a fifth of the paths each; the data table names it."
        ),
        addresses={
            "Holds, share of paths": [
                address("field_campaign", "holds", row["theatre"], row["case"], row["model"])
                for row in frame.to_dicts()
            ]
        },
    )


def contributors(material: Material) -> Figure:
    """A bar a state: soldiers in the pool of the force in Ukraine, by rotation."""
    mission = material.frames["field_mission"].row(0, named=True)
    sent = (
        material.frames["field_force"]
        .group_by("state_name", "rotation")
        .agg(pl.sum("soldiers"))
        .sort("state_name", "rotation")
    )
    whole = sent.group_by("state_name").agg(pl.sum("soldiers")).sort(
        ["soldiers", "state_name"], descending=[True, False]
    )  # fmt: skip
    order = whole["state_name"].to_list()
    first = listed(order[:2])
    pool = whole["soldiers"].to_list()
    part = sum(pool[:2]) / sum(pool) if pool else 0.0

    def drawn(width: int) -> ChartType:
        chart: ChartType = (
            alt.Chart(rows(sent.to_dicts()))
            .mark_bar(stroke="white", strokeWidth=0.5)
            .encode(
                y=alt.Y("state_name:N", sort=order, title=None),
                x=alt.X("soldiers:Q", title="Soldiers in the pool", axis=alt.Axis(format=",d")),
                order=alt.Order("rotation:O"),
                color=alt.Color(
                    "rotation:O", scale=alt.Scale(scheme="blues"),
                    legend=alt.Legend(title="Rotation", orient="top"),
                ),
            )
            .properties(width=width - 140, height=max(120, 22 * len(order)))
        )  # fmt: skip
        return chart

    kept = f"{mission['deployed']:,} of {mission['troops']:,} soldiers"
    if mission["deployed"] == mission["troops"]:
        kept = f"{mission['troops']:,} soldiers"
    wide = sent.pivot("rotation", index="state_name", values="soldiers").fill_null(0)
    numbers = [name for name in wide.columns if name != "state_name"]
    return Figure(
        id="field-force",
        title=(
            f"{kept} are kept in Ukraine by {counted(mission['states'], 'state')}; {first} bring "
            f"{percent(part)} of the pool"
        ),
        description="Bars by state: soldiers in the pool, split by the rotation they serve in.",
        chart=drawn(WIDE),
        narrow=drawn(NARROW),
        table=whole.join(wide, on="state_name", maintain_order="left").select(
            pl.col("state_name").alias("State"),
            *(pl.col(name).alias(f"Rotation {name} [soldiers]") for name in sorted(numbers)),
            pl.col("soldiers").alias("In all [soldiers]"),
        ),
        source=f"Integer programme over {ELEMENTS}; governance/stances. {material.credit}",
        unit="Soldiers by state and rotation of six months",
        note=(
            "Within each state’s ready land force, home-defence floor, stance and caveats; these "
            "but for the stances are planning assumptions. Another split as good may exist."
        ),
    )
