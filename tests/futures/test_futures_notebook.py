"""The notebook runs from its first cell to its last, and says what its study says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from easy_futures import easy

NOTEBOOK = Path(__file__).parents[2] / "examples" / "futures.py"


def defined(**given: Any) -> dict[str, Any]:
    """What its cells define, some of them replaced."""
    spec = importlib.util.spec_from_file_location("notebook", NOTEBOOK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return dict(module.app.run(defs=given)[1])


def test_the_notebook_runs_with_a_worker_that_has_no_solver(tmp_path: Path) -> None:
    asked = {"name": "us_absent", "futures": 64, "seed": 3, "tried": ("more_money",)}
    found = defined(do=easy, runs=tmp_path, **asked)
    answer = found["answer"]
    assert answer.futures == 64
    assert answer.finding == found["found"].sentence
    assert found["figures"][0].id == "futures-fan"
    assert (tmp_path / f"futures-{answer.run}").is_dir()


@pytest.mark.long
def test_the_notebook_runs_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALLUM_RUNS", str(tmp_path))
    found = defined()
    assert found["answer"].drivers
    assert found["answer"].regret[0].mean_shortfall > 0
