"""Pages and API over a small store; the charts are those of the report's tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from vallum.cli.serve import serve
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.scenario import load_scenario
from vallum.store import Store
from vallum.workbench import create_app
from vallum.world import World
from vallum.world.need_reading import us_counts_towards

TOKEN = "correct-horse-battery"


def test_runs_are_listed_and_lead_to_their_verdict(client: TestClient, run_id: str) -> None:
    assert f'href="/runs/{run_id}"' in client.get("/").text


def test_verdict_tells_headline_and_figures(client: TestClient, store: Store, run_id: str) -> None:
    page = client.get(f"/runs/{run_id}")
    assert page.status_code == 200
    assert store.get(run_id).headline["sentence"] in page.text
    assert page.text.count("<picture>") >= 2  # the gaps and the map
    assert page.text.count("<script") == page.text.count('<script src="/workbench.js') == 1
    assert " style=" not in page.text
    assert "http" not in page.text.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("ending", "begins"),
    [(".svg", b"<svg"), (".svg?narrow=true", b"<svg"), (".png", b"\x89PNG"), ("", b"<!doctype")],
)
def test_a_figure_can_be_taken(client: TestClient, run_id: str, ending: str, begins: bytes) -> None:
    name = _first_figure(client, run_id)
    answer = client.get(f"/runs/{run_id}/figures/{name}{ending}")
    assert answer.status_code == 200
    assert answer.content.startswith(begins)


def test_the_api_gives_what_the_commands_print(client: TestClient, run_id: str) -> None:
    assert client.get("/api/v1/runs").json()["rows"][0]["run"] == run_id
    assert client.get(f"/api/v1/runs/{run_id}").json()["run"] == run_id
    assert "/api/v1/runs/{run}" in client.get("/api/v1/openapi.json").json()["paths"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/runs/000000000000", 404),
        ("/runs/..%2f..%2fetc", 404),
        ("/runs/latest", 404),
        ("/api/v1/runs/000000000000", 404),
        ("/api/v1/runs/latest", 422),
    ],
)
def test_faults_are_told_without_paths(
    client: TestClient, store: Store, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert str(store.folder) not in answer.text


def test_an_unknown_figure_is_told(client: TestClient, run_id: str) -> None:
    answer = client.get(f"/runs/{run_id}/figures/nothing.svg")
    assert (answer.status_code, "no figure" in answer.text) == (404, True)


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    for path in ("/", "/nothing", "/health", "/style.css"):
        assert "default-src 'none'" in client.get(path).headers["content-security-policy"]


def test_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": "Basic !!"}, 401),
        ({"authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
def test_the_token_is_asked_for(store: Store, sent: dict[str, str], status: int) -> None:
    guarded = TestClient(create_app(store, token=TOKEN), base_url="http://localhost")
    assert guarded.get("/", headers=sent).status_code == status
    assert guarded.get("/", auth=("any", TOKEN)).status_code == 200
    assert guarded.get("/health").status_code == 200


def test_an_empty_store_says_how_to_begin(tmp_path: Path) -> None:
    empty = TestClient(create_app(Store(tmp_path / "none")), base_url="http://localhost")
    assert "vallum run us_absent" in empty.get("/").text


def test_other_addresses_need_a_token() -> None:
    with pytest.raises(UserError, match="--token-file"):
        serve(host="0.0.0.0")


def _first_figure(client: TestClient, run_id: str) -> str:
    text = client.get(f"/runs/{run_id}").text
    return text.split(f"/runs/{run_id}/figures/")[1].split('"')[0].split(".")[0]


@pytest.mark.parametrize("preset", ["us_absent", "us_committed"])
def test_whether_the_us_counts_is_read_as_the_world_reads_it(preset: str) -> None:
    facts, scenario = Evidence.load(), load_scenario(preset)
    world = World.build(facts, scenario)
    assert us_counts_towards(scenario.need.set, facts) == world.us_counts
