"""Thousands of debt paths at once: many states, many targets of each, one scenario a row.

From: cases.  To: `vallum.finance.debt.targets`.  The equations are those of
`vallum.finance.debt.projection`, with arrays [year, row, candidate] in place of numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vallum.finance.debt.case import Case
from vallum.finance.debt.projection import (
    AGEING_YEARS,
    LEAST_RATE,
    MOST_RATE,
    MULTIPLIER,
    PERSISTENCE,
    STRESS_FROM,
    STRESS_PER_DEBT,
    STRESS_RATE,
    STRESS_STEP,
)

Array = np.ndarray[Any, np.dtype[Any]]
CRITERION_YEARS = 10
"""Criteria read the ten years after adjustment."""


@dataclass(frozen=True)
class Rows:
    """What does not depend on the target, for rows of (case, scenario): arrays [year, row, 1].

    Make one with `gather`; it holds for one length of adjustment.
    """

    end: int
    spb0: Array
    lower: Array
    slower: Array
    stressed: Array
    potential: Array
    gap: Array
    surprise: Array
    deflator: Array
    short_rate: Array
    long_rate: Array
    implicit: Array
    stock_flow: Array
    stock_flow_pct: Array
    projected_flow: Array
    maturing: Array
    aged: Array
    fx: Array
    gdp: Array
    debt: Array
    debt_pct: Array
    short_share: Array
    elasticity: Array


def gather(pairs: Sequence[tuple[Case, str]], end: int) -> Rows:
    """Lay out cases and scenarios as rows, for an adjustment of `end` years."""
    years = end + CRITERION_YEARS + 1
    frozen = min(end + AGEING_YEARS, years - 1)

    def yearly(name: str) -> Array:
        held = [getattr(case, name)[:years] for case, _ in pairs]
        return np.array([[*values, *[0.0] * (years - len(values))] for values in held]).T[
            :, :, None
        ]

    def single(name: str) -> Array:
        return np.array([getattr(case, name) for case, _ in pairs], dtype=float)[:, None]

    def flag(scenario: str) -> Array:
        return np.array([float(name == scenario) for _, name in pairs])[:, None]

    spb = np.array([case.spb for case, _ in pairs]).T[:, :, None]
    surprise = np.zeros((years, len(pairs), 1))
    surprise[1:3] = np.diff(spb, axis=0)
    ageing = yearly("ageing_pct")
    aged = np.zeros_like(ageing)
    aged[end + 1 : frozen + 1] = ageing[end + 1 : frozen + 1] - ageing[end]
    aged[frozen + 1 :] = aged[frozen]
    after = (np.arange(years) > end)[:, None, None]
    adverse = STRESS_STEP * flag("adverse_r_g") * after
    phased = end // 2
    down = np.clip(np.arange(years) - end, 0, phased)[:, None, None] / phased
    return Rows(
        end=end,
        spb0=spb[0],
        lower=STRESS_STEP * down * flag("lower_spb"),
        slower=adverse,
        stressed=flag("financial_stress"),
        potential=yearly("potential_gdp"),
        gap=yearly("gap"),
        surprise=surprise,
        deflator=yearly("deflator"),
        short_rate=yearly("short_rate") + adverse,
        long_rate=yearly("long_rate") + adverse,
        implicit=yearly("implicit_rate")[:3],
        stock_flow=yearly("stock_flow"),
        stock_flow_pct=yearly("stock_flow_pct"),
        projected_flow=np.array([float(bool(c.stock_flow_pct)) for c, _ in pairs])[:, None],
        maturing=yearly("maturing_share"),
        aged=aged,
        fx=yearly("revaluation"),
        gdp=single("gdp"),
        debt=single("debt"),
        debt_pct=single("debt_pct"),
        short_share=single("short_share"),
        elasticity=single("elasticity"),
    )


def sweep(rows: Rows, targets: Array, multiplier: float = MULTIPLIER) -> tuple[Array, Array]:
    """Debt and balance [% of GDP], arrays [year, row, candidate].

    targets: structural primary balance at the end of the adjustment [row, candidate], reached in
        equal steps
    """
    end, years = rows.end, len(rows.gap)
    spb, gap = _spb_and_gap(rows, targets, multiplier)
    growth, gdp = _output(rows, gap)
    flow = rows.stock_flow / gdp * 100
    flow += rows.projected_flow * (rows.stock_flow_pct - flow)
    primary = spb - rows.aged + rows.elasticity * gap
    net = (flow - primary) / 100 * gdp
    part = rows.short_share
    shape = targets.shape
    total = np.broadcast_to(rows.debt, shape)
    short, long = part * total, (1 - part) * total
    fresh = np.zeros(shape)
    rate = np.broadcast_to(rows.implicit[0], shape)
    lasting = rate * (1 - part)
    grown = rows.fx / (1 + growth / 100)
    debt, balance = np.empty((years, *shape)), np.empty((years, *shape))
    debt[0], balance[0] = rows.debt_pct, np.nan
    stress: Array | float = 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        for t in range(1, years):
            before, stress = stress, 0.0
            if t == end + 1:
                above = np.maximum(debt[end] - STRESS_FROM, 0.0)
                stress = rows.stressed * (STRESS_RATE + STRESS_PER_DEBT * above)
            short_rate, long_rate = rows.short_rate[t] + stress, rows.long_rate[t] + stress
            alpha = np.where(total > 0, short / total, part)
            if t < len(rows.implicit):
                now = np.broadcast_to(rows.implicit[t], shape)
                newer = (now - alpha * short_rate) / (1 - alpha)
            else:
                beta = np.where(long > 0, fresh / long, 0.0)
                newer = beta * long_rate + (1 - beta) * lasting
                now = alpha * short_rate + (1 - alpha) * newer
            rate = np.where((now >= LEAST_RATE) & (now <= MOST_RATE), now, rate)
            lasting = np.where((newer >= LEAST_RATE) & (newer <= MOST_RATE), newer, lasting)
            interest = (short * (rows.short_rate[t - 1] + before) + lasting * long) / 100
            spent = interest + net[t]
            repaid = rows.maturing[t] * long
            total = np.maximum(total + spent, 0.0)
            kept = long - repaid
            wanted = part * total
            needed = spent + short + repaid
            split = wanted / (wanted + np.maximum((1 - part) * total - kept, 0.0))
            split = np.where(total > 0, split, part)
            short = np.maximum(split * needed, 0.0)
            fresh = np.maximum(needed - split * needed, 0.0)
            long = np.maximum(kept + fresh, 0.0)
            balance[t] = primary[t] - interest / gdp[t] * 100
            ahead = debt[t - 1] * grown[t] * (1 + rate / 100) - primary[t] + flow[t]
            debt[t] = np.maximum(ahead, 0.0)
    return debt, balance


def _spb_and_gap(rows: Rows, targets: Array, multiplier: float) -> tuple[Array, Array]:
    end, years = rows.end, len(rows.gap)
    step = (targets - rows.spb0) / end
    reached = np.minimum(np.arange(years), end)[:, None, None]
    spb = rows.spb0 + reached * step - rows.lower
    gap = np.broadcast_to(rows.gap, spb.shape).copy()
    for t in range(1, end + 1):
        carried = rows.gap[1] if t == 1 else (PERSISTENCE - 1) / PERSISTENCE * gap[t - 1]
        gap[t] = carried - multiplier * (step - rows.surprise[t])
    for t in range(end + 1, end + PERSISTENCE + 1):
        gap[t] = gap[t - 1] - gap[end] / PERSISTENCE
    return spb, gap


def _output(rows: Rows, gap: Array) -> tuple[Array, Array]:
    """Nominal growth [%] and GDP [own currency, bn]."""
    level = rows.potential * (1 + gap / 100)
    growth = np.zeros_like(level)
    real = (level[1:] / level[:-1] - 1) * 100 - rows.slower[1:]
    growth[1:] = (1 + real / 100) * (1 + rows.deflator[1:] / 100) * 100 - 100
    return growth, rows.gdp * np.cumprod(1 + growth / 100, axis=0)
