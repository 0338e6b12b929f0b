"""The one door to solvers: every linear or integer programme goes through here.

From: models that declare a programme with linopy.  To: HiGHS, chosen by name.  Labels line up or
linopy raises (semantics "v1"); a solve that is not optimal is told in words, never passed on.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import linopy
import numpy as np
import xarray as xr

linopy.options["semantics"] = "v1"
# A dozen lines for each solve, which a server's own log would be lost in.
logging.getLogger("linopy").setLevel(logging.WARNING)

Method = Literal["ipx", "simplex", "choose"]
TOLERANCE = 1e-7
"""Primal and dual feasibility asked of the solver."""
_OPTIONS: dict[str, Any] = {
    "primal_feasibility_tolerance": TOLERANCE,
    "dual_feasibility_tolerance": TOLERANCE,
    "threads": 1,
    "random_seed": 0,
    "output_flag": False,
}
_PLAIN: dict[str, Any] = {
    "io_api": "direct",
    "progress": False,
    # HiGHS drops zeros and infinite sides by itself; linopy takes longer over it than HiGHS over
    # solving a small programme.
    "sanitize_zeros": False,
    "sanitize_infinities": False,
}
Numbers = np.ndarray[Any, Any]
DUAL, PRIMAL = 1, 4
"""Strategies of the simplex, by the solver's numbers."""
UNPROVEN = 1.0
"""A gap from which on a solver has found nothing worth the name."""


@dataclass(frozen=True)
class Solved:
    """The outcome of a solve: objective, status in the solver's words.

    gap: of an integer programme, how far the objective may at most be from the best there is
    [share of it]; 0 for a linear one.
    """

    objective: float
    status: str
    gap: float = 0.0


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


def solve_integer(model: linopy.Model, *, gap: float, seconds: float) -> Solved:
    """Solve a mixed-integer programme until its objective is proven to within `gap` [share].

    seconds: when to stop with what is found by then; the outcome then says how far it is proven.
    Nothing else of it depends on the clock.
    Raises NotSolvedError if there is no solution, or none was found in time.
    """
    options: dict[str, Any] = {
        "mip_rel_gap": gap,
        "time_limit": seconds,
        "mip_feasibility_tolerance": TOLERANCE,
        "threads": 1,
        "random_seed": 0,
        "output_flag": False,
    }
    with _silent():
        status, condition = model.solve("highs", **_PLAIN, **options)
    info = model.solver_model.getInfo()
    found = condition == "optimal" or (condition == "time_limit" and info.mip_gap < UNPROVEN)
    if not found:
        raise NotSolvedError(f"the solver ended with '{condition}' ({status})")
    return Solved(float(model.objective.value or 0.0), str(condition), float(info.mip_gap))


def _attempt(model: linopy.Model, method: Method, crossover: bool) -> tuple[str, str]:
    options: dict[str, Any] = {
        "solver": method,
        "run_crossover": "on" if crossover else "off",
    } | _OPTIONS
    if method == "ipx":
        # What the crossover leaves to be mended is a basis that is primal feasible: from there the
        # primal simplex takes some dozens of steps, the dual one (the default) has taken for ever.
        options["simplex_strategy"] = PRIMAL
    with _silent():
        status, condition = model.solve("highs", **_PLAIN, **options)
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


