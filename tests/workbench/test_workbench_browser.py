"""The workbench in a browser, at a desk and on a telephone: what readers come for, start to end."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from vallum.store import Store
from vallum.study.live import LiveAnswer
from vallum.study.live.calibration import calibration
from vallum.study.live.session import Figures
from vallum.workbench import create_app
from vallum.workbench.asked import Asked
from vallum.workbench.live import LiveModel

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
WIDTHS = {"desk": 1440, "telephone": 390}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def quick(self: LiveModel, asked: Asked) -> LiveAnswer:
    """Stands in for the live model, which has tests of its own: an answer that moves with year and
    members, at once."""
    scenario = asked.scenario()
    year = (scenario.us.enablers_leave or 2040) + len(scenario.coalition.exclude)
    told = Figures(shortfall=float(year - 2010), reliance=0.7, cost=70.0)
    return LiveAnswer(
        scenario=scenario,
        ready_by=2030,
        told=told,
        raw=told,
        self_reliance={at: min(1.0, 0.5 + (at - 2026) / 30) for at in range(2026, 2041)},
        stand_alone_year=year + 6,
        bands=calibration().bands,
        solve_ms=1.0,
        total_ms=1.0,
        rebuilt=False,
    )


@pytest.fixture(scope="module")
def address(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own over a copy of the store: a journey keeps a run more."""
    own = Store(shutil.copytree(store.folder, tmp_path_factory.mktemp("journeys") / "runs"))
    with pytest.MonkeyPatch.context() as patch, socket.socket() as free:
        patch.setattr(LiveModel, "ask", quick)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        config = uvicorn.Config(
            create_app(own, mode="none", warm=False), port=port, log_level="error"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as running:
        opened = running.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield opened
        opened.close()


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS)
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": request.param, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """A page that hears everything: the console stays silent, and no other host is asked."""
    opened = context.new_page()
    told: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: told.append(message.text))
    opened.on("pageerror", lambda error: told.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    assert told == []
    assert [url for url in asked if not url.startswith(address)] == []


def test_read_the_verdict_and_copy_its_summary(
    context: BrowserContext, page: Page, address: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.goto(address)
    page.get_by_role("link", name="The United States is absent", exact=True).first.click()
    headline = page.locator("#headline").inner_text()
    assert "Without the United States" in headline
    page.get_by_role("button", name="Copy the summary").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert headline in copied
    assert page.evaluate(OVERFLOW) == 0


def test_change_who_stands_together_and_see_what_changes(page: Page, address: str) -> None:
    page.goto(f"{address}/what-if?base=eu_only")
    expect(page.locator("#answer")).to_contain_text("2034")
    page.get_by_text("Who stands together: 27 states").click()
    for name in ("Hungary", "Slovakia", "Turkey", "Türkiye"):
        if (chip := page.get_by_label(name, exact=True)).count():
            chip.evaluate("box => box.click()")
    expect(page.locator("#answer")).to_contain_text("coalition.exclude=[HUN, SVK]")
    expect(page.locator("#answer")).to_contain_text("coalition.partners=[TUR]")
    expect(page.locator("#answer")).to_contain_text("base: 2034")
    assert "exclude" in page.url  # the address says it
    assert page.evaluate(OVERFLOW) == 0


def test_move_the_withdrawal_and_watch_the_year_move(page: Page, address: str) -> None:
    page.goto(f"{address}/what-if")
    year = page.locator("#answer .value").first
    expect(year).to_have_text("2034")
    slider = page.get_by_label("US forces and enablers are gone")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(year).to_have_text("2037")
    expect(page.locator("#o-leave")).to_have_text("2031")
    assert "us.enablers_leave=2031" in page.url
    page.keyboard.press("End")
    expect(page.locator("#o-leave")).to_have_text("they stay")
    expect(year).to_have_text("2046")


def test_open_the_worst_gap_and_walk_to_the_source(page: Page, address: str, run_id: str) -> None:
    page.goto(f"{address}/runs/{run_id}")
    page.get_by_role("link", name="Forces and gaps").click()
    worst = page.get_by_role("region", name="Missing").or_(page.locator("main table").first)
    worst.locator("tbody tr").first.locator("a.why").first.click()
    expect(page.get_by_role("heading", name="How it was made")).to_be_visible()
    fact = page.locator("td a[href^='/evidence/']:not([href*='sources'])").first
    fact.click()
    row = page.locator("tr:target")
    expect(row).to_be_visible()
    source = row.locator("a[href*='/evidence/sources#']").first
    name = source.inner_text()
    source.click()
    expect(page.locator("tr:target")).to_contain_text(name)


def test_run_a_change_in_full_compare_and_share_it(
    context: BrowserContext, page: Page, address: str, run_id: str
) -> None:
    year = 2032
    page.goto(f"{address}/scenario")
    page.get_by_label("enablers leave").fill(str(year))
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#yaml")).to_have_value(re.compile(f"enablers_leave: {year}"))
    page.get_by_role("button", name="Run in full").click()
    page.wait_for_url(re.compile("/(jobs|runs)/"))
    if "/jobs/" in page.url:  # else exactly this is kept already, from the other width
        expect(page.get_by_role("progressbar")).to_be_visible()
        verdict = page.get_by_role("link", name="Read the verdict")
        verdict.wait_for(timeout=60_000)
        verdict.click()
        page.wait_for_url("**/runs/*")
    kept = page.url.split("/")[-1]
    page.goto(f"{address}/compare?run={run_id}&run={kept}")
    expect(page.locator("main")).to_contain_text("What was assumed otherwise")
    shared = context.browser.new_context().new_page()  # type: ignore[union-attr]
    shared.goto(page.url)
    expect(shared.locator("main")).to_contain_text(str(year))
    shared.context.close()


def test_paste_a_draft_confirm_clauses_and_read_what_they_cross(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Settlement").click()
    expect(page.locator("h1")).to_contain_text("of 3 red lines")
    page.get_by_role("link", name="Paste a draft of your own").click()
    page.get_by_label("The text of the draft").fill(
        "Ukraine shall not join NATO. Crimea is recognised de jure as Russian territory."
    )
    page.get_by_role("button", name="Propose clauses").click()
    expect(page.locator("main")).to_contain_text("nothing is judged that nobody has confirmed")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Judge what I confirmed").click()
    crossed = page.get_by_role("region", name="Red lines").locator("tr", has_text="crossed")
    expect(crossed.filter(has_text="stays free to seek membership")).to_contain_text("p1")
    assert page.evaluate(OVERFLOW) == 0


PAGES = (
    "/",
    "/what-if",
    "/scenario?us.enablers_leave=2031",
    "/compare?run={run}&run={later}",
    "/runs",
    "/evidence",
    "/evidence/geography/states",
    "/decisions",
    "/money",
    "/futures",
    "/settlement?before=istanbul_communique_2022_03",
    "/settlement/read",
    "/runs/{run}",
    "/runs/{run}/gaps",
    "/runs/{run}/industry",
    "/runs/{run}/report",
    "/runs/{run}/why/gaps/gap/stand_alone/brigade/2030",
    "/runs/{run}/figures/gaps",
)


BOTH_WIDTHS = ("/what-if", "/runs/{run}")


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_and_fit(
    page: Page, address: str, run_id: str, later_id: str, path: str
) -> None:
    page.goto(address + path.format(run=run_id, later=later_id))
    assert page.evaluate(OVERFLOW) == 0
    if page.viewport_size == {"width": 390, "height": 900} and path not in BOTH_WIDTHS:
        return  # the same elements in one column: their faults would be the same
    expect(page.locator("[aria-busy]")).to_have_count(0)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        (fault["id"], [node["html"][:120] for node in fault["nodes"][:3]])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_the_keyboard_alone_runs_a_scenario(page: Page, address: str) -> None:
    page.goto(f"{address}/scenario?us.enablers_leave=2029")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Run in full":
            break
    page.keyboard.press("Enter")
    cancel = page.get_by_role("button", name="Cancel")
    cancel.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It was cancelled")).to_be_visible()


def test_without_a_script_pages_read_alike(browser: Browser, address: str, run_id: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/runs/{run_id}")
    assert "Without the United States" in page.locator("#headline").inner_text()
    page.goto(f"{address}/what-if")
    page.get_by_role("link", name="Show the answer").click()
    assert page.locator("#answer .value").first.inner_text() == "2034"
    context.close()


def test_on_paper_there_is_no_navigation(browser: Browser, address: str, run_id: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/runs/{run_id}")
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible()
    assert not page.locator(".actions").first.is_visible()
    assert page.locator("#headline").is_visible()
    page.close()
