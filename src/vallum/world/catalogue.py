"""What can be ordered: prices on one basis, lead times, lines, and the money left for it.

From: industry and economy tables.  To: `vallum.planner`.

    unit_price[s] = price[s] * ratio(basis, kind)        [EUR mn, package, 2025 prices]
    line[s,t]     = rate[s] * (1 - export_share) - contracted deliveries that occupy it
    plan_money[n,t] = max(0, (1 - outside) * equipment[n]                     of the base year
                             + (1 - outside_marginal) * equipment_marginal * rise[n,t]
                             + support_marginal * rise[n,t]
                             - contracted[n,t])                               [EUR mn, 2025 prices]

rise is what a state spends above the price year; equipment is its equipment share of that year's
spending; contracted is what signed orders still cost.  `outside`, the part of equipment money that
buys what no catalogue lists, is calibrated so that the contracted deliveries of the base year
exhaust the rest.  A state's lines, and who may order what, follow from the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from vallum.world.context import BASE_YEAR, Context, Grid, zeros
from vallum.world.prices import PRICE_YEAR
from vallum.world.provenance import FactRow, Labels, Step

LAND = ("tank", "ifv", "artillery", "vshorad", "sam_short")
AIR = ("attack_helicopter", "combat_aircraft", "uav_male", "mpa", "tanker", "aew", "isr_aircraft")
VEHICLES_IN_UNITS = ("vshorad", "sam_short")
CAPTIVE = ("headquarters_corps", "headquarters_division", "carrier", "submarine_nuclear")
"""Categories whose lines have no customers abroad."""
POOLED = ("tanker", "aew", "isr_aircraft", "isr_satellite", "strategic_airlift", "sam_long")
UKRAINE = "UKR"
LARGE_ECONOMY = 200.0
"""A state with this output [EUR bn] may start with a category it does not hold yet (`POOLED`)."""

Row = tuple[dict[str, Any], FactRow]


def build_catalogue(context: Context) -> None:
    """Add unit_price, lead, line, equivalence, eligible, contracted and plan_money to the World."""
    rows = [pair for pair in context.facts("industry/orderable") if pair[0]["orderable"] == "yes"]
    rows.sort(key=lambda pair: pair[0]["system"])
    _add_unit_prices(context, rows)
    _add_lead_and_line(context, rows)
    _add_eligible(context, rows)
    _add_plan_money(context)


def _names(rows: list[Row]) -> list[str]:
    return [row["system"] for row, _ in rows]


def _add_unit_prices(context: Context, rows: list[Row]) -> None:
    """Bring prices to the package basis; one that no source gives is imputed in its row."""
    stated = context.arrays["price"]
    known = {
        str(name): (float(value), str(basis))
        for name, value, basis in zip(
            stated["product"].values, stated.values, stated["price_basis"].values, strict=True
        )
    }
    unit_price = zeros(product=_names(rows))
    ratios: dict[str, str] = {}
    for row, fact in rows:
        name = row["system"]
        if name in known:
            value, basis = known[name]
            ratios[name] = _ratio(basis, row["category"])
            unit_price[name] = value * context.parameters.get(ratios[name], 1.0)
            for found in context.ledger.facts("price", (name,)):
                context.ledger.record("unit_price", (name,), found)
        else:
            ratios[name] = ""
            unit_price[name] = context.drawn(
                f"unit_price|{name}", row["price_low"], row["price_central"], row["price_high"]
            )
            context.ledger.record("unit_price", (name,), fact)
    coordinates = {
        "product_category": ("product", [row["category"] for row, _ in rows]),
        "product_us_bound": ("product", [row["us_bound"] for row, _ in rows]),
    }
    labelled = unit_price.labelled().assign_coords(coordinates)
    context.add("unit_price", labelled, "EUR mn, package, 2025 prices", "price of one unit")

    def formula(labels: Labels) -> Step:
        ratio = ratios[labels[0]]
        if ratio in context.parameters:
            words = f"unit price = price on its stated basis x {ratio}"
            return Step(words, (("price", labels), ("parameter", (ratio,))))
        if labels[0] in known:
            return Step("unit price = price, already a package", (("price", labels),))
        return Step("unit price: imputed, the catalogue states none")

    context.ledger.derive("unit_price", formula)


def _ratio(basis: str, category: str) -> str:
    """The parameter that brings a price on this basis to the package basis; '' for packages."""
    if basis.startswith(("package", "fms_ceiling")):
        return ""
    if basis == "flyaway":
        return "basis_flyaway" if category in AIR else "basis_other"
    if basis == "flyaway_to_package":  # the central price of fighters is flyaway, others' is not
        return "basis_flyaway" if category == "combat_aircraft" else ""
    if basis.startswith("contract") and category in LAND:
        return "basis_contract_land"
    if basis.startswith("contract") and category in AIR:
        return "basis_contract_air"
    return "basis_other"


def _add_lead_and_line(context: Context, rows: list[Row]) -> None:
    names, years = _names(rows), context.years
    lead, equivalence = zeros(product=names), zeros(product=names)
    line = zeros(product=names, year=years)
    home = 1 - context.parameters["export_share"]
    for row, fact in rows:
        name = row["system"]
        lead[name] = round(
            context.drawn(f"lead|{name}", row["lead_low"], row["lead_central"], row["lead_high"])
        )
        equivalence[name] = row["equivalence"]
        rate = context.drawn(f"rate|{name}", row["rate_low"], row["rate_central"], row["rate_high"])
        share = 1.0 if row["category"] in CAPTIVE else home
        for year in years.tolist():
            line[name, year] = rate * share
        seen = {"lead": row["lead_verified"], "line": row["rate_verified"]}
        for array in ("lead", "line", "equivalence"):
            known = replace(fact, verified=seen.get(array, fact.verified))
            context.ledger.record(array, (name,) if array != "line" else (name, 0), known)
    context.add("lead", lead, "years", "from order to the middle of a batch")
    context.add("equivalence", equivalence, "share", "how much one unit counts in its category")
    context.add("line", line, "units a year", "what a line can make for the coalition today")
    context.add(
        "line_committed",
        _committed(context, names),
        "units a year",
        "signed orders that occupy a line",
        additive=True,
    )

    def formula(labels: Labels) -> Step:
        return Step(
            "line = rate x (1 - export share)",
            (("line", (labels[0], 0)), ("parameter", ("export_share",))),
        )

    context.ledger.derive("line", formula)


def _committed(context: Context, names: list[str]) -> Grid:
    """Contracted deliveries of the coalition's states by the line that makes them."""
    grid = zeros(product=names, year=context.years)
    delivery = context.arrays["delivery"]
    inside = [state for state in context.members if state in delivery["state"].values]
    total = delivery.sel(state=inside).sum("state").transpose("system", "year").values
    equivalence = context.arrays["equivalence"]
    weight = dict(zip(equivalence["product"].values, equivalence.values, strict=True))
    kinds = context.arrays["unit_price"]
    kind = dict(zip(kinds["product"].values, kinds["product_category"].values, strict=True))
    place = {str(name): index for index, name in enumerate(delivery["system"].values)}
    for row, fact in context.facts("industry/order_lines"):
        if row["order_system"] not in place or row["system"] not in grid.dims["product"]:
            continue
        for t, year in enumerate(context.years.tolist()):
            units = total[place[row["order_system"]], t]
            if units > 0:
                name = row["system"]
                # Air-defence vehicles are counted in units of eight, lines in vehicles.
                vehicles = kind[name] in VEHICLES_IN_UNITS
                grid[name, year] += units / float(weight[name]) if vehicles else units
                context.ledger.record("line_committed", (row["system"], year), fact)
    return grid


