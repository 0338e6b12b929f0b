"""`vallum ukraine`: one object for programs, tables for people, scenarios that rule it out."""

from __future__ import annotations

import itertools

import pytest
from calling import Call


def test_json(vallum: Call) -> None:
    told = vallum("ukraine", "us_absent", "--json").answer("ukraine")
    assert 0 < told["met_share_without"] < told["met_share"] <= 1
    curve = told["rows"]
    assert [row["priority"] for row in curve] == sorted(row["priority"] for row in curve)
    for one, other in itertools.pairwise(curve):
        assert other["ukraine_shortfall"] <= one["ukraine_shortfall"] + 0.02
        assert other["own_shortfall"] >= one["own_shortfall"] - 0.05


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--set", "ukraine.priority=0"), "ukraine.priority"),
        (("eu_only",), "coalition.partners"),
    ],
    ids=["no weight", "no member"],
)
def test_what_cannot_be_shown_is_said(vallum: Call, words: tuple[str, ...], told: str) -> None:
    call = vallum("ukraine", *words)
    assert call.code == 2
    assert told in call.err
