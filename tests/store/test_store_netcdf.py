"""Labelled arrays survive the classic NetCDF format."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from fake_study import FakeStudy
from hypothesis import given
from hypothesis import strategies as st

from vallum.store.netcdf import read_netcdf, write_netcdf


def round_trip(data: xr.Dataset, folder: Path) -> xr.Dataset:
    write_netcdf(data, folder / "data.nc")
    return read_netcdf(folder / "data.nc")


def test_round_trip(tmp_path: Path) -> None:
    data = FakeStudy().datasets()["gaps"]
    back = round_trip(data, tmp_path)
    xr.testing.assert_equal(back, data)
    assert back["imputed"].dtype == bool
    assert back["year"].dtype == np.int64
    assert back["element"].dtype.kind == "U"
    assert back["gap"].attrs == {"units": "units", "note": "zurück", "known": "true"}
    assert back.attrs == {"scenario": "us_absent", "sources": '["one", "two"]'}


def test_the_dataset_given_is_left_alone(tmp_path: Path) -> None:
    data = FakeStudy().datasets()["gaps"]
    before = data.copy(deep=True)
    round_trip(data, tmp_path)
    xr.testing.assert_identical(data, before)


@pytest.mark.parametrize(
    "values",
    [
        np.array([], dtype="<U3"),
        np.array(["", ""]),
        np.array([2**31 - 1, -(2**31)]),
        np.array([2**40, 1]),
        np.array([1, 2], dtype="uint8"),
        np.array([1.0, np.nan]),
        np.array([True, False]),
        np.array(3),
        np.array("word"),
    ],
    ids=["none", "empty", "edge", "large", "small", "nan", "flags", "scalar", "text scalar"],
)
def test_values(values: np.ndarray, tmp_path: Path) -> None:
    data = xr.Dataset({"x": (("row",)[: values.ndim], values)})
    back = round_trip(data, tmp_path)["x"]
    assert back.dtype.kind in {values.dtype.kind, "f", "i"}
    assert np.array_equal(back.values, values, equal_nan=values.dtype.kind == "f")


def test_a_missing_label_is_refused(tmp_path: Path) -> None:
    data = xr.Dataset({"x": ("row", np.array(["a", None], dtype=object))})
    with pytest.raises(TypeError, match="array 'x' holds nan where only text"):
        round_trip(data, tmp_path)


@given(words=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_any_text_comes_back(words: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    data = xr.Dataset({"x": ("row", np.array(words, dtype=object))})
    back = round_trip(data, tmp_path_factory.mktemp("text"))["x"]
    assert back.values.tolist() == words
