"""Types and what is in service of each, by state: the stock at the start of the base year.

From: forces and requirements tables.  To: `vallum.world.deliveries`, `vallum.world.equipment`.

Air defence is in units (batteries or what makes one), everything else in pieces.  In a sampled
future the range of a row reaches as far as other counts lie (`vallum.world.spreads`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vallum.errors import Problem, UserError
from vallum.evidence.reconcile.forces import in_service
from vallum.world.context import Context, zeros
from vallum.world.provenance import FactRow
from vallum.world.spreads import NO_SPREAD, count_spreads

AIR_DEFENCE = ("sam_long", "sam_medium", "sam_short", "vshorad")

Kinds = dict[tuple[str, str], tuple[dict[str, Any], FactRow]]


def read_types(context: Context) -> Kinds:
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


def kind_of(
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


def asked_words(context: Context, vocabulary: str) -> set[str]:
    """Words of a vocabulary for the categories that some force element takes."""
    items = {row["item"] for row, _ in context.facts("requirements/recipes")}
    return {
        row["word"]
        for row in context.evidence.table("requirements/categories").iter_rows(named=True)
        if row["vocabulary"] == vocabulary and row["category"] in items
    }


def add_types(context: Context, kinds: Kinds, systems: list[str]) -> None:
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


def add_stock(context: Context, kinds: Kinds, systems: list[str]) -> None:
    stock = zeros(state=context.states, system=systems)
    asked = asked_words(context, "inventory")
    per_unit = air_defence_units(context)
    spreads = count_spreads(context)
    for row, fact in context.facts("forces/inventory", "quantity"):
        if not in_service(row) or row["state"] not in context.states:
            continue
        kind = kind_of(kinds, row, asked)
        if kind is None:
            continue
        counted, half = row["quantity"], context.half_width(row["verified"])
        # A sum of deliveries is an upper bound: what was lost or retired since only lowers it.
        most = counted if row["basis"] == "delivered" else counted * (1 + half)
        other = spreads.get((row["state"], row["category"]), NO_SPREAD)
        low, high = other.widen(counted * (1 - half), counted, most)
        quantity = context.drawn(f"stock|{fact.key}", low, counted, high)
        labels = (row["state"], row["system"])
        size, rule = per_unit(kind[0]["category"], row["unit"])
        stock[labels] += quantity / size
        for found in (fact, *rule, *other.facts):
            context.ledger.record("stock", labels, found)
    context.add(
        "stock",
        stock,
        "units",
        "in service at the start of the base year; air defence in units",
        additive=True,
    )
    context.ledger.leave_empty("stock", "no fact row fills this cell: none in service")


PerUnit = Callable[[str, str], tuple[float, tuple[FactRow, ...]]]


def air_defence_units(context: Context) -> PerUnit:
    """How many of a unit of count make one air-defence unit, and the row that says so.

    1, and no row, for everything else.
    """
    table = {}
    for row, fact in context.facts("requirements/unit_conversions", "per_unit_central"):
        size = context.drawn(
            f"per_unit|{fact.key}",
            row["per_unit_low"],
            row["per_unit_central"],
            row["per_unit_high"],
        )
        table[row["category"], row["unit"]] = (size, (fact,))

    def per_unit(category: str, unit: str) -> tuple[float, tuple[FactRow, ...]]:
        if category not in AIR_DEFENCE:
            return 1.0, ()
        try:
            return table[category, unit]
        except KeyError:
            raise UserError(
                f"requirements/unit_conversions.csv: no row says how many {unit} make a unit of "
                f"{category}; add one"
            ) from None

    return per_unit
