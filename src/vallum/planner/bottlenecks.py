"""What holds Europe back: shadow prices in units that a reader understands.

From: duals of the first stage (least shortfall).  To: `Plan.bottlenecks`.

    shadow price = points of shortfall (of 100) that one more unit would take away in that year
    relief       = points that 10 % more of it in every year would take away, to first order

Families: a line (units a year), a state's money (EUR bn), a state's soldiers (thousand), and what
the parts of the programme name (`Part.scarce`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
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
class Scarce:
    """A family of constraints whose shadow prices are ranked, in words that a reader understands.

    constraint: the family; name: how it is printed.  dims: of the family, besides year.
    unit: of a shadow price; per_unit: how much of the right-hand side that is.
    right: the right-hand side, in what the price is for; array: the World array behind it.
    words: a sentence with {where}, {year}, {price} and the names of the dimensions.
    titles: label -> how it is printed, where it is no state.
    open_only: years in which the right-hand side is 0 are passed over, as nothing can be had then.
    """

    constraint: str
    name: str
    dims: tuple[str, ...]
    unit: str
    right: xr.DataArray
    per_unit: float
    array: str
    words: str
    titles: Mapping[str, str] = field(default_factory=dict)
    open_only: bool = False


def find_bottlenecks(world: World, inputs: Inputs, duals: dict[str, xr.DataArray]) -> pl.DataFrame:
    """One row for each line, budget and pool of soldiers that binds, largest relief first.

    evidence_share: part of the fact rows behind the right-hand side that are not imputed.
    """
    families = (
        Scarce(
            "line_capacity",
            "production line",
            ("product",),
            "points per unit a year",
            line_today(inputs),
            1.0,
            "line",
            "one more {where} a year from the line in {year} takes {price:.4f} points off",
        ),
        Scarce(
            "budget",
            "money",
            ("state",),
            "points per EUR bn",
            inputs.money / UNIT,
            1.0,
            "plan_money",
            "one more EUR bn for {where} in {year} takes {price:.4f} points off",
        ),
        Scarce(
            "brigade_people",
            "soldiers",
            ("state",),
            "points per 1,000 soldiers",
            inputs.people * inputs.parameters["brigade_soldiers"] / 1000,
            1000 / inputs.parameters["brigade_soldiers"],
            "people",
            "1,000 more soldiers in {where} in {year} take {price:.4f} points off",
        ),
    )
    rows: list[dict[str, Any]] = []
    for family in (*families, *(each for part in inputs.parts for each in part.scarce(inputs))):
        if family.constraint in duals:
            rows += _rows(world, family, duals[family.constraint])
    rows.sort(key=lambda row: (-row["relief"], row["constraint"], row["where"]))
    return pl.DataFrame(rows, schema=SCHEMA)


def _rows(world: World, family: Scarce, dual: xr.DataArray) -> list[dict[str, Any]]:
    rows = []
    price = -dual * family.per_unit
    for labels in product(*(price[dim].values for dim in family.dims)):
        place = {dim: str(label) for dim, label in zip(family.dims, labels, strict=True)}
        own = price.sel(place)
        right = family.right.sel(place).reindex(year=own["year"])
        if family.open_only:
            own = own.where(right > 0, 0.0)
        if float(own.max()) <= SHOWN:
            continue
        year = int(own["year"].values[int(np.argmax(own.values))])
        top = float(own.max())
        names = {
            dim: family.titles.get(label, world.state_names.get(label, label))
            for dim, label in place.items()
        }
        where = ", ".join(names.values())
        told = {dim: ARTICLE.get(name, name) for dim, name in names.items()}
        rows.append(
            {
                "constraint": family.name,
                "where": where,
                "year": year,
                "shadow_price": top,
                "unit": family.unit,
                "meaning": family.words.format(
                    where=ARTICLE.get(where, where), year=year, price=top, **told
                ),
                "relief": float((own * right).sum()) * 0.1,
                "evidence_share": _evidence(world, family.array, place | {"year": year}),
            }
        )
    return rows


def _evidence(world: World, array: str, place: Mapping[str, Any]) -> float:
    """Part of the fact rows behind a right-hand side that no rule imputed; 0 for a bloc."""
    data = world[array]
    labels = tuple(place[str(dim)] for dim in data.dims)
    if any(label not in data[dim].values for dim, label in zip(data.dims, labels, strict=True)):
        return 0.0
    _, facts = world.ledger.explain(array, labels)
    if not facts:
        return 0.0
    return sum(fact.verified != "imputed" for fact in facts) / len(facts)
