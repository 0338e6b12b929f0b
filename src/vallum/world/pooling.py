"""Fleets owned in common: which kinds, and who pays which part of them.

From: the scenario, `vallum.world.money`, `vallum.world.plan_money`.  To: `vallum.world.catalogue`,
`vallum.planner.parts.pool`.

    pool_key[n] = size[n] / sum_m size[m]     over the members that have money for a plan    [share]

size is output of the price year (gdp), people (population), or one each (equal).  The pool stands
among the states as an owner of its own: it has no stock, soldiers or money at the start, and it
alone orders what is owned in common.
"""

from __future__ import annotations

import xarray as xr

from vallum.errors import UserError, did_you_mean
from vallum.world.context import BASE_YEAR, Context, zeros
from vallum.world.prices import PRICE_YEAR
from vallum.world.provenance import Labels, Step

POOL = "POOL"
"""Stands among the states for fleets that members own in common and pay by key."""
SHELLS = "shell_155mm"


def pooled_categories(context: Context) -> frozenset[str]:
    """The categories that the scenario has owned in common.

    Raises UserError for one that the catalogue does not sell, that a brigade drives (a brigade
    takes its kit from its own state), or that is fired away.
    """
    sold = {
        row["category"]
        for row, _ in context.facts("industry/orderable")
        if row["orderable"] == "yes"
    }
    items = context.facts("requirements/recipes")
    own = {row["item"] for row, _ in items if row["element"] == "brigade"} | {SHELLS}
    asked = context.scenario.pooling.categories
    wrong = []
    for place, name in enumerate(asked):
        told = ""
        if name in own:
            told = f"'{name}' belongs to a state's own brigades and cannot be owned in common"
        elif name not in sold:
            known = sorted(sold - own)
            told = f"'{name}' is not a category of the catalogue"
            told += did_you_mean(name, known) or f"; there are {', '.join(known)}"
        if told:
            wrong.append(context.scenario.problem(f"pooling.categories[{place}]", told))
    if wrong:
        raise UserError(wrong)
    return frozenset(asked)


def build_pooling(context: Context) -> None:
    """Add `population` and `pool_key` (state) to the World."""
    _add_population(context)
    money = context.arrays["plan_money"].sum("year")
    payers = [name for name in context.members if float(money.sel(state=name)) > 0]
    size = _size(context).sel(state=payers)
    key = zeros(state=context.states)
    whole = float(size.sum())
    for name in payers:
        key[name] = float(size.sel(state=name)) / whole
    meaning = "part of the cost of common fleets that the state pays"
    context.add("pool_key", key, "share", meaning, additive=True)
    facts = context.assumed("pooling.key")
    cells = {
        "gdp": tuple(("gdp", (name, PRICE_YEAR)) for name in payers),
        "population": tuple(("population", (name,)) for name in payers),
        "equal": (),
    }[context.scenario.pooling.key]

    def formula(labels: Labels) -> Step:
        if labels[0] not in payers:
            return Step("pool_key: who has no money for a plan pays nothing", facts=facts)
        words = f"pool key = part of all paying members' {context.scenario.pooling.key}"
        return Step(words, cells, facts)

    context.ledger.derive("pool_key", formula)


def _size(context: Context) -> xr.DataArray:
    key = context.scenario.pooling.key
    if key == "gdp":
        return context.arrays["gdp"].sel(year=PRICE_YEAR)
    population = context.arrays["population"]
    return population if key == "population" else xr.ones_like(population)


def _add_population(context: Context) -> None:
    population = zeros(state=context.states)
    for row, fact in context.facts("economy/macro", "population_mn"):
        of_year = row["year"] == BASE_YEAR and row["population_mn"] is not None
        if of_year and row["state"] in context.states:
            population[row["state"]] = row["population_mn"]
            context.ledger.record("population", (row["state"],), fact)
    context.add("population", population, "million", "people in the base year", additive=True)
    context.ledger.leave_empty("population", "nobody lives in what is no state")
