"""Sums over neighbouring years, put together in one step.

From: nothing of ours.  To: the equations and the parts of the programme.

`column - column.shift(year=1)` makes four expressions on the way to one, each checked and aligned
anew, and most of the time that a programme takes to declare went there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any

import linopy
import numpy as np
import xarray as xr
from linopy.constants import TERM_DIM as TERM

Weight = float | xr.DataArray
Numbers = np.ndarray[Any, Any]


def moved(column: Any, weights: Mapping[int, Weight]) -> Any:
    """sum_n weights[n] column[t + n]; outside the years of the column there is nothing.

    column: columns of a programme, or their values in a solved plan (..., year).
    weights: by years later, below 0 for earlier; each a number, or over dimensions of the column.
    What is masked adds nothing, and is not absent.
    Raises ValueError where a weight has a label or dimension that the column lacks.
    """
    if isinstance(column, xr.DataArray):
        found: xr.DataArray = reduce(
            add, (weight * column.shift(year=-n, fill_value=0) for n, weight in weights.items())
        )
        return found
    labels = column.labels
    axis = labels.get_axis_num("year")
    places = np.stack([_later(labels.values, n, axis) for n in weights], axis=-1)
    factors = np.stack([_over(weight, labels) for weight in weights.values()], axis=-1)
    terms = (*labels.dims, TERM)
    data = xr.Dataset(
        {
            "coeffs": (terms, np.where(places >= 0, factors, np.nan)),
            "vars": (terms, places),
            "const": (labels.dims, np.zeros(labels.shape)),
        },
        coords=labels.coords,
    )
    return linopy.LinearExpression(data, column.model)


def grown(column: Any) -> Any:
    """What a stock has grown by since the year before, when there was none at first."""
    return moved(column, {0: 1.0, -1: -1.0})


def total(terms: Sequence[Any], *, less: Iterable[Any] = ()) -> Any:
    """sum of terms - sum of less, in one step where all have the same labels, as linopy's else.

    Each an expression or columns of a programme; or all of them values of a solved plan.
    """
    if isinstance(terms[0], xr.DataArray):
        return reduce(add, [*terms, *(-each for each in less)])
    less = tuple(less)
    dims = _dims(terms[0])
    if not all(_alike(each, terms[0]) for each in (*terms[1:], *less)):
        return reduce(add, [*terms, *(-1 * each for each in less)])
    parts = [_arrays(each, dims, 1.0) for each in terms]
    parts += [_arrays(each, dims, -1.0) for each in less]
    places, factors, const = zip(*parts, strict=True)
    whole = np.sum(const, axis=0)
    # What is absent in one of them is absent in the sum, with all its terms.
    there = ~np.isnan(whole)[..., np.newaxis]
    data = xr.Dataset(
        {
            "coeffs": ((*dims, TERM), np.where(there, np.concatenate(factors, axis=-1), np.nan)),
            "vars": ((*dims, TERM), np.where(there, np.concatenate(places, axis=-1), -1)),
            "const": (dims, whole),
        },
        coords=terms[0].coords,
    )
    return linopy.LinearExpression(data, terms[0].model)


def _dims(each: Any) -> tuple[Any, ...]:
    return tuple(each.labels.dims if isinstance(each, linopy.Variable) else each.coord_dims)


def _alike(one: Any, other: Any) -> bool:
    """Whether both are over the same labels."""
    dims = _dims(other)
    return set(_dims(one)) == set(dims) and all(
        one.indexes[dim].equals(other.indexes[dim]) for dim in dims
    )


def _arrays(each: Any, dims: tuple[Any, ...], sign: float) -> tuple[Numbers, Numbers, Numbers]:
    """Numbers of columns and factors (..., term), constant (...).

    As in linopy, a column that is masked leaves an absent row: its constant is no number.
    """
    if isinstance(each, linopy.Variable):
        places = each.labels.transpose(*dims).values
        there = places >= 0
        factors, const = np.where(there, sign, np.nan), np.where(there, 0.0, np.nan)
        return places[..., np.newaxis], factors[..., np.newaxis], const
    over = (*dims, TERM)
    factors = sign * each.coeffs.transpose(*over).values
    return each.vars.transpose(*over).values, factors, sign * each.const.transpose(*dims).values


def _later(labels: Numbers, years: int, axis: int) -> Numbers:
    """Labels so many years later; -1, which stands for none, beyond the last and the first."""
    found = np.full_like(labels, -1)
    length = labels.shape[axis]
    kept = max(0, length - abs(years))
    start = max(0, years)
    into: list[slice] = [slice(None)] * labels.ndim
    out = list(into)
    into[axis] = slice(max(0, -years), max(0, -years) + kept)
    out[axis] = slice(start, start + kept)
    found[tuple(into)] = labels[tuple(out)]
    return found


def _over(weight: Weight, labels: xr.DataArray) -> Numbers:
    """A weight over the dimensions of the labels."""
    if not isinstance(weight, xr.DataArray):
        return np.full(labels.shape, float(weight))
    beyond = set(weight.dims) - set(labels.dims)
    if beyond:
        raise ValueError(f"a weight over {sorted(map(str, beyond))}, which the column lacks")
    spread, _ = xr.broadcast(*xr.align(weight, labels, join="exact"))
    return np.asarray(spread.transpose(*labels.dims).values, dtype=float)
