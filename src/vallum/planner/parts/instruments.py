"""Instruments of money inside the programme: who draws what, when, and what it costs later.

From: `vallum.world.instruments` by way of `vallum.planner.parts.instrument_terms`; scenario field
`money.instruments`.  To: `vallum.planner.parts`.

n state, f instrument, t year; all at 2025 prices [EUR bn] but where it says current.

    draw[n,f,t] >= 0     paid with f.  `own` instruments (budgets, the escape clause) stay within
                         the state's money for a plan; all others come on top of it
    service[n,t]         interest and repayments on joint loans, paid out of that money
    relief[n,t]          what the escape clause takes out of the deficit rule besides its own draws
    excess[n,t]          beyond the deficit rule: the elastic term, or forbidden where it is `kept`
    common[f,t]          drawn by all of what is repaid by a key

Objective: a euro drawn counts what serving it costs, discounted at the payer's own ten-year rate;
a euro of excess counts `EXCESS` more.  The rows stand in `vallum.planner.parts.instrument_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import linopy
import polars as pl
import xarray as xr

from vallum.planner.equations import discount
from vallum.planner.inputs import Inputs
from vallum.planner.part import Part
from vallum.planner.parts.instrument_rows import (
    define_ceilings,
    define_deficit_rule,
    define_draws,
    define_eligible_orders,
    define_service,
    define_sources,
    served,
)
from vallum.planner.parts.instrument_tables import (
    debt_table,
    draws_table,
    instruments_table,
    sentences,
)
from vallum.planner.result import Plan

EXCESS = 0.05
"""What a euro beyond the deficit rule weighs beside a euro of cost, as in `vallum fund`: small, yet
more than most differences of rates.  An assumption."""


@dataclass(frozen=True)
class Instruments(Part):
    """Terms as arrays.

    own (instrument): paid out of the state's own money [bool].
    most (state, instrument, year): of a draw [EUR bn, 2025 prices]; 0 outside its window.
    ceiling (instrument), limit (state, instrument): of all draws [EUR bn, current]; infinite: none.
    rule (instrument): which rule on orders holds, -1 for none; fits (rule, product, channel): what
    each rule lets it pay [bool].
    due, repaid (state, instrument, year, paid): what a euro drawn in year costs the drawer in paid,
    and how much of that is principal [EUR, both at 2025 prices].
    key (keyed, state): by which all serve what is repaid in common; due_common (keyed, year,
    paid).
    cost (state, instrument): present value of serving a euro [EUR].
    deficit, debt (instrument): whether a draw counts [bool].  clause (instrument) [bool].
    room, cap (state, year): left below the deficit rule, and of the escape clause [EUR bn, current]
    price (year) [2025 = 1].  pool (state, year): part of each in what is owned in common.
    weight (state): output of the first year [EUR bn], by which blocs weigh terms.
    kept: whether the deficit rule is kept; else it is shown.
    """

    own: xr.DataArray
    most: xr.DataArray
    ceiling: xr.DataArray
    limit: xr.DataArray
    rule: xr.DataArray
    fits: xr.DataArray
    due: xr.DataArray
    repaid: xr.DataArray
    key: xr.DataArray
    due_common: xr.DataArray
    cost: xr.DataArray
    deficit: xr.DataArray
    debt: xr.DataArray
    clause: xr.DataArray
    room: xr.DataArray
    cap: xr.DataArray
    price: xr.DataArray
    pool: xr.DataArray
    weight: xr.DataArray
    titles: Mapping[str, str]
    kept: bool = False

    holds_prices = True
    families = (
        "sources",
        "ceiling",
        "draw_limit",
        "eligible_orders",
        "clause_room",
        "clause_relief",
        "deficit_rule",
        "common_draws",
        "service",
    )

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        define_draws(m, p, self)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_sources(m, p, self)
        define_ceilings(m, self)
        define_eligible_orders(m, p, self)
        define_deficit_rule(m, self)
        define_service(m, self)

    def spending(self, m: linopy.Model, p: Inputs) -> Any:
        """+ service[n,t] - sum_{f not own} draw[n,f,t]."""
        return 1 * m["service"] - m["draw"].sel(instrument=self.joint).sum("instrument")

    def preference(self, m: linopy.Model, p: Inputs) -> Any:
        """What joint draws cost later in place of what of it falls within the horizon, and EXCESS.

        sum_t discount[t] (sum_{n, f not own} cost[n,f] draw[n,f,t] - sum_n service[n,t]
        + EXCESS sum_n excess[n,t]).
        """
        factor = discount(p)
        cost = self.cost.sel(instrument=self.joint)
        later = (m["draw"].sel(instrument=self.joint) * (cost * factor)).sum()
        return later - (m["service"] * factor).sum() + (m["excess"] * (EXCESS * factor)).sum()

    def preferred(self, plan: Plan) -> float:
        factor = discount(plan.inputs)
        draw = plan.solution["draw"].sel(instrument=self.joint)
        later = float((draw * self.cost.sel(instrument=self.joint) * factor).sum())
        service, excess = plan.solution["service"], plan.solution["excess"]
        return later - float((service * factor).sum()) + EXCESS * float((excess * factor).sum())

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        """instruments: service of joint loans less what is drawn of joint instruments."""
        drawn = plan.solution["draw"].sel(instrument=self.joint).sum("instrument")
        return {"instruments": (plan.solution["service"] - drawn).transpose("state", "year")}

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Instruments:
        """Limits and rooms add up; terms are means, weighed by output."""
        states = [str(name) for name in self.weight["state"].values]
        label = xr.DataArray(
            [bloc_of[name] for name in states], dims="state", coords={"state": states}, name="bloc"
        )

        def add(array: xr.DataArray) -> xr.DataArray:
            summed = array.groupby(label).sum("state").rename(bloc="state")
            return summed.transpose(*array.dims)

        # A term is the mean over those who may draw, by output.
        may = (self.limit > 0) & (self.most.max("year") > 0)
        weight = self.weight * may
        total = add(weight)

        def mean(array: xr.DataArray) -> xr.DataArray:
            summed = add((array * weight).transpose(*array.dims))
            return (summed / total.where(total > 0, 1.0)).transpose(*array.dims)

        own: dict[str, Any] = {name: add(getattr(self, name)) for name in _SUMMED}
        own |= {name: mean(getattr(self, name)) for name in _MEANT}
        return replace(self, **own)

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """plan_draws (state, instrument, year), plan_instruments (instrument), plan_debt (state,
        year): see `vallum.planner.parts.instrument_tables`."""
        return {
            "plan_draws": draws_table(plan, self),
            "plan_instruments": instruments_table(plan, self),
            "plan_debt": debt_table(plan, self),
        }

    def told(self, plan: Plan) -> list[str]:
        return sentences(plan, self)

    @property
    def names(self) -> list[str]:
        return [str(name) for name in self.own["instrument"].values]

    @property
    def joint(self) -> list[str]:
        """What comes on top of a state's own money."""
        return [str(name) for name in self.own["instrument"].values[~self.own.values]]

    def added_debt(self, plan: Plan) -> xr.DataArray:
        """National debt that the plan adds by the end of each year (state, year) [EUR bn, current].

        Draws that count, less principal repaid; budgets pay repayments, and borrow for them.
        """
        counted = self.debt.astype(float)
        drawn = (plan.solution["draw"] * counted * self.price).sum("instrument").cumsum("year")
        back = served(plan.solution["draw"] * counted, self.repaid).rename(paid="year")
        whole: xr.DataArray = drawn - (back * self.price).cumsum("year")
        return whole.transpose("state", "year")


_SUMMED = ("most", "limit", "key", "room", "cap", "pool", "weight")
_MEANT = ("due", "repaid", "cost")
