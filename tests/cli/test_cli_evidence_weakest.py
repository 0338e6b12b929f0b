"""`vallum evidence weakest`: for programs and for people."""

from __future__ import annotations

import pytest
from calling import Call


def test_json(vallum: Call) -> None:
    told = vallum("evidence", "weakest", "--top", 5, "--json").answer("evidence_weakest")
    assert len(told["rows"]) == 5
    weights = [row["weight"] for row in told["rows"]]
    assert weights == sorted(weights, reverse=True)
    assert {row["name"] for row in told["by_state"]} >= {"DEU", "FRA", "POL"}


@pytest.mark.parametrize("by", ["fact", "state", "category"])
def test_text(vallum: Call, by: str) -> None:
    done = vallum("evidence", "weakest", "--by", by, "--top", 3)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].split()[0] == by
    assert len(lines) == 2 + 3 + 1
    assert lines[-1].startswith("Of the weight of all ")
