"""Every picture on every page is there, at both widths, and every file that a page offers."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

PAGES = ["/money?gearing=2", "/decisions?measure=joint_bonds", "/settlement/support?year=2029"]
OF_RUN = ["", "/gaps", "/industry"]


def found_in(pattern: str, text: str) -> list[str]:
    return [unescape(found) for found in re.findall(pattern, text)]


@pytest.mark.parametrize("address", [*PAGES, *(f"run{ending}" for ending in OF_RUN)])
def test_what_a_page_offers_is_there(client: TestClient, run_id: str, address: str) -> None:
    text = client.get(address.replace("run", f"/runs/{run_id}", 1)).text
    pictures = [
        unescape(found) for found in re.findall(r'(?:src|srcset)="(/[^"]+\.svg[^"]*)"', text)
    ]
    assert pictures
    for picture in pictures:
        answer = client.get(picture)
        assert answer.headers["content-type"] == "image/svg+xml", picture
    files = found_in(r'href="(/[^"]+\.(?:svg|png|csv)(?:\?[^"]*)?)" download', text)
    assert len(files) == 3 * len(pictures) / 2
    titles = [
        unescape(found) for found in re.findall(r"<figcaption><h\d>(?:<a [^>]+>)?([^<]+)", text)
    ]
    for file in files:
        answer = client.get(file)
        assert answer.status_code == 200, file
        if ".png" in file:
            assert answer.content.startswith(b"\x89PNG")
        elif ".csv" in file:
            head, *rows = csv.reader(io.StringIO(answer.text))
            assert rows
            assert {len(row) for row in rows} == {len(head)}
        else:
            # A file that leaves the page says what it shows.
            words = " ".join(found_in(r"<text[^>]*>([^<]+)</text>", answer.text))
            assert any(title in words for title in titles), file
            assert "Source: " in words
