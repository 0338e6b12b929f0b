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
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TABLE = "#missing > .scroll"
ADDRESS = "gaps/gap/stand_alone/sam_long/2030"
FIGURE = f"{TABLE} [data-figure='{ADDRESS}']"


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
def address(tmp_path_factory: pytest.TempPathFactory, linked_page: str) -> str:
    target: Path = tmp_path_factory.mktemp("report") / "report.html"
    target.write_text(linked_page, encoding="utf-8")
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
    assert page.evaluate(OVERFLOW) == 0
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


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_click_shows_where_a_figure_comes_from_and_escape_leads_back(
    browser: Browser, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(address)
    page.on("request", lambda request: asked.append(request.url))
    panel, figure = page.get_by_role("dialog"), page.locator(FIGURE)
    assert panel.count() == 0
    figure.click()
    assert panel.get_by_role("heading", level=2).inner_text() == "Long-range air defence · Gap"
    text = panel.inner_text()
    assert "gaps: step 0" in text
    assert "12 facts: 33\u00a0% seen in their source, 33\u00a0% still to be checked" in text
    assert "vallum why 3f9c2a71d0be gaps/gap/stand_alone/sam_long/2030" in text
    links = panel.get_by_role("link").all()
    assert {link.get_attribute("href") for link in links} == {"https://example.org/a"}
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    assert page.evaluate(OVERFLOW) == 0
    box, sheet = figure.bounding_box(), panel.bounding_box()
    assert box is not None
    assert sheet is not None
    beside = sheet["x"] + sheet["width"] <= box["x"]
    assert beside or box["y"] + box["height"] <= sheet["y"]
    assert sheet["y"] + sheet["height"] <= 900
    page.keyboard.press("Escape")
    assert panel.count() == 0
    assert page.evaluate("document.activeElement.dataset.figure") == ADDRESS
    assert (told, asked) == ([], [])
    page.close()


def test_the_keyboard_reaches_every_figure_of_a_table(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    table = page.locator(TABLE)
    assert table.locator(".why[tabindex='0']").count() == 1
    page.locator(TABLE).focus()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.dataset.figure")
    assert first == table.locator(".why").first.get_attribute("data-figure")
    hint = page.get_by_role("tooltip")
    assert "gaps: step 0" in hint.inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.figure")
    assert second.startswith("gaps/have/")
    assert second.split("/")[3] != first.split("/")[3]
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").is_visible()
    assert hint.count() == 0
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.figure") == second
    page.close()


def test_pointing_at_a_figure_hints_at_it(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    assert page.get_by_role("tooltip").count() == 0
    page.locator(FIGURE).hover()
    assert "12 facts" in page.get_by_role("tooltip").inner_text()
    page.locator("h1").hover()
    assert page.get_by_role("tooltip").count() == 0
    page.close()


def test_on_paper_and_without_a_script_figures_are_plain_text(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address)
    page.locator(FIGURE).click()
    page.emulate_media(media="print")
    assert not page.locator("dialog").is_visible()
    assert not page.locator(".hint").first.is_visible()
    page.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.get_by_role("button").count() == 0
    assert "vallum why 3f9c2a71d0be FIGURE" in page.locator("noscript").inner_text()
    assert page.locator("p.hint[hidden]").is_hidden()
    context.close()
