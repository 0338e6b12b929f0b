"""Who meets 2, 3.5 and 5 % of GDP, and when: actuals, pledges, paths."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from model_runs import PRESETS, build, changed, evidence, overlay, study, world
from vallum.finance import Spending, spend
from vallum.world.money import BASIS


def path_of(shares: list[float]) -> Spending:
    """Spending of one state with these shares from 2024 on."""
    years = list(range(2024, 2024 + len(shares)))
    data = xr.Dataset(
        {name: (("state", "year"), [shares]) for name in ("share", "spending", "basis")},
        coords={"state": ["DEU"], "year": years},
    )
    return dataclasses.replace(study().spending, data=data)


@pytest.mark.parametrize(
    ("shares", "target", "year"),
    [
        ([1.8, 2.0, 2.2, 2.4], 2.0, 2025),
        ([2.1, 1.9, 2.0, 2.4], 2.0, 2026),
        ([2.1, 2.2, 2.3, 1.9], 2.0, None),
        ([2.0, 2.0, 2.0, 2.0], 2.0, 2024),
        ([1.0, 1.2, 1.3, 1.9], 2.0, None),
        ([1.996, 2.0, 2.0, 2.0], 2.0, 2024),
        ([3.0, 3.4, 3.5, 3.6], 3.5, 2026),
    ],
    ids=[
        "from 2025",
        "a dip does not count",
        "lost at the end",
        "always",
        "never",
        "as printed",
        "3.5",
    ],
)
def test_first_year_of_a_target(shares, target, year):
    assert path_of(shares).first_year("DEU", target) == year


@given(shares=st.lists(st.floats(0, 6), min_size=1, max_size=8), target=st.floats(0.1, 5))
def test_a_higher_target_is_never_met_earlier(shares, target):
    found = path_of(shares)
    low, high = found.first_year("DEU", target), found.first_year("DEU", target + 0.5)
    assert high is None or (low is not None and low <= high)


@pytest.mark.parametrize("preset", PRESETS)
def test_spending_is_share_times_output(preset):
    found = study(preset).spending
    rows = found.frames()["spending"]
    built = found.world
    for row in rows.filter(pl.col("year").is_in([2025, 2030, 2040])).iter_rows(named=True):
        cell = {"state": row["state"], "year": row["year"]}
        expected = built["defence_share"].sel(cell) / 100 * built["gdp"].sel(cell)
        assert row["eur_bn_2025"] == pytest.approx(float(expected), rel=1e-6, abs=1e-6)
    for year in (2025, 2035):
        whole = rows.filter(pl.col("year") == year)["eur_bn_2025"].sum()
        assert found.total(year) == pytest.approx(whole, rel=1e-6)


@pytest.mark.parametrize(
    ("state", "year", "share"),
    [("DEU", 2020, 1.53), ("POL", 2023, 3.27), ("EST", 2015, 2.03), ("GRC", 2019, 2.45)],
)
def test_actuals_are_natos(state, year, share):
    """NATO, August 2025 edition, table 3 (share of GDP)."""
    assert world()["defence_share"].sel(state=state, year=year).item() == pytest.approx(
        share, abs=0.15
    )
    code = int(world()["spending_basis"].sel(state=state, year=year))
    assert BASIS[code] == "actual"


def test_paths_differ_as_they_say():
    """Flat stays; pledges and the straight line to 2035 rise to at least 3.5 % where promised."""
    flat, linear, pledges = (
        world("us_absent", f"money.spending_path={path}")
        for path in ("flat", "linear_2035", "pledges")
    )
    share = flat["defence_share"]
    for state in ("DEU", "ITA", "PRT"):
        after = share.sel(state=state, year=slice(2026, None)).values
        assert np.ptp(after) == pytest.approx(0)
        line = linear["defence_share"].sel(state=state, year=slice(2026, 2035)).values
        assert np.ptp(np.diff(line)) == pytest.approx(0, abs=1e-9)
        assert line[-1] == pytest.approx(3.5)
        assert pledges["defence_share"].sel(state=state, year=2035).item() >= 3.5 - 1e-9
    # Spain has said that it stays below the alliance's pledge.
    assert pledges["defence_share"].sel(state="ESP", year=2035).item() < 3.5


def test_a_pledge_never_lowers_what_a_state_already_spends():
    share = world()["defence_share"]
    for state in ("POL", "LTU", "EST", "LVA"):
        values = share.sel(state=state, year=slice(2025, None)).values
        assert values[-1] >= 3.5
        assert (values[1:] >= 3.5 - 1e-9).all()


def test_a_users_own_pledge_is_followed(tmp_path):
    row = {
        "state": "PRT",
        "year": 2030,
        "value": 4.0,
        "unit": "pct_gdp",
        "scope": "national",
        "scope_detail": "mine",
        "kind": "government_decision",
    }
    mine = build(overlay(tmp_path, {"economy/pledges": [row]}))
    share = mine["defence_share"].sel(state="PRT")
    assert share.sel(year=2030).item() == pytest.approx(4.0)
    assert share.sel(year=2040).item() == pytest.approx(4.0)
    assert BASIS[int(mine["spending_basis"].sel(state="PRT", year=2030))] == "announced"
    assert BASIS[int(mine["spending_basis"].sel(state="PRT", year=2028))] == "phased"
    assert any(
        fact.table.endswith("economy/pledges")
        for fact in mine.why("defence_share", "PRT", 2030).rows
    )


def test_members_without_a_published_figure_are_left_out():
    members = set(study("coalition_of_the_willing").world.members)
    states = set(study("coalition_of_the_willing").spending.data["state"].values)
    assert states < members | {""}
    assert members - states <= {"ISL", "LIE", "AND", "MCO", "SMR"}


def test_targets_are_told_for_every_state_and_target():
    rows = study().frames()["spending_targets"]
    states = rows["state"].unique()
    assert rows.height == 3 * len(states)
    assert sorted(rows["target_pct"].unique()) == [2.0, 3.5, 5.0]
    empty = rows.filter(pl.col("first_year").is_null())
    assert set(empty["basis"]) == {"not met"}
    assert len(study().spending.summary()) == 3


def test_growth_carries_output_through_the_horizon():
    """gdp[t] = gdp[t-1] * (1 + growth[t]), from the table's growth, by hand for Germany."""
    rows = evidence().table("economy/macro").filter(pl.col("state") == "DEU")
    growth = dict(rows.select("year", "real_growth_pct").iter_rows())
    gdp = world()["gdp"].sel(state="DEU")
    last = max(growth)
    for year in range(2015, 2041):
        step = 1 + growth[min(year, last)] / 100
        assert gdp.sel(year=year).item() == pytest.approx(gdp.sel(year=year - 1).item() * step)


def test_a_coalition_spends_what_its_members_spend():
    """Half of the output is half of the money: spending follows the World it is given."""
    base = world()
    halved = spend(changed(base, gdp=base["gdp"] / 2))
    assert halved.total(2030) == pytest.approx(spend(base).total(2030) / 2)
