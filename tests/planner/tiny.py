"""Programmes small enough to be written down by hand, and a way to write them down.

tiny(products={"Leo": Product("tank")}, need={"tank": 4})      Inputs of one state, three years
written("held[A,tank,2027] - held[A,tank,2026] = 0")           rows as a paper would print them
made(model, "stock_balance")                                   the rows that linopy makes
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import linopy
import numpy as np
import xarray as xr

from vallum import optim
from vallum.planner.equations import declare, shortfall
from vallum.planner.inputs import CHANNELS, Demand, Inputs
from vallum.planner.part import fingerprint
from vallum.planner.plan import Mode, solve
from vallum.planner.result import Plan
from vallum.world.provenance import Ledger

FIRST = 2026

PARAMETERS = {
    "line_growth": 0.25,
    "line_pace": 1.0,
    "line_growth_ships": 0.1,
    "line_cost": 0.2,
    "line_lead_munitions": 0.0,
    "line_lead_land": 0.0,
    "line_lead_air": 0.0,
    "line_lead_ships": 0.0,
    "licence_cost": 0.4,
    "licence_lead": 1.0,
    "licence_most": 0.5,
    "running_cost": 0.04,
    "brigade_kit": 4.0,
    "person_cost": 0.1,
    "brigade_soldiers": 5000.0,
    "paid_at_order": 0.2,
    "joint_saving": 0.1,
    "learning_share": 1.0,
    "line_fixed_share": 0.0,
    "line_minimum": 0.0,
    "joint_overhead": 0.0,
    "discount_rate": 0.03,
    "persistence_weight": 0.01,
    "days_of_supply": 30.0,
    "shells_per_brigade_day": 1000.0,
}

Values = float | Sequence[float] | Mapping[str, Any]
"""One value for all, one a year (the last one holds on), or either by label."""


@dataclass(frozen=True)
class Product:
    """What can be ordered: price [EUR mn], lead [years], line and signed orders [units a year]."""

    category: str
    price: float = 1000.0
    lead: int = 1
    line: Values = 100.0
    signed: Values = 0.0
    serves: float = 1.0
    only: tuple[str, ...] = ()
    joint_delay: int = 1
    abroad: float = 0.0
    """Made for customers abroad, on top of what the line makes for the states [units a year]."""

    @property
    def made(self) -> Values:
        """What the line makes for all its customers [units a year]."""
        if isinstance(self.line, int | float):
            return self.line + self.abroad
        assert not isinstance(self.line, Mapping)
        return [own + self.abroad for own in self.line]


def tiny(
    *,
    states: Sequence[str] = ("A",),
    years: int = 3,
    products: Mapping[str, Product],
    need: Mapping[str, Values],
    us: Mapping[str, Values] | None = None,
    away: Values = 0.0,
    have: Mapping[str, Values] | None = None,
    free: Values = 0.0,
    kit: Mapping[str, float] | None = None,
    people: Values = 0.0,
    base_brigades: Values = 0.0,
    money: Values = 1e6,
    weight: Values = 1.0,
    most_share: Values = 1.0,
    first_order: int = FIRST,
    categories: Sequence[str] = (),
    **parameters: float,
) -> Inputs:
    """Inputs by hand, with the dimensions and their order of `vallum.planner.gather`.

    free: stock by category (and state); most_share, people, base_brigades, money: by state;
    weight: by element.
    """
    when = list(range(FIRST, FIRST + years))
    kit = dict(kit or {"ifv": 40.0})
    names, elements = sorted(products), list(need)
    kinds = sorted({*categories, *kit, *(products[name].category for name in names)})
    stated = [products[name] for name in names]
    unknown = parameters.keys() - PARAMETERS.keys()
    assert not unknown, unknown
    p = PARAMETERS | parameters
    product = {"product": names}
    by_channel = {**product, "channel": list(CHANNELS)}
    wanted = grid({"element": elements, "year": when}, dict(need))
    weights = grid({"element": elements, "year": when}, weight)
    demand = Demand(
        need=wanted,
        us=grid({"element": elements, "year": when}, dict.fromkeys(elements, 0.0) | dict(us or {})),
        have=grid(
            {"element": elements, "year": when}, dict.fromkeys(elements, 0.0) | dict(have or {})
        ),
        away=grid({"year": when}, away),
        core=tuple(elements),
        imputed=(),
    )
    return Inputs(
        demand=demand,
        weight=weights / weights.sum(),
        free=grid({"state": list(states), "category": kinds, "year": when}, free, key="category"),
        people=grid({"state": list(states), "year": when}, people),
        base_brigades=grid({"state": list(states), "year": when}, base_brigades),
        kit=array({"category": list(kit)}, list(kit.values())),
        price=array(
            by_channel,
            [
                [s.price, s.price * (1 - p["joint_saving"]) * (1 + p["joint_overhead"])]
                for s in stated
            ],
        ),
        list_price=array(product, [s.price for s in stated]),
        batch=array(product, [1.0 for _ in stated]),
        slope=array(product, [1.0 for _ in stated]),
        lead=array(by_channel, [[s.lead, s.lead + s.joint_delay] for s in stated]),
        serves=array(product, [s.serves for s in stated]),
        upkeep=array(product, [p["running_cost"] for _ in stated]),
        category=array(product, [s.category for s in stated]),
        eligible=array(
            {"state": list(states), **product},
            [[not s.only or state in s.only for s in stated] for state in states],
        ),
        most_share=array(
            {"state": list(states), "category": kinds},
            [[_of(most_share, state)] * len(kinds) for state in states],
        ),
        line=grid({**product, "year": when}, {name: products[name].line for name in names}),
        output=grid({**product, "year": when}, {n: products[n].made for n in names}),
        committed=grid({**product, "year": when}, {name: products[name].signed for name in names}),
        money=grid({"state": list(states), "year": when}, money),
        parameters=p,
        first_order=first_order,
    )


def _of(values: Values, state: str) -> float:
    """One value for all states, or each its own."""
    found = values[state] if isinstance(values, Mapping) else values
    assert isinstance(found, int | float)
    return float(found)


def array(coords: Mapping[str, Sequence[Any]], values: Any) -> xr.DataArray:
    return xr.DataArray(np.array(values), dims=tuple(coords), coords=dict(coords))


def grid(
    coords: Mapping[str, Sequence[Any]], values: Values, *, key: str | None = None
) -> xr.DataArray:
    """An array from one value, one a year, or either by label of `key` (the first dimension).

    Labels that are left out hold zero.
    """
    key = key or next(iter(coords))
    found = array(coords, np.zeros([len(labels) for labels in coords.values()]))
    if not isinstance(values, Mapping):
        return found + _yearly(found, values)
    for label, given in values.items():
        cell = found.sel({key: label}, drop=True)
        found.loc[{key: label}] = cell + _yearly(cell, given)
    return found


def _yearly(like: xr.DataArray, values: Any) -> Any:
    if isinstance(values, int | float):
        return float(values)
    if isinstance(values, Mapping):
        return grid({str(dim): like[dim].values.tolist() for dim in like.dims}, values)
    years = like["year"].values
    held = [*values, *[values[-1]] * len(years)][: len(years)]
    return xr.DataArray(held, dims="year", coords={"year": years})


# Solving


@dataclass
class StandIn:
    """What a `Plan` asks of a World, and no more: names, a ready year, arrays, no evidence."""

    ready_by: int = FIRST + 1
    state_names: Mapping[str, str] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    arrays: Mapping[str, xr.DataArray] = field(default_factory=dict)

    @property
    def scenario(self) -> SimpleNamespace:
        return SimpleNamespace(need=SimpleNamespace(ready_by=self.ready_by))

    def __getitem__(self, name: str) -> xr.DataArray:
        return self.arrays[name]


def planned(
    inputs: Inputs,
    mode: Mode = "close_gaps",
    ready_by: int = FIRST + 1,
    arrays: Mapping[str, xr.DataArray] | None = None,
) -> Plan:
    """The plan of a tiny programme, made as a real one is; arrays: what its parts ask a World.

    Made once for the same figures: many checks look at one plan.
    """
    asked = (fingerprint(inputs), mode, ready_by, fingerprint(arrays or {}))
    if asked not in _PLANS:
        while len(_PLANS) >= MOST_PLANS:
            _PLANS.pop(next(iter(_PLANS)))
        _PLANS[asked] = _planned(inputs, mode, ready_by, arrays)
    return _PLANS[asked]


MOST_PLANS = 50
_PLANS: dict[object, Plan] = {}


def _planned(
    inputs: Inputs, mode: Mode, ready_by: int, arrays: Mapping[str, xr.DataArray] | None
) -> Plan:
    price = inputs.price.sel(channel="national", drop=True)
    stated = price.assign_coords(price_basis=("product", ["package"] * price.sizes["product"]))
    known = {"line": inputs.line, "plan_money": inputs.money, "people": inputs.people}
    arrays = {**known, **(arrays or {})}
    arrays["price"] = stated
    world: Any = StandIn(ready_by=ready_by, arrays=arrays)
    return solve(inputs, world, mode=mode, given_up=0)


def least_shortfall(inputs: Inputs) -> float:
    """The first stage alone [points of 100]."""
    return first_stage(inputs)[0]


def first_stage(inputs: Inputs) -> tuple[float, xr.Dataset]:
    """The least shortfall and the columns that reach it."""
    model = declare(inputs)
    model.add_objective(shortfall(model, inputs))
    found = optim.solve(model, method="simplex").objective
    return found, model.solution


# Writing programmes down

Row = tuple[frozenset[tuple[str, float]], str, float]
"""Coefficients by column, sign, right-hand side; what is zero is left out."""

WRITTEN_AS = [
    "state", "fleet", "front", "product", "element", "category", "kind", "home_kind", "weapon",
    "old", "offer", "arm", "instrument", "year", "channel",
]  # fmt: skip
"""The order of labels in a column's name."""