def _add_eligible(context: Context, rows: list[Row]) -> None:
    """A state may order what it already operates; large economies also start with pooled kinds."""
    names = _names(rows)
    eligible = zeros(state=context.states, product=names)
    held = context.arrays["stock"]
    groups = context.arrays["modernity"]["category_of"].values
    gdp = context.arrays["gdp"].sel(year=PRICE_YEAR)
    us_free = context.scenario.procurement.us_systems == "free"
    operators = {
        str(category): {
            str(state)
            for state, units in zip(
                held["state"].values, held.values[:, groups == category].sum(axis=1), strict=True
            )
            if units > 0
        }
        for category in set(groups)
    }
    for state in context.members:
        large = float(gdp.sel(state=state)) >= LARGE_ECONOMY
        for row, fact in rows:
            only = (row["only_states"] or "").split(";") if row["only_states"] else None
            category = row["category"]
            allowed = state in operators.get(category, set()) or (large and category in POOLED)
            allowed |= category.startswith("headquarters") and large
            allowed |= category == "shell_155mm" and state in operators["artillery"]
            allowed |= category in ("vshorad", "sam_short", "sam_medium")
            if only is not None:
                allowed = state in only
            if row["us_bound"] and not us_free:
                allowed = False
            # Ukraine's own front takes what it gets: its need is planned apart.
            if allowed and state != UKRAINE:
                eligible[state, row["system"]] = 1
                context.ledger.record("eligible", (state, row["system"]), fact)
    context.add("eligible", eligible, "0 or 1", "the state may order the product")


