"""Studies give the same bytes however they are worked through, and say what their rows say."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
import xarray as xr

from easy_futures import study
from model_runs import evidence
from vallum.contracts import ExploreAnswer
from vallum.errors import UserError
from vallum.forces import alone_in_place
from vallum.futures.adoption import chance_in
from vallum.futures.bench import Bench
from vallum.futures.check import pick
from vallum.futures.explore import Explored, batch_files
from vallum.futures.findings import find
from vallum.futures.many import FUTURE, solve_each
from vallum.futures.sample import Chunk, axes, cut, sample
from vallum.futures.vary import read, vary
from vallum.planner.live import Live
from vallum.scenario import load_scenario
from vallum.study.live.session import met_with, self_reliance, stand_alone_year
from vallum.world.uncertain import Uncertainty, uncertainties


def bytes_of(found: Explored) -> list[bytes]:
    return [file.read_bytes() for file in batch_files(found.folder)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Explored:
    return study(tmp_path_factory.mktemp("whole"))


def test_two_processes_give_the_bytes_of_one(whole: Explored, tmp_path: Path) -> None:
    assert bytes_of(study(tmp_path, workers=2)) == bytes_of(whole)


def test_what_is_missing_is_done_again(whole: Explored, tmp_path: Path) -> None:
    first = study(tmp_path)
    for file in batch_files(first.folder)[::3]:
        file.unlink()
    told: list[str] = []
    assert bytes_of(study(tmp_path, resume=first.run, progress=told.append)) == bytes_of(whole)
    assert told[0].startswith("go on: ")


KILLED = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from easy_futures import slow, study
study(Path(sys.argv[1]), do=slow)
"""


def test_a_killed_study_goes_on_to_the_same_bytes(whole: Explored, tmp_path: Path) -> None:
    paths = [str(Path(__file__).parents[1])]
    running = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path), *paths])
    folder = tmp_path / whole.folder.name
    until = time.monotonic() + 60
    while len(batch_files(folder)) < 5 and time.monotonic() < until:
        time.sleep(0.005)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert 5 <= len(batch_files(folder)) < len(batch_files(whole.folder))
    assert bytes_of(study(tmp_path, resume=whole.run)) == bytes_of(whole)
    assert not list(folder.glob(".partial*"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"resume": "000000000000"}, "these arguments make run"),
        ({"futures": 0}, "at least one future"),
        ({"workers": 0}, "at least one process"),
        ({"names": ("nothing",)}, "there is no policy 'nothing'"),
    ],
    ids=["another run", "no future", "no worker", "no policy"],
)
def test_what_cannot_be_is_told(tmp_path: Path, given: dict[str, Any], told: str) -> None:
    with pytest.raises(UserError, match=told):
        study(tmp_path, **given)
    assert not list(tmp_path.iterdir())


def test_findings_say_what_the_rows_say(whole: Explored) -> None:
    found = find(whole, by=2034)
    # The budget's factor lies above its mode of 1 in (1.1 - 1) / (1.1 - 0.85) of all futures.
    share = found.stand_alone[2034]
    assert share == pytest.approx(0.4, abs=0.01)
    assert found.stand_alone[2033] == 0
    assert found.before_threat == 0
    assert found.drivers[0].factor == "budget"
    assert found.drivers[0].total > 0.95
    told = "Money for a plan (1: what the path gives) below"
    assert found.boxes[0].conditions[0].startswith(told)
    assert found.regret["policy"].to_list() == ["more_money", "as_is"]
    assert found.regret["worst_regret"].to_list() == pytest.approx([0.0, 0.5])
    assert found.regret["stands_alone"].to_list() == [share, share]
    # Whatever is known, the same policy is best.
    assert found.information["points"].to_list() == pytest.approx(
        [0.0] * len(axes(whole.uncertain))
    )
    assert found.sentence.startswith(
        f"In {share * 100:.0f} % of 200 futures the core set stands alone by 2034, "
        "and in 0 % by 2030"
    )


def test_the_answer_for_programs_says_the_same(whole: Explored) -> None:
    found = find(whole, by=2034)
    told = json.loads(ExploreAnswer.of(whole, found).json_text())
    jsonschema.validate(told, ExploreAnswer.model_json_schema(mode="serialization"))
    assert (told["run"], told["futures"], told["seed"]) == (whole.run, 200, 3)
    assert told["finding"] == found.sentence
    assert told["stand_alone_probability"]["2034"] == found.stand_alone[2034]
    assert told["drivers"][0]["factor"] == "budget"
    assert told["failure_boxes"][0]["density"] == found.boxes[0].density
    assert [row["policy"] for row in told["regret"]] == ["more_money", "as_is"]


