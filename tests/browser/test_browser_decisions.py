"""A journey through the page of decisions in a browser, without script."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from vallum.store import Store
from vallum.workbench import create_app

pytestmark = pytest.mark.browser

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTH = "image => image.decode().then(() => image.naturalWidth)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("journey") / "runs"
    app = create_app(Store(folder))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [1440, 390], ids=["desk", "telephone"])
def test_pick_a_measure_and_turn_a_state(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="Decisions").click()
    page.get_by_label("Measure").select_option("mission_ukraine")
    page.get_by_label("Hold a state").select_option("HUN")
    page.get_by_label("Position").select_option("1")
    page.get_by_role("button", name="Ask").click()
    assert page.get_by_role("columnheader", name="Change, points").count() == 1
    assert "--flip HUN=1" in page.get_by_label("Command", exact=True).inner_text()
    assert page.evaluate(OVERFLOW) == 0
    pictures = page.locator("img").all()
    assert pictures
    assert all(picture.evaluate(WIDTH) > 200 for picture in pictures)
    page.get_by_role("link", name="As things stand").click()
    assert page.get_by_role("columnheader", name="Change, points").count() == 0
    context.close()
