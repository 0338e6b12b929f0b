"""What a published list costs at our prices, and what money of one year is in another's.

From: world.  To: the scoreboard, the validation page.

    ours      = quantity of the published list * unit price / equivalence     [package, 2025 prices]
    per kind  = cheapest, median and dearest alternative that the catalogue can order, American
                designs included
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from vallum.world import World
from vallum.world.money import PRICE_YEAR

Alternative = Literal["cheapest", "median", "dearest"]
NOT_ORDERED = ("brigade", "heavy_brigade", "personnel")
"""What lists name besides items of a catalogue."""
HOME = "EA"
"""Our prices are in the euro area's money."""


@dataclass(frozen=True)
class Priced:
    """One item of a published list at our prices [EUR bn, 2025 prices].

    alternatives: names from cheapest to dearest; prices: the same, each for one modern equivalent
    [EUR mn].
    """

    category: str
    title: str
    quantity: float
    alternatives: tuple[str, ...]
    prices: tuple[float, ...]

    @property
    def cheapest(self) -> float:
        return self.quantity * self.prices[0] / 1000

    @property
    def median(self) -> float:
        return self.quantity * float(np.median(self.prices)) / 1000

    @property
    def dearest(self) -> float:
        return self.quantity * self.prices[-1] / 1000

    def at(self, alternative: Alternative) -> float:
        """The cost with this alternative of its kind [EUR bn, 2025 prices]."""
        return {"cheapest": self.cheapest, "median": self.median, "dearest": self.dearest}[
            alternative
        ]


def priced_list(world: World, name: str) -> list[Priced]:
    """The items of a published list that the catalogue can order, in the list's categories."""
    return price_items(world, listed(world, name))


def price_items(world: World, quantities: Mapping[str, float]) -> list[Priced]:
    """The items among these quantities (category -> units), priced.

    Raises KeyError where there is a category that nothing orderable serves; brigades and people are
    no items of a catalogue and are left out.
    """
    titles = {
        str(name): f"{str(title)[0].lower()}{str(title)[1:]}"
        for name, title in zip(
            world["weight"]["element"].values, world["weight"]["title"].values, strict=True
        )
    }
    return [
        _priced(world, category, titles.get(category, category), quantity)
        for category, quantity in quantities.items()
        if category not in NOT_ORDERED
    ]


def listed(world: World, name: str) -> dict[str, float]:
    """Element -> quantity of a published list, as printed."""
    rows = world.evidence.table("requirements/needs").filter(pl.col("list") == name).sort("element")
    return dict(rows.select("element", "quantity_central").iter_rows())


def dollars_per_euro(world: World, year: int = PRICE_YEAR) -> float:
    """Exchange rate of a year, the mean over it."""
    rate = world.evidence.table("economy/fx").filter(
        pl.col("state") == "USA", pl.col("year") == year, pl.col("kind") == "weo_implied"
    )
    return float(rate["lcu_per_eur"].item())


def price_level(world: World, year: int) -> float:
    """Euro-area prices of a year over those of the price year."""
    index = world.evidence.table("economy/price_index").filter(
        pl.col("state") == HOME, pl.col("index_name") == "gdp_deflator", pl.col("year") == year
    )
    return float(index["index_2025_100"].item()) / 100


def rise_to(world: World, target: float) -> tuple[float, float]:
    """What the EU27 lacks to `target` % of its output in the price year, and what it spends
    [EUR bn a year]."""
    union = world.evidence.table("governance/memberships").filter(
        pl.col("group") == "EU", pl.col("to").is_null()
    )
    output = float(world["gdp"].sel(state=sorted(union["state"]), year=PRICE_YEAR).sum())
    spent = world.evidence.table("economy/defence_aggregates").filter(
        pl.col("state") == "EU27", pl.col("year") == PRICE_YEAR
    )
    spending = float(spent["spending_eur_bn"].item())
    return target / 100 * output - spending, spending


def _priced(world: World, category: str, title: str, quantity: float) -> Priced:
    price, equivalence = world["unit_price"], world["equivalence"]
    found = sorted(
        (float(price.sel(product=name)) / float(equivalence.sel(product=name)), str(name))
        for name in price["product"].values[price["product_category"].values == category]
    )
    if not found:
        raise KeyError(f"nothing orderable serves {category}")
    return Priced(
        category, title, quantity, tuple(name for _, name in found), tuple(p for p, _ in found)
    )