def _add_plan_money(context: Context) -> None:
    years = context.years
    shares = _equipment_shares(context)
    contracted = _contracted_payments(context, "delivery")
    as_signed = _contracted_payments(context, "delivery_signed")
    gdp, defence = context.arrays["gdp"], context.arrays["defence_share"]
    spending = defence / 100 * gdp * 1000
    members = [
        state
        for state in context.members
        if float(spending.sel(state=state).sum()) > 0 and state != UKRAINE
    ]
    base = spending.sel(year=PRICE_YEAR)
    equipment = sum(shares[state][0] * float(base.sel(state=state)) for state in members)
    # Where planning starts late, its first year holds the deliveries of the years before, too.
    span = int(years[0]) - BASE_YEAR + 1
    signed = sum(as_signed[state, int(years[0])] for state in members) / span
    outside = max(0.0, 1 - signed / equipment) if equipment else 0.0
    context.add(
        "outside",
        xr.DataArray(outside),
        "share",
        "part of base-year equipment money that buys what no catalogue lists",
    )
    own_money, rises = zeros(state=context.states), zeros(state=context.states, year=years)
    planned = spending.sel(year=years)
    for state in members:
        own_money[state] = (1 - outside) * shares[state][0] * float(base.sel(state=state))
        rise = (planned.sel(state=state) - base.sel(state=state)).clip(min=0).values
        for t, year in enumerate(years.tolist()):
            rises[state, year] = float(rise[t])
            context.ledger.record("plan_money", (state, year), shares[state][1])
    meaning = "base-year equipment money that buys what the catalogue lists"
    context.add("own_money", own_money, "EUR mn, 2025 prices", meaning, additive=True)
    meaning = "spending above that of the price year"
    context.add("spending_rise", rises, "EUR mn, 2025 prices", meaning, additive=True)
    context.add("contracted_cost", contracted, "EUR mn", "payments on signed orders", additive=True)
    context.add(
        "plan_money",
        money_for_plan(context.arrays, context.parameters),
        "EUR mn, 2025 prices",
        "money a year that a plan can spend on the catalogue, its upkeep and its people",
        additive=True,
    )

    def formula(labels: Labels) -> Step:
        state, year = labels
        needed = ("outside_marginal", "equipment_marginal", "support_marginal")
        return Step(
            f"plan money = {1 - outside:.2f} of base-year equipment money + shares of the rise in "
            "spending - payments on signed orders",
            (
                ("defence_share", (state, year)),
                ("gdp", (state, year)),
                *(("parameter", (name,)) for name in needed),
            ),
        )

    context.ledger.derive("plan_money", formula)


def money_for_plan(
    arrays: Mapping[str, xr.DataArray], parameters: Mapping[str, float]
) -> xr.DataArray:
    """What a plan can spend (state, year) [EUR mn], for any value of the marginal shares."""
    p = parameters
    of_rise = (1 - p["outside_marginal"]) * p["equipment_marginal"] + p["support_marginal"]
    free = arrays["own_money"] + of_rise * arrays["spending_rise"] - arrays["contracted_cost"]
    return free.clip(min=0).transpose("state", "year")


def _equipment_shares(context: Context) -> dict[str, tuple[float, FactRow]]:
    """Newest published equipment share; a stated assumption for states that publish none."""
    newest: dict[str, tuple[int, float, FactRow]] = {}
    for row, fact in context.facts("economy/defence_spending", "equipment_share_pct"):
        share, state = row["equipment_share_pct"], row["state"]
        if share is not None and (state not in newest or row["year"] > newest[state][0]):
            newest[state] = (row["year"], share / 100, fact)
    (assumed,) = context.ledger.facts("parameter", ("equipment_share_missing",))
    stand_in = (context.parameters["equipment_share_missing"], assumed)
    return {
        state: (newest[state][1], newest[state][2]) if state in newest else stand_in
        for state in context.states
    }


def _contracted_payments(context: Context, array: str) -> Grid:
    """What outstanding contracted deliveries cost in the year they arrive [EUR mn].

    array: `delivery`, as the scenario has them come, or `delivery_signed`, on time.
    Categories that a plan cannot order (frigates, transport) cost nothing here: what they cost is
    a part of the money outside the catalogue.
    """
    grid = zeros(state=context.states, year=context.years)
    delivery = context.arrays[array]
    price = context.arrays["unit_price"]
    # Deliveries of short-range air defence are in units, its prices in vehicles.
    whole = context.arrays["equivalence"].where(
        price["product_category"].isin(VEHICLES_IN_UNITS), 1.0
    )
    value = {
        str(n): float(v / w)
        for n, v, w in zip(price["product"].values, price.values, whole.values, strict=True)
    }
    category = {
        str(n): str(c)
        for n, c in zip(price["product"].values, price["product_category"].values, strict=True)
    }
    typical: dict[str, float] = {}
    for kind in sorted(set(category.values())):
        typical[kind] = float(np.median([value[n] for n in value if category[n] == kind]))
    line = {row["order_system"]: row["system"] for row, _ in context.facts("industry/order_lines")}
    groups = {
        str(s): str(c)
        for s, c in zip(
            context.arrays["modernity"]["system"].values,
            context.arrays["modernity"]["category_of"].values,
            strict=True,
        )
    }
    cost = np.array(
        [
            value.get(line.get(str(name), ""), typical.get(groups[str(name)], 0.0))
            for name in delivery["system"].values
        ]
    )
    grid.values[:] = np.einsum("nst,s->nt", delivery.transpose("state", "system", "year"), cost)
    return grid
