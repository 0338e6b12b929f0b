"""Programs read of each subject what the command of the same name prints with --json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from model_runs import planned_study
from vallum.cli.main import run_command
from vallum.contracts import ANSWERS
from vallum.futures.explore import asked_as
from vallum.report.futures_page import FINDINGS
from vallum.scenario import load_scenario
from vallum.store import Store
from vallum.workbench import create_app
from vallum.workbench.facts import shipped
from vallum.workbench.jobs import Jobs, Limits

FIRST, SECOND = "us_28_points_2025_11", "istanbul_communique_2022_03"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[TestClient, Store, str]:
    store = Store(tmp_path_factory.mktemp("answers") / "runs")
    kept = store.save(planned_study())
    app = create_app(store, warm=False)
    app.state.bench.jobs = Jobs(store.folder / "asked", limits=Limits(waiting=3, asked=100))
    return TestClient(app, base_url="http://localhost"), store, kept.id


def printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: Store, *words: str
) -> dict[str, object]:
    monkeypatch.setenv("VALLUM_RUNS", str(store.folder))
    capsys.readouterr()
    assert run_command([*words, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/decisions", ("decide", "all")),
        (
            "/decisions/joint_bonds?state=DEU&position=-1&without=HUN",
            ("decide", "joint_bonds", "--flip", "DEU=-1", "--without", "HUN"),
        ),
        ("/coalition", ("coalition", "us_absent")),
        ("/backtest", ("backtest",)),
        ("/runs/{run}/fund", ("fund", "{run}")),
        ("/runs/{run}/debt", ("debt", "all", "--plan", "{run}")),
        ("/settlement/drafts", ("redlines", "check")),
        (f"/settlement/drafts/{FIRST}", ("redlines", "check", FIRST)),
        (f"/settlement/compare?before={SECOND}&after={FIRST}", ("redlines", "diff", SECOND, FIRST)),
        ("/settlement/money", ("support", "--money")),
    ],
    ids=lambda told: told if isinstance(told, str) else "",
)
def test_the_api_says_what_the_command_prints(
    planned: tuple[TestClient, Store, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    words: tuple[str, ...],
) -> None:
    client, store, run = planned
    answer = client.get("/api/v1" + path.format(run=run))
    assert answer.status_code == 200, answer.text
    told = printed(capsys, monkeypatch, store, *(word.format(run=run) for word in words))
    assert answer.json() == told


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/money/bank?founders=EU&gearing=2", "fund_bank"),
        ("/runs/{run}/reinforce?place=LVA_RIGA&brigades=2&year=2030", "reinforce"),
        ("/runs/{run}/campaign?front=baltic&year=2030", "campaign"),
        ("/runs/{run}/mission?mission=ukraine_tripwire", "generate"),
        ("/settlement/leverage", "leverage"),
        ("/settlement/hold?year=2028", "hold"),
    ],
    ids=["bank", "reinforce", "campaign", "mission", "leverage", "hold"],
)
def test_answers_are_those_of_the_contract(
    planned: tuple[TestClient, Store, str], path: str, name: str
) -> None:
    client, _, run = planned
    answer = client.get("/api/v1" + path.format(run=run))
    assert answer.status_code == 200, answer.text
    assert ANSWERS[name].model_validate_json(answer.text)


def test_the_design_of_a_bank_is_what_is_asked(planned: tuple[TestClient, Store, str]) -> None:
    client = planned[0]
    low, high = (
        client.get(f"/api/v1/money/bank?paid_in_share={share}").json()["members"]
        for share in (0.1, 0.3)
    )
    for one, three in zip(low, high, strict=True):
        assert three["paid_in_eur_bn"] == pytest.approx(3 * one["paid_in_eur_bn"])


def test_prose_is_read_and_not_judged(planned: tuple[TestClient, Store, str]) -> None:
    asked = {"text": "Ukraine shall not join NATO. Crimea is recognised as Russian."}
    told = planned[0].post("/api/v1/settlement/read", json=asked).json()
    topics = {each["topic"] for each in told["proposals"]}
    assert "nato_membership" in topics
    assert "verdict" not in told


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/decisions/nothing", 404, "no measure"),
        ("/decisions/joint_bonds?state=DEU&position=much", 404, "from -1 to 1"),
        ("/money/bank?gearing=many", 404, "Lent over subscribed capital"),
        ("/runs/000000000000/fund", 404, "there is no run"),
        ("/runs/{run}/reinforce?place=Atlantis", 404, "no place"),
        ("/runs/{run}/mission?mission=../../etc/passwd.yaml", 404, "no mission"),
        ("/runs/{run}/campaign?year=1900", 422, "year"),
        ("/settlement/drafts/none", 404, "no shipped draft"),
        ("/settlement/hold?year=1900", 422, "year"),
        ("/futures/000000000000", 404, "no study"),
    ],
)
def test_what_is_wrong_is_told(
    planned: tuple[TestClient, Store, str], path: str, status: int, says: str
) -> None:
    client, store, run = planned
    answer = client.get("/api/v1" + path.format(run=run))
    assert (answer.status_code, says in answer.json()["detail"]) == (status, True)
    assert str(store.folder) not in answer.text


def test_a_study_is_begun_and_told(planned: tuple[TestClient, Store, str]) -> None:
    client, store, _ = planned
    refused = client.post("/api/v1/futures", json={"base": "nowhere"})
    assert refused.status_code == 422
    assert "shipped scenarios" in refused.json()["detail"]
    asked = {"base": "us_absent", "futures": 8, "policies": ["more_money"]}
    job = client.post("/api/v1/futures", json=asked)
    assert job.status_code == 202
    assert job.json()["base"] == "us_absent"
    assert client.get("/api/v1/futures").json() == []
    run, kept = asked_as(
        load_scenario("us_absent"), shipped(), futures=8, seed=0, names=("as_is", "more_money")
    )
    folder = store.folder / f"futures-{run}"
    folder.mkdir()
    told = json.dumps({**kept, "name": "us_absent"})
    (folder / "asked.json").write_text(told, encoding="utf-8")
    (row,) = client.get("/api/v1/futures").json()
    assert (row["run"], row["futures"], row["asked"], row["solved"]) == (run, 8, 16, 0)
    unfinished = client.get(f"/api/v1/futures/{run}")
    assert unfinished.status_code == 404
    assert "no findings" in unfinished.json()["detail"]
    Path(folder / FINDINGS).write_text("{}", encoding="utf-8")
    assert "not written by this version" in client.get(f"/api/v1/futures/{run}").json()["detail"]
