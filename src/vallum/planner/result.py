"""The plan: orders, deliveries, costs, lines, what is still missing, and what holds it back.

From: `vallum.planner.plan`.  To: study, store, report.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
import xarray as xr

from vallum.planner.bottlenecks import find_bottlenecks
from vallum.planner.equations import (
    UNIT,
    cost_share,
    counts_for,
    line_lead,
    line_price,
    line_today,
    paid_before,
    payment_schedule,
)
from vallum.planner.inputs import Inputs
from vallum.planner.learning import Scale, prices, prices_alone
from vallum.world import World
from vallum.world.names import BRIGADE

SMALL = 1e-6
"""Quantities below this are the solver's noise and are not orders."""
LEAST_MISSING = 1e-4
"""Part of a need below which it counts as met: the second stage may give up that little."""


_SCALE_COLUMNS = (
    "system", "category", "units", "joint_units", "states", "states_joint", "batch",
    "unit_price_eur_mn", "price_paid_eur_mn", "price_alone_eur_mn", "saving_eur_bn",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A solved plan.

    shortfall: weighted shortfall left [points of 100]; cost: discounted [EUR bn, 2025 prices].
    helped_shortfall: what others lack that the plan helps, by their weight [points].
    since: the year from which targets count (`least_cost`, `earliest`); None in `earliest` means
        that they cannot all hold within the horizon.
    solution: the programme's variables; duals: shadow prices of the first stage by family.
    scale: how prices and volumes were brought together; None at given prices.
    """

    world: World
    inputs: Inputs
    mode: str
    since: int | None
    shortfall: float
    cost: float
    solution: xr.Dataset
    duals: dict[str, xr.DataArray]
    helped_shortfall: float = 0.0
    scale: Scale | None = None

    @property
    def judged(self) -> float:
        """What the programme makes least: the coalition's shortfall and that of others [points]."""
        return self.shortfall + self.helped_shortfall

    @property
    def status(self) -> str:
        """`all targets met`, or `shortfall left`: the programme always has an answer."""
        return "all targets met" if self.shortfall <= 1e-4 else "shortfall left"

    @cached_property
    def arrival(self) -> xr.DataArray:
        """Units that arrive (state, product, year, channel)."""
        found = self.solution["arrival"].fillna(0.0)
        return found.where(found > SMALL, 0.0)

    @cached_property
    def orders(self) -> xr.DataArray:
        """Units ordered, by the year of the order (state, product, year, channel)."""
        ordered = xr.zeros_like(self.arrival)
        years = self.inputs.years
        for channel in ordered["channel"].values:
            for product in ordered["product"].values:
                lead = int(self.inputs.lead.sel(product=product, channel=channel))
                pick = {"product": product, "channel": channel}
                values = self.arrival.sel(pick).values
                for t in range(len(years)):
                    if t + lead < len(years):
                        ordered.loc[pick | {"year": years[t]}] = values[:, t + lead]
        return ordered

    @cached_property
    def added(self) -> xr.DataArray:
        """What the plan adds to counted stock (state, category, year) [modern equivalents].

        Below zero where it gives away more than it adds.
        """
        held = self.solution["held"].fillna(0.0)
        least = xr.zeros_like(held)
        for given in self.inputs.terms("most_given", self.inputs):
            least = least - given.reindex(category=held["category"].values, fill_value=0.0)
        return held.where(held > least, least)

    @cached_property
    def brigades(self) -> xr.DataArray:
        """Brigades equipped, manned and paid for (state, year)."""
        return self.solution[BRIGADE].clip(min=0)

    @cached_property
    def payments(self) -> xr.DataArray:
        """Paid for purchases and their upkeep (state, year) [EUR bn], in the year it is paid."""
        return self.due + self.ahead - self.ahead.shift(year=1, fill_value=0.0)

    @cached_property
    def due(self) -> xr.DataArray:
        """What falls due for purchases and their upkeep by milestone (state, year) [EUR bn]."""
        due = payment_schedule(self.inputs)
        paid = (self.arrival * due).sum(["product", "channel", "year"])
        return paid.rename(paid="year")

    @cached_property
    def ahead(self) -> xr.DataArray:
        """Paid before it is due, so far (state, year) [EUR bn]."""
        found: xr.DataArray = self.solution["ahead"].clip(min=0)
        return found

    @cached_property
    def costs(self) -> xr.Dataset:
        """Where the money goes (state, year) [EUR bn]: purchases, brigade_kit, people, lines
        and what each part of the programme costs.
        """
        p = self.inputs
        growth = self.solution["growth"].clip(min=0)
        soldiers = p.parameters["person_cost"] * p.parameters["brigade_soldiers"] / UNIT
        parts = [part.costs(self) for part in p.parts]
        return xr.Dataset(
            {
                "purchases": self.payments,
                "brigade_kit": p.parameters["brigade_kit"] * self.solution["formed"].clip(min=0),
                "people": soldiers * self.solution["beyond"].clip(min=0),
                "lines": paid_before(growth, line_price(p), line_lead(p)) * cost_share(p),
            }
            | {name: paid for part in parts for name, paid in part.items()}
        ).transpose("state", "year")

    @cached_property
    def capacity(self) -> xr.DataArray:
        """What a line can make for the coalition: today, as it grew, and what parts of the
        programme add (product, year) [units a year]."""
        whole = line_today(self.inputs) + self.solution["extra"].clip(min=0)
        for part in self.inputs.parts:
            gained = part.line_gained(self)
            whole = whole if gained is None else whole + gained
        return whole.transpose("product", "year")

    @property
    def total_cost(self) -> float:
        """All spending on the plan within the horizon [EUR bn, 2025 prices, not discounted]."""
        return float(self.costs.to_array().sum())

    @property
    def cost_per_year(self) -> float:
        """Mean spending a year, from the first year of orders to the last year [EUR bn]."""
        years = self.inputs.years
        return self.total_cost / int((years >= self.inputs.first_order).sum())

    @cached_property
    def gap(self) -> xr.DataArray:
        """What is still missing (element, year)."""
        return self.solution["gap"].clip(min=0)

    def bottlenecks(self) -> pl.DataFrame:
        """What holds the plan back, most first: see `vallum.planner.bottlenecks`."""
        return self._bottlenecks

    @cached_property
    def _bottlenecks(self) -> pl.DataFrame:
        return find_bottlenecks(self.world, self.inputs, self.duals)

    def unmet(self) -> list[str]:
        """What the plan cannot meet, where and by how much, in plain sentences."""
        need = self.inputs.demand.need
        last = int(self.inputs.years[-1])
        lines = []
        for element in need["element"].values:
            left = self.gap.sel(element=element)
            short = left > LEAST_MISSING * need.sel(element=element)
            years = [int(y) for y in left["year"].values[short.values]]
            if years and last in years:
                amount = float(left.sel(year=last))
                whole = float(need.sel(element=element, year=last))
                lines.append(f"{element}: {amount:,.1f} of {whole:,.1f} still missing in {last}")
            elif years:
                lines.append(f"{element}: met from {years[-1] + 1} on")
        return lines

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        return [
            f"Plan ({self.mode}): {self.status}, shortfall {self.shortfall:.2f} of 100 points.",
            f"EUR {self.total_cost:,.0f} bn in all, EUR {self.cost_per_year:,.1f} bn a year.",
            *(self.scale.told() if self.scale else []),
            *(line for part in self.inputs.parts for line in part.told(self)),
        ]

    def frames(self) -> dict[str, pl.DataFrame]:
        """Tidy tables: plan_orders, plan_deliveries, plan_costs, plan_lines, plan_catalogue,
        plan_scale, bottlenecks, and those of the programme's parts."""
        return {
            "plan_orders": self._quantities(self.orders, "quantity"),
            "plan_deliveries": self._quantities(self.arrival, "quantity"),
            "plan_costs": self._cost_rows(),
            "plan_lines": self._line_rows(),
            "plan_catalogue": self._catalogue_rows(),
            "plan_scale": self._scale_rows(),
            "bottlenecks": self.bottlenecks(),
            **{name: t for part in self.inputs.parts for name, t in part.frames(self).items()},
        }

    def _quantities(self, array: xr.DataArray, name: str) -> pl.DataFrame:
        """One row for each state, product, channel and year with something in it."""
        category, paid = self.inputs.category, prices(self.inputs)
        rows: list[dict[str, Any]] = []
        for index in zip(*array.values.nonzero(), strict=True):
            state, product, year, channel = (
                array[dim].values[place] for dim, place in zip(array.dims, index, strict=True)
            )
            quantity = float(array.values[index])
            price = float(paid.sel(state=state, product=product, channel=channel))
            rows.append(
                {
                    "state": str(state),
                    "system": str(product),
                    "category": str(category.sel(product=product).item()),
                    "channel": str(channel),
                    "year": int(year),
                    name: round(quantity, 4),
                    "cost_eur_mn": round(quantity * price, 3),
                }
            )
        schema = {
            "state": pl.String,
            "system": pl.String,
            "category": pl.String,
            "channel": pl.String,
            "year": pl.Int64,
            name: pl.Float64,
            "cost_eur_mn": pl.Float64,
        }
        keys = ["year", "category", "system", "state", "channel"]
        return pl.DataFrame(rows, schema=schema).sort(keys)

    def _cost_rows(self) -> pl.DataFrame:
        rows = []
        money = self.inputs.money / UNIT
        for s, state in enumerate(self.costs["state"].values):
            for t, year in enumerate(self.inputs.years):
                parts = {
                    str(name): round(float(self.costs[name].values[s, t]), 6)
                    for name in self.costs.data_vars
                }
                rows.append(
                    {"state": str(state), "year": int(year)}
                    | parts
                    | {
                        "total": round(sum(parts.values()), 6),
                        "money": round(float(money.values[s, t]), 6),
                    }
                )
        return pl.DataFrame(rows)

    def _line_rows(self) -> pl.DataFrame:
        made = self.arrival.sum(["state", "channel"])
        for used_by_part in self.inputs.terms("lines_used", self):
            made = made + used_by_part.reindex_like(made, fill_value=0.0)
        rows = []
        for s, product in enumerate(self.inputs.list_price["product"].values):
            for t, year in enumerate(self.inputs.years):
                capacity = float(self.capacity.sel(product=product).values[t])
                used = float(made.sel(product=product).values[t])
                signed = float(self.inputs.committed.values[s, t])
                rows.append(
                    {
                        "system": str(product),
                        "category": str(self.inputs.category.values[s]),
                        "year": int(year),
                        "capacity": round(capacity, 4),
                        "signed": round(signed, 4),
                        "planned": round(used, 4),
                    }
                )
        return pl.DataFrame(rows)

    def _catalogue_rows(self) -> pl.DataFrame:
        """One row for each product: the price used, what it was stated as, and what it serves.

        price_stated_eur_mn, price_basis: null where no source states a price (2025 prices);
        price_verified: of the fact row behind it; serves: elements joined by ;.
        """
        stated = self.world["price"]
        known = {
            str(name): (float(value), str(basis))
            for name, value, basis in zip(
                stated["product"].values, stated.values, stated["price_basis"].values, strict=True
            )
        }
        counts = counts_for(self.inputs)
        elements = [str(name) for name in self.inputs.demand.need["element"].values]
        categories = [str(name) for name in self.inputs.free["category"].values]
        kit = set(self.inputs.kit["category"].values)
        rows = []
        for place, product in enumerate(self.inputs.list_price["product"].values):
            category = str(self.inputs.category.values[place])
            column = counts.values[:, categories.index(category)]
            serves = [name for name, counted in zip(elements, column, strict=True) if counted]
            serves += [BRIGADE] if category in kit and BRIGADE in elements else []
            value, basis = known.get(str(product), (None, None))
            facts = self.world.ledger.facts("unit_price", (str(product),))
            rows.append(
                {
                    "system": str(product),
                    "category": category,
                    "serves": ";".join(serves),
                    "unit_price_eur_mn": round(
                        float(self.inputs.list_price.sel(product=product)), 4
                    ),
                    "price_stated_eur_mn": None if value is None else round(value, 4),
                    "price_basis": basis,
                    "price_verified": facts[0].verified if facts else "imputed",
                    "lead_years": int(self.inputs.lead.sel(product=product, channel="national")),
                }
            )
        schema = {"price_stated_eur_mn": pl.Float64, "price_basis": pl.String}
        return pl.DataFrame(rows, schema_overrides=schema)

    def _scale_rows(self) -> pl.DataFrame:
        """One row for each product that is ordered: what joint orders do to its price.

        price_paid_eur_mn: mean over all orders; price_alone_eur_mn: the mean if each state placed
        all its orders nationally; saving_eur_bn: the joint orders against that.
        """
        paid, alone = prices(self.inputs), prices_alone(self.inputs, self.arrival)
        units = self.arrival.sum("year").transpose("state", "product", "channel")
        joint = units.sel(channel="joint")
        rows = []
        for name in units["product"].values[(units.sum(["state", "channel"]) > SMALL).values]:
            own, shared, offer = (
                units.sel(product=name),
                joint.sel(product=name),
                paid.sel(product=name),
            )
            whole, by_state = float(own.sum()), own.sum("channel")
            each = alone.sel(product=name)
            saving = float((shared * (each - offer.sel(channel="joint"))).sum()) / UNIT
            rows.append(
                {
                    "system": str(name),
                    "category": str(self.inputs.category.sel(product=name).item()),
                    "units": round(whole, 4),
                    "joint_units": round(float(shared.sum()), 4),
                    "states": int((by_state > SMALL).sum()),
                    "states_joint": int((shared > SMALL).sum()),
                    "batch": round(float(self.inputs.batch.sel(product=name)), 4),
                    "unit_price_eur_mn": round(float(self.inputs.list_price.sel(product=name)), 4),
                    "price_paid_eur_mn": round(float((own * offer).sum()) / whole, 4),
                    "price_alone_eur_mn": round(float((by_state * each).sum()) / whole, 4),
                    "saving_eur_bn": round(saving, 6),
                }
            )
        schema = {"system": pl.String, "category": pl.String, "saving_eur_bn": pl.Float64}
        return (
            pl.DataFrame(rows, schema_overrides=schema).sort("system")
            if rows
            else pl.DataFrame(
                schema={name: schema.get(name, pl.Float64) for name in _SCALE_COLUMNS}
            )
        )

    def datasets(self) -> xr.Dataset:
        """The plan as labelled arrays, for NetCDF."""
        data = {"arrival": self.arrival, "orders": self.orders, "added": self.added}
        data |= {"price": prices(self.inputs), "list_price": self.inputs.list_price}
        data |= {"product_category": self.inputs.category}
        data |= {name: self.solution[name] for name in (BRIGADE, "gap", "growth", "extra", "ahead")}
        return xr.Dataset(data).merge(self.costs)
