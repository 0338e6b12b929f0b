"""A store in a temporary folder, and the notices it gave."""

from __future__ import annotations

from pathlib import Path

import pytest

from vallum.store import Store


@pytest.fixture
def notices() -> list[str]:
    return []


@pytest.fixture
def store(tmp_path: Path, notices: list[str]) -> Store:
    return Store(tmp_path / "runs", notice=notices.append)
