"""From the World to the picture: every part of the diagnosis, in order.

From: world.  To: study, `vallum industry`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from vallum.errors import UserError
from vallum.industry.dependence import (
    follow_posture,
    read_imports,
    tie_munitions,
    tie_stock,
)
from vallum.industry.families import Families, by_type, price_types, read_families, read_ties
from vallum.industry.fleets import count_types
from vallum.industry.interoperability import read_compatibility
from vallum.industry.picture import IndustryPicture
from vallum.industry.published import compare_published
from vallum.industry.supply import (
    find_alternatives,
    find_duplication,
    find_single_points,
    read_offers,
    weigh_production,
)
from vallum.world import World
from vallum.world.build import ALLIANCE


def diagnose(
    world: World,
    stock: xr.DataArray | None = None,
    *,
    missing: Mapping[tuple[str, ...], float] | None = None,
) -> IndustryPicture:
    """How fragmented, how dependent, how fast can it build?

    stock: units in service (state, system), names of forces/types or of the catalogue, air
    defence in units; default: the World's stock at the start of the base year.
    missing: categories -> counted units that are lacking when forces should be ready, for output
    against need (several categories where any of them serves); without it that stays open.
    Raises UserError for a stock with other dimensions, values below zero, states outside the
    World, or names that nothing is known of.
    """
    families = read_families(world)
    held = _members_only(world, world["stock"] if stock is None else stock)
    orders = _members_only(world, world["delivery_signed"].sum("year"))
    prices, whose = price_types(world, families)
    units, due = by_type(families, held), by_type(families, orders)
    ours, on_order = _coalition(world, units), _coalition(world, due)
    labels = xr.DataArray(list(families.types.values()), dims=("type",))
    counts = count_types(ours.assign_coords(category_of=labels), prices)
    names = sorted({str(n) for part in (held, orders) for n in part["system"].values})
    ties = read_ties(world, families, names)
    dependence = tie_stock(world, families, {"stock": held, "orders": orders}, prices, ties)
    bound = _bound_types(families, ties)
    offers = read_offers(world, families)
    types = {
        str(c): int(n)
        for c, n in zip(counts["category"].values, counts["types"].values, strict=True)
    }
    data = xr.Dataset(
        {
            "units": units.assign_attrs(unit="units", meaning="in service, by type"),
            "orders": due.assign_attrs(unit="units", meaning="signed and still to come, by type"),
            "coalition": ours.assign_attrs(
                unit="units", meaning="members, and their part of alliance-owned fleets"
            ),
            "price": prices.assign_attrs(unit="EUR mn, package, 2025 prices", meaning="of one new"),
            **counts.data_vars,
        }
    ).assign_coords(category_of=("type", labels.values), price_of=("type", whose))
    data["bound"] = xr.DataArray(
        [bool(bound.get(family)) for family in families.types], dims=("type",)
    )
    return IndustryPicture(
        world=world,
        families=families,
        data=data,
        compatibility=read_compatibility(world, families),
        dependence=dependence,
        munitions=tie_munitions(world),
        posture=follow_posture(world, dependence),
        imports=read_imports(world),
        alternatives=find_alternatives(
            world, families, offers, units=ours, orders=on_order, bound=bound
        ),
        single_points=find_single_points(world, families, offers),
        production=weigh_production(world, offers, missing),
        duplication=find_duplication(world, families, types),
        published=compare_published(world, families),
        given=stock is not None,
    )


def _members_only(world: World, stock: xr.DataArray) -> xr.DataArray:
    """The coalition's members, the alliance's fleets and the pool's."""
    if set(stock.dims) != {"state", "system"}:
        held = ", ".join(str(dim) for dim in stock.dims)
        raise UserError(f"a stock has the dimensions state and system; this one has {held}")
    if not np.isfinite(stock.values).all() or (stock.values < 0).any():
        raise UserError("a stock holds no missing values, and none below zero")
    kept = list(world.owners)
    odd = sorted(
        {str(s) for s in stock["state"].values} - {str(s) for s in world["stock"]["state"].values}
    )
    if odd:
        raise UserError(f"the stock names states that the world does not hold: {', '.join(odd)}")
    whole = stock.reindex(state=kept, fill_value=0.0)
    return whole.transpose("state", "system").reset_coords(drop=True)


def _coalition(world: World, units: xr.DataArray) -> xr.DataArray:
    """All members together, with their part of what the alliance owns."""
    weight = [world.alliance_share if s == ALLIANCE else 1.0 for s in units["state"].values]
    return (units * xr.DataArray(weight, dims=("state",))).sum("state")


def _bound_types(families: Families, ties: xr.Dataset) -> dict[str, bool]:
    """Types of which some name needs American consent."""
    flags = zip(ties["system"].values, ties["approval"].values, strict=True)
    return {family: True for name, flag in flags if flag for family in families.parts_of(str(name))}
