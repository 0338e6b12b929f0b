"""What leaves service because it is old.

From: forces/ages.  To: `vallum.world.deliveries`, which adds announced plans.

    begin[n,s] = max(B, built_from + life)
    end[n,s]   = max(B + overdue_years, built_to + life + 1)
    retirement[n,s,t] = stock[n,s] * |[t, t+1] within [begin, end]| / (end - begin)

B base year; a year t is the time from t to t + 1.  A fleet was built evenly and leaves evenly.
What is overdue has been kept so far: it goes by parts, over `overdue_years` at least.  What leaves
before the first planned year stands in that year.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from vallum.errors import Problem, UserError, did_you_mean
from vallum.world.context import BASE_YEAR, Context, Grid
from vallum.world.provenance import FactRow, Labels

ANYONE = "WORLD"
"""Stands for every state that has no row of its own."""
OVERDUE = "overdue_years"


def age_out(context: Context, retirement: Grid, planned: set[Labels]) -> set[Labels]:
    """Retire what reaches its life, where no plan is announced; the (state, system) it holds for.

    retirement (state, system, year) [units]: filled here.  planned: (state, system) with a plan.
    Raises UserError for a type that forces/types does not know, or one built before it was begun.
    """
    stock = context.arrays["stock"]
    known = {str(name): place for place, name in enumerate(stock["system"].values)}
    lives = {
        (row["state"], row["system"]): (_span(context, row, fact), fact)
        for row, fact in context.facts("forces/ages", "life_central")
        if _checked(row, known)
    }
    aged: set[Labels] = set()
    for n, state in enumerate(context.states):
        for system in sorted({system for place, system in lives if place in (state, ANYONE)}):
            labels, held = (state, system), float(stock.values[n, known[system]])
            if labels in planned or held <= 0:
                continue
            (begin, end), fact = lives.get(labels) or lives[ANYONE, system]
            for year, share in zip(
                context.years.tolist(), _shares(context, begin, end), strict=True
            ):
                retirement[(*labels, year)] = held * share
                context.ledger.record("retirement", (*labels, year), fact)
            aged.add(labels)
    return aged


def _span(context: Context, row: dict[str, Any], fact: FactRow) -> tuple[float, float]:
    """When the fleet begins to leave and when it is gone."""
    life = context.drawn(f"life|{fact.key}", row["life_low"], row["life_central"], row["life_high"])
    begin = max(float(BASE_YEAR), row["built_from"] + life)
    return begin, max(BASE_YEAR + context.parameters[OVERDUE], row["built_to"] + life + 1)


def _shares(context: Context, begin: float, end: float) -> list[float]:
    """Part of the base-year stock that leaves in each planned year."""
    after = context.years.astype(float) + 1
    gone = np.clip((after - begin) / (end - begin), 0, 1)
    return [float(share) for share in np.diff(gone, prepend=0.0)]


def _checked(row: dict[str, Any], known: dict[str, int]) -> bool:
    where = (row["_file"], row["_line"])
    if row["system"] not in known:
        near = did_you_mean(str(row["system"]), sorted(known))
        told = f"'{row['system']}' is no type of forces/types{near}"
        raise UserError(Problem(told, *where, "system"))
    if row["built_to"] < row["built_from"]:
        raise UserError(Problem("the last were built before the first", *where, "built_to"))
    return True
