"""The nuclear question as a question of policy: options, forces, cost by key, who decides.

From: forces/nuclear, forces/deterrent_options, fx, gdp, governance.  To: `vallum deterrent`,
report.  Published figures and treaty texts only; nothing on use.

    cost of an option = rise of the yearly cost of the forces named, EUR bn a year
    paid by a state   = its part of the key (output, people, alike) among nuclear states and group
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.governance.decide import decide
from vallum.governance.positions import held_on
from vallum.world.agenda import agenda
from vallum.world.institutions import TODAY, institutions

ISSUE = "nuclear_deterrent_dialogue"
KEYS = {"gdp": "by output", "population": "by people", "equal": "alike"}
AGAINST = 0.0
"""A position below it is named among those against."""


@dataclass(frozen=True)
class Figure:
    """One published figure."""

    state: str
    kind: str
    item: str
    low: float | None
    central: float | None
    high: float | None
    unit: str
    year: int
    source: str
    verified: str
    note: str


@dataclass(frozen=True)
class Option:
    """One option.  cost: (low, central, high) EUR bn a year beyond today's; shares: key -> state ->
    EUR bn a year, central; chance: that the best route carries it before 2030, None: nothing to
    decide; backers, against: states with a coded position, and it.
    """

    name: str
    title: str
    what: str
    boats: float
    aircraft: float
    warheads: float
    cost: tuple[float, float, float]
    shares: dict[str, dict[str, float]]
    route: str
    chance: float | None
    backers: tuple[str, ...]
    against: tuple[str, ...]
    decides: str
    limits: str
    dependency: str
    source: str
    note: str


@dataclass(frozen=True)
class Deterrent:
    """Options in their order; figures behind them; today: state -> EUR bn a year."""

    options: tuple[Option, ...]
    figures: tuple[Figure, ...]
    today: dict[str, float]
    hosted: float


def deterrent_options(evidence: Evidence) -> Deterrent:
    """All shipped options with what they would take."""
    figures = _figures(evidence)
    rates = _pounds(evidence)
    cost = {
        state: tuple(_to_eur(figure, level, rates) for level in ("low", "central", "high"))
        for state in ("FRA", "GBR")
        for figure in [_one(figures, state, "cost_year")]
    }
    options = [
        _option(row, evidence, figures, cost)
        for row in evidence.table("forces/deterrent_options").sort("rank").iter_rows(named=True)
    ]
    hosted = _one(figures, "NATO", "warheads_hosted").low or 0.0
    return Deterrent(tuple(options), figures, {s: each[1] for s, each in cost.items()}, hosted)


def find_option(found: Deterrent, name: str) -> Option:
    """An option by name.  Raises UserError for one that is not there."""
    known = {each.name: each for each in found.options}
    if name not in known:
        near = did_you_mean(name, list(known)) or f"; there are {', '.join(known)}"
        raise UserError(f"there is no option '{name}'{near}")
    return known[name]


def _option(
    row: dict[str, Any],
    evidence: Evidence,
    figures: tuple[Figure, ...],
    cost: dict[str, tuple[float, ...]],
) -> Option:
    forces = row["forces"].split(";")
    rises = [state for state in (row["cost_of"] or "").split(";") if state]
    low, central, high = (
        sum(cost[state][k] for state in rises) * row[f"share_{level}"]
        for k, level in enumerate(("low", "central", "high"))
    )
    payers = sorted({*forces, *_group(evidence, row["shared_by"])}) if rises else []
    route, chance = "", None
    if row["measure"]:
        best = decide(evidence, row["measure"]).best
        route, chance = best.route.title, best.probability
    held = held_on(agenda(evidence), ISSUE, TODAY)
    partners = [s for s in payers if s not in forces]
    return Option(
        row["option"],
        row["title"],
        row["what"],
        sum(f.central or 0 for f in figures if f.state in forces and f.kind == "ssbn"),
        sum(
            f.central or 0
            for f in figures
            if f.state in forces and f.kind == "air_delivery" and "planned" not in f.item
        ),
        sum(f.central or 0 for f in figures if f.state in forces and f.kind == "warheads_total"),
        (low, central, high),
        {key: _shares(evidence, key, payers, central) for key in KEYS} if payers else {},
        route,
        chance,
        tuple(s for s in partners if s in held and held[s].central >= AGAINST),
        tuple(s for s in partners if s in held and held[s].central < AGAINST),
        row["decides"],
        row["limits"],
        row["dependency"],
        row["source"],
        row["note"] or "",
    )


def _group(evidence: Evidence, name: str | None) -> list[str]:
    if not name:
        return []
    return list(institutions(evidence).members(name, TODAY))


def _shares(evidence: Evidence, key: str, states: list[str], total: float) -> dict[str, float]:
    macro = evidence.table("economy/macro").filter(pl.col("state").is_in(states))
    newest = macro.filter(pl.col("kind") == "actual")
    if newest.is_empty():
        newest = macro
    newest = newest.sort("year").group_by("state", maintain_order=True).last()
    column = {"gdp": "gdp_eur_bn", "population": "population_mn"}.get(key)
    weight = {
        row["state"]: float(row[column]) if column else 1.0 for row in newest.iter_rows(named=True)
    }
    whole = sum(weight.values())
    return {s: total * w / whole for s, w in sorted(weight.items(), key=lambda p: (-p[1], p[0]))}


def _figures(evidence: Evidence) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            row["state"],
            row["kind"],
            row["item"],
            row["low"],
            row["central"],
            row["high"],
            row["unit"],
            row["year"],
            row["source"],
            row["verified"],
            row["note"] or "",
        )
        for row in evidence.table("forces/nuclear").iter_rows(named=True)
    )


def _one(figures: tuple[Figure, ...], state: str, kind: str) -> Figure:
    return next(f for f in figures if f.state == state and f.kind == kind)


def _pounds(evidence: Evidence) -> dict[int, float]:
    """Pounds for a euro by year; an average of the year before what is implied by forecasts."""
    rows = evidence.table("economy/fx").filter(
        (pl.col("state") == "GBR") & pl.col("lcu_per_eur").is_not_null()
    )
    ranked = rows.sort((pl.col("kind") == "average").cast(pl.Int8), "year")
    return {row["year"]: float(row["lcu_per_eur"]) for row in ranked.iter_rows(named=True)}


def _to_eur(figure: Figure, level: str, pounds: dict[int, float]) -> float:
    value = float(getattr(figure, level) or 0.0)
    return value / pounds[figure.year] if figure.unit == "gbp_bn" else value
