"""What stands in a loaded programme is compared cell by cell, however deep it lies."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
import xarray as xr

from vallum.planner.part import fingerprint


@dataclass(frozen=True)
class Rule:
    share: float
    american: xr.DataArray


def rule(share: float = 0.5, last: float = 1.0, name: str = "b") -> tuple[Rule, ...]:
    cells = xr.DataArray([0.0, last], dims="product", coords={"product": ["a", name]})
    return (Rule(share, cells),)


@pytest.mark.parametrize(
    ("other", "same"),
    [(rule(), True), (rule(last=0.0), False), (rule(share=0.4), False), (rule(name="c"), False)],
    ids=["alike", "another cell", "another field", "another label"],
)
def test_records_with_arrays_are_compared_by_their_cells(
    other: tuple[Rule, ...], same: bool
) -> None:
    assert (fingerprint(rule()) == fingerprint(other)) is same


def test_names_are_compared_one_by_one() -> None:
    """Not by the bytes of the array, which hang on its longest name."""
    long = xr.DataArray(["gun", "howitzer"], dims="product", coords={"product": ["a", "b"]})
    one = xr.DataArray(["gun"], dims="product", coords={"product": ["a"]})
    assert fingerprint(long.sel(product=["a"])) == fingerprint(one)
    assert fingerprint(long.sel(product=["b"])) != fingerprint(one)
