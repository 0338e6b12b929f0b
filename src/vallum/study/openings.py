"""What new common instruments add to the money of a plan, under `decisions.regime`.

From: `vallum.governance.openings`, instruments, output.  To: run, live, `vallum regimes`.

    extra[n,t] = additional x part[n] x sum over instruments of
                 ceiling / years it is open x P(open by the first day of t) / prices[t]
    additional   part that comes on top of announced spending (parameter decision_additional)
    part[n]      by output, of the instrument's members in the coalition

Expected money: a plan that must be kept whatever is adopted would count on less.  Banks draw on the
same members' capital, so that of those that open only the one with most output behind it counts.
What is lent must be repaid, mostly beyond the plan's years: repayments are not taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from vallum.governance.openings import ANNOUNCED, IN_FORCE, Opening, openings
from vallum.world import World
from vallum.world.agenda import agenda
from vallum.world.instruments import FundingFacts, read_funding
from vallum.world.provenance import Labels, Step

SERVES = ("plan", "enablers")
"""Purposes of instruments that can pay a plan's orders."""
BANK = "bank"
BN = 1000.0


def with_openings(world: World) -> World:
    """The World with the money that its scenario's regime opens; the same where it opens none."""
    regime = world.scenario.decisions.regime
    return world if regime == ANNOUNCED else with_money(world, openings(world))


def with_money(world: World, opened: Sequence[Opening]) -> World:
    """The World with the expected money of these openings in `plan_money`."""
    extra = expected_money(world, opened)
    if not extra.sum():
        return world
    old = world["plan_money"]
    added = BN * extra.sum("instrument").reindex(state=old["state"].values, fill_value=0.0)
    money = (old + added).transpose(*old.dims).rename("plan_money").assign_attrs(old.attrs)
    before = world.ledger.formulas["plan_money"]

    def formula(labels: Labels) -> Step:
        step = before(labels)
        words = f"{step.words}, and what instruments open under decisions.regime (expected)"
        return Step(words, step.inputs, (*step.facts, *world.assumed("decisions.regime")))

    formulas = {**world.ledger.formulas, "plan_money": formula}
    ledger = replace(world.ledger, formulas=formulas, _told={})
    return replace(world, arrays={**world.arrays, "plan_money": money}, ledger=ledger)


def expected_money(world: World, opened: Sequence[Opening]) -> xr.DataArray:
    """Expected money on top of announced spending (instrument, state, year) [EUR bn of 2025]."""
    states = [state for state in world.members if state in world["gdp"]["state"].values]
    years = [int(year) for year in world.years]
    facts = read_funding(world.evidence, states, years)
    kept = _kept(opened, facts)
    share = agenda(world.evidence).terms["additional"]
    values = np.zeros((len(kept), len(states), len(years)))
    for place, each in enumerate(kept):
        terms = facts.instruments[each.instrument]
        inside = np.array([state in each.members for state in states], dtype=float)
        output = inside * facts.gdp.sel(year=years[0]).values
        a_year = (terms.ceiling or 0.0) / (terms.last - terms.first + 1)
        for t, year in enumerate(years):
            if terms.first <= year <= terms.last:
                money = (
                    share * a_year * each.by(f"{year}-01-01") / float(facts.price.sel(year=year))
                )
                values[place, :, t] = money * output / output.sum()
    names = [each.instrument for each in kept]
    coords = {"instrument": names, "state": states, "year": years}
    return xr.DataArray(values, coords=coords, dims=("instrument", "state", "year"))


def _kept(opened: Sequence[Opening], facts: FundingFacts) -> list[Opening]:
    """New instruments that pay a plan: one bank, and all others."""
    first = int(facts.gdp["year"].values[0])
    new = [
        each
        for each in opened
        if each.route not in ("", IN_FORCE)
        and each.members
        and facts.instruments[each.instrument].serves in SERVES
        and facts.instruments[each.instrument].ceiling
    ]

    def behind(each: Opening) -> tuple[float, float, str]:
        inside = [state for state in each.members if state in facts.gdp["state"].values]
        output = float(facts.gdp.sel(state=inside, year=first).sum())
        return output, each.probability, each.instrument

    banks = [each for each in new if facts.instruments[each.instrument].form == BANK]
    return [each for each in new if each not in banks] + sorted(banks, key=behind)[-1:]
