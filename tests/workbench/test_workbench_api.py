"""The API by its own description, the client, tokens, and everything wrong that can be sent."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from conftest import EXAMPLES
from vallum import client as client_module
from vallum.client import Client
from vallum.errors import UserError
from vallum.scenario import load_scenario
from vallum.scenario.fields import leaf_specs
from vallum.store import Store
from vallum.study import run
from vallum.workbench import create_app
from vallum.workbench.asked import Asked, asked_from_file, base_values
from vallum.workbench.facts import shipped
from vallum.workbench.guard import owner_of
from vallum.workbench.jobs import Jobs, Limits
from workbench_help import form_token, says

TOKENS = ("first-of-two-tokens", "second-of-two-tokens")
SLOW = ("/reinforce", "/campaign", "/mission", "/fund", "/debt")
"""Answers that take seconds the first time: test_workbench_answers asks them what is there."""
UPLOADS = max(60, 2 * EXAMPLES)
"""`make test-long` sends a thousand."""
FEW = settings(
    max_examples=max(3, EXAMPLES // 5),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def asked_only(store: Store) -> Any:
    """An app whose jobs wait for ever, and whose live model was never loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vallum.workbench.live.LiveSession", _NoSession)
        app = create_app(store, hosts=("*",), warm=False)
        app.state.bench.jobs = Jobs(store.folder / "asked", limits=Limits(waiting=3, asked=10_000))
        yield app


class _NoSession:
    """The live model has tests of its own: here every question it hears is refused in words."""

    def __init__(self, facts: object) -> None: ...

    def ask(self, scenario: object) -> object:
        raise UserError("not asked here")


@pytest.fixture(scope="module")
def operations(asked_only: Any) -> list[Any]:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", asked_only)
    return [found.ok() for found in schema.get_all_operations()]


def test_the_api_keeps_to_its_description(operations: list[Any], run_id: str) -> None:
    """No operation answers 5xx, or in another form than it says, whatever is sent."""
    for operation in operations:
        if operation.method == "delete" and "runs" in operation.path:
            continue  # would delete what other tests read

        _send(operation, None if operation.path.endswith(SLOW) else run_id)


def _send(operation: Any, run_id: str | None) -> None:
    """run_id: a run that is there, for half of what is asked of runs."""

    @FEW
    @given(case=operation.as_strategy())
    def sends(case: Any) -> None:
        asked = str(case.path_parameters.get("run", ""))
        if run_id is not None and asked[:1] in tuple("01234567"):
            case.path_parameters["run"] = run_id
        case.call_and_validate(checks=[not_a_server_error, response_schema_conformance])

    sends()


@FEW
@given(
    fields=st.dictionaries(
        st.sampled_from([spec.name for spec in leaf_specs()]) | st.text(max_size=20),
        st.text(max_size=30) | st.integers().map(str) | st.floats().map(str),
        max_size=4,
    )
)
def test_whatever_a_form_holds_is_told_at_its_field(client: TestClient, fields: Any) -> None:
    answer = client.get("/scenario", params=fields)
    assert answer.status_code in (200, 422)
    assert ('class="faults"' in answer.text) is (answer.status_code == 422)