_TERM = re.compile(r"([+-]?)\s*([0-9.]*(?:e-?[0-9]+)?)\s*([a-z_]+\[[^\]]*\])")


def written(lines: str) -> list[Row]:
    """Rows from text: one a line, `2 held[A,tank,2027] - extra[Leo,2027] <= 3`."""
    return sorted(map(_parsed, filter(None, map(str.strip, lines.splitlines()))), key=_order)


def made(model: linopy.Model, family: str) -> list[Row]:
    """The rows of a family as linopy made them; rows that are masked away are missing here, too."""
    data = model.constraints[family]
    kept = np.asarray(data.labels.values).ravel() >= 0
    terms = data.coeffs.dims[-1]
    order = (*data.labels.dims, terms)
    width = data.coeffs.sizes[terms]
    coefficients = data.coeffs.transpose(*order).values.reshape(-1, width)[kept]
    columns = data.vars.transpose(*order).values.reshape(-1, width)[kept]
    like = data.labels
    signs = _spread(data.sign, like)[kept]
    right = _spread(data.rhs, like)[kept]
    names = column_names(model)
    rows = [
        _row(
            ((names[int(v)], float(c)) for v, c in zip(own, values, strict=True) if v >= 0),
            str(sign),
            float(side),
        )
        for own, values, sign, side in zip(columns, coefficients, signs, right, strict=True)
    ]
    return sorted(rows, key=_order)


