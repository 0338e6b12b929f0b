"""Stocks, contracted deliveries, retirements and what of them counts, by state, type and year.

From: forces and requirements tables.  To: `vallum.forces`.

    holding[n,s,t] = max(0, stock[n,s] + sum_{u<=t} (delivery[n,s,u] - retirement[n,s,u]))
    counted[n,c,t] = sum_{s in c} modernity[s] * support[t]^{us_bound[s]} * holding[n,s,t]

n state, s system (type), c category, t and u years; a year means its end.  Air defence is in units
(batteries or what makes one), everything else in pieces.  Where planning starts after the base
year, what comes and goes before the first planned year stands in that year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np

from vallum.errors import Problem, UserError
from vallum.world.context import BASE_YEAR, Context, Grid, zeros
from vallum.world.provenance import FactRow, Labels, Step

AIR_DEFENCE = ("sam_long", "sam_medium", "sam_short", "vshorad")
HEADQUARTERS = ("headquarters_corps", "headquarters_division")
SHELLS = "shell_155mm"
PEOPLE = "people"


def build_equipment(context: Context) -> None:
    """Add types, stock, delivery, retirement, holding and counted to the World."""
    kinds = _read_types(context)
    systems = sorted({system for system, _ in kinds})
    _add_types(context, kinds, systems)
    _add_stock(context, kinds, systems)
    _add_deliveries(context, kinds, systems)
    _add_retirements(context, kinds)
    _add_holding(context)
    _add_counted(context)


Kinds = dict[tuple[str, str], tuple[dict[str, Any], FactRow]]


def _read_types(context: Context) -> Kinds:
    """(system, source category) -> its row.  A name must mean one category."""
    kinds: Kinds = {}
    meaning: dict[str, str] = {}
    for row, fact in context.facts("forces/types", "modernity_central"):
        system, category = row["system"], row["category"]
        if meaning.setdefault(system, category) != category:
            raise UserError(
                Problem(
                    f"'{system}' counts as {category} here and as {meaning[system]} elsewhere; "
                    "one name must mean one category",
                    row["_file"],
                    row["_line"],
                    "category",
                )
            )
        kinds[system, row["source_category"]] = (row, fact)
    return kinds


def _kind_of(
    kinds: Kinds, row: dict[str, Any], asked: set[str]
) -> tuple[dict[str, Any], FactRow] | None:
    """The type of a row; None where nothing asks for its category.

    Raises UserError for a type that should count and of which no modernity is stated: it must not
    drop out in silence.
    """
    kind = kinds.get((row["system"], row["category"]))
    if kind is None and row["category"] in asked:
        told = (
            f"'{row['system']}' ({row['category']}) has no row in forces/types, which says how far "
            "it counts; add one"
        )
        raise UserError(Problem(told, row["_file"], row["_line"], "system"))
    return kind


def _asked_words(context: Context, vocabulary: str) -> set[str]:
    """Words of a vocabulary for the categories that some force element takes."""
    items = {row["item"] for row, _ in context.facts("requirements/recipes")}
    return {
        row["word"]
        for row in context.evidence.table("requirements/categories").iter_rows(named=True)
        if row["vocabulary"] == vocabulary and row["category"] in items
    }


def _add_types(context: Context, kinds: Kinds, systems: list[str]) -> None:
    modernity, us_bound = zeros(system=systems), zeros(system=systems)
    category: dict[str, str] = {}
    for (system, _), (row, fact) in kinds.items():
        modernity[system] = context.drawn(
            f"modernity|{system}",
            row["modernity_low"],
            row["modernity_central"],
            row["modernity_high"],
        )
        us_bound[system] = row["us_bound"]
        category[system] = row["category"]
        context.ledger.record("modernity", (system,), fact)
        context.ledger.record("us_bound", (system,), fact)
    coordinate = ("system", [category[system] for system in systems])
    context.add(
        "modernity",
        modernity.labelled().assign_coords(category_of=coordinate),
        "share",
        "how far one counts as a modern one",
    )
    context.add("us_bound", us_bound, "0 or 1", "the design is American")


def _add_stock(context: Context, kinds: Kinds, systems: list[str]) -> None:
    stock = zeros(state=context.states, system=systems)
    asked = _asked_words(context, "inventory")
    per_unit = _air_defence_units(context)
    for row, fact in context.facts("forces/inventory", "quantity"):
        counts = row["status"] == "active" and row["theatre"] == "total"
        if not counts or row["state"] not in context.states:
            continue
        kind = _kind_of(kinds, row, asked)
        if kind is None:
            continue
        # A sum of deliveries is an upper bound: what was lost or retired since only lowers it.
        high = row["quantity"] if row["basis"] == "delivered" else None
        quantity = context.drawn(
            f"stock|{fact.key}",
            None,
            row["quantity"],
            high,
            context.half_width(row["verified"]),
        )
        labels = (row["state"], row["system"])
        stock[labels] += quantity / per_unit(kind[0]["category"], row["unit"])
        context.ledger.record("stock", labels, fact)
    context.add(
        "stock",
        stock,
        "units",
        "in service at the start of the base year; air defence in units",
        additive=True,
    )


def _air_defence_units(context: Context) -> Any:
    """How many of a unit of count make one air-defence unit; 1 for everything else."""
    table = {
        (row["category"], row["unit"]): context.drawn(
            f"per_unit|{fact.key}",
            row["per_unit_low"],
            row["per_unit_central"],
            row["per_unit_high"],
        )
        for row, fact in context.facts("requirements/unit_conversions", "per_unit_central")
    }

    def per_unit(category: str, unit: str) -> float:
        if category not in AIR_DEFENCE:
            return 1.0
        try:
            return table[category, unit]
        except KeyError:
            raise UserError(
                f"requirements/unit_conversions.csv: no row says how many {unit} make a unit of "
                f"{category}; add one"
            ) from None

    return per_unit


def _add_deliveries(context: Context, kinds: Kinds, systems: list[str]) -> None:
    delivery = zeros(state=context.states, system=systems, year=context.years)
    per_unit = _air_defence_units(context)
    us = context.scenario.us
    delay = us.delivery_delay_months / 12 if us.contracted_deliveries == "late" else 0.0
    stop = us.deliveries_stop if us.contracted_deliveries == "stop" else None
    on_time = zeros(state=context.states, year=context.years, system=systems)
    asked = _asked_words(context, "order")
    for row, fact in context.facts("forces/orders", "quantity"):
        if row["counts"] != "yes" or row["state"] not in context.states:
            continue
        kind = _kind_of(kinds, row, asked)
        if kind is None:
            continue
        category = kind[0]["category"]
        if row["quantity"] is None:
            told = "the order counts, so it needs a number"
            raise UserError(Problem(told, row["_file"], row["_line"], "quantity"))
        amount = (row["quantity"] - (row["delivered"] or 0)) / per_unit(category, row["unit"])
        american = bool(kind[0]["us_bound"])
        for year, share in _schedule(context, row):
            if int(context.years[0]) <= year <= int(context.years[-1]):
                on_time[row["state"], year, row["system"]] += amount * share
            shifted = _shift(year, delay if american else 0.0)
            for arrival, part in shifted:
                late = american and stop is not None and arrival >= stop
                if arrival > context.years[-1] or late:
                    continue
                labels = (row["state"], row["system"], max(arrival, int(context.years[0])))
                delivery[labels] += amount * share * part
                context.ledger.record("delivery", labels, fact)
    context.add(
        "delivery",
        delivery,
        "units",
        "contracted deliveries that still have to come, US suppliers as the scenario says",
        additive=True,
    )
    meaning = "contracted deliveries as signed, whatever the United States does"
    context.add("delivery_signed", on_time, "units", meaning, additive=True)


def _schedule(context: Context, row: dict[str, Any]) -> Iterator[tuple[int, float]]:
    """What is outstanding arrives evenly between first and last delivery, from the base year on.

    Years that the order does not give are imputed by `order_lead_first` and `order_span`.
    """
    first = row["first_delivery"]
    if first is None:
        if row["contract_year"] is None:
            told = "an order that counts needs a contract year or a year of first delivery"
            raise UserError(Problem(told, row["_file"], row["_line"], "contract_year"))
        first = row["contract_year"] + round(context.parameters["order_lead_first"])
    first = max(first, BASE_YEAR)
    last = row["last_delivery"] or first + round(context.parameters["order_span"])
    last = max(last, first)
    for year in range(first, last + 1):
        yield year, 1 / (last - first + 1)


def _shift(year: int, delay: float) -> list[tuple[int, float]]:
    """A delivery of `year`, `delay` years late, split over the two years it may fall in."""
    whole = int(delay)
    part = delay - whole
    moved = [(year + whole, 1 - part)]
    return [*moved, (year + whole + 1, part)] if part else moved


def _add_retirements(context: Context, kinds: Kinds) -> None:
    stock = context.arrays["stock"]
    years = context.years
    retirement = zeros(state=stock["state"].values, system=stock["system"].values, year=years)
    planned: set[Labels] = set()
    for row, fact in context.facts("forces/retirements", "quantity"):
        if (row["system"], row["category"]) not in kinds or row["state"] not in context.states:
            continue
        labels = (row["state"], row["system"])
        planned.add(labels)
        # Years before the base year are already out of the stock figure.
        span = range(max(row["first_year"], BASE_YEAR), max(row["last_year"], BASE_YEAR) + 1)
        for year in span:
            if year > context.years[-1]:
                break
            cell = (*labels, max(year, int(context.years[0])))
            retirement[cell] += row["quantity"] / len(span)
            context.ledger.record("retirement", cell, fact)
    _attrite(context, kinds, retirement, planned)
    context.add(
        "retirement",
        retirement,
        "units",
        "announced run-downs; ageing types without one lose a stated share a year",
        additive=True,
    )


def _attrite(context: Context, kinds: Kinds, retirement: Grid, planned: set[Labels]) -> None:
    """Ageing types that no plan retires lose `legacy_attrition` of their base stock a year."""
    rate, stock = context.parameters["legacy_attrition"], context.arrays["stock"]
    wears = {system for (system, _), (row, _) in kinds.items() if row["ageing"] == "yes"}
    ageing = np.array([str(name) in wears for name in stock["system"].values])
    parameter = context.ledger.facts("parameter", ("legacy_attrition",))
    for state in context.states:
        held = stock.sel(state=state).values
        for index in np.flatnonzero(ageing & (held > 0)):
            labels = (state, str(stock["system"].values[index]))
            if labels in planned:
                continue
            for place, year in enumerate(context.years.tolist()):
                passed = 1 if place else year - BASE_YEAR + 1
                retirement[(*labels, year)] = rate * held[index] * passed
                for fact in parameter:
                    context.ledger.record("retirement", (*labels, year), fact)


def _categories(context: Context) -> np.ndarray[Any, Any]:
    return np.asarray(context.arrays["modernity"]["category_of"].values)


def _add_holding(context: Context) -> None:
    stock, delivery = context.arrays["stock"], context.arrays["delivery"]
    net = (delivery - context.arrays["retirement"]).cumsum("year")
    holding = (stock + net).clip(min=0).transpose("state", "system", "year")
    context.add("holding", holding, "units", "in service at the end of the year", additive=True)

    def explain(labels: Labels) -> Step:
        state, system, year = labels
        years = [int(t) for t in context.years if t <= year]
        flows = tuple(
            (array, (state, system, t)) for array in ("delivery", "retirement") for t in years
        )
        words = "holding = stock of the base year + contracted deliveries - retirements"
        return Step(words, (("stock", (state, system)), *flows))

    context.ledger.derive("holding", explain)


def _add_counted(context: Context) -> None:
    """Add up what counts by category; headquarters and shells have no types of their own."""
    modernity, us_bound = context.arrays["modernity"], context.arrays["us_bound"]
    support = context.arrays["support"]
    factor = modernity * (1 - us_bound * (1 - support))
    usable = (context.arrays["holding"] * factor).transpose("state", "system", "year")
    at_base = (context.arrays["stock"] * modernity).transpose("state", "system")
    members = _members_of(context)
    asked = {
        row["item"] for row, _ in context.facts("requirements/recipes") if row["kind"] != PEOPLE
    }
    categories = sorted({*members, *HEADQUARTERS, *asked})
    counted = zeros(state=context.states, category=categories, year=context.years)
    base = zeros(state=context.states, category=categories)
    place = {str(system): index for index, system in enumerate(usable["system"].values)}
    for column, category in enumerate(categories):
        rows = [place[system] for system in members.get(category, [])]
        counted.values[:, column] = usable.values[:, rows].sum(axis=1)
        base.values[:, column] = at_base.values[:, rows].sum(axis=1)
    _count_headquarters(context, counted, base)
    guns, shells = categories.index("artillery"), categories.index(SHELLS)
    base.values[:, shells] = base.values[:, guns] * context.parameters["shells_per_tube"]
    # What makers deliver beyond this share goes to Ukraine.
    counted.values[:, shells] *= context.parameters["shells_kept_share"]
    counted.values[:, shells] += base.values[:, shells, None]
    context.add(
        "counted",
        counted,
        "units",
        "modern equivalents that can be used, after withheld American upkeep",
        additive=True,
    )
    context.add(
        "counted_base",
        base,
        "units",
        "modern equivalents in service at the start of the base year, upkeep intact",
        additive=True,
    )
    _explain_counted(context, members)


def _members_of(context: Context) -> dict[str, list[str]]:
    """Category -> its types, sorted."""
    members: dict[str, list[str]] = defaultdict(list)
    modernity = context.arrays["modernity"]
    for system, category in zip(
        modernity["system"].values, modernity["category_of"].values, strict=True
    ):
        members[str(category)].append(str(system))
    return dict(sorted(members.items()))


def _explain_counted(context: Context, members: dict[str, list[str]]) -> None:
    shells = (("parameter", ("shells_per_tube",)),)

    def at_base(labels: Labels) -> Step:
        state, category = labels
        inputs: list[tuple[str, Labels]] = []
        for system in members.get(category, []):
            if float(context.arrays["stock"].sel(state=state, system=system)) > 0:
                inputs += [("stock", (state, system)), ("modernity", (system,))]
        if category == SHELLS:
            words = "shells in stock = counted artillery x shells per tube (imputed)"
            return Step(words, (("counted_base", (state, "artillery")), *shells))
        return Step("counted in the base year = sum of modernity x stock", tuple(inputs))

    def later(labels: Labels) -> Step:
        state, category, year = labels
        inputs: list[tuple[str, Labels]] = [("support", (year,))]
        for system in members.get(category, []):
            flows = context.arrays["holding"].sel(state=state, system=system, year=year)
            if float(flows) > 0:
                inputs += [("holding", (state, system, year)), ("modernity", (system,))]
        if category == SHELLS:
            inputs += [
                ("counted_base", (state, SHELLS)),
                ("parameter", ("shells_kept_share",)),
            ]
        words = "counted = sum over types of modernity x support of US-bound types x holding"
        return Step(words, tuple(inputs))

    context.ledger.derive("counted_base", at_base)
    context.ledger.derive("counted", later)


def _count_headquarters(context: Context, counted: Grid, base: Grid) -> None:
    for row, fact in context.facts("forces/headquarters", "quantity"):
        state, category = row["state"], row["category"]
        if state not in context.states:
            continue
        base[state, category] += row["quantity"]
        context.ledger.record("counted_base", (state, category), fact)
        for year in context.years.tolist():
            counted[state, category, year] += row["quantity"]
            context.ledger.record("counted", (state, category, year), fact)
