"""A shadow price is a slope: it lies between the slopes to the left and to the right."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from functools import cache
from typing import Any

import linopy
import numpy as np
import pytest
import real_plans

from vallum import optim
from vallum.planner.bottlenecks import find_bottlenecks
from vallum.planner.equations import declare, shortfall

SEED = 20_260
EXACT = 1e-9
"""Points of shortfall to which the solver finds an optimum: the tolerance of every comparison."""
HELD = {"budget": 6, "line_capacity": 8, "brigade_people": 6}
"""Constraints drawn from each family."""


@cache
def programme() -> tuple[linopy.Model, Any]:
    """Three blocs of the real facts, solved; with half of the soldiers, so that they bind, too."""
    p = real_plans.three_blocs(real_plans.inputs())
    p = replace(p, people=p.people * 0.5)
    model = declare(p)
    model.add_objective(shortfall(model, p))
    optim.solve(model)
    return model, p


@cache
def live() -> Any:
    """The same programme in the solver, solved by another road: the simplex method."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(optim._silent())
        solver = programme()[0].to_highspy()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
    solver.setOptionValue("dual_feasibility_tolerance", 1e-9)
    solver.run()
    return solver


def binding() -> list[tuple[str, int]]:
    """Constraints drawn at random among those with a price, each with its label.

    A right-hand side of nothing has no left side to move to.
    """
    drawn: list[tuple[str, int]] = []
    chance = random.Random(SEED)
    for family, count in HELD.items():
        rows = programme()[0].constraints[family]
        right = rows.rhs.transpose(*rows.labels.dims).values.ravel()
        every = zip(rows.labels.values.ravel(), prices_of(family), right, strict=True)
        held = [int(label) for label, price, side in every if price < -1e-4 and side > 1e-3]
        assert len(held) >= count, f"only {len(held)} of {family} bind"
        drawn += [(family, label) for label in sorted(chance.sample(held, count))]
    return drawn


def prices_of(family: str) -> np.ndarray[Any, Any]:
    model = programme()[0]
    price = optim.dual(model, family)
    return price.transpose(*model.constraints[family].labels.dims).values.ravel()


def optimum_at(row: int, right: float) -> float:
    """The least shortfall with another right-hand side in one row; then back as it was."""
    solver = live()
    _, _, upper, _ = solver.getRow(row)[:4]
    solver.changeRowBounds(row, -np.inf, right)
    solver.run()
    found = float(solver.getInfo().objective_function_value)
    solver.changeRowBounds(row, -np.inf, upper)
    return found


def test_both_roads_find_the_same_optimum():
    assert live().getInfo().objective_function_value == pytest.approx(
        programme()[0].objective.value, rel=1e-8
    )


@pytest.mark.parametrize("part", [0.01, 0.5], ids=["small step", "large step"])
def test_twenty_shadow_prices_lie_between_finite_differences(part):
    """The shortfall is convex in each right-hand side, so this holds for a step of any size.

    part: of the right-hand side by which a constraint is moved, to either side.
    """
    solver = live()
    rows = {int(label): row for row, label in enumerate(programme()[0].matrices.clabels)}
    # The solver may still hold the last changed programme of another test.
    solver.run()
    base = float(solver.getInfo().objective_function_value)
    drawn = binding()
    assert len(drawn) == 20
    bent = 0
    for family, label in drawn:
        labels = programme()[0].constraints[family].labels.values.ravel()
        price = float(prices_of(family)[list(labels).index(label)])
        right = float(solver.getRow(rows[label])[2])
        step = part * right
        slope_left = (base - optimum_at(rows[label], right - step)) / step
        slope_right = (optimum_at(rows[label], right + step) - base) / step
        slack = EXACT / step
        assert slope_left - slack <= price <= slope_right + slack, (family, label)
        # No vacuous truth: the step changes the shortfall by far more than the solver's tolerance.
        assert abs(price) * step > 100 * EXACT, (family, label)
        bent += slope_right - slope_left > 100 * slack
    # With half of a year's money more or less other constraints take over, so that the slopes to
    # either side differ; one line in one year is too small for that.
    assert bent >= HELD["budget"] or part < 0.1


def test_bottlenecks_tell_the_prices_in_units_a_reader_knows():
    model, p = programme()
    duals = {family: optim.dual(model, family) for family in HELD}
    told = find_bottlenecks(real_plans.world("us_absent"), p, duals)
    soldiers = p.parameters["brigade_soldiers"]
    per_unit = {"money": ("budget", 1.0), "production line": ("line_capacity", 1.0)}
    per_unit["soldiers"] = ("brigade_people", 1000 / soldiers)
    for name, (family, factor) in per_unit.items():
        best = told.filter(told["constraint"] == name)["shadow_price"].max()
        assert best == pytest.approx(-float(duals[family].min()) * factor)
    assert told["relief"].is_sorted(descending=True)
    assert told["evidence_share"].is_between(0, 1).all()
