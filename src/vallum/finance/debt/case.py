"""One state's debt projection: what it starts from, as plain numbers by year.

From: a file of inputs, or the World's own facts (`vallum.finance.debt.inputs`).  To: everything
else in `vallum.finance.debt`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

START_YEAR = 2024
"""The last year of outturns: year 0 of every list below.  Adjustment begins in the next one."""
LAST_YEAR = 2041
"""The last year that a criterion reads: ten years after an adjustment of seven."""
SHOCKS = (
    "exr_eur",
    "exr_usd",
    "interest_rate_st",
    "interest_rate_lt",
    "nominal_gdp_growth",
    "primary_balance",
)
"""The six historical shocks, in the order of `Case.covariance`."""


@dataclass(frozen=True)
class Case:
    """What the projection of one state needs.  Lists run from START_YEAR to LAST_YEAR.

    potential_gdp: at constant prices, any unit; gap, deflator: [% of potential GDP], growth [%]
    short_rate, long_rate: market rates [%]; implicit_rate: interest over last year's debt [%] in
        the three years of outturn and forecast; spb: structural primary balance in the same [%]
    stock_flow: [own currency, bn] in the same; stock_flow_pct: set instead where it is projected
        [% of GDP]; empty where it is not
    maturing_share: long-term debt that falls due in the year [share of it]
    ageing_pct: cost of ageing less the revenue item [% of GDP]
    eur_rate, usd_rate: own currency per unit, any base year (only ratios count)
    gdp, debt: in year 0 [own currency, bn]; debt_pct, balance_pct, primary_pct: in year 0 [% of
        GDP]; expenditure_pct: primary expenditure in year 0 [% of GDP]
    covariance: of the six `SHOCKS` a period, outliers cut; empty where nothing is known
    periods: of the covariance in a year (4: quarters, 1: years)
    imputed: names of the items that rest on a stated rule and no source
    """

    state: str
    potential_gdp: tuple[float, ...]
    gap: tuple[float, ...]
    deflator: tuple[float, ...]
    short_rate: tuple[float, ...]
    long_rate: tuple[float, ...]
    implicit_rate: tuple[float, ...]
    spb: tuple[float, ...]
    stock_flow: tuple[float, ...]
    maturing_share: tuple[float, ...]
    ageing_pct: tuple[float, ...]
    eur_rate: tuple[float, ...]
    usd_rate: tuple[float, ...]
    gdp: float
    debt: float
    debt_pct: float
    balance_pct: float
    primary_pct: float
    short_share: float
    eur_share: float
    usd_share: float
    elasticity: float
    expenditure_pct: float
    residual_maturity: int
    stock_flow_pct: tuple[float, ...] = ()
    covariance: tuple[tuple[float, ...], ...] = ()
    periods: int = 4
    imputed: tuple[str, ...] = field(default=())

    @cached_property
    def revaluation(self) -> tuple[float, ...]:
        """By what foreign-currency debt multiplies last year's debt: 1 without any."""
        home = 1 - self.eur_share - self.usd_share
        pairs = [
            self.eur_share * self.eur_rate[t] / self.eur_rate[t - 1]
            + self.usd_share * self.usd_rate[t] / self.usd_rate[t - 1]
            for t in range(1, len(self.gap))
        ]
        return (1.0, *(home + pair for pair in pairs))
