"""What is published on European replacements of American enablers, by force element.

From: industry/enablers, industry/enabler_items.  To: `vallum.study.enablers`.

    enabler_cost[i] = published cost / dollars per euro * deflator(2025) / deflator(year)
                                                                        [EUR bn, 2025 prices]

i: one published figure on one item.  Studies draw the line in different places; nothing is added up
here.
"""

from __future__ import annotations

from typing import Any

import xarray as xr

from vallum.errors import Problem, UserError
from vallum.evidence.reconcile.prices import PRICE_YEAR, indexed_year
from vallum.world.context import Context, zeros
from vallum.world.provenance import FactRow, Labels, Step

MONEY = {"eur_bn": False, "usd_bn": True}
"""Units of cost -> whether they are dollars."""

Row = tuple[dict[str, Any], FactRow]


def build_enablers(context: Context) -> None:
    """Add `enabler_figure` and `enabler_cost` (published) to the World.

    The coordinates element, item, study, indicator, figure_unit, programme and status say what each
    figure is about; a figure that is no cost costs 0.  Raises UserError where a row of
    industry/enabler_items names an item that industry/enablers does not have.
    """
    rows = _rows(context)
    names = [name for name, _, _ in rows]
    figure, cost = zeros(published=names), zeros(published=names)
    deflator = {
        row["year"]: (row["index_2025_100"], fact)
        for row, fact in context.facts("economy/price_index", "index_2025_100")
        if row["state"] == "EA" and row["index_name"] == "gdp_deflator"
    }
    index = {year: value for year, (value, _) in deflator.items()}
    dollars, behind_rate = _dollars_per_euro(context)
    behind: dict[str, tuple[FactRow, ...]] = {}
    for name, _, (row, fact) in rows:
        figure[name] = value = _central(row)
        context.ledger.record("enabler_figure", (name,), fact)
        if row["unit"] in MONEY:
            year = min(indexed_year(row["year_from"] or PRICE_YEAR, index), PRICE_YEAR)
            rate = dollars if MONEY[row["unit"]] else 1.0
            cost[name] = value / rate * index[PRICE_YEAR] / index[year]
            behind[name] = (deflator[year][1], deflator[PRICE_YEAR][1])
            behind[name] += (behind_rate,) if MONEY[row["unit"]] else ()
    coordinates = {
        label: ("published", [str(row[column] or "") for _, _, (row, _) in rows])
        for label, column in (
            ("item", "item"),
            ("study", "study"),
            ("indicator", "indicator"),
            ("figure_unit", "unit"),
            ("programme", "european_programme"),
            ("status", "programme_status"),
        )
    } | {"element": ("published", [element for _, element, _ in rows])}

    def labelled(grid: Any) -> xr.DataArray:
        found: xr.DataArray = grid.labelled().assign_coords(coordinates)
        return found

    context.add("enabler_figure", labelled(figure), "see figure_unit", "published on an enabler")
    meaning = "published cost of replacing an enabler; 0: the figure is no cost"
    context.add("enabler_cost", labelled(cost), "EUR bn, 2025 prices", meaning)

    def formula(labels: Labels) -> Step:
        (name,) = labels
        if name not in behind:
            return Step(
                "enabler_cost: the figure is no sum of money", (("enabler_figure", labels),)
            )
        words = "cost = published figure in euros of the price year"
        return Step(words, (("enabler_figure", labels),), behind[name])

    context.ledger.derive("enabler_cost", formula)


def _rows(context: Context) -> list[tuple[str, str, Row]]:
    """(label, element, row of industry/enablers), sorted."""
    known: dict[tuple[str, str], list[Row]] = {}
    for row, fact in context.facts("industry/enablers", "central"):
        known.setdefault((row["capability"], row["item"]), []).append((row, fact))
    found = []
    for row, _ in context.facts("industry/enabler_items"):
        of = (row["capability"], row["item"])
        if of not in known:
            told = f"industry/enablers has no item '{row['item']}' of capability '{of[0]}'"
            raise UserError(Problem(told, row["_file"], row["_line"], "item"))
        for published in known[of]:
            label = " / ".join(
                (row["element"], row["item"], published[0]["study"], published[0]["indicator"])
            )
            found.append((label, row["element"], published))
    return sorted(found, key=lambda each: each[0])


def _central(row: dict[str, Any]) -> float:
    """The central figure; else the middle of its bounds, or the one that is given; 0: none."""
    if row["central"] is not None:
        return float(row["central"])
    bounds = [row[name] for name in ("low", "high") if row[name] is not None]
    return float(sum(bounds) / len(bounds)) if bounds else 0.0


def _dollars_per_euro(context: Context) -> tuple[float, FactRow]:
    """The average rate of the price year."""
    for row, fact in context.facts("economy/fx", "lcu_per_eur"):
        if (row["state"], row["year"]) == ("USA", PRICE_YEAR):
            return float(row["lcu_per_eur"]), fact
    raise UserError(f"economy/fx has no rate of the dollar in {PRICE_YEAR}")
