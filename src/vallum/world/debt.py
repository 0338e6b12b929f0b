"""What the debt projection of each state starts from, year by year, with provenance.

From: economy tables on debt.  To: `vallum.finance.debt`, through `vallum.study.debt`.

    rate[t]       actual to 2025; forward rate in 2034; long-run value in 2054; straight lines
    inflation[t]  forecast to 2026; forward in 2034; long-run value in 2054; straight lines
    maturing[t]   share of 2024; six-year mean from 2034 on; straight line
    gap[2024]     so that output meets potential in 2029, as the forecast lets it
Long-run values (Debt Sustainability Monitor 2023, annex A3): long rate 4 %, short 2 %, inflation
2 %; 4.5, 2.25 and 2.5 for Poland and Romania; 5, 2.5 and 3 for Hungary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr

from vallum.evidence import Evidence
from vallum.world.context import Grid, zeros
from vallum.world.debt_shocks import shocks_by_state
from vallum.world.provenance import FactRow, Labels, Ledger, Step, fact_rows

FIRST, FORECAST, CLOSED, TENTH, LAST, LONG_RUN = 2024, 2026, 2029, 2034, 2041, 2054
YEARS = tuple(range(FIRST, LAST + 1))
LONG_RATE = {"POL": 4.5, "ROU": 4.5, "HUN": 5.0}
INFLATION = {"POL": 2.5, "ROU": 2.5, "HUN": 3.0}
USUAL_LONG_RATE, USUAL_INFLATION, SHORT_TO_LONG = 4.0, 2.0, 0.5
USUAL_MATURING = 0.08
"""Stands in where the source's own share is negative: the median of the others, rounded."""
LONGEST = 30
"""Residual maturity is cut here [years]."""
ITEMS = (
    "potential_gdp",
    "gap",
    "deflator",
    "short_rate",
    "long_rate",
    "maturing_share",
    "ageing_pct",
    "eur_rate",
    "usd_rate",
    "implicit_rate",
    "spb",
    "stock_flow",
)
SINGLE = (
    "gdp",
    "debt",
    "debt_pct",
    "balance_pct",
    "primary_pct",
    "short_share",
    "eur_share",
    "usd_share",
    "elasticity",
    "expenditure_pct",
    "residual_maturity",
)
_COLUMN = {
    "potential_gdp": "potential_growth_pct",
    "gap": "real_growth_pct",
    "deflator": "gdp_deflator_growth_pct",
    "short_rate": "short_rate_pct",
    "long_rate": "long_rate_pct",
    "ageing_pct": "ageing_cost_pct_gdp",
    "eur_rate": "eur_per_lcu",
    "implicit_rate": "implicit_interest_rate_pct",
    "spb": "structural_primary_balance_pct_gdp",
    "stock_flow": "stock_flow_adjustment_lcu_bn",
    "gdp": "gdp_lcu_bn",
    "debt": "debt_lcu_bn",
    "debt_pct": "debt_pct_gdp",
    "balance_pct": "balance_pct_gdp",
    "primary_pct": "primary_balance_pct_gdp",
}
Rows = dict[int, tuple[dict[str, Any], FactRow]]


@dataclass
class DebtFacts:
    """Arrays of the debt projection and the facts behind each cell.

    yearly: [state, item, year], items as in ITEMS; single: [state, item], items as in SINGLE
    shocks: [state, shock, other], covariance a period; periods: state -> of them in a year
    imputed: state -> items for which a stated rule stands in
    """

    yearly: xr.DataArray
    single: xr.DataArray
    shocks: xr.DataArray
    periods: dict[str, int]
    imputed: dict[str, tuple[str, ...]]
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(str(state) for state in self.yearly["state"].values)


