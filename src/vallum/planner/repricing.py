"""New prices in a programme that is loaded in a solver.

From: a kept programme, inputs at other prices.  To: `vallum.planner.plan`, `vallum.planner.live`.

Declaring a programme takes longer than to solve a small one, and passes that look for prices change
nothing else.
"""

from __future__ import annotations

from vallum import optim
from vallum.planner.equations import instalments, yearly_upkeep
from vallum.planner.inputs import Inputs


def change_prices(kept: optim.Kept, p: Inputs) -> None:
    """A price stands in what is paid until arrival, and in the upkeep from then on."""
    column = kept.columns("arrival").rename(year="arrives")
    owed = instalments(p).rename(year="arrives")
    row = kept.rows("milestones").rename(year="paid")
    kept.coefficients(row, column, -owed.where(owed > 0))
    # Upkeep begins in the year after arrival.
    row = kept.rows("running").shift(year=-1, fill_value=-1)
    kept.coefficients(row, kept.columns("arrival"), -yearly_upkeep(p))


def priced_by_core(p: Inputs) -> bool:
    """Whether prices stand in no other rows than those that `change_prices` knows."""
    return not any(part.holds_prices for part in p.parts)
