"""The section on decisions from small frames, and charts of decisions."""

from __future__ import annotations

import polars as pl
import pytest
import sample

from model_runs import evidence
from vallum.evidence.shapes import load_shapes
from vallum.governance.backtest import Backtest, Episode, Forecast
from vallum.governance.coalitions import Coalition, Member
from vallum.governance.decide import decide
from vallum.report import render_report
from vallum.report.backtest_chart import calibration_plot, interval
from vallum.report.charts import figures
from vallum.report.coalition_chart import coalition_frontier
from vallum.report.decisions_section import regimes, routes, section, sentence
from vallum.report.material import gather
from vallum.report.stance_map import stance_map
from vallum.study.coalition import CoalitionPicture
from vallum.study.regimes import OPENINGS
from vallum.world.agenda import agenda

REGIMES = pl.DataFrame(
    {
        "regime": ["announced", "status_quo", "best_route", "coalition_treaty", "defence_union"],
        "opened": [0, 1, 2, 2, 2],
        "money_eur_bn": [0.0, 30.0, 80.0, 70.0, 60.0],
        "money_by_ready_eur_bn": [0.0, 10.0, 30.0, 25.0, 20.0],
        "shortfall": [20.0, 19.0, 17.5, 17.8, 18.0],
        "reliance": [0.70, 0.71, 0.74, 0.73, 0.72],
        "cost_eur_bn_a_year": [70.0, 72.0, 76.0, 75.0, 74.0],
        "stand_alone_year": [None, 2036, 2034, 2034, 2035],
    }
)


def opening(regime: str, instrument: str, money: float) -> tuple[object, ...]:
    return (regime, instrument, instrument.title(), instrument, "a_route", 0.8, 9.0, "2027-04-01",
            money, "SWE")  # fmt: skip


OPENED = pl.DataFrame(
    [
        opening("status_quo", "bonds", 30.0),
        opening("best_route", "bonds", 35.0),
        opening("best_route", "bank", 45.0),
        opening("coalition_treaty", "bank", 70.0),
        opening("defence_union", "bank", 60.0),
    ],
    schema=OPENINGS,
    orient="row",
)
ROUTES = pl.DataFrame(
    {
        "measure": ["bonds", "bonds", "union"],
        "title": ["Bonds", "Bonds", "Union"],
        "route": ["slow", "quick", "treaty"],
        "route_title": ["Slow route", "Quick route (as in 2020)", "Treaty"],
        "probability": [0.2, 0.7, 0.9],
        "in_the_end": [0.3, 0.8, 0.95],
        "months_median": [30.0, 9.0, 18.0],
        "one_can_stop": [True, True, False],
        "likeliest": ["DEU", "SWE", None],
        "objection": [0.6, 0.14, None],
    }
)


@pytest.fixture(scope="module")
def given() -> dict:
    found = sample.inputs()
    frames = {"plan_regimes": REGIMES, "plan_openings": OPENED, "decision_routes": ROUTES}
    return found | {
        "frames": found["frames"] | frames,
        "shapes": {"type": "FeatureCollection", "features": []},
    }


def test_what_unanimity_costs_in_one_sentence() -> None:
    assert sentence(REGIMES) == (
        "Against the best legal route, unanimity costs the plan EUR 50 bn of expected common money "
        "and 1.50 points of shortfall, and 2 years of standing alone."
    )


def test_little_is_said_to_be_little() -> None:
    near = REGIMES.with_columns(shortfall=pl.lit(20.0) - pl.col("money_eur_bn") / 1000)
    assert "That is little beside the 20 points" in sentence(near)


def test_where_no_regime_is_better_the_sentence_says_so() -> None:
    worse = REGIMES.with_columns(shortfall=pl.col("money_eur_bn") / 10)
    assert sentence(worse) == "No other regime of decisions leaves less missing than today’s."


def test_a_row_a_regime_and_a_row_a_measure(given: dict) -> None:
    material = gather(**given)
    rows = regimes(material).rows
    assert [row[0] for row in rows][:2] == ["Announced spending alone", "Unanimity as today"]
    assert rows[0][-1] == "not by 2040"
    assert rows[2][1:5] == ("2", "80.0", "30.0", "17.50")
    assert routes(material).rows == (
        ("Bonds", "Quick route", "70\u00a0%", "9", "Sweden (14\u00a0%)", "Slow route (20\u00a0%)"),
        ("Union", "Treaty", "90\u00a0%", "18", "no single state", "–"),
    )


def test_the_section_stands_where_the_run_has_it(given: dict) -> None:
    page = render_report(**given)
    assert '<section id="decisions">' in page
    figure = figures(gather(**given))["regimes"]
    assert figure.title.endswith("the best legal route would open 80 bn")
    figure.chart.to_dict()
    shown = dict(figure.table.select("Instrument", "By the best legal route [EUR bn]").iter_rows())
    assert shown == {"Bank": 45.0, "Bonds": 35.0}


def test_a_run_without_a_plan_has_no_such_section(given: dict) -> None:
    plain = sample.inputs() | {"shapes": given["shapes"]}
    assert section(gather(**plain)) is None
    assert 'id="decisions"' not in render_report(**plain)


def test_the_map_colours_voters_and_names_who_would_not_say_yes() -> None:
    facts = evidence()
    names = agenda(facts).known.names
    figure = stance_map(decide(facts, "joint_bonds", flips={"HUN": -1.0}), names, load_shapes())
    figure.chart.to_dict()
    table = dict(figure.table.select("State", "Would say").iter_rows())
    assert len(table) == 27
    assert "Hungary" in figure.title
    assert table["France"] == "likely yes"
    assert "Norway" not in table


def test_the_frontier_names_the_first_coalition_with_even_odds() -> None:
    found = CoalitionPicture(
        agenda(evidence()).measure("common_debt_treaty"),
        "gdp",
        2026,
        (Coalition(("DEU", "FRA", "HUN"), 1.0, 0.2), Coalition(("DEU", "FRA"), 0.9, 0.6)),
        2,
        tuple(Member(state, 0.3, 0.1, 0.0) for state in ("DEU", "FRA", "HUN")),
        pl.DataFrame(),
        frozenset(),
    )
    figure = coalition_frontier(found, {"HUN": "Hungary"})
    figure.chart.to_dict()
    assert figure.title.replace("\u00a0", " ") == (
        "All 3 agree with 20 %; without Hungary agreement rises to 60 % and 90 % of the "
        "capability stays"
    )
    assert figure.table["Without"].to_list() == ["nobody", "Hungary"]


def test_calibration_counts_what_was_forecast_to_pass() -> None:
    chances = [(0.9, True), (0.8, True), (0.8, False), (0.1, False)]
    tested = tuple(
        Forecast(Episode(str(n), "2024-01-01", "", "unanimity", "", adopted), "m", "", chance)
        for n, (chance, adopted) in enumerate(chances)
    )
    figure = calibration_plot(Backtest(tested))
    figure.chart.to_dict()
    assert figure.title == "Of 3 decisions forecast to pass with 75% or more, 2 passed at once"
    assert figure.table["Adopted [%]"].to_list() == [0.0, 67.0]


@pytest.mark.parametrize(("share", "number"), [(0.0, 3), (1.0, 5), (0.4, 10)])
def test_an_interval_holds_its_share_and_narrows_with_cases(share: float, number: int) -> None:
    low, high = interval(share, number)
    assert 0 <= low <= share <= high <= 1
    more = interval(share, 10 * number)
    assert more[1] - more[0] < high - low


def test_without_an_episode_the_plot_says_so() -> None:
    assert calibration_plot(Backtest(())).title == "No episode can be tested"
