"""The national escape clause and the control account: what deviations add up to.

From: a case, steps of adjustment.  To: `vallum debt`.

    extra debt[t] = extra debt[t-1] * (1 + r[t]) / (1 + g[t]) + extra deficit[t]
Up to 1.5 % of GDP a year of more defence spending than in the base year is left out of the count
from 2025 to 2028 (Commission communication of 19 March 2025, C(2025) 2000).  What it adds to debt
stays.  Council Regulation (EU) 2024/1263: the control account records by how much net expenditure
exceeds the path, as a share of GDP; above 0.3 points a year or 0.6 in all, a report follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vallum.errors import UserError
from vallum.finance.debt.case import START_YEAR, Case
from vallum.finance.debt.projection import MULTIPLIER, Path, project

CLAUSE_PCT = 1.5
CLAUSE_YEARS = (2025, 2026, 2027, 2028)
YEARLY_LIMIT, TOTAL_LIMIT = 0.3, 0.6


def added_debt(
    extra_pct: Sequence[float], rate_pct: Sequence[float], growth_pct: Sequence[float]
) -> list[float]:
    """What extra deficits add to debt, by year, before any feedback [% of GDP].

    Lists of one length: extra deficit [% of GDP], interest rate and nominal growth [%]

    >>> added_debt([1.5] * 4, [3.0] * 4, [3.0] * 4)
    [1.5, 3.0, 4.5, 6.0]
    """
    debt, found = 0.0, []
    for extra, rate, growth in zip(extra_pct, rate_pct, growth_pct, strict=True):
        debt = debt * (1 + rate / 100) / (1 + growth / 100) + extra
        found.append(debt)
    return found


def clause_deficits(
    pct: float = CLAUSE_PCT, years: Sequence[int] = CLAUSE_YEARS
) -> tuple[float, ...]:
    """Extra deficits by year from the start, for `project_debt` [% of GDP].

    Raises UserError outside 0 to 1.5 % of GDP, or for years the clause does not cover.
    """
    if not 0 <= pct <= CLAUSE_PCT:
        raise UserError(f"the escape clause covers 0 to {CLAUSE_PCT} % of GDP a year, not {pct:g}")
    if wrong := sorted(set(years) - set(CLAUSE_YEARS)):
        raise UserError(f"the escape clause covers 2025 to 2028, not {wrong[0]}")
    last = max(years, default=START_YEAR)
    return tuple(pct if year in years else 0.0 for year in range(START_YEAR, last + 1))


@dataclass(frozen=True)
class Account:
    """The control account of one path: deviations by year and in all [% of GDP]."""

    years: tuple[int, ...]
    yearly: tuple[float, ...]
    total: tuple[float, ...]

    @property
    def first_breach(self) -> int | None:
        """The first year above a limit."""
        for year, each, sum_ in zip(self.years, self.yearly, self.total, strict=True):
            if each > YEARLY_LIMIT + 1e-9 or sum_ > TOTAL_LIMIT + 1e-9:
                return year
        return None


def net_expenditure_growth(case: Case, path: Path) -> list[float]:
    """Growth of net expenditure that the path allows, by year of adjustment [%].

        growth[t] = potential growth + inflation - dspb[t] / primary expenditure share
    Raises ValueError for a case without its share of primary expenditure.
    """
    if case.expenditure_pct <= 0:
        raise ValueError(f"{case.state} has no share of primary expenditure")
    found = []
    for t, step in enumerate(path.steps, start=1):
        potential = (case.potential_gdp[t] / case.potential_gdp[t - 1] - 1) * 100
        found.append(potential + case.deflator[t] - step / case.expenditure_pct * 100)
    return found


def control_account(
    case: Case, path: Path, spent_growth_pct: Sequence[float], exempt_pct: Sequence[float] = ()
) -> Account:
    """Net expenditure against the path, as the control account books it.

    spent_growth_pct: growth of net expenditure by year of adjustment [%]
    exempt_pct: what the escape clause leaves out, by year of adjustment [% of GDP, a level: only
        its change on the year before counts]
    """
    allowed = net_expenditure_growth(case, path)[: len(spent_growth_pct)]
    exempt = [*exempt_pct, *([0.0] * (len(allowed) - len(exempt_pct)))]
    yearly, total = [], []
    for at, (may, did) in enumerate(zip(allowed, spent_growth_pct, strict=True)):
        more = (did - may) / 100 * case.expenditure_pct
        yearly.append(more - (exempt[at] - (exempt[at - 1] if at else 0.0)))
        total.append(sum(yearly))
    years = tuple(range(START_YEAR + 1, START_YEAR + 1 + len(yearly)))
    return Account(years, tuple(yearly), tuple(total))


def clause_adds(
    case: Case,
    path: Path,
    pct: float = CLAUSE_PCT,
    years: Sequence[int] = CLAUSE_YEARS,
    multiplier: float = MULTIPLIER,
) -> tuple[float, ...]:
    """What full use of the clause adds to the debt of a path, by year, interest on it included."""
    extra = project(
        case, path.steps, multiplier=multiplier, extra_deficit=clause_deficits(pct, years)
    )
    return tuple(more - less for more, less in zip(extra.debt, path.debt, strict=True))
