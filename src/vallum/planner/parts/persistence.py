"""Persistence: follow an older plan, and change it only where that is worth something.

From: a kept plan's orders and prices (`Plan.datasets`).  To: `vallum.planner.plan`, the programme.

    away = weight * sum price[n,s,j] |arrival[n,s,t,j] - was[n,s,t,j]|        [EUR bn]

It is a small share of price, so among plans of nearly the same cost the nearest to the old one
wins, and a change that saves more than it moves is still made.  It weighs in the second stage only:
no shortfall is accepted for it.  What other parts of the programme buy is not held.

Prices start as the old plan paid them, moved by what has become of the price of a reference batch:
what follows a plan at its own volumes finds its own prices again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import linopy
import numpy as np
import polars as pl
import xarray as xr

from vallum.planner.inputs import Inputs, lots_of
from vallum.planner.learning import CLOSE, gap_between, prices, with_prices_of
from vallum.planner.part import Part
from vallum.planner.parts.ordering import SMALL, value_of
from vallum.planner.result import Plan

CHANGED = 1e-3
"""Change of an order, in units and as a share of it, below which it counts as the same."""
SCHEMA = {
    "state": pl.String,
    "system": pl.String,
    "category": pl.String,
    "channel": pl.String,
    "year": pl.Int64,
    "was": pl.Float64,
    "is": pl.Float64,
    "why": pl.String,
}
KEPT = ("orders", "price", "list_price", "product_category")
"""What a kept plan must hold to be followed."""
LABELS = ("state", "product", "year", "channel")


@dataclass(frozen=True)
class Previous:
    """A plan to follow: what it is called, and its labelled arrays.

    data: orders (state, product, year of the order, channel) [units], price (state, product,
    channel) and list_price (product) [EUR mn], product_category (product).
    """

    name: str
    data: xr.Dataset


@dataclass(frozen=True)
class Persistence(Part):
    """What the older plan ordered, as the programme at hand can order it.

    was (state, product, year of arrival, channel) [units]; ratio (state, product, channel): price
    that it paid over the price of a reference batch; weight [share of price];
    lost: its orders that can no longer be placed, with the reason.
    """

    name: str
    was: xr.DataArray
    ratio: xr.DataArray
    weight: float
    lost: tuple[Mapping[str, Any], ...] = field(default=())

    families = ("kept_orders",)
    holds_prices = True

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        m.add_variables(lower=0, coords=self.was.coords, name="dropped", mask=self.was > 0)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_kept_orders(m, p, self)

    def preference(self, m: linopy.Model, p: Inputs) -> Any:
        price = self.weight * value_of(p)
        return (m["arrival"] * price).sum() + (m["dropped"] * (2 * price)).sum()

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Persistence:
        names = [bloc_of[str(state)] for state in self.was["state"].values]
        bloc = xr.DataArray(
            names, dims="state", coords={"state": self.was["state"].values}, name="bloc"
        )
        money = p.money.sum("year") + 1.0

        def add(array: xr.DataArray) -> xr.DataArray:
            return array.groupby(bloc).sum("state").rename(bloc="state")

        ratio = add(self.ratio * money) / add(money.reset_coords(drop=True))
        return replace(
            self,
            was=add(self.was).transpose(*LABELS),
            ratio=ratio.transpose("state", "product", "channel"),
            lost=tuple(
                {**row, "state": bloc_of.get(row["state"], row["state"])} for row in self.lost
            ),
        )

    def in_lots(self, p: Inputs) -> Persistence:
        return replace(self, was=self.was / lots_of(p.category))

    def priced(self, p: Inputs) -> Inputs:
        """The programme at the prices of the older plan (state, product, channel)."""
        return replace(
            p, price=(p.list_price * self.ratio).transpose("state", "product", "channel")
        )

    def close(self, p: Inputs) -> float:
        """How near prices and volumes must come: as near as those of the older plan did."""
        paid = self.priced(p)
        return max(CLOSE, 1.05 * gap_between(paid, with_prices_of(paid, self.was), self.was))

    def changes(self, plan: Plan) -> list[dict[str, Any]]:
        """Orders that differ from the older plan's, by the year of the order."""
        now = plan.arrival.transpose(*LABELS)
        was = self.was.transpose(*LABELS)
        differ = abs(now - was) > CHANGED * was.clip(min=1)
        rows = []
        for cell in np.argwhere(differ.values):
            state, product, arrives, channel = (
                now[dim].values[place] for dim, place in zip(LABELS, cell, strict=True)
            )
            lead = plan.inputs.lead.sel(product=product, channel=channel)
            at = tuple(cell)
            rows.append(
                {
                    "state": str(state),
                    "system": str(product),
                    "category": str(plan.inputs.category.sel(product=product).item()),
                    "channel": str(channel),
                    "year": int(arrives) - int(lead),
                    "was": round(float(was.values[at]), 4),
                    "is": round(float(now.values[at]), 4),
                    "why": "",
                }
            )
        return rows

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_changes: orders of either plan that differ; why: where one cannot be placed now."""
        rows = [*self.changes(plan), *self.lost]
        merged = pl.DataFrame(rows, schema=SCHEMA)
        keys = ["state", "system", "category", "channel", "year"]
        own = merged.group_by(keys).agg(pl.col("was", "is").sum(), pl.col("why").max())
        return {"plan_changes": own.sort(keys)}

    def told(self, plan: Plan) -> list[str]:
        whole = float((self.was * prices(plan.inputs)).sum()) / 1000
        now = plan.arrival.transpose(*LABELS)
        moved = abs(now - self.was.transpose(*LABELS)) * prices(plan.inputs)
        changed = self.frames(plan)["plan_changes"]
        told = (
            f"Against run {self.name}: {changed.height:,} orders differ, EUR "
            f"{float(moved.sum()) / 1000:,.1f} bn of orders are added or dropped "
            f"(EUR {whole:,.0f} bn were planned)"
        )
        lost = changed.filter(pl.col("why") != "").height
        return [f"{told}; {lost:,} can no longer be placed." if lost else f"{told}."]


def define_kept_orders(m: linopy.Model, p: Inputs, lever: Persistence) -> None:
    """arrival[n,s,t,j] + dropped[n,s,t,j] >= was[n,s,t,j], where the older plan ordered something.

    The objective holds weight * price * (arrival + 2 dropped), which is weight * price *
    |arrival - was| but for a constant.
    """
    both = m["arrival"] + m["dropped"]
    m.add_constraints(both >= lever.was, name="kept_orders", mask=lever.was > 0)


def following(inputs: Inputs, previous: Previous) -> Inputs:
    """The programme that changes an older plan as little as it can."""
    data = previous.data
    years = inputs.years
    first, last = int(years[0]), int(years[-1])
    now = {dim: [str(v) for v in inputs.eligible[dim].values] for dim in ("state", "product")}
    place = {dim: {name: i for i, name in enumerate(names)} for dim, names in now.items()}
    channels = [str(v) for v in inputs.price["channel"].values]
    was = np.zeros([len(now["state"]), len(now["product"]), len(years), len(channels)])
    lost: list[Mapping[str, Any]] = []
    orders = data["orders"].transpose(*LABELS)
    kinds = data["product_category"]
    for cell in np.argwhere(orders.values > SMALL):
        state, product, year, channel = (
            orders[dim].values[i] for dim, i in zip(LABELS, cell, strict=True)
        )
        units = float(orders.values[tuple(cell)])
        why = _why_not(inputs, str(state), str(product), int(year))
        if not why:
            arrives = int(year) + int(inputs.lead.sel(product=product, channel=channel))
            if arrives <= last:
                at = (place["state"][state], place["product"][product])
                was[(*at, arrives - first, channels.index(channel))] += units
                continue
            why = f"would come after {last}"
        kind = str(kinds.sel(product=product).item())
        row = {"state": str(state), "system": str(product), "category": kind}
        when = {"channel": str(channel), "year": int(year)}
        lost.append({**row, **when, "was": round(units, 4), "is": 0.0, "why": why})
    part = Persistence(
        name=previous.name,
        was=xr.DataArray(
            was,
            dims=LABELS,
            coords={**now, "year": years, "channel": channels},
        ),
        ratio=_ratio(inputs, data),
        weight=inputs.parameters["persistence_weight"],
        lost=tuple(lost),
    )
    return replace(inputs, parts=(*inputs.parts, part))


def follows(inputs: Inputs) -> Persistence | None:
    """The older plan that a programme follows, if any."""
    return next((part for part in inputs.parts if isinstance(part, Persistence)), None)


def _why_not(inputs: Inputs, state: str, product: str, year: int) -> str:
    """Why an order of the older plan cannot be placed; empty where it can."""
    if state not in inputs.eligible["state"].values:
        return "the state is not in this plan"
    if product not in inputs.eligible["product"].values:
        return "the system cannot be ordered"
    if not bool(inputs.eligible.sel(state=state, product=product)):
        return "the state may not order the system"
    if year < inputs.first_order:
        return f"nothing is ordered before {inputs.first_order}"
    return ""


def _ratio(inputs: Inputs, data: xr.Dataset) -> xr.DataArray:
    """What the older plan paid over the price of a reference batch, as now where it knew none."""
    ours = prices(inputs)
    paid = (data["price"] / data["list_price"]).reindex(
        {dim: ours[dim].values for dim in ("state", "product", "channel")}
    )
    found = paid.transpose("state", "product", "channel")
    return found.where(found > 0, ours / inputs.list_price)
