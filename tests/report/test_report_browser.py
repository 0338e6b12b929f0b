"""The report in a browser, on a desk screen and on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"desk": 1440, "telephone": 390}
FIGURES = 16


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, planned_page: str) -> str:
    target: Path = tmp_path_factory.mktemp("report") / "report.html"
    target.write_text(planned_page, encoding="utf-8")
    return target.as_uri()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_the_page_fits_loads_nothing_and_shows_every_chart(
    browser: Browser, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true })")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
    boxes = [picture.bounding_box() for picture in page.locator("figure svg").all()]
    shown = [box for box in boxes if box is not None]
    assert len(boxes) == 2 * FIGURES
    assert len(shown) == FIGURES
    for box in shown:
        assert box["width"] >= min(width, 800) * 0.85
        assert box["height"] > 60
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert told == []
    assert [url for url in asked if url != address and not url.startswith("data:")] == []
    page.close()


def test_text_in_charts_stays_readable_on_a_telephone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(address)
    smallest = page.evaluate(
        """Math.min(...[...document.querySelectorAll('.narrow svg')].flatMap(svg => {
            const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
            return [...svg.querySelectorAll('text')].map(
                text => parseFloat(getComputedStyle(text).fontSize) * scale);
        }))"""
    )
    assert smallest >= 9.5
    page.close()


def test_the_contents_stay_in_view_on_a_desk_screen(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    page.evaluate("window.scrollTo(0, 4000)")
    box = page.locator("nav.contents").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 50
    page.close()


def test_print_shows_wide_charts_whole_and_addresses_of_sources(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(address)
    page.emulate_media(media="print")
    assert page.locator(".wide svg").first.is_visible()
    assert not page.locator(".narrow svg").first.is_visible()
    assert not page.locator("nav.contents").is_visible()
    style = "getComputedStyle(document.querySelector('{}'){}).{}"
    shown = page.evaluate(style.format(".sources a", ", '::after'", "content"))
    assert "https://example.org/" in shown
    assert page.evaluate(style.format("figure", "", "breakInside")) == "avoid"
    page.close()
