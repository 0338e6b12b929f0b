"""The settlement page: shipped drafts, two drafts, and prose that a person must confirm."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

TEXT = (
    "Ukraine shall not join NATO. Crimea is recognised de jure as Russian territory. "
    "Sanctions will be lifted in stages. The weather in Paris is fine."
)


def token_of(client: TestClient) -> dict[str, str]:
    found = re.search(r'name="(form_token)" value="([^"]+)"', client.get("/settlement/read").text)
    assert found
    return {found[1]: found[2]}


def test_a_shipped_draft_is_judged(client: TestClient) -> None:
    page = client.get("/settlement?draft=us_28_points_2025_11").text
    assert "3 crossed of 3 red lines" in page
    assert "n21d" in page
    assert "What moved" not in page


def test_two_drafts_stand_side_by_side(client: TestClient) -> None:
    page = client.get("/settlement?draft=berlin_statement_2025_12&before=us_28_points_2025_11").text
    assert "What moved" in page
    assert "can keep 15,000 there" in page


def test_the_calendar_gives_rule_and_chance(client: TestClient) -> None:
    page = client.get("/settlement").text
    calendar = page.split('aria-label="Sanctions due for renewal"')[1].split("</table>")[0]
    assert re.search(r"<td>20\d\d-\d\d-\d\d</td>", calendar)
    assert re.search(r">\d+ %<", calendar)


def test_an_unknown_draft_is_told(client: TestClient) -> None:
    page = client.get("/settlement?draft=us_28_points")
    assert page.status_code == 404
    assert "us_28_points_2025_11" in page.text


def test_prose_is_judged_only_as_far_as_it_was_confirmed(client: TestClient) -> None:
    form = token_of(client) | {"text": TEXT}
    proposed = client.post("/settlement/read", data=form).text
    ids = re.findall(r'value="(\w+)" id="keep', proposed)
    assert len(ids) == 3
    assert "crossed" not in proposed
    one = client.post("/settlement/verdict", data=form | {"keep": ids[:1]}).text
    assert "1 clause confirmed" in one
    rows = {
        title: word
        for word, title in re.findall(
            r"<td><strong>(\w+)</strong></td><th scope=\"row\">([^<]+)</th>", one
        )
    }
    recognition = next(word for title, word in rows.items() if "annexed" in title.casefold())
    assert recognition == "silent"
    all_ = client.post("/settlement/verdict", data=form | {"keep": ids}).text
    assert "3 clauses confirmed" in all_


@pytest.mark.parametrize(
    ("text", "keep", "status", "told"),
    [
        ("", [], 422, "Paste a text first"),
        ("x" * 100_001, [], 422, "at most 100,000"),
        (TEXT, [], 422, "Confirm one clause at least"),
        (TEXT, ["p9"], 404, "no clause"),
    ],
    ids=["nothing", "too long", "none confirmed", "a clause of another text"],
)
def test_what_cannot_be_judged_is_told(
    client: TestClient, text: str, keep: list[str], status: int, told: str
) -> None:
    answer = client.post(
        "/settlement/verdict", data=token_of(client) | {"text": text, "keep": keep}
    )
    assert answer.status_code == status
    assert told in answer.text


def test_a_form_of_somebody_else_is_refused(client: TestClient) -> None:
    assert client.post("/settlement/read", data={"text": TEXT}).status_code == 403
