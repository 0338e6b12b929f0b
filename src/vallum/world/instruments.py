"""Instruments that pay for defence, who may draw them, and what borrowing costs: with provenance.

From: economy tables on instruments, keys, yields, ratings, output.  To: `vallum.finance.fund`,
`vallum.finance.bank`, `vallum.finance.share`, through `vallum.study.funding`.

    rate[n]    newest ten-year yield of state n: forward of summer 2026, else the newest quote;
               without one, the highest of the others (imputed)                            [%]
    rate[EU]   German ten-year yield + spread of the Union's ten-year bond over it         [%]
    gdp[n,t]   outlook to 2030, then 1 % real growth and 2 % prices a year           [EUR bn]
    price[t]   deflator of the euro area to 2030, then 2 % a year                    [2025 = 1]
    room[n,t]  max(0, 3 + balance) of GDP: deficit left below 3 % by the outlook; beyond 2030 the
               last one; states outside the Union have no such rule                       [EUR bn]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from vallum.errors import Problem, UserError
from vallum.evidence import Evidence
from vallum.world.context import zeros
from vallum.world.instrument_faults import (
    EVERYONE,
    SHORT_GROUPS,
    faults_of,
    own_rows,
    parts_of,
)
from vallum.world.provenance import FactRow, Ledger, fact_rows

DEFICIT_LIMIT = 3.0
"""Deficit that the Treaty's protocol allows [% of GDP]."""
LONG_GROWTH, LONG_INFLATION = 0.01, 0.02
"""Real growth and prices beyond the outlook, a year: about the euro area's trend, and the European
Central Bank's aim."""
LAST_OUTLOOK = 2030
_AGENCY_SCALE = {
    "S&P": [
        *("AAA", "AA+", "AA", "AA-", "A+", "A", "A-", "BBB+", "BBB", "BBB-"),
        *("BB+", "BB", "BB-", "B+", "B", "B-", "CCC+", "CCC"),
    ],
    "Moody's": [
        *("Aaa", "Aa1", "Aa2", "Aa3", "A1", "A2", "A3", "Baa1", "Baa2", "Baa3"),
        *("Ba1", "Ba2", "Ba3", "B1", "B2", "B3", "Caa1", "Caa2"),
    ],
}
SCALE = tuple(_AGENCY_SCALE["S&P"])
"""Ratings from best to worst; a notch is a place in this list."""


@dataclass(frozen=True)
class Instrument:
    """Terms of one instrument; see the columns of economy/instruments."""

    id: str
    title: str
    status: str
    ceiling: float | None
    ceiling_pct: float | None
    first: int
    last: int
    members: frozenset[str]
    serves: str
    content_min: float
    joint_only: bool
    form: str
    maturity: int
    grace: int
    reference: str
    spread: float
    repaid_by: str
    key: str
    counts_debt: bool
    counts_deficit: bool
    routes: tuple[str, ...]


@dataclass
class FundingFacts:
    """Instruments and the figures that their cost and limits rest on.

    rate: [state] %; gdp, room: [state, year] EUR bn, current; price: [year], 2025 = 1;
    keys: key -> state -> weight; limits: instrument -> state -> EUR bn; notch: state -> place in
    SCALE; imputed: what rests on a stated rule.
    """

    instruments: dict[str, Instrument]
    rate: xr.DataArray
    eu_rate: float
    gdp: xr.DataArray
    room: xr.DataArray
    price: xr.DataArray
    population: dict[str, float]
    keys: dict[str, dict[str, float]]
    limits: dict[str, dict[str, float]]
    notch: dict[str, float]
    eu_spread: float
    imputed: tuple[str, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)


def read_funding(
    evidence: Evidence, states: Sequence[str], years: Sequence[int], own: Path | None = None
) -> FundingFacts:
    """What funding needs for these states and years; `own`: a YAML file of instruments to add.

    Raises UserError with every fault of an instrument: negative ceiling, grace longer than
    maturity, unknown route, key, or member.
    """
    ledger, imputed = Ledger(), []
    keys = _read_keys(evidence)
    limits = _limits(evidence)
    rate = zeros(state=list(states))
    quotes = _quotes(evidence)
    worst = max(quotes.items(), key=lambda each: each[1][0] if each[0] in states else -1.0)
    for state in states:
        value, fact = quotes.get(state, worst[1])
        if state not in quotes:
            imputed.append(f"ten-year rate of {state}: no quote, that of {worst[0]} stands in")
        rate[state] = value
        ledger.record("own_rate", (state,), fact)
    spread, bond = _union_spread(evidence)
    ledger.record("eu_rate", (), bond)
    gdp, room, population = _output(evidence, states, years, ledger)
    price = _prices(evidence, years, ledger)
    return FundingFacts(
        read_instruments(evidence, keys, own),
        _named(rate.labelled(), "own_rate", "%", "ten-year yield"),
        quotes["DEU"][0] + spread / 100,
        gdp,
        room,
        price,
        population,
        keys,
        limits,
        _notches(evidence),
        spread / 100,
        tuple(imputed),
        ledger,
    )


