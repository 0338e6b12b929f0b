"""Aid equals the tracker's published totals; burdens and replacement add up."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from model_runs import evidence
from vallum.settlement.support import KINDS, Support
from vallum.study.settlement import support_now


@cache
def given() -> Support:
    return support_now(evidence())


# Kiel, Ukraine Support Tracker, release 29, January 2022 to April 2026: its published sums by month
# (all donors by kind, military aid by bloc), and the sums over donors of its sheet by country.
@pytest.mark.parametrize(
    ("donors", "kind", "total"),
    [
        ("all", "military", 172.993),
        ("all", "financial", 159.684),
        ("all", "humanitarian", 25.722),
        ("europe", "military", 102.211),
        ("europe", "all", 214.844),
        ("usa", "military", 64.617),
        ("usa", "all", 115.381),
    ],
)
def test_totals_by_kind(donors, kind, total) -> None:
    rows = given().by_year.filter(donors=donors, kind=kind)
    assert rows["eur_bn"].sum() == pytest.approx(total, abs=0.001)


def test_published_totals_are_met() -> None:
    """Editions before release 29 differ from it by up to 4 %: earlier months are corrected."""
    rows = given().published
    assert rows.height >= 10
    assert rows["difference"].abs().max() < 0.04
    newest = rows.filter(pl.col("edition") >= "2026-01")
    assert newest["difference"].abs().max() < 0.002


def test_years_add_up_to_donors_and_kinds_to_all() -> None:
    years, donors = given().by_year, given().by_donor
    whole = years.filter(donors="all", kind="all")["eur_bn"].sum()
    assert donors["allocated"].sum() == pytest.approx(whole)
    assert years.filter(pl.col("donors") == "all", pl.col("kind").is_in(KINDS))[
        "eur_bn"
    ].sum() == pytest.approx(whole)


def test_america_and_europe() -> None:
    every, military, *_ = given().replacement
    assert (every.kind, military.kind) == ("all", "military")
    assert every.usa_after < 0.1
    assert every.share == pytest.approx(
        (every.europe_after - every.europe_before) / (every.usa_before - every.usa_after)
    )
    assert 0.4 < every.share < 0.8
    assert military.europe_after > military.europe_before


def test_burdens() -> None:
    rows = given().burden
    average = rows["average"][0]
    gdp = rows.select((pl.col("own_eur_bn") + pl.col("eu_part_eur_bn")) / pl.col("burden"))
    total = rows.select(pl.sum("own_eur_bn") + pl.sum("eu_part_eur_bn")).item()
    assert average == pytest.approx(total / gdp.to_series().sum())
    assert rows["state"][0] in ("DNK", "EST")
    # Kiel's own share with EU aid: DNK 3.85, EST 3.65, DEU 1.36, AUT 0.66 % of GDP of 2021.
    shares = dict(rows.select("state", "burden").iter_rows())
    for state, percent in {"DNK": 3.85, "EST": 3.65, "DEU": 1.36, "AUT": 0.66}.items():
        assert 100 * shares[state] == pytest.approx(percent, rel=0.06)
    outside = rows.filter(pl.col("state").is_in(["GBR", "NOR", "CHE", "ISL"]))
    assert outside["eu_part_eur_bn"].sum() == 0
    lacking = rows.filter(pl.col("burden") >= average)["gap_eur_bn"].sum()
    assert lacking == 0
