"""From a peacekeeping force to a European Defence Force, year by year, costed.

From: requirements/force_path, command_figures, parameters, `vallum.study.generate`.
To: `vallum generate path`.

    deployment    = soldiers deployed x part abroad x cost of one beyond pay
    readiness     = pool x path_readiness                          standing forces alone
    headquarters  = posts x person_cost x path_staff_overhead
    setting up    = new posts x path_setup                         first year of a stage
    common budget = posts x NATO's common budgets a post           standing forces alone

Each item has a low, central and high figure, from the low, central and high end of all that goes
into it.  NATO's common budgets a post of its command structure: low, the military budget alone;
central, with its security investment; high, with its civil budget.  Before a force stands, the EU's
share of common costs says what of the deployment is paid in common: no cost of its own.  The pay of
soldiers is borne anyway and stands apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.scenario import Scenario
from vallum.study.generate import Generated, generate_in
from vallum.world import World
from vallum.world.missions import find_mission
from vallum.world.theatres import Assumed, assumed_ranges

LEVELS = ("low", "central", "high")
ITEMS = ("deployment", "readiness", "headquarters", "setting_up", "common_budget")
LAST_YEAR = 2040
LATEST = 2060

Range = tuple[float, float, float]
"""Low, central, high."""


@dataclass(frozen=True)
class Stage:
    """One stage of the path and the force that fills it.

    abroad [share of the deployed], staff [posts]: low, central, high; until: its last year.
    """

    stage: str
    title: str
    measure: str
    from_year: int
    until: int
    standing: bool
    abroad: Range
    staff: Range
    generated: Generated

    @property
    def complete(self) -> bool:
        return self.generated.force.feasible


@dataclass(frozen=True)
class PathYear:
    """One year: what stands and what it costs [EUR bn, 2025 prices], item -> low, central, high.

    paid_in_common: part of the deployment that common costs pay; pay: of the pool, borne anyway.
    """

    year: int
    stage: Stage
    cost: dict[str, Range]
    paid_in_common: Range
    pay: Range

    @property
    def total(self) -> Range:
        return added(list(self.cost.values()))


@dataclass(frozen=True)
class ForcePath:
    """The stages, and every year from the first to the last."""

    stages: tuple[Stage, ...]
    years: tuple[PathYear, ...]

    @property
    def total(self) -> Range:
        """Cost of all years [EUR bn]."""
        return added([year.total for year in self.years])

    @property
    def end_state(self) -> PathYear:
        return self.years[-1]

    def frame(self) -> pl.DataFrame:
        """A row a year: stage, soldiers, posts, cost by item and level."""
        rows = []
        for each in self.years:
            force = each.stage.generated.force
            row: dict[str, object] = {
                "year": each.year,
                "stage": each.stage.stage,
                "asked": force.asked_soldiers,
                "deployed": force.deployed,
                "pool": force.pool,
                "staff": each.stage.staff[1],
            }
            for item, cost in {**each.cost, "total": each.total}.items():
                row |= {
                    f"{item}_{level}_eur_bn": value
                    for level, value in zip(LEVELS, cost, strict=True)
                }
            rows.append(row)
        return pl.DataFrame(rows)


def force_path(
    evidence: Evidence,
    scenario: Scenario,
    *,
    until: int = LAST_YEAR,
    without: frozenset[str] = frozenset(),
) -> ForcePath:
    """Fill the stages from the scenario's members and cost every year.

    until: last year; without: states that send nobody; framework nations that are no members are
    left out.  Raises UserError for a year before the last stage begins, or after `LATEST`.
    """
    world = World.build(evidence, scenario)
    rows = evidence.table("requirements/force_path").sort("rank").to_dicts()
    first, last = rows[0]["from_year"], rows[-1]["from_year"]
    if not last <= until <= LATEST:
        raise UserError(f"the last year, {until}, should lie within {last} and {LATEST}")
    ends = [row["from_year"] - 1 for row in rows[1:]] + [until]
    stages = tuple(_stage(world, row, end, without) for row, end in zip(rows, ends, strict=True))
    assumed, common = assumed_ranges(evidence), _common_figures(evidence)
    years = []
    for year in range(first, until + 1):
        place = next(k for k, stage in enumerate(stages) if year <= stage.until)
        before = stages[place - 1].staff if place else (0.0, 0.0, 0.0)
        years.append(_year(year, stages[place], before, assumed, common))
    return ForcePath(stages, tuple(years))


def added(ranges: list[Range]) -> Range:
    """Low, central and high, each added up."""
    return (
        sum(each[0] for each in ranges),
        sum(each[1] for each in ranges),
        sum(each[2] for each in ranges),
    )


def _stage(world: World, row: dict[str, object], until: int, without: frozenset[str]) -> Stage:
    mission = find_mission(str(row["mission"]))
    start = int(str(row["from_year"]))
    mission = mission.model_copy(
        update={
            "from_year": start,
            "months": 12 * (until - start + 1),
            "lead": tuple(
                state for state in mission.lead if state in world.members and state not in without
            ),
        }
    )
    return Stage(
        str(row["stage"]),
        str(row["title"]),
        str(row["measure"] or ""),
        start,
        until,
        row["standing"] == "yes",
        _levels(row, "abroad"),
        _levels(row, "staff"),
        generate_in(world, mission, without=without),
    )


def _year(
    year: int,
    stage: Stage,
    staff_before: Range,
    assumed: dict[str, Assumed],
    common: dict[str, Range],
) -> PathYear:
    force = stage.generated.force
    soldier = _range(assumed["person_cost"])

    def product(units: float, *factors: Range) -> Range:
        """Of everything at its low, its central and its high end [EUR bn]."""
        found = [units / 1000] * 3
        for factor in factors:
            found = [a * b for a, b in zip(found, factor, strict=True)]
        return (found[0], found[1], found[2])

    new = (
        max(0.0, stage.staff[0] - staff_before[0]),
        max(0.0, stage.staff[1] - staff_before[1]),
        max(0.0, stage.staff[2] - staff_before[2]),
    )
    nothing = (0.0, 0.0, 0.0)
    deployment = product(force.deployed, stage.abroad, _range(assumed["generate_deployed_cost"]))
    standing = float(stage.standing)
    begins = float(year == stage.from_year)
    cost = {
        "deployment": deployment,
        "readiness": product(standing * force.pool, _range(assumed["path_readiness"])),
        "headquarters": product(1, stage.staff, soldier, _range(assumed["path_staff_overhead"])),
        "setting_up": product(begins, new, _range(assumed["path_setup"])),
        "common_budget": product(standing, stage.staff, common["per_post"]),
    }
    share = common["share"]
    paid = nothing if stage.standing else product(1000, deployment, share)
    return PathYear(year, stage, cost, paid, product(force.pool, soldier))


def _common_figures(evidence: Evidence) -> dict[str, Range]:
    """`per_post`: NATO's common budgets a post [EUR mn]; `share`: of common costs in EU operations.

    Raises KeyError where a published figure is missing.
    """
    found = {
        row["figure"]: row for row in evidence.table("requirements/command_figures").to_dicts()
    }
    posts = found["nato_command_staff"]["central"]
    military = found["nato_military_budget"]["central"]
    invested = military + found["nato_security_investment"]["central"]
    whole = invested + found["nato_civil_budget"]["central"]
    share = found["athena_common_share"]
    return {
        "per_post": (military / posts, invested / posts, whole / posts),
        "share": (share["low"], share["central"], share["high"]),
    }


def _range(row: Assumed) -> Range:
    return (row.low, row.central, row.high)


def _levels(row: dict[str, object], name: str) -> Range:
    low, central, high = (float(str(row[f"{name}_{level}"])) for level in LEVELS)
    return (low, central, high)
