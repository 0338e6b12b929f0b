"""What lines make for the coalition: today, as announced, under licence, less what goes abroad.

From: industry tables, forces/orders.  To: `vallum.planner`, `vallum.industry`.

    line_made[s,t]     = rate[s] + announced_kept * max(0, announced[s,t] - rate[s])
    line_licensed[s,t] = output of agreed licences that add to the line, from their year on
    line_exports[s,t]  = min(made + licensed, max(signed[s,t], usual[s,t]))
    line[s,t]          = line_made + line_licensed - line_exports                [units a year]

announced rises in a straight line from the rate of `RATED` to each announced year.  signed is what
customers outside the coalition have ordered; usual is, by the line's `export_basis`,

    backlog   0 up to known_to, then export_share * (made + licensed)
    pace      what was delivered abroad a year                      (export_share where no row says)
    share     a share of its own * (made + licensed)
    europe    0: the rate counts only what the line makes for Europe
    none      export_share * (made + licensed); 0 for categories that nobody abroad buys (`CAPTIVE`)

Ukraine's own orders leave a line like exports, also where it is a member: its front takes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from vallum.errors import Problem, UserError, did_you_mean
from vallum.world.catalogue import UKRAINE, Row, orderable
from vallum.world.context import BASE_YEAR, Context, zeros
from vallum.world.deliveries import schedule
from vallum.world.provenance import FactRow, Labels, Step
from vallum.world.stocks import air_defence_units

CAPTIVE = ("headquarters_corps", "headquarters_division", "carrier", "submarine_nuclear")
"""Categories whose lines have no customers abroad."""
RATED = BASE_YEAR - 1
"""The year whose output the rates of industry/orderable are."""
SHARE = "export_share"


@dataclass
class _Abroad:
    """What is known of a line's customers abroad."""

    signed: dict[int, float] = field(default_factory=dict)
    pace: float = 0.0
    basis: str = ""
    known_to: int = 0
    share: float = 0.0
    facts: list[FactRow] = field(default_factory=list)
    bought: dict[int, list[FactRow]] = field(default_factory=dict)


def build_lines(context: Context) -> None:
    """Add line, line_made, line_licensed, line_exports and licence_known to the World.

    Raises UserError where a table of lines names a system that industry/orderable does not have.
    """
    rows = orderable(context)
    names = [row["system"] for row, _ in rows]
    _refuse_unknown(context)
    ramps, licensed, abroad = _ramps(context), _agreed(context), _abroad(context, rows)
    made, extra, exports, line = (zeros(product=names, year=context.years) for _ in range(4))
    kept = context.parameters["announced_kept"]
    for row, fact in rows:
        name = row["system"]
        rate = context.drawn(f"rate|{name}", row["rate_low"], row["rate_central"], row["rate_high"])
        figure = replace(
            fact,
            key=f"{fact.key} / rate",
            value=row["rate_central"],
            verified=row["rate_verified"],
        )
        context.ledger.record("rate", (name,), figure)
        ramp = ramps.get(name, [])
        years, rates = [RATED, *(y for y, _, _ in ramp)], [rate, *(value for _, value, _ in ramp)]
        for year in context.years.tolist():
            at = (name, year)
            announced = float(np.interp(year, years, rates))
            made[at] = rate + kept * max(0.0, announced - rate)
            for since, value, found in licensed.get(name, ()):
                if year >= since:
                    extra[at] += value
                    context.ledger.record("line_licensed", at, found)
            whole = made[at] + extra[at]
            exports[at] = min(whole, _sold(context, abroad[name], row["category"], whole, year))
            line[at] = whole - exports[at]
    unit = "units a year"
    context.add("line_made", made, unit, "what a line makes for all its customers, as announced")
    context.add("line_licensed", extra, unit, "what agreed licences add to a line")
    context.add("line_exports", exports, unit, "what of a line goes to customers abroad")
    context.add("line", line, unit, "what a line can make for the coalition")
    _add_known_licences(context, names)
    _explain(context, {row["system"]: row["category"] for row, _ in rows}, ramps, abroad)


