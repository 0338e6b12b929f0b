"""Against published figures: types in service (Munich Security Conference 2017, after The Military
Balance 2016), American share of arms imports (SIPRI 2025)."""

from __future__ import annotations

import polars as pl
import pytest

from model_runs import world
from vallum.industry import IndustryPicture, diagnose

POINTS = 0.03
"""Shares of imports may differ by three points."""


@pytest.fixture(scope="module")
def picture() -> IndustryPicture:
    return diagnose(world())


def row(picture: IndustryPicture, kind: str, area: str) -> dict[str, object]:
    (found,) = picture.published.filter(pl.col("kind") == kind, pl.col("area") == area).to_dicts()
    return found


@pytest.mark.parametrize(
    ("kind", "area", "published", "short"),
    [
        ("mbt", "EUROPE", 17, 2),
        ("mbt", "USA", 1, 0),
        ("destroyer_frigate", "EUROPE", 29, 2),
        ("destroyer_frigate", "USA", 4, 0),
        ("fighter", "EUROPE", 20, 2),
        ("fighter", "USA", 6, 0),
        ("howitzer_152_155mm", "EUROPE", 27, 5),
        ("howitzer_152_155mm", "USA", 2, 0),
        ("ifv", "EUROPE", 20, 2),
        ("ifv", "USA", 2, 0),
        ("attack_submarine_conventional", "EUROPE", 11, 1),
        ("nuclear_submarine", "EUROPE", 5, 0),
        ("nuclear_submarine", "USA", 4, 0),
    ],
)
def test_published_counts(
    picture: IndustryPicture, kind: str, area: str, published: int, short: int
) -> None:
    found = row(picture, kind, area)
    assert found["published"] == published
    assert found["then"] == published - short
    if short == 0:
        assert found["reading"] == "reproduced"
    elif kind != "howitzer_152_155mm":
        named = str(found["perhaps"]).split("; ")
        assert len(named) >= short, "each type that may have counted apart is named"


@pytest.mark.parametrize("kind", ["air_to_air_missile", "torpedo", "all_major_systems"])
def test_what_the_inventory_does_not_list_is_said(picture: IndustryPicture, kind: str) -> None:
    found = row(picture, kind, "EUROPE")
    assert (found["counted"], found["then"], found["difference"]) == (None, None, None)
    assert found["reading"]


def test_what_came_is_held_now_and_what_left_is_not(picture: IndustryPicture) -> None:
    for found in picture.published.to_dicts():
        held = set(found["types"].split("; "))
        assert set(found["came"].split("; ")) - {""} <= held
        assert not set(found["left"].split("; ")) & held - {""}


def test_imports_against_what_sipri_printed(picture: IndustryPicture) -> None:
    """Per state only Ukraine's share was seen in print; the European allies' share is our sum over
    states, each weighted by what it received, Turkey left out as SIPRI leaves it out."""
    printed = picture.imports.drop_nulls("published")
    assert set(printed["state"]) == {"NATO_EUROPE", "UKR"}
    for state, ours, theirs in printed.select("state", "share", "published").iter_rows():
        assert ours == pytest.approx(theirs, abs=POINTS), state


def test_every_state_with_imports_has_a_share(picture: IndustryPicture) -> None:
    assert set(picture.us_share) == {*picture.world.members, "coalition"}
    assert all(0 <= share <= 1 for share in picture.us_share.values())
