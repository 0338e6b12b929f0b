"""Debt inputs from a file: one row an item, as replications of the Commission's method print them.

From: a CSV file with columns state, item, year, value.  To: `Case`.
"""

from __future__ import annotations

import csv
import math
from itertools import combinations_with_replacement
from pathlib import Path

from vallum.errors import Problem, UserError, did_you_mean
from vallum.finance.debt.case import LAST_YEAR, SHOCKS, START_YEAR, Case

COLUMNS = ["state", "item", "year", "value"]
_SINGLE = (
    "short_term_debt_share",
    "avg_residual_maturity_years",
    "domestic_currency_share",
    "usd_share",
    "budget_balance_semi_elasticity",
    "debt_total_2024",
)
_EARLY = (
    "implicit_interest_rate",
    "structural_primary_balance",
    "stock_flow_adjustment",
    "usd_rate",
)
_YEARLY = (
    "potential_gdp",
    "output_gap_baseline",
    "gdp_deflator_growth",
    "short_rate",
    "long_rate",
    "lt_maturing_share",
    "ageing_cost",
)
_FIRST = (
    "nominal_gdp_baseline",
    "debt_ratio_forecast",
    "fiscal_balance_forecast",
    "primary_balance_forecast",
)
_OPTIONAL = (
    "revenue_item",
    "eur_share",
    "eur_rate",
    "stock_flow_pct",
    "shock_periods_per_year",
    "primary_expenditure_share_2024",
    "lt_maturing_share_t",
    "lt_maturing_share_avg",
    "forward_short_rate_10y",
    "forward_long_rate_10y10y",
    "forward_inflation_5y5y",
)
_SHOCK = "shock_cov:"
_EARLY_YEARS = range(START_YEAR, START_YEAR + 3)
_YEARS = range(START_YEAR, LAST_YEAR + 1)

Items = dict[tuple[str, int | None], float]


def read_cases(path: Path) -> dict[str, Case]:
    """The cases of a file, by state in its order.

    Raises UserError with file, line and field for what cannot be read, is missing or out of range.
    """
    items = _read(path)
    return {state: _case(state, held, path) for state, held in items.items()}


def _read(path: Path) -> dict[str, Items]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a text file in UTF-8"
        raise UserError(Problem(f"cannot be read: {reason}", str(path))) from None
    if not rows or rows[0] != COLUMNS:
        raise UserError(Problem(f"the first line must be {','.join(COLUMNS)}", str(path), 1))
    found: dict[str, Items] = {}
    problems = []
    for line, row in enumerate(rows[1:], start=2):
        try:
            state, item, year, value = _parsed(row)
        except ValueError as error:
            problems.append(Problem(str(error), str(path), line))
            continue
        if (item, year) in found.setdefault(state, {}):
            problems.append(Problem(f"{state} has {item} twice", str(path), line, "item"))
        found[state][item, year] = value
    if problems:
        raise UserError(problems)
    if not found:
        raise UserError(Problem("holds no rows: each state needs its inputs", str(path)))
    return found


def _parsed(row: list[str]) -> tuple[str, str, int | None, float]:
    if len(row) != len(COLUMNS):
        raise ValueError(f"has {len(row)} cells where {len(COLUMNS)} are right")
    state, item, year, value = (cell.strip() for cell in row)
    if not (len(state) == 3 and state.isalpha() and state.isupper()):
        raise ValueError(f"'{state}' is not an ISO alpha-3 code")
    known = [*_SINGLE, *_EARLY, *_YEARLY, *_FIRST, *_OPTIONAL, *_shock_names()]
    if item not in known:
        raise ValueError(f"'{item}' is not an item{did_you_mean(item, known)}")
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"{item}: '{value}' is not a number") from None
    if not math.isfinite(number):
        raise ValueError(f"{item}: '{value}' is not a finite number")
    if year and not year.isdigit():
        raise ValueError(f"{item}: '{year}' is not a year")
    return state, item, int(year) if year else None, number


def _shock_names() -> list[str]:
    return [f"{_SHOCK}{a}:{b}" for a, b in combinations_with_replacement(SHOCKS, 2)]