def _refuse_unknown(context: Context) -> None:
    known = {row["system"] for row, _ in context.facts("industry/orderable")}
    tables = ("ramps", "export_commitments", "export_basis", "licences")
    wrong = [
        Problem(
            f"'{row['system']}' is no system of industry/orderable"
            f"{did_you_mean(row['system'], sorted(known))}",
            row["_file"],
            row["_line"],
            "system",
        )
        for table in tables
        for row, _ in context.facts(f"industry/{table}")
        if row["system"] not in known
    ]
    if wrong:
        raise UserError(wrong)


def _ramps(context: Context) -> dict[str, list[tuple[int, float, FactRow]]]:
    """System -> announced rates by year, in order of years."""
    found: dict[str, list[tuple[int, float, FactRow]]] = {}
    for row, fact in context.facts("industry/ramps", "rate_central"):
        rate = context.drawn(
            f"ramp|{fact.key}", row["rate_low"], row["rate_central"], row["rate_high"]
        )
        found.setdefault(row["system"], []).append((row["year"], rate, fact))
    return {name: sorted(points, key=lambda point: point[0]) for name, points in found.items()}


def _agreed(context: Context) -> dict[str, list[tuple[int, float, FactRow]]]:
    """System -> agreed licences that add to its line: first year, units a year."""
    found: dict[str, list[tuple[int, float, FactRow]]] = {}
    for row, fact in context.facts("industry/licences", "rate_central"):
        if row["status"] != "agreed" or row["adds"] != "yes":
            continue
        if row["from_year"] is None or row["rate_central"] is None:
            told = "an agreed licence that adds to a line needs a first year and a rate"
            raise UserError(Problem(told, row["_file"], row["_line"], "rate_central"))
        rate = context.drawn(
            f"licence|{fact.key}", row["rate_low"], row["rate_central"], row["rate_high"]
        )
        found.setdefault(row["system"], []).append((row["from_year"], rate, fact))
    return found


def _add_known_licences(context: Context, names: list[str]) -> None:
    """1 where some other state makes, or could make, the system under licence."""
    known = zeros(product=names)
    for row, fact in context.facts("industry/licences"):
        if row["system"] in known.dims["product"]:
            known[row["system"]] = 1
            context.ledger.record("licence_known", (row["system"],), fact)
    context.add("licence_known", known, "0 or 1", "a second line abroad is agreed or named")
    context.ledger.leave_empty("licence_known", "no row of industry/licences names the system")


def _abroad(context: Context, rows: list[Row]) -> dict[str, _Abroad]:
    """System -> its customers outside the coalition."""
    found = {row["system"]: _Abroad() for row, _ in rows}
    for row, fact in context.facts("industry/export_basis", "share_central"):
        if row["system"] not in found:
            continue
        own = found[row["system"]]
        own.basis, own.known_to = row["basis"], row["known_to"] or 0
        own.facts.append(fact)
        if own.basis == "backlog" and not own.known_to:
            told = "a backlog needs the last year up to which it is known"
            raise UserError(Problem(told, row["_file"], row["_line"], "known_to"))
        if own.basis == "share":
            own.share = _own_share(context, row)
    for row, fact in context.facts("industry/export_commitments", "units"):
        if row["system"] in found and _outside(context, row["customer"]):
            _commit(found[row["system"]], row, fact)
    _add_european_orders(context, rows, found)
    return found


def _own_share(context: Context, row: dict[str, Any]) -> float:
    if row["share_central"] is None:
        told = "an export share of its own needs a central value"
        raise UserError(Problem(told, row["_file"], row["_line"], "share_central"))
    return context.drawn(
        f"{SHARE}|{row['system']}", row["share_low"], row["share_central"], row["share_high"]
    )


def _outside(context: Context, state: str) -> bool:
    return state not in context.members or state == UKRAINE


