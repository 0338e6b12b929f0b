"""Commands called in this process, and a folder that holds two real runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from calling import Call, Home, call_vallum


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
