"""The figures under the headline.

From: headline and frames of a run.  To: the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from vallum.report.material import Material
from vallum.report.plan_material import Planned
from vallum.report.words import MET_FROM, amount, inline, percent, year_or_never


def key_figures(material: Material) -> list[dict[str, Any]]:
    """The figures under the headline: value, label, note; quiet where only a rule gives it.

    Four without a plan; with one, its year, its cost a year and in all come first.
    """
    facts = material.headline
    worst = _weakest(material) if material.us_counts else facts["worst_element"]
    now = material.self_reliance.filter(pl.col("year") == material.year)
    mean = _by_year(facts.get("self_reliance") or {}, material.year)
    bottleneck = now["bottleneck"][0] if not now.is_empty() else None
    without = year_or_never(facts.get("stand_alone_year_without_imputed"), material.last)
    alone = {
        "value": year_or_never(facts.get("stand_alone_year"), material.last),
        "label": "stands alone, core set",
        "note": f"without imputed needs: {without}",
        "quiet": False,
    }
    return [
        *(_plan_figures(material) if material.planned else [alone]),
        {
            "value": percent(mean),
            "label": f"self-reliance in {material.year}"
            + (", without the plan" * material.planned),
            "note": f"mean of met shares; weakest element {percent(bottleneck)}" + _again(material),
            "quiet": False,
        },
        {
            "value": percent(worst.get("met_share")),
            "label": (
                f"of the need for {inline(str(worst['title']))} met in {worst['year']}"
                if worst.get("title")
                else "no element falls short"
            ),
            "note": f"weakest core element{', US part counted in' * material.us_counts}"
            + ("; need imputed †" if worst.get("imputed") else ""),
            "quiet": bool(worst.get("imputed")),
        },
        {
            "value": percent(facts.get("unverified_share")),
            "label": "of these figures unchecked or imputed",
            "note": "share of need and stock on rows still to be checked, or imputed",
            "quiet": False,
        },
    ]


def _weakest(material: Material) -> dict[str, Any]:
    """The weakest core element with the American part counted in; empty where none is short."""
    now = material.gaps.filter(
        pl.col("core"), pl.col("year") == material.year, pl.col("scored") < MET_FROM
    ).sort("scored", "title")
    if now.is_empty():
        return {}
    row = now.row(0, named=True)
    return {"title": row["title"], "year": row["year"], "met_share": row["scored"]} | {
        "imputed": row["imputed"]
    }


def _again(material: Material) -> str:
    """The self-reliance index once more, with the plan; nothing without one."""
    if not material.planned:
        return ""
    index = material.frames["self_reliance_with_plan"].filter(
        pl.col("contingency") == material.contingency, pl.col("year") == material.year
    )
    return "" if index.is_empty() else f"; with the plan {percent(index['mean'][0])}"


def _plan_figures(material: Material) -> list[dict[str, Any]]:
    """When the core set is met with the plan, what the plan costs a year and in all."""
    facts, plan = material.headline, Planned(material)
    if material.us_counts:  # nothing leaves, so the question is when the alliance's need is met
        years = [plan.met_from(plan.core, plan=planned) for planned in (True, False)]
        label = "meets the core targets with the plan, US part counted in"
    else:
        years = [facts.get("stand_alone_year_with_plan"), facts.get("stand_alone_year")]
        label = "stands alone with the plan, core set"
    with_plan, without = (year_or_never(year, material.last) for year in years)
    share = plan.total / plan.money if plan.money > 0 else None
    return [
        {
            "value": with_plan,
            "label": label,
            "note": f"without the plan: {without}",
            "quiet": False,
        },
        {
            "value": f"EUR {amount(facts.get('cost_eur_bn_per_year'))} bn",
            "label": "a year for the plan",
            "note": f"mean to {material.last}; {percent(share)} of the money there is for it",
            "quiet": False,
        },
        {
            "value": f"EUR {amount(facts.get('total_cost_eur_bn'))} bn",
            "label": f"for the plan in all, to {material.last}",
            "note": "2025 prices, not discounted, with upkeep, soldiers and brigade kit",
            "quiet": False,
        },
    ]


def _by_year(index: Mapping[Any, float], year: int) -> float | None:
    """Value of a year in a mapping whose keys may have passed through JSON."""
    return index.get(year, index.get(str(year)))
