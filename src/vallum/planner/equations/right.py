"""Right-hand sides: what the rows of the programme hold against.

Apart from the rows, so that a programme in the solver can be given new ones without being declared
again (`vallum.planner.live`).  Families that are not named here have 0 on their right.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from vallum.planner.inputs import Inputs
from vallum.world.equipment import SHELLS
from vallum.world.names import BRIGADE

SHIPS = ("destroyer", "carrier", "submarine_nuclear")
UNIT = 1000.0
"""Money inside the programme is in EUR bn, so that coefficients stay near one."""


def right_hand_sides(p: Inputs) -> dict[str, xr.DataArray]:
    """The right-hand sides of all families that have any, by the name of the family."""
    found = {
        "brigade_kit": kit_free(p),
        "brigade_people": p.people,
        "brigade_beyond": p.base_brigades,
        "line_ramp": growth_of_today(p),
        "line_capacity": line_spare(p),
        "budget": p.money / UNIT,
        "need": still_needed(p),
    }
    if SHELLS in p.demand.have["element"].values:
        found["munitions"] = p.demand.have.sel(element=SHELLS, drop=True)
    for part in p.parts:
        found |= part.right(p)
    return found


def kit_free(p: Inputs) -> xr.DataArray:
    """Counted stock after home reserves of what a brigade takes (state, category, year)."""
    return p.free.sel(category=list(p.kit["category"].values))


def growth_of_today(p: Inputs) -> xr.DataArray:
    """Most that a line grows by what it makes without earlier growth (product, year) [units]."""
    whole = line_whole(p)
    before = whole.shift(year=1).sel(year=p.years[1:])
    # Where a line makes less than before, what left it does not come back as growth.
    rise = (whole.sel(year=p.years[1:]) - before).clip(min=0)
    return (line_ramp(p) * before - rise).clip(min=0).transpose(..., "product", "year")


def line_ramp(p: Inputs) -> xr.DataArray:
    """Most that a line grows in a year (product) [share]: yards for large ships grow slowly."""
    yards = p.parameters["line_growth_ships"]
    ramp: xr.DataArray = xr.where(p.category.isin(SHIPS), yards, p.parameters["line_growth"])
    return p.parameters["line_pace"] * ramp


def line_today(p: Inputs) -> xr.DataArray:
    """A line makes at least what it has already been ordered to make, then and later on."""
    ordered = p.committed.copy(data=np.maximum.accumulate(p.committed.values, axis=1))
    capacity: xr.DataArray = xr.where(ordered > p.line, ordered, p.line)
    return capacity.transpose(..., "product", "year")


def line_whole(p: Inputs) -> xr.DataArray:
    """What a line makes for all its customers, abroad too (product, year) [units a year]."""
    today = line_today(p)
    whole: xr.DataArray = xr.where(p.output > today, p.output, today)
    return whole.transpose(..., "product", "year")


def line_spare(p: Inputs) -> xr.DataArray:
    """What a line makes today beyond signed orders (product, year) [units a year]."""
    return (line_today(p) - p.committed).clip(min=0)


def still_needed(p: Inputs) -> xr.DataArray:
    """The need without the American part and without what is there (element, year).

    Brigades are decided whole, not as an addition to those that are there.
    """
    d, is_brigade = p.demand, brigade_alone(p)
    have = d.have * (1 - is_brigade) - d.away * is_brigade
    return d.need - d.us - have


def brigade_alone(p: Inputs) -> xr.DataArray:
    """1 for the element brigade, 0 for all others (element)."""
    elements = p.demand.need["element"].values
    return xr.DataArray(
        (elements == BRIGADE).astype(float), dims="element", coords={"element": elements}
    )
