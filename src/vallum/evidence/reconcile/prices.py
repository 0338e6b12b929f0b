"""Prices: the catalogue's, against those that contracts and published examples imply.

From: industry/systems, forces/orders, requirements/unit_recipes.  To: the list of disagreements,
and `vallum.world.spreads`.

    implied = contract value / units * index[2025] / index[contract year]     [EUR mn, 2025 prices]

Only like is set beside like: a catalogue price of the bare item, of a programme with its
development, of a rebuilt item or of a missile is no contract over its units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from vallum.evidence.load import Evidence
from vallum.evidence.reconcile.readings import Conflict, Reading, Row, leave_out, read, set_apart

PRICE_YEAR = 2025
CONTRACT_BASES = ("contract_per_unit", "contract_to_package", "package_per_unit")
"""Catalogue prices that are a contract's value over its units."""
BOUND = 1.5
"""A contract beyond this multiple of the catalogue's price pays for more than the item
(infrastructure, weapons, years of support), one below its inverse for less (used items, a first
slice): shown, not counted.  Packages run from 1.1 (tanks) to 2.1 times (aircraft) the bare item."""
PIECES: dict[str, tuple[str, ...]] = {
    "vehicle": ("vehicles",),
    "gun": ("guns", "vehicles"),
    "launcher": ("launchers", "vehicles"),
    "aircraft": ("aircraft",),
    "ship": ("ships",),
    "satellite": ("satellites",),
    "round": ("rounds",),
    "battery": ("batteries", "fire_units"),
    "fire_unit": ("batteries", "fire_units"),
}
"""Unit of the catalogue -> units of an order that count the same piece.  A battery and a fire unit
each make one air-defence unit (requirements/unit_conversions)."""
_COSTS = ("acquisition_cost", "unit_cost")
_MILLIONS = {"eur_mn": 1.0, "eur_bn": 1000.0, "usd_mn": 1.0, "usd_bn": 1000.0}

Index = Mapping[int, float]


def compare_prices(evidence: Evidence) -> list[Conflict]:
    """The catalogue's central price of each product, against contracts and published examples."""
    index = deflator(evidence)
    like = {
        name: row for name, row in _priced(evidence).items() if row["price_basis"] in CONTRACT_BASES
    }
    offers = _contracts(evidence, like, index)
    for name, reading in _examples(evidence, like, index):
        offers[name].append(("", reading))
    found: list[Conflict] = []
    for name, row in sorted(like.items()):
        if not offers[name]:
            continue
        stated = _stated(row, index)
        others = [_bounded(one, stated.value) for _, one in offers[name]]
        buyers = sorted({state for state, _ in offers[name] if state})
        found += set_apart("prices", (name,), "EUR mn, 2025 prices", stated, others, states=buyers)
    return found


def on_another_basis(evidence: Evidence) -> list[str]:
    """Products with a price and signed orders that cannot be set side by side, and why."""
    priced = _priced(evidence)
    ordered = _contracts(evidence, priced, deflator(evidence))
    return [
        f"{name}: the catalogue's price is on the basis {_words(row['price_basis'])}"
        for name, row in sorted(priced.items())
        if row["price_basis"] not in CONTRACT_BASES and name in ordered
    ]


def deflator(evidence: Evidence) -> dict[int, float]:
    """Year -> euro-area GDP deflator [2025 = 100]."""
    rows = evidence.table("economy/price_index").filter(state="EA", index_name="gdp_deflator")
    return dict(rows.select("year", "index_2025_100").iter_rows())


def indexed_year(year: int, index: Index) -> int:
    """The year whose index stands for `year`.

    Before the index begins its first year stands, so older prices come out a little low.
    """
    return min(max(year, min(index)), max(index))


def _priced(evidence: Evidence) -> dict[str, Row]:
    """Product -> its row, where the catalogue has a price of a known year."""
    return {
        row["system"]: row
        for row in evidence.table("industry/systems").iter_rows(named=True)
        if row["unit_price_eur_mn_central"] is not None and row["price_year"] is not None
    }


