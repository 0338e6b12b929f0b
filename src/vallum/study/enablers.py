"""American enablers and intelligence, one by one: what leaves, what takes its place, when, for how
much.

From: gaps without and with the plan, the plan, World (`enabler_figure`, `enabler_cost`).
To: `vallum.study.run`, `vallum plan`, report.

    us_today   what the United States gives in the base year              [units of the element]
    us_until   last year in which it still gives as much;  us_stays: what it gives at the end
    covered    first year from which the need stays at 95 % or more without it, with the plan
    purchase   payments for what the plan orders for it;  upkeep: of what has arrived   [EUR bn]
    to_cover   both, up to the year of cover (the whole horizon where it never comes)

Payments stand in the year in which they fall due by milestone.  Published costs are set beside
them; studies count different things (a satellite, a system of them, people or not), so a ratio far
from one asks for reading, not for a correction.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from vallum.forces import Gaps
from vallum.forces.result import MET
from vallum.planner import Plan
from vallum.planner.equations import payment_schedule
from vallum.planner.inputs import SUMMED
from vallum.world import World

LEVERS = ("enablers", "intelligence")
BESIDE = ("uav_male",)
"""Elements that leave with troops but watch and scout as enablers do."""
PLACES = 6

Frames = dict[str, pl.DataFrame]
_WHOLE = {
    "us_until": pl.Int64,
    "covered_without_plan": pl.Int64,
    "covered": pl.Int64,
    "years_open": pl.Int64,
    "published_eur_bn": pl.Float64,
    "ratio": pl.Float64,
}
_COST = {"element": pl.String, "year": pl.Int64}
_FIGURES = ("purchase_eur_bn", "upkeep_eur_bn")


def enabler_frames(gaps: Gaps, with_plan: Gaps, plan: Plan) -> Frames:
    """plan_enablers (element) and plan_enabler_costs (element, year)."""
    world = plan.world
    due, upkeep = _bills(plan)
    orders = plan.frames()["plan_orders"]
    rows: list[dict[str, Any]] = []
    costs: list[dict[str, Any]] = []
    for element in enabler_elements(gaps):
        kinds = SUMMED.get(element, (element,))
        made = plan.inputs.category["product"].values[plan.inputs.category.isin(kinds).values]
        bought = due.sel(product=made).sum("product")
        kept = upkeep.sel(product=made).sum("product")
        costs += [
            {
                "element": element,
                "year": year,
                "purchase_eur_bn": round(float(bought.sel(year=year)), PLACES),
                "upkeep_eur_bn": round(float(kept.sel(year=year)), PLACES),
            }
            for year in plan.inputs.years.tolist()
        ]
        told = _timing(gaps, with_plan, element) | _money(world, with_plan, element, bought, kept)
        rows.append(told | {"orders": _ordered(orders, element)})
    return {
        "plan_enablers": pl.DataFrame(rows, schema_overrides=_WHOLE),
        "plan_enabler_costs": pl.DataFrame(
            costs, schema=_COST | dict.fromkeys(_FIGURES, pl.Float64)
        ),
    }


def enabler_elements(gaps: Gaps) -> list[str]:
    """Elements of the main need that leave with American enablers or intelligence, and those that
    stand beside them, in order of print."""
    weight = gaps.world["weight"]
    lever = dict(zip(weight["element"].values, weight["lever"].values, strict=True))
    return [name for name in gaps.assessed if lever[name] in LEVERS or name in BESIDE]


def _timing(gaps: Gaps, with_plan: Gaps, element: str) -> dict[str, Any]:
    """What leaves, and from when Europe covers it."""
    us = gaps.data["us"].sel(contingency=gaps.main, element=element)
    covered, left = _covered(with_plan, element), us_until(us)
    return {
        "element": element,
        "title": gaps.title(element),
        "unit": gaps.unit(element),
        "us_today": round(float(us.values[0]), PLACES),
        "us_until": left,
        "us_stays": round(float(us.values[-1]), PLACES),
        "imputed": element in gaps.imputed,
        "covered_without_plan": _covered(gaps, element),
        "covered": covered,
        "years_open": None if left is None or covered is None else max(0, covered - left - 1),
        "adds": round(_adds(gaps, with_plan, element), PLACES),
    }


def _money(
    world: World, with_plan: Gaps, element: str, bought: xr.DataArray, kept: xr.DataArray
) -> dict[str, Any]:
    """What the plan pays for it, and what is published.  bought, kept (year) [EUR bn]."""
    covered = _covered(with_plan, element)
    early = bought["year"] <= (int(world.years[-1]) if covered is None else covered)
    purchase = float(bought.sum())
    published, study = _published_cost(world, element)
    return {
        "purchase_eur_bn": round(purchase, PLACES),
        "upkeep_eur_bn": round(float(kept.sum()), PLACES),
        "to_cover_eur_bn": round(float(((bought + kept) * early).sum()), PLACES),
        "published_eur_bn": None if published is None else round(published, PLACES),
        "ratio": round(purchase / published, PLACES) if published else None,
        "published_by": study,
        "programmes": _programmes(world, element),
    }


def us_until(us: xr.DataArray) -> int | None:
    """Last year with as much as in the first; None where it never leaves, or there is none."""
    first = float(us.values[0])
    if first <= 0:
        return None
    fewer = np.flatnonzero(us.values < first * (1 - 1e-9))
    return int(us["year"].values[max(0, fewer[0] - 1)]) if fewer.size else None


def _covered(gaps: Gaps, element: str) -> int | None:
    """First year from which the element stays met without the United States."""
    met = gaps.data["met_share"].sel(contingency=gaps.main, element=element).values >= MET
    stays = met[::-1].cumprod()[::-1].astype(bool)
    years = gaps.world.years[stays]
    return int(years[0]) if years.size else None


def _adds(gaps: Gaps, with_plan: Gaps, element: str) -> float:
    """What the plan adds by the last year [units of the element]."""
    have = [g.data["have"].sel(contingency=g.main, element=element) for g in (with_plan, gaps)]
    return float(have[0].values[-1] - have[1].values[-1])


def _bills(plan: Plan) -> tuple[xr.DataArray, xr.DataArray]:
    """What falls due for purchases, and for upkeep, of each product (product, year) [EUR bn]."""
    due = payment_schedule(plan.inputs)
    later = due["paid"] > due["year"]
    parts = []
    for kind in (due.where(~later, 0.0), due.where(later, 0.0)):
        paid = (plan.arrival * kind).sum(["state", "channel", "year"]).rename(paid="year")
        parts.append(paid.transpose("product", "year"))
    return parts[0], parts[1]


def _published(world: World, element: str) -> xr.DataArray:
    figures = world["enabler_cost"]
    return figures.isel(published=figures["element"].values == element)


def _published_cost(world: World, element: str) -> tuple[float | None, str]:
    """The largest published cost, for studies nest, and who says so."""
    costs = _published(world, element)
    if not costs.size or float(costs.max()) <= 0:
        return None, ""
    at = int(np.argmax(costs.values))
    return float(costs.values[at]), str(costs["published"].values[at])


def _programmes(world: World, element: str) -> str:
    """European programmes that the studies name, with their state, joined by |."""
    named = _published(world, element)
    pairs = zip(named["programme"].values, named["status"].values, strict=True)
    told = [f"{name} ({status})" if status else str(name) for name, status in pairs if name]
    return " | ".join(dict.fromkeys(told))


def _ordered(orders: pl.DataFrame, element: str) -> str:
    """What the plan orders for it: systems and units, most money first, joined by ;."""
    own = orders.filter(pl.col("category").is_in(list(SUMMED.get(element, (element,)))))
    by_system = own.group_by("system").agg(pl.col("quantity", "cost_eur_mn").sum())
    ranked = by_system.sort(["cost_eur_mn", "system"], descending=[True, False])
    return ";".join(f"{row['system']} {row['quantity']:,.0f}" for row in ranked.to_dicts())
