"""The tree on cases worked out by hand, and on a box that is known."""

from __future__ import annotations

import numpy as np
import pytest

from vallum.futures.cart import grow_tree


def test_a_single_split_is_found() -> None:
    samples = np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0], [4.0, 5.0]])
    hits = np.array([False, False, True, True])
    first, second = grow_tree(samples, hits, depth=1)
    # Halfway between 2 and 3; the second factor tells nothing.
    assert (first.low[0], first.share, first.cases, first.restricted) == (2.5, 1.0, 2, (0,))
    assert (second.high[0], second.share) == (2.5, 0.0)


def test_a_known_corner_is_found_and_nothing_else() -> None:
    samples = np.random.default_rng(3).random((4000, 5))
    hits = (samples[:, 1] > 0.6) & (samples[:, 3] < 0.5)
    leaf = grow_tree(samples, hits)[0]
    assert leaf.restricted == (1, 3)
    assert leaf.low[1] == pytest.approx(0.6, abs=0.01)
    assert leaf.high[3] == pytest.approx(0.5, abs=0.01)
    assert leaf.share == 1.0


def test_leaves_hold_every_case_once() -> None:
    rng = np.random.default_rng(5)
    samples, hits = rng.random((500, 3)), rng.random(500) < 0.3
    leaves = grow_tree(samples, hits, least=0.1)
    assert sum(leaf.cases for leaf in leaves) == 500
    assert sum(leaf.hits for leaf in leaves) == hits.sum()
    assert min(leaf.cases for leaf in leaves) >= 50


def test_noise_and_certainty_are_not_split() -> None:
    samples = np.random.default_rng(1).random((60, 2))
    assert len(grow_tree(samples, np.ones(60, dtype=bool))) == 1
