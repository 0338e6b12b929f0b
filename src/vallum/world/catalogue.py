"""What can be ordered: prices on one basis, lead times, lines, and who may order what.

From: industry tables.  To: `vallum.world.plan_money`, `vallum.planner`.

    unit_price[s]       = price[s] * ratio(basis, kind)      [EUR mn, package, 2025 prices]
    line_committed[s,t] = contracted deliveries of the coalition that occupy it

What lines make stands in `vallum.world.lines`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from vallum.world.context import Context, Grid, zeros
from vallum.world.equipment import STORED
from vallum.world.pooling import POOL, pooled_categories
from vallum.world.prices import PRICE_YEAR
from vallum.world.provenance import FactRow, Labels, Step

LAND = ("tank", "ifv", "artillery", "vshorad", "sam_short")
AIR = ("attack_helicopter", "combat_aircraft", "uav_male", "mpa", "tanker", "aew", "isr_aircraft")
VEHICLES_IN_UNITS = ("vshorad", "sam_short")
POOLED = ("tanker", "aew", "isr_aircraft", "isr_satellite", "strategic_airlift", "sam_long")
UKRAINE = "UKR"
LARGE_ECONOMY = 200.0
"""A state with this output [EUR bn] may start with a category it does not hold yet (`POOLED`)."""

Row = tuple[dict[str, Any], FactRow]


def build_catalogue(context: Context) -> None:
    """Add unit_price, lead, line_committed, equivalence and eligible to the World."""
    rows = orderable(context)
    _add_unit_prices(context, rows)
    _add_lead_and_orders(context, rows)
    _add_eligible(context, rows)


def orderable(context: Context) -> list[Row]:
    """Rows of what a plan may order, sorted by name."""
    rows = [pair for pair in context.facts("industry/orderable") if pair[0]["orderable"] == "yes"]
    return sorted(rows, key=lambda pair: str(pair[0]["system"]))


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


def _add_lead_and_orders(context: Context, rows: list[Row]) -> None:
    names = _names(rows)
    lead, equivalence = zeros(product=names), zeros(product=names)
    for row, fact in rows:
        name = row["system"]
        lead[name] = round(
            context.drawn(f"lead|{name}", row["lead_low"], row["lead_central"], row["lead_high"])
        )
        equivalence[name] = row["equivalence"]
        # One row, several figures, each verified by itself.
        figure = replace(
            fact,
            key=f"{fact.key} / lead",
            value=row["lead_central"],
            verified=row["lead_verified"],
        )
        context.ledger.record("lead", (name,), figure)
        context.ledger.record("equivalence", (name,), replace(fact, value=row["equivalence"]))
    context.add("lead", lead, "years", "from order to the middle of a batch")
    context.add("equivalence", equivalence, "share", "how much one unit counts in its category")
    context.add(
        "line_committed",
        _committed(context, names),
        "units a year",
        "signed orders that occupy a line",
        additive=True,
    )
    context.ledger.derive("line_committed", _explain_committed(context))


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


def _explain_committed(context: Context) -> Callable[[Labels], Step]:
    """Which deliveries occupy a line."""
    made_as: dict[str, list[str]] = {}
    for row, _ in context.facts("industry/order_lines"):
        made_as.setdefault(row["system"], []).append(row["order_system"])
    delivery = context.arrays["delivery"].transpose("state", "system", "year")
    known = {str(name): place for place, name in enumerate(delivery["system"].values)}
    inside = [str(s) for s in delivery["state"].values if s in context.members]
    due = delivery.sel(state=inside).values > 0
    first = int(context.years[0])

    def formula(labels: Labels) -> Step:
        product, year = labels
        inputs: list[tuple[str, Labels]] = [("equivalence", (product,))]
        for system in made_as.get(product, []):
            if system in known:
                ordering = due[:, known[system], year - first].nonzero()[0]
                inputs += [("delivery", (inside[place], system, year)) for place in ordering]
        if len(inputs) == 1:
            return Step("line_committed: no signed order occupies this line then")
        return Step("line_committed = contracted deliveries that this line makes", tuple(inputs))

    return formula


def _add_eligible(context: Context, rows: list[Row]) -> None:
    """A state may order what it already operates; large economies also start with pooled kinds."""
    names = _names(rows)
    eligible = zeros(state=context.states, product=names)
    held = context.arrays["stock"]
    groups = context.arrays["modernity"]["category_of"].values
    gdp = context.arrays["gdp"].sel(year=PRICE_YEAR)
    us_free = context.scenario.procurement.us_systems == "free"
    pooled = pooled_categories(context)
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
            # Who may order guns and batteries may order what they fire.
            category = fired_from(row["category"])
            allowed = state in operators.get(category, set()) or (large and category in POOLED)
            allowed |= category.startswith("headquarters") and large
            allowed |= category in ("vshorad", "sam_short", "sam_medium")
            if only is not None:
                allowed = state in only
            if row["us_bound"] and not us_free:
                allowed = False
            # Ukraine's own front takes what it gets: its need is planned apart.
            buyer = POOL if category in pooled else state
            if allowed and state != UKRAINE and not eligible[buyer, row["system"]]:
                eligible[buyer, row["system"]] = 1
                context.ledger.record("eligible", (buyer, row["system"]), fact)
    context.add("eligible", eligible, "0 or 1", "the state may order the product")
    _explain_eligible(context, {row["system"]: (row, fact) for row, fact in rows})


def fired_from(category: str) -> str:
    """The category that fires a munition; other categories are their own."""
    return STORED[category][0] if category in STORED else category


def _explain_eligible(context: Context, rows: Mapping[str, Row]) -> None:
    stock = context.arrays["stock"]
    groups = context.arrays["modernity"]["category_of"].values

    def formula(labels: Labels) -> Step:
        state, product = labels
        row, fact = rows[product]
        if row["category"] in context.scenario.pooling.categories:
            words = "eligible: owned in common, so that the pool orders it and no member by itself"
            return Step(words, (), (fact, *context.assumed("pooling.categories")))
        held = stock.sel(state=state).values
        kind = fired_from(row["category"])
        names = stock["system"].values[(groups == kind) & (held > 0)]
        words = "eligible: who operates the category already may order; large economies may start"
        return Step(
            words,
            (("gdp", (state, PRICE_YEAR)), *(("stock", (state, str(name))) for name in names)),
            (fact, *context.assumed("procurement.us_systems")),
        )

    context.ledger.derive("eligible", formula)
