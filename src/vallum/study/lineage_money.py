"""What stands behind the figures of instruments of money inside a plan.

From: a run's tables and its World.  To: `vallum.study.lineage_plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vallum.study.plan_records import WORDS, PlanRecords
from vallum.world.instruments import instrument_facts
from vallum.world.provenance import FactRow, Labels, Step


def draws(run: PlanRecords, column: str, key: Labels) -> Step:
    """A draw is chosen by the programme, within the terms of its instrument."""
    state, instrument, year = key
    words = f"drawn of {instrument} within its terms: {WORDS}"
    if column == "draw_current_eur_bn":
        words = "the draw at 2025 prices x the euro area's deflator"
        return Step(words, (("plan_draws/draw_eur_bn", key),), _behind(run, instrument))
    return Step(words, (("plan_money", (state, year)),), _behind(run, instrument))


def instruments(run: PlanRecords, column: str, key: Labels) -> Step:
    """Drawn: the sum of draws; ceiling: its terms; the points: a shadow price of the programme."""
    (name,) = key
    facts = _behind(run, name)
    if column == "drawn_current_eur_bn":
        table = run.results.frames["plan_draws"].filter(instrument=name)
        rows = table.select("state", "instrument", "year").iter_rows()
        cells = tuple(("plan_draws/draw_current_eur_bn", tuple(map(str, row))) for row in rows)
        return Step("drawn = the sum of all draws", cells, facts)
    if column == "points_per_eur_bn":
        return Step(f"shadow price of the ceiling: {WORDS}", (), facts)
    return Step("the terms of the instrument", (), facts)


def debt(run: PlanRecords, column: str, key: Labels) -> Step:
    """What counts as deficit and debt, from the state's draws so far."""
    state, year = key
    table = run.results.frames["plan_draws"]
    table = table.filter((table["state"] == state) & (table["year"] <= int(year)))
    rows = table.select("state", "instrument", "year").iter_rows()
    cells = tuple(("plan_draws/draw_current_eur_bn", tuple(map(str, row))) for row in rows)
    words = {
        "room_eur_bn": "3 % of output and the balance of the outlook",
        "excess_eur_bn": "draws that count as deficit beyond the room and the escape clause",
        "service_eur_bn": "interest and repayments on joint loans drawn so far",
        "added_debt_eur_bn": "draws that count as debt so far, less principal repaid",
    }.get(column, "the sum of draws that count as deficit")
    names = sorted(set(table["instrument"])) or ["national_budget"]
    facts = tuple(fact for name in names for fact in instrument_facts(run.world.evidence, name))
    return Step(words, cells, (*facts, *run._assumed("money.deficit_rule")))


def part_of_costs(run: PlanRecords, key: Labels) -> Step:
    """The column `instruments` of `plan_costs`."""
    state, year = key
    table = run.results.frames["plan_draws"]
    table = table.filter((table["state"] == state) & (table["year"] == int(year)))
    rows = table.select("state", "instrument", "year").iter_rows()
    cells = tuple(("plan_draws/draw_eur_bn", tuple(map(str, row))) for row in rows)
    words = "instruments = service of joint loans - what is drawn of joint instruments"
    return Step(words, cells, run._assumed("money.instruments"))


def _behind(run: PlanRecords, name: str) -> tuple[FactRow, ...]:
    return (*instrument_facts(run.world.evidence, name), *run._assumed("money.instruments"))


TABLES: Mapping[str, Callable[..., Step]] = {
    "plan_draws": draws,
    "plan_instruments": instruments,
    "plan_debt": debt,
}
