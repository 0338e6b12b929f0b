"""A journey: start a study in a browser, watch it, stop it half-way, let it go on, read it."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect, sync_playwright

from vallum.store import Store
from vallum.workbench import create_app
from vallum.workbench.jobs import Job

pytestmark = pytest.mark.browser
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STUDY = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from easy_futures import easy, study
from vallum.contracts import ExploreAnswer
from vallum.futures.findings import find
from vallum.report.futures_page import keep_findings
import time

def slow(spec, chunk):
    time.sleep(float(sys.argv[3]))
    return easy(spec, chunk)

def tell(step):
    print(step, "...", file=sys.stderr, flush=True)

runs, seed = Path(os.environ["VALLUM_RUNS"]), int(sys.argv[2])
found = study(runs, futures=64, seed=seed, names=(), do=slow, progress=tell)
answer = ExploreAnswer.of(found, find(found))
keep_findings(found.folder, answer, report=False)
print(answer.json_text())
"""
"""The command's way, with a worker that has no solver, and does not hurry."""


@pytest.fixture(scope="module")
def pause() -> dict[str, float]:
    """Seconds that a chunk takes."""
    return {"seconds": 0.3}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, pause: dict[str, float]) -> Iterator[str]:
    def command(job: Job) -> list[str]:
        seed = job.words[job.words.index("--seed") + 1]
        tests = str(Path(__file__).parents[1])
        return [sys.executable, "-c", STUDY, tests, seed, str(pause["seconds"])]

    with pytest.MonkeyPatch.context() as patch, socket.socket() as held:
        patch.setattr("vallum.workbench.jobs.queue._vallum_run", command)
        app = create_app(Store(tmp_path_factory.mktemp("web") / "runs"), warm=False)
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


@pytest.mark.parametrize(("width", "seed"), [(1440, 1), (390, 2)], ids=["desk", "telephone"])
def test_a_study_from_start_to_findings(
    browser: Browser, address: str, pause: dict[str, float], width: int, seed: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(30_000)
    pause["seconds"] = 0.3
    page.goto(f"{address}/futures")
    assert page.evaluate(OVERFLOW) == 0
    page.get_by_label("Futures", exact=True).fill("no number")
    page.get_by_role("button", name="Start the study").click()
    expect(page.get_by_role("alert")).to_contain_text("give a whole number from 1 to 4,000")
    page.get_by_label("Futures", exact=True).fill("64")
    page.get_by_label("Seed").fill(str(seed))
    page.get_by_role("button", name="Start the study").click()
    expect(page.locator("h1")).to_have_text("64 futures of us_absent")
    # Watched without loading the page again, then stopped half-way.
    expect(page.locator("[data-steps]")).to_contain_text("solved", timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("status")).to_contain_text("What was solved is kept")
    page.get_by_role("link", name="Studies of futures").click()
    page.get_by_role("link", name="64 futures of us_absent").first.click()
    expect(page.locator("h1")).to_contain_text("of 64 solved so far")
    assert 0 < int(page.locator("h1").inner_text().split()[0]) < 64
    assert page.evaluate(OVERFLOW) == 0
    faults = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [each["id"] for each in faults if each["impact"] in ("serious", "critical")] == []
    pause["seconds"] = 0.0
    page.get_by_role("button", name="Go on here").click()
    page.get_by_role("link", name="Read the findings").click(timeout=60_000)
    expect(page.locator("main")).to_contain_text("of 64 futures the core set stands alone")
    assert page.evaluate(OVERFLOW) == 0
    page.close()