def test_futures_worth_a_closer_look_are_picked_once_each(whole: Explored) -> None:
    picked = pick(whole, find(whole, by=2034), 4)
    rows = next(whole.rows()).filter(pl.col("policy") == "as_is").sort("shortfall", "future")
    assert picked[0] == (rows["future"][100], "the middle one by what is missing")
    assert (rows["future"][-1], "where most is missing") in picked
    assert len({future for future, _ in picked}) == len(picked) == 4
    assert pick(whole, find(whole, by=2034), 0) == []


def test_the_middle_year_is_asked_about_unless_told(whole: Explored) -> None:
    # Fewer than half stand alone at all: the horizon's last year is the middle one.
    assert find(whole).by == whole.scenario.horizon.last


@cache
def drawn_from() -> tuple[Uncertainty, ...]:
    return uncertainties(evidence(), load_scenario("us_absent"), chance_in(evidence()))


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(evidence(), load_scenario("us_absent"), (), drawn_from())


@pytest.fixture(scope="module")
def chunk() -> Chunk:
    uncertain = drawn_from()
    chunks = cut(uncertain, sample(len(axes(uncertain)), 48, seed=1), ("as_is",))
    # Of the scenes that the central programme takes: the war ends as the scenario has it.
    levers = [each.name for each in uncertain if each.kind == "lever"]
    place = levers.index("ukraine")
    return next(each for each in chunks if each.scene[place] == 0 and len(each.futures) > 1)


def test_a_chunk_does_not_remember_what_was_solved_before(bench: Bench, chunk: Chunk) -> None:
    first = bench.work(chunk)
    turned = Chunk(0, 0, "as_is", chunk.scene, chunk.futures[::-1], chunk.values[::-1])
    assert bench.work(turned).sort("future").equals(first.sort("future"))
    assert bench.work(chunk).equals(first)


def test_a_future_is_what_the_live_model_says_of_it(bench: Bench, chunk: Chunk) -> None:
    scene = bench._scene_of(chunk)
    live = Live()
    met = met_with(scene.gaps, live.ask(scene.world, scene.inputs).plan)
    now, kept, *_ = live.solve(scene.inputs)
    same = {
        each: xr.DataArray([1.0], dims=FUTURE) for each in bench._factors if each.kind == "money"
    }
    data, inputs = vary(scene.gaps, now, same)
    central = read(scene.world, data, inputs, solve_each(kept, inputs))
    assert central["stand_alone_year"] == [stand_alone_year(scene.gaps, met)]
    each = {row["what"]: row["year"] for row in central["each_alone"][0]}
    for domain in ("land", "sea", "munitions"):
        holds = (met.sel(element=scene.gaps.members_of(domain)) >= 0.95 - 1e-6).all("element")
        years = met["year"].values[holds.values]
        assert each[f"domain:{domain}"] == (int(years[0]) if years.size else None), domain
    assert {what for what in each if what.startswith("in_place:")} == {
        f"in_place:{name}" for name in scene.gaps.data["contingency"].values[1:]
    }
    index = self_reliance(scene.gaps, met)
    assert central["self_reliance"][0] == pytest.approx(float(index.sel(year=2030)), abs=1e-6)

    # One at a time, through all labels, as `vallum live` does.
    factors = dict(zip(bench._factors, chunk.values[0], strict=True))
    reply = live.ask(scene.world, vary(scene.gaps, scene.inputs, factors)[1])
    row = bench.work(chunk).row(0, named=True)
    assert row["shortfall"] == pytest.approx(reply.plan.shortfall, abs=1e-6)
    assert row["cost_eur_bn"] == pytest.approx(reply.plan.cost, rel=1e-4)


def test_contingencies_in_place_are_met_as_the_assessment_says(bench: Bench, chunk: Chunk) -> None:
    scene = bench._scene_of(chunk)
    force = scene.gaps.data["contribution"].sum("state")
    found = alone_in_place(scene.world, force)
    assert len(found) == 2
    for name, share in found.items():
        theirs = scene.gaps.data["met_share"].sel(contingency=name, element=share["element"])
        xr.testing.assert_allclose(
            share.drop_vars("contingency", errors="ignore").transpose("element", "year"),
            theirs.drop_vars("contingency").transpose("element", "year"),
        )
    more = alone_in_place(scene.world, 2 * force)
    for name, share in found.items():
        assert bool((more[name] >= share - 1e-9).all())


def test_a_plan_that_is_fixed_is_never_better(chunk: Chunk) -> None:
    few = replace(chunk, futures=chunk.futures[:3], values=chunk.values[:3])
    found = Bench(evidence(), load_scenario("us_absent"), (), drawn_from(), fixed_until=2030).work(
        few
    )
    lost = (found["fixed_shortfall"] - found["shortfall"]).to_list()
    assert min(lost) > -1e-6
    assert max(lost) > 0.01
