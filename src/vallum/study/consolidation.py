"""How many types a plan orders, and what fewer of them would cost in time.

From: a study with a plan, industry.  To: study frames, `vallum plan --consolidate`, the report.

    effective = 1 / sum_i s[i]^2,  s the shares of types in the value of a category's orders

What consolidation costs in time: the coalition as one is solved again at the prices of the plan,
with only the largest type of a category on offer, or the two largest (by value of the plan's
orders).  Lines then bind sooner, so a need is met later, if at all.  Prices are held: what larger
volumes of fewer types would save is not taken off.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import xarray as xr

from vallum import optim
from vallum.errors import UserError
from vallum.industry import IndustryPicture, effective_number
from vallum.industry.families import Families
from vallum.planner import Inputs, Plan, aggregate
from vallum.planner.equations import counts_for, declare, shortfall
from vallum.planner.inputs import in_lots
from vallum.planner.learning import prices
from vallum.study.industry import industry_before_after
from vallum.world.names import BRIGADE

if TYPE_CHECKING:
    from vallum.study.run import Study

ALL = "coalition"
MET = 0.95
"""A need counts as met from this share on."""
FEWER = (2, 1)
"""How many types are left on offer."""

Shares = dict[str, dict[str, float]]
"""Category -> type -> value of the plan's orders [EUR mn]."""


def type_rows(plan: Plan, before: IndustryPicture, after: IndustryPicture) -> pl.DataFrame:
    """One row for each category of which the plan orders anything.

    types_ordered, effective_ordered: types in the plan's orders, and their effective number by
    value; largest, largest_share: the type with most of it; types_before, types_after,
    effective_before, effective_after: in service in the last planned year, without and with the
    plan's arrivals, null for what is formed or used up.
    """
    rows = []
    for category, types in sorted(_by_family(plan, before.families).items()):
        largest = max(types, key=lambda name: (types[name], name))
        rows.append(
            {
                "category": category,
                "types_ordered": len(types),
                "effective_ordered": round(effective_number(list(types.values())), 6),
                "largest": largest,
                "largest_share": round(types[largest] / sum(types.values()), 6),
                "types_before": before.types.get(category),
                "types_after": after.types.get(category),
                "effective_before": _rounded(before.effective_types.get(category)),
                "effective_after": _rounded(after.effective_types.get(category)),
            }
        )
    return pl.DataFrame(rows, schema=TYPES)


def consolidate(study: Study) -> pl.DataFrame:
    """One row for each category of several types and each smaller number of them.

    types: left on offer, named in `kept`; met_from: first year from which the need that the
    category serves stays met, with all types (met_from_all) and with those; null: not by the end;
    points: what the shortfall of the coalition as one rises by.
    Raises UserError for a study without a plan.
    """
    plan = study.plan
    if plan is None:
        raise UserError("this study was made without a plan, so there is nothing to consolidate")
    families = industry_before_after(study)[0].families
    whole = aggregate(plan.inputs, dict.fromkeys(plan.inputs.money["state"].values.tolist(), ALL))
    usual, found = _solve(whole)
    rows: list[dict[str, Any]] = []
    for category, types in sorted(_by_family(plan, families).items()):
        if len(types) < 2:
            continue
        ranked = sorted(types, key=lambda name: (-types[name], name))
        elements = _served(whole, category)
        for number in FEWER:
            if number >= len(ranked):
                continue
            kept = ranked[:number]
            points, gap = _solve(_with_types(whole, families, category, kept))
            rows.append(
                {
                    "category": category,
                    "types": number,
                    "of": len(ranked),
                    "kept": "; ".join(kept),
                    "met_from_all": _met_from(whole, found, elements),
                    "met_from": _met_from(whole, gap, elements),
                    "points": round(max(0.0, points - usual), 6),
                }
            )
    return pl.DataFrame(rows, schema=CONSOLIDATION)


def told(row: dict[str, Any], title: str, last: int) -> str:
    """One row of `consolidate` in a plain sentence."""
    now, then = row["met_from_all"], row["met_from"]
    kept = row["kept"].replace("; ", " and ")
    only = f"{title}: with only {kept} instead of {row['of']} types"
    if now is None:
        return f"{only} the need stays unmet by {last}, as it does with all of them."
    if then is None:
        return f"{only} the need is not met by {last}; with all of them it is from {now}."
    if then <= now:
        return f"{only} the need is met from {then}, no later."
    years = then - now
    return f"{only} the need is met from {then}, {years} year{'s' * (years > 1)} later."


TYPES = {
    "category": pl.String, "types_ordered": pl.Int64, "effective_ordered": pl.Float64,
    "largest": pl.String, "largest_share": pl.Float64, "types_before": pl.Int64,
    "types_after": pl.Int64, "effective_before": pl.Float64, "effective_after": pl.Float64,
}  # fmt: skip
CONSOLIDATION = {
    "category": pl.String, "types": pl.Int64, "of": pl.Int64, "kept": pl.String,
    "met_from_all": pl.Int64, "met_from": pl.Int64, "points": pl.Float64,
}  # fmt: skip


def _by_family(plan: Plan, families: Families) -> Shares:
    """What the plan orders, by types; a product that names no type is one by itself."""
    found: Shares = {}
    spent = (plan.orders.sum("year") * prices(plan.inputs)).sum(["state", "channel"])
    for system, cost in zip(spent["product"].values, spent.values, strict=True):
        category = str(plan.inputs.category.sel(product=system).item())
        for family, share in _types_of(families, str(system)).items():
            if cost > 0:
                own = found.setdefault(category, {})
                own[family] = own.get(family, 0.0) + share * float(cost)
    return found


def _types_of(families: Families, system: str) -> dict[str, float]:
    return families.parts_of(system) or {system: 1.0}


def _with_types(whole: Inputs, families: Families, category: str, kept: list[str]) -> Inputs:
    """The same programme with only these types of a category on offer."""
    offered = [
        str(kind) != category or bool(set(kept) & set(_types_of(families, str(name))))
        for name, kind in zip(
            whole.category["product"].values, whole.category.values, strict=True
        )
    ]  # fmt: skip
    mask = xr.DataArray(offered, dims="product", coords={"product": whole.category["product"]})
    eligible = (whole.eligible & mask.reset_coords(drop=True)).transpose("state", "product")
    return replace(whole, eligible=eligible)


def _solve(whole: Inputs) -> tuple[float, xr.DataArray]:
    """The least shortfall [points], and what is missing as a share of the need (element, year)."""
    small = in_lots(whole)
    model = declare(small)
    model.add_objective(shortfall(model, small))
    points = optim.solve(model).objective
    need = small.demand.need
    return points, model.solution["gap"] / need.where(need > 0, 1.0)


def _served(p: Inputs, category: str) -> list[str]:
    """The element of a category's own name, else those that it counts towards."""
    elements = [str(name) for name in p.demand.need["element"].values]
    if category in elements:
        return [category]
    counts = counts_for(p).sel(category=category)
    served = [name for name in elements if float(counts.sel(element=name)) > 0]
    kit = category in p.kit["category"].values and BRIGADE in elements
    return served + [BRIGADE] * kit


def _met_from(p: Inputs, short: xr.DataArray, elements: list[str]) -> int | None:
    """First year from which the elements stay met."""
    late = (short.sel(element=elements) > 1 - MET + 1e-6).any("element").values
    years = [int(year) for year in p.years]
    after = [year for year in years if not late[years.index(year) :].any()]
    return after[0] if after else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
