"""Levers on the shares of what is ordered: European, joint, national, American.

From: `vallum.planner.parts.policy`, which makes them of a World.  To: the programme.

Each asks that a part of the value of orders be of a kind.  Orders are never forced, so each can be
kept by ordering less: such a row takes no elastic term, and what it costs is told by the shortfall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import linopy
import xarray as xr

from vallum.planner.inputs import Inputs
from vallum.planner.part import Part, fingerprint
from vallum.planner.parts.ordering import (
    SMALL,
    order_columns,
    ordered_value,
    orders,
    value_of,
)
from vallum.planner.result import Plan

if TYPE_CHECKING:
    from vallum.optim import Kept

NAVAL = ("carrier", "destroyer", "submarine_nuclear")
NUCLEAR = ("submarine_nuclear",)
ALL_YEARS = "all years"

Row = dict[str, Any]
"""lever, where, when, asked, found, value_eur_bn: a row of `plan_levers`."""


class Lever(Part):
    """A part that asks something of orders, and can show how it was kept."""

    holds_prices = True

    def shape(self, p: Inputs) -> object:
        """All its data, and the prices in its rows, which nothing else would change there."""
        return (super().shape(p), fingerprint(p.price))

    def kept(self, plan: Plan) -> list[Row]:
        """What was asked and what is found, where anything is ordered."""
        return []

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Lever:
        return self


@dataclass(frozen=True)
class EuropeanContent(Lever):
    """A least European content of each state's orders of a year.

    least [share]; content (product): part of its value that is made in Europe [share].
    """

    least: float
    content: xr.DataArray

    families = ("european_content",)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_european_content(m, p, self)

    def kept(self, plan: Plan) -> list[Row]:
        value = ordered_value(plan).sum("channel")
        inside = (value * self.content.sel(product=value["product"])).sum("product")
        return _rows("european_content", inside, value.sum("product"), self.least)

    def told(self, plan: Plan) -> list[str]:
        value = ordered_value(plan).sum(["state", "channel", "year"])
        inside = float((value * self.content.sel(product=value["product"])).sum())
        return [
            f"European content: {_percent(inside, float(value.sum()))} of the value of all orders; "
            f"the rule asks for {self.least * 100:.0f} % from every state in every year."
        ]


def define_european_content(m: linopy.Model, p: Inputs, lever: EuropeanContent) -> None:
    """sum_{s,j} price[n,s,j] (content[s] - least) order[n,s,t,j] >= 0, by state and year of order.

    order[n,s,t,j] is what is ordered in t and arrives `lead[s,j]` years later.
    """
    above = lever.content.sel(product=p.price["product"]) - lever.least
    beyond = (orders(m, p) * (value_of(p) * above)).sum(["product", "channel"])
    m.add_constraints(beyond >= 0, name="european_content")


@dataclass(frozen=True)
class JointShare(Lever):
    """A least joint share of all orders, by year of the order.

    least: year -> share.
    """

    least: Mapping[int, float]

    families = ("joint_share",)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_joint_share(m, p, self)

    def shape(self, p: Inputs) -> object:
        """The years that it asks something of: how much, and at which prices, can be changed."""
        return ("JointShare", *sorted(year for year, share in self.least.items() if share > 0))

    def change(self, kept: Kept, p: Inputs, loaded: Part) -> None:
        """price[n,s,j] (1 where joint, else 0, less least[t]) at order[n,s,t,j]."""
        rows = kept.rows("joint_share")
        value, joint = value_of(p), xr.where(p.price["channel"] == "joint", 1.0, 0.0)
        least = xr.DataArray(
            [self.least[int(year)] for year in rows["year"].values],
            dims="year", coords={"year": rows["year"].values},
        )  # fmt: skip
        at_order = order_columns(kept, p).rename(order="year")
        kept.coefficients(rows, at_order, value * (joint - least))

    def kept(self, plan: Plan) -> list[Row]:
        value = ordered_value(plan).sum(["state", "product"])
        asked = [(str(year), share) for year, share in sorted(self.least.items()) if share > 0]
        found = []
        for year, share in asked:
            own = value.sel(year=int(year))
            place = ("coalition", year)
            found += _row("joint_share", place, share, own.sel(channel="joint"), own)
        return found

    def told(self, plan: Plan) -> list[str]:
        value = ordered_value(plan).sum(["state", "product"])
        first = min(year for year, share in self.least.items() if share > 0)
        since = value.sel(year=slice(first, None))
        share = _percent(float(since.sel(channel="joint").sum()), float(since.sum()))
        then, end = (f"{self.least[year] * 100:.0f} %" for year in (first, max(self.least)))
        asked = then if then == end else f"{then} then and {end} in the end"
        return [
            f"Joint orders from {first} on: {share} of the value of all orders; the path asks for "
            f"{asked}."
        ]


def define_joint_share(m: linopy.Model, p: Inputs, lever: JointShare) -> None:
    """sum_{n,s} price[n,s,joint] order[n,s,t,joint] >= least[t] value[t], by year of order.

    value[t] = sum_{n,s,j} price[n,s,j] order[n,s,t,j].
    """
    ordered = orders(m, p) * value_of(p)
    years = [int(year) for year in ordered.indexes["year"] if lever.least.get(int(year), 0.0) > 0]
    if not years:
        return
    least = xr.DataArray([lever.least[year] for year in years], dims="year", coords={"year": years})
    value = ordered.sel(year=years).sum(["state", "product"])
    beyond = value.sel(channel="joint") - least * value.sum("channel")
    m.add_constraints(beyond >= 0, name="joint_share")


@dataclass(frozen=True)
class NationalException(Lever):
    """A least national share of each state's orders of a year, by group of categories.

    least: all, naval or nuclear -> share.  Art. 346 TFEU lets a state keep an order to itself.
    """

    least: Mapping[str, float]

    families = ("national_exception",)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_national_exception(m, p, self)

    def kept(self, plan: Plan) -> list[Row]:
        value = ordered_value(plan)
        found = []
        for group, share in sorted(self.least.items()):
            inside = value.where(_in_group(plan.inputs, group), 0.0).sum("product")
            national = inside.sel(channel="national")
            found += _rows(f"national_exception_{group}", national, inside.sum("channel"), share)
        return found

    def told(self, plan: Plan) -> list[str]:
        value = ordered_value(plan).sum(["state", "year"])
        lines = []
        for group, share in sorted(self.least.items()):
            inside = value.where(_in_group(plan.inputs, group), 0.0).sum("product")
            kept = _percent(float(inside.sel(channel="national")), float(inside.sum()))
            of = "all orders" if group == "all" else f"{group} orders"
            lines.append(
                f"National-security exception: {kept} of the value of {of} stays national, at "
                f"least {share * 100:.0f} % in every state and year."
            )
        return lines


def define_national_exception(m: linopy.Model, p: Inputs, lever: NationalException) -> None:
    """sum_{s in g} price[n,s,national] order[n,s,t,national] >= least[g] value[n,g,t].

    value[n,g,t] = sum_{s in g, j} price[n,s,j] order[n,s,t,j], for each group g of categories.
    """
    ordered = orders(m, p) * value_of(p)
    groups = sorted(group for group in lever.least if bool(_in_group(p, group).any()))
    if not groups:
        return
    inside = xr.concat(
        [_in_group(p, group).astype(float) for group in groups],
        dim=xr.DataArray(groups, dims="group", name="group"),
    )
    least = xr.DataArray(
        [lever.least[group] for group in groups], dims="group", coords={"group": groups}
    )
    value = (ordered * inside).sum("product")
    beyond = value.sel(channel="national") - least * value.sum("channel")
    may = (p.eligible & (inside > 0)).any("product")
    m.add_constraints(beyond >= 0, name="national_exception", mask=may)


@dataclass(frozen=True)
class UsEnd(Lever):
    """No system of American design is ordered after a year.

    last: year; american (product) [bool].
    """

    last: int
    american: xr.DataArray

    families = ("us_end",)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_us_end(m, p, self)

    def kept(self, plan: Plan) -> list[Row]:
        whole = ordered_value(plan).sum(["state", "channel", "product"])
        after, found = [int(year) for year in whole["year"] if year > self.last], []
        for year in after:
            at = self._american(plan).sel(year=year), whole.sel(year=year)
            found += _row("us_end", ("coalition", str(year)), 0.0, *at)
        return found

    def told(self, plan: Plan) -> list[str]:
        before = float(self._american(plan).sel(year=slice(None, self.last)).sum())
        return [
            f"Systems of American design: EUR {before:,.1f} bn are ordered until {self.last}, "
            "none after."
        ]

    def _american(self, plan: Plan) -> xr.DataArray:
        value = ordered_value(plan).sum(["state", "channel"])
        own = self.american.sel(product=value["product"])
        return value.where(own, 0.0).sum("product")


def define_us_end(m: linopy.Model, p: Inputs, lever: UsEnd) -> None:
    """sum_{n,j} order[n,s,t,j] <= 0 for s of American design and t after `last`."""
    names = [str(name) for name in p.price["product"].values[lever.american.values.astype(bool)]]
    ordered = orders(m, p)
    years = [int(year) for year in ordered.indexes["year"] if year > lever.last]
    if names and years:
        own = ordered.sel(product=names, year=years).sum(["state", "channel"])
        m.add_constraints(own <= 0, name="us_end")


def _in_group(p: Inputs, group: str) -> xr.DataArray:
    """Which products belong to a group of categories (product) [bool]."""
    if group == "all":
        return xr.ones_like(p.category, dtype=bool)
    return p.category.isin(NAVAL if group == "naval" else NUCLEAR)


def _rows(lever: str, part: xr.DataArray, whole: xr.DataArray, asked: float) -> list[Row]:
    """One row for each state and year in which anything is ordered."""
    found = []
    for state in whole["state"].values:
        for year in whole["year"].values:
            at = {"state": state, "year": year}
            found += _row(lever, (str(state), str(year)), asked, part.sel(at), whole.sel(at))
    return found


def _row(
    lever: str, place: tuple[str, str], asked: float, part: xr.DataArray, whole: xr.DataArray
) -> list[Row]:
    inside, value = float(part.sum()), float(whole.sum())
    if value <= SMALL:
        return []
    shown = {"asked": round(asked, 6), "found": round(inside / value, 6)}
    own = {"lever": lever, "where": place[0], "when": place[1]}
    return [own | shown | {"value_eur_bn": round(value, 6)}]


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %" if whole > SMALL else "none"
