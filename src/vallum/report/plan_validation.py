"""Our prices and the money path beside published ones: what the plan's costs rest on.

From: world.  To: the validation page (`vallum.report.validation_page`) and the golden tests.

A published item is met where it lies between our cheapest and our dearest; where it does not, its
row says why.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from vallum.report.joint_validation import joint_checks
from vallum.report.validation import EXPLAINED, HOLDS, MISSES, UNEXPLAINED, Check
from vallum.study.price_list import (
    Priced,
    dollars_per_euro,
    listed,
    price_level,
    priced_list,
    rise_to,
)
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


def plan_checks(world: World) -> list[Check]:
    """All checks of prices, of the money path and of joint orders, in order of print."""
    return [
        *iiss_checks(world),
        *kit_checks(world),
        *path_checks(world),
        *joint_checks(world),
    ]


def iiss_checks(world: World) -> list[Check]:
    """The IISS list at our prices: the total, each item with a published cost, and the rest."""
    rate = dollars_per_euro(world)
    items = priced_list(world, IISS)
    published = _published_items(world)
    low, high = _published_total(world)
    rest = [item for item in items if item.category not in published]
    known = sum(cost for cost, _, _ in published.values())
    cheapest = sum(item.cheapest for item in items) * rate
    dearest = sum(item.dearest for item in items) * rate
    return [
        _in_range(
            LIST_PRICE,
            "The whole list, each item at the median of its alternatives",
            (sum(item.median for item in items) * rate, (low, high), "USD bn"),
            "industry.iiss_2025",
            f"cheapest {cheapest:,.0f}, dearest {dearest:,.0f}; USD {rate:.2f} a euro",
        ),
        *(
            _item_check(item, *published[item.category], rate)
            for item in items
            if item.category in published
        ),
        _in_range(
            LIST_PRICE,
            "The items without a published cost, against what the published ones leave",
            (sum(item.median for item in rest) * rate, (low - known, high - known), "USD bn"),
            "industry.iiss_2025",
            "; ".join(f"{item.title} {item.median * rate:.1f}" for item in rest),
        ),
    ]


def kit_checks(world: World) -> list[Check]:
    """The Bruegel-Kiel kit at our prices, and what its EUR 250 bn a year means."""
    items = priced_list(world, BRUEGEL_KIEL)
    brigades = listed(world, BRUEGEL_KIEL)["brigade"]
    unlisted = float(world["parameter"].sel(parameter="brigade_kit"))
    price = sum(item.median for item in items) + brigades * unlisted
    parts = [f"{item.title} {item.median:.1f}" for item in items]
    parts.append(f"what no table lists of {brigades:,.0f} brigades {brigades * unlisted:.0f}")
    vehicles = sum(item.median for item in items if item.category in ("tank", "ifv", "artillery"))
    asked = _enabler(world, "extra European spending", "cost")
    rise, spent = rise_to(world, 3.5)
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
            f"From the EU27's spending of {PRICE_YEAR} to 3.5 % of its output",
            (rise, asked["central"], "EUR bn a year"),
            str(asked["source"]),
            f"so this is what the EUR 250 bn are; the defence agency puts {PRICE_YEAR} at EUR "
            f"{spent:,.0f} bn",
        ),
        _in_range(
            KIT_PRICE,
            "Kit of one of the brigades, vehicles and guns included",
            (unlisted + vehicles / brigades, (6, 9), "EUR bn"),
            "dpa_brigade45",
            "The German brigade in Lithuania. Not independent: what no table lists is set from it",
            rounding=0.5,
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
        money = _in_euros(world, row) / price_level(world, row["year"])
        checks.append(_sum_check(world, row, percent * float(gdp.sel(at)) / 100, money, percent))
    return checks


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


def _enabler(world: World, item: str, indicator: str) -> dict[str, Any]:
    rows = world.evidence.table("industry/enablers").filter(
        pl.col("item") == item, pl.col("indicator") == indicator, pl.col("year_from") == 2025
    )
    found: dict[str, Any] = rows.row(0, named=True)
    return found


def _item_check(item: Priced, published: float, source: str, bound: str, rate: float) -> Check:
    """One item: met between cheapest and dearest; outside, the price for each unit says why."""
    low, high = item.cheapest * rate, item.dearest * rate
    inside = low <= published <= high
    several = len(item.prices) > 1
    said = f"{bound}{published:g} published; ours {low:.1f}"
    said += f" ({item.alternatives[0]})"
    said += f" to {high:.1f} ({item.alternatives[-1]})" if several else ", the one on offer"
    reason = ""
    if not inside:
        each, ours = published * 1000 / item.quantity, item.prices[0] * rate
        reason = _reason(item.category)
        said += f". USD {each:,.1f} mn each, {100 * each / ours:.0f} % of our cheapest: {reason}"
    return Check(
        LIST_PRICE,
        f"{item.quantity:,.0f} {item.title}",
        item.median * rate,
        published,
        "USD bn",
        f"published within {low:.1f} to {high:.1f}" if several else "",
        source,
        HOLDS if inside else EXPLAINED if reason else UNEXPLAINED,
        said,
    )


def _reason(category: str) -> str:
    """Why a published item lies outside our range; empty where no reason is known."""
    if category == "carrier":
        return "no carrier on offer comes near; the figure is a press account and looks low"
    if category == "ifv":
        return "that buys the bare vehicle; ours are packages with training, spares and support"
    return ""


def _sum_check(
    world: World, row: dict[str, Any], ours: float, money: float, percent: float
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


def _in_euros(world: World, row: dict[str, Any]) -> float:
    """A sum in the money of its row, in euros of its year [bn]."""
    value = float(row["value"])
    if row["unit"] == "eur_bn":
        return value
    rates = world.evidence.table("economy/fx").filter(
        pl.col("state") == row["state"],
        pl.col("year") == row["year"],
        pl.col("kind") == "weo_implied",
    )
    return value / float(rates["lcu_per_eur"].item())


def _in_range(
    group: str,
    name: str,
    figures: tuple[float, tuple[float, float], str],
    source: str,
    why: str,
    *,
    rounding: float = 0.0,
) -> Check:
    """A check that holds where ours lies in the published range, as far as that is rounded."""
    ours, (low, high), unit = figures
    verdict = HOLDS if low - rounding <= ours <= high + rounding else MISSES
    tolerance = f"{low:,.0f} to {high:,.0f}" + (", rounded" if rounding else "")
    return Check(group, name, ours, (low + high) / 2, unit, tolerance, source, verdict, why)


def _within(
    group: str, name: str, figures: tuple[float, float, str], source: str, why: str
) -> Check:
    """A check that holds where ours is near enough to an announced sum."""
    ours, published, unit = figures
    verdict = HOLDS if abs(ours / published - 1) <= NEAR else MISSES
    tolerance = f"within {NEAR * 100:.0f} %"
    return Check(group, name, ours, published, unit, tolerance, source, verdict, why)
