"""Why an order stands in the plan: back from it to the need, the price and the line.

From: a study with a plan.  To: `vallum why order ...`, the workbench.
"""

from __future__ import annotations

import xarray as xr

from vallum.errors import UserError, did_you_mean
from vallum.planner import Plan
from vallum.planner.equations import line_today
from vallum.planner.inputs import SUMMED
from vallum.planner.learning import prices
from vallum.study.run import Study
from vallum.world import Answer, FactRow

ARRAY = "order"
_OF_PRODUCT = ("unit_price", "lead", "line", "equivalence")


def why_order(study: Study, state: str, system: str, year: int | None = None) -> Answer:
    """The quantity that a state orders of a system, and the chain behind it.

    year: of the order; None adds all years up.  Raises UserError if the study has no plan, or for
    a state or system that the plan does not know.
    """
    if study.plan is None:
        raise UserError("this run has no plan, so it has no orders to explain")
    plan = study.plan
    orders = plan.orders.sum("channel")
    state = _known(state, [str(s) for s in orders["state"].values], "state that orders anything")
    system = _known(system, [str(p) for p in orders["product"].values], "system of the catalogue")
    chosen = orders.sel(state=state, product=system)
    if year is not None:
        years = [int(y) for y in chosen["year"].values]
        if year not in years:
            raise UserError(
                f"{year} is not a planned year: they run from {years[0]} to {years[-1]}"
            )
        chosen = chosen.sel(year=year)
    chain, facts = _chain(study, state, system)
    chain.insert(1, _told_orders(orders.sel(product=system), state))
    labels = {"state": state, "system": system} | ({"year": year} if year is not None else {})
    return Answer(
        array=ARRAY,
        labels=labels,
        value=float(chosen.sum()),
        unit="units",
        chain=tuple(chain),
        rows=tuple(sorted(facts.values(), key=lambda row: (row.table, row.line))),
    )


def _known(word: str, known: list[str], kind: str) -> str:
    for name in known:
        if name.casefold() == word.casefold():
            return name
    raise UserError(f"'{word}' is not a {kind} in this plan{did_you_mean(word, known)}")


def _chain(
    study: Study, state: str, system: str
) -> tuple[list[str], dict[tuple[str, int, str], FactRow]]:
    """Need, price, line and money behind an order, in words and in fact rows."""
    world, gaps, plan = study.world, study.gaps, study.plan
    assert plan is not None
    category = str(plan.inputs.category.sel(product=system).item())
    ready = world.scenario.need.ready_by
    chain = ["order: units that the plan buys so that least is missing, at the least cost"]
    facts: dict[tuple[str, int, str], FactRow] = {}
    for element in _served(gaps.assessed, category):
        cell = gaps.data.sel(contingency=gaps.main, element=element, year=ready)
        chain.append(
            f"need: {gaps.title(element)}, {float(cell['need']):,.1f} needed in {ready}, "
            f"{float(cell['have']):,.1f} there without the plan"
        )
        for basis in world["requirement"]["basis"].values:
            for fact in world.ledger.facts("requirement", (gaps.main, element, str(basis))):
                facts[fact.table, fact.line, fact.key] = fact
    price = float(plan.inputs.list_price.sel(product=system))
    paid = prices(plan.inputs).sel(state=state, product=system)
    batch = float(plan.inputs.batch.sel(product=system))
    national, joint = (float(paid.sel(channel=name)) for name in ("national", "joint"))
    chain.append(
        f"price: EUR {price:,.4g} mn a unit in a batch of {batch:,.0f}, on the package basis, 2025 "
        f"prices; at the plan's volumes {national:,.4g} if ordered nationally, {joint:,.4g} jointly"
    )
    lead = int(plan.inputs.lead.sel(product=system, channel="national"))
    chain.append(f"lead time: {lead} years from order to the middle of a batch")
    chain.append(_told_line(study, plan, system, ready))
    money = float(plan.inputs.money.sel(state=state, year=ready)) / 1000
    spent = float(plan.costs.to_array().sum("variable").sel(state=state, year=ready))
    chain.append(f"money: {state} spends EUR {spent:,.2f} bn of {money:,.2f} bn in {ready}")
    for array in _OF_PRODUCT:
        labels = (system, ready) if array == "line" else (system,)
        words, found = world.ledger.explain(array, labels)
        chain += [word for word in words if word not in chain]
        facts |= {(fact.table, fact.line, fact.key): fact for fact in found}
    return chain, facts


def _told_orders(orders: xr.DataArray, state: str) -> str:
    """What the state orders in which years; if nothing, who does."""
    own = orders.sel(state=state)
    years = [f"{int(y)} {v:,.4g}" for y, v in zip(own["year"].values, own.values, strict=True) if v]
    if years:
        return f"orders of {state} by year: {', '.join(years)}"
    total = orders.sum("year")
    others = [str(s) for s in total["state"].values[total.values > 0]]
    return f"{state} orders none; it is ordered by {', '.join(others) or 'nobody'}"


def _told_line(study: Study, plan: Plan, system: str, year: int) -> str:
    """What the line makes for the coalition, what is signed, what goes abroad."""
    at = {"product": system, "year": year}
    signed = float(plan.inputs.committed.sel(at))
    grown = float(plan.capacity.sel(at) - line_today(plan.inputs).sel(at))
    abroad = float(study.world["line_exports"].sel(at))
    return (
        f"line: {float(plan.capacity.sel(at)):,.4g} a year for the coalition in {year}, of which "
        f"{signed:,.4g} for signed orders and {grown:,.4g} that the plan adds; {abroad:,.4g} more "
        "go to customers abroad"
    )


def _served(elements: list[str], category: str) -> list[str]:
    """Elements that a category counts towards, brigades by their kit included."""
    kit = {"ifv": ["brigade"], "artillery": ["brigade"]}.get(category, [])
    summed = [name for name, kinds in SUMMED.items() if category in kinds]
    return [name for name in elements if name in {category, *kit, *summed}]