def read_debt_facts(evidence: Evidence) -> DebtFacts:
    """Every state that the tables cover: the members, and the United Kingdom."""
    inputs: dict[str, Rows] = {}
    for row, fact in _facts(evidence, "economy/dsa_inputs"):
        inputs.setdefault(row["state"], {})[row["year"]] = (row, fact)
    structure = {
        row["state"]: (row, fact) for row, fact in _facts(evidence, "economy/dsa_debt_structure")
    }
    states = sorted(inputs.keys() & structure.keys())
    euro, dollars = _currencies(evidence)
    area = _area_inflation(inputs, euro)
    yearly, single = zeros(state=states, item=ITEMS, year=YEARS), zeros(state=states, item=SINGLE)
    ledger, imputed = Ledger(), {}
    for state in states:
        reader = _Reader(state, inputs[state], *structure[state], yearly, single, ledger)
        reader.fill(state in euro, dollars.get(state, {}), area)
        imputed[state] = tuple(sorted(reader.imputed))
    shocks, periods, drawn = shocks_by_state(evidence, states, ledger)
    for state in drawn:
        imputed[state] += ("shocks",)
    ledger.derive("debt_yearly", _explain_yearly)
    return DebtFacts(
        _labelled(yearly, "debt_yearly", "see item", "inputs of the debt projection by year"),
        _labelled(single, "debt_single", "see item", "inputs of the debt projection, 2024"),
        _labelled(shocks, "debt_shocks", "product of units", "covariance of shocks a period"),
        periods,
        imputed,
        ledger,
    )


def _facts(evidence: Evidence, table: str) -> list[tuple[dict[str, Any], FactRow]]:
    frame = evidence.table(table)
    quoted = fact_rows(frame, table, evidence.schema(table).key, evidence.grade)
    return list(zip(frame.iter_rows(named=True), quoted, strict=True))


def _labelled(grid: Grid, name: str, unit: str, meaning: str) -> xr.DataArray:
    return grid.labelled().rename(name).assign_attrs(unit=unit, meaning=meaning)


def _currencies(evidence: Evidence) -> tuple[set[str], dict[str, dict[int, float]]]:
    """States that paid in euro in 2024; own currency per USD by state and year."""
    euro: set[str] = set()
    dollars: dict[str, dict[int, float]] = {}
    for row in evidence.table("economy/fx").iter_rows(named=True):
        if row["kind"] != "weo_implied" or row["lcu_per_usd"] is None:
            continue
        dollars.setdefault(row["state"], {})[row["year"]] = row["lcu_per_usd"]
        if row["currency"] == "EUR" and row["year"] == FIRST:
            euro.add(row["state"])
    return euro, dollars


def _area_inflation(inputs: dict[str, Rows], euro: set[str]) -> float:
    """The euro area's deflator in the last year of forecast, weighted by output [%]."""
    rows = [held[FORECAST][0] for state, held in sorted(inputs.items()) if state in euro]
    weights = [row["gdp_lcu_bn"] for row in rows]
    return float(np.average([row["gdp_deflator_growth_pct"] for row in rows], weights=weights))


