"""What a plan does for Ukraine, as tidy rows and in a sentence.

From: `vallum.planner.parts.ukraine`.  To: the same, which hands them on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import xarray as xr

if TYPE_CHECKING:
    from vallum.planner.parts.ukraine import ForUkraine
    from vallum.planner.result import Plan

SMALL = 1e-3
"""Units below this are the solver's noise."""

_SCHEMA = {
    "way": pl.String,
    "supplier": pl.String,
    "category": pl.String,
    "year": pl.Int64,
    "quantity": pl.Float64,
    "counts_for": pl.Float64,
    "edge": pl.Boolean,
}


def supply_rows(part: ForUkraine, plan: Plan) -> pl.DataFrame:
    """What comes to Ukraine in each year, by the way it comes.

    way: gift (of what counts at home), old_gift (of what no longer does), shared_line, own_line (in
    Ukraine or for it alone); supplier: the state that gives, or the system; quantity [units];
    counts_for [modern equivalents]; edge: a system with which Europe has one.
    """
    p, rows = plan.inputs, []
    behalf = plan.solution["behalf"].fillna(0.0)
    for row in _cells(behalf, "product"):
        serves = float(p.serves.sel(product=row["supplier"]))
        kind = str(p.category.sel(product=row["supplier"]).item())
        rows.append(_row("shared_line", row, kind, serves, part.edge))
    for row in _cells(part.made(plan), "offer"):
        serves = float(part.serves.sel(offer=row["supplier"]))
        kind = str(part.of_kind.sel(offer=row["supplier"]).item())
        rows.append(_row("own_line", row, kind, serves, part.edge))
    of_old = p.parameters["ukraine_old_counts"]
    ways = (("gift", part.gifts(plan), 1.0), ("old_gift", part.old_gifts(plan), of_old))
    for way, given, worth in ways:
        for category in given["category"].values:
            for row in _cells(given.sel(category=category), "state"):
                rows.append(_row(way, row, str(category), worth, part.edge))
    keys = ["way", "category", "supplier", "year"]
    return pl.DataFrame(rows, schema=_SCHEMA).sort(keys)


def told_of(part: ForUkraine, plan: Plan) -> list[str]:
    """How far Ukraine's need is met, and with what, in one sentence."""
    years = plan.inputs.years
    ready = int(min(max(plan.world.scenario.need.ready_by, years[0]), years[-1]))
    met = [float(a.sel(year=ready).mean()) for a in (part.met_without(), part.met(plan))]
    donated = float(plan.solution["donated"].clip(min=0).sum())
    left = part.helped_missing(plan)
    return [
        f"Ukraine: {met[1] * 100:.0f} % of what it asks for is met in {ready} "
        f"({met[0] * 100:.0f} % without the plan; mean over {part.need.sizes['arm']} kinds), with "
        f"EUR {donated:,.0f} bn of members' money in all; what it lacks weighs {left:.2f} points "
        "more."
    ]


def _cells(array: xr.DataArray, dim: str) -> list[dict[str, Any]]:
    """Supplier, year and quantity of each cell with something in it."""
    values = array.transpose(dim, "year").values
    return [
        {
            "supplier": str(array[dim].values[row]),
            "year": int(array["year"].values[column]),
            "quantity": float(values[row, column]),
        }
        for row, column in np.argwhere(values > SMALL)
    ]


def _row(
    way: str, cell: dict[str, Any], kind: str, worth: float, edge: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "way": way,
        "supplier": cell["supplier"],
        "category": kind,
        "year": cell["year"],
        "quantity": round(cell["quantity"], 4),
        "counts_for": round(cell["quantity"] * worth, 4),
        "edge": cell["supplier"] in edge,
    }