@pytest.mark.parametrize("preset", ["us_absent", "eu_only", "us_committed"])
def test_a_form_sent_as_it_came_changes_nothing(preset: str) -> None:
    shown = {name: text.strip("[]{}") for name, text in base_values(preset).items()}
    assert Asked.of([("base", preset), *shown.items()]) == Asked(preset)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ({"us.enablers_leave": "2030"}, ("us.enablers_leave=2030",)),
        ({"us.enablers_leave": ""}, ("us.enablers_leave=null",)),
        ({"us.enablers_leave": " 2028 "}, ()),
        ({"coalition.exclude": "HUN, SVK"}, ("coalition.exclude=[HUN, SVK]",)),
        ({"procurement.max_types": "tank: 4"}, ("procurement.max_types={tank: 4}",)),
        ({"need.ready_by": "2031", "horizon.last": "2041"},
         ("horizon.last=2041", "need.ready_by=2031")),
        ({"ukraine.reassurance_force": "null", "ukraine.reassurance_force.troops": "15000",
          "need.contingencies": "baltic_defence"},
         ("ukraine.reassurance_force=null", "need.contingencies=[baltic_defence]")),
    ],
    ids=["year", "null", "as it was", "list", "table", "order of the model", "no force"],
)  # fmt: skip
def test_what_differs_is_what_is_asked(given_: dict[str, str], kept: tuple[str, ...]) -> None:
    asked = Asked.of(given_.items())
    assert asked.changes == kept
    assert asked.scenario() == load_scenario("us_absent", set_=list(kept))
    assert asked_from_file(asked.yaml().encode(), "") == asked  # the file says the same


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"us: {enablers_leave: 2030}", "extends: us_absent"),
        (b"extends: ../../etc/passwd.yaml", "shipped scenario alone"),
        (b"extends: us_absent\nus:\n  enablers_leave: 1900", "line 3"),
        (b"extends: us_absent\nnothing: 1", "is not a field"),
        (b"a: &a [*a]", "anchors"),
        (b"\xff\xfe", "UTF-8"),
        (b"PK\x03\x04 broken", "workbook"),
        (b"x: " + b"[" * 5000, "nested"),
        (b"y" * 300_000, "256 kB"),
    ],
)
def test_a_faulty_file_is_refused_in_a_sentence(
    client: TestClient, content: bytes, told: str
) -> None:
    files = {"file": ("any.yaml", content)}
    data = {"form_token": form_token(client)}
    answer = client.post("/scenario/file", data=data, files=files)
    assert answer.status_code == 422
    assert told in answer.text


def test_malformed_uploads_are_refused_and_memory_stays_flat(client: TestClient) -> None:
    data = {"form_token": form_token(client), "table": "forces/inventory"}
    noise = _noise()

    def send(count: int) -> None:
        for _ in range(count):
            answer = client.post("/jobs/facts", data=data, files={"facts": ("x", next(noise))})
            assert answer.status_code == 422
            assert answer.text.count('class="faults"') == 1

    send(20)
    tracemalloc.start()
    send(UPLOADS)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 4 * 2**20


def test_too_large_a_body_is_refused(client: TestClient) -> None:
    big = client.post("/scenario/file", content=b"x" * 3_000_000)
    assert (big.status_code, "2 MB" in big.text) == (413, True)
    streamed = client.post("/api/v1/live", content=(b"x" * 100_000 for _ in range(40)))
    assert streamed.status_code == 413


def test_a_swollen_workbook_is_refused(client: TestClient) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    data = {"form_token": form_token(client), "table": "forces/inventory"}
    answer = client.post("/jobs/facts", data=data, files={"facts": ("x.xlsx", made.getvalue())})
    assert (answer.status_code, "unpacks to more than" in answer.text) == (422, True)


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}],
)
def test_pages_of_other_sites_change_nothing(client: TestClient, headers: dict[str, str]) -> None:
    data = {"form_token": form_token(client), "base": "us_absent"}
    assert client.post("/jobs", data=data, headers=headers).status_code == 403
    assert client.post("/api/v1/jobs", json={}, headers=headers).status_code == 403


def test_a_form_of_another_browser_is_refused(client: TestClient, store: Store) -> None:
    other = TestClient(create_app(store), base_url="http://localhost")
    data = {"form_token": form_token(client), "base": "us_absent"}
    assert other.post("/jobs", data=data).status_code == 403


