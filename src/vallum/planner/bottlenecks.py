"""What holds Europe back: shadow prices in units that a reader understands.

From: duals of the first stage (least shortfall).  To: `Plan.bottlenecks`.

    shadow price = points of shortfall (of 100) that one more unit would take away in that year
    relief       = points that 10 % more of it in every year would take away, to first order

Families: a line (units a year), a state's money (EUR bn), a state's soldiers (thousand).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from vallum.planner.equations import UNIT, line_today
from vallum.planner.inputs import Inputs
from vallum.world import World

SHOWN = 1e-7
ARTICLE = {name: f"the {name}" for name in ("United Kingdom", "Netherlands")}
SCHEMA = {
    "constraint": pl.String,
    "where": pl.String,
    "year": pl.Int64,
    "shadow_price": pl.Float64,
    "unit": pl.String,
    "meaning": pl.String,
    "relief": pl.Float64,
    "evidence_share": pl.Float64,
}


@dataclass(frozen=True)
class _Family:
    constraint: str
    name: str
    dim: str
    unit: str
    right: xr.DataArray
    per_unit: float
    array: str
    words: str


def find_bottlenecks(world: World, inputs: Inputs, duals: dict[str, xr.DataArray]) -> pl.DataFrame:
    """One row for each line, budget and pool of soldiers that binds, largest relief first.

    evidence_share: part of the fact rows behind the right-hand side that are not imputed.
    """
    families = (
        _Family(
            "line_capacity",
            "production line",
            "product",
            "points per unit a year",
            line_today(inputs),
            1.0,
            "line",
            "one more {where} a year from the line in {year} takes {price:.4f} points off",
        ),
        _Family(
            "budget",
            "money",
            "state",
            "points per EUR bn",
            inputs.money / UNIT,
            1.0,
            "plan_money",
            "one more EUR bn for {where} in {year} takes {price:.4f} points off",
        ),
        _Family(
            "brigade_people",
            "soldiers",
            "state",
            "points per 1,000 soldiers",
            inputs.people * inputs.parameters["brigade_soldiers"] / 1000,
            1000 / inputs.parameters["brigade_soldiers"],
            "people",
            "1,000 more soldiers in {where} in {year} take {price:.4f} points off",
        ),
    )
    rows: list[dict[str, Any]] = []
    for family in families:
        if family.constraint in duals:
            rows += _rows(world, family, duals[family.constraint])
    rows.sort(key=lambda row: (-row["relief"], row["constraint"], row["where"]))
    return pl.DataFrame(rows, schema=SCHEMA)


def _rows(world: World, family: _Family, dual: xr.DataArray) -> list[dict[str, Any]]:
    rows = []
    price = -dual * family.per_unit
    for place in price[family.dim].values:
        own = price.sel({family.dim: place})
        if float(own.max()) <= SHOWN:
            continue
        year = int(own["year"].values[int(np.argmax(own.values))])
        top = float(own.max())
        right = family.right.sel({family.dim: place}).reindex(year=own["year"])
        where = world.state_names.get(str(place), str(place))
        rows.append(
            {
                "constraint": family.name,
                "where": where,
                "year": year,
                "shadow_price": top,
                "unit": family.unit,
                "meaning": family.words.format(
                    where=ARTICLE.get(where, where), year=year, price=top
                ),
                "relief": float((own * right).sum()) * 0.1,
                "evidence_share": _evidence(world, family.array, str(place), year),
            }
        )
    return rows


def _evidence(world: World, array: str, place: str, year: int) -> float:
    """Part of the fact rows behind a right-hand side that no rule imputed; 0 for a bloc."""
    labels = (place,) if array == "people" else (place, year)
    if place not in set(world[array][world[array].dims[0]].values):
        return 0.0
    _, facts = world.ledger.explain(array, labels)
    if not facts:
        return 0.0
    return sum(fact.verified != "imputed" for fact in facts) / len(facts)
