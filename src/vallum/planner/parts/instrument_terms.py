"""From a scenario's list of instruments to the arrays of `vallum.planner.parts.instruments`.

From: `vallum.world.instruments`, `vallum.world.borrowing`, the products' European content.
To: `vallum.planner.parts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from vallum.errors import UserError, did_you_mean
from vallum.planner.inputs import CHANNELS, Inputs
from vallum.planner.part import Part
from vallum.planner.parts.instruments import Instruments
from vallum.planner.parts.pool import Pool
from vallum.world import World
from vallum.world.borrowing import ENABLERS, cost_of, rate_of, restricted, state_limits
from vallum.world.burden_keys import backing
from vallum.world.instruments import FundingFacts, Instrument, read_funding
from vallum.world.loans import CENTS, interest, repayments

ALWAYS = "national_budget"
CLAUSE = "clause"
PAYS_PLAN = ("plan", "enablers")


def build_instruments(world: World, inputs: Inputs) -> Part | None:
    """The instruments that the scenario lets pay; None where it names none.

    Raises UserError for an unknown instrument, or one that pays nothing a plan orders.
    """
    asked = world.scenario.money
    if not asked.instruments:
        return None
    states = [str(name) for name in inputs.states]
    payer = [name for name in states if name in world.members]
    facts = read_funding(world.evidence, payer, [int(year) for year in inputs.years])
    terms = _terms(facts, asked.instruments)
    products = inputs.price["product"].values
    content = world["european_content"].sel(product=products).reset_coords(drop=True)
    enabler = inputs.category.isin(ENABLERS)
    pool = next((each for each in inputs.parts if isinstance(each, Pool)), None)
    nothing = xr.zeros_like(inputs.money)
    return arrays_of(
        facts,
        terms,
        states,
        content=content,
        enabler=enabler,
        pool=nothing if pool is None else pool.key,
        kept=asked.deficit_rule == "kept",
    )


def arrays_of(
    facts: FundingFacts,
    terms: Sequence[Instrument],
    states: Sequence[str],
    *,
    content: xr.DataArray,
    enabler: xr.DataArray,
    pool: xr.DataArray,
    kept: bool = False,
) -> Instruments:
    """The part, for `states`, of which those that `facts` holds draw.

    content (product) [share]; enabler (product) [bool]; pool (state, year): part of each in what is
    owned in common.
    """
    payer = [str(state) for state in facts.rate["state"].values]
    names, years = [each.id for each in terms], [int(year) for year in facts.price["year"].values]
    price = facts.price.sel(year=years).reset_coords(drop=True)
    place = {state: n for n, state in enumerate(states)}
    shape = (len(states), len(terms), len(years))
    most, due = np.zeros(shape), np.zeros((*shape, len(years)))
    repaid, cost = np.zeros_like(due), np.zeros(shape[:2])
    output = facts.gdp.sel(state=list(payer), year=years).values
    for f, each in enumerate(terms):
        for n, state in enumerate(payer):
            if state not in each.members:
                continue
            at = place[state]
            cost[at, f] = 1.0 if each.reference == "own" else cost_of(facts, each, state, payer)
            for t, year in enumerate(years):
                if each.first <= year <= each.last:
                    share = each.ceiling_pct
                    free = np.inf if share is None else share / 100 * output[n, t]
                    most[at, f, t] = free / float(price.values[t])
            if each.form != "grant" and each.reference != "own" and each.repaid_by == "state":
                owed = _service(each, rate_of(facts, each, state), price.values)
                due[at, f], repaid[at, f] = owed
    keyed = [each for each in terms if each.repaid_by in ("key", "members") and _lent(each)]
    rules = sorted({_rule(each) for each in terms if restricted(each)})
    fits = np.array([_fits(rule, content, enabler) for rule in rules]).reshape(
        len(rules), content.size, len(CHANNELS)
    )
    cap = np.zeros((len(states), len(years)))
    room = np.full_like(cap, np.inf)
    for state in payer:
        room[place[state]] = facts.room.sel(state=state, year=years).values
    for f, each in enumerate(terms):
        if each.form == CLAUSE:
            cap += most[:, f, :] * price.values
    limit = np.zeros(shape[:2])
    limit[[place[state] for state in payer]] = state_limits(facts, terms, list(payer)).values
    weight = np.zeros(len(states))
    weight[[place[state] for state in payer]] = output[:, 0]
    over_states: dict[str, Any] = {"state": list(states)}
    of = {"instrument": names}
    in_years = {"year": years}

    def array(values: Any, **coords: Any) -> xr.DataArray:
        return xr.DataArray(values, dims=tuple(coords), coords=coords)

    when = {"year": years, "paid": years}
    common = [_service(each, rate_of(facts, each, payer[0]), price.values)[0] for each in keyed]
    shared = {"keyed": [each.id for each in keyed]}
    return Instruments(
        own=array([each.reference == "own" for each in terms], **of),
        most=array(most, **over_states, **of, **in_years),
        ceiling=array([np.inf if e.ceiling is None else e.ceiling for e in terms], **of),
        limit=array(limit, **over_states, **of),
        rule=array([rules.index(_rule(e)) if restricted(e) else -1 for e in terms], **of),
        fits=array(
            fits,
            rule=list(range(len(rules))),
            product=content["product"].values,
            channel=list(CHANNELS),
        ),
        due=array(due, **over_states, **of, **when),
        repaid=array(repaid, **over_states, **of, **when),
        key=array(
            [[backing(facts, e, payer).get(s, 0.0) for s in states] for e in keyed]
            or np.zeros((0, len(states))),
            **shared,
            **over_states,
        ),
        due_common=array(common or np.zeros((0, len(years), len(years))), **shared, **when),
        cost=array(cost, **over_states, **of),
        deficit=array([each.counts_deficit for each in terms], **of),
        debt=array([each.counts_debt for each in terms], **of),
        clause=array([each.form == CLAUSE for each in terms], **of),
        room=array(room, **over_states, **in_years),
        cap=array(cap, **over_states, **in_years),
        price=price,
        pool=pool.transpose("state", "year").reset_coords(drop=True),
        weight=array(weight, **over_states),
        titles={each.id: each.title for each in terms},
        kept=kept,
    )


def _terms(facts: FundingFacts, asked: Sequence[str]) -> list[Instrument]:
    known = sorted(facts.instruments)
    for name in asked:
        if name not in facts.instruments:
            hint = did_you_mean(name, known) or f"; there are {', '.join(known)}"
            raise UserError(f"money.instruments: no instrument '{name}'{hint}")
        if facts.instruments[name].serves not in PAYS_PLAN:
            serves = facts.instruments[name].serves
            raise UserError(
                f"money.instruments: '{name}' pays for {serves}, not for what a plan orders"
            )
    return [facts.instruments[name] for name in sorted({ALWAYS, *asked})]


def _lent(terms: Instrument) -> bool:
    return terms.form != "grant" and terms.reference != "own"


def _rule(terms: Instrument) -> tuple[float, bool, bool]:
    return terms.content_min, terms.joint_only, terms.serves == "enablers"


def _fits(
    rule: tuple[float, bool, bool], content: xr.DataArray, enabler: xr.DataArray
) -> list[list[bool]]:
    least, joint_only, enablers_only = rule
    return [
        [
            bool(share >= least - 1e-9)
            and (bool(helps) or not enablers_only)
            and (channel == "joint" or not joint_only)
            for channel in CHANNELS
        ]
        for share, helps in zip(content.values, enabler.values, strict=True)
    ]


def _service(
    terms: Instrument, rate: float, price: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """What a euro drawn in u costs in t, of it principal (year, paid) [EUR at 2025 prices]."""
    back = repayments(CENTS, terms.maturity, terms.grace)
    paid = (back + interest(back, CENTS, rate)) / CENTS
    count = len(price)
    due, principal = np.zeros((count, count)), np.zeros((count, count))
    for u in range(count):
        for t in range(u + 1, min(count, u + terms.maturity + 1)):
            due[u, t] = paid[t - u - 1] * price[u] / price[t]
            principal[u, t] = back[t - u - 1] / CENTS * price[u] / price[t]
    return due, principal