@dataclass
class _Reader:
    """Fills one state's cells and says for each what filled it."""

    state: str
    rows: Rows
    structure: dict[str, Any]
    structure_fact: FactRow
    yearly: Grid
    single: Grid
    ledger: Ledger
    imputed: set[str] = field(default_factory=set)

    def fill(self, euro: bool, dollars: dict[int, float], area_inflation: float) -> None:
        self._output()
        self._inflation(area_inflation)
        self._rates()
        self._structure(euro)
        self._currencies(euro, dollars)
        self._balances()

    def _output(self) -> None:
        potential = self._line("potential_gdp", self._known("potential_gdp"))
        level = np.cumprod([1.0, *(1 + np.array(potential[1:]) / 100)])
        real = self._known("gap")
        grown = np.cumprod([1.0, *(1 + real[year] / 100 for year in range(FIRST + 1, CLOSED + 1))])
        # Output meets potential in the year in which the forecast lets it.
        first = level[CLOSED - FIRST] / grown[-1]
        gap = [(first * grown[t] / level[t] - 1) * 100 for t in range(CLOSED - FIRST + 1)]
        self._set("potential_gdp", level)
        self._set("gap", [*gap, *([0.0] * (len(YEARS) - len(gap)))])
        self._set("ageing_pct", self._line("ageing_pct", self._known("ageing_pct")))

    def _inflation(self, area: float) -> None:
        points = {y: v for y, v in self._known("deflator").items() if y <= FORECAST}
        tenth = self.structure["forward_inflation_pct"]
        if self.state in ("POL", "ROU"):
            tenth += (points[FORECAST] - area) / 2
        points |= {TENTH: tenth, LONG_RUN: INFLATION.get(self.state, USUAL_INFLATION)}
        self._set("deflator", self._line("deflator", points), structured=True)

    def _rates(self) -> None:
        final = LONG_RATE.get(self.state, USUAL_LONG_RATE)
        for item, forward, last in (
            ("short_rate", "forward_short_rate_pct", final * SHORT_TO_LONG),
            ("long_rate", "forward_long_rate_pct", final),
        ):
            points = {y: v for y, v in self._known(item).items() if y < FORECAST}
            if FIRST not in points:
                # Without a rate of that year, the next known one stands in.
                points[FIRST] = points.get(FIRST + 1, self.structure[forward])
                self.imputed.add(item)
            points |= {TENTH: self.structure[forward], LONG_RUN: last}
            self._set(item, self._line(item, points), structured=True)

    def _structure(self, euro: bool) -> None:
        held = self.structure
        share, mean = held["maturing_share"], held["maturing_share_6y"]
        if share <= 0 or mean <= 0:
            share = mean = USUAL_MATURING
            self.imputed.add("maturing_share")
        points = {FIRST: share, TENTH: mean, LONG_RUN: mean}
        self._set("maturing_share", self._line("maturing_share", points), structured=True)
        eur = 0.0 if euro else held["eur_share"]
        home = held["domestic_share"] + (held["eur_share"] if euro else 0.0)
        self._one("short_share", held["short_term_share"])
        self._one("eur_share", eur)
        self._one("usd_share", max(round(1 - home - eur, 4), 0.0))
        self._one("elasticity", held["semi_elasticity"])
        self._one("expenditure_pct", held["primary_expenditure_pct_gdp"])
        self._one("residual_maturity", min(round(1 / mean), LONGEST))

    def _currencies(self, euro: bool, dollars: dict[int, float]) -> None:
        per_eur = {year: 1 / rate for year, rate in self._known("eur_rate").items()}
        per_eur = dict.fromkeys(per_eur, 1.0) if euro else per_eur
        self._set("eur_rate", self._line("eur_rate", per_eur))
        usd = {year: rate for year, rate in dollars.items() if FIRST <= year <= FORECAST}
        self._set("usd_rate", self._line("usd_rate", usd or {FIRST: 1.0}))

    def _balances(self) -> None:
        for item in ("implicit_rate", "spb", "stock_flow"):
            known = {y: v for y, v in self._known(item).items() if y <= FORECAST}
            self._set(item, [known.get(year, 0.0) for year in YEARS])
        row, fact = self.rows[FIRST]
        for item in ("gdp", "debt", "debt_pct", "balance_pct", "primary_pct"):
            self.single[self.state, item] = row[_COLUMN[item]]
            self.ledger.record("debt_single", (self.state, item), fact)

    def _known(self, item: str) -> dict[int, float]:
        column = _COLUMN[item]
        return {y: row[column] for y, (row, _) in self.rows.items() if row[column] is not None}

    def _line(self, item: str, points: dict[int, float]) -> list[float]:
        """Straight lines between known years; flat after the last."""
        years = sorted(points)
        return [float(v) for v in np.interp(YEARS, years, [points[year] for year in years])]

    def _set(
        self, item: str, values: Sequence[float] | np.ndarray[Any, Any], structured: bool = False
    ) -> None:
        column = _COLUMN.get(item)
        for year, value in zip(YEARS, values, strict=False):
            self.yearly[self.state, item, year] = float(value)
            at = (self.state, item, year)
            for fact in self._behind(column, year):
                self.ledger.record("debt_yearly", at, fact)
            if structured:
                self.ledger.record("debt_yearly", at, self.structure_fact)

    def _behind(self, column: str | None, year: int) -> list[FactRow]:
        """The row of the year, or the nearest known ones on either side."""
        if column is None:
            return []
        known = [y for y, (row, _) in self.rows.items() if row[column] is not None]
        before = max((y for y in known if y <= year), default=None)
        after = min((y for y in known if y >= year), default=None)
        near = {year for year in (before, after) if year is not None}
        return [self.rows[y][1] for y in sorted(near)]

    def _one(self, item: str, value: float) -> None:
        self.single[self.state, item] = value
        self.ledger.record("debt_single", (self.state, item), self.structure_fact)


def _explain_yearly(labels: Labels) -> Step:
    item = labels[1]
    words = {
        "gap": "output gap: real growth against potential, so that both meet in 2029",
        "potential_gdp": "potential output, 2024 = 1, by its growth rates",
        "maturing_share": "straight line from the share of 2024 to the six-year mean in 2034",
    }
    return Step(words.get(item, f"{item}: known years, straight lines between, flat after"))
