"""The nucleolus of a small game: the sharing whose worst-off coalition is best off, then the next.

From: `vallum.finance.share`.  To: the same.  One linear programme a round (Maschler, Peleg and
Shapley 1979):

    maximise e   with   x(S) - e >= v(S)   for S not settled,
                        x(S)      = v(S) + e_k   for S settled in round k,   x(N) = v(N)

Coalitions whose row has a price are as badly off as that in every best sharing: they are settled,
and with them all that follow from them by adding and taking away.  It ends when one sharing is
left.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import linopy
import numpy as np
import xarray as xr

from vallum.optim import dual, solve

LARGEST = 10
"""So many players at most: coalitions double with each."""
PRICED = 1e-7
Numbers = np.ndarray[Any, np.dtype[np.float64]]


def nucleolus(players: int, worth: Callable[[np.ndarray[Any, Any]], float]) -> Numbers:
    """What each gets (player) [unit of worth].

    worth: of a coalition, given the numbers of its players.  Raises ValueError beyond `LARGEST`.
    """
    if players > LARGEST:
        raise ValueError(f"{players} players are more than {LARGEST}")
    sets = np.arange(1, 2**players - 1)
    inside = (sets[:, None] >> np.arange(players) & 1).astype(float)
    values = np.array([worth(np.flatnonzero(row)) for row in inside])
    whole = worth(np.arange(players))
    scale = max(1.0, abs(whole))
    fixed, right = np.ones((1, players)), np.array([whole / scale])
    values, shared = values / scale, np.full(players, whole / scale / players)
    while np.linalg.matrix_rank(fixed) < players:
        open_ = ~_spanned(inside, fixed)
        rows, least = inside[open_], values[open_]
        shared, excess, price = _round(rows, least, fixed, right)
        settled = price > PRICED
        fixed = np.vstack([fixed, rows[settled]])
        right = np.concatenate([right, least[settled] + excess])
    return shared * scale


def _round(
    rows: Numbers, least: Numbers, fixed: Numbers, right: Numbers
) -> tuple[Numbers, float, Numbers]:
    """The sharing, the least excess, and the price of each open row."""
    m = linopy.Model()
    players = {"player": np.arange(rows.shape[1])}
    x = m.add_variables(coords=players, name="x")
    e = m.add_variables(name="e")
    open_ = xr.DataArray(rows, dims=("row", "player"), coords={"row": range(len(rows)), **players})
    held = xr.DataArray(
        fixed, dims=("held", "player"), coords={"held": range(len(fixed)), **players}
    )
    need = xr.DataArray(least, dims="row", coords={"row": range(len(rows))})
    exact = xr.DataArray(right, dims="held", coords={"held": range(len(fixed))})
    ones = xr.ones_like(need)
    m.add_constraints((x * open_).sum("player") - e * ones >= need, name="excess")
    m.add_constraints((x * held).sum("player") == exact, name="settled")
    m.add_objective(-1 * e)
    solve(m, method="simplex")
    return (
        m.solution["x"].values,
        float(m.solution["e"]),
        np.abs(dual(m, "excess").values),
    )


def _spanned(rows: Numbers, fixed: Numbers) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which rows are sums of fixed ones: their excess can change no more."""
    base, values, _ = np.linalg.svd(fixed.T, full_matrices=False)
    base = base[:, values > 1e-9]
    left = rows - rows @ base @ base.T
    return np.asarray(np.abs(left).max(axis=1) < 1e-9)
