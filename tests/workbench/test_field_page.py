"""The field of a run: choices in the address, charts beside words; and one journey in a browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi.testclient import TestClient

from vallum.evidence import Evidence
from vallum.scenario import load_scenario
from vallum.store import Store
from vallum.study import run
from vallum.workbench import create_app

QUESTION = "year=2027&place=LVA_RIGA&brigades=2&front=baltic"
TWO_OF_TWO = ('<td class="number">2</td>' * 2) + '<td class="number">0</td>'
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("field") / "runs")
    store.save(run(load_scenario("us_absent"), evidence=Evidence.load(), mode=None))
    return store


@pytest.fixture(scope="module")
def client(store: Store) -> TestClient:
    return TestClient(create_app(store), base_url="http://localhost")


@pytest.fixture(scope="module")
def address(store: Store) -> str:
    return f"/runs/{store.get('latest').id}"


def test_the_field_answers_what_the_address_asks(client: TestClient, address: str) -> None:
    page = client.get(f"{address}/field?{QUESTION}&mission=eu_rapid_deployment").text
    assert "2 brigades reach Riga" in page
    assert "models hold the line" in page
    assert "Rapid Deployment Capacity" in page
    assert "predict no battle" in page
    # No script of its own: the address and the form say it all.
    assert page.count("<script") == 1
    for name in ("arrivals", "flows", "campaign"):
        assert f'id="{name}"' in page
        drawn = client.get(f"{address}/field/{name}.svg?{QUESTION}")
        assert drawn.content.startswith(b"<svg")
    for ending, begin in {"svg": b"<svg", "png": b"\x89PNG", "csv": b"From or to,"}.items():
        found = client.get(f"{address}/field/flows.{ending}?{QUESTION}&framed=true")
        assert found.content.startswith(begin)
        assert f"/field/flows.{ending}?" in page


def test_a_mission_is_designed_by_element(client: TestClient, address: str) -> None:
    wanted = "mission=eastern_flank&troops=3000&units=engineers:2,air_defence_unit:8"
    page = client.get(f"{address}/field?{QUESTION}&{wanted}").text
    assert "Engineer battalion" in page
    assert TWO_OF_TWO in page
    assert "of 3,000" in page or "3,000 deployed" in page
    assert 'name="units.engineers" min="0" max="1000" value="2"' in page
    assert "× engineer battalion" in page
    one_by_one = wanted.replace(
        "units=engineers:2,air_defence_unit:8", "units.engineers=2&units.brigade="
    )
    one_by_one += "&units.air_defence_unit=8"
    assert TWO_OF_TWO in client.get(f"{address}/field?{QUESTION}&{one_by_one}").text
    shipped = client.get(f"{address}/field?{QUESTION}&mission=eastern_flank").text
    assert "Brigade in Lithuania" in shipped


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("place=Atlantis", "no place"),
        ("front=moon", "no front"),
        ("mission=../../etc/passwd.yaml", "no mission"),
        ("brigades=9000", "no such page"),
        ("year=2060", "2060"),
        ("mission=eu_rapid_deployment&units=engineers", "such as engineers: 2"),
        ("mission=eu_rapid_deployment&units=enginers:2", "did you mean"),
        ("mission=eu_rapid_deployment&units.enginers=2", "did you mean"),
        ("mission=eu_rapid_deployment&units.engineers=many", "such as engineers: 2"),
        ("units.engineers=2", "choose one"),
        ("mission=eu_rapid_deployment&units.engineers=2&units=brigade:1", "either as"),
    ],
)
def test_what_is_wrong_is_told(client: TestClient, address: str, question: str, says: str) -> None:
    answer = client.get(f"{address}/field?{question}")
    assert answer.status_code == 404
    assert says in answer.text.lower() or says in answer.text


@pytest.fixture(scope="module")
def served(store: Store) -> Iterator[str]:
    config = uvicorn.Config(create_app(store), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=5)


@pytest.mark.browser
def test_a_reader_designs_a_mission(served: str, address: str) -> None:
    """From the verdict to the field, another mission chosen and worked out, without script."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(
            java_script_enabled=False, viewport={"width": 390, "height": 900}
        ).new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{served}{address}")
        page.get_by_role("link", name="Field", exact=True).click()
        page.get_by_role("combobox", name="Mission").select_option("ukraine_tripwire")
        page.get_by_text("Compose the mission by units").click()
        page.get_by_label("Engineer battalion").fill("1")
        page.get_by_label("with brigades").fill("2")
        page.get_by_role("combobox", name="Forces of").select_option("2027")
        page.get_by_role("combobox", name="Reinforce").select_option("LVA_RIGA")
        page.get_by_role("button", name="Work it out").click()
        assert "mission=ukraine_tripwire" in page.url
        assert page.get_by_label("Engineer battalion").input_value() == "1"
        assert page.get_by_role("heading", name="Tripwire force").count() == 1
        assert page.locator("figure img").count() == 3
        browser.close()
