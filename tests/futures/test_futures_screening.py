"""Screening by Morris: effects of a case worked out by hand, and of a study."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from easy_futures import study
from vallum.contracts import ExploreAnswer
from vallum.errors import UserError
from vallum.futures.findings import find
from vallum.futures.sample import axes, sample
from vallum.futures.screening import effects, futures_of, screened
from vallum.report.futures_charts import fan


def test_effects_worked_out_by_hand() -> None:
    points = sample(3, 40, seed=1, design="morris")
    assert points.shape == (40, 3)
    # Each trajectory moves each axis once, by two thirds.
    moves = np.abs(np.diff(points.reshape(10, 4, 3), axis=1))
    assert np.allclose(moves.sum(axis=1), 2 / 3)
    # y = 4a - b: an effect of 4 and of -1 everywhere, of none.
    mu_star, sigma, interval = effects(points, 4 * points[:, 0] - points[:, 1], seed=0)
    assert mu_star == pytest.approx([4, 1, 0])
    assert sigma == pytest.approx([0, 0, 0], abs=1e-9)
    assert interval == pytest.approx([0, 0, 0], abs=1e-9)
    # y = a b: what a does is where b stands, so its effects spread.
    mu_star, sigma, _ = effects(points, points[:, 0] * points[:, 1], seed=0)
    assert mu_star[2] == pytest.approx(0)
    assert sigma[0] > 0.2


def test_a_screened_study_names_what_its_shortfall_follows(tmp_path: Path) -> None:
    count = futures_of(4, 15)
    assert count == 64
    with pytest.raises(UserError, match="at least 4 trajectories"):
        futures_of(3, 15)
    first = study(tmp_path, futures=1, names=())
    groups = axes(first.uncertain)
    whole = study(tmp_path, futures=futures_of(6, len(groups)), names=(), design="morris")
    found = screened(whole)
    assert [each.factor for each in found[:1]] == ["budget"]
    # The easy worker's shortfall is 20 - 5 budget, and budget goes from 0.85 to 1.1.
    assert 0.8 < found[0].mu_star < 1.8
    assert {each.factor for each in found} == set(groups)
    assert all(each.mu_star == pytest.approx(0) for each in found[1:])


def test_the_table_of_a_fan_is_in_per_cent(tmp_path: Path) -> None:
    found = study(tmp_path)
    answer = ExploreAnswer.of(found, find(found, by=2034))
    table = fan(answer).table
    told = table.filter(table["Year"] == 2034)["As the scenario has it [%]"][0]
    assert told == pytest.approx(100 * answer.stand_alone_probability[2034], abs=0.06)
    assert told > 1
