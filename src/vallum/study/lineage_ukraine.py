"""The same for what a plan does for Ukraine: its need, what comes to it, and the money for that.

From: a run's tables and its World.  To: `vallum.study.lineage_plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from vallum.planner.inputs import SUMMED
from vallum.study.figures import Results
from vallum.study.plan_records import SUPPLY, Cells
from vallum.world.names import BRIGADE
from vallum.world.provenance import Labels, Step

if TYPE_CHECKING:
    from vallum.study.plan_records import PlanRecords

FOUND = "the programme of vallum.planner finds it, with Ukraine's need at its weight"
WEIGHT = ("ukraine.priority", "ukraine.donor_share")


def met(plan: PlanRecords, column: str, key: Labels) -> Step:
    """How far one kind of need is met in a year."""
    kind, year = key
    need, have = ("ukraine_need", key), ("ukraine_have", key)
    if column == "need":
        return Step("need: as Ukraine states it, or as its force takes it", (need,))
    if column == "have":
        return Step("have: what Ukraine has without the plan", (have,))
    if column == "met_share_without":
        return Step("met share without the plan = have / need, at most 1", (need, have))
    added = (("plan_ukraine/added", key),)
    if column == "added":
        come = _came(plan.results, kind, int(year))
        words = "added = all that has come until then, as far as it is still there"
        return Step(words, (*come, ("ukraine_kept", key)))
    if column == "missing":
        return Step("missing = need - have - added, or nothing", (need, have, *added))
    return Step("met share = 1 - missing / need", (need, have, *added))


def supply(plan: PlanRecords, column: str, key: Labels) -> Step:
    """What comes in one way, from one supplier, in one year."""
    way, supplier, kind, year = key
    wanted: Cells = (("ukraine_need", (kind, year)), ("ukraine_have", (kind, year)))
    paid: Cells = (("ukraine_money", (year,)),)
    source: Cells = {
        "shared_line": _cells(("ukraine_order", "line", "unit_price", "lead"), supplier, year),
        "own_line": _cells(("ukraine_line", "ukraine_price", "ukraine_lead"), supplier, year),
        "gift": (
            ("counted", (supplier, kind, year)),
            ("home_reserve", (supplier, kind)),
            ("parameter", ("ukraine_gift_most",)),
        ),
        "old_gift": (("ukraine_spare", (supplier, kind, year)),),
    }[way]
    words = {
        "shared_line": "ordered on Ukraine's behalf from a line that the coalition shares",
        "own_line": "ordered from a line for Ukraine alone",
        "gift": "given from stock that counts at home",
        "old_gift": "given from stock that no longer counts at home",
    }[way]
    if column == "counts_for":
        words = "counted as modern equivalents: " + words
        if way == "shared_line":
            source = (*source, ("equivalence", (supplier,)))
        elif way == "old_gift":
            source = (*source, ("parameter", ("ukraine_old_counts",)))
    facts = plan.world.assumed(*WEIGHT)
    return Step(f"{words}: {FOUND}", (*wanted, *source, *paid), facts)


def money(plan: PlanRecords, column: str, key: Labels) -> Step:
    """Ukraine's own money, what members add, what is spent and kept."""
    own: Cells = (("ukraine_money", key),)
    if column == "own":
        return Step("own = Ukraine's money for weapons, from the first year of orders on", own)
    members = tuple(("plan_money", (state, key[0])) for state in _states(plan))
    words = {
        "donated": "donated = what members add from their money for the plan",
        "spent": "spent = orders by milestone, their upkeep, and the overhaul of gifts",
        "saved": "saved = money that is kept for later years",
    }[column]
    return Step(f"{words}: {FOUND}", (*own, *members), plan.world.assumed(*WEIGHT))


def donated(plan: PlanRecords, key: Labels) -> Step:
    """What one member adds in one year."""
    words = f"ukraine = what the state adds to Ukraine's money: {FOUND}"
    cells: Cells = (("plan_money", key), ("ukraine_money", (key[1],)))
    return Step(words, cells, plan.world.assumed(*WEIGHT))


def trade_off(plan: PlanRecords, column: str, key: Labels) -> Step:
    """The plan again with another weight of Ukraine's need."""
    years = plan.world.years
    year = int(min(max(plan.world.scenario.need.ready_by, years[0]), years[-1]))
    kinds = [str(kind) for kind in plan.world["ukraine_need"]["category"].values]
    cells = tuple((array, (kind, year)) for kind in kinds
                  for array in ("ukraine_need", "ukraine_have"))  # fmt: skip
    members = tuple(("plan_money", (state, year)) for state in _states(plan))
    words = "the plan of the coalition as one, solved again with this weight of Ukraine's need"
    return Step(words, (*cells, ("ukraine_money", (year,)), *members))


def gifts_of(plan: PlanRecords, key: Labels) -> Cells:
    """What a state has given by a year of what counts towards an element."""
    state, element, year = key
    kinds = plan.taken[BRIGADE] if element == BRIGADE else SUMMED.get(element, (element,))
    return tuple(
        (f"{SUPPLY}/quantity", ("gift", state, category, given))
        for category, given in plan.gifts.get(state, ())
        if category in kinds and given <= int(year)
    )


def _states(plan: PlanRecords) -> list[str]:
    """The states that the plan is for."""
    return sorted(set(plan.results.frames["plan_costs"]["state"]))


def _came(results: Results, kind: str, year: int) -> Cells:
    """Every delivery of a kind up to a year."""
    names = ("way", "supplier", "category", "year")
    rows = results.frames[SUPPLY].select(names).iter_rows()
    return tuple((f"{SUPPLY}/counts_for", row) for row in rows if row[2] == kind and row[3] <= year)


def _cells(arrays: tuple[str, ...], system: str, year: int) -> Cells:
    """Cells of arrays over systems, and over systems and years where they change."""
    yearly = ("line", "ukraine_line")
    return tuple((name, (system, year) if name in yearly else (system,)) for name in arrays)


TABLES: Mapping[str, Callable[..., Step]] = {
    "plan_ukraine": met,
    SUPPLY: supply,
    "plan_ukraine_money": money,
    "ukraine_trade_off": trade_off,
}
"""The figures of a run that are Ukraine's."""
