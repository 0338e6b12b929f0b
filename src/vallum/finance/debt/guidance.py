"""The rules as the Commission's prior-guidance sheets apply them.

From: a case, targets by criterion.  To: `vallum.finance.debt.assess`, reading `guidance`.

One yearly step, in whole hundredths of a point, rounded up, is the least that satisfies the
criteria; floors of the deficit procedure and of deficit resilience are added on top of it, each
after a year in which the limit was missed, and later steps give nothing back.  The debt safeguard
then raises the step until debt falls fast enough on average over the years outside a procedure:
by 1 point a year above 90 % of GDP, by 0.5 between 60 and 90.  States with debt of at most 60 % and
a deficit of at most 3 % get technical information instead: the deficit and debt below 60 % only,
loosening by at most 1 point a year.  Rules as set out with the replication of these sheets
(L. Welslau, Bruegel, September 2026); no account is taken of a procedure opened before a deficit
above 3 % in 2024 is seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from vallum.errors import UserError
from vallum.finance.debt.projection import Path, project
from vallum.finance.debt.rules import (
    DEBT_FALL,
    FINE_GRID,
    HIGH_DEBT,
    HIGH_DEBT_FALL,
    PRIMARY_YEARS,
    PROCEDURE_STEP,
    Adjustment,
    Binding,
    least_target,
)
from vallum.finance.debt.targets import DEBT_ANCHOR, DEFICIT_LIMIT

ROUNDED_DEFICIT, ROUNDED_STRUCTURAL = 3.05, 1.55
"""Limits as they bind on figures of one decimal [% of GDP]."""
GRID = 0.01
MOST_STEP = 3.0
MOST_LOOSENING = -1.0


def guide(adjustment: Adjustment, targets: Mapping[str, float]) -> Binding:
    """The binding path by prior guidance.  targets: criterion -> target [% of GDP]."""
    case, years = adjustment.case, adjustment.years
    trajectory = case.debt_pct > DEBT_ANCHOR or case.balance_pct < -DEFICIT_LIMIT
    target, criterion = _toughest(adjustment, targets, trajectory)
    if math.isinf(target):
        raise UserError(f"{case.state}: no balance satisfies {criterion}; check the inputs")
    step = (target - case.spb[0]) / years
    floor = 0.0 if trajectory else MOST_LOOSENING
    if step < floor:
        step, criterion = floor, "no_less_than_" + ("no_adjustment" if trajectory else "minus_one")
    step = math.ceil(round(step / GRID, 6)) * GRID
    binding = _stepped(adjustment, step, criterion)
    raised = step
    while trajectory and not _falls_enough(binding.path, years) and raised < MOST_STEP:
        raised = round(raised + GRID, 6)
        binding = _stepped(adjustment, raised, "debt_safeguard")
    if raised > step:
        binding.debt_safeguard = case.spb[0] + years * raised
    return binding


def _toughest(
    adjustment: Adjustment, targets: Mapping[str, float], trajectory: bool
) -> tuple[float, str]:
    """The least target that satisfies the criteria, and the one that asks for most."""
    deficit = targets.get("deficit_reduction", math.nan)
    below = {
        "debt_below_60_" + name: _below_anchor(adjustment, name)
        for name in ("main_adjustment", "lower_spb", "adverse_r_g", "financial_stress")
        if trajectory or name == "main_adjustment"
    }
    all_below = {"deficit_reduction": deficit} | below
    if not trajectory:
        return _most(all_below)
    falling = {name: target for name, target in targets.items() if name != "deficit_reduction"}
    options = [_most({"deficit_reduction": deficit} | falling), _most(all_below)]
    return min(options, key=lambda option: option[0])


def _below_anchor(adjustment: Adjustment, scenario: str) -> float:
    """The target with which debt is at most 60 % ten years after the adjustment."""
    last = adjustment.years + 10
    return least_target(
        lambda target: adjustment.path(target, scenario=scenario).debt[last] <= DEBT_ANCHOR
    )


def _most(targets: Mapping[str, float]) -> tuple[float, str]:
    """The highest target and whose it is; infinite where one cannot be met."""
    known = {name: math.inf if math.isnan(value) else value for name, value in targets.items()}
    name = max(known, key=lambda each: known[each])
    return known[name], name


def _stepped(adjustment: Adjustment, step: float, criterion: str) -> Binding:
    """Equal steps with floors on top, year by year."""
    case, years = adjustment.case, adjustment.years
    least = 0.4 if years <= 4 else 0.25
    steps = [step] * years
    floors: list[float | None] = [None] * years
    resilience: list[float | None] = [None] * years
    path = project(case, steps, multiplier=adjustment.multiplier)
    for year in range(years):
        if in_procedure(path, year + 1) and path.balance[year] <= -ROUNDED_DEFICIT:
            dearer = _interest(path, year + 1) - _interest(path, year)
            floors[year] = PROCEDURE_STEP + (dearer if year >= PRIMARY_YEARS else 0.0)
        if path.structural[year] <= -ROUNDED_STRUCTURAL:
            resilience[year] = least
        steps[year] = max(step, floors[year] or -math.inf, resilience[year] or -math.inf)
        path = project(case, steps, multiplier=adjustment.multiplier)
    binding = Binding(path, path.spb[years], criterion)
    binding.floors_edp, binding.floors_resilience = floors, resilience
    if any(f is not None and f > step + FINE_GRID for f in floors):
        binding.edp = path.spb[years]
    if any(f is not None and f > step + FINE_GRID for f in resilience):
        binding.deficit_resilience = path.spb[years]
    return binding


def in_procedure(path: Path, year: int) -> bool:
    """Whether a state is still in a procedure: opened by the deficit of 2024, closed once two
    years before this one are below 3 %."""
    if path.balance[0] > -ROUNDED_DEFICIT:
        return False
    return all(
        path.balance[t - 1] <= -ROUNDED_DEFICIT or path.balance[t] <= -ROUNDED_DEFICIT
        for t in range(1, year)
    )


def _interest(path: Path, year: int) -> float:
    return path.primary[year] - path.balance[year]


def _falls_enough(path: Path, years: int) -> bool:
    """The safeguard over the years of adjustment outside a procedure, by debt at their start."""
    free = [t for t in range(1, years + 1) if not in_procedure(path, t)]
    high = [t for t in range(1, years + 1) if path.debt[t - 1] > HIGH_DEBT]
    middle = [t for t in range(1, years + 1) if DEBT_ANCHOR < path.debt[t - 1] <= HIGH_DEBT]
    if not free or not (high or middle):
        return True

    def mean_change(chosen: list[int]) -> float:
        return sum(path.debt[t] - path.debt[t - 1] for t in chosen) / len(chosen)

    counted_high = [t for t in free if t in high] if middle else (free if high else [])
    counted_middle = [t for t in free if t in middle]
    fine_high = not counted_high or mean_change(counted_high) < -HIGH_DEBT_FALL
    return fine_high and (not counted_middle or mean_change(counted_middle) < -DEBT_FALL)
