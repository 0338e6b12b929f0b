"""The one door to solvers: every linear or integer programme goes through here.

From: models that declare a programme with linopy.  To: HiGHS, chosen by name.  Labels line up or
linopy raises (semantics "v1"); a solve that is not optimal is told in words, never passed on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import linopy
import xarray as xr

linopy.options["semantics"] = "v1"

Method = Literal["ipx", "simplex", "choose"]
TOLERANCE = 1e-7
"""Primal and dual feasibility asked of the solver."""


@dataclass(frozen=True)
class Solved:
    """The outcome of a solve: objective, status in the solver's words, iterations."""

    objective: float
    status: str


class NotSolvedError(RuntimeError):
    """The programme has no optimum: our own fault, since every programme here is elastic."""


def solve(model: linopy.Model, *, method: Method = "ipx", crossover: bool = True) -> Solved:
    """Solve a programme to a vertex (`crossover`), so that its duals are those of a basis.

    Raises NotSolvedError with the solver's own word if it ends in anything but an optimum.
    """
    # An interior point may stop just short of the tolerance; a vertex from the same point, or the
    # simplex from scratch, then settles it.
    attempts: list[tuple[Method, bool]] = [(method, crossover), (method, True), ("simplex", True)]
    condition = status = ""
    for attempt in dict.fromkeys(attempts):
        status, condition = _attempt(model, *attempt)
        if status == "ok" and condition == "optimal":
            return Solved(float(model.objective.value or 0.0), str(condition))
    raise NotSolvedError(f"the solver ended with '{condition}' ({status})")


def _attempt(model: linopy.Model, method: Method, crossover: bool) -> tuple[str, str]:
    options: dict[str, Any] = {
        "solver": method,
        "run_crossover": "on" if crossover else "off",
        "primal_feasibility_tolerance": TOLERANCE,
        "dual_feasibility_tolerance": TOLERANCE,
        "threads": 1,
        "random_seed": 0,
        "output_flag": False,
    }
    if method == "ipx":
        # What the crossover leaves to be mended is a basis that is primal feasible: from there the
        # primal simplex takes some dozens of steps, the dual one (the default) has taken for ever.
        options["simplex_strategy"] = 4
    with _silent():
        status, condition = model.solve("highs", io_api="direct", progress=False, **options)
    return str(status), str(condition)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep the solver's banner off standard output, which belongs to the answer.

    HiGHS writes it from C while linopy fills the model, before any option can be set.
    """
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def dual(model: linopy.Model, name: str) -> xr.DataArray:
    """Shadow prices of a constraint family [objective per unit of right-hand side]; 0 where masked.

    For a minimum, loosening a `<=` row by one unit changes the objective by its (negative) dual.
    """
    found: xr.DataArray = model.constraints[name].dual.fillna(0.0)
    return found
