"""The report's section on decisions: what unanimity costs the plan, and which routes there are.

From: frames `plan_regimes`, `plan_openings`, `decision_routes`.  To: the report.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from vallum.report.cells import Cell
from vallum.report.decision_charts import short_title
from vallum.report.figure import Figure
from vallum.report.material import Material
from vallum.report.regime_chart import REGIME_WORDS, regime_money
from vallum.report.tables import NOTHING, Table
from vallum.report.words import percent, year_or_never

FRAMES = ("plan_regimes", "plan_openings", "decision_routes")
STATUS_QUO, ANNOUNCED = "status_quo", "announced"
LITTLE = 0.5
"""Differences of the shortfall below this are told as little [points of 100]."""


def there(material: Material) -> bool:
    """Whether the run planned under the regimes; one without a plan did not."""
    return all(name in material.frames and not material.frames[name].is_empty() for name in FRAMES)


def section(material: Material) -> dict[str, Any] | None:
    """What the section says beside its figure."""
    if not there(material):
        return None
    return {
        "sentence": sentence(material.frames["plan_regimes"]),
        "regimes": regimes(material),
        "routes": routes(material),
        "by": f"the end of {material.year}",
    }


def figure(material: Material) -> Figure:
    return regime_money(
        material.frames["plan_regimes"],
        material.frames["plan_openings"],
        f"{material.credit}; coded positions of states (governance/stances) and planning "
        "assumptions.",
    )


def sentence(frame: pl.DataFrame) -> str:
    """What the status quo costs against the best regime: money, points, years."""
    rows = {row["regime"]: row for row in frame.iter_rows(named=True)}
    now = rows[STATUS_QUO]
    best = min(frame.iter_rows(named=True), key=lambda row: (row["shortfall"], row["regime"]))
    if best["regime"] in (STATUS_QUO, ANNOUNCED):
        return "No other regime of decisions leaves less missing than today’s."
    money = best["money_eur_bn"] - now["money_eur_bn"]
    points = now["shortfall"] - best["shortfall"]
    years = _years(now["stand_alone_year"], best["stand_alone_year"])
    told = (
        f"Against {REGIME_WORDS[best['regime']]}, unanimity costs the plan EUR {money:,.0f} bn of "
        f"expected common money and {points:.2f} points of shortfall, {years}."
    )
    level = rows[ANNOUNCED]["shortfall"]
    if points < LITTLE:
        told += (
            f" That is little beside the {level:.0f} points that announced money leaves: in the "
            "time that is left, this money buys little."
        )
    return told


def _years(now: int | None, best: int | None) -> str:
    """How the year of standing alone differs."""
    if now == best:
        return "and no whole year of standing alone"
    if now is None:
        return f"and the year of standing alone, {best}, itself"
    later = now - best if best is not None else 0
    return f"and {later} years of standing alone" if later != 1 else "and a year of standing alone"


def regimes(material: Material) -> Table:
    """A row a regime: money, shortfall, self-reliance, cost, year of standing alone."""
    year, last = int(material.year), _last(material)
    rows = []
    for row in material.frames["plan_regimes"].iter_rows(named=True):
        at = f"plan_regimes/{{}}/{row['regime']}"
        rows.append(
            (
                REGIME_WORDS[row["regime"]].capitalize(),
                Cell(str(row["opened"]), at.format("opened")),
                Cell(f"{row['money_eur_bn']:,.1f}", at.format("money_eur_bn")),
                Cell(f"{row['money_by_ready_eur_bn']:,.1f}", at.format("money_by_ready_eur_bn")),
                Cell(f"{row['shortfall']:.2f}", at.format("shortfall")),
                Cell(percent(row["reliance"], 1), at.format("reliance")),
                Cell(f"{row['cost_eur_bn_a_year']:,.1f}", at.format("cost_eur_bn_a_year")),
                year_or_never(row["stand_alone_year"], last)
                if row["stand_alone_year"] is None
                else Cell(str(row["stand_alone_year"]), at.format("stand_alone_year")),
            )
        )
    return Table(
        label="The plan under each regime of decisions",
        headers=(
            "Decisions by",
            "New instruments",
            "New money [EUR bn]",
            f"of it by {year}",
            "Shortfall [points]",
            f"Self-reliance {year}",
            "Cost [EUR bn a year]",
            "Stands alone",
        ),
        rows=tuple(rows),
        numeric=(False, *(True,) * 7),
    )


def routes(material: Material) -> Table:
    """A row a measure: its best route, who can stop that, and the route to fall back on."""
    frame = material.frames["decision_routes"]
    rows = []
    for _, part in frame.group_by("measure", maintain_order=True):
        ordered = part.sort("probability", "route", descending=[True, False]).to_dicts()
        best = ordered[0]
        at = f"decision_routes/{{}}/{best['measure']}/{best['route']}"
        stops = NOTHING
        if best["likeliest"]:
            name = material.state_names.get(best["likeliest"], best["likeliest"])
            stops = f"{name} ({percent(best['objection'])})"
        other = NOTHING
        if len(ordered) > 1:
            other = (
                f"{short_title(ordered[1]['route_title'])} ({percent(ordered[1]['probability'])})"
            )
        rows.append(
            (
                best["title"],
                short_title(best["route_title"]),
                Cell(percent(best["probability"]), at.format("probability")),
                Cell(f"{best['months_median']:.0f}", at.format("months_median")),
                stops if best["one_can_stop"] else "no single state",
                other,
            )
        )
    return Table(
        label="Measures, their best route, and who can stop it",
        headers=("Measure", "Best route", "Chance", "Months", "Likeliest to stop it",
                 "Next route"),
        rows=tuple(rows),
        numeric=(False, False, True, True, False, False),
    )  # fmt: skip


def _last(material: Material) -> int:
    found = material.frames["gaps"]["year"].max()
    assert isinstance(found, int)
    return found
