"""What a scenario or a kept run fields in a year: the forces behind arrivals and fights.

From: World and forces, or the frames of a kept run.  To: `vallum.study.reinforce`, `campaign`,
`window`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.forces import assess
from vallum.scenario import Scenario
from vallum.world import World
from vallum.world.names import BRIGADE

SHELLS, AIRCRAFT = "shell_155mm", "combat_aircraft"
AMERICAN = "campaign_american"
AVAILABLE = {BRIGADE: "availability_land", AIRCRAFT: "availability_air"}


@dataclass(frozen=True)
class Field:
    """Forces of one year.

    brigades: state -> whole brigades fielded; ready: state -> those ready; shells: rounds in store;
    aircraft: ready combat aircraft; american: brigades of the United States in Europe, today's
    number times the part of its contribution that is left in the year.
    """

    year: int
    brigades: dict[str, float]
    ready: dict[str, float]
    shells: float
    aircraft: float
    american: float


@dataclass(frozen=True)
class Fields:
    """`Field` by year, and what it rests on: `plan` a kept run's deliveries, else none."""

    by_year: dict[int, Field]
    plan: bool

    def at(self, year: int) -> Field:
        """Raises UserError for a year that is not planned."""
        if year not in self.by_year:
            years = list(self.by_year)
            raise UserError(f"{year} lies outside the planned years {years[0]} to {years[-1]}")
        return self.by_year[year]


def fields_of(evidence: Evidence, scenario: Scenario) -> Fields:
    """Forces by year without a plan: today's stock, its retirements, signed deliveries."""
    world = World.build(evidence, scenario)
    frames = assess(world).frames()
    return fields_from(frames["contributions"], frames["gaps"], _parameters(world), plan=False)


def fields_of_run(
    frames: Mapping[str, pl.DataFrame], evidence: Evidence, *, with_plan: bool = True
) -> Fields:
    """Forces by year of a kept run, with its plan's deliveries.

    Raises UserError where the run holds no plan.
    """
    ending = "_with_plan" if with_plan else ""
    if f"contributions{ending}" not in frames:
        raise UserError("the run holds no plan: it was made with --mode none")
    rows = evidence.table("requirements/parameters").select("parameter", "central").iter_rows()
    return fields_from(
        frames[f"contributions{ending}"],
        frames[f"gaps{ending}"],
        {name: float(value) for name, value in rows},
        plan=with_plan,
    )


def fields_from(
    contributions: pl.DataFrame, gaps: pl.DataFrame, parameters: Mapping[str, float], *, plan: bool
) -> Fields:
    """Forces by year from the frames of gaps and contributions."""
    main = gaps.filter(pl.col("contingency") == gaps["contingency"][0])
    found = {}
    first = _cell(main.filter(pl.col("year") == main["year"].min()), BRIGADE, "us")
    for year in sorted(main["year"].unique()):
        now = main.filter(pl.col("year") == year)
        own = contributions.filter((pl.col("year") == year) & (pl.col("element") == BRIGADE))
        brigades = {
            row["state"]: float(row["units"])
            for row in own.sort("state").iter_rows(named=True)
            if row["units"] > 0
        }
        ready = parameters[AVAILABLE[BRIGADE]]
        found[int(year)] = Field(
            int(year),
            brigades,
            {state: n * ready for state, n in brigades.items()},
            _cell(now, SHELLS, "have"),
            _cell(now, AIRCRAFT, "have") * parameters[AVAILABLE[AIRCRAFT]],
            parameters[AMERICAN] * (_cell(now, BRIGADE, "us") / first if first else 0.0),
        )
    return Fields(found, plan)


def _cell(frame: pl.DataFrame, element: str, column: str) -> float:
    rows = frame.filter(pl.col("element") == element)
    return float(rows[column][0]) if rows.height else 0.0


def _parameters(world: World) -> dict[str, float]:
    array = world["parameter"]
    return {str(k): float(v) for k, v in zip(array["parameter"].values, array.values, strict=True)}
