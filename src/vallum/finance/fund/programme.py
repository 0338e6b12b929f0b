"""The least costly mix of instruments for a plan's payments: a small linear programme.

Over states n, instruments f, years t; all money at current prices [EUR bn]:

    minimise  sum cost[n,f] draw[n,f,t] + WEIGHT sum excess[n,t]
    spent:    sum_f draw[n,f,t] = need[n,t]
    ceiling:  sum_{n,t} draw[n,f,t] <= ceiling[f]
    limit:    sum_t draw[n,f,t] <= limit[n,f]                SAFE; a part by output of grants, banks
    orders:   sum_{f restricted} draw[n,f,t] <= widest eligible share[n] purchases[n,t]
    clause:   draw[n,clause,t] + relief[n,t] <= 1.5 % of output, where activated
    relief:   relief[n,t] <= sum_{f counted loans} draw[n,f,t]
    rule:     sum_{f counted} draw[n,f,t] - relief[n,t] - excess[n,t] <= room[n,t]
and draw[n,f,t] <= eligible share[n,f] purchases[n,t] for an instrument with rules on orders.
`cost` is the present value of serving a euro, discounted at the payer's own ten-year rate: 1 for
national bonds, less where an instrument lends for less.  Grants out of budgets already voted cost
the plan nothing.  What the fiscal rule does not allow is not forbidden but shown, as an excess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import linopy
import numpy as np
import xarray as xr

from vallum.errors import UserError, did_you_mean
from vallum.finance.fund.result import Funding
from vallum.optim import dual, solve
from vallum.world.borrowing import cost_of, restricted, state_limits
from vallum.world.instruments import FundingFacts, Instrument
from vallum.world.loans import CENTS

ALWAYS = "national_budget"
"""Pays what nothing else does, so that every euro has a source."""
DEFAULT = (ALWAYS, "escape_clause", "safe", "edip", "cohesion_redirect")
"""What is in force and may pay a plan's orders."""
WEIGHT = 0.05
"""What a euro beyond the deficit rule weighs beside a euro of cost: small beside it, yet more than
most differences of rates, so that room is used before the rule is broken.  An assumption."""
CLAUSE = "clause"


@dataclass(frozen=True)
class Order:
    """One order as rules on content see it: cost in EUR bn, whose, joint or not, made where."""

    state: str
    cost: float
    joint: bool
    content: float
    enabler: bool


@dataclass(frozen=True)
class Need:
    """What a plan asks for: payments [state, year] in EUR bn of 2025, of them for purchases."""

    payments: xr.DataArray
    purchases: xr.DataArray
    orders: tuple[Order, ...]

    @property
    def states(self) -> list[str]:
        return [str(state) for state in self.payments["state"].values]

    @property
    def years(self) -> list[int]:
        return [int(year) for year in self.payments["year"].values]


def fund(facts: FundingFacts, need: Need, chosen: Sequence[str] = DEFAULT) -> Funding:
    """Allocate payments to instruments at least cost.

    Raises UserError for an unknown instrument.
    """
    names = _checked(facts, chosen)
    terms = [facts.instruments[name] for name in names]
    states, years = need.states, need.years
    price = facts.price.sel(year=years)
    cents = np.rint((need.payments * price).values.clip(0) * CENTS).astype(np.int64)
    owed = xr.DataArray(cents / CENTS, coords=need.payments.coords, dims=("state", "year"))
    shares = _eligible(need, terms)
    bought = np.minimum((need.purchases * price).values, owed.values)
    upper = _upper(facts, need, terms, shares, bought)
    cost = np.array([[cost_of(facts, each, state, states) for each in terms] for state in states])
    m = linopy.Model()
    dims = ("state", "instrument", "year")
    coords = {"state": states, "instrument": names, "year": years}
    top = xr.DataArray(upper, coords=coords, dims=dims)
    draw = m.add_variables(lower=0, upper=top, name="draw")
    excess = m.add_variables(lower=0, coords=[states, years], dims=["state", "year"], name="excess")
    m.add_variables(lower=0, coords=[states, years], dims=["state", "year"], name="relief")
    m.add_constraints(draw.sum("instrument") == owed, name="spent")
    ceilings = [name for name, each in zip(names, terms, strict=True) if each.ceiling is not None]
    if ceilings:
        most = xr.DataArray(
            [float(facts.instruments[n].ceiling or 0) for n in ceilings],
            coords={"instrument": ceilings},
        )
        total = draw.sel(instrument=ceilings).sum(["state", "year"])
        m.add_constraints(total <= most, name="ceiling")
    limits = state_limits(facts, terms, states)
    m.add_constraints(draw.sum("year") <= limits, name="limit")
    strict = [n for n, each in zip(names, terms, strict=True) if restricted(each)]
    if strict:
        widest = np.max([shares[n] for n in strict], axis=0)
        m.add_constraints(
            draw.sel(instrument=strict).sum("instrument")
            <= owed.copy(data=widest[:, None] * bought),
            name="orders",
        )
    _add_rule(m, facts, terms, owed)
    price_of = xr.DataArray(cost, coords={"state": states, "instrument": names})
    m.add_objective((price_of * draw).sum() + WEIGHT * excess.sum())
    solve(m, method="simplex")
    # One more euro is worth most to some state: where the ceiling and that state's limit both hold.
    worth = (-dual(m, "limit")).max("state")
    if ceilings:
        worth = worth + (-dual(m, "ceiling")).reindex(instrument=names, fill_value=0.0)
    drawn = _to_cents(m.solution["draw"].transpose(*dims).values, cents, names.index(ALWAYS))
    return Funding(
        facts,
        tuple(terms),
        xr.DataArray(drawn, coords=coords, dims=dims),
        m.solution["excess"].transpose("state", "year").clip(min=0.0),
        price_of,
        {str(n): max(0.0, float(worth.sel(instrument=n))) for n in ceilings},
        price,
    )


