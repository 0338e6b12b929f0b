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
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, str, str]:
    """A store, the id of `us_absent` in it, and that of the same with enablers that leave later.

    Ids are taken as runs are kept: a journey in a browser may add runs of its own.
    """
    store = Store(tmp_path_factory.mktemp("web") / "runs")
    later, plain = (
        store.save(run(scenario, evidence=shipped(), mode=None)).id
        for scenario in (load_scenario("us_absent", set_=[LATER]), load_scenario("us_absent"))
    )
    return store, plain, later


@pytest.fixture(scope="session")
def store(kept: tuple[Store, str, str]) -> Store:
    return kept[0]


@pytest.fixture(scope="session")
def client(store: Store) -> TestClient:
    return TestClient(create_app(store), base_url="http://localhost")


@pytest.fixture(scope="session")
def run_id(kept: tuple[Store, str, str]) -> str:
    return kept[1]


@pytest.fixture(scope="session")
def later_id(kept: tuple[Store, str, str]) -> str:
    return kept[2]
