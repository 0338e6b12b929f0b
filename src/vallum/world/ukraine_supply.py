"""Money for Ukraine's weapons, and where they can come from.

From: ukraine/money, ukraine/offers, ukraine/industry, `vallum.world.catalogue`, the scenario.
To: `vallum.world.ukraine`.

    money[t]     = (1 - ukraine_outside) * sum of streams, `ukraine_money_kept` of it after a
                   ceasefire
    line[s,t]    = the newest rate of a line for Ukraine alone
    spare[n,c,t] = ukraine_old_spare * types in stock that no longer count at home
"""

from __future__ import annotations

from typing import Any

from vallum.errors import Problem, UserError, did_you_mean
from vallum.world.catalogue import UKRAINE
from vallum.world.context import Context, Grid, zeros
from vallum.world.provenance import FactRow, Labels, Step

Row = tuple[dict[str, Any], FactRow]


def add_money(context: Context) -> None:
    money = zeros(year=context.years)
    streams: dict[str, list[Row]] = {}
    for row, fact in counting(context, "ukraine/money", "central"):
        streams.setdefault(row["stream"], []).append((row, fact))
    inside = 1 - context.parameters["ukraine_outside"]
    for year in context.years.tolist():
        after = 1.0 if at_war(context, year) else context.parameters["ukraine_money_kept"]
        for rows in streams.values():
            pair = _newest(rows, year)
            if pair is None:
                continue
            row, fact = pair
            money[year] += 1000 * inside * after * drawn_from(context, "ukraine/money", row, fact)
            context.ledger.record("ukraine_money", (year,), fact)
    meaning = "money a year for Ukraine's weapons that a plan's tables list, besides what it adds"
    context.add("ukraine_money", money, "EUR mn, 2025 prices", meaning, additive=True)

    def formula(labels: Labels) -> Step:
        if not context.ledger.facts("ukraine_money", labels):
            return Step("ukraine_money: no stream flows then")
        words = (
            "money = (1 - ukraine_outside) x streams, at the pace of their newest year, x "
            "ukraine_money_kept after a ceasefire"
        )
        names = ("ukraine_outside", "ukraine_money_kept")
        cells = tuple(("parameter", (name,)) for name in names)
        return Step(words, cells, course(context))

    context.ledger.derive("ukraine_money", formula)


def _newest(rows: list[Row], year: int) -> Row | None:
    """The row of the year, or the newest before it whose stream goes on."""
    known = [pair for pair in rows if pair[0]["year"] == year or (
        pair[0]["year"] < year and pair[0]["path"] == "continues")]  # fmt: skip
    return max(known, key=lambda pair: int(pair[0]["year"]), default=None)


def add_offers(context: Context, kinds: list[str]) -> None:
    """Lines for Ukraine alone with price and lead, and what it may order from shared lines."""
    offers = sorted(context.facts("ukraine/offers", "price_central"), key=lambda p: p[0]["system"])
    _check_offers(context, offers, kinds)
    alone = [pair for pair in offers if pair[0]["line"] != "shared"]
    names = [row["system"] for row, _ in alone]
    price, lead = zeros(offer=names), zeros(offer=names)
    stated = context.arrays["price"]
    for row, fact in alone:
        name = row["system"]
        if name in stated["product"].values:
            price[name] = float(stated.sel(product=name))
        else:
            price[name] = context.drawn(
                f"ukraine_price|{name}", row["price_low"], row["price_central"], row["price_high"]
            )
            context.ledger.record("ukraine_price", (name,), fact)
        lead[name] = round(
            context.drawn(
                f"ukraine_lead|{name}", row["lead_low"], row["lead_central"], row["lead_high"]
            )
        )
        context.ledger.record("ukraine_lead", (name,), fact)
    coordinates = {
        "offer_category": ("offer", [row["category"] for row, _ in alone]),
        "offer_line": ("offer", [row["line"] for row, _ in alone]),
        "offer_edge": ("offer", [float(row["edge"] == "yes") for row, _ in alone]),
        "offer_counts_for": ("offer", [row["counts_for"] for row, _ in alone]),
    }
    meaning = "price of one unit from a line for Ukraine alone"
    labelled = price.labelled().assign_coords(coordinates)
    context.add("ukraine_price", labelled, "EUR mn, 2025 prices", meaning)
    context.add("ukraine_lead", lead, "years", "from order to delivery")
    _add_lines(context, names)
    _add_orderable(context, [pair for pair in offers if pair[0]["line"] == "shared"])

    def formula(labels: Labels) -> Step:
        if context.ledger.facts("ukraine_price", labels):
            return Step("price: stated with the offer")
        return Step("price: as the catalogue states it", (("price", labels),))

    context.ledger.derive("ukraine_price", formula)


