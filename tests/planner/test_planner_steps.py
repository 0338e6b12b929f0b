"""Sums put together in one step are the sums that linopy puts together in many."""

from __future__ import annotations

from typing import Any

import linopy
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from vallum.planner.equations.steps import grown, moved, total

YEARS = pd.Index(range(2027, 2032), name="year")
KINDS = pd.Index(["crew", "pilot"], name="kind")


def model() -> linopy.Model:
    """stock (kind, year), flow (year, kind), paid (year), masked (kind, year) without one cell."""
    m = linopy.Model()
    m.add_variables(lower=0, coords=(KINDS, YEARS), name="stock")
    m.add_variables(lower=0, coords=(YEARS, KINDS), name="flow")
    m.add_variables(lower=0, coords=(YEARS,), name="paid")
    there = xr.DataArray(np.ones((2, 5), bool), coords=(KINDS, YEARS))
    there[0, 2] = False
    m.add_variables(lower=0, mask=there, coords=(KINDS, YEARS), name="masked")
    return m


def terms(expression: linopy.LinearExpression) -> dict[Any, dict[int, float]]:
    """Factors by column of each cell; columns that cancel or have no factor are left out."""
    dims = sorted(map(str, expression.coord_dims))
    frame = xr.broadcast(expression.vars, expression.coeffs)
    places, factors = (each.transpose(*dims, "_term") for each in frame)
    found: dict[Any, dict[int, float]] = {}
    for cell in np.ndindex(places.shape[:-1]):
        own: dict[int, float] = {}
        for place, factor in zip(places.values[cell], factors.values[cell], strict=True):
            if place >= 0 and not np.isnan(factor):
                own[int(place)] = own.get(int(place), 0.0) + float(factor)
        found[cell] = {place: round(f, 12) for place, f in sorted(own.items()) if abs(f) > 1e-12}
    return found


def by_hand(m: linopy.Model, name: str, weights: dict[int, float]) -> dict[Any, dict[int, float]]:
    labels = m[name].labels.transpose("kind", "year").values
    found = {}
    for k, t in np.ndindex(labels.shape):
        ahead = {n: t + n for n in weights if 0 <= t + n < labels.shape[1]}
        own = {int(labels[k, u]): weights[n] for n, u in ahead.items() if labels[k, u] >= 0}
        found[k, t] = {place: own[place] for place in sorted(own) if own[place]}
    return found


@given(
    st.dictionaries(st.integers(-6, 6), st.sampled_from([-2.0, 0.5, 1.0, 3.0]), min_size=1),
    st.sampled_from(["stock", "flow", "masked"]),
)
def test_columns_of_other_years_weigh_what_they_are_given(weights, name):
    m = model()
    assert terms(moved(m[name], weights)) == by_hand(m, name, weights)


def test_growth_is_a_stock_less_that_of_the_year_before():
    m = model()
    before = m["stock"].shift(year=1).to_linexpr().fillna(0)
    assert terms(grown(m["stock"])) == terms(m["stock"] - before)


def test_weights_go_by_label():
    m = model()
    weight = xr.DataArray([2.0, 3.0], dims="kind", coords={"kind": KINDS})
    assert terms(moved(m["flow"], {0: weight})) == terms(m["flow"] * weight)


def test_a_solved_plan_is_summed_as_its_columns_are():
    values = xr.DataArray(np.arange(10.0).reshape(2, 5), coords=(KINDS, YEARS))
    found = moved(values, {0: 1.0, -1: -1.0, 2: 0.5})
    np.testing.assert_allclose(found.sel(kind="crew"), [1.0, 2.5, 3.0, 1.0, 1.0])


@pytest.mark.parametrize(
    "weight",
    [
        pytest.param(xr.DataArray([1.0], dims="place", coords={"place": ["here"]}), id="dimension"),
        pytest.param(xr.DataArray([1.0], dims="kind", coords={"kind": ["cook"]}), id="label"),
    ],
)
def test_a_weight_that_does_not_line_up_is_refused(weight):
    with pytest.raises(ValueError, match=r"place|kind"):
        moved(model()["stock"], {0: weight})


@pytest.mark.parametrize(
    ("plus", "minus"),
    [
        pytest.param(["stock", "stock"], ["flow"], id="other order of dimensions"),
        pytest.param(["stock"], ["paid"], id="fewer dimensions"),
        pytest.param(["masked"], ["stock"], id="masked"),
        pytest.param(["paid"], [], id="one"),
    ],
)
def test_a_total_is_what_adding_one_by_one_gives(plus, minus):
    m = model()
    slow = 1 * m[plus[0]]
    for name in plus[1:]:
        slow = slow + m[name]
    for name in minus:
        slow = slow - m[name]
    found = total([m[name] for name in plus], less=[2 * m[name] - m[name] for name in minus])
    assert terms(found) == terms(slow)
    np.testing.assert_array_equal(found.isnull(), slow.isnull().transpose(*found.coord_dims))


def test_constants_are_summed():
    m = model()
    found = total([1 * m["paid"] + 5.0, m["paid"]], less=[1 * m["paid"] + 2.0])
    np.testing.assert_allclose(found.const, 3.0)
