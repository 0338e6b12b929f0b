"""Which cells of a run's tables the figures of its headline repeat or add up.

From: a run's tables.  To: `vallum.study.lineage`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vallum.study.figures import WITH_PLAN, Results
from vallum.world.provenance import Labels

Cells = tuple[tuple[str, Labels], ...]

HEADLINE_UNITS = {
    "stand_alone_year": "year",
    "stand_alone_years": "year",
    "stand_alone_year_without_imputed": "year",
    "stand_alone_year_with_plan": "year",
    "self_reliance": "share",
    "worst_element": "share",
    "unverified_share": "share",
    "ready_by": "year",
    "threat_year": "year",
    "cost_eur_bn_per_year": "EUR bn a year, 2025 prices",
    "total_cost_eur_bn": "EUR bn, 2025 prices",
    "joint_share": "share",
    "joint_saving_eur_bn": "EUR bn, 2025 prices",
}
"""The figures of a headline and their units."""
_SAME = {
    "threat_year": ("threat_year", ()),
    "ready_by": ("ready_by", ()),
    "stand_alone_year": ("stand_alone/year", ("core",)),
    "stand_alone_year_with_plan": (f"stand_alone{WITH_PLAN}/year", ("core",)),
    "stand_alone_year_without_imputed": ("stand_alone/year_without_imputed", ("core",)),
}
_SHARES_OF_FACTS = ("need_unverified", "stock_unverified")


def repeated(
    results: Results, name: str, labels: Sequence[str], main: str, judged: Sequence[str]
) -> Cells:
    """The cells behind one figure of the headline.

    labels: what follows the name (a year, a domain); main: the main contingency; judged: the core
    set, or all elements where the core asks for nothing.  Raises KeyError for a name that no
    headline has.
    """
    if name in _SAME:
        return (_SAME[name],)
    return tuple(_several(results, name, labels, main, judged))


def _several(
    results: Results, name: str, labels: Sequence[str], main: str, judged: Sequence[str]
) -> Iterator[tuple[str, Labels]]:
    ready = int(results.headline["ready_by"])
    if name == "stand_alone_years":
        yield from (("stand_alone/year", (domain,)) for domain in labels)
    elif name == "self_reliance":
        yield from (("self_reliance/mean", (main, int(year))) for year in labels)
    elif name == "worst_element":
        yield "gaps/met_share", (main, results.headline[name]["element"], ready)
    elif name == "unverified_share":
        for element in judged:
            yield from ((f"gaps/{part}", (main, element, ready)) for part in _SHARES_OF_FACTS)
    elif name in ("cost_eur_bn_per_year", "total_cost_eur_bn"):
        for key in results.frames["plan_costs"].select("state", "year").iter_rows():
            yield "plan_costs/total", key
    elif name in ("joint_share", "joint_saving_eur_bn"):
        keys = ("state", "system", "category", "channel", "year")
        for key in results.frames["plan_orders"].select(keys).iter_rows():
            if name == "joint_share" or "joint" in key:
                yield "plan_orders/cost_eur_mn", key
    else:
        raise KeyError(name)
