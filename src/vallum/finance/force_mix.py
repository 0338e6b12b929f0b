"""Money to force and back: what a mix of units costs a year, how many of it a sum raises and keeps.

From: `vallum.finance.unit_cost`.  To: study, `vallum buys`.

    cost(x)  = x * sum_e weight[e] * per_year[e]                              [EUR bn a year]
    buys(m)  = m / sum_e weight[e] * per_year[e]                              [bundles of the mix]

so that buys(cost(x)) = x and cost(buys(m)) = m.  `per_year` spreads the purchase over the years, so
that the money is the same every year: a steady state.  Costs are those of one unit times their
number: no price falls with volume here, as in the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add

import polars as pl

from vallum.errors import UserError
from vallum.finance.unit_cost import GROUPS, NONE, Group, Range, UnitCost

EUR_BN = 1e-3
"""Of a million."""


@dataclass(frozen=True)
class Mix:
    """Units that belong together.

    costs: element -> the bill of one unit.  weights: element -> units in one bundle of the mix.
    Raises UserError where the mix is empty, or a weight is not above 0.
    """

    costs: Mapping[str, UnitCost]
    weights: Mapping[str, float]

    def __post_init__(self) -> None:
        if not self.weights:
            raise UserError("a mix needs at least one element")
        for element, weight in self.weights.items():
            if not 0 < weight < float("inf"):
                raise UserError(f"the weight of {element} must be above 0, not {weight:g}")

    def cost(self, bundles: float = 1.0) -> Range:
        """What so many bundles cost [EUR bn a year]."""
        each = (self.costs[name].per_year * weight for name, weight in self.weights.items())
        return reduce(add, each, NONE) * (bundles * EUR_BN)

    def part(self, element: str, group: Group | None = None) -> float:
        """What an element, or a group of its cost, takes of one bundle [EUR bn a year]."""
        bill = self.costs[element]
        each = bill.per_year if group is None else bill.spread(group)
        return each.central * self.weights[element] * EUR_BN

    def buys(self, eur_bn: float) -> Range:
        """Bundles that so much a year raises and keeps; low: where all costs are high.

        Raises UserError unless the money is above 0.
        """
        if not 0 < eur_bn < float("inf"):
            raise UserError(f"money a year must be above 0 [EUR bn], not {eur_bn:g}")
        one = self.cost()
        return Range(eur_bn / one.high, eur_bn / one.central, eur_bn / one.low)

    def units(self, element: str, eur_bn: float) -> Range:
        """Units of an element that so much a year for the whole mix raises and keeps."""
        return self.buys(eur_bn) * self.weights[element]


@dataclass(frozen=True)
class Bought:
    """What a sum buys.

    lacking: element -> units that the scenario lacks in the ready year beyond those inside other
    elements of the mix; empty where the mix is the caller's.  left_out: elements that are lacking
    but that nothing orderable serves.
    """

    mix: Mix
    eur_bn: float
    years: int
    rate: float
    lacking: Mapping[str, float]
    ready_by: int
    left_out: tuple[str, ...] = ()

    @property
    def share(self) -> Range | None:
        """Share of all that is lacking; None where the mix is the caller's."""
        return self.mix.buys(self.eur_bn) if self.lacking else None

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        bought = (
            f"{self.mix.units(name, self.eur_bn).central:,.1f} {bill.title}"
            for name, bill in self.mix.costs.items()
        )
        return [f"EUR {self.eur_bn:g} bn a year over {self.years} years: {', '.join(bought)}."]

    def frames(self) -> dict[str, pl.DataFrame]:
        """One row for each element [units; EUR bn a year]."""
        rows = []
        for name in self.mix.weights:
            units = self.mix.units(name, self.eur_bn)
            bundles = self.mix.buys(self.eur_bn).central
            money = [bundles * self.mix.part(name, group) for group in GROUPS]
            rows.append((name, units.low, units.central, units.high, *money))
        heads = ["element", "low", "central", "high", *GROUPS]
        return {"force_mix": pl.DataFrame(rows, schema=heads, orient="row")}
