"""One small store for all tests of the workbench: real runs without a plan."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from vallum.scenario import load_scenario
from vallum.store import Store
from vallum.study import run
from vallum.workbench import create_app
from vallum.workbench.facts import shipped
from workbench_help import LATER


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """`us_absent` with enablers that leave later, then `us_absent` itself."""
    store = Store(tmp_path_factory.mktemp("web") / "runs")
    for scenario in (load_scenario("us_absent", set_=[LATER]), load_scenario("us_absent")):
        store.save(run(scenario, evidence=shipped(), mode=None))
    return store


@pytest.fixture(scope="session")
def client(store: Store) -> TestClient:
    return TestClient(create_app(store), base_url="http://localhost")


@pytest.fixture(scope="session")
def run_id(store: Store) -> str:
    return store.get("latest").id


@pytest.fixture(scope="session")
def later_id(store: Store) -> str:
    return next(id_ for id_ in store.list()["id"] if id_ != store.get("latest").id)
