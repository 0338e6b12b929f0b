"""Everything the programme reads, as labelled arrays, and the map that makes it coarser.

From: world; the demand that study takes from `vallum.forces`.  To: `vallum.planner.equations`.

The state-level and the coalition-level programme are the same equations: `aggregate` adds states
up into blocs and leaves everything else alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from vallum.planner.part import Part
from vallum.world import World
from vallum.world.context import BASE_YEAR
from vallum.world.equipment import SHELLS
from vallum.world.names import BRIGADE, PEOPLE
from vallum.world.needs import DOMAINS
from vallum.world.pooling import POOL
from vallum.world.prices import PRICE_YEAR

CHANNELS = ("national", "joint")
SUMMED = {"air_defence_unit": ("sam_long", "sam_medium", "sam_short", "vshorad")}
"""Elements that add up several categories."""
SHELLS_A_DAY = "shells_per_brigade_day"
LOTS = {"shell_155mm": 1e5, "interceptor_long": 100.0, "interceptor_medium": 100.0}
"""Units that the programme counts as one: a hundred thousand shells weigh like one tank.

Counted singly they spread its coefficients over ten orders of magnitude, and the solver stops short
of its tolerance.
"""
CORE_WEIGHT = 2.0
"""Weight of an element of the core set against another of its domain."""


@dataclass(frozen=True)
class Demand:
    """What must be met, from the assessment without a plan.

    need, us, have (element, year) [units of the element]; away (year): brigades deployed outside;
    core: names of the core set; imputed: elements whose need is imputed.
    """

    need: xr.DataArray
    us: xr.DataArray
    have: xr.DataArray
    away: xr.DataArray
    core: tuple[str, ...]
    imputed: tuple[str, ...]


@dataclass(frozen=True)
class Inputs:
    """The programme's data.

    demand: see there.  weight (element, year): weight of a gap, sums to 1.
    free (state, category, year): counted stock after home reserves, without the plan.
    people (state, year) [brigades that today's soldiers can man].  base_brigades (state, year).
    kit (category) [units a brigade].
    price (product, channel), or (state, product, channel) where volumes differ [EUR mn].
    list_price (product): of a reference batch [EUR mn].  batch (product) [units].
    slope (product): price after output has doubled over price before; 1: it does not fall.
    lead (product, channel) [years].  serves (product): equivalence after withheld upkeep.
    category (product).  eligible (state, product) [bool].
    most_share (state, category): largest part of what is added of a category that a state may add.
    upkeep (product): running cost of a new one [share of its price a year].
    line, committed (product, year) [units a year].  output (product, year): what a line makes for
        all its customers, with what is announced [units a year].  money (state, year) [EUR mn].
    parts: what the plan decides besides the core (`vallum.planner.part`).
    orders_apart (product): into how many equal orders falls what a bloc orders nationally; None:
        into one, as for a state.
    """

    demand: Demand
    weight: xr.DataArray
    free: xr.DataArray
    people: xr.DataArray
    base_brigades: xr.DataArray
    kit: xr.DataArray
    price: xr.DataArray
    list_price: xr.DataArray
    batch: xr.DataArray
    slope: xr.DataArray
    lead: xr.DataArray
    serves: xr.DataArray
    upkeep: xr.DataArray
    category: xr.DataArray
    eligible: xr.DataArray
    most_share: xr.DataArray
    line: xr.DataArray
    output: xr.DataArray
    committed: xr.DataArray
    money: xr.DataArray
    parameters: Mapping[str, float]
    first_order: int
    parts: tuple[Part, ...] = ()
    orders_apart: xr.DataArray | None = None

    def terms(self, name: str, *arguments: Any) -> Iterator[Any]:
        """What the parts give for one of the terms of `Part`, in their order."""
        for part in self.parts:
            term = getattr(part, name)(*arguments)
            if term is not None:
                yield term

    @property
    def states(self) -> np.ndarray[tuple[int, ...], np.dtype[Any]]:
        """Who orders: states, or blocs of them."""
        return np.asarray(self.money["state"].values)

    @property
    def years(self) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return np.asarray(self.year.values)

    @property
    def year(self) -> xr.DataArray:
        """The planned years as a coordinate (year)."""
        return self.money["year"]


def gather(world: World, demand: Demand) -> Inputs:
    """Take from the World what the programme needs; states that may order nothing are left out."""
    parameters = {
        str(name): float(value)
        for name, value in zip(
            world["parameter"]["parameter"].values, world["parameter"].values, strict=True
        )
    }
    states = [s for s in world.owners if float(world["eligible"].sel(state=s).sum()) > 0]
    eligible = world["eligible"].sel(state=states) > 0
    products = [str(p) for p in eligible["product"].values[eligible.any("state").values]]
    eligible = eligible.sel(product=products)
    price = world["unit_price"].sel(product=products)
    recipe = world["recipe"].sel(element=BRIGADE, drop=True)
    kit = recipe.sel(item=[i for i in recipe["item"].values[recipe.values > 0] if i != PEOPLE])
    kit = kit.rename(item="category")
    free = (world["counted"] - world["home_reserve"]).clip(min=0).sel(state=states)
    per_brigade = float(recipe.sel(item=PEOPLE))
    people = world["people"].sel(state=states) / per_brigade
    equipped = (free.sel(category=kit["category"]) / kit).min("category")
    support = world["support"].min()
    us_bound = xr.DataArray(price["product_us_bound"].values, dims="product")
    serves = world["equivalence"].sel(product=products) * (1 - us_bound * (1 - support))
    return Inputs(
        demand=demand,
        weight=_weights(world, demand, parameters["weight_decay"]),
        free=free,
        people=(people * xr.ones_like(free["year"], dtype=float)).transpose("state", "year"),
        base_brigades=xr.where(equipped < people, equipped, people).transpose("state", "year"),
        kit=kit,
        price=_by_channel(price.reset_coords(drop=True), 1.0, 1 + parameters["joint_overhead"]),
        list_price=price.reset_coords(drop=True),
        batch=world["batch"].sel(product=products).reset_coords(drop=True),
        slope=world["slope"].sel(product=products).reset_coords(drop=True),
        lead=_lead(world, products, parameters["joint_delay"]),
        serves=serves.reset_coords(drop=True),
        upkeep=world["upkeep"].sel(product=products).reset_coords(drop=True),
        category=price["product_category"].reset_coords(drop=True),
        eligible=eligible,
        most_share=_most_share(world, eligible, free, parameters["fair_share"]),
        line=world["line"].sel(product=products).reset_coords(drop=True),
        output=(world["line_made"] + world["line_licensed"]).sel(product=products),
        committed=world["line_committed"].sel(product=products).reset_coords(drop=True),
        money=world["plan_money"].sel(state=states),
        parameters=parameters
        | {
            "brigade_soldiers": per_brigade,
            "line_pace": world.scenario.procurement.line_pace,
        },
        # What is planned is ordered within the horizon, so that its first payments count.
        first_order=max(
            BASE_YEAR + 1, int(world.years[0]), world.scenario.procurement.orders_from or 0
        ),
    )


def aggregate(inputs: Inputs, bloc_of: Mapping[str, str]) -> Inputs:
    """The same programme over blocs of states: quantities add up, eligibility is anyone's.

    A bloc pools its kit: brigades that no member could equip alone become possible, so a coarser
    programme is never worse than a finer one.
    Raises KeyError if a state has no bloc.
    """
    bloc_of = {**bloc_of, POOL: POOL}  # what is owned in common stays apart
    names = np.array([bloc_of[str(state)] for state in inputs.states])
    blocs = sorted(set(names.tolist()))

    def add(array: xr.DataArray) -> xr.DataArray:
        place, whole = array.get_axis_num("state"), array.sel(state=inputs.states)
        sums = [whole.values.compress(names == bloc, place).sum(place) for bloc in blocs]
        labels = {dim: array[dim].values for dim in array.dims} | {"state": blocs}
        return xr.DataArray(np.stack(sums, place), dims=array.dims, coords=labels)

    eligible = add(inputs.eligible.astype(float)) > 0
    price = inputs.price
    if "state" in price.dims:  # by the money of each member
        money = inputs.money.sum("year") + 1.0
        price = (add(price * money) / add(money)).transpose("state", "product", "channel")
    return replace(
        inputs,
        price=price,
        free=add(inputs.free).transpose("state", "category", "year"),
        people=add(inputs.people).transpose("state", "year"),
        base_brigades=add(inputs.base_brigades).transpose("state", "year"),
        eligible=eligible.transpose("state", "product"),
        most_share=add(inputs.most_share).clip(max=1.0).transpose("state", "category"),
        money=add(inputs.money).transpose("state", "year"),
        parts=tuple(part.aggregate(inputs, bloc_of) for part in inputs.parts),
    )


def in_lots(inputs: Inputs) -> Inputs:
    """The same programme with the categories of `LOTS` counted in lots."""
    d = inputs.demand
    element, category = lots_of(d.need["element"]), lots_of(inputs.free["category"])
    product = lots_of(inputs.category)
    parameters = dict(inputs.parameters)
    if SHELLS_A_DAY in parameters:
        parameters[SHELLS_A_DAY] /= LOTS[SHELLS]
    return replace(
        inputs,
        demand=replace(d, need=d.need / element, us=d.us / element, have=d.have / element),
        free=inputs.free / category,
        kit=inputs.kit / lots_of(inputs.kit["category"]),
        price=inputs.price * product,
        list_price=inputs.list_price * product,
        batch=inputs.batch / product,
        line=inputs.line / product,
        output=inputs.output / product,
        committed=inputs.committed / product,
        parameters=parameters,
        parts=tuple(part.in_lots(inputs) for part in inputs.parts),
    )


def in_units(array: xr.DataArray, inputs: Inputs, *, per_unit: bool = False) -> xr.DataArray:
    """What the programme says in lots, in units again; per_unit: something for each of them."""
    names: dict[str, xr.DataArray] = {
        dim: array[dim] for dim in ("category", "element") if dim in array.dims
    }
    if "product" in array.dims:
        names["product"] = inputs.category.sel(product=array["product"].values)
    for name in names.values():
        array = array / lots_of(name) if per_unit else array * lots_of(name)
    return array


def lots_of(names: xr.DataArray) -> xr.DataArray:
    """Units in one lot of each of these categories, elements, or products by their category."""
    lots = [LOTS.get(str(name), 1.0) for name in names.values]
    dim = str(names.dims[0])
    return xr.DataArray(lots, dims=dim, coords={dim: names[dim].values})


def _most_share(
    world: World, eligible: xr.DataArray, free: xr.DataArray, fair: float
) -> xr.DataArray:
    """`fair` times a state's part of the output of those that may order a category, at most 1.

    0 where a state may order none (state, category).
    """
    category = world["unit_price"]["product_category"].sel(product=eligible["product"])
    orders = eligible.groupby(category.reset_coords(drop=True).rename("category")).any("product")
    orders = orders.reindex(category=free["category"].values, fill_value=False)
    output = world["gdp"].sel(year=PRICE_YEAR, state=eligible["state"].values, drop=True) * orders
    total = output.sum("state")
    part = (fair * output / total.where(total > 0, 1)).clip(max=1.0)
    # The pool buys for all; members share its cost by key.
    part = part.where(part["state"] != POOL, orders.astype(float))
    return part.transpose("state", "category").reset_coords(drop=True)


def _weights(world: World, demand: Demand, decay: float) -> xr.DataArray:
    """Weight of a gap: domains alike, core elements twice, falling after the ready year.

    Then times the scenario's own factors for the domain and for the element.
    """
    elements = [str(name) for name in demand.need["element"].values]
    domain = {name: str(world["weight"]["domain"].sel(element=name).item()) for name in elements}
    own = {
        name: float(world["weight"].sel(element=name))
        * (CORE_WEIGHT if name in demand.core else 1.0)
        for name in elements
    }
    total = {d: sum(own[n] for n in elements if domain[n] == d) for d in DOMAINS}
    factor = world.scenario.need.weights
    share = xr.DataArray(
        [
            own[name] / total[domain[name]] * factor.get(domain[name], 1) * factor.get(name, 1)
            for name in elements
        ],
        dims="element",
        coords={"element": elements},
    )
    years = demand.need["year"]
    late = (years - world.scenario.need.ready_by).clip(min=0)
    weight = share * (1 - decay) ** late
    return weight / weight.sum()


def _by_channel(array: xr.DataArray, national: float, joint: float) -> xr.DataArray:
    factor = xr.DataArray([national, joint], dims="channel", coords={"channel": list(CHANNELS)})
    return (array * factor).transpose("product", "channel")


def _lead(world: World, products: list[str], delay: float) -> xr.DataArray:
    lead = world["lead"].sel(product=products).reset_coords(drop=True)
    joint = xr.DataArray([0, round(delay)], dims="channel", coords={"channel": list(CHANNELS)})
    return (lead + joint).transpose("product", "channel")
