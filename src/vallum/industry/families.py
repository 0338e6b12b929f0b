"""Which names are one type, what a type costs, and how far its parts and permits are American.

From: world, industry/type_families, industry/systems.  To: the other modules of this package.

    units[n,i] = sum_s share[s,i] * stock[n,s]                       [units of the category]
    price[i]   = mean of the prices of the catalogue's systems of type i, where it has any,
                 else the median price of the category               [EUR mn, package, 2025 prices]

n state, s name, i type.  A name without a row in industry/type_families is a type of its own.  In
a category of which nothing can be ordered (frigates, conventional submarines, minehunters) the
catalogue's stated prices stand in, upgrades left out.  Air defence of short range is priced by the
unit, as it is counted, not by the vehicle.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Any

import numpy as np
import xarray as xr

from vallum.errors import Problem, UserError
from vallum.world import FactRow, World
from vallum.world.catalogue import VEHICLES_IN_UNITS
from vallum.world.provenance import fact_rows

NOT_EQUIPMENT = frozenset({"shell_155mm", "interceptor_long", "interceptor_medium"})
"""Categories that are used up, not fielded: they stand among the munitions."""
OWN, CATEGORY, NONE = "own", "category", "none"
"""Whose price a type has: that of its own systems, its category's median, none."""

Rows = list[tuple[dict[str, Any], FactRow]]


@dataclass(frozen=True)
class Families:
    """Names and types.

    types: type -> its category, sorted by category and name; parts: name -> its types with shares,
    for each vocabulary (`type`, `catalogue`); products: type -> its catalogue systems;
    published: kind of the published counts -> its types; alone: names without a row;
    consumed: names that are used up, no equipment.
    """

    types: dict[str, str]
    parts: dict[str, dict[str, dict[str, float]]]
    published: dict[str, set[str]]
    facts: dict[tuple[str, str], list[FactRow]]
    alone: tuple[str, ...]
    consumed: frozenset[str]
    products: dict[str, list[str]] = field(default_factory=dict)

    def parts_of(self, name: str) -> dict[str, float]:
        """Types behind a name, with their shares; a name of forces/types before a catalogue's."""
        return self.parts["type"].get(name) or self.parts["catalogue"].get(name, {})


def read_table(world: World, table: str, value: str | None = None) -> Rows:
    """The rows of a table, each with the `FactRow` that quotes it."""
    frame = world.evidence.table(table)
    keys = world.evidence.schema(table).key
    quoted = fact_rows(frame, table, keys, world.evidence.grade, value)
    return list(zip(frame.iter_rows(named=True), quoted, strict=True))


def read_families(world: World) -> Families:
    """Types of the categories that the World counts.

    Raises UserError for a type that stands in two of them.
    """
    kinds = world["modernity"]
    every = {
        str(name): str(category)
        for name, category in zip(kinds["system"].values, kinds["category_of"].values, strict=True)
    }
    category_of = {name: kind for name, kind in every.items() if kind not in NOT_EQUIPMENT}
    counted = set(category_of.values())
    types: dict[str, str] = {}
    parts: dict[str, dict[str, dict[str, float]]] = {"type": {}, "catalogue": {}}
    facts: dict[tuple[str, str], list[FactRow]] = defaultdict(list)
    published: dict[str, set[str]] = defaultdict(set)
    consumed = {name for name, kind in every.items() if kind in NOT_EQUIPMENT}
    for row, fact in read_table(world, "industry/type_families", "share"):
        if row["published"]:
            published[row["published"]].add(row["family"])
        if row["category"] in NOT_EQUIPMENT:
            consumed.add(row["system"])
        if row["category"] not in counted:
            continue
        if types.setdefault(row["family"], row["category"]) != row["category"]:
            told = f"type '{row['family']}' stands in two categories; give it two names"
            raise UserError(Problem(told, row["_file"], row["_line"], "family"))
        parts[row["vocabulary"]].setdefault(row["system"], {})[row["family"]] = row["share"]
        facts[row["vocabulary"], row["system"]].append(fact)
    alone = [name for name in category_of if name not in parts["type"]]
    for name in alone:
        own = name if name not in types else f"{name} (by itself)"
        types[own] = category_of[name]
        parts["type"][name] = {own: 1.0}
    for named in parts.values():
        for name, shares in named.items():
            whole = sum(shares.values())
            named[name] = {family: share / whole for family, share in shares.items()}
    ordered = dict(sorted(types.items(), key=lambda pair: (pair[1], pair[0])))
    products = _products(parts["catalogue"])
    return Families(
        ordered,
        parts,
        dict(published),
        dict(facts),
        tuple(sorted(alone)),
        frozenset(consumed),
        products,
    )


