"""Commands called in this process, and a folder that holds two real runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from calling import Call, Home, call_vallum

from vallum import study as studies_of_vallum
from vallum.evidence import Evidence


_LOAD = Evidence.load


@cache
def _load_shipped(open_only: bool) -> Evidence:
    return _LOAD(open_only=open_only)


@pytest.fixture(scope="module", autouse=True)
def shipped_facts_are_read_once() -> Iterator[None]:
    """Evidence does not change once it is loaded, so commands without an overlay may share it.

    For one module at a time: tests of other folders load evidence in other ways.
    """

    def load_once(overlay: Path | None = None, *, open_only: bool = False) -> Evidence:
        return _LOAD(overlay, open_only=open_only) if overlay else _load_shipped(open_only)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Evidence, "load", load_once)
        yield


@pytest.fixture
def studied_once(
    monkeypatch: pytest.MonkeyPatch, studies: dict[str, studies_of_vallum.Study]
) -> None:
    """Questions about one scenario share its study, for commands that only show it."""
    run = studies_of_vallum.run

    def run_once(scenario: Any, **more: Any) -> studies_of_vallum.Study:
        if scenario.digest() not in studies:
            studies[scenario.digest()] = run(scenario, **more)
        return studies[scenario.digest()]

    monkeypatch.setattr(studies_of_vallum, "run", run_once)


@pytest.fixture(scope="session")
def studies() -> dict[str, studies_of_vallum.Study]:
    return {}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Made once: everything that only reads runs reads these."""
    folder = tmp_path_factory.mktemp("home")
    before = Path.cwd()
    kept_elsewhere = os.environ.pop("VALLUM_RUNS", None)
    os.chdir(folder)
    try:
        return Home(
            folder,
            call_vallum("run", "us_absent", "--json"),
            call_vallum("run", "--set", "us.enablers_leave=2030", "--no-report"),
        )
    finally:
        os.chdir(before)
        if kept_elsewhere is not None:
            os.environ["VALLUM_RUNS"] = kept_elsewhere


@pytest.fixture
def vallum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call a command in an empty working folder, with no runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VALLUM_RUNS", raising=False)
    return call_vallum


@pytest.fixture
def with_runs(vallum: Call, home: Home, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call a command in an empty working folder that sees the two runs."""
    monkeypatch.setenv("VALLUM_RUNS", str(home.runs))
    return vallum
