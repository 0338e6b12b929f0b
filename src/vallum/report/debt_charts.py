"""Public debt as charts: the fan of one state, and small multiples of many.

From: answers of `vallum.finance.debt`.  To: `vallum debt --chart`, the report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import polars as pl

from vallum.finance.debt import LAST_YEAR, START_YEAR, StateDebt
from vallum.report.figure import Figure
from vallum.report.theme import BLUE, INK, LIGHT_BLUE, NARROW, QUIET, RULE, RUST, WIDE, rows

COLUMNS, NARROW_COLUMNS = 5, 2
ANCHOR = 60
"""The treaty's reference value [% of GDP]."""
OUTER, INNER = "8 of 10 paths", "4 of 10 paths"
HELD, BOUND = "balance of 2024 held", "adjusted as the rules ask"
PLANNED, WITH_PLAN = "adjusted, and with the plan", "with_plan"
"""A line of a plan's draws, and the path that it shows where an answer has it."""
COLOURS = {HELD: RUST, BOUND: BLUE, PLANNED: INK}
SOURCE = (
    "Own projection by the Commission's method (Debt Sustainability Monitor 2023); inputs: "
    "Commission spring 2025 forecast, Ageing Report 2024, market forwards of October 2025, as "
    "collected by L. Welslau, Bruegel."
)


def debt_fan(held: StateDebt, name: str, source: str = SOURCE) -> Figure:
    """One state: debt as the rules ask, with its fan, and with the balance of 2024 held."""
    lines = _lines(held)
    end, last = held.debt(held.end_year), held.debt(LAST_YEAR)
    moved = "falls" if last < end - 0.5 else "rises" if last > end + 0.5 else "stays"
    worse = held.debt(LAST_YEAR, "no_policy_change")
    title = (
        f"{name}: adjusted over {held.years} years, debt {moved} to {last:.0f} % of GDP by "
        f"{LAST_YEAR}; with the balance of 2024 held it reaches {worse:.0f} %"
    )
    return Figure(
        id=f"debt-fan-{held.state.lower()}",
        title=title,
        description=(
            f"Lines by year: public debt of {name} in % of GDP from {START_YEAR} to {LAST_YEAR}, "
            "as the rules ask and with the balance held; bands show where it may go in five years "
            f"after {held.end_year} under shocks as they have been."
        ),
        chart=_single(held, lines, WIDE, 340),
        narrow=_single(held, lines, NARROW, 260),
        table=_table([held], {held.state: name}),
        source=source,
        unit="Public debt, % of GDP",
        note=_note(held),
    )


def debt_multiples(
    states: Sequence[StateDebt], names: Mapping[str, str], source: str = SOURCE
) -> Figure:
    """Many states, one small chart each, on one scale, highest debt first."""
    ordered = sorted(states, key=lambda held: -held.debt(START_YEAR + 1))
    years = ordered[0].years
    rising = [held for held in ordered if held.debt(LAST_YEAR, "no_policy_change") > ANCHOR]
    title = (
        f"With the balance of 2024 held, debt is above {ANCHOR} % of GDP by {LAST_YEAR} in "
        f"{len(rising)} of {len(ordered)} states; with what the rules ask over {years} years, in "
        f"{sum(held.debt(LAST_YEAR) > ANCHOR for held in ordered)}"
    )
    planned = [held for held in ordered if WITH_PLAN in held.paths]
    if planned:
        above = sum(held.debt(LAST_YEAR, WITH_PLAN) > ANCHOR for held in planned)
        title += f"; with what the plan draws on top, in {above}"
    return Figure(
        id="debt-by-state",
        title=title,
        description=(
            f"Small charts, one a state: public debt in % of GDP from {START_YEAR} to {LAST_YEAR}, "
            "as the rules ask and with the balance of 2024 held, with bands of five years."
        ),
        chart=_small(ordered, names, COLUMNS, 116),
        narrow=_small(ordered, names, NARROW_COLUMNS, 130),
        table=_table(ordered, names),
        source=source,
        unit="Public debt, % of GDP; highest first; lines above 200 are cut",
        note=f"Dotted: {ANCHOR} %. Bands: {OUTER} (light) and {INNER} (dark) after adjustment.",
    )


def _note(held: StateDebt) -> str:
    imputed = ", shocks imputed from yearly history" if "shocks" in held.case.imputed else ""
    return f"Dotted: {ANCHOR} %. Bands: {OUTER} (light) and {INNER} (dark){imputed}."


def _lines(held: StateDebt) -> list[dict[str, Any]]:
    series = {HELD: "no_policy_change", BOUND: "binding", PLANNED: WITH_PLAN}
    return [
        {"state": held.state, "path": label, "year": START_YEAR + at, "debt": value}
        for label, path in series.items()
        if path in held.paths
        for at, value in enumerate(held.paths[path])
    ]


def _paths(states: Sequence[StateDebt], dashes: Mapping[str, list[int]]) -> dict[str, Any]:
    """The scales of colour and dash over the paths that any of the states has."""
    shown = [HELD, BOUND]
    shown += [PLANNED] if any(WITH_PLAN in held.paths for held in states) else []
    return {
        "color": alt.Scale(domain=shown, range=[COLOURS[name] for name in shown]),
        "dash": alt.Scale(domain=shown, range=[dashes[name] for name in shown]),
    }


