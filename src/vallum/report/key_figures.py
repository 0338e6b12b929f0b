"""The figures under the headline.

From: headline and frames of a run.  To: the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from vallum.report.cells import Cell, address
from vallum.report.material import Material
from vallum.report.plan_material import Planned
from vallum.report.words import MET_FROM, amount, inline, percent, year_or_never


def key_figures(material: Material) -> list[dict[str, Any]]:
    """The figures under the headline: value, label, note; quiet where only a rule gives it.

    A note is a sequence of words and figures, to be written one after the other.  Four without a
    plan; with one, its year, its cost a year and in all come first.
    """
    facts = material.headline
    worst = _weakest(material) if material.us_counts else facts["worst_element"]
    now = material.self_reliance.filter(pl.col("year") == material.year)
    mean = _by_year(facts.get("self_reliance") or {}, material.year)
    bottleneck = now["bottleneck"][0] if not now.is_empty() else None
    alone = {
        "value": _year(material, "stand_alone_year"),
        "label": "stands alone, core set",
        "note": (
            "without imputed needs: ",
            _year(material, "stand_alone_year_without_imputed"),
        ),
        "quiet": False,
    }
    return [
        *(_plan_figures(material) if material.planned else [alone]),
        {
            "value": Cell(
                percent(mean),
                None if mean is None else address("headline", "self_reliance", material.year),
            ),
            "label": f"self-reliance in {material.year}"
            + (", without the plan" * material.planned),
            "note": (
                "mean of met shares; weakest element ",
                Cell(
                    percent(bottleneck),
                    None if bottleneck is None else _index(material, "self_reliance", "bottleneck"),
                ),
                *_again(material),
            ),
            "quiet": False,
        },
        {
            "value": Cell(percent(worst.get("met_share")), _worst(material, worst)),
            "label": (
                f"of the need for {inline(str(worst['title']))} met in {worst['year']}"
                if worst.get("title")
                else "no element falls short"
            ),
            "note": (
                f"weakest core element{', US part counted in' * material.us_counts}"
                + ("; need imputed †" if worst.get("imputed") else ""),
            ),
            "quiet": bool(worst.get("imputed")),
        },
        {
            "value": Cell(
                percent(facts.get("unverified_share")), _headline(material, "unverified_share")
            ),
            "label": "of these figures unchecked or imputed",
            "note": ("share of need and stock on rows still to be checked, or imputed",),
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


def _again(material: Material) -> tuple[str, ...]:
    """The self-reliance index once more, with the plan; nothing without one."""
    if not material.planned:
        return ()
    index = material.frames["self_reliance_with_plan"].filter(
        pl.col("contingency") == material.contingency, pl.col("year") == material.year
    )
    if index.is_empty():
        return ()
    figure = _index(material, "self_reliance_with_plan", "mean")
    return ("; with the plan ", Cell(percent(index["mean"][0]), figure))


def _plan_figures(material: Material) -> list[dict[str, Any]]:
    """When the core set is met with the plan, what the plan costs a year and in all."""
    facts, plan = material.headline, Planned(material)
    if material.us_counts:  # nothing leaves, so the question is when the alliance's need is met
        with_plan, without = (
            year_or_never(plan.met_from(plan.core, plan=planned), material.last)
            for planned in (True, False)
        )
        label = "meets the core targets with the plan, US part counted in"
    else:
        with_plan = _year(material, "stand_alone_year_with_plan")
        without = _year(material, "stand_alone_year")
        label = "stands alone with the plan, core set"
    share = plan.total / plan.money if plan.money > 0 else None
    return [
        {
            "value": with_plan,
            "label": label,
            "note": ("without the plan: ", without),
            "quiet": False,
        },
        {
            "value": Cell(
                f"EUR {amount(facts.get('cost_eur_bn_per_year'))} bn",
                _headline(material, "cost_eur_bn_per_year"),
            ),
            "label": "a year for the plan",
            "note": (f"mean to {material.last}; {percent(share)} of the money there is for it",),
            "quiet": False,
        },
        {
            "value": Cell(
                f"EUR {amount(facts.get('total_cost_eur_bn'))} bn",
                _headline(material, "total_cost_eur_bn"),
            ),
            "label": f"for the plan in all, to {material.last}",
            "note": ("2025 prices, not discounted, with upkeep, soldiers and brigade kit",),
            "quiet": False,
        },
    ]


def _year(material: Material, name: str) -> Cell:
    """A year of the headline, or that it does not come by the end of the horizon."""
    year = material.headline.get(name)
    return Cell(year_or_never(year, material.last), _headline(material, name))


def _headline(material: Material, name: str) -> str | None:
    """None where the headline does not have it."""
    return address("headline", name) if name in material.headline else None


def _worst(material: Material, worst: Mapping[str, Any]) -> str | None:
    """The headline knows the weakest element without the American part only."""
    if material.us_counts or "met_share" not in worst:
        return None
    return address("headline", "worst_element", "met_share")


def _index(material: Material, table: str, column: str) -> str:
    return address(table, column, material.contingency, material.year)


def _by_year(index: Mapping[Any, float], year: int) -> float | None:
    """Value of a year in a mapping whose keys may have passed through JSON."""
    return index.get(year, index.get(str(year)))
