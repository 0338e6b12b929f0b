"""Why not? What stops an element from being met in a year, and the cheapest way through.

From: `vallum.planner.live.as_one`.  To: study, `vallum whynot ELEMENT YEAR`.

Four programmes, all over the coalition as one:

    planned   min shortfall, then cost                  what the plan makes of it
    alone     min gap[e,t]                              what could be met if nothing else counted
    instead   the plan, with gap[e,t] <= 5 % of need    what else would go short, and the price
    way       min sum_r price[r] more[r]                the cheapest loosening of lines, money and
              gap[e,t] <= 5 % of need[e,t]              soldiers that meets it; nothing else counts

Blockers are the rows that bind in `alone`, by what one unit more would add; and lead times, by the
years by which an order placed as early as may be comes too late.  more[r] is what is added to the
right-hand side of a row: money in its year, capacity and soldiers from their year on.  Another EUR
bn costs itself; another unit a year on a line costs what growing a line costs, another soldier what
soldiers cost a year, to the last year.  Lead times cannot be bought: where they stop it, the way is
sought again with everything that serves the element coming one year sooner, then two, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import linopy
import numpy as np
import polars as pl
import xarray as xr

from vallum import optim
from vallum.planner.equations import UNIT, cost, counts_for, declare, line_price, shortfall
from vallum.planner.inputs import LOTS, Inputs, in_lots, lots_of
from vallum.planner.plan import POINT
from vallum.world.equipment import SHELLS
from vallum.world.names import BRIGADE

MET = 0.05
"""Part of a need that may be missing and the element still counts as met."""
SMALL = 1e-6
WORDS = {
    "line_capacity": ("production line", "units a year"),
    "line_ramp": ("how fast the line grows", "units a year"),
    "budget": ("money", "EUR bn a year"),
    "brigade_people": ("soldiers", "thousand soldiers"),
    "brigade_kit": ("equipment of today's stock", "units"),
    "munitions": ("155 mm shells", "rounds"),
}
"""Families that can stop an element: what a reader calls them, and the unit of their right side."""
LEAD_TIME = "lead time"
NOTICED = 0.01
"""Part of a need by which something else must go shorter to be named."""
PENALTY = 1e5
"""EUR bn for a unit still missing: dearer than any loosening."""
LEAST_PAID = 1e-3
"""EUR bn below which a part of the way is the solver's noise."""
LOOSENED = ("line_capacity", "budget", "brigade_people")


@dataclass(frozen=True)
class WhyNot:
    """Why an element is not met in a year.

    planned, possible: met share with the plan for everything, and if it alone counted.
    earliest: the first year in which anything ordered for it can arrive; None where nothing can be
        ordered.
    blockers: constraint, where, year, amount, unit, shadow [met share for one unit more]; for a
        lead time, amount is the years by which it is too late, and shadow is null.
    instead: element, year, more missing [units], where the plan could meet it at others' expense.
    instead_cost: what that costs more [EUR bn, discounted]; None where it cannot be met.
    way: constraint, where, year, amount, unit, cost_eur_bn; empty where none is needed.
    way_cost: what it costs in all [EUR bn]; None where no loosening helps.
    sooner: years by which all that serves the element must come sooner for the way to work.
    """

    element: str
    year: int
    planned: float
    possible: float
    earliest: int | None
    blockers: pl.DataFrame
    instead: pl.DataFrame
    instead_cost: float | None
    way: pl.DataFrame
    way_cost: float | None
    sooner: int


def why_not(inputs: Inputs, element: str, year: int) -> WhyNot:
    """What stops an element in a year.

    Raises KeyError for an element or a year that the inputs do not have, or of which nothing is
    asked then.
    """
    small = in_lots(inputs)
    need = float(small.demand.need.sel(element=element, year=year))
    if need <= 0:
        raise KeyError(f"nothing is asked of {element} in {year}")
    model = declare(small)
    model.add_objective(_best(model, small))
    optim.solve(model)
    planned, spent = model.solution["gap"], _spent(model, small)
    gap = model["gap"].sel(element=element, year=year)
    model.add_objective(1.0 * gap, overwrite=True)
    missing = max(0.0, optim.solve(model).objective)
    duals = {name: optim.dual(model, name) for name in WORDS if name in model.constraints}
    held = float(planned.sel(element=element, year=year))
    possible = missing <= MET * need + SMALL
    instead, dearer = _instead_table([]), None
    if possible and held > MET * need + SMALL:
        instead, dearer = _instead(model, small, element, year, planned)
        dearer -= spent
    way, cost, sooner = _way(small, element, year, missing)
    return WhyNot(
        element=element,
        year=year,
        planned=1 - held / need,
        possible=1 - missing / need,
        earliest=_first_arrival(inputs, element),
        blockers=_blockers(small, duals, element, year, need),
        instead=instead,
        instead_cost=dearer,
        way=way,
        way_cost=cost,
        sooner=sooner,
    )


