"""What the rules add to the criteria: deficit procedure, debt safeguard, deficit resilience.

From: a case and the target that its criteria ask for.  To: `vallum.finance.debt.assess`.

The binding path is found in the order of Regulation (EU) 2024/1263 as Darvas, Welslau and
Zettelmeyer (Bruegel, 2024) read it: the toughest criterion in equal steps; while the deficit is
above 3 %, steps of at least 0.5 (of the primary structural balance for three years, then of the
structural balance), which bring adjustment forward and ease later steps; then, if debt does not
fall fast enough once the procedure has ended, the higher target at which it does; then steps of at
least 0.4 (over four years) or 0.25 (seven) while the structural deficit is above 1.5 %.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isnan

from vallum.errors import UserError
from vallum.finance.debt.case import Case
from vallum.finance.debt.projection import MULTIPLIER, Path, equal_steps, project
from vallum.finance.debt.targets import CLOSE, DEBT_ANCHOR, DEFICIT_LIMIT, LEAST, MOST

PROCEDURE_STEP = 0.5
PRIMARY_YEARS = 3
"""Years in which the procedure counts the primary structural balance (2025 to 2027)."""
HIGH_DEBT, HIGH_DEBT_FALL, DEBT_FALL = 90.0, 1.0, 0.5
"""Debt safeguard: points a year that debt must fall by, above 90 % of GDP and from 60 %."""
RESILIENCE = 1.5
"""Structural deficit [% of GDP] above which steps have a floor."""
GRID, FINE_GRID = 0.001, 1e-8
"""Grid of the floors' steps, and what counts as rounding."""
_WHOLE = 20_000

Steps = list[float | None]
"""A floor under each year's step, or none."""
Again = Callable[[Steps], float]
"""The target of the toughest criterion again, under the floors of a procedure."""


@dataclass
class Binding:
    """The binding path and how it came about.

    target: structural primary balance at the end of the adjustment [% of GDP]
    edp, debt_safeguard, deficit_resilience: the target after each rule; None where it does not
        bind.  floors_edp, floors_resilience: floors under the steps
    """

    path: Path
    target: float
    criterion: str
    edp: float | None = None
    debt_safeguard: float | None = None
    deficit_resilience: float | None = None
    floors_edp: Steps = field(default_factory=list)
    floors_resilience: Steps = field(default_factory=list)


@dataclass(frozen=True)
class Adjustment:
    """One state's adjustment over `years`: turns targets and floors into projected paths."""

    case: Case
    years: int
    multiplier: float = MULTIPLIER

    @property
    def none(self) -> Steps:
        return [None] * self.years

    def path(
        self,
        target: float,
        edp: Steps | None = None,
        resilience: Steps | None = None,
        scenario: str = "main_adjustment",
    ) -> Path:
        """Equal steps to a target, raised to the floors; later steps give back what floors add."""
        edp, resilience = edp or self.none, resilience or self.none
        steps = list(equal_steps(self.case, target, self.years))
        steps = _raised(steps, edp, edp)
        either = [a if a is not None else b for a, b in zip(edp, resilience, strict=True)]
        steps = _raised(steps, resilience, either)
        return project(self.case, steps, scenario, multiplier=self.multiplier)


def bind(adjustment: Adjustment, target: float, criterion: str, again: Again) -> Binding:
    """Apply the rules in their order to the toughest criterion's target.

    again: that criterion's target under given floors of a procedure [% of GDP]
    """
    path, floors, lasts = deficit_procedure(adjustment, target)
    found = Binding(path, target, criterion, floors_edp=floors)
    bites = any(
        floor is not None and floor >= step - FINE_GRID
        for floor, step in zip(floors, path.steps, strict=True)
    )
    if bites:
        found.target = found.edp = again(floors)
        found.path = adjustment.path(found.target, floors)
    _safeguard_debt(adjustment, found, lasts)
    _floor_resilience(adjustment, found)
    found.target = found.path.spb[adjustment.years]
    return found


def deficit_procedure(adjustment: Adjustment, target: float) -> tuple[Path, Steps, int]:
    """The path under an excessive deficit procedure, its floors, and the last year in it.

    The last year is an index from the start: 0 where only the outturn is above 3 %, -1 where no
    year is.
    """
    path, floors, years = adjustment.path(target), adjustment.none, adjustment.years
    if path.balance[1] >= -DEFICIT_LIMIT:
        return path, floors, 0 if path.balance[0] < -DEFICIT_LIMIT else -1
    for year in range(min(PRIMARY_YEARS, years)):
        if path.balance[1 + year] > -DEFICIT_LIMIT:
            break
        floors[year] = PROCEDURE_STEP
        path = adjustment.path(target, floors)
    checked = PRIMARY_YEARS
    while checked < years and path.balance[1 + checked] <= -DEFICIT_LIMIT:
        path = _structural_step(adjustment, target, floors, path, checked)
        floors[checked] = path.steps[checked]
        checked += 1
    if _last(floors) == years and path.balance[years] < -DEFICIT_LIMIT:
        path = _lift_all(adjustment, target, floors)
    if path.balance[_last(floors)] >= -DEFICIT_LIMIT:
        floors[checked:] = [None] * (years - checked)
    return path, floors, _last(floors)


