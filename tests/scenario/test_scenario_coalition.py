"""Who is in a coalition, and what is said about states and groups that do not exist."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vallum.errors import UserError
from vallum.scenario import load_scenario, resolve_coalition

STATES = pl.DataFrame(
    {
        "state": ["AUS", "CAN", "DEU", "FRA", "GBR", "HUN", "NOR", "TUR", "UKR", "USA"],
        "name": ["Australia", "Canada", "Germany", "France", "United Kingdom", "Hungary",
                 "Norway", "Turkey", "Ukraine", "United States"],
        "european": ["no", "no", *["yes"] * 7, "no"],
    }
)  # fmt: skip

MEMBERSHIPS = pl.DataFrame(
    [
        ("DEU", "EU", "1958-01-01", None),
        ("FRA", "EU", "1958-01-01", ""),
        ("HUN", "EU", "2004-05-01", None),
        ("GBR", "EU", "1973-01-01", "2020-01-31"),
        ("DEU", "NATO", "1955", None),
        ("CAN", "NATO", "1949", None),
        ("USA", "NATO", "1949", None),
        ("TUR", "NATO", "1952-02", None),
        ("DEU", "willing", None, None),
        ("AUS", "willing", None, None),
        ("FRA", "willing", "2026-11", None),
        ("NOR", "willing", None, "2026-10"),
        ("UKR", "willing", None, "2026"),
        ("GBR", "willing", "2027", None),
        ("GBR", "over", None, "2020"),
        ("CAN", "overseas", None, None),
    ],
    schema=["state", "group", "from", "to"],
    orient="row",
)


def members(include: list[str], partners: list[str], exclude: list[str]) -> list[str]:
    def flow(items: list[str]) -> str:
        return "[" + ", ".join(items) + "]"

    scenario = load_scenario(
        "us_absent",
        set_=[
            f"coalition.include={flow(include)}",
            f"coalition.partners={flow(partners)}",
            f"coalition.exclude={flow(exclude)}",
        ],
    )
    return resolve_coalition(scenario, MEMBERSHIPS, STATES)


@pytest.mark.parametrize(
    ("include", "partners", "exclude", "expected"),
    [
        (["EU"], [], [], ["DEU", "FRA", "HUN"]),
        (["EU"], ["GBR"], ["HUN"], ["DEU", "FRA", "GBR"]),
        (["NATO"], [], ["USA", "CAN"], ["DEU", "TUR"]),
        (["NATO"], [], [], ["DEU", "TUR"]),
        (["NATO"], ["CAN"], [], ["CAN", "DEU", "TUR"]),
        (["NATO"], ["CAN"], ["CAN"], ["DEU", "TUR"]),
        (["willing"], [], [], ["DEU", "FRA", "UKR"]),
        ([], ["UKR", "NOR"], [], ["NOR", "UKR"]),
        (["EU", "NATO"], [], [], ["DEU", "FRA", "HUN", "TUR"]),
    ],
    ids=[
        "a former member is out",
        "partner in, excluded out",
        "excluded though cut already",
        "groups are cut to Europe",
        "partners are not",
        "excludes come last",
        "years and months as dates",
        "partners alone",
        "two groups",
    ],
)
def test_members(
    include: list[str], partners: list[str], exclude: list[str], expected: list[str]
) -> None:
    assert members(include, partners, exclude) == expected


@pytest.mark.parametrize(
    ("include", "partners", "exclude", "field", "words"),
    [
        (["EUU"], [], [], "coalition.include[0]", "did you mean 'EU'"),
        (["nato"], [], [], "coalition.include[0]", "did you mean 'NATO'?"),
        (["EU", "over"], [], [], "coalition.include[1]", "has no member on 2026-11-01"),
        (["EU"], ["GBB"], [], "coalition.partners[0]", "did you mean 'GBR'?"),
        (["EU"], ["GBR"], ["HUN", "HUG"], "coalition.exclude[1]", "did you mean 'HUN'"),
        (["EU"], [], ["NOR"], "coalition.exclude[0]", "NOR (Norway) is not in the coalition"),
        (["EU"], [], ["GBR"], "coalition.exclude[0]", "is not in the coalition"),
        (["overseas"], [], [], "coalition.include", "without a member"),
        (["EU"], [], ["DEU", "FRA", "HUN"], "coalition.exclude", "without a member"),
    ],
    ids=[
        "unknown group",
        "group in small letters",
        "group of the past",
        "unknown partner",
        "unknown excluded",
        "excluded from outside",
        "excluded after leaving",
        "nobody European",
        "everybody excluded",
    ],
)
def test_faults(
    include: list[str], partners: list[str], exclude: list[str], field: str, words: str
) -> None:
    with pytest.raises(UserError) as caught:
        members(include, partners, exclude)
    (found,) = caught.value.problems
    assert (found.file, found.field) == ("--set", field)
    assert words in found.message


def test_faults_name_the_line_and_come_together(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "extends: us_absent\ncoalition:\n  include: [EUU]\n  partners:\n    - GBR\n    - XYZ\n"
        "  exclude: [XYZ]\n",
        "utf-8",
    )
    with pytest.raises(UserError) as caught:
        resolve_coalition(load_scenario(path), MEMBERSHIPS, STATES)
    assert [(found.line, found.field) for found in caught.value.problems] == [
        (3, "coalition.include[0]"),
        (6, "coalition.partners[1]"),
        (7, "coalition.exclude[0]"),
    ]
    assert {found.file for found in caught.value.problems} == {str(path)}


def test_another_day_another_union() -> None:
    scenario = load_scenario("eu_only")
    before, after = (
        resolve_coalition(scenario, MEMBERSHIPS, STATES, on=day)
        for day in ("2020-01-31", "2020-02-01")
    )
    assert set(before) - set(after) == {"GBR"}


@given(
    st.lists(st.sampled_from(STATES["state"].to_list()), unique=True, max_size=6),
    st.sampled_from(STATES["state"].to_list()),
)
def test_one_more_partner_adds_that_state_and_takes_none(partners: list[str], one: str) -> None:
    before = set(members(["EU"], partners, []))
    assert set(members(["EU"], sorted({*partners, one}), [])) == before | {one}
