"""Pages that list, group, explain and compare."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader

from vallum.scenario import load_scenario
from vallum.store import Store
from vallum.study.live import LiveSession
from vallum.workbench import create_app
from vallum.workbench.jobs import Jobs
from vallum.workbench.page import OF_A_PLAN
from vallum.workbench.pages import TABS
from workbench_help import LATER, form_token, says

DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
ADDRESS = "gaps/gap/stand_alone/brigade/2030"


def test_the_first_page_tells_solved_and_unsolved(client: TestClient, run_id: str) -> None:
    text = client.get("/").text
    assert f'href="/runs/{run_id}"' in text
    assert text.count("Solve it") == 5  # of six presets


def test_a_run_on_other_facts_is_no_preset(
    store: Store, run_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(store.folder / run_id, tmp_path / run_id)
    monkeypatch.setattr("vallum.store.run.StoredRun.inputs", {"evidence": "other", "scenario": ""})
    client = TestClient(create_app(Store(tmp_path)), base_url="http://localhost")
    text = client.get("/").text
    assert "with other facts than those shipped" in text
    assert text.count("Solve it") == 6


@pytest.mark.parametrize("ending", [ending for _, ending in TABS if ending not in OF_A_PLAN])
def test_every_tab_of_a_run_answers(client: TestClient, run_id: str, ending: str) -> None:
    answer = client.get(f"/runs/{run_id}{ending}")
    assert answer.status_code == 200
    assert 'aria-current="page"' in answer.text


@pytest.mark.parametrize("ending", OF_A_PLAN)
def test_a_page_without_content_says_so(client: TestClient, run_id: str, ending: str) -> None:
    answer = client.get(f"/runs/{run_id}{ending}")
    assert answer.status_code == 404
    assert "plan" in answer.text
    assert f'href="/runs/{run_id}{ending}"' not in client.get(f"/runs/{run_id}").text


def test_the_preset_leads_to_its_newest_run(client: TestClient, run_id: str) -> None:
    answer = client.get("/verdict?scenario=us_absent", follow_redirects=False)
    assert answer.headers["location"] == f"/runs/{run_id}"
    assert client.get("/verdict?scenario=none", follow_redirects=False).headers["location"] == "/"


def test_a_figure_leads_to_facts_and_facts_to_sources(client: TestClient, run_id: str) -> None:
    assert f"/runs/{run_id}/why/{ADDRESS}" in client.get(f"/runs/{run_id}/gaps").text
    why = client.get(f"/runs/{run_id}/why/{ADDRESS}").text
    assert "gap = need - have" in why
    fact = why.split('<td><a href="')[1].split('"')[0].replace("&amp;", "&")
    place, _, line = fact.partition("#")
    rows = client.get(place).text
    assert f'id="{line}"' in rows
    source = rows.split('href="/evidence/sources#')[1].split('"')[0]
    assert f'<tr id="{source}">' in client.get("/evidence/sources").text


def test_an_unknown_figure_is_told(client: TestClient, run_id: str) -> None:
    assert client.get(f"/runs/{run_id}/why/gaps/gap/nothing/2030").status_code == 404
    assert client.get(f"/runs/{run_id}/why/nothing").status_code == 404


def test_runs_made_with_other_facts_are_not_led_back(
    client: TestClient, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vallum.workbench.origin._kept", {})
    monkeypatch.setattr("vallum.store.run.StoredRun.inputs", {"evidence": "other"})
    answer = client.get(f"/runs/{run_id}/why/{ADDRESS}")
    assert (answer.status_code, "other facts" in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "Rows 1 to 100"),
        ("?state=DEU&q=LEOPARD", "Leopard"),
        ("?verified=no", "Rows 1 to"),
        ("?first=100", "Rows 101 to 200"),
        ("?q=%25nothing%25", "No row fits"),
    ],
    ids=["all", "state and letters", "mark", "second page", "none"],
)
def test_facts_are_filtered(client: TestClient, query: str, shown: str) -> None:
    assert shown in client.get(f"/evidence/forces/inventory{query}").text


@pytest.mark.parametrize(
    "path",
    [
        "/evidence/no/table",
        "/evidence/forces/inventory?first=-1",
        "/evidence/requirements/parameters?state=DEU",
    ],
)
def test_wrong_questions_about_facts_are_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_compare_tells_changes_first(client: TestClient, run_id: str, later_id: str) -> None:
    text = client.get(f"/compare?run={run_id}&run={later_id}").text
    assert text.index("Headline figures") < text.index("Gaps that change most")
    assert "us.enablers_leave" in text
    assert LATER in client.get("/runs").text  # a changed run is called by what was changed
    assert "Choose at least two" in client.get(f"/compare?run={run_id}").text
    assert client.get("/compare?run=000000000000").status_code == 404


def test_a_bundle_holds_the_run_and_is_the_same_each_time(
    client: TestClient, run_id: str, tmp_path: Path
) -> None:
    made = client.get(f"/runs/{run_id}/bundle.zip").content
    assert made == client.get(f"/runs/{run_id}/bundle.zip").content
    zipfile.ZipFile(io.BytesIO(made)).extractall(tmp_path)
    assert Store(tmp_path).get(run_id).headline == client.app.state.store.get(run_id).headline  # type: ignore[attr-defined]


@pytest.mark.parametrize("brief", [True, False], ids=["brief", "in full"])
def test_pdf_carries_the_readers_title_and_notes(
    client: TestClient, run_id: str, monkeypatch: pytest.MonkeyPatch, brief: bool
) -> None:
    if not brief:  # drawing them all is slow, and has tests of its own
        monkeypatch.setattr("vallum.workbench.drawn.Drawn.svg", lambda *_, **__: DOT)
    answer = client.get(
        f"/runs/{run_id}/report.pdf",
        params={"title": "#set Mine", "notes": "One [note]", "brief": brief},
    )
    pdf = PdfReader(io.BytesIO(answer.content))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "#set Mine" in text
    assert "One [note]" in text
    assert (len(pdf.pages) == 1) is brief


def test_the_html_report_carries_them_too(
    client: TestClient, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vallum.report.document.svg_of", lambda *_, **__: "")  # drawing is slow
    answer = client.get(f"/runs/{run_id}/report.html?title=My+<b>&notes=One")
    assert "My &lt;b&gt;" in answer.text
    assert '<p class="own-note">One</p>' in answer.text
    assert "attachment" in answer.headers["content-disposition"]


def test_runs_are_named_and_deleted_with_a_form_of_ours_alone(
    store: Store, run_id: str, tmp_path: Path
) -> None:
    (tmp_path / run_id).symlink_to(store.folder / run_id)
    own = Store(tmp_path)
    client = TestClient(create_app(own), base_url="http://localhost")
    assert client.post(f"/runs/{run_id}/delete").status_code == 403
    token = form_token(client, "/runs")
    named = client.post(f"/runs/{run_id}/name", data={"name": " My  run ", "form_token": token})
    assert "My run" in named.text
    assert "Delete for good" in client.get(f"/runs?delete={run_id}").text
    client.post(f"/runs/{run_id}/delete", data={"form_token": token})
    assert own.list().is_empty()
    assert (store.folder / run_id).is_dir()


def test_a_job_is_asked_for_watched_and_cancelled(store: Store) -> None:
    app = create_app(Store(store.folder), mode="none")
    jobs = Jobs(store.folder / "own", command=says('{"run": "0123456789ab"}', steps=["Look"]))
    app.state.bench.jobs = jobs
    client = TestClient(app, base_url="http://localhost")
    fields = {"form_token": form_token(client), "base": "eu_only"}
    page = client.post("/jobs", data=fields)
    assert "It is next" in page.text
    address = page.url.path
    jobs.tick()
    with client.stream("GET", f"{address}/events") as events:
        first = next(line for line in events.iter_lines() if line)
    assert '"state": "running"' in first
    jobs.cancel(address.split("/")[-1])
    assert "It was cancelled" in client.get(address).text
    assert "Run it again" in client.get(address).text
    kept = client.post("/jobs", data=fields | {"base": "us_absent"}, follow_redirects=False)
    assert kept.headers["location"].startswith("/runs/")  # exactly this is kept already
    wrong = client.post("/jobs", data=fields | {"us.enablers_leave": "1900"})
    assert "1900 is not a whole number" in wrong.text


@pytest.mark.long  # the model itself is tested every time, in tests/study
def test_the_live_model_answers_with_its_error(store: Store) -> None:
    client = TestClient(create_app(store), base_url="http://localhost")
    answer = client.post("/api/v1/live", json={"set": {"us.enablers_leave": "2030"}}).json()
    asked = load_scenario("us_absent", set_=["us.enablers_leave=2030"])
    assert answer["errors"]["shortfall"]["p90"] > 0
    session = client.app.state.bench.live._session  # type: ignore[attr-defined]
    assert isinstance(session, LiveSession)
    assert answer["shortfall"] == pytest.approx(session.ask(asked).told.shortfall, rel=1e-6)
