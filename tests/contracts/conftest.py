"""Two kept runs of the store's small study."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vallum.store import Store, StoredRun

sys.path.append(str(Path(__file__).parents[1] / "store"))

from fake_study import FakeScenario, FakeStudy


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "runs")


@pytest.fixture
def run(store: Store) -> StoredRun:
    return store.save(FakeStudy(), "<html>", seconds=2.5)


@pytest.fixture
def other(run: StoredRun, store: Store) -> StoredRun:
    """A later run in which the enablers leave in 2030, not in 2028."""
    return store.save(FakeStudy(FakeScenario(enablers_leave=2030)))
