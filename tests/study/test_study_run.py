"""One run, from scenario to answer: its frames, its headline, and the same bytes twice."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from model_runs import PRESETS, evidence, study
from vallum.errors import UserError
from vallum.scenario import load_scenario
from vallum.study import run
from vallum.study.run import STEPS
from vallum.world import Draw

FRAMES = {
    "gaps": ("contingency", "element", "year"),
    "contributions": ("state", "element", "year"),
    "us_leaving": ("element", "year"),
    "self_reliance": ("contingency", "year"),
    "stand_alone": ("domain",),
    "spending": ("state", "year"),
    "spending_targets": ("state", "target_pct"),
    "assumptions": ("field",),
    "quality": ("array",),
    "sources": ("id",),
}

FINGERPRINT = """
import hashlib
from vallum.study import run
found = run("us_absent", mode=None)
total = hashlib.sha256(found.evidence_digest.encode())
for name, frame in sorted(found.frames().items()):
    total.update(name.encode() + frame.write_csv().encode())
for name, data in sorted(found.datasets().items()):
    for variable in sorted(data.variables):
        total.update(str(variable).encode() + data[variable].values.tobytes()
                     if data[variable].dtype.kind != "O" else str(data[variable].values).encode())
print(total.hexdigest(), found.headline.sentence)
"""


@pytest.mark.parametrize("name", FRAMES)
def test_frames_have_their_keys_and_no_holes(name):
    frame = study().frames()[name]
    assert frame.height > 0
    assert not frame.select(pl.struct(FRAMES[name]).is_duplicated().any()).item()
    may_be_empty = {"year", "year_without_imputed", "first_year"}
    assert {c for c in frame.columns if frame[c].null_count()} <= may_be_empty
    for column, kind in frame.schema.items():
        if kind == pl.Float64:
            assert frame[column].is_finite().all(), column


def test_all_frames_are_listed_here():
    assert set(FRAMES) <= set(study().frames())


@pytest.mark.parametrize("name", ["us_absent", "us_committed"])
def test_a_second_run_is_the_same(name):
    again = run(name, evidence=evidence(), mode=None)
    first = study(name)
    assert again.headline == first.headline
    assert again.evidence_digest == first.evidence_digest
    for frame, rows in first.frames().items():
        assert again.frames()[frame].equals(rows), frame


def test_the_same_bytes_whatever_the_seed_of_hashes():
    """Two processes, two seeds, another number of threads, another locale."""
    waiting = [
        subprocess.Popen(
            [sys.executable, "-c", FINGERPRINT],
            stdout=subprocess.PIPE,
            text=True,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "POLARS_MAX_THREADS": threads,
                "LC_ALL": loc,
            },
        )
        for seed, threads, loc in (("1", "1", "C.UTF-8"), ("4242", "2", "C"))
    ]
    first, second = (process.communicate()[0] for process in waiting)
    assert [process.returncode for process in waiting] == [0, 0]
    assert first == second
    assert study().headline.sentence in first


def test_progress_names_each_step_once():
    told = []
    run("us_absent", evidence=evidence(), mode=None, progress=told.append)
    assert tuple(told) == STEPS


def test_a_loaded_scenario_and_its_name_give_the_same_answer():
    scenario = load_scenario("us_committed")
    found = run(scenario, evidence=evidence(), mode=None)
    assert found.headline == study("us_committed").headline


def test_a_drawn_study_says_so():
    drawn = run("us_absent", evidence=evidence(), mode=None, draw=Draw(seed=7))
    assert drawn.seed == 7
    assert drawn.headline.self_reliance != study().headline.self_reliance


def test_overrides_change_what_they_name():
    later = study("us_absent", "us.enablers_leave=2034").frames()["us_leaving"]
    now = study().frames()["us_leaving"]
    both = now.join(later, on=["element", "year"], suffix="_later")
    moved = set(both.filter(pl.col("us") != pl.col("us_later"))["domain"])
    assert moved == {"enablers"}


def test_a_wrong_name_is_the_users_error():
    with pytest.raises(UserError, match="did you mean 'us_absent'"):
        run("us_absnt", evidence=evidence(), mode=None)


# The headline


@pytest.mark.parametrize("preset", PRESETS)
def test_the_headline_agrees_with_the_frames(preset):
    """Two roads, one number."""
    found = study(preset)
    headline, frames = found.headline, found.frames()
    by_domain = dict(frames["stand_alone"].select("domain", "year").iter_rows())
    assert headline.stand_alone_year == by_domain["core"]
    assert all(by_domain[name] == year for name, year in headline.stand_alone_years.items())
    index = frames["self_reliance"].filter(pl.col("contingency") == found.gaps.main)
    assert headline.self_reliance == {
        year: pytest.approx(mean, abs=1e-4)
        for year, mean in index.select("year", "mean").iter_rows()
    }
    main = frames["gaps"].filter(
        pl.col("contingency") == found.gaps.main, pl.col("year") == headline.ready_by
    )
    core = main.filter("core") if main["core"].any() else main
    worst = core.sort("met_share", maintain_order=True).row(0, named=True)
    assert headline.worst_element["met_share"] == pytest.approx(worst["met_share"], abs=1e-4)
    assert 0 <= headline.unverified_share <= 1


def by_hand(met, level=0.95):
    """First year from which every share stays at the level."""
    for year in sorted(met):
        if all(
            share >= level for later, shares in met.items() if later >= year for share in shares
        ):
            return year
    return None


@pytest.mark.parametrize("set_", ["us.troops_leave=2028", "need.set=nato_targets"])
@pytest.mark.parametrize("domain", ["land", "air", "munitions", "enablers", "core"])
def test_stand_alone_year(set_, domain):
    found = study("us_absent", set_)
    rows = found.frames()["gaps"].filter(
        pl.col("contingency") == found.gaps.main,
        pl.col("core") if domain == "core" else pl.col("domain") == domain,
    )
    met = {}
    for row in rows.iter_rows(named=True):
        met.setdefault(row["year"], []).append(row["met_share"])
    assert found.gaps.stand_alone_year(domain) == by_hand(met)


def test_stand_alone_year_is_lost_again_by_a_later_dip():
    """Met in some years and not at the end is not met: the set must stay there."""
    found = study()
    met = found.gaps.data["met_share"]
    name = found.gaps.core[0]
    year = met["year"].values
    shares = np.where(year == 2039, 0.90, 0.96)
    patched = met.where(met["element"] != name, 1.0)
    full = xr_full(patched, shares)
    dipped = dataclasses.replace(found.gaps, data=found.gaps.data.assign(met_share=full))
    assert dipped.stand_alone_year("core") == 2040


def xr_full(like, by_year):
    return like * 0 + like["year"].copy(data=by_year).drop_vars("year").assign_coords(
        year=like["year"]
    )
