"""The price of vetoes on the funding of a small plan."""

from __future__ import annotations

import polars as pl
import pytest

from vallum.evidence import Evidence
from vallum.finance.fund.programme import WEIGHT
from vallum.scenario import load_scenario
from vallum.study.vetoes import VetoPrices, price_vetoes


@pytest.fixture(scope="module")
def found() -> VetoPrices:
    """Three states, three years, EUR 4 bn a year each, half of it on joint orders."""
    states, years = ("DEU", "ITA", "POL"), (2028, 2029, 2030)
    pairs = [(state, year) for state in states for year in years]
    costs = pl.DataFrame(
        {
            "state": [state for state, _ in pairs],
            "year": [year for _, year in pairs],
            "purchases": [4.0] * 9,
            "total": [4.0] * 9,
        }
    )
    rows = [
        {"state": state, "system": "iris_t_slm", "category": "sam_medium", "channel": channel,
         "quantity": 1.0, "cost_eur_mn": 6000.0}
        for state in states
        for channel in ("joint", "national")
    ]  # fmt: skip
    frames = {"plan_costs": costs, "plan_orders": pl.DataFrame(rows)}
    return price_vetoes(frames, Evidence.load(), load_scenario("us_absent"))


def test_losing_an_instrument_never_makes_the_whole_better(found: VetoPrices) -> None:
    """What is minimised is cost and weighed excess together: a choice less cannot lower it."""
    assert any(each.drawn_eur_bn > 0 for each in found.vetoes)
    for each in found.vetoes:
        assert each.saving_lost_eur_bn + WEIGHT * each.excess_added_eur_bn >= -0.01, each


def test_joint_bonds_can_be_stopped_and_banks_cannot(found: VetoPrices) -> None:
    by = {each.instrument: each for each in found.vetoes}
    assert by["joint_bonds"].vetoed_by is not None
    assert by["armaments_bank"].vetoed_by is None


def test_a_vote_costs_more_the_farther_a_state_stands(found: VetoPrices) -> None:
    assert found.votes
    for each in found.votes:
        assert each.needed_low_eur_bn < each.needed_eur_bn < each.needed_high_eur_bn
        assert each.distance > 0
