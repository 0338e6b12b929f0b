"""A study of futures without a solver: what it takes is quick, and travels to other processes."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import polars as pl

from model_runs import evidence
from vallum.futures.bench import SCHEMA, Spec
from vallum.futures.explore import Explored, explore
from vallum.futures.sample import Chunk
from vallum.futures.workers import ONE_THREAD
from vallum.scenario import load_scenario


def easy(spec: Spec, chunk: Chunk) -> pl.DataFrame:
    """A worker without a solver: a future's figures follow from its factors."""
    more = 0.5 if chunk.policy != "as_is" else 0.0
    rows = [
        {
            "future": future,
            "policy": chunk.policy,
            "stand_alone_year": 2034 if values[0] > 1 else None,
            "threat_year": 2030,
            "self_reliance": 0.7,
            "shortfall": 20.0 - 5 * values[0] - more,
            "cost_eur_bn": 600.0,
            "weakest": "tanker",
            "fixed_alone_year": None if spec.fixed_until is None or values[0] <= 1 else 2036,
            "fixed_shortfall": None if spec.fixed_until is None else 21.0 - 5 * values[0] - more,
        }
        for future, values in zip(chunk.futures, chunk.values, strict=True)
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def slow(spec: Spec, chunk: Chunk) -> pl.DataFrame:
    time.sleep(0.02)
    return easy(spec, chunk)


def study(runs: Path, **given: Any) -> Explored:
    asked: dict[str, Any] = {"futures": 200, "seed": 3, "names": ("more_money",), "do": easy}
    return explore(load_scenario("us_absent"), evidence(), runs=runs, **{**asked, **given})


def threads_of(spec: Spec, chunk: Chunk) -> pl.DataFrame:
    """How many threads each library may start where this chunk is done."""
    return pl.DataFrame({"threads": [os.environ.get(name, "unset") for name in ONE_THREAD]})
