"""Who could make it: alternatives to American systems, single points of failure, output, overlap.

From: `vallum.industry.diagnose`.  To: `vallum.industry.picture`.

    made[c]  = sum_p line[p, y] * max(0, ready_by + 1 - first - lead[p])     y = ready_by
    cover[c] = made[c] / missing[c]

p the catalogue's systems of category c that can be ordered now, lead the years from order to the
middle of a batch, first the first planned year, missing what the category lacks in the year in
which forces should be ready (the study knows it).  Lines are what is left for the coalition after
export; signed orders occupy part of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import xarray as xr

from vallum.industry.dependence import MUNITIONS
from vallum.industry.families import Families
from vallum.world import World

Lines = list[tuple[str, frozenset[str]]]
"""Systems, each with the firms behind it."""
FORMED = frozenset({"headquarters_corps", "headquarters_division"})
"""Categories that are formed, not made."""
ROCKETS = "mrl"
"""Rocket launchers count with guns, but do not replace them."""
UNNAMED = frozenset({"several", "to be chosen"})
"""Words that stand for no firm."""
FACTS = ("single_plant", "sole_source")
"""Rows of industry/dependence that name a single point by themselves."""


@dataclass(frozen=True)
class Offer:
    """One system that can be ordered."""

    name: str
    category: str
    family: str
    price: float
    lead: float
    line: float
    signed: float
    bound: bool
    content: str
    designed: tuple[str, ...]
    rockets: bool
    makers: frozenset[str]
    european: bool


def read_offers(world: World, families: Families) -> list[Offer]:
    """What can be ordered: all of it, sorted by category and name.

    line and signed: units a year, and units of signed orders in the years up to `ready_by`.
    """
    listed = {row["system"]: row for row in _systems(world)}
    firms = _firms(world)
    european = _european(world)
    until = world.scenario.need.ready_by
    offers = []
    prices = world["unit_price"]
    for name, category in zip(
        (str(name) for name in prices["product"].values),
        (str(kind) for kind in prices["product_category"].values),
        strict=True,
    ):
        if category in FORMED:
            continue
        row = listed.get(name) or _unlisted(world, name)
        bound = bool(prices["product_us_bound"].sel(product=name)) or _consent(row)
        designed = tuple(row["design_states"].split(";"))
        line = world["line"].sel(product=name)
        years = [int(y) for y in world.years if int(y) <= until] or [int(world.years[0])]
        offers.append(
            Offer(
                name=name,
                category=category,
                family=next(iter(families.parts["catalogue"].get(name, {})), name),
                price=float(prices.sel(product=name)),
                lead=float(world["lead"].sel(product=name)),
                line=float(line.sel(year=years[-1])),
                signed=float(world["line_committed"].sel(product=name, year=years).sum()),
                bound=bound,
                content=row["us_content"],
                designed=designed,
                rockets=row["category"] == ROCKETS,
                makers=frozenset(firms.get(row["maker"], {row["maker"]})),
                european=bool(european & {*designed}),
            )
        )
    return sorted(offers, key=lambda offer: (offer.category, offer.name))


def _unlisted(world: World, name: str) -> dict[str, Any]:
    """What can be ordered and stands in industry/orderable alone: designed by who may order it."""
    (row,) = world.evidence.table("industry/orderable").filter(pl.col("system") == name).to_dicts()
    content = "platform" if row["us_bound"] else "none"
    return {
        "design_states": row["only_states"] or "",
        "maker": name,
        "us_content": content,
        "us_export_approval_needed": "yes" if row["us_bound"] else "no",
        "category": row["category"],
    }


def _consent(row: dict[str, Any]) -> bool:
    return bool(row["us_content"] == "platform" or row["us_export_approval_needed"] == "yes")


def _systems(world: World) -> list[dict[str, Any]]:
    return world.evidence.table("industry/systems").to_dicts()


def _firms(world: World) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in world.evidence.table("industry/maker_names").iter_rows(named=True):
        found[row["maker"]].add(row["company"])
    return found


def _european(world: World) -> set[str]:
    states = world.evidence.table("geography/states").filter(pl.col("european") == "yes")
    # EU27 stands for the Union's own programmes.
    return {*states["state"].to_list(), "EU27"}


def find_alternatives(
    world: World,
    families: Families,
    offers: list[Offer],
    *,
    units: xr.DataArray,
    orders: xr.DataArray,
    bound: dict[str, bool],
) -> pl.DataFrame:
    """One row for each tied type in service or on order and each offer that needs no consent.

    units, orders: the coalition's, by type; bound: type -> needs American consent.  named: the
    catalogue itself names the alternative.  A tied type with no alternative has one row without.
    """
    named: dict[str, set[str]] = defaultdict(set)
    for row in _systems(world):
        for family in families.parts["catalogue"].get(row["system"], {}):
            named[family] |= set((row["european_alternative"] or "").split(";")) - {""}
    rockets = _rocket_launchers(world, families)
    rows: list[dict[str, Any]] = []
    for at, (family, category) in enumerate(families.types.items()):
        held, due = float(units.values[at]), float(orders.values[at])
        if not bound.get(family) or held + due <= 0:
            continue
        same = {
            "category": category,
            "type": family,
            "units": round(held, 3),
            "on_order": round(due, 3),
        }
        free = [
            offer
            for offer in offers
            if offer.category == category
            and not offer.bound
            and offer.rockets == (family in rockets)
        ]
        rows += [
            same
            | {
                "alternative": offer.name,
                "origin": "Europe" if offer.european else "elsewhere",
                "named": offer.name in named[family],
                "us_content": offer.content,
                "price_eur_mn": round(offer.price, 4),
                "lead_years": round(offer.lead, 2),
                "line_per_year": round(offer.line, 3),
            }
            for offer in free
        ] or [same | dict.fromkeys(_OFFER)]
    schema = {
        "category": pl.String, "type": pl.String, "units": pl.Float64, "on_order": pl.Float64,
    } | _OFFER  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema)
    return frame.sort("category", "type", "origin", "alternative", nulls_last=True)


def _rocket_launchers(world: World, families: Families) -> set[str]:
    words = world.evidence.table("forces/types").filter(pl.col("source_category") == ROCKETS)
    return {family for name in words["system"].to_list() for family in families.parts_of(name)}


_OFFER: dict[str, Any] = {
    "alternative": pl.String,
    "origin": pl.String,
    "named": pl.Boolean,
    "us_content": pl.String,
    "price_eur_mn": pl.Float64,
    "lead_years": pl.Float64,
    "line_per_year": pl.Float64,
}


def find_single_points(world: World, families: Families, offers: list[Offer]) -> pl.DataFrame:
    """What hangs on one line, one firm or one plant, or is not made in Europe at all.

    kind: category (of equipment), munition (category of the catalogue), input or service.
    why: no_line (nothing designed in Europe can be ordered), one_line, one_maker (one firm stands
    behind every European line), one_plant and sole_source (as published).
    """
    rows: list[dict[str, Any]] = []
    offered = {offer.category for offer in offers}
    by_category: dict[str, Lines] = {category: [] for category in offered}
    for offer in offers:
        if offer.european:
            by_category[offer.category].append((offer.name, offer.makers))
    firms = _firms(world)
    for category, row in _made_in_europe(world, families):
        # Where a plan can order, what it can order counts; elsewhere, what is made at all.
        if category not in offered:
            makers = frozenset(firms.get(row["maker"], {row["maker"]}))
            by_category.setdefault(category, []).append((row["system"], makers))
    for name in sorted({row["category"] for row in _systems(world)} & set(MUNITIONS)):
        by_category.setdefault(name, [])
    for name in sorted(by_category):
        rows += _single("munition" if name in MUNITIONS else "category", name, by_category[name])
    for row in world.evidence.table("industry/dependence").iter_rows(named=True):
        if row["indicator"] in FACTS:
            why = "one_plant" if row["indicator"] == "single_plant" else "sole_source"
            rows.append(
                {
                    "kind": "input" if why == "one_plant" else "service",
                    "name": row["category"],
                    "why": why,
                    "lines": 1,
                    "makers": "" if why == "one_plant" else row["supplier"],
                    "systems": row["note"] or "",
                }
            )
    schema = {
        "kind": pl.String, "name": pl.String, "why": pl.String, "lines": pl.Int64,
        "makers": pl.String, "systems": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema).sort("kind", "name", "why")


def _is_made(row: dict[str, Any]) -> bool:
    """A line that runs: made somewhere, and not known to stand still."""
    return bool(row["producing_states"]) and row["production_rate_per_year_central"] != 0


def _single(kind: str, name: str, lines: Lines) -> list[dict[str, Any]]:
    systems = "; ".join(sorted(system for system, _ in lines))
    same = {"kind": kind, "name": name, "lines": len(lines), "systems": systems}
    if any(UNNAMED & makers for _, makers in lines):
        return []
    everywhere = frozenset.intersection(*(makers for _, makers in lines)) if lines else frozenset()
    if not lines:
        return [same | {"why": "no_line", "makers": ""}]
    if len(lines) == 1:
        # What industry/systems does not list has no firm either, and stands for itself.
        (own,) = lines
        return [same | {"why": "one_line", "makers": "; ".join(sorted(own[1] - {own[0]}))}]
    if everywhere:
        return [same | {"why": "one_maker", "makers": "; ".join(sorted(everywhere))}]
    return []


def weigh_production(
    world: World, offers: list[Offer], missing: Mapping[tuple[str, ...], float] | None
) -> pl.DataFrame:
    """One row for each category that can be ordered: what its lines make by `ready_by`.

    missing: categories -> counted units lacking; where any of several serves (all kinds of
    ground-based air defence) they are asked together, and have a row together.

    made: counted units that all lines can deliver by then if ordered in the first planned year;
    signed: of these already taken by signed orders; free_of_us: made without American consent;
    missing, cover: null where no gap is given or nothing is missing.
    """
    first, until = int(world.years[0]), world.scenario.need.ready_by
    rows: list[dict[str, Any]] = []
    single = {(offer.category,) for offer in offers}
    for group in sorted(single | {*(missing or {})}):
        inside = [offer for offer in offers if offer.category in group]
        if not inside:
            continue
        counts = {o.name: float(world["equivalence"].sel(product=o.name)) for o in inside}
        made = {
            o.name: o.line * max(0.0, until + 1 - first - o.lead) * counts[o.name] for o in inside
        }
        lacks = None if missing is None else missing.get(group)
        whole = sum(made.values())
        rows.append(
            {
                "category": " + ".join(group),
                "lines": len(inside),
                "units_per_year": sum(o.line * counts[o.name] for o in inside),
                "shortest_lead_years": min(o.lead for o in inside),
                "made": whole,
                "free_of_us": sum(made[o.name] for o in inside if not o.bound),
                "signed": sum(min(o.signed * counts[o.name], made[o.name]) for o in inside),
                "missing": lacks,
                "cover": whole / lacks if lacks else None,
            }
        )
    schema: dict[str, Any] = {"category": pl.String, "lines": pl.Int64} | dict.fromkeys(
        ("units_per_year", "shortest_lead_years", "made", "free_of_us", "signed"), pl.Float64
    )
    schema |= {"missing": pl.Float64, "cover": pl.Float64}
    return pl.DataFrame(rows, schema=schema).with_columns(pl.col(pl.Float64).round(4))


def find_duplication(world: World, families: Families, types: dict[str, int]) -> pl.DataFrame:
    """Categories that Europe makes in more than one programme: how many, whose, which systems.

    All systems of the catalogue count that are designed in Europe and made now, rebuilds among
    them.  programmes: groups of states that design by themselves; types_in_service: what the
    coalition runs.
    """
    made: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for category, row in _made_in_europe(world, families):
        made[category].append(row)
    rows = []
    for category, inside in sorted(made.items()):
        groups = {row["design_states"] for row in inside}
        if len(groups) > 1:
            states = {state for group in groups for state in group.split(";")}
            rows.append(
                {
                    "category": category,
                    "lines": len(inside),
                    "programmes": len(groups),
                    "states": "; ".join(sorted(states)),
                    "systems": "; ".join(sorted(row["system"] for row in inside)),
                    "types_in_service": types.get(category, 0),
                }
            )
    schema = {
        "category": pl.String, "lines": pl.Int64, "programmes": pl.Int64, "states": pl.String,
        "systems": pl.String, "types_in_service": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _made_in_europe(world: World, families: Families) -> list[tuple[str, dict[str, Any]]]:
    """(category, catalogue row) of what is designed in Europe and made now."""
    european = _european(world)
    found = []
    for row in _systems(world):
        parts = families.parts["catalogue"].get(row["system"])
        consumed = row["category"] if row["category"] in MUNITIONS else None
        category = families.types[next(iter(parts))] if parts else consumed
        if category and european & set(row["design_states"].split(";")) and _is_made(row):
            found.append((category, row))
    return found