def linear(model: linopy.Model, expression: linopy.LinearExpression) -> dict[str, float]:
    """A sum as column -> coefficient, zeros left out."""
    names = column_names(model)
    pairs = zip(
        np.asarray(expression.vars.values).ravel(),
        np.asarray(expression.coeffs.values).ravel(),
        strict=True,
    )
    return _added((names[int(column)], float(value)) for column, value in pairs if column >= 0)


def sum_of(text: str) -> dict[str, float]:
    """The same from text."""
    return _added(_terms(text))


def column_names(model: linopy.Model) -> dict[int, str]:
    """Column -> `held[A,tank,2027]`; columns that are masked away have none."""
    names: dict[int, str] = {}
    for name in model.variables:
        labels = model.variables[name].labels
        labels = labels.transpose(*sorted(labels.dims, key=WRITTEN_AS.index))
        for place, column in np.ndenumerate(labels.values):
            if column >= 0:
                at = (str(labels[dim].values[i]) for dim, i in zip(labels.dims, place, strict=True))
                names[int(column)] = f"{name}[{','.join(at)}]"
    return names


def _spread(part: xr.DataArray, like: xr.DataArray) -> np.ndarray[Any, Any]:
    return part.broadcast_like(like).transpose(*like.dims).values.ravel()


def _parsed(line: str) -> Row:
    match = re.fullmatch(r"(.*?)(<=|>=|=)\s*(-?[0-9.e-]+)", line)
    assert match, line
    return _row(_terms(match[1]), match[2], float(match[3]))


def _terms(text: str) -> list[tuple[str, float]]:
    left = _TERM.sub("", text).strip()
    assert not left, f"not understood: {left!r} in {text!r}"
    return [
        (column.replace(" ", ""), (-1 if sign == "-" else 1) * float(value or 1))
        for sign, value, column in _TERM.findall(text)
    ]


def _row(terms: Iterable[tuple[str, float]], sign: str, right: float) -> Row:
    # Nine figures are more than a hand writes and fewer than floating point loses.
    kept = {name: float(f"{value:.9g}") for name, value in _added(terms).items()}
    return frozenset(kept.items()), sign.replace("==", "="), float(f"{right:.9g}") + 0.0


def _added(terms: Iterable[tuple[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for name, value in terms:
        total[name] = total.get(name, 0.0) + value
    return {name: value for name, value in total.items() if value != 0}


def _order(row: Row) -> tuple[Any, ...]:
    return (sorted(row[0]), row[1], row[2])