def shipped_instruments(evidence: Evidence) -> dict[str, Instrument]:
    """Those of the facts.  Raises UserError as `read_instruments` does."""
    return read_instruments(evidence, _read_keys(evidence))


def read_instruments(
    evidence: Evidence, keys: Mapping[str, Mapping[str, float]], own: Path | None = None
) -> dict[str, Instrument]:
    """Instruments by id, checked; those of `own` replace shipped ones of the same id."""
    rows = {row["instrument"]: row for row in _rows(evidence, "economy/instruments")}
    files = dict.fromkeys(rows, "economy/instruments.csv")
    if own is not None:
        for row in own_rows(own):
            rows[str(row.get("instrument"))] = row
            files[str(row.get("instrument"))] = str(own)
    groups: dict[str, set[str]] = {}
    for row in _rows(evidence, "governance/memberships"):
        groups.setdefault(row["group"], set()).add(row["state"])
    routes = {row["route"] for row in _rows(evidence, "governance/routes")}
    states = {row["state"] for row in _rows(evidence, "geography/states")}
    problems: list[Problem] = []
    found: dict[str, Instrument] = {}
    for id_, row in sorted(rows.items()):
        faults = [
            Problem(f"instrument '{id_}': {message}", files[id_], row.get("_line"), column)
            for column, message in faults_of(row, routes, keys, groups, states)
        ]
        problems += faults
        if not faults:
            found[id_] = _instrument(id_, row, groups, states)
    if problems:
        raise UserError(problems)
    return found


def instrument_facts(evidence: Evidence, id_: str) -> tuple[FactRow, ...]:
    """The row of an instrument, as a chain of reasons shows it; none where it is a user's own."""
    rows = _facts(evidence, "economy/instruments")
    return tuple(fact for row, fact in rows if row["instrument"] == id_)


def _instrument(
    id_: str, row: Mapping[str, Any], groups: Mapping[str, set[str]], states: set[str]
) -> Instrument:
    members: set[str] = set()
    for name in parts_of(row["members"]):
        if name == EVERYONE:
            members |= states
        else:
            members |= groups.get(SHORT_GROUPS.get(name, name), {name})
    return Instrument(
        id_,
        str(row.get("title") or id_),
        str(row.get("status") or "proposed"),
        row.get("ceiling_eur_bn"),
        row.get("ceiling_pct_gdp"),
        max(row["first_year"], row.get("pays_from") or row["first_year"]),
        row["last_year"],
        frozenset(members),
        row["serves"],
        float(row.get("content_min_share") or 0),
        row.get("joint_only") in ("yes", True),
        row["form"],
        int(row.get("maturity_years") or 0),
        int(row.get("grace_years") or 0),
        row["reference"],
        float(row.get("spread_points") or 0),
        row["repaid_by"],
        str(row.get("guarantee_key") or "gdp"),
        row.get("counts_debt") in ("yes", True),
        row.get("counts_deficit") in ("yes", True),
        parts_of(row.get("routes")),
    )


def _rows(evidence: Evidence, table: str) -> list[dict[str, Any]]:
    return list(evidence.table(table).iter_rows(named=True))


def _facts(evidence: Evidence, table: str) -> list[tuple[dict[str, Any], FactRow]]:
    frame = evidence.table(table)
    quoted = fact_rows(frame, table, evidence.schema(table).key, evidence.grade)
    return list(zip(frame.iter_rows(named=True), quoted, strict=True))


def _named(array: xr.DataArray, name: str, unit: str, meaning: str) -> xr.DataArray:
    return array.rename(name).assign_attrs(unit=unit, meaning=meaning)


def _read_keys(evidence: Evidence) -> dict[str, dict[str, float]]:
    keys: dict[str, dict[str, float]] = {}
    for row in _rows(evidence, "economy/burden_keys"):
        if row["value"] is not None:
            keys.setdefault(row["key"], {})[row["state"]] = float(row["value"])
    return keys


