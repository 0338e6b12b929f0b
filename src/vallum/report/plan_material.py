"""The plan as the report reads it: programmes, money, lines and elements, each worked out once.

From: frames `plan_*`, `gaps`, `gaps_with_plan`.  To: the charts and tables of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from vallum.planner.inputs import SUMMED
from vallum.report.material import Material
from vallum.report.words import MET_FROM, plain

PARTS = {
    "purchases": "purchases and their upkeep",
    "brigade_kit": "brigade kit that no table lists",
    "people": "soldiers of added brigades",
    "lines": "growth of production lines",
}
"""Parts of the plan's cost, by column of `plan_costs`."""
MORE_PARTS = {
    "crews": "recruiting, training and crews",
    "upgrades": "upgrades of ageing fleets",
    "spares": "spares for US-bound types",
    "licences": "second lines under licence",
    "ukraine": "money for Ukraine",
    "pool": "shares in common fleets",
}
"""Those that only some plans have; shown where they cost something."""
DRAWN = {
    "purchases": ("purchases",),
    "brigade kit that no table lists": ("brigade_kit",),
    "soldiers and crews": ("people", "crews"),
    "production lines and licences": ("lines", "licences"),
    "upgrades and spares": ("upgrades", "spares"),
    "money for Ukraine": ("ukraine",),
}
"""Parts of a bar, each of one or more columns: more than six could not be told apart."""

CATEGORY_WORDS = {
    "sam_short": ("Short-range air defence", "vehicles"),
    "vshorad": ("Very short-range air defence", "vehicles"),
}
"""Title and unit of categories that are bought but are no element of their own."""

FULL = 0.999
"""A line or a budget used by at least this share is full."""
USED = 1e-3
"""Units or EUR bn below this are no use worth telling."""


