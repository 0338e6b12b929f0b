"""The Money pages: a bank is founded by its address, a bad one is refused, a run tells who pays."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from vallum.store import Store
from vallum.workbench import create_app


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    store = Store(tmp_path_factory.mktemp("money") / "runs")
    return TestClient(create_app(store), base_url="http://localhost")


def test_the_designer_opens_with_a_bank(client: TestClient) -> None:
    page = client.get("/money")
    assert page.status_code == 200
    assert 'id="rating">AA<' in page.text
    assert "What Italy pays" in page.text
    # No script of its own: the address and the form say it all.
    assert page.text.count("<script") == 1


def test_more_paid_in_rates_better_and_costs_italy_more(client: TestClient) -> None:
    page = client.get("/money?founders=EU&paid_in_share=0.3&state=ITA")
    assert 'id="rating">AA+<' in page.text
    paid = float(page.text.split('id="paid-in">EUR ')[1].split(" ")[0])
    tenth = client.get("/money?founders=EU&paid_in_share=0.1&state=ITA").text
    assert paid == pytest.approx(
        3 * float(tenth.split('id="paid-in">EUR ')[1].split(" ")[0]), abs=0.02
    )


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("grace=20&maturity=20", "leaves no time to repay"),
        ("subscribed_eur_bn=-5", "greater than 0"),
        ("founders=Mars", "no founding group"),
        ("key=luck", "no key"),
        ("gearing=many", "Lent over subscribed capital"),
    ],
)
def test_a_bad_design_is_refused_in_words(client: TestClient, query: str, told: str) -> None:
    page = client.get(f"/money?{query}")
    assert page.status_code == 422
    assert told in page.text
    assert "<form" in page.text


def test_the_balance_sheet_is_drawn(client: TestClient) -> None:
    for narrow in ("", "&narrow=true"):
        answer = client.get(f"/money/bank.svg?founders=EU{narrow}")
        assert answer.status_code == 200
        assert answer.content.startswith(b"<svg")


@pytest.mark.parametrize("ending", ["", "/debt", "/debt-by-state.svg"])
def test_a_run_that_is_not_there_is_told(client: TestClient, ending: str) -> None:
    assert client.get(f"/runs/000000000000/money{ending}").status_code == 404


def test_names_in_the_address_are_written_safely(client: TestClient) -> None:
    page = client.get("/money?state=<b>")
    assert "<b>" not in page.text
