"""Our prices and the money path beside published ones: what the plan's costs rest on.

From: world.  To: the validation page (`vallum.report.validation_page`) and the golden tests.

    ours      = quantity of the published list * unit price / equivalence     [package, 2025 prices]
    per kind  = cheapest, median and dearest alternative that the catalogue can order, American
                designs included

A published item is met where it lies between our cheapest and our dearest; where it does not, its
row says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from vallum.report.validation import EXPLAINED, HOLDS, MISSES, Check
from vallum.world import World
from vallum.world.money import PRICE_YEAR

IISS, BRUEGEL_KIEL = "replace_us_iiss", "nato_east_without_us"
LIST_PRICE = "Prices: the IISS list of May 2025"
KIT_PRICE = "Prices: the Bruegel-Kiel kit of February 2025"
PATH = "The money path against announced sums"
PUBLISHED_ITEMS = {
    "tactical combat aircraft": "combat_aircraft",
    "destroyers": "destroyer",
    "infantry fighting vehicles": "ifv",
    "aircraft carriers": "carrier",
}
"""Items with a published cost, as industry/enablers names them -> our category."""
BUDGET_RISE = (
    "EUR 250 bn a year is the budget rise to 3.5 % of GDP, not the price of the list: the list is "
    "bought once, the budget also pays people, upkeep and everything else, every year"
)
NEAR = 0.15
"""Announced sums rest on other forecasts of output and prices: so much apart still holds."""


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


def plan_checks(world: World) -> list[Check]:
    """All checks of prices and of the money path, in order of print."""
    return [*iiss_checks(world), *kit_checks(world), *path_checks(world)]


def iiss_checks(world: World) -> list[Check]:
    """The IISS list at our prices: the total, each item with a published cost, and the rest."""
    rate = dollars_per_euro(world)
    items = priced_list(world, IISS)
    published = _published_items(world)
    low, high = _published_total(world)
    rest = [item for item in items if item.category not in published]
    known = sum(cost for cost, _, _ in published.values())
    total = f"cheapest {_dollars(items, 'cheapest', rate)}, dearest {_dollars(items, 'dearest', rate)}"
    return [
        _in_range(
            LIST_PRICE,
            "The whole list, each item at the median of its alternatives",
            sum(item.median for item in items) * rate,
            (low, high),
            "industry.iiss_2025",
            f"USD {total} bn; USD {rate:.2f} a euro",
        ),
        *(
            _item_check(item, *published[item.category], rate)
            for item in items
            if item.category in published
        ),
        _in_range(
            LIST_PRICE,
            "The items without a published cost, against what the published ones leave",
            sum(item.median for item in rest) * rate,
            (low - known, high - known),
            "industry.iiss_2025",
            "; ".join(f"{item.title} {item.median * rate:.1f}" for item in rest),
        ),
    ]


def kit_checks(world: World) -> list[Check]:
    """The Bruegel-Kiel kit at our prices, and what its EUR 250 bn a year means."""
    items = priced_list(world, BRUEGEL_KIEL)
    brigades = _quantities(world, BRUEGEL_KIEL)["brigade"]
    unlisted = float(world["parameter"].sel(parameter="brigade_kit"))
    price = sum(item.median for item in items) + brigades * unlisted
    parts = [f"{item.title} {item.median:.1f}" for item in items]
    parts.append(f"what no table lists of {brigades:,.0f} brigades {brigades * unlisted:.0f}")
    vehicles = sum(item.median for item in items if item.category in ("tank", "ifv", "artillery"))
    asked = _enabler(world, "extra European spending", "cost")
    rise, year = _rise_to(world, 3.5)
    return [
        Check(
            KIT_PRICE,
            "The whole kit, bought once, beside the spending a year that the study asks for",
            price,
            asked["central"],
            "EUR bn",
            "",
            str(asked["source"]),
            EXPLAINED,
            f"{BUDGET_RISE}. Ours, in EUR bn: {'; '.join(parts)}",
        ),
        _within(
            KIT_PRICE,
            f"The rise of the EU27's spending of {year} to 3.5 % of its output",
            (rise, asked["central"], "EUR bn a year"),
            str(asked["source"]),
            BUDGET_RISE,
        ),
        _in_range(
            KIT_PRICE,
            "Kit of one of the brigades, vehicles and guns included",
            unlisted + vehicles / brigades,
            (6, 9),
            "dpa_brigade45",
            "The German brigade in Lithuania. Not independent: what no table lists is set from it",
            "EUR bn",
        ),
    ]


def path_checks(world: World) -> list[Check]:
    """Spending by share of output against the sums of money that states have announced."""
    gdp, share = world["gdp"], world["defence_share"]
    announced = world.evidence.table("economy/pledges").filter(
        pl.col("unit").str.ends_with("_bn"),
        pl.col("state").is_in(list(world.scope)),
        pl.col("scope").is_in(["nato", "national", "budget_line"]),
        pl.col("kind") != "superseded",
    )
    checks = []
    for row in announced.sort("scope", "state", "year", "value").iter_rows(named=True):
        at = {"state": row["state"], "year": row["year"]}
        percent = float(share.sel(at))
        money = _in_euros(world, row) / _deflator(world, row["year"])
        checks.append(_sum_check(world, row, percent * float(gdp.sel(at)) / 100, money, percent))
    return checks


def priced_list(world: World, name: str) -> list[Priced]:
    """The items of a published list that the catalogue can order, in the list's categories.

    Raises KeyError where the list names a category that nothing orderable serves; brigades and
    people are no items of a catalogue and are left out.
    """
    titles = _titles(world)
    return [
        _priced(world, category, titles.get(category, category), quantity)
        for category, quantity in _quantities(world, name).items()
        if category not in ("brigade", "personnel")
    ]


def dollars_per_euro(world: World) -> float:
    """Exchange rate of the price year."""
    rate = world.evidence.table("economy/fx").filter(
        pl.col("state") == "USA", pl.col("year") == PRICE_YEAR
    )
    return float(rate["lcu_per_eur"].item())


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


def _quantities(world: World, name: str) -> dict[str, float]:
    rows = world.evidence.table("requirements/needs").filter(pl.col("list") == name).sort("element")
    return dict(rows.select("element", "quantity_central").iter_rows())


def _titles(world: World) -> dict[str, str]:
    rows = world.evidence.table("requirements/elements").select("element", "title")
    return {name: f"{title[0].lower()}{title[1:]}" for name, title in rows.iter_rows()}


def _published_items(world: World) -> dict[str, tuple[float, str, str]]:
    """Category -> published cost [USD bn], its source, and `up to` where it is an upper bound."""
    found = {}
    for item, category in PUBLISHED_ITEMS.items():
        row = _enabler(world, item, "cost")
        bound = row["central"] is None
        found[category] = (
            float(row["high"] if bound else row["central"]),
            str(row["source"]),
            "up to " if bound else "",
        )
    return found


def _published_total(world: World) -> tuple[float, float]:
    row = _enabler(world, "US forces assigned to the Euro-Atlantic", "one_off_procurement")
    return float(row["low"]), float(row["high"])


def _enabler(world: World, item: str, indicator: str) -> dict[str, object]:
    rows = world.evidence.table("industry/enablers").filter(
        pl.col("item") == item, pl.col("indicator") == indicator, pl.col("year_from") == 2025
    )
    found: dict[str, object] = rows.row(0, named=True)
    return found


def _item_check(item: Priced, published: float, source: str, bound: str, rate: float) -> Check:
    """One item: met between cheapest and dearest; outside, the price for each unit says why."""
    low, high = item.cheapest * rate, item.dearest * rate
    inside = low <= published <= high
    each = published * 1000 / item.quantity
    first, last = item.prices[0] * rate, item.prices[-1] * rate
    said = f"{bound}{published:g} published; ours {low:.1f} to {high:.1f}"
    if not inside:
        said += f". USD {each:,.1f} mn each, against {first:,.1f}"
        said += f" to {last:,.1f}" if len(item.prices) > 1 else ""
        said += f" for {item.alternatives[0]}" + (
            f" to {item.alternatives[-1]}" if len(item.prices) > 1 else ""
        )
        said += f" at our prices: {_reason(item.category, each, first)}"
    return Check(
        LIST_PRICE,
        f"{item.quantity:,.0f} {item.title}",
        item.median * rate,
        published,
        "USD bn",
        f"published within {low:.1f} to {high:.1f}",
        source,
        HOLDS if inside else EXPLAINED,
        said,
    )


def _reason(category: str, each: float, cheapest: float) -> str:
    if category == "carrier":
        return (
            f"a {cheapest / each:.1f}th of the one carrier on offer, and too little for any; the "
            "press account that gives it also calls for a check of the report's table"
        )
    if category == "ifv":
        return "that buys the bare vehicle; ours are packages with training, spares and support"
    return "no reason found"


def _sum_check(
    world: World, row: dict[str, object], ours: float, money: float, percent: float
) -> Check:
    name = f"{world.state_names[str(row['state'])]} {row['year']}: {row['scope_detail']}"
    figures = (ours, money, "EUR bn, 2025 prices")
    said = f"{percent:.2f} % of GDP on the path"
    check = _within(PATH, name, figures, str(row["source"]), said)
    if check.verdict == HOLDS:
        return check
    if row["scope"] == "budget_line":
        said += (
            "; a budget line leaves out what NATO counts besides: pensions, other ministries, "
            "special funds, aid to Ukraine"
        )
    else:
        said += "; the same decision names this share of output, and the path takes the share"
    return Check(PATH, name, *figures, "", str(row["source"]), EXPLAINED, said)


def _rise_to(world: World, target: float) -> tuple[float, int]:
    """What the EU27 lacked to `target` % of its output, by the agency's newest actual year."""
    rows = world.evidence.table("economy/defence_aggregates").filter(
        pl.col("state") == "EU27", pl.col("status") == "actual"
    )
    row = rows.sort("year").row(-1, named=True)
    output = row["spending_eur_bn"] / (row["pct_gdp"] / 100)
    return target / 100 * output - row["spending_eur_bn"], int(row["year"])


