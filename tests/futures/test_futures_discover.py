"""PRIM against the published renewable-energy case, and on a box that is known."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from vallum.futures.discover import choose_box, find_boxes, peel_boxes

# Bryant and Lempert 2010 (Technological Forecasting and Social Change 77(1)): 882 cases, nine
# factors; as shipped with ema_workbench 2.5.3 (BSD-3-Clause), columns of factors and interest.
DATA = Path(__file__).parent / "bryant_lempert_2010.csv"


@pytest.fixture(scope="module")
def published() -> tuple[np.ndarray, np.ndarray]:
    with DATA.open(encoding="utf-8") as file:
        rows = np.array(list(csv.reader(file))[1:], dtype=float)
    return rows[:, :-1], rows[:, -1] > 0


def test_the_data_are_the_published_ones(published: tuple[np.ndarray, np.ndarray]) -> None:
    samples, hits = published
    assert samples.shape == (882, 9)
    assert hits.sum() == 89


@pytest.mark.parametrize(
    ("step", "coverage", "density"),
    [(19, 0.831, 0.685), (21, 0.753, 0.770), (-1, 0.506, 1.0)],
    ids=["step 19", "step 21", "last"],
)
def test_the_peeling_is_the_published_one(
    published: tuple[np.ndarray, np.ndarray], step: int, coverage: float, density: float
) -> None:
    box = peel_boxes(*published, peel=0.1)[step]
    assert box.coverage == pytest.approx(coverage, abs=5e-4)
    assert box.density == pytest.approx(density, abs=5e-4)


def test_step_21_has_four_limits(published: tuple[np.ndarray, np.ndarray]) -> None:
    assert len(peel_boxes(*published)[21].restricted) == 4


def test_a_known_box_is_found_and_nothing_else() -> None:
    samples = np.random.default_rng(3).random((4000, 5))
    hits = (samples[:, 1] > 0.6) & (samples[:, 3] < 0.5)
    boxes = find_boxes(samples, hits, density=0.95)
    assert boxes[0].restricted == (1, 3)
    assert boxes[0].low[1] == pytest.approx(0.6, abs=0.06)
    assert boxes[0].high[3] == pytest.approx(0.5, abs=0.06)
    assert boxes[0].density >= 0.95
    inside = boxes[0].holds(samples)
    assert boxes[0].cases == inside.sum()
    assert boxes[0].coverage == pytest.approx(hits[inside].sum() / hits.sum())


def test_equal_values_stay_together() -> None:
    samples = np.repeat([[0.0], [1.0], [2.0]], 50, axis=0)
    hits = samples[:, 0] > 1.5
    box = choose_box(peel_boxes(samples, hits))
    assert (box.cases, box.density, box.coverage) == (50, 1.0, 1.0)


def test_without_a_hit_there_is_no_box() -> None:
    with pytest.raises(ValueError, match="no case of interest"):
        peel_boxes(np.zeros((3, 1)), np.zeros(3, dtype=bool))
    assert find_boxes(np.random.default_rng(0).random((50, 2)), np.zeros(50, dtype=bool)) == []
