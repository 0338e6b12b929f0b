"""Labelled arrays as NetCDF files: classic format with 64-bit offsets, the same bytes each time.

To: the store and the exports.  The classic format needs no compiled library and every tool reads
it, but it knows neither booleans, nor text of varying length, nor 64-bit integers.  Booleans and
text are xarray's own conventions; integers are kept in 32 bits where they fit and as 64-bit floats
where they do not.
"""

from __future__ import annotations

import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr


def write_netcdf(data: xr.Dataset, file: Path) -> None:
    """Write one dataset.

    Raises TypeError where a text array holds something that is not text: the format would turn
    a missing label into an empty one.
    """
    kept = {name: _storable(name, array) for name, array in data.variables.items()}
    coords = {name: kept.pop(name) for name in data.coords}
    plain = xr.Dataset(kept, coords, _storable_attributes(data.attrs))
    plain.to_netcdf(file, engine="scipy", format="NETCDF3_64BIT")


def read_netcdf(file: Path) -> xr.Dataset:
    """Read what `write_netcdf` wrote, with text and whole numbers in the types they came from."""
    data = xr.load_dataset(file, engine="scipy").drop_encoding()
    wide = {name: _widened(array) for name, array in data.variables.items()}
    coords = {name: wide.pop(name) for name in data.coords}
    return xr.Dataset(wide, coords, data.attrs)


def _storable(name: Hashable, array: xr.Variable) -> xr.Variable:
    kind = array.dtype.kind
    if kind == "O":
        odd = [value for value in array.values.flat if not isinstance(value, str)]
        if odd:
            raise TypeError(f"array '{name}' holds {odd[0]!r} where only text can be kept")
        array = array.astype(str)
    elif kind in "iu":
        limits = np.iinfo(np.int32)
        fits = array.size == 0 or (limits.min <= array.min() and array.max() <= limits.max)
        array = array.astype(np.int32 if fits else np.float64)
    return xr.Variable(array.dims, array.values, _storable_attributes(array.attrs))


def _storable_attributes(attributes: dict[Any, Any]) -> dict[str, str | int | float]:
    """Text and numbers as they are, anything else as JSON text; sorted by name."""
    kept: dict[str, str | int | float] = {}
    for name, value in sorted(attributes.items()):
        plain = value.item() if isinstance(value, np.generic) else value
        is_number = isinstance(plain, int | float) and not isinstance(plain, bool)
        if isinstance(plain, int) and abs(plain) >= 2**31:
            is_number = False
        kept[name] = (
            plain if is_number or isinstance(plain, str) else json.dumps(plain, sort_keys=True)
        )
    return kept


def _widened(variable: xr.Variable) -> xr.Variable:
    types = {"O": np.str_, "i": np.int64, "u": np.int64}
    wide = types.get(variable.dtype.kind)
    return variable if wide is None else variable.astype(wide)