def test_readers_with_tokens_of_their_own_see_no_run_of_others(store: Store) -> None:
    app = create_app(store, token=TOKENS)
    app.state.bench.jobs = Jobs(store.folder / "tokens", command=says('{"run": "0123456789ab"}'))
    first, second = (
        TestClient(app, base_url="http://localhost", headers={"authorization": f"Bearer {token}"})
        for token in TOKENS
    )
    assert first.get("/api/v1/runs").json() == second.get("/api/v1/runs").json()
    job = first.post("/api/v1/jobs", json={"base": "eu_only"}).json()["job"]
    assert second.get(f"/api/v1/jobs/{job}").status_code == 404
    assert second.delete(f"/api/v1/jobs/{job}").status_code == 404
    assert second.get("/api/v1/jobs").json() == []
    owner = owner_of(TOKENS[0])
    own = Store(store.folder / "readers" / owner)
    made = own.save(run(load_scenario("eu_only"), evidence=shipped(), mode=None)).id
    assert first.get(f"/runs/{made}").status_code == 200
    assert second.get(f"/runs/{made}").status_code == 404
    assert second.get(f"/runs/{made}/bundle.zip").status_code == 404
    common = store.get("latest").id
    assert first.delete(f"/api/v1/runs/{common}").status_code == 404  # nobody's to delete
    assert first.delete(f"/api/v1/runs/{made}").status_code == 204


def test_the_client_says_what_the_server_says(
    asked_only: Any, run_id: str, later_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = TestClient(asked_only, base_url="http://localhost")
    monkeypatch.setattr(client_module, "urlopen", _through(web))
    ours = Client("http://localhost")
    assert ours.runs()[0]["run"] == run_id
    assert ours.show(run_id)["run"] == run_id
    assert ours.compare(run_id, later_id)["a"] == run_id
    assert {"element", "gap"} <= ours.table(run_id, "gaps")[0].keys()
    assert ours.why(run_id, "gaps/gap/stand_alone/brigade/2030")["unit"] == "brigades"
    held = ours.get("/decisions/joint_bonds", state="DEU", position=-1)
    assert held["measure"] == "joint_bonds"
    assert ours.get("/decisions")["rows"]
    with pytest.raises(UserError, match="there is no run '000000000000'"):
        ours.show("000000000000")
    with pytest.raises(UserError, match="1900 is not a whole number"):
        ours.submit(changes={"us.enablers_leave": 1900})
    with pytest.raises(UserError, match="no address"):
        Client("localhost")
    for job in asked_only.state.bench.jobs.list():
        ours.cancel(job.id)
    job_id = ours.submit("eu_only", {"coalition.exclude": ["HUN"], "us.troops_leave": None})
    assert ours.job(job_id)["changes"] == ["coalition.exclude=[HUN]", "us.troops_leave=null"]
    assert ours.cancel(job_id)["state"] == "cancelled"
    study = ours.study(futures=8, policies=["more_money"])
    assert ours.cancel(study)["state"] == "cancelled"


def _noise() -> Iterator[bytes]:
    """Files that are no table of forces, of many kinds, none twice."""
    kinds: list[Callable[[int], bytes]] = [
        lambda n: bytes([n % 256]) * (n + 1),
        lambda n: f"state,system\nDEU,{n}\n".encode(),
        lambda n: b"PK\x03\x04" + bytes([n % 256]) * 50,
        lambda n: b"\xef\xbb\xbf" + f'"{n}'.encode() * 40,
        lambda n: json.dumps({"n": n}).encode(),
        lambda n: b"\0" * (n + 1),
        lambda n: ("state,category,system,quantity\n" + "X,y,z,-1\n" * (n % 50)).encode(),
        lambda n: b"%PDF-1.7 " + str(n).encode(),
    ]
    number = 0
    while True:
        yield kinds[number % len(kinds)](number // len(kinds))
        number += 1


def _through(web: TestClient) -> Callable[..., Any]:
    """The client's way to the net, led to an app at hand."""

    def opened(asked: Any, timeout: float) -> Any:
        parts = urlsplit(asked.full_url)
        place = parts.path + (f"?{parts.query}" if parts.query else "")
        sent = dict(asked.header_items())
        answer = web.request(asked.get_method(), place, content=asked.data, headers=sent)
        if answer.status_code >= 400:
            body = io.BytesIO(answer.content)
            raise client_module.HTTPError(place, answer.status_code, "", {}, body)  # type: ignore[arg-type]
        return io.BytesIO(answer.content)

    return opened
