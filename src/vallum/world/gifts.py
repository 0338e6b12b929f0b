"""What goes on being given to Ukraine from stock, and what stays.

From: ukraine/gifts, the scenario.  To: `vallum.world.equipment`.

    given[n,c,t] = ukraine.gifts * pace[n,c] * years of giving up to t        [units]
    kept[n,c,t]  = 1 - given[n,c,t] / holding[n,c,t], at least 0              [share]

pace is what a donor has set aside a year since the full invasion.  Giving goes on to the year that
`ukraine.year` names: the last of the war, or the first of the ceasefire.  It takes from all types
of a category alike.  Air defence is left out: the tracker does not tell launchers, fire units and
batteries apart.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from vallum.world.context import BASE_YEAR, Context, zeros
from vallum.world.provenance import Labels, Step
from vallum.world.stocks import AIR_DEFENCE

YEARS_OF_GIVING = 50 / 12
"""March 2022 to April 2026, the months that the table covers."""


def add_given(context: Context) -> None:
    """Add `given` (state, category, year) to the World."""
    categories = sorted({str(name) for name in context.arrays["modernity"]["category_of"].values})
    given = zeros(state=context.states, category=categories, year=context.years)
    share, last = context.scenario.ukraine.gifts, context.scenario.ukraine.year
    means = {
        row["word"]: row["category"]
        for row in context.evidence.table("requirements/categories").iter_rows(named=True)
        if row["vocabulary"] == "inventory"
    }
    for row, fact in context.facts("ukraine/gifts", "quantity"):
        category = means.get(row["category"])
        counts = category in categories and category not in AIR_DEFENCE
        if not counts or row["donor"] not in context.states:
            continue
        for year in context.years.tolist():
            spent = min(year, last) - BASE_YEAR + 1
            labels = (row["donor"], category, year)
            given[labels] += share * row["quantity"] / YEARS_OF_GIVING * max(spent, 0)
            context.ledger.record("given", labels, fact)
    context.add(
        "given", given, "units", "given to Ukraine from stock since the base year", additive=True
    )
    fields = ("ukraine.gifts", "ukraine.year")

    def formula(labels: Labels) -> Step:
        if not context.ledger.facts("given", labels):
            return Step("given: the state has set aside none of this for Ukraine")
        words = "given = share of the pace of 2022 to 2026 that goes on x years of giving"
        return Step(words, facts=context.assumed(*fields))

    context.ledger.derive("given", formula)


def share_kept(context: Context) -> xr.DataArray:
    """What is left of a category after gifts (state, category, year) [share]."""
    given = context.arrays["given"]
    holding = context.arrays["holding"].transpose("state", "system", "year").values
    kinds = context.arrays["modernity"]["category_of"].values
    # A sum by kind over plain arrays: each builder that asks would else wait for the labels.
    of_kind = given["category"].values[:, None] == kinds[None, :]
    held = given.copy(data=np.einsum("cs,nst->nct", of_kind.astype(float), holding))
    left = 1 - given / held.where(held > 0, np.inf)
    kept: xr.DataArray = left.clip(min=0)
    return kept
