"""Many futures at once: labels are put in order once for all, between two solves numbers move.

From: the programme's inputs with the dimension `future`, a loaded programme.  To:
`vallum.futures.bench`.

The equations are those of `vallum.planner.equations`, over one dimension more; nothing is written
twice.  What a future changes in the loaded programme is cut into plain arrays, one line a future:

    right-hand sides     what stock, money, lines and need give
    bounds               what may be given away; what is fixed
    costs                what a gap weighs
    coefficients         prices, how fast lines grow
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from vallum.optim import Kept
from vallum.planner.equations import (
    gap_weight,
    instalments,
    least_held,
    line_ramp,
    most_held,
    right_hand_sides,
    yearly_upkeep,
)
from vallum.planner.inputs import Inputs, in_lots
from vallum.planner.plan import POINT

FUTURE = "future"
Change = Callable[[int], None]
"""Brings the loaded programme to one future, by its place."""
Array = np.ndarray


@dataclass(frozen=True)
class Solutions:
    """What the solver found: objective (future) [EUR bn and points]; values (future, column)."""

    kept: Kept
    objective: Array
    values: Array

    def value(self, variable: str) -> xr.DataArray:
        """A variable's values (future, its own dimensions); 0 where masked."""
        columns = self.kept.columns(variable)
        picked = self.values[:, np.maximum(columns.values, 0)]
        found = np.where(columns.values >= 0, picked, 0.0)
        return xr.DataArray(found, dims=(FUTURE, *columns.dims), coords=columns.coords)


def solve_each(kept: Kept, p: Inputs, most: dict[str, xr.DataArray] | None = None) -> Solutions:
    """Solve the loaded programme in each future, always from its basis.

    p: inputs in units, over the labels of the loaded programme; what futures change has the
    dimension `future`, all else is as loaded.  most: upper bounds of variables, the same in all
    futures, which the caller takes off afterwards by using another copy.
    """
    for variable, upper in (most or {}).items():
        kept.bounds(variable, xr.zeros_like(upper), upper)
    small = in_lots(p)
    changes = list(_changes(kept, small))
    count = small.money.sizes[FUTURE]
    objective, values = np.empty(count), []
    for number in range(count):
        for change in changes:
            change(number)
        objective[number] = kept.solve().objective
        values.append(kept.found)
    return Solutions(kept, objective, np.array(values))


def _changes(kept: Kept, p: Inputs) -> Iterator[Change]:
    for family, values in right_hand_sides(p).items():
        if FUTURE in values.dims:
            yield _rows(kept, family, values)
    least = least_held(p)
    if FUTURE in least.dims:
        yield _columns(kept, "held", least, most_held(p))
    weight = gap_weight(p)
    if FUTURE in weight.dims:
        yield _costs(kept, "gap", POINT * 100 * weight)
    for part in p.parts:
        for variable, upper in part.bounds(p).items():
            if FUTURE in upper.dims:
                yield _columns(kept, variable, xr.zeros_like(upper), upper)
        for variable, weight in part.weights(p).items():
            if FUTURE in weight.dims:
                yield _costs(kept, variable, POINT * weight)
    ramp = line_ramp(p)
    if FUTURE in ramp.dims:
        before = kept.columns("extra").shift(year=1, fill_value=-1)
        yield _cells(kept, kept.rows("line_ramp"), before, -ramp)
    if FUTURE in p.price.dims:
        yield from _prices(kept, p)


def _prices(kept: Kept, p: Inputs) -> Iterator[Change]:
    """The same cells as `vallum.planner.repricing` changes."""
    column = kept.columns("arrival").rename(year="arrives")
    owed = instalments(p).rename(year="arrives")
    yield _cells(kept, kept.rows("milestones").rename(year="paid"), column, -owed.where(owed > 0))
    row = kept.rows("running").shift(year=-1, fill_value=-1)
    yield _cells(kept, row, kept.columns("arrival"), -yearly_upkeep(p))


def _rows(kept: Kept, family: str, values: xr.DataArray) -> Change:
    rows = kept.rows(family)
    there = rows.values >= 0
    index, sign = _numbers(rows), kept.sign(family)[there]
    value = _over(values, rows)[:, there]
    lower, upper = np.where(sign == "<=", -np.inf, value), np.where(sign == ">=", np.inf, value)
    return lambda number: kept.set_rows(index, lower[number], upper[number])


def _columns(kept: Kept, variable: str, lower: xr.DataArray, upper: xr.DataArray) -> Change:
    columns = kept.columns(variable)
    there, index = columns.values >= 0, _numbers(columns)
    count = max(each.sizes.get(FUTURE, 1) for each in (lower, upper))
    low, high = (
        np.broadcast_to(_over(each, columns)[:, there], (count, len(index)))
        for each in (lower, upper)
    )
    return lambda number: kept.set_columns(index, low[number], high[number])


def _costs(kept: Kept, variable: str, values: xr.DataArray) -> Change:
    columns = kept.columns(variable)
    index, value = _numbers(columns), _over(values, columns)[:, columns.values >= 0]
    return lambda number: kept.set_costs(index, value[number])


def _cells(kept: Kept, rows: xr.DataArray, columns: xr.DataArray, values: xr.DataArray) -> Change:
    """Cells that share labels; what is masked or has no value stays as it is."""
    first = values.isel({FUTURE: 0}, drop=True)
    row, column, there = xr.broadcast(*xr.align(rows, columns, first.notnull(), join="inner"))
    found = (row.values >= 0) & (column.values >= 0) & there.values
    picked = values.sel({dim: row[dim].values for dim in first.dims})
    value = picked.broadcast_like(row).transpose(FUTURE, *row.dims).values[:, found]
    where = row.values[found].tolist(), column.values[found].tolist()
    return lambda number: kept.set_cells(*where, value[number])


def _numbers(places: xr.DataArray) -> Array:
    found: Array = places.values[places.values >= 0].astype(np.int32)
    return found


def _over(values: xr.DataArray, like: xr.DataArray) -> Array:
    """Values (future, dimensions of `like`) in the order of its labels; one line where all
    futures are alike.

    Raises KeyError where a label is missing: a silent gap would loosen a row.
    """
    if FUTURE not in values.dims:
        values = values.expand_dims(FUTURE)
    picked = values.sel({dim: like[dim].values for dim in values.dims if dim != FUTURE})
    spread = picked.broadcast_like(like).transpose(FUTURE, *like.dims)
    return np.asarray(spread.values, dtype=float)
