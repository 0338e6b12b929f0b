"""The result of `assess`: gaps, self-reliance, the year from which Europe stands alone.

From: `vallum.forces.gaps`.  To: study, store, report.

    index[t]      = mean over domains of the weighted mean of met shares (without the US)
    bottleneck[t] = the smallest met share
    stand-alone year of a set = the first year from which every element of the set stays at or
                                above 95 % with no American contribution
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from vallum.forces.tables import tables
from vallum.world import World
from vallum.world.equipment import STORED
from vallum.world.needs import DOMAINS

MET = 0.95


@dataclass(frozen=True)
class Gaps:
    """Needs against forces.

    data: need, have, us, gap, met_share, used (contingency, element, year); asked (contingency,
    element); contribution (state, element, year); base (element); by_total (element, year);
    pooled_brigades (year).
    """

    world: World
    data: xr.Dataset

    @property
    def main(self) -> str:
        """The main contingency."""
        return str(self.data["contingency"].values[0])

    @cached_property
    def assessed(self) -> list[str]:
        """Elements that the main contingency asks for, in order of print."""
        asked = self.data["asked"].isel(contingency=0)
        return [str(name) for name in asked["element"].values[asked.values.astype(bool)]]

    @cached_property
    def imputed(self) -> set[str]:
        """Elements whose main need comes from a sizing rule alone."""
        flags = self.world["imputed"].isel(contingency=0).sum("basis") > 0
        return {str(name) for name in flags["element"].values[flags.values]}

    @cached_property
    def core(self) -> list[str]:
        weight = self.world["weight"]
        chosen = weight["element"].values[weight["core"].values == "yes"]
        return [name for name in self.assessed if name in set(chosen)]

    @cached_property
    def _words(self) -> dict[str, tuple[str, str, str]]:
        weight = self.world["weight"]
        labels = (weight[name].values for name in ("element", "title", "domain", "unit"))
        return {str(e): (str(t), str(d), str(u)) for e, t, d, u in zip(*labels, strict=True)}

    def title(self, element: str) -> str:
        return self._words[element][0]

    def domain_of(self, element: str) -> str:
        return self._words[element][1]

    def unit(self, element: str) -> str:
        return self._words[element][2]

    def members_of(self, domain: str) -> list[str]:
        """Elements of a domain, of the core set (`core`) or all of them (`all`)."""
        if domain == "all":
            return self.assessed
        if domain == "core":
            return self.core
        return [name for name in self.assessed if self.domain_of(name) == domain]

    def stand_alone_year(self, domain: str = "core", *, with_imputed: bool = True) -> int | None:
        """First year from which the set stays met without the United States; None: not by the end.

        A set of which nothing is left to judge gives None too.
        """
        names = [
            name for name in self.members_of(domain) if with_imputed or name not in self.imputed
        ]
        if not names:
            return None
        met = self.data["met_share"].sel(contingency=self.main, element=names) >= MET
        stays = met.all("element").values[::-1].cumprod()[::-1].astype(bool)
        years = self.world.years[stays]
        return int(years[0]) if years.size else None

    def met_year(self, domain: str = "core") -> int | None:
        """The same with the American part counted in: from when 95 % of the need is met."""
        cells = self.data.sel(contingency=self.main, element=self.members_of(domain))
        met = cells["gap"] <= (1 - MET) * cells["need"]
        stays = met.all("element").values[::-1].cumprod()[::-1].astype(bool)
        years = self.world.years[stays]
        return int(years[0]) if years.size and self.members_of(domain) else None

    def self_reliance(self, contingency: str | None = None) -> tuple[xr.DataArray, xr.DataArray]:
        """(index, bottleneck) by year [share], of the main contingency unless named."""
        name = contingency or self.main
        asked = self.data["asked"].sel(contingency=name).values.astype(bool)
        met = self.data["met_share"].sel(contingency=name).isel(element=asked)
        weight = self.world["weight"].isel(element=asked)
        by_domain = [
            met.isel(element=chosen).weighted(weight.isel(element=chosen)).mean("element")
            for domain in DOMAINS
            if (chosen := weight["domain"].values == domain).any()
        ]
        return xr.concat(by_domain, dim="domain").mean("domain"), met.min("element")

    def worst(self, year: int, among: Iterable[str] | None = None) -> str:
        """The element with the smallest met share in a year; the first in print on a tie."""
        names = list(among) if among is not None else self.assessed
        met = self.data["met_share"].sel(contingency=self.main, element=names, year=year)
        return names[int(np.argmin(met.values))]

    def unverified(self, element: str) -> tuple[float, float]:
        """Share of the element's need and of its stock that no verified row supports.

        Imputed rows count as not verified.  The base inside a need rests on the stock.
        """
        world = self.world
        stock = self._stock_unverified(element)
        asked = world["requirement"].isel(contingency=0).sel(element=element)
        bases = [str(basis) for basis in asked["basis"].values if float(asked.sel(basis=basis)) > 0]
        if not bases:
            return 1.0, stock
        by_total = bool(self.data["by_total"].sel(element=element).isel(year=0))
        basis = "total" if by_total else ("replace_us" if "replace_us" in bases else bases[0])
        rows = world.ledger.facts("requirement", (self.main, element, basis))
        row = sum(fact.verified != "yes" for fact in rows) / len(rows) if rows else 1.0
        if element in self.imputed:  # a rule gives the need, however sound what drives it is
            row = 1.0
        if basis != "replace_us":
            return row, stock
        base = float(self.data["base"].sel(element=element))
        extra = float(asked.sel(basis="replace_us"))
        return (base * stock + extra * row) / (base + extra), stock

    def _stock_unverified(self, element: str) -> float:
        """Share of counted base-year stock behind an element that is not verified."""
        world = self.world
        recipe = world["recipe"].sel(element=element)
        items = {str(item) for item in recipe["item"].values[recipe.values > 0]}
        total = weak = 0.0
        if items & {"headquarters_corps", "headquarters_division"}:
            for (state, category), facts in world.ledger.cells.get("counted_base", {}).items():
                if category in items and state in self.data["state"].values:
                    total += 1
                    weak += facts[0].verified != "yes"
            return weak / total if total else 1.0
        if items & {*STORED}:  # no state publishes its stock of munitions
            return 1.0
        for (state, system), facts in world.ledger.cells.get("stock", {}).items():
            kind, counts = self._counts(state, system)
            if kind in items:
                total += counts
                weak += counts * sum(fact.verified != "yes" for fact in facts) / len(facts)
        return weak / total if total else 1.0

    @cached_property
    def _usable(self) -> dict[str, Any]:
        world = self.world
        return {
            "values": (world["stock"] * world["modernity"]).transpose("state", "system").values,
            "state": {str(s): i for i, s in enumerate(world["stock"]["state"].values)},
            "system": {str(s): i for i, s in enumerate(world["stock"]["system"].values)},
            "kind": [str(name) for name in world["modernity"]["category_of"].values],
            "members": {str(state) for state in self.data["state"].values},
        }

    def _counts(self, state: str, system: str) -> tuple[str, float]:
        """(category, counted base-year stock) of one type of one state; 0 outside the coalition."""
        known = self._usable
        column = known["system"][system]
        if state not in known["members"]:
            return known["kind"][column], 0.0
        return known["kind"][column], float(known["values"][known["state"][state], column])

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        year = min(self.world.scenario.need.ready_by, int(self.world.years[-1]))
        index, _ = self.self_reliance()
        worst = self.worst(year, self.core or None)
        met = float(self.data["met_share"].sel(contingency=self.main, element=worst, year=year))
        alone = self.stand_alone_year()
        return [
            f"Stand-alone year of the core set: {alone or f'not by {int(self.world.years[-1])}'}.",
            f"Self-reliance in {year}: {float(index.sel(year=year)) * 100:.0f} %.",
            f"Weakest core element in {year}: {self.title(worst)}, {met * 100:.0f} % of the need.",
        ]

    def frames(self) -> dict[str, pl.DataFrame]:
        """Tidy tables: gaps, contributions, us_leaving, self_reliance, stand_alone, pooled."""
        return tables(self)
