"""Studies of futures from the workbench: start, watch, cancel, let go on."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from vallum.errors import UserError
from vallum.futures.explore import ASKED, asked_as
from vallum.scenario import load_scenario
from vallum.store import Store
from vallum.workbench import create_app
from vallum.workbench.facts import shipped
from vallum.workbench.jobs import Job
from vallum.workbench.jobs.queue import _vallum_run
from vallum.workbench.studies import LABELS, Wanted, wanted_again, wanted_by
from workbench_help import form_token

QUIET = "import time; time.sleep(60)"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server whose studies wait for a minute and answer nothing."""
    command: Callable[[Job], list[str]] = lambda job: [sys.executable, "-S", "-c", QUIET]  # noqa: E731
    monkeypatch.setattr("vallum.workbench.jobs.queue._vallum_run", command)
    app = create_app(Store(tmp_path / "runs"), warm=False)
    with TestClient(app, base_url="http://localhost", follow_redirects=False) as opened:
        yield opened


def post(client: TestClient, path: str, **fields: object) -> str:
    """Where a form leads."""
    told = client.post(path, data={"form_token": form_token(client, "/futures"), **fields})
    assert told.status_code == 303, told.text
    return str(told.headers["location"])


def begun(client: TestClient, wanted: Wanted) -> Path:
    """A study's folder as the command leaves it when it is stopped at once."""
    run, asked = asked_as(
        load_scenario(wanted.base, set_=wanted.changes),
        shipped(),
        futures=wanted.futures,
        seed=wanted.seed,
        names=("as_is", *wanted.policies),
    )
    folder = Path(client.app.state.store.folder) / f"futures-{run}"  # type: ignore[attr-defined]
    folder.mkdir(parents=True)
    (folder / ASKED).write_text(json.dumps({**asked, "name": wanted.base}), encoding="utf-8")
    return folder


def test_a_study_is_the_words_of_the_command() -> None:
    wanted = wanted_by(
        [("base", "eu_only"), ("futures", "64"), ("seed", "7"), ("policy", "more_money")]
    )
    job = Job("x", "", "", wanted.base, (), "explore", study=wanted.run, words=wanted.words)
    told = "explore eu_only --futures 64 --seed 7 --policies more_money --no-report --json"
    assert _vallum_run(job)[3:] == told.split()


def test_a_study_may_be_asked_for_more() -> None:
    more = {"by": "2036", "fixed_until": "2028", "screen": "10", "check_state": "2"}
    wanted = wanted_by({"base": "eu_only", "futures": "64", **more}.items())
    told = "--futures 64 --seed 0 --fixed-until 2028 --by 2036 --screen 10 --check-state 2"
    assert list(wanted.words) == told.split()
    # Orders kept solve each future once more; all else is found out of the same futures.
    plain = replace(wanted, by=None, screen=0, check_state=0)
    assert plain.run == wanted.run != replace(wanted, fixed_until=None).run
    asked = {"futures": 64, "seed": 0, "policies": ["as_is"], "fixed_until": 2028}
    job = Job("x", "", "", "eu_only", (), "explore", study=wanted.run, words=wanted.words)
    assert wanted_again(wanted.run, {**asked, "name": "eu_only"}, [job]) == wanted
    assert wanted_again(wanted.run, {**asked, "name": "eu_only"}, []) == plain


def test_a_finished_study_is_asked_for_more(client: TestClient) -> None:
    folder = begun(client, Wanted("us_absent", futures=8))
    (folder / "findings.json").write_text("{}", encoding="utf-8")
    asked = {"base": "us_absent", "futures": "8", "seed": "0"}
    assert post(client, "/futures", **asked) == f"/futures/{folder.name.removeprefix('futures-')}"
    assert post(client, "/futures", **asked, screen="10").startswith("/jobs/")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"by": "2060"}, "from 2026 to 2040"),
        ({"fixed_until": "2040"}, "from 2026 to 2039"),
        ({"screen": "some"}, "from 0 to 20"),
        ({"check_state": "9"}, "from 0 to 4"),
        ({"base": "nowhere"}, "shipped scenarios"),
        ({"futures": "0"}, "from 1 to 4,000"),
        ({"futures": "many"}, "from 1 to 4,000"),
        ({"seed": "-1"}, "from 0"),
        ({"policy": "mor_money"}, "there is no policy 'mor_money'"),
    ],
    ids=[
        "by",
        "fixed",
        "rounds",
        "by state",
        "scenario",
        "no future",
        "no number",
        "seed",
        "policy",
    ],
)
def test_what_does_not_fit_is_told_on_the_form(
    client: TestClient, given: dict[str, str], told: str
) -> None:
    fields = {"base": "us_absent", "futures": "64", "seed": "0", **given}
    with pytest.raises(UserError, match=told):
        wanted_by(fields.items())
    fields["form_token"] = form_token(client, "/futures")
    answer = client.post("/futures", data=fields)
    assert answer.status_code == 422
    assert told.replace("'", "&#39;") in answer.text
    field = next(iter(given))
    assert field == "policy" or f'<a href="#f-{field}">{LABELS[field]}</a>' in answer.text
    assert client.get("/futures").text.count("running now") == 0


def test_a_study_is_started_watched_cancelled_and_goes_on(client: TestClient) -> None:
    wanted = Wanted("us_absent", futures=64)
    where = post(client, "/futures", base="us_absent", futures="64", seed="0")
    job = where.removeprefix("/jobs/")
    jobs = client.app.state.bench.jobs  # type: ignore[attr-defined]
    assert jobs.get(job).study == wanted.run
    # Asked once more while it runs, it is the same job.
    assert post(client, "/futures", base="us_absent", futures="64", seed="0") == where
    assert "64 futures of us_absent" in client.get("/futures").text
    begun(client, wanted)
    end = time.monotonic() + 20
    while jobs.get(job).state != "running":
        assert time.monotonic() < end
        time.sleep(0.02)
    page = client.get(f"/futures/{wanted.run}").text
    assert "0 of 64 solved so far" in page
    assert f"/jobs/{job}/cancel" in page
    assert post(client, f"/jobs/{job}/cancel") == where
    assert "What was solved is kept" in client.get(where).text
    assert "Go on here" in client.get(f"/futures/{wanted.run}").text
    again = post(client, f"/futures/{wanted.run}/resume")
    assert again != where
    assert jobs.get(again.removeprefix("/jobs/")).words == wanted.words
    # The first page shows runs that are made of presets, not studies.
    assert "/jobs/" not in client.get("/").text


def test_a_study_of_other_assumptions_goes_on_where_its_job_is_known(client: TestClient) -> None:
    wanted = Wanted("us_absent", ("us.enablers_leave=2030",), futures=8)
    folder = begun(client, wanted)
    asked = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    assert wanted_again(wanted.run, asked, []) is None
    answer = client.post(
        f"/futures/{wanted.run}/resume", data={"form_token": form_token(client, "/futures")}
    )
    assert "changes or facts of its own" in answer.text
    job = Job("x", "", "", wanted.base, wanted.changes, "explore", study=wanted.run)
    assert wanted_again(wanted.run, asked, [job]) == wanted


def test_findings_of_another_version_do_not_hide_all_others(client: TestClient) -> None:
    folder = begun(client, Wanted("us_absent", futures=8))
    (folder / "findings.json").write_text("{}", encoding="utf-8")
    told = client.get("/futures")
    assert told.status_code == 200
    assert "These findings were not written by this version" in told.text
