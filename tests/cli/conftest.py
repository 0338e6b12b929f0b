"""Commands called in this process, and a folder that holds two real runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from calling import Call, Home, Studies, call_vallum

from vallum import study as studies_of_vallum
from vallum.evidence import Evidence
from vallum.scenario import load_scenario

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
def studied_once(home: Home, monkeypatch: pytest.MonkeyPatch, studies: Studies) -> Studies:
    """Questions about one scenario share its study, that of the first kept run included."""
    monkeypatch.setattr(studies_of_vallum, "run", studies.run)
    monkeypatch.setattr("vallum.cli.jobs.run_study", studies.run)
    monkeypatch.setattr("vallum.cli.session.run_study", studies.run)
    studies.asked.clear()
    return studies


@pytest.fixture(scope="session")
def studies() -> Studies:
    return Studies()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, studies: Studies) -> Home:
    """Made once: everything that only reads runs or their studies reads these."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("VALLUM_RUNS", raising=False)
        patch.setattr("vallum.cli.jobs.run_study", studies.run)
        first = call_vallum("run", "us_absent", "--json")
        assert first.code == 0, first.err
        second = ("run", "--set", "us.enablers_leave=2030", "--no-report", "--mode", "none")
        study = studies.kept[load_scenario("us_absent").digest(), "close_gaps"]
        return Home(folder, first, call_vallum(*second), study)


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
