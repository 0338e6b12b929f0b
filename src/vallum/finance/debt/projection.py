"""Debt as the European Commission projects it: one path, year by year.

From: `Case`, a path of the structural primary balance.  To: rules, the fan, `vallum debt`.

    gap[1]   = gap_bl[1] - m * (dspb[1] - dspb_bl[1]),   m the multiplier; later in the adjustment
    gap[t]   = 2/3 * gap[t-1] - m * (dspb[t] - dspb_bl[t]);   closed by thirds in the 3 years after
    pb[t]    = spb[t] - ageing[t] + ageing[end] + elasticity * gap[t]     [% of GDP]
    i_lt[t]  = beta * long_rate[t] + (1 - beta) * i_lt[t-1],   beta new in all long-term debt
    i[t]     = alpha * short_rate[t] + (1 - alpha) * i_lt[t],   alpha short-term in all debt
    d[t]     = d[t-1] * fx[t] * (1 + i[t]) / (1 + g[t]) - pb[t] + sf[t],   at least 0

Method: Debt Sustainability Monitor 2023, annex A3, in the reading of the replication by Darvas,
Welslau and Zettelmeyer (Bruegel, 2024).  Ageing is charged for the ten years after the adjustment
and stays at that level.  `vallum.finance.debt.sweep` computes the same for thousands of paths at
once; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vallum.finance.debt.case import Case

MULTIPLIER = 0.75
"""Loss of output per point of adjustment, first year.  Guidance from 2025 on takes 0.6."""
PERSISTENCE = 3
AGEING_YEARS = 10
STRESS_STEP = 0.5
"""Points: the lower balance, and rates and growth in the adverse path."""
STRESS_RATE, STRESS_PER_DEBT, STRESS_FROM = 1.0, 0.06, 90.0
"""Financial stress: points on rates for one year, more per point of debt above a level."""
LEAST_RATE, MOST_RATE = 0.0, 10.0
"""An implicit rate outside is taken for an artefact: that of the year before holds."""

SCENARIOS = ("main_adjustment", "lower_spb", "adverse_r_g", "financial_stress")
"""The baseline after adjustment, and its three stress paths."""


@dataclass(frozen=True)
class Path:
    """One projected path, by year from the start [% of GDP, rates and growth in %]."""

    steps: tuple[float, ...]
    spb: list[float]
    spb_aged: list[float]
    gap: list[float]
    growth: list[float]
    real_growth: list[float]
    primary: list[float]
    stock_flow: list[float]
    rate: list[float]
    balance: list[float]
    structural: list[float]
    debt: list[float]


def project(
    case: Case,
    steps: Sequence[float],
    scenario: str = "main_adjustment",
    *,
    change: bool = True,
    multiplier: float = MULTIPLIER,
    extra_deficit: Sequence[float] = (),
    extra_stock_flow: Sequence[float] = (),
) -> Path:
    """Project the debt of one state.

    steps: change of the structural primary balance before ageing, one for each year of adjustment
        [points of GDP]
    change: whether policy changes; without, ageing is not charged against the balance
    extra_deficit, extra_stock_flow: on top, by year from the start [% of GDP]; shorter lists end
        in zeros.  They move debt and balances, not output: no multiplier is put on them
    Raises ValueError for an unknown scenario.
    """
    if scenario not in SCENARIOS:
        raise ValueError(f"no scenario '{scenario}'; there are {', '.join(SCENARIOS)}")
    end = len(steps)
    spb = balance_path(case, steps, scenario)
    gap = _gap(case, spb, end, multiplier)
    real, growth, gdp = _output(case, gap, end, scenario)
    aged = _aged(case, spb, end) if change else list(spb)
    deficit, flow = _padded(extra_deficit, len(spb)), _padded(extra_stock_flow, len(spb))
    primary = [a + case.elasticity * g - x for a, g, x in zip(aged, gap, deficit, strict=True)]
    aged = [a - x for a, x in zip(aged, deficit, strict=True)]
    stock_flow = [s + x for s, x in zip(_stock_flow(case, gdp), flow, strict=True)]
    rate, balance, structural, debt = _debt(
        case, end, scenario, gdp, growth, primary, aged, stock_flow
    )
    return Path(
        tuple(steps),
        spb,
        aged,
        gap,
        growth,
        real,
        primary,
        stock_flow,
        rate,
        balance,
        structural,
        debt,
    )


def balance_path(case: Case, steps: Sequence[float], scenario: str) -> list[float]:
    """The structural primary balance before ageing, by year [% of GDP]."""
    spb = [case.spb[0]]
    for step in steps:
        spb.append(spb[-1] + step)
    phased = len(steps) // 2
    for year in range(1, len(case.gap) - len(steps)):
        lower = STRESS_STEP * min(year, phased) / phased if scenario == "lower_spb" else 0.0
        spb.append(spb[len(steps)] - lower)
    return spb


def equal_steps(case: Case, target: float, years: int) -> tuple[float, ...]:
    """Equal steps to a target of the structural primary balance [points of GDP]."""
    return (((target - case.spb[0]) / years),) * years


def _gap(case: Case, spb: list[float], end: int, multiplier: float) -> list[float]:
    forecast = (*case.spb, *([case.spb[-1]] * len(case.gap)))
    gap = list(case.gap)
    for t in range(1, end + 1):
        carried = case.gap[1] if t == 1 else (PERSISTENCE - 1) / PERSISTENCE * gap[t - 1]
        surprise = (spb[t] - spb[t - 1]) - (forecast[t] - forecast[t - 1])
        gap[t] = carried - multiplier * surprise
    for t in range(end + 1, end + PERSISTENCE + 1):
        gap[t] = gap[t - 1] - gap[end] / PERSISTENCE
    return gap


def _output(
    case: Case, gap: list[float], end: int, scenario: str
) -> tuple[list[float], list[float], list[float]]:
    """Real growth, nominal growth [%] and GDP [own currency, bn]."""
    level = [p * (1 + g / 100) for p, g in zip(case.potential_gdp, gap, strict=True)]
    real, growth, gdp = [0.0], [0.0], [case.gdp]
    slower = STRESS_STEP if scenario == "adverse_r_g" else 0.0
    for t in range(1, len(level)):
        real.append((level[t] / level[t - 1] - 1) * 100 - (slower if t > end else 0.0))
        growth.append((1 + real[t] / 100) * (1 + case.deflator[t] / 100) * 100 - 100)
        gdp.append(gdp[t - 1] * (1 + growth[t] / 100))
    return real, growth, gdp


def _aged(case: Case, spb: list[float], end: int) -> list[float]:
    frozen = min(end + AGEING_YEARS, len(spb) - 1)
    cost = case.ageing_pct
    return [
        value - (cost[min(t, frozen)] - cost[end] if t > end else 0.0)
        for t, value in enumerate(spb)
    ]


def _stock_flow(case: Case, gdp: list[float]) -> list[float]:
    if case.stock_flow_pct:
        return list(case.stock_flow_pct)
    known = [flow / size * 100 for flow, size in zip(case.stock_flow, gdp, strict=False)]
    return _padded(known, len(gdp))


def _padded(values: Sequence[float], length: int) -> list[float]:
    return [*values[:length], *([0.0] * (length - len(values)))]


def _debt(  # noqa: PLR0917
    case: Case,
    end: int,
    scenario: str,
    gdp: list[float],
    growth: list[float],
    primary: list[float],
    aged: list[float],
    stock_flow: list[float],
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Implicit rate, balance, structural balance and debt.

    Interest paid on short-term debt uses the rate of the year before, as the replication does.
    """
    short_rate, long_rate = list(case.short_rate), list(case.long_rate)
    if scenario == "adverse_r_g":
        for t in range(end + 1, len(gdp)):
            short_rate[t] += STRESS_STEP
            long_rate[t] += STRESS_STEP
    fx, part = case.revaluation, case.short_share
    total, short, long, fresh = case.debt, part * case.debt, (1 - part) * case.debt, 0.0
    rate, lasting = [case.implicit_rate[0]], case.implicit_rate[0] * (1 - part)
    balance, structural, debt = [case.balance_pct], [case.balance_pct], [case.debt_pct]
    structural[0] += aged[0] - case.primary_pct
    for t in range(1, len(gdp)):
        if scenario == "financial_stress" and t == end + 1:
            more = STRESS_RATE + STRESS_PER_DEBT * max(debt[end] - STRESS_FROM, 0.0)
            short_rate[t] += more
            long_rate[t] += more
        alpha = short / total if total > 0 else part
        beta = fresh / long if long > 0 else 0.0
        if t < len(case.implicit_rate):
            now = case.implicit_rate[t]
            newer = (now - alpha * short_rate[t]) / (1 - alpha)
        else:
            newer = beta * long_rate[t] + (1 - beta) * lasting
            now = alpha * short_rate[t] + (1 - alpha) * newer
        now = now if LEAST_RATE <= now <= MOST_RATE else rate[-1]
        lasting = newer if LEAST_RATE <= newer <= MOST_RATE else lasting
        rate.append(now)
        interest = (short * short_rate[t - 1] + lasting * long) / 100
        spent = interest + (stock_flow[t] - primary[t]) / 100 * gdp[t]
        repaid = case.maturing_share[t] * long
        total = max(total + spent, 0.0)
        kept = long - repaid
        wanted_long = max((1 - part) * total - kept, 0.0)
        wanted = part * total + wanted_long
        split = part * total / wanted if wanted > 0 else part
        needed = spent + short + repaid
        short, fresh = max(split * needed, 0.0), max((1 - split) * needed, 0.0)
        long = max(kept + fresh, 0.0)
        balance.append(primary[t] - interest / gdp[t] * 100)
        structural.append(aged[t] - interest / gdp[t] * 100)
        grown = debt[-1] * fx[t] * (1 + now / 100) / (1 + growth[t] / 100)
        debt.append(max(grown - primary[t] + stock_flow[t], 0.0))
    return rate, balance, structural, debt