def _commit(own: _Abroad, row: dict[str, Any], fact: FactRow) -> None:
    """A customer's units, evenly over their years."""
    span = row["to_year"] - row["from_year"] + 1
    if span < 1:
        told = f"to_year ({row['to_year']}) is before from_year ({row['from_year']})"
        raise UserError(Problem(told, row["_file"], row["_line"], "to_year"))
    if row["status"] == "delivered":
        own.pace += row["units"] / span
        own.facts.append(fact)
        return
    for year in range(row["from_year"], row["to_year"] + 1):
        own.signed[year] = own.signed.get(year, 0.0) + row["units"] / span
        own.bought.setdefault(year, []).append(fact)


def _add_european_orders(context: Context, rows: list[Row], found: dict[str, _Abroad]) -> None:
    """Signed orders of European states that are not in the coalition, by the line that makes them.

    Air-defence units are counted as lines count them.
    """
    category = {row["system"]: row["category"] for row, _ in rows}
    made_as = {
        row["order_system"]: row["system"] for row, _ in context.facts("industry/order_lines")
    }
    per_unit = air_defence_units(context)
    for row, fact in context.facts("forces/orders", "quantity"):
        name = made_as.get(row["system"], "")
        if name not in found or row["counts"] != "yes" or row["state"] in context.members:
            continue
        size = 1.0 if row["unit"] == "vehicles" else per_unit(category[name], row["unit"])[0]
        left = (row["quantity"] - (row["delivered"] or 0)) / size
        for year, share in schedule(context, row):
            own = found[name]
            own.signed[year] = own.signed.get(year, 0.0) + left * share
            own.bought.setdefault(year, []).append(fact)


def _sold(context: Context, own: _Abroad, category: str, whole: float, year: int) -> float:
    """What customers abroad take in a year [units]."""
    share = context.parameters[SHARE] * whole
    usual = {
        "backlog": 0.0 if year <= own.known_to else share,
        "pace": own.pace or share,
        "share": own.share * whole,
        "europe": 0.0,
    }.get(own.basis, 0.0 if category in CAPTIVE else share)
    return max(own.signed.get(year, 0.0), usual)


def _explain(
    context: Context,
    category: dict[str, str],
    ramps: dict[str, list[tuple[int, float, FactRow]]],
    abroad: dict[str, _Abroad],
) -> None:
    kept = ("parameter", ("announced_kept",))

    def made(labels: Labels) -> Step:
        name, _ = labels
        rate = ("rate", (name,))
        if name not in ramps:
            return Step("made = rate: no rise is announced", (rate,))
        words = "made = rate + announced_kept x what is announced beyond it, in a straight line"
        return Step(words, (rate, kept), tuple(fact for _, _, fact in ramps[name]))

    def exports(labels: Labels) -> Step:
        name, year = labels
        own = abroad[name]
        bought = own.bought.get(year, [])
        whole = tuple((array, labels) for array in ("line_made", "line_licensed"))
        share = (("parameter", (SHARE,)),)
        facts = (*own.facts, *bought)
        if own.basis == "europe":
            words = (
                "exports: the rate counts only what goes to Europe; less what others there ordered"
            )
            return Step(words, (), facts)
        if own.basis == "backlog" and year <= own.known_to:
            words = "exports = signed orders of customers abroad, which are known up to "
            return Step(f"{words}{own.known_to}", whole if bought else (), facts)
        if own.basis == "pace" and own.pace:
            words = "exports = what was delivered abroad a year, or signed orders if they are more"
            return Step(words, whole, facts)
        if own.basis == "share":
            return Step("exports = the line's own export share x output", whole, facts)
        if not own.basis and category[name] in CAPTIVE:
            return Step("exports: nobody abroad buys these", whole, facts)
        return Step("exports = export_share x output, or signed orders if they are more",
                    (*whole, *share), facts)  # fmt: skip

    def line(labels: Labels) -> Step:
        parts = tuple((array, labels) for array in ("line_made", "line_licensed", "line_exports"))
        return Step("line = made + licensed - exports", parts)

    context.ledger.derive("line_made", made)
    context.ledger.leave_empty("line_licensed", "no agreed licence adds to the line then")
    context.ledger.derive("line_exports", exports)
    context.ledger.derive("line", line)
