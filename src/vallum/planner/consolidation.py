"""Consolidation: at most so many types of a category, and what that costs in time and money.

From: `procurement.max_types`.  To: `vallum.planner.plan`.

How many types are ordered is a whole number, and the programme is linear.  So it is solved twice:
without the cap; then with only those products of a category on offer that have the most value
there, up to the cap (of two with the same value the one that comes first by name).  Where an older
plan is followed, what that plan ordered comes first.  The second programme obeys the cap exactly,
and the first is the yardstick for what the cap costs.  It is a heuristic: another set of types of
the same size might do better, but a larger cap always offers all that a smaller one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import xarray as xr

from vallum.planner.inputs import Inputs
from vallum.planner.learning import prices
from vallum.planner.part import Part
from vallum.planner.parts.persistence import follows
from vallum.planner.result import Plan

SMALL = 1e-4
"""Units, over all states and years, below which a product does not count as ordered."""
SCHEMA = {
    "category": pl.String,
    "cap": pl.Int64,
    "types_without": pl.Int64,
    "types": pl.Int64,
    "kept": pl.String,
    "units_without": pl.Float64,
    "units": pl.Float64,
    "eur_bn_without": pl.Float64,
    "eur_bn": pl.Float64,
    "mean_year_without": pl.Float64,
    "mean_year": pl.Float64,
}


@dataclass(frozen=True)
class Consolidation(Part):
    """The plan without the cap, to tell what the cap changes.

    caps: category -> most types; arrival (state, product, year, channel) [units] and value (the
    same) [EUR bn] of the plan without; missing [points of 100] and total_cost [EUR bn] of it.
    """

    caps: Mapping[str, int]
    arrival: xr.DataArray
    value: xr.DataArray
    missing: float
    total_cost: float

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_consolidation: one row for each category with a cap.

        types, units, value [EUR bn] and mean year of delivery, without the cap and with it.
        """
        value = plan.arrival * prices(plan.inputs) / 1000
        rows = []
        for category, cap in sorted(self.caps.items()):
            own = (plan.inputs.category == category).values
            units, units_without = plan.arrival.isel(product=own), self.arrival.isel(product=own)
            names = [str(name) for name in units["product"].values[_ordered(units)]]
            rows.append(
                {
                    "category": category,
                    "cap": cap,
                    "types_without": int(_ordered(units_without).sum()),
                    "types": len(names),
                    "kept": ";".join(names),
                    "units_without": round(float(units_without.sum()), 4),
                    "units": round(float(units.sum()), 4),
                    "eur_bn_without": round(float(self.value.isel(product=own).sum()), 6),
                    "eur_bn": round(float(value.isel(product=own).sum()), 6),
                    "mean_year_without": _mean_year(units_without),
                    "mean_year": _mean_year(units),
                }
            )
        return {"plan_consolidation": pl.DataFrame(rows, schema=SCHEMA)}

    def told(self, plan: Plan) -> list[str]:
        rows = self.frames(plan)["plan_consolidation"].to_dicts()
        fewer = [
            f"{row['category']} {row['types_without']} to {row['types']}"
            for row in rows
            if row["types"] != row["types_without"]
        ]
        if not fewer:
            return ["Cap on types: the plan without it orders no more."]
        later = plan.shortfall - self.missing
        dearer = plan.total_cost - self.total_cost
        return [
            f"Cap on types: {', '.join(fewer)}; the shortfall is {later:+.2f} points and the cost "
            f"EUR {dearer:+,.0f} bn against the plan without it."
        ]


def consolidated(free: Plan, caps: Mapping[str, int]) -> Inputs:
    """The programme of a plan with only so many products of a category on offer.

    free: the plan without the cap, from whose prices the next passes start.
    """
    p = free.inputs
    value = (free.arrival * prices(p)).transpose(*free.arrival.dims) / 1000
    followed = follows(p)
    before = xr.zeros_like(value) if followed is None else followed.was * prices(p)
    rank = [_by_product(value, p), _by_product(before, p)]
    names = [str(name) for name in p.category["product"].values]
    offered = np.ones(len(names), dtype=bool)
    for category, cap in caps.items():
        own = [place for place, kind in enumerate(p.category.values) if str(kind) == category]
        own.sort(key=lambda place: (-rank[1][place], -rank[0][place], names[place]))
        offered[own[cap:]] = False
    on_offer = xr.DataArray(
        offered, dims="product", coords={"product": p.category["product"].values}
    )
    told = Consolidation(caps, free.arrival, value, free.shortfall, free.total_cost)
    return replace(p, eligible=p.eligible & on_offer, parts=(*p.parts, told))


def _by_product(value: xr.DataArray, p: Inputs) -> list[float]:
    """Value of each product [EUR bn], the solver's noise cut off so that ties are ties."""
    own = value.sum(["state", "year", "channel"]).sel(product=p.category["product"].values)
    return [round(float(v), 3) for v in own.values]


def _ordered(units: xr.DataArray) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.asarray(units.sum(["state", "year", "channel"]).values > SMALL)


def _mean_year(units: xr.DataArray) -> float | None:
    """Mean year of delivery; none where nothing is ordered."""
    whole = float(units.sum())
    return round(float((units * units["year"]).sum()) / whole, 4) if whole > SMALL else None
