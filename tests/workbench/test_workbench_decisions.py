"""The page of decisions: asked by its address alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from vallum.store import Store
from vallum.workbench import create_app, decided, pictures


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    empty: Path = tmp_path_factory.mktemp("decisions") / "runs"
    return TestClient(create_app(Store(empty)), base_url="http://localhost")


def test_a_measure_shows_its_routes_and_reasons(client: TestClient) -> None:
    page = client.get("/decisions?measure=joint_bonds")
    assert page.status_code == 200
    assert "Enhanced cooperation" in page.text
    assert "nobody of 27 against" in page.text
    assert "Change, points" not in page.text
    # No script of its own: the address and the form say it all.
    assert page.text.count("<script") == 1


def test_a_state_held_for_certain_moves_the_routes(client: TestClient) -> None:
    page = client.get("/decisions?measure=joint_bonds&state=DEU&position=-1").text
    assert "Change, points" in page
    assert "--flip DEU=-1" in page
    assert ">-" in page.split("Change, points")[1].split("</table>")[0]


def test_a_state_without_a_vote_is_no_longer_counted(client: TestClient) -> None:
    page = client.get("/decisions?measure=joint_bonds&without=SWE").text
    assert "nobody of 26 against" in page


@pytest.mark.parametrize("name", ["voters", "map", "routes", "frontier", "calibration"])
@pytest.mark.parametrize("narrow", ["false", "true"])
def test_its_charts_are_drawn(client: TestClient, name: str, narrow: str) -> None:
    answer = client.get(f"/decisions/{name}.svg?measure=joint_bonds&narrow={narrow}")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "<title" in answer.text


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        ("?measure=joint_bond", 400, "did you mean"),
        ("?state=XXX&position=1", 400, "neither a group nor a state"),
        ("?state=DEU&position=7", 400, "between -1 and 1"),
        ("?state=DEU&position=up", 400, "no position"),
        ("/flag.svg", 404, "no chart"),
    ],
    ids=["measure", "state", "position", "word", "chart"],
)
def test_what_is_wrong_is_said(client: TestClient, asked: str, status: int, says: str) -> None:
    page = client.get(f"/decisions{asked}")
    assert page.status_code == status
    assert says in page.text


def test_every_chart_comes_with_its_data_and_downloads(client: TestClient) -> None:
    page = client.get("/decisions?measure=mission_ukraine&state=HUN&position=1").text
    for name in ("voters", "map", "routes"):
        asked = "measure=mission_ukraine&amp;state=HUN&amp;position=1&amp;without="
        assert f'href="/decisions/{name}.csv?{asked}" download' in page
    assert page.count("<summary>Data table</summary>") == 5
    assert page.count(' alt="') == 5


def test_the_data_of_a_chart_follow_what_is_asked(client: TestClient) -> None:
    held = client.get("/decisions/map.csv?measure=joint_bonds&state=DEU&position=-1")
    assert held.headers["content-type"].startswith("text/csv")
    assert "Germany,may abstain,-0.65" in held.text
    asked = client.get("/decisions/map.csv?measure=joint_bonds").text
    assert "Germany,may abstain,-0.4\n" in asked


def test_a_chart_is_there_as_a_picture(client: TestClient) -> None:
    found = client.get("/decisions/calibration.png")
    assert found.content.startswith(b"\x89PNG")
    told = client.get("/decisions/map.svg?measure=joint_bonds&framed=true").text
    assert "Joint bonds for defence, repaid by key: stance on" in told
    assert "Source: Vallum, coded positions" in told
    assert client.get("/decisions/map.gif?measure=joint_bonds").status_code == 404


def test_once_warm_the_page_and_its_charts_are_there_already(client: TestClient) -> None:
    decided.warm()
    figures, kept = decided.figure.cache_info(), set(pictures._kept)
    page = client.get("/decisions")
    for name in decided.CHARTS:
        client.get(f"/decisions/{name}.svg?measure={decided.FIRST}&state=&position=&without=")
    assert page.status_code == 200
    assert decided.figure.cache_info().misses == figures.misses
    assert set(pictures._kept) == kept
