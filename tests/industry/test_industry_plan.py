"""Before and after a plan: what arrives is added once, under the type that it is."""

from __future__ import annotations

import pytest
import xarray as xr

from model_runs import planned_study, study
from vallum.errors import UserError
from vallum.industry import IndustryPicture
from vallum.industry.families import read_families
from vallum.study.industry import MADE_APART, industry_before_after
from vallum.world.catalogue import VEHICLES_IN_UNITS


@pytest.fixture(scope="module")
def pair() -> tuple[IndustryPicture, IndustryPicture]:
    return industry_before_after(planned_study())


def test_the_plan_adds_its_arrivals_and_nothing_else(
    pair: tuple[IndustryPicture, IndustryPicture],
) -> None:
    before, after = pair
    plan = planned_study().plan
    assert plan is not None
    families = read_families(plan.world)
    expected = xr.zeros_like(before.data["units"])
    for product in plan.arrival["product"].values:
        category = str(plan.inputs.category.sel(product=product).item())
        if category in MADE_APART:
            continue
        vehicles = category in VEHICLES_IN_UNITS
        unit = float(plan.world["equivalence"].sel(product=product)) if vehicles else 1.0
        (family,) = families.parts["catalogue"][str(product)]
        arrived = plan.arrival.sel(product=product, drop=True).sum(["year", "channel"])
        for state in arrived["state"].values:
            expected.loc[{"state": state, "type": family}] += float(arrived.sel(state=state)) * unit
    found = after.data["units"] - before.data["units"]
    assert float(expected.sum()) > 100
    xr.testing.assert_allclose(found, expected, atol=1e-6)


def test_output_is_set_against_what_each_leaves_missing(
    pair: tuple[IndustryPicture, IndustryPicture],
) -> None:
    before, after = (picture.production.drop_nulls("missing") for picture in pair)
    joined = before.join(after, on="category", suffix="_after")
    solution = planned_study().plan.solution
    given = dict.fromkeys(joined["category"], 0.0)
    for name, dim in (("gift", "weapon"), ("old_gift", "old")):
        whole = solution[name].sum([d for d in solution[name].dims if d != dim])
        for kind in whole[dim].values:
            given[str(kind)] = given.get(str(kind), 0.0) + float(whole.sel({dim: kind}))
    # What is given to Ukraine may be missing afterwards, and nothing else.
    for row in joined.iter_rows(named=True):
        most = row["missing"] + given[row["category"]]
        assert row["missing_after"] <= most + 1e-3, row["category"]


def test_no_american_systems_are_added_by_a_plan_that_forbids_them(
    pair: tuple[IndustryPicture, IndustryPicture],
) -> None:
    assert planned_study().scenario.procurement.us_systems == "none"
    before, after = (picture.tied("stock", "design")["coalition"] for picture in pair)
    assert after < before


def test_a_study_without_a_plan_has_no_after() -> None:
    with pytest.raises(UserError, match="without a plan"):
        industry_before_after(study())


def test_a_year_outside_the_plan_is_refused() -> None:
    with pytest.raises(UserError, match="outside the planned years"):
        industry_before_after(planned_study(), 2060)