def _case(state: str, held: Items, path: Path) -> Case:
    missing = [
        *(item for item in _SINGLE if (item, None) not in held),
        *(_lacking(held, item, _EARLY_YEARS) for item in _EARLY),
        *(_lacking(held, item, _YEARS) for item in _YEARLY),
        *(_lacking(held, item, range(START_YEAR, START_YEAR + 1)) for item in _FIRST),
    ]
    problems = [
        Problem(f"{state} lacks {item}", str(path), field="item") for item in missing if item
    ]
    if problems:
        raise UserError(problems)

    def early(item: str) -> tuple[float, ...]:
        return tuple(held[item, year] for year in _EARLY_YEARS)

    def yearly(item: str) -> tuple[float, ...]:
        return tuple(held[item, year] for year in _YEARS)

    def optional(item: str, year: int | None = None) -> float:
        return held.get((item, year), 0.0)

    rate = {name: _held(held, name) for name in ("eur_rate", "usd_rate")}
    home, eur = held["domestic_currency_share", None], optional("eur_share")
    case = Case(
        state=state,
        potential_gdp=yearly("potential_gdp"),
        gap=yearly("output_gap_baseline"),
        deflator=yearly("gdp_deflator_growth"),
        short_rate=yearly("short_rate"),
        long_rate=yearly("long_rate"),
        implicit_rate=early("implicit_interest_rate"),
        spb=early("structural_primary_balance"),
        stock_flow=early("stock_flow_adjustment"),
        stock_flow_pct=yearly("stock_flow_pct") if ("stock_flow_pct", LAST_YEAR) in held else (),
        maturing_share=yearly("lt_maturing_share"),
        ageing_pct=tuple(
            held["ageing_cost", year] - optional("revenue_item", year) for year in _YEARS
        ),
        eur_rate=rate["eur_rate"],
        usd_rate=rate["usd_rate"],
        gdp=held["nominal_gdp_baseline", START_YEAR],
        debt=held["debt_total_2024", None],
        debt_pct=held["debt_ratio_forecast", START_YEAR],
        balance_pct=held["fiscal_balance_forecast", START_YEAR],
        primary_pct=held["primary_balance_forecast", START_YEAR],
        short_share=held["short_term_debt_share", None],
        eur_share=eur,
        usd_share=held["usd_share", None],
        elasticity=held["budget_balance_semi_elasticity", None],
        expenditure_pct=optional("primary_expenditure_share_2024"),
        residual_maturity=round(held["avg_residual_maturity_years", None]),
        covariance=_covariance(held),
        periods=round(held.get(("shock_periods_per_year", None), 4)),
    )
    _check(case, home, path)
    return case


def _lacking(held: Items, item: str, years: range) -> str:
    """The item and its missing years in words, or nothing."""
    gone = [year for year in years if (item, year) not in held]
    return f"{item} for {', '.join(map(str, gone))}" if gone else ""


def _held(held: Items, item: str) -> tuple[float, ...]:
    """Exchange rates by year: the last one known goes on; 1 where none is given."""
    rates: list[float] = []
    for year in _YEARS:
        rates.append(held.get((item, year), rates[-1] if rates else 1.0))
    return tuple(rates)


def _covariance(held: Items) -> tuple[tuple[float, ...], ...]:
    if not any(item.startswith(_SHOCK) for item, _ in held):
        return ()
    value = {
        frozenset((a, b)): held.get((f"{_SHOCK}{a}:{b}", None), 0.0)
        for a, b in combinations_with_replacement(SHOCKS, 2)
    }
    return tuple(tuple(value[frozenset((a, b))] for b in SHOCKS) for a in SHOCKS)


def _check(case: Case, home: float, path: Path) -> None:
    """Refuse what no state can have."""
    checks: list[tuple[str, bool, str]] = [
        ("potential_gdp", min(case.potential_gdp) > 0, "must be above 0"),
        ("nominal_gdp_baseline", case.gdp > 0, "must be above 0"),
        ("debt_total_2024", case.debt > 0, "must be above 0"),
        ("short_term_debt_share", 0 <= case.short_share < 1, "must be from 0 to below 1"),
        ("lt_maturing_share", all(0 <= x <= 1 for x in case.maturing_share), "must be 0 to 1"),
        ("avg_residual_maturity_years", 1 <= case.residual_maturity <= 60, "must be 1 to 60"),
        ("usd_rate", min(case.usd_rate) > 0, "must be above 0"),
        ("eur_rate", min(case.eur_rate) > 0, "must be above 0"),
        ("shock_periods_per_year", case.periods in (1, 4), "must be 1 or 4"),
        (
            "domestic_currency_share",
            abs(home + case.eur_share + case.usd_share - 1) < 0.005,
            "must add up to 1 with eur_share and usd_share",
        ),
    ]
    problems = [
        Problem(f"{case.state}: {item} {words}", str(path), field=item)
        for item, fine, words in checks
        if not fine
    ]
    if problems:
        raise UserError(problems)
