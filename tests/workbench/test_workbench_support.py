"""The page on support: levels, figures as pictures, a year outside the range."""

from __future__ import annotations

from fastapi.testclient import TestClient


def test_levels_and_money_stand_side_by_side(client: TestClient) -> None:
    page = client.get("/settlement/support")
    assert page.status_code == 200
    assert "Europe replaces America" in page.text
    assert "EUR 136 bn" in page.text
    assert "predict no battle" in page.text
    assert "/settlement/support/hold.svg?year=2028" in page.text
    assert 'href="/settlement/support"' in client.get("/settlement").text


def test_figures_are_pictures(client: TestClient) -> None:
    for name in ("hold", "money-need"):
        for narrow in ("", "&narrow=true"):
            drawn = client.get(f"/settlement/support/{name}.svg?year=2028{narrow}")
            assert drawn.headers["content-type"].startswith("image/svg+xml")
            assert "<svg" in drawn.text


def test_what_is_not_there_is_told(client: TestClient) -> None:
    assert client.get("/settlement/support/map.svg").status_code == 404
    assert client.get("/settlement/support?year=2050").status_code in {404, 422}