def _check_offers(context: Context, offers: list[Row], kinds: list[str]) -> None:
    """Refuse a shared line that the catalogue does not have, and a need that nobody states."""
    products = context.arrays["unit_price"]["product"].values.tolist()
    faults = []
    for row, _ in offers:
        system, place = row["system"], (row["_file"], row["_line"])
        if row["line"] == "shared" and system not in products:
            near = did_you_mean(system, products)
            told = f"'{system}' is no orderable system of industry/orderable{near}"
            faults.append(Problem(told, *place, "system"))
        if row["category"] not in kinds:
            near = did_you_mean(row["category"], kinds) or f"; there are {', '.join(kinds)}"
            told = f"no row of ukraine/needs that counts asks for '{row['category']}'{near}"
            faults.append(Problem(told, *place, "category"))
        unpriced = row["price_central"] is None and system not in context.arrays["price"]["product"]
        if row["line"] != "shared" and (unpriced or row["lead_central"] is None):
            told = f"'{system}' needs a lead time, and a price here or in industry/systems"
            faults.append(Problem(told, *place, "price_central"))
    if faults:
        raise UserError(faults)


def _add_lines(context: Context, names: list[str]) -> None:
    line = zeros(offer=names, year=context.years)
    rates = counting(context, "ukraine/industry", "central")
    for name in names:
        own = [pair for pair in rates if pair[0]["system"] == name]
        for year in context.years.tolist():
            known = [pair for pair in own if pair[0]["year"] <= year]
            if known:
                row, fact = max(known, key=lambda pair: int(pair[0]["year"]))
                line[name, year] = drawn_from(context, "ukraine/industry", row, fact)
                context.ledger.record("ukraine_line", (name, year), fact)
    context.add("ukraine_line", line, "units a year", "what a line can make for Ukraine")
    context.ledger.leave_empty("ukraine_line", "nothing is made there yet")


def _add_orderable(context: Context, shared: list[Row]) -> None:
    """1 where Ukraine may order from a line that the coalition orders from too."""
    prices = context.arrays["unit_price"]
    products = [str(name) for name in prices["product"].values]
    bound = dict(zip(products, prices["product_us_bound"].values, strict=True))
    free = context.scenario.procurement.us_systems == "free"
    may, edge = zeros(product=products), {}
    for row, fact in shared:
        edge[row["system"]] = float(row["edge"] == "yes")
        if free or not bound[row["system"]]:
            may[row["system"]] = 1
            context.ledger.record("ukraine_order", (row["system"],), fact)
    labelled = may.labelled().assign_coords(
        product_edge=("product", [edge.get(name, 0.0) for name in products])
    )
    context.add("ukraine_order", labelled, "0 or 1", "it may be ordered on Ukraine's behalf")

    def formula(labels: Labels) -> Step:
        if context.ledger.facts("ukraine_order", labels):
            words = "it may be ordered: a row of ukraine/offers names it"
            return Step(words, facts=context.assumed("procurement.us_systems"))
        return Step("ukraine_order: no offer names it, or new American systems are not ordered")

    context.ledger.derive("ukraine_order", formula)


def add_spare(context: Context, kinds: list[str]) -> None:
    """Types of members that no longer count at home, as far as their owners can spare them."""
    holding, modernity = context.arrays["holding"], context.arrays["modernity"]
    groups = modernity["category_of"].values
    spare: Grid = zeros(state=context.states, category=kinds, year=context.years)
    old: dict[str, list[str]] = {}
    values = holding.transpose("state", "system", "year")
    at = {str(state): place for place, state in enumerate(values["state"].values)}
    for column, kind in enumerate(kinds):
        chosen = (groups == kind) & (modernity.values == 0)
        old[kind] = [str(name) for name in modernity["system"].values[chosen]]
        for row, state in enumerate(context.states):
            if state in context.members and state != UKRAINE:
                total = values.values[at[state]][chosen].sum(axis=0)
                spare.values[row, column] = context.parameters["ukraine_old_spare"] * total
    meaning = "types that no longer count at home and can be spared"
    context.add("ukraine_spare", spare, "units", meaning, additive=True)

    def formula(labels: Labels) -> Step:
        state, kind, year = labels
        if state not in context.members or state == UKRAINE:
            return Step("spare: only other members of the coalition give")
        held = values.values[at[state]][:, list(context.years).index(year)]
        names = [
            name for name in old[kind]
            if held[values["system"].values.tolist().index(name)] > 0
        ]  # fmt: skip
        cells = [(array, label) for name in names for array, label in (
            ("holding", (state, name, year)), ("modernity", (name,)))]  # fmt: skip
        if not names:
            return Step("spare: the state holds no type that has ceased to count")
        words = "spare = ukraine_old_spare x types in stock that no longer count"
        return Step(words, (*cells, ("parameter", ("ukraine_old_spare",))))

    context.ledger.derive("ukraine_spare", formula)


def counting(context: Context, table: str, value: str) -> list[Row]:
    """The rows that a plan reads."""
    return [pair for pair in context.facts(table, value) if pair[0]["counts"] == "yes"]


def drawn_from(context: Context, table: str, row: dict[str, Any], fact: FactRow) -> float:
    half = context.half_width(row["verified"])
    return context.drawn(
        f"{table}|{fact.key}", row["low"], row["central"], row["high"], half_width=half
    )


def at_war(context: Context, year: int) -> bool:
    """Whether a year is one of war; a ceasefire holds from the start of its first year."""
    ukraine = context.scenario.ukraine
    return year <= ukraine.year if ukraine.outcome == "war" else year < ukraine.year


def course(context: Context) -> tuple[FactRow, ...]:
    return context.assumed("ukraine.outcome", "ukraine.year")