def _best(model: linopy.Model, p: Inputs) -> Any:
    return POINT * shortfall(model, p) + cost(model, p)


def _spent(model: linopy.Model, p: Inputs) -> float:
    """What the solved programme costs [EUR bn, discounted]."""
    return float(cost(model, p).solution)


def _instead(
    model: linopy.Model, p: Inputs, element: str, year: int, planned: xr.DataArray
) -> tuple[pl.DataFrame, float]:
    """What goes short where the plan must meet the element, and what it then costs."""
    need = p.demand.need
    gap = model["gap"].sel(element=element, year=year)
    most = MET * float(need.sel(element=element, year=year))
    model.add_constraints(gap <= most, name="element_met")
    model.add_objective(_best(model, p), overwrite=True)
    optim.solve(model)
    rows = []
    for labels, value in _cells((model.solution["gap"] - planned).transpose("element", "year")):
        whole = float(need.sel(labels))
        if value > NOTICED * whole > 0:
            lots = LOTS.get(labels["element"], 1.0)
            rows.append(labels | {"more_missing": value * lots, "share": value / whole})
    return _instead_table(rows), _spent(model, p)


def _blockers(
    p: Inputs, duals: Mapping[str, xr.DataArray], element: str, year: int, need: float
) -> pl.DataFrame:
    """Rows that bind, by what one unit more would add to the met share; then late deliveries."""
    rows: list[dict[str, Any]] = []
    for family, found in duals.items():
        for labels, price in _cells(_per_unit(found, family, p)):
            if -price / need > SMALL:
                share = {"amount": 1.0, "unit": WORDS[family][1], "shadow": -price / need}
                rows.append(_named(family, labels) | share)
    rows.sort(key=lambda row: (-row["shadow"], row["constraint"], row["where"], row["year"]))
    late = []
    for product in _serving(p, element):
        years = p.first_order + int(p.lead.sel(product=product).min()) - year
        if years > 0:
            place = {"constraint": LEAD_TIME, "where": product, "year": p.first_order}
            late.append(place | {"amount": float(years), "unit": "years too late", "shadow": None})
    late.sort(key=lambda row: (row["amount"], row["where"]))
    schema = _PLACE | {"amount": pl.Float64, "unit": pl.String, "shadow": pl.Float64}
    return pl.DataFrame([*rows, *late], schema=schema)


def _way(
    p: Inputs, element: str, year: int, missing: float
) -> tuple[pl.DataFrame, float | None, int]:
    """The cheapest loosening, with deliveries coming sooner where nothing else helps."""
    if missing <= MET * float(p.demand.need.sel(element=element, year=year)) + SMALL:
        return _way_table([]), 0.0, 0
    serving = p.list_price["product"].isin(_serving(p, element))
    for sooner in _sooner(p, serving, year):
        lead = xr.where(serving, (p.lead - sooner).clip(min=0), p.lead).transpose(*p.lead.dims)
        way, cost_of_way = _cheapest_way(replace(p, lead=lead), element, year)
        if cost_of_way is not None:
            return way, cost_of_way, sooner
    return _way_table([]), None, 0


def _sooner(p: Inputs, serving: xr.DataArray, year: int) -> list[int]:
    """How many years sooner to try: none, then from where a first delivery can come in time."""
    if not serving.any():
        return []
    leads = p.lead.where(serving)
    first = max(1, p.first_order + int(leads.min(skipna=True)) - year)
    return [0, *range(first, int(leads.max(skipna=True)) + 1)]


