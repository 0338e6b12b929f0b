"""The debt projection on cases that can be worked out by hand, and what must always hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debt_reference import peer_cases, write_inputs
from vallum.errors import UserError
from vallum.finance.debt import LAST_YEAR, START_YEAR, Case, project_debt, read_cases
from vallum.finance.debt.escape import (
    added_debt,
    clause_adds,
    clause_deficits,
    control_account,
    net_expenditure_growth,
)
from vallum.finance.debt.projection import SCENARIOS, equal_steps, project
from vallum.finance.debt.rules import Adjustment
from vallum.finance.debt.stochastic import draw_normals, root, shocks_of, simulate
from vallum.finance.debt.sweep import gather, sweep
from vallum.finance.debt.targets import CRITERIA, deterministic_targets, margins

YEARS = LAST_YEAR - START_YEAR + 1


def flat_case(rate: float = 3.0, debt: float = 100.0, spb: float = 0.0) -> Case:
    """Growth of 3 % in prices alone, interest `rate`, no gap, no ageing: debt by hand."""
    return Case(
        state="FRA",
        potential_gdp=(1.0,) * YEARS,
        gap=(0.0,) * YEARS,
        deflator=(3.0,) * YEARS,
        short_rate=(rate,) * YEARS,
        long_rate=(rate,) * YEARS,
        implicit_rate=(rate,) * 3,
        spb=(spb,) * 3,
        stock_flow=(0.0,) * 3,
        maturing_share=(0.1,) * YEARS,
        ageing_pct=(0.0,) * YEARS,
        eur_rate=(1.0,) * YEARS,
        usd_rate=(1.0,) * YEARS,
        gdp=100.0,
        debt=debt,
        debt_pct=debt,
        balance_pct=-3.0,
        primary_pct=0.0,
        short_share=0.0,
        eur_share=0.0,
        usd_share=0.0,
        elasticity=0.5,
        expenditure_pct=50.0,
        residual_maturity=10,
        covariance=(),
    )


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    return peer_cases(tmp_path_factory.mktemp("peer"))


def test_debt_stays_where_interest_equals_growth_and_the_balance_is_zero() -> None:
    case = replace(flat_case(), short_share=0.2)
    path = project(case, [0.0] * 4, change=False)
    # The first year's long rate is backed out of 80 % of the implicit one, as in the method.
    assert path.debt == pytest.approx([100.0] * YEARS, abs=1e-9)


def test_a_point_of_primary_balance_takes_a_point_of_debt_a_year() -> None:
    case = flat_case(spb=1.0)
    path = project(case, [0.0] * 4, change=False)
    assert path.debt == pytest.approx([100.0 - t for t in range(YEARS)], abs=1e-9)


def test_first_step_costs_output_by_the_multiplier() -> None:
    path = project(flat_case(), [1.0, 0.0, 0.0, 0.0])
    assert path.gap[1:8] == pytest.approx(
        [-0.75, -0.5, -1 / 3, -2 / 9, -4 / 27, -2 / 27, 0.0], abs=1e-12
    )


def test_lower_balance_is_phased_over_two_or_three_years() -> None:
    four = project(flat_case(), [0.0] * 4, "lower_spb").spb
    seven = project(flat_case(), [0.0] * 7, "lower_spb").spb
    assert four[4:8] == pytest.approx([0.0, -0.25, -0.5, -0.5])
    assert seven[7:12] == pytest.approx([0.0, -1 / 6, -1 / 3, -0.5, -0.5])


def test_financial_stress_adds_six_hundredths_a_point_above_ninety_for_one_year() -> None:
    case = replace(flat_case(), maturing_share=(1.0,) * YEARS)
    calm, stressed = (
        project(case, [0.0] * 4, name) for name in ("main_adjustment", "financial_stress")
    )
    beta = 1.0  # all long-term debt is repriced every year
    assert stressed.rate[5] - calm.rate[5] == pytest.approx(beta * (1 + 0.06 * 10), abs=1e-9)
    assert stressed.rate[6] - calm.rate[6] == pytest.approx(0.0, abs=1e-9)


def test_unknown_scenario_is_refused() -> None:
    with pytest.raises(ValueError, match="no scenario 'doom'"):
        project(flat_case(), [0.0] * 4, "doom")


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("years", [4, 7])
def test_sweep_and_single_projection_are_one(
    peers: dict[str, Case], scenario: str, years: int
) -> None:
    cases = list(peers.values())
    targets = np.array([[-4.0, 0.3, 2.5]] * len(cases))
    debt, balance = sweep(gather([(case, scenario) for case in cases], years), targets)
    for row, case in enumerate(cases):
        for at, target in enumerate(targets[row]):
            path = project(case, equal_steps(case, float(target), years), scenario)
            until = years + 11
            assert debt[:, row, at] == pytest.approx(path.debt[:until], abs=1e-9)
            assert balance[1:, row, at] == pytest.approx(path.balance[1:until], abs=1e-9)


def test_targets_are_the_least_that_hold(peers: dict[str, Case]) -> None:
    cases = list(peers.values())
    found = deterministic_targets(cases, 4)
    pairs = [
        (case, "main_adjustment" if name == "deficit_reduction" else name)
        for case in cases
        for name in CRITERIA
    ]
    tried = found.reshape(-1, 1) + np.array([[-1e-4, 1e-6]])
    debt, balance = sweep(gather(pairs, 4), tried)
    deficit = np.array([name == "deficit_reduction" for _ in cases for name in CRITERIA])
    held = margins(debt, balance, 4, deficit) >= 0
    assert not held[:, 0].any()
    assert held[:, 1].all()


@settings(max_examples=30)
@given(target=st.floats(-2, 4), more=st.floats(0.01, 2))
def test_more_adjustment_never_means_more_debt_at_the_end(target: float, more: float) -> None:
    case = flat_case()
    loose, tight = (
        project(case, equal_steps(case, asked, 4)).debt[-1] for asked in (target, target + more)
    )
    assert tight <= loose + 1e-9


@settings(max_examples=30)
@given(
    floors=st.lists(st.one_of(st.none(), st.floats(0.1, 2.0)), min_size=4, max_size=4),
    target=st.floats(-1, 3),
)
def test_floors_bring_adjustment_forward_and_keep_the_target(
    floors: list[float | None], target: float
) -> None:
    path = Adjustment(flat_case(), 4).path(target, floors)
    for step, floor in zip(path.steps, floors, strict=True):
        assert floor is None or step >= floor - 1e-9
    if floors[3] is None:
        assert path.spb[4] == pytest.approx(target, abs=1e-9)


def test_four_full_years_of_the_clause_add_six_points_where_rate_equals_growth() -> None:
    assert added_debt([1.5] * 4, [3.0] * 4, [3.0] * 4) == pytest.approx([1.5, 3.0, 4.5, 6.0])
    case = flat_case()
    added = clause_adds(case, project(case, [0.0] * 4))
    assert added[4] == pytest.approx(6.0, abs=1e-9)


def test_extra_deficit_and_stock_flow_reach_the_paths() -> None:
    case = flat_case(spb=1.0)
    found = project_debt(
        [case],
        extra_deficit={"FRA": clause_deficits(1.0, (2025, 2026))},
        extra_stock_flow={"FRA": (0.0, 0.0, 0.0, 0.5)},
        draws=100,
    ).states[0]
    more = found.debt(2028, "binding_with_extra") - found.debt(2028)
    # Growth differs from interest only while the multiplier works, so 2.5 is met within 0.1.
    assert more == pytest.approx(2.5, abs=0.1)


@pytest.mark.parametrize(
    ("pct", "years", "message"),
    [(1.6, (2025,), "covers 0 to 1.5"), (-0.1, (2025,), "covers 0"), (1.0, (2030,), "not 2030")],
    ids=["too much", "negative", "too late"],
)
def test_what_the_clause_does_not_cover_is_refused(
    pct: float, years: tuple[int, ...], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        clause_deficits(pct, years)


def test_control_account_books_what_exceeds_the_path() -> None:
    case = flat_case()
    path = project(case, [0.5] * 4)
    allowed = net_expenditure_growth(case, path)
    assert allowed == pytest.approx([2.0] * 4)  # 0 + 3 - 0.5 / 50 * 100
    account = control_account(case, path, [2.0, 2.5, 2.5, 2.5])
    assert account.yearly == pytest.approx([0.0, 0.25, 0.25, 0.25])
    assert account.first_breach == 2028
    exempted = control_account(case, path, [2.0, 2.5, 2.5, 2.5], [0.0, 0.25, 0.5, 0.75])
    assert exempted.total == pytest.approx([0.0] * 4)
    assert exempted.first_breach is None


def test_draws_depend_on_the_seed_alone() -> None:
    assert np.array_equal(draw_normals(500, 7), draw_normals(500, 7))
    assert not np.array_equal(draw_normals(500, 7), draw_normals(500, 8))
    drawn = draw_normals(500, 7)
    assert drawn @ drawn.T / 250 == pytest.approx(np.eye(25), abs=1e-5)
    assert draw_normals(500, 7, 4) == pytest.approx(drawn[:20], abs=1e-5)


def test_yearly_shocks_have_the_variance_of_their_quarters(peers: dict[str, Case]) -> None:
    case = peers["FRA"]
    shocks = shocks_of(case, draw_normals(20_000, 1))
    growth = case.covariance[4][4] * 4
    assert shocks.growth.shape == (5, 20_000)
    assert shocks.growth.mean(axis=1) == pytest.approx(np.zeros(5), abs=1e-6)
    assert shocks.growth.var(axis=1) == pytest.approx([growth] * 5, rel=1e-4)
    # The long part cumulates with weight t/m: t years of variance times (t/m)^2.
    part, m, four = case.short_share, case.residual_maturity, 4
    short, long, both = (case.covariance[i][j] * four for i, j in ((2, 2), (3, 3), (2, 3)))
    expected = [
        part**2 * short
        + (1 - part) ** 2 * (t / m) ** 2 * t * long
        + 2 * part * (1 - part) * t / m * both
        for t in range(1, 6)
    ]
    assert shocks.rate.var(axis=1) == pytest.approx(expected, rel=1e-4)


def test_without_variance_the_fan_is_the_path(peers: dict[str, Case]) -> None:
    still = replace(peers["ITA"], covariance=((0.0,) * 6,) * 6)
    path = project(still, equal_steps(still, 2.0, 4))
    debt = simulate(still, path, 4, shocks_of(still, draw_normals(200, 1)))
    # Exchange rates are flat after the forecast, so the fan adds nothing to the path.
    assert debt[:, 0] == pytest.approx(path.debt[4:10], abs=1e-4)


@pytest.mark.parametrize(
    ("shift", "expected"),
    [(2.345, 2.345), (-30.0, -10.0)],
    ids=["inside", "holds everywhere"],
)
def test_root_of_a_falling_function(shift: float, expected: float) -> None:
    found = root(lambda x: float(-3 * (x - shift) - 0.2 * (x - shift) ** 3), 0.0)
    assert found == pytest.approx(expected, abs=1e-3)


def test_root_that_is_nowhere_is_not_a_number() -> None:
    assert np.isnan(root(lambda x: 100.0 - x, 0.0))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("state,item,year,value", "land,item,year,value", "the first line must be"),
        ("FRA,debt_total_2024,,", "FRA,debt_totl,,", "did you mean 'debt_total_2024'"),
        ("FRA,long_rate,2030,", "FRA,long_rate,2099,", "FRA lacks long_rate for 2030"),
        ("FRA,usd_share,,0", "FRA,usd_share,,9", "must add up to 1"),
        ("FRA,debt_total_2024,,", "FRA,debt_total_2024,,x", "is not a number"),
        ("FRA,debt_total_2024,,", "Fra,debt_total_2024,,", "is not an ISO alpha-3 code"),
    ],
    ids=["head", "misspelt", "missing year", "shares", "no number", "no state"],
)
def test_faulty_inputs_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    file = write_inputs(tmp_path / "inputs.csv")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match=message):
        read_cases(file)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"years": 5}, "4 or 7 years"),
        ({"reading": "mine"}, "no reading 'mine'"),
        ({"draws": 3}, "too few"),
    ],
    ids=["length", "reading", "draws"],
)
def test_what_is_not_offered_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(UserError, match=message):
        project_debt([flat_case()], **options)  # type: ignore[arg-type]


def test_extra_deficits_of_others_are_refused() -> None:
    with pytest.raises(UserError, match="extra deficits for ITA"):
        project_debt([flat_case()], extra_deficit={"ITA": (1.0,)})


def test_debt_that_no_balance_tames_is_refused() -> None:
    case = replace(flat_case(rate=9.0, debt=280.0), elasticity=0.0)
    with pytest.raises(UserError, match="no balance up to 10 % of GDP satisfies"):
        project_debt([case])


def test_guidance_takes_whole_hundredths_and_never_loosens(peers: dict[str, Case]) -> None:
    for held in project_debt(list(peers.values()), reading="guidance", draws=1_000).states:
        first = held.binding.steps[0]
        assert first >= 0
        if not (held.edp or held.deficit_resilience):
            assert first * 100 == pytest.approx(round(first * 100), abs=1e-6)