def debt_falls_enough(path: Path, start: int, end: int) -> bool:
    """Whether debt falls fast enough on average from year `start` to `end`."""
    yearly = HIGH_DEBT_FALL if path.debt[0] > HIGH_DEBT else DEBT_FALL
    return path.debt[start] - path.debt[end] >= yearly * (end - start)


def least_target(holds: Callable[[float], bool], step: float = 0.5) -> float:
    """The least target with which something holds, to within CLOSE; NaN where nothing does.

    Looks upwards from LEAST in steps, then halves the step in which it first holds.
    """
    low = high = LEAST
    while not holds(high):
        low, high = high, high + step
        if high > MOST:
            return float("nan")
    while high - low > CLOSE:
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _raised(steps: list[float], floors: Steps, counted: Steps) -> list[float]:
    """Steps with floors; what they add is taken evenly from the years after the last counted."""
    raised = [
        step if floor is None else max(floor, step)
        for step, floor in zip(steps, floors, strict=True)
    ]
    after = range(max(_last(counted), 1), len(steps))
    back = (sum(steps) - sum(raised)) / len(after) if after else 0.0
    for year in after:
        raised[year] += back
    return raised


def _last(floors: Steps) -> int:
    """Number of years up to the last floor; 0 without any."""
    return max((year + 1 for year, floor in enumerate(floors) if floor is not None), default=0)


def _structural_step(
    adjustment: Adjustment, target: float, floors: Steps, path: Path, year: int
) -> Path:
    """Raise a year's step, on the grid, until the structural balance gains 0.5 in it."""
    first = path.steps[year]

    def lifted(grid_steps: int) -> Path:
        floors[year] = first + GRID * grid_steps
        return adjustment.path(target, floors)

    def gains(found: Path) -> bool:
        return found.structural[1 + year] - found.structural[year] >= PROCEDURE_STEP

    if gains(path):
        return path
    return lifted(_least_whole(lambda count: gains(lifted(count))))


def _lift_all(adjustment: Adjustment, target: float, floors: Steps) -> Path:
    """Raise the lowest floors first until the deficit is at most 3 % in the last year."""
    first = list(floors)

    def lifted(grid_steps: int) -> Path:
        level = grid_steps * GRID / 10
        floors[:] = [max(floor or 0.0, level) for floor in first]
        return adjustment.path(target, floors)

    def enough(count: int) -> bool:
        return lifted(count).balance[adjustment.years] >= -DEFICIT_LIMIT

    return lifted(_least_whole(enough))


def _least_whole(holds: Callable[[int], bool]) -> int:
    """The least whole number from 1 on with which a monotone condition holds."""
    low, high = 0, 1
    while not holds(high):
        if high > _WHOLE * 5:
            raise UserError("no step up to 100 points of GDP satisfies a floor: check the inputs")
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _safeguard_debt(adjustment: Adjustment, found: Binding, lasts: int) -> None:
    """Raise the target until debt falls fast enough after the procedure, where it must."""
    path, end = found.path, adjustment.years
    period = max(lasts, 0)
    floors = found.floors_edp
    floors[:period] = path.steps[:period]
    start = lasts + 1
    if path.debt[0] < DEBT_ANCHOR or debt_falls_enough(path, start, end):
        return
    if period >= end - 1:
        return  # no year of adjustment is left in which debt could be held to the safeguard
    start = lasts + 1 if period else 0
    target = least_target(
        lambda tried: debt_falls_enough(adjustment.path(tried, floors), start, end)
    )
    if isnan(target):
        raise UserError(
            f"{adjustment.case.state}: no balance up to {MOST:.0f} % of GDP satisfies the debt "
            "safeguard; check the inputs"
        )
    if target > found.target + GRID + FINE_GRID:
        found.target = found.debt_safeguard = target
        found.criterion = "debt_safeguard"
        found.path = adjustment.path(target, floors)


def _floor_resilience(adjustment: Adjustment, found: Binding) -> None:
    """Raise the steps of years with a structural deficit above 1.5 %, up to the floor."""
    path, years = found.path, adjustment.years
    found.floors_resilience = floors = adjustment.none
    if max(path.debt[: years + 1]) <= DEBT_ANCHOR and path.balance[0] >= -DEFICIT_LIMIT:
        return
    least = 0.4 if years <= 4 else 0.25
    path = adjustment.path(found.target, found.floors_edp, floors)
    for year in range(1, years + 1):
        high = path.debt[year] > DEBT_ANCHOR or path.balance[year] < -DEFICIT_LIMIT
        first = path.steps[year - 1]
        if not high or path.structural[year] > -RESILIENCE or first >= least - FINE_GRID:
            continue

        def lifted(count: int, year: int = year, first: float = first) -> Path:
            floors[year - 1] = first + GRID * count
            return adjustment.path(found.target, found.floors_edp, floors)

        def enough(count: int, year: int = year, first: float = first) -> bool:
            reached = lifted(count).structural[year] > -RESILIENCE
            return reached or first + GRID * count >= least - FINE_GRID

        path = lifted(_least_whole(enough))
    found.path = path
    if any(floor is not None for floor in floors):
        found.deficit_resilience = path.spb[years]