def _cheapest_way(p: Inputs, element: str, year: int) -> tuple[pl.DataFrame, float | None]:
    """The least money for more capacity, money and soldiers that meets the element."""
    model = declare(p)
    total: Any = 0
    for family in LOOSENED:
        row = model.constraints[family]
        coords = [row.labels.indexes[dim] for dim in row.labels.dims]
        more = model.add_variables(lower=0, coords=coords, name=f"more_{family}")
        row.update(lhs=row.lhs - (more if family == "budget" else more.cumsum("year")))
        total = total + (more * _price_of(p, family)).sum()
    # Elastic, so that "no way" is an answer and not a failure of the solver.
    short = model.add_variables(lower=0, name="still_short")
    most = MET * float(p.demand.need.sel(element=element, year=year))
    gap = model["gap"].sel(element=element, year=year)
    model.add_constraints(gap - short <= most, name="element_met")
    model.add_objective(total + PENALTY * short)
    optim.solve(model)
    if float(model.solution["still_short"]) > SMALL * max(most, 1.0):
        return _way_table([]), None
    rows, paid_in_all = [], 0.0
    for family in LOOSENED:
        amount = model.solution[f"more_{family}"]
        shown = _in_words(amount, family, p)
        paid_for = (amount * _price_of(p, family)).transpose(*shown.dims)
        paid_in_all += float(paid_for.sum())
        for (labels, value), (_, paid) in zip(_cells(shown), _cells(paid_for), strict=True):
            if paid > LEAST_PAID:
                found = {"amount": value, "unit": WORDS[family][1], "cost_eur_bn": paid}
                rows.append(_named(family, labels) | found)
    return _way_table(rows), paid_in_all


def _price_of(p: Inputs, family: str) -> xr.DataArray:
    """EUR bn for one unit more on the right of a row."""
    years = p.money["year"]
    if family == "budget":
        return xr.ones_like(years, dtype=float)
    if family == "line_capacity":
        return line_price(p) * xr.ones_like(years, dtype=float)
    # People stand in brigades: a brigade's soldiers, every year to the last.
    yearly = p.parameters["person_cost"] * p.parameters["brigade_soldiers"] / UNIT
    return yearly * (years[-1] - years + 1)


def _in_words(amount: xr.DataArray, family: str, p: Inputs) -> xr.DataArray:
    """An amount on the right of a row, in the unit of `WORDS`."""
    if family == "brigade_people":
        return amount * p.parameters["brigade_soldiers"] / 1000
    return _to_units(amount, p)


def _per_unit(dual: xr.DataArray, family: str, p: Inputs) -> xr.DataArray:
    """A shadow price for one of the units of `WORDS`."""
    if family == "brigade_people":
        return dual / (p.parameters["brigade_soldiers"] / 1000)
    if family == "munitions":
        return dual / LOTS[SHELLS]
    return _to_units(dual, p, per_unit=True)


def _to_units(array: xr.DataArray, p: Inputs, *, per_unit: bool = False) -> xr.DataArray:
    """Lots of a category or of a product's category, as units."""
    names = array["category"] if "category" in array.dims else None
    if "product" in array.dims:
        names = p.category.sel(product=array["product"].values)
    if names is None:
        return array
    lots = lots_of(names)
    return array / lots if per_unit else array * lots


def _first_arrival(p: Inputs, element: str) -> int | None:
    """The first year in which something that serves the element can arrive."""
    leads = [int(p.lead.sel(product=name).min()) for name in _serving(p, element)]
    return p.first_order + min(leads) if leads else None


def _serving(p: Inputs, element: str) -> list[str]:
    """Products that may be ordered and count towards an element."""
    counting = counts_for(p).sel(element=element)
    kinds = [str(kind) for kind in counting["category"].values[counting.values > 0]]
    if element == BRIGADE:
        kinds = [str(kind) for kind in p.kit["category"].values]
    able = p.eligible.any("state") & p.category.isin(kinds)
    return [str(name) for name in able["product"].values[able.values]]


def _cells(array: xr.DataArray) -> Iterator[tuple[dict[str, Any], float]]:
    """Every cell with its labels."""
    names = [str(dim) for dim in array.dims]
    labels = [array.indexes[dim].tolist() for dim in names]
    for place, value in np.ndenumerate(array.values):
        cell = [each[at] for each, at in zip(labels, place, strict=True)]
        yield dict(zip(names, cell, strict=True)), float(value)


def _named(family: str, labels: Mapping[str, Any]) -> dict[str, Any]:
    where = [str(value) for dim, value in labels.items() if dim not in ("year", "state")]
    return {
        "constraint": WORDS[family][0],
        "where": ", ".join(where) or "the coalition",
        "year": labels["year"],
    }


_PLACE: dict[str, Any] = {"constraint": pl.String, "where": pl.String, "year": pl.Int64}


def _way_table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = _PLACE | {"amount": pl.Float64, "unit": pl.String, "cost_eur_bn": pl.Float64}
    keys = ["cost_eur_bn", "constraint", "where", "year"]
    return pl.DataFrame(rows, schema=schema).sort(keys, descending=[True, False, False, False])


def _instead_table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema: dict[str, Any] = {
        "element": pl.String,
        "year": pl.Int64,
        "more_missing": pl.Float64,
        "share": pl.Float64,
    }
    keys = ["share", "element", "year"]
    return pl.DataFrame(rows, schema=schema).sort(keys, descending=[True, False, False])
