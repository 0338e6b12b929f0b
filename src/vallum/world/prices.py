"""Catalogue prices in one currency and price year.

From: industry/systems.  To: the planner, `vallum why price`.

    price[s] = stated price * deflator(2025) / deflator(price year)   [EUR mn, 2025 prices]

The stated basis (bare item, contract, package, programme) is kept as a coordinate: prices on
different bases must not be compared before they are brought to one.  In a sampled future a price
reaches as far as contracts imply (`vallum.world.spreads`).
"""

from __future__ import annotations

from vallum.errors import Problem, UserError
from vallum.evidence.reconcile.prices import PRICE_YEAR, indexed_year
from vallum.world.context import Context, zeros
from vallum.world.provenance import Labels, Step
from vallum.world.spreads import NO_SPREAD, price_spreads

__all__ = ["PRICE_YEAR", "build_prices"]


def build_prices(context: Context) -> None:
    """Add `price` over the catalogue's products that have a stated price."""
    deflator = {
        row["year"]: (row["index_2025_100"], fact)
        for row, fact in context.facts("economy/price_index", "index_2025_100")
        if row["state"] == "EA" and row["index_name"] == "gdp_deflator"
    }
    index = {year: value for year, (value, _) in deflator.items()}
    rows = [
        (row, fact)
        for row, fact in context.facts("industry/systems", "unit_price_eur_mn_central")
        if row["unit_price_eur_mn_central"] is not None
    ]
    rows.sort(key=lambda pair: pair[0]["system"])
    names = [row["system"] for row, _ in rows]
    price = zeros(product=names)
    bases, years = {}, {}
    spreads = price_spreads(context)
    for row, fact in rows:
        central = row["unit_price_eur_mn_central"]
        half = context.half_width("yes" if row["price_verified"] == "yes" else "no")
        low, high = row["unit_price_eur_mn_low"], row["unit_price_eur_mn_high"]
        other = spreads.get(row["system"], NO_SPREAD)
        low, high = other.widen(
            central * (1 - half) if low is None else low,
            central,
            central * (1 + half) if high is None else high,
        )
        stated = context.drawn(f"price|{row['system']}", low, central, high)
        if row["price_year"] is None:
            told = "a price needs the year of its money"
            raise UserError(Problem(told, row["_file"], row["_line"], "price_year"))
        year = indexed_year(row["price_year"], index)
        price[row["system"]] = stated * index[PRICE_YEAR] / index[year]
        bases[row["system"]] = row["price_basis"] or "not stated"
        years[row["system"]] = year
        for found in (fact, *other.facts):
            context.ledger.record("price", (row["system"],), found)
        for used in sorted({PRICE_YEAR, year}):
            context.ledger.record("deflator", (row["system"], used), deflator[used][1])
    labelled = price.labelled().assign_coords(
        price_basis=("product", [bases[name] for name in names])
    )
    context.add("price", labelled, "EUR mn, 2025 prices", "unit price on the basis stated")

    def formula(labels: Labels) -> Step:
        name = labels[0]
        return Step(
            f"price = stated price of {years[name]} ({bases[name].replace('_', ' ')}) x euro-area "
            f"deflator {PRICE_YEAR} / {years[name]}",
            facts=(deflator[PRICE_YEAR][1], deflator[years[name]][1]),
        )

    context.ledger.derive("price", formula)
