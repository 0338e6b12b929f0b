"""Frames of a plan that never was: the plan's columns of `Study.frames`, figures by formula.

`planned(inputs)` adds them to the inputs of `sample`.  Products that would arrive after the last
year are not ordered, as in a true plan.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import sample

PRODUCTS = """
Falcon X, fighter_squadron, 4, 260, 2027, 2031, 12, 14
Shield L, sam_long, 3, 700, 2027, 2032, 4, 4
Shield M, sam_medium, 3, 110, 2027, 2032, 10, 10
Hornet 30, vshorad, 2, 16, 2027, 2032, 90, 150
Oiler, tanker, 4, 300, 2027, 2030, 5, 5
Scout, isr_aircraft, 6, 300, 2028, 2029, 1, 2
Keel, carrier, 13, 10000, 2027, 2027, 0.6, 0.6
"""
"""System, category, lead [years], price [EUR mn], first and last order, units a year, line."""
PRODUCT = ["system", "category", "lead", "price", "first", "last", "units", "line"]

BINDING = [
    ("production line", "Oiler", 2031, 0.0300, "units", 0.09, 0.0),
    ("money", "Germany", 2029, 0.0018, "EUR bn", 0.05, 0.7),
    ("production line", "Shield M", 2030, 0.0040, "units", 0.03, 0.5),
    ("soldiers", "France", 2032, 0.0005, "1,000 soldiers", 0.008, 0.5),
    ("money", "Poland", 2028, 0.0300, "EUR bn", 0.0001, 0.6),
]
"""Bottlenecks: constraint, where, year, shadow price, unit, relief, share of evidence."""

HEADLINE = {
    "stand_alone_year_with_plan": 2035,
    "cost_eur_bn_per_year": 76.4,
    "total_cost_eur_bn": 1069.8,
    "joint_share": None,
    "bottlenecks": (),
}
SENTENCE = " A plan of EUR 76 bn a year (1,070 bn by 2040) lets it stand alone from 2035."


def planned(given: dict[str, Any]) -> dict[str, Any]:
    """The inputs of a report with the frames and the headline of a plan."""
    years = sorted(given["frames"]["gaps"]["year"].unique().to_list())
    headline = given["headline"] | HEADLINE
    headline["sentence"] += SENTENCE
    return given | {"frames": given["frames"] | frames(given["frames"], years)} | {
        "headline": headline
    }  # fmt: skip


def frames(base: dict[str, pl.DataFrame], years: list[int]) -> dict[str, pl.DataFrame]:
    orders = _orders(base, years)
    gaps = _gaps(base["gaps"])
    return {
        "plan_orders": orders,
        "plan_deliveries": _later(orders),
        "plan_costs": _costs(base, years),
        "plan_lines": _lines(_later(orders), years),
        "plan_catalogue": _catalogue(),
        "bottlenecks": _bottlenecks(),
        "gaps_with_plan": gaps,
        "contributions_with_plan": base["contributions"],
        "self_reliance_with_plan": sample._self_reliance(gaps),
        "stand_alone": _stand_alone(base["stand_alone"], base["gaps"]),
        "stand_alone_with_plan": _stand_alone(base["stand_alone"], gaps),
        "outside_sweep": _sweep(),
        "assumptions": base["assumptions"].vstack(_share_outside()),
    }


def products() -> list[dict[str, Any]]:
    found = [dict(zip(PRODUCT, line.split(", "), strict=True))
             for line in PRODUCTS.strip().splitlines()]  # fmt: skip
    for product in found:
        for name in ("lead", "first", "last"):
            product[name] = int(product[name])
        for name in ("price", "units", "line"):
            product[name] = float(product[name])
    return found


def _orders(base: dict[str, pl.DataFrame], years: list[int]) -> pl.DataFrame:
    """Two states share every order; a tenth of Shield M is ordered jointly, cheaper and later."""
    states = base["contributions"]["state"].unique().sort().to_list()
    shares = dict(zip(states, (0.6, 0.4), strict=False))
    rows = []
    for product in products():
        channels = {"national": 1.0} if product["system"] != "Shield M" else {
            "national": 0.9, "joint": 0.1}  # fmt: skip
        for year in range(product["first"], product["last"] + 1):
            if year + product["lead"] + 1 > years[-1] + 1:
                continue
            for state, share in shares.items():
                for channel, part in channels.items():
                    quantity = product["units"] * share * part
                    price = product["price"] * (0.9 if channel == "joint" else 1.0)
                    rows.append(
                        {
                            "state": state,
                            "system": product["system"],
                            "category": product["category"],
                            "channel": channel,
                            "year": year,
                            "quantity": quantity,
                            "cost_eur_mn": quantity * price,
                        }
                    )
    return pl.DataFrame(rows, schema=ORDERS).sort("year", "category", "system", "state", "channel")


ORDERS = {"state": pl.String, "system": pl.String, "category": pl.String, "channel": pl.String,
          "year": pl.Int64, "quantity": pl.Float64, "cost_eur_mn": pl.Float64}  # fmt: skip


def _later(orders: pl.DataFrame) -> pl.DataFrame:
    """Deliveries: each order after its lead time."""
    lead = {product["system"]: product["lead"] for product in products()}
    late = pl.col("system").replace_strict(lead, return_dtype=pl.Int64)
    return orders.with_columns((pl.col("year") + late).alias("year")).sort("year", "system")


def _costs(base: dict[str, pl.DataFrame], years: list[int]) -> pl.DataFrame:
    """All money is spent up to 2029; from then on it grows away from the cost."""
    rows = []
    for place, state in enumerate(base["contributions"]["state"].unique().sort().to_list()):
        for year in years:
            size = 1.0 / (place + 1)
            parts = {
                "purchases": 6.0 * size * (year > 2026),
                "brigade_kit": 3.0 * size,
                "people": 0.2 * size * (year - 2025),
                "lines": 0.1 * size,
            }
            total = sum(parts.values())
            money = total * (1.0 if year <= 2029 else 1.0 + 0.2 * (year - 2029))
            rows.append({"state": state, "year": year} | parts | {"total": total, "money": money})
    return pl.DataFrame(rows)


def _lines(deliveries: pl.DataFrame, years: list[int]) -> pl.DataFrame:
    made = deliveries.group_by("system", "year").agg(pl.col("quantity").sum())
    planned = {(system, year): quantity for system, year, quantity in made.iter_rows()}
    return pl.DataFrame(
        [
            {
                "system": product["system"],
                "category": product["category"],
                "year": year,
                "capacity": product["line"],
                "signed": 0.0,
                "planned": planned.get((product["system"], year), 0.0),
            }
            for product in products()
            for year in years
        ]
    )


def _catalogue() -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "system": product["system"],
                "category": product["category"],
                "serves": "sam_short" if product["category"] == "vshorad" else product["category"],
                "unit_price_eur_mn": product["price"],
                "price_stated_eur_mn": None if product["system"] == "Hornet 30"
                else product["price"] / (1.3 if product["system"] == "Falcon X" else 1.0),
                "price_basis": "contract_per_unit",
                "price_verified": "yes",
                "lead_years": product["lead"],
            }
            for product in products()
        ]
    )  # fmt: skip


def _bottlenecks() -> pl.DataFrame:
    rows = [
        {
            "constraint": constraint,
            "where": where,
            "year": year,
            "shadow_price": price,
            "unit": f"points per {unit}",
            "meaning": f"one more of {unit} for {where} in {year} takes {price:.4f} points off",
            "relief": relief,
            "evidence_share": share,
        }
        for constraint, where, year, price, unit, relief, share in BINDING
    ]
    return pl.DataFrame(rows)


def _gaps(gaps: pl.DataFrame) -> pl.DataFrame:
    """From 2029 on the plan adds a tenth of every need a year; of carriers nothing."""
    gain = 0.1 * (pl.col("year") - 2028).clip(0, None)
    added = pl.when(pl.col("element") == "carrier").then(0.0).otherwise(gain)
    met = (pl.col("met_share") + added).clip(0, 1)
    have = pl.col("need") * met
    return gaps.with_columns(
        have.alias("have"),
        (pl.col("need") - have - pl.col("us")).clip(0, None).alias("gap"),
        met.alias("met_share"),
    )


def _stand_alone(named: pl.DataFrame, gaps: pl.DataFrame) -> pl.DataFrame:
    """First year from which all of a domain stays met, with and without imputed needs."""
    main = gaps.filter(pl.col("contingency") == "stand_alone")
    chosen = {"all": pl.lit(True), "core": pl.col("core")}

    def first(domain: str, *, imputed: bool) -> int | None:
        own = main.filter(chosen.get(domain, pl.col("domain") == domain))
        own = own if imputed else own.filter(~pl.col("imputed"))
        short = own.filter(pl.col("met_share") < 0.95)["year"].to_list()
        later = [year for year in own["year"].to_list() if year > max(short, default=0)]
        return min(later, default=None)

    return named.with_columns(
        pl.Series(column, [first(name, imputed=imputed) for name in named["domain"]], pl.Int64)
        for column, imputed in (("year", True), ("year_without_imputed", False))
    )


def _sweep() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "outside_marginal": [0.2, 0.4, 0.7],
            "money_eur_bn": [190.0, 170.0, 120.0],
            "shortfall": [13.8, 14.2, 15.6],
            "met_by": pl.Series([2034, 2035, None], dtype=pl.Int64),
        }
    )


def _share_outside() -> pl.DataFrame:
    row = ("parameter outside_marginal", "0.4 (0.2 to 0.7)", "share",
           "part of new equipment money spent outside the catalogue", "requirements")  # fmt: skip
    return pl.DataFrame([row], schema=["field", "value", "unit", "meaning", "set_by"], orient="row")
