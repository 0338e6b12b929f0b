"""The declared rules: what is compared, and which of several rows counts.

To: `vallum evidence conflicts`, the page of disagreements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vallum.errors import UserError, did_you_mean
from vallum.evidence.load import Evidence
from vallum.evidence.reconcile.forces import (
    compare_counts,
    compare_needs,
    compare_people,
    uncompared_counts,
)
from vallum.evidence.reconcile.other import (
    compare_aid,
    compare_assets,
    compare_population,
    compare_rates,
)
from vallum.evidence.reconcile.prices import compare_prices, on_another_basis
from vallum.evidence.reconcile.readings import Conflict
from vallum.evidence.reconcile.spending import compare_spending, compare_totals

ABOVE = 0.25
"""Readings further apart than this are a disagreement [share]."""


@dataclass(frozen=True)
class Rule:
    """compares: what is set beside what.  words: which reading counts, and what the others do.
    tables: all that it reads.

    find: every fact with more than one reading that counts.  uncompared: figures that look alike
    and are not, each with the reason.
    """

    id: str
    title: str
    compares: str
    words: str
    tables: tuple[str, ...]
    find: Callable[[Evidence], list[Conflict]]
    uncompared: Callable[[Evidence], list[str]] = lambda _: []


@dataclass(frozen=True)
class Compared:
    """What one rule has compared: every fact with more than one reading that counts."""

    rule: Rule
    facts: tuple[Conflict, ...]
    uncompared: tuple[str, ...] = ()

    def above(self, share: float) -> list[Conflict]:
        """The facts whose readings lie further apart than `share`, the furthest first."""
        wide = [one for one in self.facts if one.spread > share]
        return sorted(wide, key=lambda one: (-one.spread, one.low - one.high, one.key))


RULES: tuple[Rule, ...] = (
    Rule(
        "spending",
        "Defence spending of states",
        "the share of output that a state spends in a year, over definitions and editions",
        "Verified before unverified, then NATO's newest edition; SIPRI's figure only for states of "
        "which NATO publishes nothing. Spending of one definition at a time: the others are shown "
        "and never averaged in.",
        ("economy/defence_spending", "economy/defence_spending_sipri"),
        compare_spending,
    ),
    Rule(
        "totals",
        "Published totals of defence spending",
        "the total of a group in a year, over definitions and editions, measure by measure",
        "Verified before unverified, then NATO's definition, the European Defence Agency's, "
        "SIPRI's; of one definition the newest edition. Totals only check sums of states.",
        ("economy/defence_aggregates", "economy/defence_aggregates_sipri"),
        compare_totals,
    ),
    Rule(
        "counts",
        "Equipment in service",
        "what a state has of a kind, the inventory's types added up, against another publication's "
        "total",
        "The count by type stands: it is newer, and only types say what counts as modern. The "
        "other count spreads the range of sampled futures, by at most half or double. Counts that "
        "the inventory itself rests on are shown and not counted; totals of groups of states are "
        "left out.",
        ("forces/inventory", "forces/inventory_sipri", "forces/second_counts"),
        compare_counts,
        uncompared_counts,
    ),
    Rule(
        "people",
        "People under arms",
        "active and reserve soldiers of a state, from every count at most one year apart",
        "The newest row of forces/personnel stands. Counts a year older and the published "
        "strength of armed forces spread the range of sampled futures, by at most half or double. "
        "A published range without a figure agrees with a count inside it.",
        ("forces/personnel", "economy/armed_forces"),
        compare_people,
    ),
    Rule(
        "prices",
        "Prices of products",
        "the catalogue's price, against value over units of signed orders and published examples, "
        "all in prices of 2025; only where the catalogue's price is a contract or package over its "
        "units",
        "The catalogue's stated price stands. Orders spread its low and high, up to one and a half "
        "times and down to two thirds: beyond that an order pays for infrastructure, weapons or "
        "years of support too, or for less than a new item. It is shown, and not counted; nor are "
        "orders that are not signed.",
        (
            "industry/systems",
            "industry/order_lines",
            "forces/orders",
            "forces/orders_sipri",
            "requirements/unit_recipes",
            "requirements/categories",
            "economy/price_index",
            "economy/fx",
        ),
        compare_prices,
        on_another_basis,
    ),
    Rule(
        "needs",
        "Published needs",
        "what lists ask for of an element, on the same basis and for the same scope",
        "The largest published row stands: a force must do for each list. Figures on different "
        "bases mean different things and are never compared.",
        ("requirements/needs", "requirements/contingencies"),
        compare_needs,
    ),
    Rule(
        "frozen_assets",
        "Frozen Russian assets",
        "the same fact in the same year and currency; the middle, where only a range is given",
        "Verified before unverified, then the newest date in the year.",
        ("ukraine/frozen_assets",),
        compare_assets,
    ),
    Rule(
        "aid",
        "Aid to Ukraine",
        "published totals of earlier releases, against the newest release added up over the same "
        "months",
        "The newest release stands: it counts again what earlier ones had as announced.",
        ("ukraine/aid_by_month", "ukraine/aid_totals"),
        compare_aid,
    ),
    Rule(
        "population",
        "Population",
        "people of a state in a year: the economic outlook, the UN at the end of the year, and the "
        "figure behind votes in the Council",
        "The economic outlook's stands, so that output and people of a state go together. The "
        "Council's figure alone counts votes.",
        ("economy/macro", "economy/population", "governance/council_population"),
        compare_population,
    ),
    Rule(
        "rates",
        "Exchange rates",
        "a currency's rate to the dollar in a year: observed, and implied by the outlook",
        "The observed average stands; the implied rate only after the last observed year.",
        ("economy/fx",),
        compare_rates,
    ),
)


def compare(evidence: Evidence, rule: str | None = None) -> list[Compared]:
    """Every fact of which several sources speak, rule by rule.

    rule: only this one.  Raises UserError where no rule has this id.
    """
    known = [one.id for one in RULES]
    if rule is not None and rule not in known:
        near = did_you_mean(rule, known) or f"; the rules are {', '.join(known)}"
        raise UserError(f"there is no rule '{rule}'{near}")
    wanted = [one for one in RULES if rule in (None, one.id)]
    return [
        Compared(one, tuple(one.find(evidence)), tuple(one.uncompared(evidence))) for one in wanted
    ]


def conflicts(
    evidence: Evidence, *, above: float = ABOVE, rule: str | None = None
) -> list[Conflict]:
    """Facts whose readings lie further apart than `above` [share], the furthest of a rule first.

    Raises UserError where no rule has this id.
    """
    return [one for compared in compare(evidence, rule) for one in compared.above(above)]