def _at_2025(value: float, year: int, index: Index) -> float:
    return value * index[PRICE_YEAR] / index[indexed_year(year, index)]


def _stated(row: Row, index: Index) -> Reading:
    rise = _at_2025(1.0, row["price_year"], index)
    low, high = row["unit_price_eur_mn_low"], row["unit_price_eur_mn_high"]
    return read(
        {**row, "verified": "yes" if row["price_verified"] == "yes" else "no"},
        row["unit_price_eur_mn_central"] * rise,
        f"catalogue, {_words(row['price_basis'])}",
        year=row["price_year"],
        low=None if low is None else low * rise,
        high=None if high is None else high * rise,
    )


def _words(basis: str | None) -> str:
    return (basis or "basis not stated").replace("_", " ")


def _contracts(
    evidence: Evidence, products: Mapping[str, Row], index: Index
) -> defaultdict[str, list[tuple[str, Reading]]]:
    """Product -> (buyer, price that the order implies)."""
    made_as = dict(
        evidence.table("industry/order_lines").select("order_system", "system").iter_rows()
    )
    found: defaultdict[str, list[tuple[str, Reading]]] = defaultdict(list)
    for row in evidence.table("forces/orders").iter_rows(named=True):
        name = made_as.get(row["system"], row["system"])
        product = products.get(name)
        if product is None or not row["value_eur_bn"] or not row["quantity"]:
            continue
        if row["contract_year"] is None or row["unit"] not in PIECES.get(product["unit"], ()):
            continue
        implied = row["value_eur_bn"] * 1000 / row["quantity"]
        year = row["contract_year"]
        said = f"{row['state']} ordered {row['quantity']:,.0f}"
        reading = read(row, _at_2025(implied, year, index), said, year=year)
        if row["status"] != "contracted":
            reading = leave_out(reading, f"not signed: {row['status'] or 'status unknown'}")
        elif row["counts"] != "yes":
            reading = leave_out(reading, row["why_not"] or "not counted as an order")
        found[name].append((row["state"], reading))
    return found


def _examples(
    evidence: Evidence, products: Mapping[str, Row], index: Index
) -> list[tuple[str, Reading]]:
    """(product, price) of published examples of units that name a product of their category."""
    means = {
        (row["vocabulary"], row["word"]): row["category"]
        for row in evidence.table("requirements/categories").iter_rows(named=True)
    }
    rates = _euros_per_dollar(evidence)
    found = []
    for row in evidence.table("requirements/unit_recipes").iter_rows(named=True):
        money, value, year = row["unit"], row["central"], row["price_year"]
        if row["item"] not in _COSTS or money not in _MILLIONS or value is None or year is None:
            continue
        rate = 1.0 if money.startswith("eur") else rates.get(year)
        category = means.get(("need", row["element"]))
        names = [
            name
            for name, product in products.items()
            if means.get(("catalogue", product["category"])) == category
            and (name == row["variant"] or name.startswith(f"{row['variant']} "))
        ]
        if rate is None or category is None or len(names) != 1:
            continue
        price = _at_2025(value * _MILLIONS[money] * rate, year, index)
        found.append((names[0], read(row, price, f"example: {row['variant']}", year=year)))
    return found


def _euros_per_dollar(evidence: Evidence) -> dict[int, float]:
    rows = evidence.table("economy/fx").filter(state="EA", kind="average")
    return dict(rows.select("year", "lcu_per_usd").drop_nulls().iter_rows())


def _bounded(one: Reading, stated: float) -> Reading:
    if one.left_out or stated / BOUND <= one.value <= stated * BOUND:
        return one
    more = one.value > stated
    words = "pays for more than the item" if more else "pays for less than a new item"
    return leave_out(one, f"{words}, {one.value / stated:.1f} times the catalogue's price")
