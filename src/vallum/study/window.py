"""The window of vulnerability: when a reconstituted Russia could meet a Europe that does not hold.

From: threat estimates, `campaign`.  To: `vallum window`, report, the browser.

    ready[t]       share of published estimates by whose date Russia could act: each counts in full
                   from its latest year on, and in part between its earliest and its latest
    holds[case,t]  mean of the models' hold probabilities with the case's forces of the year
    open[case,t]   = ready[t] (1 - holds[case,t])

Cases share their paths (one seed), so that they differ by their forces alone.  The window is no
forecast of an attack: estimates say when Russia could, not that it would.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from vallum.evidence import Evidence
from vallum.study.campaign import (
    arrivals_at_front,
    brigades_sent,
    front_of,
)
from vallum.study.field import Fields
from vallum.theatre.campaign import simulate
from vallum.world.theatres import Theatre, assumed_ranges

SPEAKERS = ("service", "minister", "military", "government", "alliance", "think tank", "EU")
CASES = {
    "none_alone": "No plan, without the United States",
    "plan_alone": "Plan, without the United States",
    "none_us": "No plan, with American forces of today",
    "plan_us": "Plan, with American forces of today",
}


@dataclass(frozen=True)
class Window:
    """frame: case, title, year, ready, holds, least, most, open; case by case, year by year.

    least, most: among the models.
    """

    theatre: Theatre
    frame: pl.DataFrame
    paths: int
    seed: int
    estimates: int

    def widest(self, case: str) -> tuple[int, float]:
        """The year in which the window of a case stands widest open, and how wide."""
        mine = self.frame.filter(pl.col("case") == case)
        rows = mine.sort("open", "year", descending=[True, False])
        return int(rows["year"][0]), float(rows["open"][0])


def window(
    evidence: Evidence,
    forces: dict[str, Fields],
    theatre: Theatre,
    *,
    years: range,
    paths: int,
    seed: int,
) -> Window:
    """Hold every year's forces against the estimates.

    forces: `none` and, where there is one, `plan`.
    Raises UserError for a year that is not planned.
    """
    assumed = assumed_ranges(evidence)
    american = assumed["campaign_american"].central
    days = int(assumed["campaign_days"].central)
    horizon = days + int(assumed["campaign_warning"].high)
    dates = threat_dates(evidence)
    largest = max(
        (replace(by_year.at(y), american=american) for by_year in forces.values() for y in years),
        key=lambda field: brigades_sent(assumed, field, theatre),
    )
    most = brigades_sent(assumed, largest, theatre)
    # A smaller force is taken to come at the same pace and to stop earlier.
    curve = arrivals_at_front(evidence, largest, theatre, most, horizon).central.arrived
    rows = []
    for name, by_year in forces.items():
        for case, troops in ((f"{name}_alone", 0.0), (f"{name}_us", american)):
            for year in years:
                field = replace(by_year.at(year), american=troops)
                sent = brigades_sent(assumed, field, theatre)
                cut = tuple(min(there, sent) for there in curve)
                front = front_of(assumed, field, theatre, cut, days)
                done = simulate(front, paths=paths, seed=seed, weigh=False)
                ready = share_ready(dates, year)
                low, high = done.hold_range
                rows.append(
                    (case, CASES[case], year, ready, done.hold_mean, low, high,
                     ready * (1 - done.hold_mean))
                )  # fmt: skip
    columns = ("case", "title", "year", "ready", "holds", "least", "most", "open")
    frame = pl.DataFrame(rows, schema=list(columns), orient="row")
    return Window(theatre, frame, paths, seed, len(dates))


def threat_dates(evidence: Evidence) -> list[tuple[float, float]]:
    """(earliest, latest) of each published estimate that names calendar years."""
    return [
        (float(row["horizon_low"]), float(row["horizon_high"] or row["horizon_low"]))
        for row in evidence.table("forces/threat_estimates").iter_rows(named=True)
        if row["horizon_unit"] == "calendar_year"
        and row["horizon_low"] is not None
        and row["kind"] in SPEAKERS
    ]


def share_ready(dates: list[tuple[float, float]], year: int) -> float:
    """Share of estimates by whose date Russia could act in a year.

    >>> share_ready([(2027, 2027), (2028, 2031)], 2028)
    0.625
    """
    parts = [min(1.0, max(0.0, (year - low + 1) / (high - low + 1))) for low, high in dates]
    return sum(parts) / len(parts)