@dataclass(frozen=True)
class Planned:
    """The plan of a run (only where `material.planned`).  Money in EUR bn at 2025 prices."""

    material: Material

    @property
    def orders(self) -> pl.DataFrame:
        """Orders (state, system, category, channel, year of order, quantity, eur_bn)."""
        return _in_bn(self.material.frames["plan_orders"])

    @property
    def deliveries(self) -> pl.DataFrame:
        return _in_bn(self.material.frames["plan_deliveries"])

    @property
    def ordered(self) -> float:
        """Price of all orders [EUR bn]."""
        return float(self.orders["eur_bn"].sum())

    @property
    def begins(self) -> int:
        """Year of the first order."""
        return int(self.orders["year"].to_list()[0]) if self.programmes else self.material.first

    @cached_property
    def titles(self) -> dict[str, tuple[str, str]]:
        """Category -> (title, unit), from the elements where a category is one."""
        named = self.material.frames["gaps"].select("element", "title", "unit").unique()
        elements = {element: (title, unit) for element, title, unit in named.iter_rows()}
        known = elements | CATEGORY_WORDS
        categories = self.material.frames["plan_lines"]["category"].unique().to_list()
        return {name: known.get(name, (plain(name), "units")) for name in sorted(categories)}

    def state(self, code: str) -> str:
        return self.material.state_names.get(code, code)

    @cached_property
    def programmes(self) -> list[dict[str, Any]]:
        """One for each system ordered, dearest first: quantity, eur_bn, first and last year of
        order, first year of arrival, the state that pays most and its share."""
        if self.orders.is_empty():
            return []
        by_system = self.orders.group_by("system", "category").agg(
            pl.col("quantity", "eur_bn").sum(),
            pl.col("year").min().alias("first"),
            pl.col("year").max().alias("last"),
            pl.col("state").n_unique().alias("states"),
        )
        arrives = self.deliveries.group_by("system").agg(pl.col("year").min().alias("arrives"))
        payers = (
            self.orders.group_by("system", "state")
            .agg(pl.col("eur_bn").sum().alias("paid"))
            .sort(["system", "paid", "state"], descending=[False, True, False])
            .group_by("system", maintain_order=True)
            .first()
        )
        told = by_system.join(arrives, on="system", how="left").join(payers, on="system")
        ranked = told.sort(["eur_bn", "system"], descending=[True, False])
        return [
            row
            | {"title": self.titles[row["category"]][0], "unit": self.titles[row["category"]][1]}
            | {"payer": self.state(row["state"]), "share": row["paid"] / row["eur_bn"]}
            for row in ranked.iter_rows(named=True)
        ]

    @cached_property
    def parts(self) -> dict[str, str]:
        """Parts of this plan's cost, in words, by column of `plan_costs`."""
        costs = self.material.frames["plan_costs"]
        more = {
            name: words
            for name, words in MORE_PARTS.items()
            if name in costs.columns and float(costs[name].abs().sum()) > USED
        }
        return PARTS | more

    @cached_property
    def drawn(self) -> dict[str, list[str]]:
        """What the bars of a year are made of, in words, and the columns of each that count."""
        found = {
            words: [name for name in names if name in self.parts] for words, names in DRAWN.items()
        }
        return {words: names for words, names in found.items() if names}

    @cached_property
    def by_year(self) -> pl.DataFrame:
        """Cost parts, total and money by year [EUR bn]."""
        costs = _with_parts(self.material.frames["plan_costs"])
        return costs.group_by("year").agg(pl.exclude("state").sum()).sort("year")

    @cached_property
    def by_state(self) -> pl.DataFrame:
        """Total, money and the share of own money used, by state, dearest first."""
        costs = _with_parts(self.material.frames["plan_costs"])
        total = costs.group_by("state").agg(pl.col(*self.parts, "total", "money").sum())
        share = pl.when(pl.col("money") > 0).then(pl.col("total") / pl.col("money"))
        named = total.with_columns(
            pl.col("state").replace(self.material.state_names).alias("state_name"),
            share.otherwise(0.0).alias("share"),
        )
        return named.sort(["total", "state_name"], descending=[True, False])

    @property
    def total(self) -> float:
        return float(self.by_year["total"].sum())

    @property
    def money(self) -> float:
        return float(self.by_year["money"].sum())

    @cached_property
    def lines(self) -> pl.DataFrame:
        """Lines that the plan uses, by year, with `used` (0-1) and `full`."""
        lines = self.material.frames["plan_lines"]
        drawn = lines.filter(pl.col("planned").sum().over("system") > USED)
        taken = pl.col("signed") + pl.col("planned")
        used = pl.when(pl.col("capacity") > 0).then(taken / pl.col("capacity")).otherwise(0.0)
        full = (used >= FULL) & (pl.col("planned") > USED)
        return drawn.with_columns(used.alias("used"), full.alias("full")).sort("system", "year")

    def full_years(self, system: str) -> list[int]:
        """Years in which the plan uses all that a line can make."""
        own = self.lines.filter(pl.col("system") == system, pl.col("full"))
        return [int(year) for year in own["year"].to_list()]

    def bottleneck(self, kind: str, where: str) -> dict[str, Any] | None:
        """The row of `bottlenecks` for a limit; None where it does not bind."""
        rows = self.material.frames["bottlenecks"].filter(
            pl.col("constraint") == kind, pl.col("where") == where
        )
        return rows.row(0, named=True) if rows.height else None

    def serving(self, element: str) -> list[str]:
        """Categories whose deliveries count towards an element; brigades have a recipe instead."""
        return [name for name in SUMMED.get(element, (element,)) if name in self.titles]

    def served(self, system: str, category: str) -> list[str]:
        """Elements of the need that a system serves, as the catalogue of the plan says it, or by
        its category where the run has no such table."""
        row = self.offer(system)
        names = row["serves"].split(";") if row else [category, *self._sums(category)]
        asked = set(self.material.gaps["element"].to_list())
        return [name for name in names if name in asked]

    def _sums(self, category: str) -> list[str]:
        return [element for element, parts in SUMMED.items() if category in parts]

    def offer(self, system: str) -> dict[str, Any] | None:
        """The row of `plan_catalogue` for a system; None where the run has no such table."""
        if "plan_catalogue" not in self.material.frames:
            return None
        rows = self.material.frames["plan_catalogue"].filter(pl.col("system") == system)
        return rows.row(0, named=True) if rows.height else None

    def first_arrival(self, element: str) -> int | None:
        """First year in which a delivery of the plan counts towards an element."""
        own = self.deliveries.filter(pl.col("category").is_in(self.serving(element)))
        return None if own.is_empty() else int(own["year"].sort().to_list()[0])

    @cached_property
    def waiting(self) -> float | None:
        """Share (0-1) of all that is missing with the plan, over elements and years, that lies
        before the first delivery for the element can arrive; None where nothing is missing.

        Brigades are left out: they have no lead time of their own.
        """
        missing = waiting = 0.0
        for (element,), part in self.material.gaps_with_plan.group_by(
            "element", maintain_order=True
        ):
            first = self.first_arrival(str(element))
            if first is None:
                continue
            for year, met in part.select("year", "scored").iter_rows():
                missing += 1 - met
                waiting += (1 - met) * (year < first)
        return waiting / missing if missing > USED else None

    def scored(self, element: str, year: int, *, plan: bool) -> float | None:
        """Share of the need for an element that counts as met in a year."""
        gaps = self.material.gaps_with_plan if plan else self.material.gaps
        row = gaps.filter(pl.col("element") == element, pl.col("year") == year)
        return None if row.is_empty() else float(row["scored"][0])

    def met_from(self, elements: list[str], *, plan: bool) -> int | None:
        """First year from which every one of the elements stays met; None: not by the end."""
        gaps = self.material.gaps_with_plan if plan else self.material.gaps
        own = gaps.filter(pl.col("element").is_in(elements))
        if own.is_empty():
            return None
        short = own.filter(pl.col("scored") < MET_FROM)["year"].to_list()
        after = [year for year in self.material.years if year > max(short, default=0)]
        return after[0] if after else None

    @cached_property
    def core(self) -> list[str]:
        return self.material.gaps.filter(pl.col("core"))["element"].unique().sort().to_list()


def _in_bn(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns((pl.col("cost_eur_mn") / 1000).alias("eur_bn")).drop("cost_eur_mn")


def _with_parts(costs: pl.DataFrame) -> pl.DataFrame:
    """The table with every part of the cost; what a run did not know of costs nothing in it."""
    return costs.with_columns(
        pl.lit(0.0).alias(name) for name in PARTS if name not in costs.columns
    )
