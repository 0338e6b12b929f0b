"""Speed of the field: a million campaign paths in three models, 30 brigades over the whole graph.

Run by `make bench`.  Plain Python plays the same functions uncompiled, on a few paths, and is
multiplied.  The ratio aimed at (200) is told and not asserted.
"""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

from vallum.evidence import Evidence
from vallum.study.campaign import front_of
from vallum.study.field import Field
from vallum.study.reinforce import arrivals_at
from vallum.theatre import kernel
from vallum.theatre.inputs import NAMES
from vallum.world.theatres import assumed_ranges, find_theatre

MILLION, FEW, DAYS = 1_000_000, 100, 60
READY = {"DEU": 6.0, "FRA": 5.0, "GBR": 3.0, "POL": 6.0, "ITA": 5.0, "ESP": 4.0, "NLD": 2.0,
         "CZE": 2.0, "ROU": 3.0, "SWE": 2.0}  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> Evidence:
    return Evidence.load(None)


def test_a_million_paths_in_three_models_in_ten_seconds(facts):
    forces = Field(2028, {"LTU": 1.0, "LVA": 0.5, "EST": 1.0}, READY, 900_000.0, 600.0, 0.0)
    curve = tuple(float(x) for x in np.linspace(0, 20, DAYS + 30))
    front = front_of(assumed_ranges(facts), forces, find_theatre(facts, "baltic"), curve, DAYS)
    ranges = np.array([[r.low, r.central, r.high] for r in (front.ranges[n] for n in NAMES)])
    came = np.concatenate([[0.0], np.cumsum(front.arrivals)])
    kernel.play_many(ranges, came, DAYS, 0, 100)
    begun = time.perf_counter()
    kernel.play_many(ranges, came, DAYS, 0, MILLION)
    compiled = (time.perf_counter() - begun) / MILLION
    drawn = random.Random(0)
    begun = time.perf_counter()
    for _ in range(FEW):
        x = [drawn.triangular(low, high, mid) for low, mid, high in ranges]
        x += [0.0] * kernel.FLOWN
        kernel.fly.py_func(x)
        noise = [1 + x[31] * (2 * drawn.random() - 1) for _ in range(DAYS)]
        for model in (kernel.adaptive, kernel.expansion, kernel.exchange):
            model.py_func(x, came.tolist(), noise, DAYS)
    plain = (time.perf_counter() - begun) / FEW
    print(f"a million paths in three models: {compiled * MILLION:.2f} s")
    print(f"plain Python / compiled: {plain / compiled:.0f} (target 200)")
    assert compiled * MILLION < 10


def test_thirty_brigades_over_the_graph_in_twenty_seconds(facts):
    arrivals_at(facts, READY, "Vilnius", brigades=1, days=30, only_central=True)
    begun = time.perf_counter()
    arrivals_at(facts, READY, "Vilnius", brigades=30, days=DAYS, only_central=True)
    took = time.perf_counter() - begun
    print(f"30 brigades over {DAYS} days: {took:.1f} s")
    assert took < 20