def _bands(held: StateDebt) -> list[dict[str, Any]]:
    if not held.fan:
        return []
    return [
        {"state": held.state, "year": year}
        | {f"p{percent}": held.fan[percent][at] for percent in held.fan}
        for at, year in enumerate(held.fan_years)
    ]


def _x(values: Sequence[int], title: str | None = None) -> alt.X:
    return alt.X(
        "year:Q",
        title=title,
        scale=alt.Scale(domain=[START_YEAR, LAST_YEAR], nice=False),
        axis=alt.Axis(format="d", values=list(values), grid=False),
    )


def _single(held: StateDebt, lines: list[dict[str, Any]], width: int, height: int) -> Any:
    room = 190 if width == WIDE else 0
    x = _x([2024, 2028, 2031, 2035, 2041] if width == WIDE else [2024, 2031, 2041])
    y = alt.Y("debt:Q", title=None, scale=alt.Scale(zero=True))
    scales = _paths([held], {HELD: [6, 3], BOUND: [1, 0], PLANNED: [3, 2]})
    colour = alt.Color(
        "path:N",
        scale=scales["color"],
        legend=None if room else alt.Legend(orient="bottom", direction="vertical", title=None),
    )
    line = alt.Chart(rows(lines)).mark_line(strokeWidth=2.2).encode(x=x, y=y, color=colour)
    dash = alt.StrokeDash("path:N", scale=scales["dash"], legend=None)
    layers = [*_band_layers(held, x), _anchor(), line.encode(strokeDash=dash)]
    if room:
        ends = [row for row in lines if row["year"] == LAST_YEAR]
        for row in ends:
            row["label"] = f"{row['debt']:.0f}  {row['path']}"
        layers.append(
            alt.Chart(rows(ends))
            .mark_text(align="left", dx=6, fontSize=12)
            .encode(x=x, y=y, text="label:N", color=colour)
        )
    return alt.layer(*layers).properties(width=width - room - 40, height=height)


def _band_layers(held: StateDebt, x: alt.X) -> list[Any]:
    bands = _bands(held)
    if not bands:
        return []
    return [
        alt.Chart(rows(bands))
        .mark_area(color=LIGHT_BLUE, opacity=opacity)
        .encode(x=x, y=alt.Y(f"{low}:Q", title=None), y2=f"{high}:Q")
        for low, high, opacity in (("p10", "p90", 0.45), ("p30", "p70", 0.75))
    ]


def _anchor() -> Any:
    return (
        alt.Chart(rows([{"at": ANCHOR}]))
        .mark_rule(color=QUIET, strokeDash=[2, 3], strokeWidth=1)
        .encode(y="at:Q")
    )


def _small(states: Sequence[StateDebt], names: Mapping[str, str], columns: int, width: int) -> Any:
    """One chart a state; a scale that ends at 200 keeps low debt legible."""
    x = _x([2024, 2041])
    y = alt.Y(
        "debt:Q",
        title=None,
        scale=alt.Scale(domain=[0, 200], clamp=True),
        axis=alt.Axis(values=[0, 60, 120, 180], gridColor=RULE, gridOpacity=0.5),
    )
    charts = []
    scales = _paths(states, {HELD: [5, 3], BOUND: [1, 0], PLANNED: [2, 2]})
    for held in states:
        line = (
            alt.Chart(rows(_lines(held)))
            .mark_line(strokeWidth=1.8, clip=True)
            .encode(
                x=x,
                y=y,
                color=alt.Color(
                    "path:N",
                    scale=scales["color"],
                    legend=alt.Legend(orient="top", title=None, labelLimit=260, symbolSize=200),
                ),
                strokeDash=alt.StrokeDash(
                    "path:N",
                    scale=scales["dash"],
                    legend=alt.Legend(orient="top", title=None, labelLimit=260),
                ),
            )
        )
        label = f"{names.get(held.state, held.state)} {held.debt(LAST_YEAR):.0f}"
        charts.append(
            alt.layer(*_band_layers(held, x), _anchor(), line).properties(
                width=width,
                height=84,
                title=alt.TitleParams(label, fontSize=11, color=INK, anchor="start", offset=4),
            )
        )
    grid = [
        alt.hconcat(*charts[at : at + columns], spacing=14) for at in range(0, len(charts), columns)
    ]
    return alt.vconcat(*grid, spacing=10).resolve_legend(color="shared", strokeDash="shared")


def _table(states: Sequence[StateDebt], names: Mapping[str, str]) -> pl.DataFrame:
    years = (2025, 2035, LAST_YEAR)
    planned = any(WITH_PLAN in held.paths for held in states)
    return pl.DataFrame(
        [
            {
                "State": names.get(held.state, held.state),
                "Structural primary balance asked [% of GDP]": round(held.spb_end, 2),
                "A year [points]": round(held.yearly_step, 2),
                **{f"Debt {year} [% of GDP]": round(held.debt(year), 1) for year in years},
                f"Debt {LAST_YEAR}, balance held [% of GDP]": round(
                    held.debt(LAST_YEAR, "no_policy_change"), 1
                ),
            }
            | (
                {
                    f"Debt {LAST_YEAR}, with the plan [% of GDP]": round(
                        held.debt(LAST_YEAR, WITH_PLAN), 1
                    )
                    if WITH_PLAN in held.paths
                    else None
                }
                if planned
                else {}
            )
            for held in states
        ]
    )
