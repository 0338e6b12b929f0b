"""What the tests of the models share: the facts and the runs, each made once a session.

Not a fixture file: a function with a cache serves every folder of tests alike.
"""

from __future__ import annotations

import csv
import fcntl
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import cloudpickle
import numpy as np
import pytest
import xarray as xr
from hypothesis import settings

from conftest import EXAMPLES
from vallum.evidence import Evidence
from vallum.evidence.schemas import TABLES
from vallum.scenario import load_scenario
from vallum.study import Study, run
from vallum.world import Draw, World

PRESETS = (
    "us_committed",
    "european_pillar",
    "us_absent",
    "us_adversarial",
    "eu_only",
    "coalition_of_the_willing",
)

TOLERANCE = 1e-6
"""Differences below this are noise of floating-point sums."""

few = settings(max_examples=max(6, EXAMPLES // 3))
"""For properties of which one example builds Worlds."""


@cache
def evidence() -> Evidence:
    return Evidence.load()


@cache
def study(name: str = "us_absent", *set_: str) -> Study:
    """Without a plan: what no plan changes takes a tenth of the time."""
    return run(name, set_=set_, evidence=evidence(), mode=None)


FOLDER: Path | None = None
"""Where the workers of a test session find what one of them has made."""
STEPS: dict[str, list[str]] = {}
"""Preset -> the steps that its planned study told of as it was made."""


def planned_study(name: str = "us_absent") -> Study:
    """With its plan, priced in two passes: a minute, so all tests of all workers share it."""
    return _planned(name)


@cache
def _planned(name: str) -> Study:
    # A cache of its own: to it, a default and the same word given are two questions.
    assert FOLDER is not None, "set by a fixture of conftest.py"
    file = FOLDER / f"planned_{name}.pickle"
    with (FOLDER / f"planned_{name}.lock").open("w") as lock:
        # Let go of when the process ends, whatever ends it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            found = _plan(name)
            file.write_bytes(cloudpickle.dumps((found, STEPS[name])))
    found, STEPS[name] = cloudpickle.loads(file.read_bytes())
    return found


def _plan(name: str) -> Study:
    with pytest.MonkeyPatch.context() as patch:
        # What must hold of a plan holds at any prices: two passes, as `make run` takes all of them.
        patch.setattr("vallum.planner.learning.MOST_PASSES", 2)
        steps = STEPS.setdefault(name, [])
        return run(name, evidence=evidence(), progress=steps.append)


@cache
def world(name: str = "us_absent", *set_: str) -> World:
    return build(evidence(), *set_, name=name)


def build(facts: Evidence, *set_: str, name: str = "us_absent", draw: Draw | None = None) -> World:
    """A World on other facts, or a drawn one."""
    return World.build(facts, load_scenario(name, set_=set_), draw)


def changed(old: World, **arrays: xr.DataArray) -> World:
    """The same World with other values in some arrays."""
    unknown = arrays.keys() - old.arrays.keys()
    assert not unknown, unknown
    kept = {name: array.assign_attrs(old[name].attrs) for name, array in arrays.items()}
    return replace(old, arrays={**old.arrays, **kept})


def gap(name_or_study: Study | xr.Dataset) -> xr.DataArray:
    data = name_or_study.gaps.data if isinstance(name_or_study, Study) else name_or_study
    return data["gap"]


def never_wider(wider: xr.DataArray, narrower: xr.DataArray) -> xr.DataArray:
    """How far `narrower` exceeds `wider`, cell by cell; must be nowhere above the tolerance."""
    excess = narrower - wider
    assert excess.sizes == wider.sizes, "labels differ"
    return excess.where(excess > TOLERANCE, drop=False).fillna(0.0)


def overlay(folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Evidence:
    """The shipped facts with these rows laid over them; cells that are not given stay empty."""
    for name, rows in tables.items():
        file = folder / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        columns = [column.name for column in TABLES[name].columns]
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns, restval="")
            writer.writeheader()
            for row in rows:
                writer.writerow({"source": "vallum_design", "verified": "no", **row})
    return Evidence.load(folder)


def same(one: xr.DataArray, other: xr.DataArray) -> bool:
    """Equal to the last bit."""
    return one.dims == other.dims and bool(np.array_equal(one.values, other.values))