def _products(catalogue: dict[str, dict[str, float]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(catalogue):
        for family in catalogue[name]:
            found[family].append(name)
    return dict(found)


def by_type(families: Families, amount: xr.DataArray) -> xr.DataArray:
    """Amounts by name (..., system) as amounts by type (..., type).

    Raises UserError for a name with something in it that is neither a type nor in the catalogue.
    """
    names = [str(name) for name in amount["system"].values]
    place = {family: at for at, family in enumerate(families.types)}
    weights = np.zeros((len(names), len(place)))
    lost = []
    for row, name in enumerate(names):
        for family, share in families.parts_of(name).items():
            weights[row, place[family]] = share
        unknown = not weights[row].any() and name not in families.consumed
        if unknown and bool((amount.isel(system=row) > 0).any()):
            lost.append(name)
    if lost:
        raise UserError(f"no type, and no system of the catalogue, is named {', '.join(lost)}")
    ordered = amount.transpose(..., "system")
    others = [str(dim) for dim in ordered.dims if dim != "system"]
    return xr.DataArray(
        ordered.values @ weights,
        dims=(*others, "type"),
        coords={dim: ordered[dim].values for dim in others} | {"type": list(place)},
    )


def price_types(world: World, families: Families) -> tuple[xr.DataArray, list[str]]:
    """Price of one unit of each type [EUR mn], 0 where none is known, and whose price it is."""
    offered = _offered(world)
    stated = _stated(world, families)
    prices: list[float] = []
    whose: list[str] = []
    by_category: dict[str, list[float]] = defaultdict(list)
    fallback: dict[str, list[float]] = defaultdict(list)
    for name, (category, price) in offered.items():
        if families.parts["catalogue"].get(name):
            by_category[category].append(price)
    for category, price in stated.values():
        fallback[category].append(price)
    for family, category in families.types.items():
        if category in by_category:
            source, whole = {n: p for n, (_, p) in offered.items()}, by_category[category]
        else:
            source, whole = {n: p for n, (_, p) in stated.items()}, fallback[category]
        own = [source[name] for name in families.products.get(family, []) if name in source]
        prices.append(fmean(own) if own else median(whole) if whole else 0.0)
        whose.append(OWN if own else CATEGORY if whole else NONE)
    labelled = xr.DataArray(prices, dims=("type",), coords={"type": list(families.types)})
    return labelled, whose


def _offered(world: World) -> dict[str, tuple[str, float]]:
    """Product -> category and price of one counted unit."""
    price, equivalence = world["unit_price"], world["equivalence"]
    found = {}
    for name, category, value in zip(
        price["product"].values, price["product_category"].values, price.values, strict=True
    ):
        vehicles = str(category) in VEHICLES_IN_UNITS
        size = float(equivalence.sel(product=name)) if vehicles else 1.0
        found[str(name)] = (str(category), float(value) / size)
    return found


def _stated(world: World, families: Families) -> dict[str, tuple[str, float]]:
    """Catalogue system -> category and price as stated, upgrades and single missiles left out."""
    price = world["price"]
    found = {}
    for name, basis, value in zip(
        price["product"].values, price["price_basis"].values, price.values, strict=True
    ):
        parts = families.parts["catalogue"].get(str(name))
        if parts and str(basis) not in ("upgrade_per_unit", "missile"):
            found[str(name)] = (families.types[next(iter(parts))], float(value))
    return found


def read_ties(world: World, families: Families, names: list[str]) -> xr.Dataset:
    """How far each name is American, 0 or 1 by (system): design, approval, content, unknown.

    design: the product is American; approval: that, or another state's product whose transfer
    needs American consent; content: that, or parts made or licensed by American firms; unknown:
    the catalogue does not say, or does not list the type.  A type takes the strictest of its
    versions in the catalogue.
    """
    american = {
        str(name): bool(flag)
        for name, flag in zip(
            world["us_bound"]["system"].values, world["us_bound"].values, strict=True
        )
    }
    approval: dict[str, set[str]] = defaultdict(set)
    content: dict[str, set[str]] = defaultdict(set)
    for row in world.evidence.table("industry/systems").iter_rows(named=True):
        for family in families.parts["catalogue"].get(row["system"], {}):
            approval[family].add(row["us_export_approval_needed"])
            content[family].add(row["us_content"])
    columns = np.zeros((4, len(names)))
    for at, name in enumerate(names):
        behind = families.parts_of(name)
        asked = set().union(*(approval[family] for family in behind)) if behind else set()
        made = set().union(*(content[family] for family in behind)) if behind else set()
        # A product of the catalogue is American where its own row says so.
        design = american.get(name, "platform" in made)
        bound = design or "yes" in asked
        columns[:, at] = (
            design,
            bound,
            bound or bool(made & {"platform", "components"}),
            not bound and (not asked or "unknown" in asked),
        )
    kinds = ("design", "approval", "content", "unknown")
    return xr.Dataset(
        {kind: (("system",), columns[at]) for at, kind in enumerate(kinds)},
        coords={"system": names},
    )
