"""Types in service: how many, and how many it comes to when each counts by its share.

From: `vallum.industry.families`.  To: `vallum.industry.diagnose`.

    s[i]      = amount[i] / sum_j amount[j]
    HHI       = sum_i s[i]^2                          (Hirschman 1945, Herfindahl 1950)
    effective = 1 / HHI                               (Laakso and Taagepera 1979)

amount: units of a type that the coalition holds, or their value (units x price).  Equal shares of
n types give n; one type gives 1; taking two types for one never raises it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

HELD = 1e-9
"""Fewer units than this are none: noise of sums."""


def effective_number(amounts: Sequence[float] | np.ndarray[Any, Any]) -> float:
    """Inverse Herfindahl index of amounts, 0 where there is nothing.

    Raises ValueError for a negative amount.

    >>> effective_number([5, 5, 5, 5]), effective_number([7]), effective_number([])
    (4.0, 1.0, 0.0)
    """
    held = np.asarray(amounts, dtype=float)
    if (held < 0).any():
        raise ValueError("an amount below zero has no share")
    whole = held.sum()
    # Amounts differ by five orders of magnitude between shells and ships: shares first.
    return float(1 / ((held / whole) ** 2).sum()) if whole > 0 else 0.0


def count_types(units: xr.DataArray, prices: xr.DataArray) -> xr.Dataset:
    """types, effective_count, effective_value, hhi_count (category), from units (type).

    units: of the coalition, with the coordinate `category_of`.  Where a category has no price at
    all, its types count by units in both.
    """
    held = units.values
    groups = units["category_of"].values
    value = held * prices.values
    categories = sorted({str(name) for name in groups})
    rows: dict[str, list[float]] = {"types": [], "effective_count": [], "effective_value": []}
    for category in categories:
        inside = (groups == category) & (held > HELD)
        rows["types"].append(int(inside.sum()))
        rows["effective_count"].append(effective_number(held[inside]))
        worth = value[inside] if value[inside].sum() > 0 else held[inside]
        rows["effective_value"].append(effective_number(worth))
    return xr.Dataset(
        {name: (("category",), figures) for name, figures in rows.items()},
        coords={"category": categories},
    )
