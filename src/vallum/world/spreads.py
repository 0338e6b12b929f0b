"""How far sampled futures reach: ranges widened to where other sources put a figure.

From: `vallum.evidence.reconcile`.  To: stocks, prices and people.

    low'  = min(low,  central * max(1 / MOST, other / ours))
    high' = max(high, central * min(MOST,     other / ours))

ours and other are what the rule compares: a state's total of a kind, a product's price, a count of
soldiers.  Each row of a total takes the total's ratio.  Central values stay as they are, so that
nothing is worked out, or noted in the ledger, where no future is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vallum.evidence.reconcile.forces import COUNTED_AS, compare_counts, compare_people
from vallum.evidence.reconcile.prices import compare_prices
from vallum.evidence.reconcile.readings import Conflict, Place
from vallum.world.context import Context
from vallum.world.provenance import FactRow

MOST = 2.0
"""A source that has more than twice as many, or less than half, counts something else too (what is
laid up, what has left since): a range goes no further than this [multiple of our figure]."""


@dataclass(frozen=True)
class Spread:
    """Where other sources put a figure, as multiples of ours, and their rows.

    low is at most 1, high at least 1.
    """

    low: float = 1.0
    high: float = 1.0
    facts: tuple[FactRow, ...] = ()

    def widen(self, low: float, central: float, high: float) -> tuple[float, float]:
        """A range that holds what it held, and the other sources' figures."""
        return min(low, self.low * central), max(high, self.high * central)


NO_SPREAD = Spread()
"""Nobody else speaks of the figure."""


def count_spreads(context: Context) -> dict[tuple[str, str], Spread]:
    """(state, category word of the inventory) -> where second counts of its kind lie."""
    if context.draw is None:
        return {}
    rows = _rows(context, ("forces/second_counts", "other_total"))
    return {
        (state, word): _spread(one, rows)
        for one in compare_counts(context.evidence)
        for state, category in [one.parts]
        for word in COUNTED_AS[category]
    }


def price_spreads(context: Context) -> dict[str, Spread]:
    """Product -> where signed orders and published examples put its price."""
    if context.draw is None:
        return {}
    rows = _rows(
        context, ("forces/orders", "value_eur_bn"), ("requirements/unit_recipes", "central")
    )
    return {one.key: _spread(one, rows) for one in compare_prices(context.evidence)}


def people_spreads(context: Context) -> dict[tuple[str, str], Spread]:
    """(state, active or reserve) -> where other counts of about the same year lie."""
    if context.draw is None:
        return {}
    rows = _rows(context, ("economy/armed_forces", "central"))
    for kind in ("reserve", "active"):
        rows |= _rows(context, ("forces/personnel", kind))
    return {
        (state, kind): _spread(one, rows)
        for one in compare_people(context.evidence)
        for state, kind in [one.parts]
    }


def _rows(context: Context, *quoted: tuple[str, str]) -> dict[Place, FactRow]:
    """The rows of tables by place, each quoting the figure of one column."""
    return {
        Place(fact.table, fact.line): fact
        for table, column in quoted
        for _, fact in context.facts(table, column)
    }


def _spread(one: Conflict, rows: dict[Place, FactRow]) -> Spread:
    ours = one.chosen.value
    others = [reading for reading in one.others if not reading.left_out]
    if ours <= 0:
        return NO_SPREAD
    return Spread(
        low=max(1 / MOST, min(1.0, *(reading.low / ours for reading in others))),
        high=min(MOST, max(1.0, *(reading.high / ours for reading in others))),
        facts=tuple(_behind((place for reading in others for place in reading.rows), rows)),
    )


def _behind(places: Iterable[Place], rows: dict[Place, FactRow]) -> Iterable[FactRow]:
    return (rows[place] for place in dict.fromkeys(places))
