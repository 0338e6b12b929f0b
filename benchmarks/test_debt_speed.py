"""Speed of the debt analysis against a plain-Python scan.  Run by `make bench`.

The stand-in works as the public program does (measured: 12.4 to 16.7 s a state and length for
five deterministic criteria, 0.42 s for drawing and simulating 100,000 paths of five years): yearly
loops over NumPy scalars to 2070, targets scanned upwards from -10 in steps of 0.01 and back in
0.0001.  A scan makes about 1,200 projections, so the stand-in is timed on a few and multiplied.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from vallum.evidence import Evidence
from vallum.finance.debt import Case, project_lengths
from vallum.finance.debt.projection import equal_steps, project
from vallum.finance.debt.stochastic import draw_normals, shocks_of, simulate
from vallum.finance.debt.targets import CRITERIA, deterministic_targets
from vallum.study.debt import shipped_cases

PROJECTIONS = 1_200
"""Of one scan: 20 points of target by 0.01 until the criterion holds, then back by 0.0001."""
MEASURED_SECONDS = 12.4
"""The least that the public program took for five criteria of one state and length."""
DRAWS = 100_000
LAST = 2070 - 2024


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    found = shipped_cases(Evidence.load())
    return [case for state, case in found.items() if state != "GBR"]


def test_deterministic_targets(benchmark: BenchmarkFixture, cases: list[Case]) -> None:
    """Five targets of one member, in a sweep of all 27: at least 10,000 times the public program,
    and as many hundred times a scan by the stand-in on this machine."""
    benchmark.pedantic(deterministic_targets, args=(cases, 4), rounds=7, warmup_rounds=2)
    ours = median(benchmark) / len(cases)
    one = timed(lambda: plain_projection(cases[0], 1.0, 4), 5)
    scan = one * PROJECTIONS * len(CRITERIA)
    benchmark.extra_info |= {"ratio_measured": MEASURED_SECONDS / ours, "ratio_scan": scan / ours}
    assert MEASURED_SECONDS / ours > 10_000
    assert scan / ours > 1_000


def test_draw_and_simulate(benchmark: BenchmarkFixture, cases: list[Case]) -> None:
    """Drawing and simulating 100,000 paths: at least 8 times the plain way."""
    case = next(case for case in cases if case.state == "FRA")

    def ours() -> float:
        path = project(case, equal_steps(case, 1.0, 4))
        return float(simulate(case, path, 4, shocks_of(case, draw_normals(DRAWS, 1, 4)))[-1].mean())

    benchmark.pedantic(ours, rounds=7, warmup_rounds=2)
    plain = timed(lambda: plain_fan(case, 4), 3)
    benchmark.extra_info["ratio"] = plain / median(benchmark)
    assert plain / median(benchmark) > 8


def test_all_members(benchmark: BenchmarkFixture, cases: list[Case]) -> None:
    """27 members, both lengths, all criteria and rules, fans of 100,000 draws: under 3 s."""
    benchmark.pedantic(project_lengths, args=(cases,), rounds=3, warmup_rounds=1)
    assert median(benchmark) < 3


def median(benchmark: BenchmarkFixture) -> float:
    assert benchmark.stats is not None
    return float(benchmark.stats.stats.median)


def timed(run: Callable[[], object], rounds: int) -> float:
    """Median seconds of a few runs."""
    spent = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        spent.append(time.perf_counter() - start)
    return float(np.median(spent))


def plain_projection(case: Case, target: float, years: int) -> float:
    """The debt recursion over NumPy scalars, year by year to 2070; inputs end in their last."""

    def long(values: tuple[float, ...]) -> np.ndarray:
        return np.array([*values, *[values[-1]] * (LAST + 1 - len(values))])

    potential, deflator = long(case.potential_gdp), long(case.deflator)
    short_rate, long_rate = long(case.short_rate), long(case.long_rate)
    maturing = long(case.maturing_share)
    spb, gap, gdp, debt = (np.zeros(LAST + 1) for _ in range(4))
    total, short, lasting, fresh, rate = (np.zeros(LAST + 1) for _ in range(5))
    balance, spent, due, level = (np.zeros(LAST + 1) for _ in range(4))
    spb[0], gdp[0], debt[0], total[0] = case.spb[0], case.gdp, case.debt_pct, case.debt
    short[0], rate[0] = case.short_share * case.debt, case.implicit_rate[0]
    lasting[0], level[0] = total[0] - short[0], potential[0]
    step = (target - case.spb[0]) / years
    for t in range(1, LAST + 1):
        spb[t] = spb[t - 1] + (step if t <= years else 0.0)
        gap[t] = 2 / 3 * gap[t - 1] - 0.75 * (spb[t] - spb[t - 1])
        level[t] = potential[t] * (1 + gap[t] / 100)
        real = (level[t] - level[t - 1]) / level[t - 1] * 100
        growth = (1 + real / 100) * (1 + deflator[t] / 100) * 100 - 100
        gdp[t] = gdp[t - 1] * (1 + growth / 100)
        alpha, beta = short[t - 1] / total[t - 1], fresh[t - 1] / lasting[t - 1]
        rate[t] = alpha * short_rate[t] + (1 - alpha) * (
            beta * long_rate[t] + (1 - beta) * rate[t - 1]
        )
        interest = short[t - 1] * short_rate[t - 1] / 100 + rate[t] / 100 * lasting[t - 1]
        due[t] = maturing[t] * lasting[t - 1]
        primary = spb[t] + case.elasticity * gap[t]
        spent[t] = interest + short[t - 1] + due[t] - primary / 100 * gdp[t]
        total[t] = np.max([total[t - 1] - due[t] - short[t - 1] + spent[t], 1e-9])
        new_long = np.max([(1 - case.short_share) * total[t] - lasting[t - 1] + due[t], 0])
        share = case.short_share * total[t] / (case.short_share * total[t] + new_long)
        short[t] = np.max([share * spent[t], 0])
        fresh[t] = np.max([(1 - share) * spent[t], 0])
        lasting[t] = np.max([lasting[t - 1] - due[t] + fresh[t], 1e-9])
        balance[t] = primary - interest / gdp[t] * 100
        debt[t] = np.max([debt[t - 1] * (1 + rate[t] / 100) / (1 + growth / 100) - primary, 0])
    return float(debt[-1])


def plain_fan(case: Case, years: int) -> float:
    """Six shocks a quarter drawn for every path, summed to years, then the recursion."""
    path = project(case, equal_steps(case, 1.0, years))
    generator = np.random.default_rng(1)
    drawn = generator.multivariate_normal(
        np.zeros(6), np.array(case.covariance), size=(DRAWS, 20), method="svd"
    )
    yearly = drawn.reshape(DRAWS, 5, 4, 6).sum(axis=2)
    m, part = case.residual_maturity, case.short_share
    debt = np.full(DRAWS, path.debt[years])
    for year in range(1, 6):
        t = years + year
        longer = min(m, year) / m * drawn[:, : 4 * year, 3].sum(axis=1)
        rate = path.rate[t] + part * yearly[:, year - 1, 2] + (1 - part) * longer
        growth = path.growth[t] + yearly[:, year - 1, 4]
        primary = path.primary[t] + yearly[:, year - 1, 5]
        before = case.usd_rate[t - 1] + (yearly[:, year - 2, 1] if year > 1 else 0.0)
        moved = 1 + case.usd_share * ((case.usd_rate[t] + yearly[:, year - 1, 1]) / before - 1)
        debt = debt * moved * (1 + rate / 100) / (1 + growth / 100) - primary
    return float(debt.mean())
