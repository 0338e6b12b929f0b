"""The line that corrects the live model, and the error that it leaves."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from model_runs import evidence
from vallum.scenario import load_scenario
from vallum.study.live import LiveSession, calibration, plans
from vallum.study.live.calibration import FIGURES, fit, uncorrected


def made_up(noise: float, count: int = 12) -> pl.DataFrame:
    """Plans whose full figures lie on 2 + 3 x live, but for alternating noise."""
    live = np.linspace(10, 20, count)
    full = 2 + 3 * live + noise * (-1.0) ** np.arange(count)
    columns = {f"live_{name}": live for name in FIGURES}
    return pl.DataFrame(columns | {f"full_{name}": full for name in FIGURES})


def test_a_straight_line_is_found_and_leaves_no_error():
    known = fit(made_up(0.0), None)
    for figure in FIGURES:
        assert known.lines[figure] == (pytest.approx(2), pytest.approx(3))
        assert known.corrected(figure, 5.0) == pytest.approx(17)
        assert known.bands[figure].relative_p90 == pytest.approx(0, abs=1e-9)


def test_the_band_holds_nine_plans_in_ten():
    known = fit(made_up(1.0, 40), None)
    band = known.bands["cost"]
    assert band.low < -0.9
    assert band.high > 0.9
    assert abs(band.median) < 1.1
    # Each plan is judged by a line that it took no part in: errors are a little above the noise.
    assert band.high <= 1.25


def test_a_figure_that_never_changes_is_told_as_it_is():
    table = made_up(0.0).with_columns(live_cost=pl.lit(7.0))
    assert fit(table, None).corrected("cost", 7.0) == pytest.approx(table["full_cost"].mean())


def test_too_few_plans_give_no_band():
    with pytest.raises(ValueError, match="five plans"):
        fit(made_up(0.0, 4), None)


def test_without_a_calibration_nothing_is_corrected():
    assert uncorrected().corrected("shortfall", 12.5) == 12.5


def test_the_shipped_error_is_what_is_promised():
    """Half of all plans within 5 % of the shortfall, on thirty plans: the promise of the model."""
    known = calibration()
    assert known.count == plans().height >= 30
    assert known.bands["shortfall"].relative_median <= 0.05


def test_more_money_never_lets_an_answer_say_more_is_missing():
    session = LiveSession(evidence())
    said = [
        session.ask(load_scenario("us_absent", set_=[f"money.extra_pct_gdp={extra}"]))
        for extra in (0, 0.5, 1.0)
    ]
    missing = [answer.told.shortfall for answer in said]
    assert missing == sorted(missing, reverse=True)
    assert [answer.rebuilt for answer in said] == [True, False, False]
    for answer in said:
        assert all(0 <= share <= 1 for share in answer.self_reliance.values())


def test_a_later_withdrawal_never_brings_the_shortfall_up():
    session = LiveSession(evidence())
    said = [
        session.ask(load_scenario("us_absent", set_=[f"us.enablers_leave={year}"])).told.shortfall
        for year in (2027, 2028, 2029)
    ]
    assert said == sorted(said, reverse=True)
