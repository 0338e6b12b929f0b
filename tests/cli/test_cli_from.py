"""`--from RUN`: follow the plan of a kept run, on the command line and in Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calling import Outcome, call_vallum

import vallum
from vallum.errors import UserError
from vallum.store import StoredRun

SMALL = """\
extends: us_absent
title: Two states
horizon: {last: 2031}
coalition: {include: [], partners: [POL, SWE]}
need: {contingencies: []}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small scenario, its kept run, a run without a plan, and one that follows the first."""
    home = tmp_path_factory.mktemp("from")
    (home / "small.yaml").write_text(SMALL, "utf-8")
    return home


@pytest.fixture(autouse=True)
def inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("VALLUM_RUNS", raising=False)


def run_small(*words: object) -> Outcome:
    return call_vallum("run", "small.yaml", "--no-report", "--json", *words)


@pytest.fixture(scope="module")
def first(folder: Path) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("VALLUM_RUNS", raising=False)
        return str(run_small().answer("run")["run"])


def stored(id_: str) -> StoredRun:
    return StoredRun.read(Path("runs") / id_)


def test_a_run_that_follows_an_unchanged_one_orders_the_same(first: str) -> None:
    again = str(run_small("--from", first).answer("run")["run"])
    assert again != first
    kept = stored(again)
    assert kept.record["previous"] == first
    assert "previous" not in stored(first).record
    assert kept.frame("plan_changes").is_empty()
    keys = ["state", "system", "channel", "year"]
    assert (
        kept.frame("plan_orders")
        .select(keys)
        .equals(stored(first).frame("plan_orders").select(keys))
    )


def test_what_changes_is_shown(first: str) -> None:
    words = ("--from", first, "--set", "procurement.max_types={artillery: 1}")
    done = call_vallum("plan", "small.yaml", *words)
    assert done.code == 0, done.err
    assert "What changes against the plan that is followed" in done.out
    assert f"Against run {first}: " in done.out
    assert "What the cap on types changes" in done.out


def test_python_follows_a_kept_run(first: str) -> None:
    found = vallum.run("small.yaml", previous=first)
    assert found.study.previous == first
    assert found.study.frames()["plan_changes"].is_empty()
    assert json.loads(json.dumps(found.answer.run)) != first


def test_a_run_without_a_plan_cannot_be_followed(first: str) -> None:
    bare = str(run_small("--mode", "none").answer("run")["run"])
    done = call_vallum("plan", "small.yaml", "--from", bare)
    assert (done.code, done.out) == (2, "")
    assert f"run {bare} holds no plan to follow: it was made with --mode none" in done.err


def test_nothing_follows_without_a_plan(first: str) -> None:
    done = call_vallum("run", "small.yaml", "--mode", "none", "--from", first)
    assert (done.code, done.out) == (2, "")
    assert "--from needs a plan that follows the older one" in done.err


def test_a_run_that_is_not_there_is_told(first: str) -> None:
    done = call_vallum("plan", "small.yaml", "--from", "nobody")
    assert (done.code, done.out) == (2, "")
    assert "there is no run 'nobody'" in done.err
    assert len(first) == 12


def test_a_run_of_an_older_version_is_told(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = StoredRun.dataset
    monkeypatch.setattr(StoredRun, "dataset", lambda run, name: whole(run, name).drop_vars("price"))
    with pytest.raises(UserError, match="was kept by an older version: run its scenario again"):
        vallum.run("small.yaml", previous=first)
