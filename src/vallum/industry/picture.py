"""The result of `diagnose`: labelled arrays, tidy tables, a few sentences, and the facts behind.

From: `vallum.industry.diagnose`.  To: study, `vallum industry`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

from vallum.errors import UserError, did_you_mean
from vallum.industry.dependence import ALL, COALITION
from vallum.industry.families import NONE, OWN, Families
from vallum.industry.fleets import HELD
from vallum.industry.formations import index_formations
from vallum.industry.interoperability import Interoperability, compare_pairs, interoperability
from vallum.world import Answer, FactRow, World
from vallum.world.build import ALLIANCE
from vallum.world.provenance import by_place

PLACES = 6
"""Shares are kept to a millionth."""


@dataclass(frozen=True)
class IndustryPicture:
    """Types, interoperability, dependence and industry of a coalition.

    data: units, orders (state, type); coalition, price, bound (type), with the coordinates
    category_of and price_of; types, effective_count, effective_value (category).
    compatibility: (same, shared), 0 or 1 by pair of types.
    given: the stock was the caller's, so its cells have no facts of their own.
    The tables: see the functions of the package that make them.
    """

    world: World
    families: Families
    data: xr.Dataset
    compatibility: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]
    dependence: pl.DataFrame
    munitions: pl.DataFrame
    posture: pl.DataFrame
    imports: pl.DataFrame
    alternatives: pl.DataFrame
    single_points: pl.DataFrame
    production: pl.DataFrame
    duplication: pl.DataFrame
    published: pl.DataFrame
    given: bool = False

    @cached_property
    def types(self) -> dict[str, int]:
        """Category -> number of types that the coalition holds; categories it holds none of
        left out."""
        return {name: int(n) for name, n in self._by_category("types").items() if n > 0}

    @cached_property
    def effective_types(self) -> dict[str, float]:
        """Category -> effective number of types, by value."""
        return {name: n for name, n in self._by_category("effective_value").items() if n > 0}

    def _by_category(self, name: str) -> dict[str, float]:
        categories = (str(c) for c in self.data["category"].values)
        return dict(zip(categories, self.data[name].values.astype(float).tolist(), strict=True))

    @cached_property
    def us_share(self) -> dict[str, float]:
        """State, or `coalition` -> American share of arms imports 2020-24; empty without SIPRI."""
        shares = self.imports.filter(pl.col("state").is_in([*self.world.members, COALITION]))
        return dict(shares.select("state", "share").iter_rows())

    def tied(self, measure: str, tie: str = "approval") -> dict[str, float]:
        """State, or `coalition` -> share of the value of `stock` or `orders` that is tied."""
        chosen = self.dependence.filter(
            pl.col("measure") == measure, pl.col("category") == ALL, pl.col("basis") == "value"
        )
        return dict(chosen.select("state", tie).iter_rows())

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """Interoperability between states: see `compare_pairs`."""
        return compare_pairs(self)

    @cached_property
    def together(self) -> Interoperability | None:
        """The index of the whole coalition; None where it holds nothing."""
        held = self.data["units"].sum("type")
        states = [s for s in self.world.members if float(held.sel(state=s)) > 0]
        return interoperability(self, states) if states else None

    @cached_property
    def formations(self) -> pl.DataFrame:
        """Multinational formations and their index: see `index_formations`."""
        return index_formations(self)

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        most = sorted(self.types.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
        crowded = ", ".join(f"{name} {n}" for name, n in most)
        lines = [f"{sum(self.types.values())} types in service; most in {crowded}."]
        if self.together:
            lines.append(
                f"Interoperability of the whole: {self.together.overall:.2f} of 1, for two pieces "
                "drawn from one category."
            )
        stock, orders = self.tied("stock"), self.tied("orders")
        if COALITION in stock:
            lines.append(f"{stock[COALITION]:.0%} of the stock's value needs American consent.")
        if COALITION in orders:
            lines.append(f"{orders[COALITION]:.0%} of the value of signed orders does.")
        if COALITION in self.us_share:
            lines.append(
                f"{self.us_share[COALITION]:.0%} of arms imports of 2020-24 were American."
            )
        alone = self.single_points.filter(pl.col("kind") == "category")
        lines.append(
            f"{alone.height} kinds of equipment hang on one European line or firm, or none."
        )
        if self.unpriced:
            lines.append(
                f"Without any price, and so left out of values: {', '.join(self.unpriced)}."
            )
        if self.families.alone:
            named = ", ".join(self.families.alone)
            lines.append(f"Taken for types of their own, for no row names one: {named}.")
        return lines

    @cached_property
    def unpriced(self) -> list[str]:
        """Categories held of which no price is known."""
        held = (self.data["coalition"].values > HELD) & (self.data["price_of"].values == NONE)
        return sorted({str(name) for name in self.data["category_of"].values[held]})

    def frames(self) -> dict[str, pl.DataFrame]:
        """Tidy tables, sorted: industry_types, industry_fleets, industry_interoperability,
        industry_dependence, industry_posture, industry_imports, industry_alternatives,
        industry_single_points, industry_production, industry_duplication, industry_published,
        industry_formations."""
        dependence = pl.concat([self.dependence, self.munitions], how="vertical_relaxed")
        keys = ["measure", "basis", "state", "category"]
        rounded = pl.col(pl.Float64).round(PLACES)
        return {
            "industry_types": self._type_rows(),
            "industry_fleets": self._fleet_rows(),
            "industry_interoperability": self.pairs,
            "industry_dependence": dependence.with_columns(rounded).sort(keys),
            "industry_posture": self.posture.with_columns(rounded).sort("state", "year"),
            "industry_imports": self.imports.with_columns(rounded).sort("state"),
            "industry_alternatives": self.alternatives,
            "industry_single_points": self.single_points,
            "industry_production": self.production,
            "industry_duplication": self.duplication,
            "industry_published": self.published,
            "industry_formations": self.formations,
        }

    def _type_rows(self) -> pl.DataFrame:
        """One row for each category held: types, effective numbers, the coalition's index, and the
        part of the value that rests on a price of the type's own."""
        index = self.together.by_category if self.together else {}
        whole = self._by_category("effective_count")
        value = self.data["coalition"] * self.data["price"]
        rows = []
        for category, count in self.types.items():
            inside = self.data["category_of"].values == category
            worth = value.values[inside]
            own = worth[self.data["price_of"].values[inside] == OWN].sum()
            rows.append(
                {
                    "category": category,
                    "types": count,
                    "effective_by_count": round(whole[category], PLACES),
                    "effective_by_value": round(self.effective_types[category], PLACES),
                    "interoperability": round(index[category], PLACES)
                    if category in index
                    else None,
                    "value_eur_bn": round(float(worth.sum()) / 1000, 4),
                    "own_price_share": float(own / worth.sum()) if worth.sum() > 0 else None,
                }
            )
        schema = {"interoperability": pl.Float64, "own_price_share": pl.Float64}
        return pl.DataFrame(rows, schema_overrides=schema).with_columns(
            pl.col("own_price_share").round(PLACES)
        )

    def _fleet_rows(self) -> pl.DataFrame:
        """One row for each state and type held or on order."""
        units = self.data["units"].values
        due = self.data["orders"].transpose("state", "type").values
        rows = []
        for n, state in enumerate(self.data["state"].values):
            for i in np.flatnonzero((units[n] > HELD) | (due[n] > HELD)):
                price = float(self.data["price"].values[i])
                rows.append(
                    {
                        "state": str(state),
                        "category": str(self.data["category_of"].values[i]),
                        "type": str(self.data["type"].values[i]),
                        "units": round(float(units[n, i]), 4),
                        "on_order": round(float(due[n, i]), 4),
                        "price_eur_mn": round(price, 4) if price else None,
                        "price_of": str(self.data["price_of"].values[i]),
                        "us_consent": bool(self.data["bound"].values[i]),
                    }
                )
        frame = pl.DataFrame(rows, schema_overrides={"price_eur_mn": pl.Float64})
        return frame.sort("category", "type", "state")

    def why(self, state: str, type_: str) -> Answer:
        """What a state's units of a type rest on: names, shares, and the World's facts.

        Raises UserError for a state or type that the picture does not hold.
        """
        for dim, label in (("state", state), ("type", type_)):
            known = [str(name) for name in self.data[dim].values]
            if label not in known:
                hint = did_you_mean(label, known) or f"; there are {len(known)}"
                raise UserError(f"'{label}' is not a {dim} of this picture{hint}")
        chain = ["units of a type = sum over its names of share x stock"]
        rows: list[FactRow] = []
        for name, shares in self.families.parts["type"].items():
            if type_ not in shares:
                continue
            if not self.given:
                words, facts = self.world.ledger.explain("stock", (state, name))
                if not facts:
                    continue
                chain += [word for word in words if word not in chain]
                rows += facts
            rows += self.families.facts.get(("type", name), [])
        if self.given:
            chain.append("the stock is given, by a plan or a caller")
        if state == ALLIANCE:
            chain.append("of alliance-owned fleets the coalition counts its share of output")
        value = float(self.data["units"].sel(state=state, type=type_))
        return Answer(
            array="units",
            labels={"state": state, "type": type_},
            value=value,
            unit="units",
            chain=tuple(chain),
            rows=tuple(by_place(rows).values()),
        )