def _in_euros(world: World, row: dict[str, object]) -> float:
    """A sum in the money of its row, in euros of its year [bn]."""
    value = float(str(row["value"]))
    if row["unit"] == "eur_bn":
        return value
    rates = world.evidence.table("economy/fx").filter(
        pl.col("state") == row["state"],
        pl.col("year") == row["year"],
        pl.col("kind") == "weo_implied",
    )
    return value / float(rates["lcu_per_eur"].item())


def _deflator(world: World, year: int) -> float:
    """Euro-area prices of a year over those of the price year."""
    index = world.evidence.table("economy/price_index").filter(
        pl.col("state") == "EA", pl.col("index_name") == "gdp_deflator", pl.col("year") == year
    )
    return float(index["index_2025_100"].item()) / 100


def _dollars(items: Sequence[Priced], which: str, rate: float) -> str:
    return f"{sum(float(getattr(item, which)) for item in items) * rate:,.0f}"


def _in_range(
    group: str,
    name: str,
    ours: float,
    published: tuple[float, float],
    source: str,
    why: str,
    unit: str = "USD bn",
) -> Check:
    low, high = published
    verdict = HOLDS if low <= ours <= high else MISSES
    tolerance = f"{low:,.0f} to {high:,.0f}"
    return Check(group, name, ours, (low + high) / 2, unit, tolerance, source, verdict, why)


def _within(
    group: str, name: str, figures: tuple[float, object, str], source: str, why: str
) -> Check:
    ours, published = figures[0], float(str(figures[1]))
    verdict = HOLDS if abs(ours / published - 1) <= NEAR else MISSES
    tolerance = f"within {NEAR * 100:.0f} %"
    return Check(group, name, ours, published, figures[2], tolerance, source, verdict, why)
