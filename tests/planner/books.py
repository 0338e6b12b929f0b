"""What must be true of every plan, tiny or real: the books of goods, money, lines and people.

Each check takes a solved plan and adds things up its own way, with plain loops where the programme
uses arrays.  Two sums agree when they differ by no more than a millionth of their size.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import xarray as xr

from vallum.planner.equations import line_lead
from vallum.planner.learning import prices
from vallum.planner.parts.licences import Licences
from vallum.planner.plan import GIVEN_UP, SLACK
from vallum.planner.result import Plan
from vallum.world.context import BASE_YEAR

TOLERANCE = 1e-6
SHIPS = ("destroyer", "carrier", "submarine_nuclear")
"""What yards make; their lines have a growth of their own."""


def agree(one: xr.DataArray | float, other: xr.DataArray | float) -> bool:
    """Equal within a millionth of the larger of the two, and of one."""
    size = max(1.0, float(np.abs(one).max()), float(np.abs(other).max()))
    return bool((np.abs(one - other) <= TOLERANCE * size).all())


def at_most(one: xr.DataArray, other: xr.DataArray) -> bool:
    """Never above, within the same tolerance."""
    size = max(1.0, float(np.abs(other).max()))
    return bool((one <= other + TOLERANCE * size).all())


def counted_from(plan: Plan) -> int:
    """The first year whose gaps count; the last year alone where no year holds all targets."""
    if plan.mode == "earliest" and plan.since is None:
        return int(plan.inputs.years[-1])
    return int(plan.inputs.years[0]) if plan.since is None else plan.since


def stock_balance_closes(plan: Plan) -> None:
    """What a state holds at the end of a year is all that has come until then, as it serves."""
    p = plan.inputs
    came = np.zeros(plan.added.shape)
    kinds = {str(name): place for place, name in enumerate(p.free["category"].values)}
    for s, kind in enumerate(p.category.values):
        units = plan.arrival.isel(product=s).sum("channel").transpose("state", "year").values
        came[:, kinds[str(kind)], :] += units * float(p.serves[s])
    for kind, place in kinds.items():
        held = plan.added.transpose("state", "category", "year").isel(category=place)
        assert agree(held, held * 0 + came[:, place, :].cumsum(axis=1)), kind


def nothing_comes_before_its_lead_time(plan: Plan) -> None:
    """Nor is anything ordered before the first year of orders, or not allowed to be ordered."""
    p = plan.inputs
    for channel in p.price["channel"].values:
        for product in p.price["product"].values:
            pick = {"channel": channel, "product": product}
            soonest = p.first_order + int(p.lead.sel(pick))
            came = plan.arrival.sel(pick)
            assert float(came.where(came["year"] < soonest, 0).sum()) == 0, (product, channel)
            assert float(came.where(~p.eligible.sel(product=product), 0).sum()) == 0, product
    ordered = plan.orders.sum(["state", "product", "channel"])
    assert float(ordered.where(ordered["year"] < p.first_order, 0).sum()) == 0
    each = ["state", "product", "channel"]
    assert agree(plan.orders.sum("year"), plan.arrival.sum("year")), each


def no_line_makes_more_than_it_can(plan: Plan) -> None:
    """All units of a year within the line of that year, less signed orders, as far as it grew.

    It grows by a share of all that it makes, less what is announced to come anyway, and only once
    its lead time has passed.
    """
    p = plan.inputs
    growth, extra = plan.solution["growth"], plan.solution["extra"]
    leads, licensed = line_lead(p), licensed_by_year(plan)
    for product in p.price["product"].values:
        ship = p.category.sel(product=product).item() in SHIPS
        ramp = p.parameters["line_growth_ships" if ship else "line_growth"]
        signed = p.committed.sel(product=product).values
        own = p.line.sel(product=product).values
        output = p.output.sel(product=product).values
        made = plan.arrival.sel(product=product).sum(["state", "channel"]).values
        grown, before = 0.0, 0.0
        for t in range(len(p.years)):
            today = max(own[t], *signed[: t + 1])
            whole = max(today, output[t])
            if t > 0:
                more = float(growth.sel(product=product).values[t])
                rise = max(0.0, whole - before)
                most = max(0.0, ramp * before - rise) + ramp * grown
                if p.years[t] < p.first_order + int(leads.sel(product=product)):
                    most = 0.0
                assert more <= most + TOLERANCE * max(1.0, most), (product, t)
                grown += more
            assert abs(grown - float(extra.sel(product=product).values[t])) <= (
                TOLERANCE * max(1.0, grown)
            ), (product, t)
            room = today - signed[t] + grown + licensed[str(product)][t]
            assert made[t] <= room + TOLERANCE * max(1.0, room), (product, t)
            before = whole


def licensed_by_year(plan: Plan) -> dict[str, list[float]]:
    """What licences add to each line, year by year: all that has begun until then."""
    names = [str(name) for name in plan.inputs.price["product"].values]
    found = {name: [0.0] * len(plan.inputs.years) for name in names}
    for part in plan.inputs.parts:
        if isinstance(part, Licences):
            begun = plan.solution["licence"].transpose("product", "year").values
            for s, name in enumerate(names):
                found[name] = np.cumsum(begun[s]).tolist()
                most = part.most.sel(product=name).values
                assert (np.array(found[name]) <= most + TOLERANCE * (1 + most)).all(), name
    return found


def lines_are_paid_before_they_act(plan: Plan) -> None:
    """Line by line: each unit a year in equal parts over its lead time, or at once without any."""
    p = plan.inputs
    asked = [("lines", "growth", p.list_price * p.parameters["line_cost"], line_lead(p))]
    for part in p.parts:
        if isinstance(part, Licences):
            asked.append(("licences", "licence", part.price, part.lead))
    for kind, column, price, lead in asked:
        paid = np.zeros(len(p.years))
        for product in p.price["product"].values:
            years = int(lead.sel(product=product))
            more = plan.solution[column].sel(product=product).values
            for t, units in enumerate(more):
                bill = float(units) * float(price.sel(product=product)) / 1000
                for n in range(1, years + 1) if years else (0,):
                    if bill > 0:
                        assert t - n >= 0, (kind, product)
                        paid[t - n] += bill / max(years, 1)
        assert agree(plan.costs[kind].sum("state"), plan.costs[kind].sum("state") * 0 + paid), kind


def money_paid_is_price_times_quantity(plan: Plan) -> None:
    """Order by order: a part at once, the rest evenly until it comes, upkeep from then on."""
    p = plan.inputs
    at_order, upkeep = p.parameters["paid_at_order"], p.parameters["running_cost"]
    place = {dim: {v: i for i, v in enumerate(plan.orders[dim].values)} for dim in plan.orders.dims}
    ordered, paid = plan.orders.values, np.zeros(p.money.shape)
    price, leads = prices(p).values / 1000, p.lead.values
    value, kept = 0.0, 0.0
    for row in plan.frames()["plan_orders"].iter_rows(named=True):
        n, s = place["state"][row["state"]], place["product"][row["system"]]
        t, j = place["year"][row["year"]], place["channel"][row["channel"]]
        bill, lead = ordered[n, s, t, j] * price[n, s, j], int(leads[s, j])
        value += bill
        for later in range(t, paid.shape[1]):
            if later == t:
                share = at_order if lead else 1.0
            elif later <= t + lead:
                share = (1 - at_order) / lead
            else:
                share = upkeep
                kept += upkeep * bill
            paid[n, later] += share * bill
    due = xr.zeros_like(p.money) + paid
    ahead = plan.solution["ahead"]
    assert agree(plan.payments, due + ahead - ahead.shift(year=1, fill_value=0.0))
    # A bill is paid once, sooner or on time, and nothing is taken out of it again.
    assert agree(float(plan.payments.sum()), float(paid.sum()))
    assert at_most(due.cumsum("year"), plan.payments.cumsum("year"))
    assert at_most(-plan.payments, 0 * due)
    assert agree(float(paid.sum()), value + kept)
    assert agree(float((plan.arrival * prices(p)).sum()) / 1000, value)


def the_report_costs_what_the_objective_costs(plan: Plan) -> None:
    """Discounted, the yearly costs are the objective; not discounted, the total of the tables."""
    yearly = plan.costs.to_array().sum(["variable", "state"])
    factor = 1 + plan.inputs.parameters["discount_rate"]
    discounted = sum(
        float(value) / factor ** (int(year) - BASE_YEAR)
        for year, value in zip(yearly["year"].values, yearly.values, strict=True)
    )
    assert agree(discounted, plan.cost)
    assert agree(float(yearly.sum()), plan.total_cost)
    rows = plan.frames()["plan_costs"]
    parts = [name for name in rows.columns if name not in ("state", "year", "total", "money")]
    assert {"purchases", "brigade_kit", "people", "lines"} <= set(parts)
    # Rows are rounded to EUR 1,000: half of that for each.
    rounding = 5e-7 * len(rows) * len(parts)
    assert abs(sum(float(rows[name].sum()) for name in parts) - plan.total_cost) <= rounding + 1e-6
    assert abs(float(rows["total"].sum()) - plan.total_cost) <= rounding + 1e-6


def no_state_goes_beyond_its_people_or_its_money(plan: Plan) -> None:
    p = plan.inputs
    spent = plan.costs.to_array().sum("variable")
    assert at_most(spent, p.money / 1000)
    assert at_most(plan.brigades, p.people)
    # Nothing is spent before the plan begins.
    assert float(spent.where(spent["year"] < p.first_order, 0).sum()) <= TOLERANCE


def every_brigade_has_its_kit_and_its_shells(plan: Plan) -> None:
    p = plan.inputs
    for kind in p.kit["category"].values:
        own = (p.free + plan.added).sel(category=kind)
        assert at_most(plan.brigades * float(p.kit.sel(category=kind)), own), kind
    have = p.demand.have
    if "shell_155mm" in have["element"].values:
        rounds = p.parameters["days_of_supply"] * p.parameters["shells_per_brigade_day"]
        shells = plan.added.sel(category="shell_155mm").sum("state")
        assert at_most(
            plan.brigades.sum("state") * rounds, shells + have.sel(element="shell_155mm")
        )


def brigades_beyond_today_are_paid_for(plan: Plan) -> None:
    p = plan.inputs
    beyond = (plan.brigades - p.base_brigades).clip(min=0)
    a_year = p.parameters["person_cost"] * p.parameters["brigade_soldiers"] / 1000
    assert at_most(a_year * beyond, plan.costs["people"])
    # Each is formed once: what was ever formed is at least what there is at any time.
    formed = plan.costs["brigade_kit"].cumsum("year") / p.parameters["brigade_kit"]
    assert at_most(beyond, formed)


def the_shortfall_is_that_of_the_gaps(plan: Plan) -> None:
    """What the second stage leaves missing is what the first found least."""
    need = plan.inputs.demand.need
    weight = plan.inputs.weight.where(plan.inputs.weight["year"] >= counted_from(plan), 0)
    weight = weight / weight.sum()
    share = (plan.gap / need.where(need > 0, 1)).where(need > 0, 0)
    found = 100 * float((weight * share).sum())
    assert found <= plan.shortfall * (1 + GIVEN_UP + 2 * SLACK) + SLACK + TOLERANCE
    assert found >= plan.shortfall - TOLERANCE * max(1.0, plan.shortfall)


def tables_tell_the_same(plan: Plan) -> None:
    """What is ordered is delivered; its cost is price times quantity; lines show what is made."""
    frames = plan.frames()
    keys = ["state", "system", "channel"]
    sums = pl.col("quantity", "cost_eur_mn").sum()
    orders = frames["plan_orders"].group_by(keys).agg(sums).sort(keys)
    deliveries = frames["plan_deliveries"].group_by(keys).agg(sums).sort(keys)
    assert orders.select(keys).equals(deliveries.select(keys))
    # Each row is rounded to four places, its cost to three.
    rows = max(1, len(frames["plan_orders"]))
    assert (orders["quantity"] - deliveries["quantity"]).abs().sum() <= 1e-4 * rows
    assert (orders["cost_eur_mn"] - deliveries["cost_eur_mn"]).abs().sum() <= 1e-3 * rows
    made = frames["plan_lines"]["planned"].sum()
    assert abs(made - float(plan.arrival.sum())) <= 1e-4 * len(frames["plan_lines"])


CHECKS: tuple[Callable[[Plan], None], ...] = (
    stock_balance_closes,
    nothing_comes_before_its_lead_time,
    no_line_makes_more_than_it_can,
    lines_are_paid_before_they_act,
    money_paid_is_price_times_quantity,
    the_report_costs_what_the_objective_costs,
    no_state_goes_beyond_its_people_or_its_money,
    every_brigade_has_its_kit_and_its_shells,
    brigades_beyond_today_are_paid_for,
    the_shortfall_is_that_of_the_gaps,
    tables_tell_the_same,
)
