"""American enablers one by one: dates by hand, and money that adds up to what the plan pays."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import xarray as xr

from model_runs import planned_study
from vallum.forces.result import MET
from vallum.study.enablers import enabler_elements, us_until

YEARS = [2026, 2027, 2028, 2029]


@pytest.mark.parametrize(
    ("us", "until"),
    [
        ([4, 4, 2, 0], 2027),
        ([4, 2, 0, 0], 2026),
        ([4, 4, 4, 4], None),
        ([0, 0, 0, 0], None),
        ([4, 3, 4, 4], 2026),
    ],
    ids=["two years whole", "falls at once", "stays", "never was", "a dip counts"],
)
def test_how_long_it_stays_whole(us, until):
    assert us_until(xr.DataArray(us, dims="year", coords={"year": YEARS})) == until


@pytest.fixture(scope="module")
def frames() -> dict[str, pl.DataFrame]:
    return planned_study().frames()


def test_each_enabler_of_the_need_has_a_row(frames):
    names = frames["plan_enablers"]["element"].to_list()
    assert names == enabler_elements(planned_study().gaps)
    assert {"tanker", "aew", "isr_satellite", "headquarters_corps", "uav_male"} <= set(names)


def test_cover_comes_when_the_assessment_with_the_plan_says_so(frames):
    gaps = frames["gaps_with_plan"].filter(pl.col("contingency") == "stand_alone")
    for row in frames["plan_enablers"].iter_rows(named=True):
        own = gaps.filter(pl.col("element") == row["element"]).sort("year")
        late = own.filter(pl.col("met_share") < MET - 1e-9)["year"].to_list()
        first = own["year"][0] if not late else late[-1] + 1
        expected = first if first <= own["year"].to_list()[-1] else None
        assert row["covered"] == expected, row["element"]
        if row["years_open"] is not None:
            assert row["years_open"] == max(0, row["covered"] - row["us_until"] - 1)


def test_its_money_is_what_the_plan_pays_for_it(frames):
    """Two roads: the bills by milestone, and price times quantity of the orders."""
    costs = frames["plan_enabler_costs"]
    plan = planned_study().plan
    assert plan is not None
    orders = frames["plan_orders"].filter(pl.col("category") != "vshorad")
    for row in frames["plan_enablers"].iter_rows(named=True):
        yearly = costs.filter(pl.col("element") == row["element"])
        assert yearly["purchase_eur_bn"].sum() == pytest.approx(row["purchase_eur_bn"], abs=1e-4)
        assert yearly["upkeep_eur_bn"].sum() == pytest.approx(row["upkeep_eur_bn"], abs=1e-4)
        ordered = orders.filter(pl.col("category") == row["element"])["cost_eur_mn"].sum() / 1000
        assert row["purchase_eur_bn"] == pytest.approx(ordered, rel=1e-3, abs=1e-3)
        until = int(plan.inputs.years[-1]) if row["covered"] is None else row["covered"]
        early = yearly.filter(pl.col("year") <= until)
        whole = early["purchase_eur_bn"].sum() + early["upkeep_eur_bn"].sum()
        assert row["to_cover_eur_bn"] == pytest.approx(whole, abs=1e-4)
        if row["ratio"] is not None:
            ratio = row["purchase_eur_bn"] / row["published_eur_bn"]
            assert row["ratio"] == pytest.approx(ratio, rel=1e-3)


def test_the_pool_brings_what_it_owns(frames):
    """In the assessment, too: what the pool adds stands in its own row and counts once."""
    brought = frames["contributions_with_plan"].filter(pl.col("state") == "POOL")
    fleets = frames["plan_pool"]
    for row in fleets.iter_rows(named=True):
        own = brought.filter(pl.col("element") == row["category"], pl.col("year") == row["year"])
        assert own["units"].item() == pytest.approx(row["pool_owned"], abs=1e-3)
    assert np.isclose(
        frames["plan_pool_members"]["paid_eur_bn"].sum(),
        frames["plan_costs"]
        .filter(pl.col("state") == "POOL")["purchases", "crews"]
        .sum_horizontal()
        .sum(),
        rtol=1e-4,
    )
