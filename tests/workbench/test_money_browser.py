"""A journey: design a bank in a browser, see its rating and what Italy pays."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from vallum.store import Store
from vallum.workbench import create_app

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = create_app(Store(tmp_path_factory.mktemp("web") / "runs"))
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [held]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{held.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [1440, 390], ids=["desk", "telephone"])
def test_design_a_bank_and_see_what_italy_pays(browser: Browser, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(address)
    page.get_by_role("link", name="Money").click()
    assert page.locator("#rating").inner_text() == "AA"
    before = page.locator("#paid-in").inner_text()
    page.get_by_label("Founders").select_option("EU")
    page.get_by_label("of it paid in").fill("0.3")
    page.get_by_label("Show what is paid by").select_option("Italy")
    page.get_by_role("button", name="Found this bank").click()
    assert page.locator("#rating").inner_text() == "AA+"
    assert page.get_by_role("heading", name="What Italy pays").is_visible()
    after = page.locator("#paid-in").inner_text()
    assert float(after.split()[1]) > 2 * float(before.split()[1])
    # The address holds the design: who gets it sees the same bank.
    assert "paid_in_share=0.3" in page.url
    assert page.get_by_label("of it paid in").input_value() == "0.3"
    picture = page.locator("figure img")
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 100
    assert page.evaluate(OVERFLOW) == 0
    assert told == []
    page.close()
