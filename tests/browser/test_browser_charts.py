"""Charts that answer: pointed at, tapped, and stepped through with the keyboard alone."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from vallum.scenario import load_scenario
from vallum.store import Store
from vallum.study import run
from vallum.workbench import create_app
from vallum.workbench.facts import shipped

pytestmark = pytest.mark.browser

SHARE = re.compile(r"^\w[^:]*, 20\d\d: \d+\s%$")
WIDTHS = {"desk": 1440, "telephone": 390}


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the verdict of a run without a plan."""
    store = Store(tmp_path_factory.mktemp("charts") / "runs")
    kept = store.save(run(load_scenario("us_absent"), evidence=shipped(), mode=None)).id
    config = uvicorn.Config(create_app(store, warm=False), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/runs/{kept}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield opened
        opened.close()


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        viewport={"width": request.param, "height": 900}, has_touch=request.param == 390
    )
    opened = context.new_page()
    told: list[str] = []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    yield opened
    assert told == []
    context.close()


def test_point_at_a_mark_and_step_on_with_keys(page: Page, verdict: str) -> None:
    page.goto(verdict)
    chart = page.get_by_role("application").first
    expect(chart.locator("img")).to_be_visible()
    chart.hover()
    expect(chart.locator("svg")).to_be_visible()
    expect(chart.locator("img")).to_be_hidden()
    mark = chart.locator("[data-told]").nth(12)
    mark.hover(force=True)  # its number is printed on top of it
    tip = chart.locator(".tip")
    expect(tip).to_have_text(mark.get_attribute("data-told") or "")
    assert SHARE.match(tip.inner_text())
    box, frame = tip.bounding_box(), chart.bounding_box()
    assert box
    assert frame
    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1

    chart.focus()
    said = chart.locator("[aria-live]")
    page.keyboard.press("Home")
    first = said.inner_text()
    page.keyboard.press("ArrowRight")
    beside = said.inner_text()
    page.keyboard.press("ArrowDown")
    below = said.inner_text()
    assert len({first, beside, below}) == 3
    assert all(SHARE.match(text) for text in (first, beside, below))
    # A step to the right stays in its row; a step down stays in its year.
    assert first.split(",")[0] == beside.split(",")[0]
    assert re.findall(r"20\d\d", beside) == re.findall(r"20\d\d", below)
    expect(chart.locator(".ring")).to_be_visible()
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    assert said.inner_text() == ""
    page.keyboard.press("Tab")  # no trap
    assert not chart.evaluate("box => box === document.activeElement")


def test_a_tap_tells_and_a_turned_telephone_draws_anew(page: Page, verdict: str) -> None:
    page.goto(verdict)
    chart = page.get_by_role("application").first
    chart.scroll_into_view_if_needed()
    if page.viewport_size == {"width": 390, "height": 900}:
        chart.tap()
        expect(chart.locator(".tip")).to_have_text(SHARE)
    else:
        chart.hover()
        expect(chart.locator("svg")).to_be_visible()
    wide = 1000 if page.viewport_size == {"width": 390, "height": 900} else 390
    page.set_viewport_size({"width": wide, "height": 900})
    expect(chart.locator("img")).to_be_visible()
    expect(chart.locator("svg")).to_have_count(0)
    page.emulate_media(media="print")
    expect(chart.locator(".tip")).to_be_hidden()