class Kept:
    """A programme that stays loaded in the solver: changed in place, solved again from its basis.

    Every solve starts from the basis of the first one, so that an answer does not depend on what
    was asked before.  Rows and columns are named as linopy named them.
    """

    def __init__(self, model: linopy.Model) -> None:
        """Load and solve a declared programme.

        Raises NotSolvedError if it has no optimum.
        """
        with _silent():
            self._highs = model.to_highspy(set_names=False)
        for option, value in _OPTIONS.items():
            self._highs.setOptionValue(option, value)
        self._rows = {
            name: _places(
                model.constraints[name].labels, model.constraints.label_index.label_to_pos
            )
            for name in model.constraints
        }
        self._sign = {name: model.constraints[name].sign for name in model.constraints}
        self._place = model.variables.label_index.label_to_pos
        self._columns = {
            name: _places(model.variables[name].labels, self._place) for name in model.variables
        }
        self.objective = self.solve_afresh().objective
        self._base = self._highs.getBasis()

    def copy(self) -> Kept:
        """The programme as it stands, in a solver of its own that remembers no solve."""
        other = object.__new__(Kept)
        other.__dict__.update(self.__dict__)
        with _silent():
            other._highs = type(self._highs)()
            for option, value in _OPTIONS.items():
                other._highs.setOptionValue(option, value)
            other._highs.passModel(self._highs.getModel())
        other._highs.setOptionValue("solver", "simplex")
        other._highs.setOptionValue("simplex_strategy", DUAL)
        return other

    def right(self, family: str, values: xr.DataArray) -> None:
        """Give a family of rows a new right-hand side, over the family's own dimensions."""
        rows = self._rows[family]
        value = _aligned(values, rows)
        sign = self.sign(family)
        there = rows.values >= 0
        lower = np.where(sign == "<=", -np.inf, value)[there]
        upper = np.where(sign == ">=", np.inf, value)[there]
        index = rows.values[there].astype(np.int32)
        self.set_rows(index, lower, upper)

    def bounds(self, variable: str, lower: xr.DataArray, upper: xr.DataArray) -> None:
        """Give columns new bounds, over the variable's own dimensions."""
        columns = self._columns[variable]
        there = columns.values >= 0
        index = columns.values[there].astype(np.int32)
        low, high = (_aligned(side, columns)[there] for side in (lower, upper))
        self._highs.changeColsBounds(len(index), index, low, high)

    def costs(self, variable: str, values: xr.DataArray) -> None:
        """Give columns new coefficients in the objective, over the variable's own dimensions."""
        columns = self._columns[variable]
        there = columns.values >= 0
        index = columns.values[there].astype(np.int32)
        self._highs.changeColsCost(len(index), index, _aligned(values, columns)[there])

    def sign(self, family: str) -> np.ndarray[Any, Any]:
        """`<=`, `>=` or `=` of a family's rows, over its dimensions."""
        return np.broadcast_to(self._sign[family].values, self._rows[family].shape)

    def set_rows(self, index: Numbers, lower: Numbers, upper: Numbers) -> None:
        """Give rows, by number [int32], new limits."""
        # The package's own stubs leave this method out.
        self._highs.changeRowsBounds(len(index), index, lower, upper)  # type: ignore[attr-defined]

    def set_columns(self, index: Numbers, lower: Numbers, upper: Numbers) -> None:
        """Give columns, by number [int32], new bounds."""
        self._highs.changeColsBounds(len(index), index, lower, upper)

    def set_costs(self, index: Numbers, values: Numbers) -> None:
        """Give columns, by number [int32], new coefficients in the objective."""
        self._highs.changeColsCost(len(index), index, values)

    def set_cells(self, rows: list[int], columns: list[int], values: Numbers) -> None:
        """Give single coefficients, by row and column number, new values."""
        change = self._highs.changeCoeff
        for row, column, value in zip(rows, columns, values.tolist(), strict=True):
            change(row, column, value)

    @property
    def found(self) -> Numbers:
        """The solution, by column number."""
        return np.asarray(self._highs.getSolution().col_value)

    def aim(self, terms: linopy.LinearExpression) -> None:
        """Look for the least of another linear expression over the programme's columns."""
        column, factor = self._terms(terms)
        costs = np.zeros(self._highs.getNumCol())
        np.add.at(costs, column, factor)
        index = np.arange(len(costs), dtype=np.int32)
        self._highs.changeColsCost(len(index), index, costs)
        self._highs.changeObjectiveOffset(float(np.nansum(terms.const.values)))

    def hold(self, terms: linopy.LinearExpression, most: float) -> None:
        """Add a row: a linear expression over the programme's columns is at most so much."""
        column, factor = self._terms(terms)
        held, inverse = np.unique(column, return_inverse=True)
        factors = np.zeros(len(held))
        np.add.at(factors, inverse, factor)
        upper = most - float(np.nansum(terms.const.values))
        self._highs.addRow(-np.inf, upper, len(held), held.astype(np.int32), factors)

    @property
    def families(self) -> list[str]:
        """The names of all families of rows, without those that were added by `hold`."""
        return list(self._rows)

    @property
    def solution(self) -> xr.Dataset:
        """All columns in the solution, by variable; 0 where masked."""
        found = self._highs.getSolution().col_value
        places = self._columns.items()
        return xr.Dataset({name: self._read(columns, found) for name, columns in places})

    @property
    def variables(self) -> list[str]:
        """The names of all columns' families."""
        return list(self._columns)

    def rows(self, family: str) -> xr.DataArray:
        """The row numbers of a family, by label; -1 where masked."""
        return self._rows[family]

    def columns(self, variable: str) -> xr.DataArray:
        """The column numbers of a variable, by label; -1 where masked."""
        return self._columns[variable]

    def coefficients(self, rows: xr.DataArray, columns: xr.DataArray, values: xr.DataArray) -> None:
        """Change coefficients: row and column numbers and values, over labels that they share.

        What is masked or has no value stays as it is.
        """
        shared = xr.broadcast(*xr.align(rows, columns, values, join="inner"))
        row, column, value = (each.values for each in shared)
        there = (row >= 0) & (column >= 0) & ~np.isnan(value)
        for r, c, v in zip(row[there], column[there], value[there], strict=True):
            self._highs.changeCoeff(int(r), int(c), float(v))

    def solve(self) -> Solved:
        """Solve again, from the basis of the first solve.

        Raises NotSolvedError if the programme has no optimum.
        """
        self._highs.setBasis(self._base)
        return self._run()

    def solve_afresh(self, *, crossover: bool = True) -> Solved:
        """Solve again from nothing, as the first time: for changes that a basis does not survive.

        crossover: to a vertex, so that duals are those of a basis; the objective needs none.
        Raises NotSolvedError if the programme has no optimum.
        """
        self._highs.clearSolver()
        self._highs.setOptionValue("run_crossover", "on" if crossover else "off")
        self._highs.setOptionValue("solver", "ipx")
        self._highs.setOptionValue("simplex_strategy", PRIMAL)
        try:
            solved = self._run()
        except NotSolvedError:
            # An interior point may stop just short of the tolerance: the simplex then settles it.
            self._highs.setOptionValue("run_crossover", "on")
            self._highs.setOptionValue("solver", "simplex")
            solved = self._run()
        self._highs.setOptionValue("run_crossover", "on")
        self._highs.setOptionValue("solver", "simplex")
        self._highs.setOptionValue("simplex_strategy", DUAL)
        return solved

    def value(self, variable: str) -> xr.DataArray:
        """The solution, over the variable's own dimensions; 0 where masked."""
        return self._read(self._columns[variable], self._highs.getSolution().col_value)

    def worth(self, terms: linopy.LinearExpression) -> float:
        """What a linear expression over the programme's columns comes to in the solution."""
        column, factor = self._terms(terms)
        found = np.asarray(self._highs.getSolution().col_value)
        return float((found[column] * factor).sum()) + float(np.nansum(terms.const.values))

    def _terms(
        self, terms: linopy.LinearExpression
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Column numbers and coefficients of an expression; a column may come twice."""
        variables, factor = terms.vars.values, terms.coeffs.values
        there = (variables >= 0) & ~np.isnan(factor)
        return self._place[variables[there]], factor[there]

    def left(self, family: str) -> xr.DataArray:
        """The left sides of a family in the solution; 0 where masked."""
        return self._read(self._rows[family], self._highs.getSolution().row_value)

    def dual(self, family: str) -> xr.DataArray:
        """Shadow prices of a family [objective per unit of right-hand side]; 0 where masked."""
        return self._read(self._rows[family], self._highs.getSolution().row_dual)

    def _read(self, places: xr.DataArray, found: Sequence[float]) -> xr.DataArray:
        values = np.asarray(found)[np.maximum(places.values, 0)]
        return places.copy(data=np.where(places.values >= 0, values, 0.0))

    def _run(self) -> Solved:
        self._highs.run()
        status = self._highs.modelStatusToString(self._highs.getModelStatus())
        if status != "Optimal":
            raise NotSolvedError(f"the solver ended with '{status}'")
        return Solved(float(self._highs.getInfo().objective_function_value), status)


def _places(labels: xr.DataArray, place: np.ndarray[Any, Any]) -> xr.DataArray:
    """Row or column numbers in the solver, by label; -1 where masked."""
    found = np.where(labels.values >= 0, place[np.maximum(labels.values, 0)], -1)
    return xr.DataArray(found, dims=labels.dims, coords=labels.coords)


def _aligned(values: xr.DataArray, like: xr.DataArray) -> np.ndarray[Any, Any]:
    """Values in the order of another array's dimensions and labels.

    Raises KeyError where a label is missing: a silent gap would loosen a row.
    """
    if values.dims == like.dims and all(
        np.array_equal(values[dim].values, like[dim].values) for dim in like.dims
    ):
        return np.asarray(values.values, dtype=float)
    picked = values.sel({dim: like[dim].values for dim in values.dims})
    spread = picked.broadcast_like(like).transpose(*like.dims)
    return np.asarray(spread.values, dtype=float)