def _checked(facts: FundingFacts, chosen: Sequence[str]) -> list[str]:
    for name in chosen:
        if name not in facts.instruments:
            known = sorted(facts.instruments)
            hint = did_you_mean(name, known) or f"; there are {', '.join(known)}"
            raise UserError(f"no instrument '{name}'{hint}")
    return sorted({ALWAYS, *chosen})


def _eligible(need: Need, terms: Sequence[Instrument]) -> dict[str, np.ndarray]:
    """Share of each state's orders that an instrument may pay [state]; 1 without rules."""
    found = {}
    for each in terms:
        fits, total = dict.fromkeys(need.states, 0.0), dict.fromkeys(need.states, 0.0)
        for order in need.orders:
            total[order.state] += order.cost
            if (
                (order.joint or not each.joint_only)
                and order.content >= each.content_min - 1e-9
                and (order.enabler or each.serves != "enablers")
            ):
                fits[order.state] += order.cost
        found[each.id] = np.array(
            [
                1.0 if not restricted(each) else fits[s] / total[s] if total[s] else 0.0
                for s in need.states
            ]
        )
    return found


def _upper(
    facts: FundingFacts,
    need: Need,
    terms: Sequence[Instrument],
    shares: dict[str, np.ndarray],
    bought: np.ndarray,
) -> np.ndarray:
    """Most of each draw: 0 outside membership, window and purpose; infinite without a rule."""
    upper = np.zeros((len(need.states), len(terms), len(need.years)))
    gdp = facts.gdp.sel(state=need.states, year=need.years).values
    for f, each in enumerate(terms):
        for n, state in enumerate(need.states):
            if state not in each.members or each.serves not in ("plan", "enablers"):
                continue
            for t, year in enumerate(need.years):
                if not each.first <= year <= each.last:
                    continue
                most = np.inf
                if restricted(each):
                    most = shares[each.id][n] * bought[n, t]
                if each.ceiling_pct is not None:
                    most = min(most, each.ceiling_pct / 100 * gdp[n, t])
                upper[n, f, t] = most
    return upper


def _add_rule(
    m: linopy.Model, facts: FundingFacts, terms: Sequence[Instrument], owed: xr.DataArray
) -> None:
    """The escape clause and the deficit rule of the Union's members."""
    draw, excess, relief = m.variables["draw"], m.variables["excess"], m.variables["relief"]
    states, years = list(owed["state"].values), list(owed["year"].values)
    gdp = facts.gdp.sel(state=states, year=years)
    clauses = [each for each in terms if each.form == CLAUSE]
    cap = xr.zeros_like(gdp)
    for each in clauses:
        for state in states:
            if state in each.members:
                open_ = [year for year in years if each.first <= year <= each.last]
                cap.loc[{"state": state, "year": open_}] += (
                    (each.ceiling_pct or 0) / 100 * gdp.sel(state=state, year=open_)
                )
    used = (
        relief + draw.sel(instrument=[c.id for c in clauses]).sum("instrument")
        if clauses
        else (1 * relief)
    )
    m.add_constraints(used <= cap, name="clause")
    # Bonds of its own that use the clause are draws of the clause, so relief is for loans alone.
    lent = [each.id for each in terms if each.counts_deficit and each.reference != "own"]
    if lent:
        m.add_constraints(relief - draw.sel(instrument=lent).sum("instrument") <= 0, name="relief")
    else:
        m.add_constraints(relief <= xr.zeros_like(owed), name="relief")
    room = facts.room.sel(state=states, year=years)
    bounded = room.where(np.isfinite(room), 1e6)
    counted = [each.id for each in terms if each.counts_deficit]
    m.add_constraints(
        draw.sel(instrument=counted).sum("instrument") - relief - excess <= bounded, name="rule"
    )


def _to_cents(draws: np.ndarray, owed: np.ndarray, rest: int) -> np.ndarray:
    """Whole cents, rounded down; the national budget takes what that leaves."""
    found = np.floor(draws.clip(0) * CENTS + 1e-4).astype(np.int64)
    found[:, rest, :] = 0
    # Solver tolerance may put a draw a few cents above what is owed: take it off the largest.
    over = (found.sum(axis=1) - owed).clip(0)
    largest = found.argmax(axis=1)
    n, t = np.indices(over.shape)
    found[n, largest, t] -= over
    found[:, rest, :] = owed - found.sum(axis=1)
    return found
