"""What frontline states lack at home, without a plan.

From: world.  To: `vallum.forces.result`, `vallum gaps --territorial`.

    missing[n,c,t] = max(0, territorial[n,c] - at_home[n,c,t])

Forces that a state offers for common defence do not count here: see `vallum.world.territorial`.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import xarray as xr

from vallum.world import World

SCHEMA = {
    "state": pl.String,
    "state_name": pl.String,
    "category": pl.String,
    "title": pl.String,
    "year": pl.Int64,
    "need": pl.Float64,
    "at_home": pl.Float64,
    "missing": pl.Float64,
}
TITLES = {
    "sam_short": "Short-range air defence",
    "vshorad": "Very short-range air defence",
}
"""Categories that are no force element of their own."""
PLACES = 6


def lacking_at_home(world: World) -> xr.DataArray:
    """What is missing (state, category, year) [units]; 0 away from the frontline."""
    found: xr.DataArray = (world["territorial"] - world["at_home"]).clip(min=0)
    return found.transpose("state", "category", "year")


def territorial_rows(world: World) -> pl.DataFrame:
    """One row for each frontline state, category that it needs at home, and year."""
    need = world["territorial"].transpose("state", "category").values
    kept = world["at_home"].transpose("state", "category", "year").values
    lacking = lacking_at_home(world).values
    titles = TITLES | {
        str(name): str(title)
        for name, title in zip(
            world["weight"]["element"].values, world["weight"]["title"].values, strict=True
        )
    }
    rows: list[dict[str, Any]] = []
    for n, c in zip(*need.nonzero(), strict=True):
        state = str(world["territorial"]["state"].values[n])
        category = str(world["territorial"]["category"].values[c])
        rows += [
            {
                "state": state,
                "state_name": world.state_names[state],
                "category": category,
                "title": titles.get(category, category.replace("_", " ")),
                "year": year,
                "need": round(float(need[n, c]), PLACES),
                "at_home": round(float(kept[n, c, t]), PLACES),
                "missing": round(float(lacking[n, c, t]), PLACES),
            }
            for t, year in enumerate(world.years.tolist())
        ]
    return pl.DataFrame(rows, schema=SCHEMA)