def _limits(evidence: Evidence) -> dict[str, dict[str, float]]:
    """SAFE: the Council's amount where one was seen, else the tentative allocation."""
    safe = {
        row["state"]: row["council_max_loan_eur_bn"]
        if row["council_max_loan_eur_bn"] is not None
        else row["tentative_allocation_eur_bn"]
        for row in _rows(evidence, "economy/safe_loans")
    }
    return {"safe": safe}


def _quotes(evidence: Evidence) -> dict[str, tuple[float, FactRow]]:
    """Newest ten-year yield by state [%]: dates sort as text."""
    found: dict[str, tuple[str, float, FactRow]] = {}
    for row, fact in _facts(evidence, "economy/bond_yields"):
        if row["tenor"] == "10y" and row["issuer"] != "EU":
            held = found.get(row["issuer"])
            if held is None or row["date"] > held[0]:
                found[row["issuer"]] = (row["date"], float(row["yield_pct"]), fact)
    return {issuer: (value, fact) for issuer, (_, value, fact) in found.items()}


def _union_spread(evidence: Evidence) -> tuple[float, FactRow]:
    """Spread of the Union's newest ten-year bond over the German one [basis points]."""
    bonds = [
        (row["date"], row["spread_bund_bp"], fact)
        for row, fact in _facts(evidence, "economy/bond_yields")
        if row["issuer"] == "EU" and row["tenor"] == "10y" and row["spread_bund_bp"] is not None
    ]
    _, spread, fact = max(bonds, key=lambda each: each[0])
    return float(spread), fact


def _notches(evidence: Evidence) -> dict[str, float]:
    """Mean place in SCALE of each agency's newest rating."""
    newest: dict[tuple[str, str], tuple[str, str]] = {}
    for row in _rows(evidence, "economy/sovereign_ratings"):
        at = (row["issuer"], row["agency"])
        if at not in newest or row["as_of"] > newest[at][0]:
            newest[at] = (row["as_of"], row["rating"])
    places: dict[str, list[int]] = {}
    for (state, agency), (_, rating) in sorted(newest.items()):
        scale = _AGENCY_SCALE.get(agency, _AGENCY_SCALE["S&P"])
        places.setdefault(state, []).append(scale.index(rating))
    return {state: float(np.mean(values)) for state, values in places.items()}


def _output(
    evidence: Evidence, states: Sequence[str], years: Sequence[int], ledger: Ledger
) -> tuple[xr.DataArray, xr.DataArray, dict[str, float]]:
    gdp, room = zeros(state=list(states), year=list(years)), zeros(state=list(states), year=years)
    known = {(row["state"], row["year"]): (row, f) for row, f in _facts(evidence, "economy/macro")}
    fiscal = {(row["state"], row["year"]): row for row in _rows(evidence, "economy/fiscal")}
    union = {r["state"] for r in _rows(evidence, "governance/memberships") if r["group"] == "EU"}
    population: dict[str, float] = {}
    for state in states:
        for year in years:
            at = (state, min(year, LAST_OUTLOOK))
            if at not in known:
                raise UserError(f"economy/macro has no output of {state} in {at[1]}")
            row, fact = known[at]
            grown = (1 + LONG_GROWTH) * (1 + LONG_INFLATION)
            gdp[state, year] = row["gdp_eur_bn"] * grown ** max(0, year - LAST_OUTLOOK)
            ledger.record("gdp_current", (state, year), fact)
            population[state] = float(row["population_mn"])
            balance = (fiscal.get(at) or {}).get("balance_pct_gdp")
            free = np.inf if state not in union else max(0.0, DEFICIT_LIMIT + (balance or 0.0))
            room[state, year] = free if free == np.inf else free / 100 * gdp[state, year]
    return (
        _named(gdp.labelled(), "gdp_current", "EUR bn", "output at current prices"),
        _named(room.labelled(), "deficit_room", "EUR bn", "deficit left below 3 % of GDP"),
        population,
    )


def _prices(evidence: Evidence, years: Sequence[int], ledger: Ledger) -> xr.DataArray:
    known = {
        row["year"]: (row["index_2025_100"] / 100, fact)
        for row, fact in _facts(evidence, "economy/price_index")
        if row["state"] == "EA" and row["index_name"] == "gdp_deflator"
    }
    price = zeros(year=list(years))
    for year in years:
        value, fact = known[min(year, LAST_OUTLOOK)]
        price[(year,)] = value * (1 + LONG_INFLATION) ** max(0, year - LAST_OUTLOOK)
        ledger.record("price_level", (year,), fact)
    return _named(price.labelled(), "price_level", "2025 = 1", "deflator of the euro area")
