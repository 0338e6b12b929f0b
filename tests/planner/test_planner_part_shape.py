"""Parts are compared by what they hold, however deep it lies."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from vallum.planner.part import fingerprint
from vallum.planner.parts.policy import Policy
from vallum.planner.parts.shares import EuropeanContent


def policy(least: float, content: list[float]) -> Policy:
    made = xr.DataArray(content, coords={"product": ["a", "b"]})
    return Policy((EuropeanContent(least, made),))


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (policy(0.65, [1.0, 0.4]), True),
        (policy(0.70, [1.0, 0.4]), False),
        (policy(0.65, [1.0, 0.5]), False),
    ],
    ids=["made again", "another bound", "another cell"],
)
def test_levers_made_again_are_the_same_and_others_are_not(other: Policy, same: bool) -> None:
    """Their arrays have no truth of their own: comparing them as they are would fail."""
    assert (fingerprint(policy(0.65, [1.0, 0.4])) == fingerprint(other)) is same


def test_labels_count_as_cells_do() -> None:
    values = np.array([1.0, 2.0])
    one = {"x": xr.DataArray(values, coords={"state": ["DEU", "FRA"]})}
    other = {"x": xr.DataArray(values, coords={"state": ["DEU", "POL"]})}
    assert fingerprint(one) != fingerprint(other)
    assert fingerprint(one) == fingerprint(dict(one))
