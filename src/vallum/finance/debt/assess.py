"""What each state's debt asks for: criteria, rules, paths and fan, for one length of adjustment.

From: cases.  To: `vallum debt`, the validation page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import polars as pl

from vallum.errors import UserError
from vallum.finance.debt.case import LAST_YEAR, START_YEAR, Case
from vallum.finance.debt.guidance import guide
from vallum.finance.debt.projection import (
    MULTIPLIER,
    SCENARIOS,
    Path,
    equal_steps,
    project,
)
from vallum.finance.debt.rules import Adjustment, Binding, Steps, bind, least_target
from vallum.finance.debt.stochastic import (
    FAN_YEARS,
    Array,
    Shocks,
    draw_normals,
    excess,
    kinds_of,
    percentiles,
    root,
    shocks_of,
    simulate,
)
from vallum.finance.debt.targets import (
    CRITERIA,
    MOST,
    deterministic_targets,
    margins,
)

LENGTHS = (4, 7)
READINGS = {
    "replication": "Darvas, Welslau and Zettelmeyer (Bruegel, 2024): floors under steps bring "
    "adjustment forward; each stress path may fall or end below 60 %",
    "guidance": "the Commission's prior-guidance sheets: equal yearly steps of whole hundredths, "
    "floors come on top, all paths fall or all end below 60 %, never less than no adjustment",
}
"""Public readings of the same rules, by name."""
DRAWS, SEED = 100_000, 20261122
FEW_DRAWS = 4_000
"""Draws on which the fan's target is first looked for."""
STOCHASTIC = "stochastic"


@dataclass(frozen=True)
class StateDebt:
    """One state's answer.  All figures % of GDP; a target is the structural primary balance,
    before ageing, at the end of the adjustment.

    targets: criterion -> target, None for the fan's where no shocks are known; `binding` is what
        all rules together ask for
    edp, debt_safeguard, deficit_resilience: the target after each, None where it does not bind
    paths: scenario -> debt by year; fan: percentile -> debt by year from the end of adjustment
    chance_of_falling: that debt is not higher after the fan than at its start [share]
    """

    case: Case
    years: int
    reading: str
    targets: Mapping[str, float | None]
    criterion: str
    edp: float | None
    debt_safeguard: float | None
    deficit_resilience: float | None
    binding: Path
    paths: Mapping[str, tuple[float, ...]]
    fan: Mapping[int, tuple[float, ...]]
    unchanged_fan: Mapping[int, tuple[float, ...]]
    chance_of_falling: float | None

    @property
    def state(self) -> str:
        return self.case.state

    @property
    def end_year(self) -> int:
        """The last year of adjustment."""
        return START_YEAR + self.years

    @property
    def fan_years(self) -> range:
        return range(self.end_year, self.end_year + FAN_YEARS + 1)

    @property
    def spb_start(self) -> float:
        return self.case.spb[0]

    @property
    def spb_end(self) -> float:
        return self.binding.spb[self.years]

    @property
    def yearly_step(self) -> float:
        return (self.spb_end - self.spb_start) / self.years

    def debt(self, year: int, path: str = "binding") -> float:
        return self.paths[path][year - START_YEAR]


@dataclass(frozen=True)
class DebtPaths:
    """The answers of several states for one length of adjustment."""

    states: tuple[StateDebt, ...]

    def summary(self) -> list[str]:
        """A line a state: what binds, what it asks for, where debt goes."""
        return [
            f"{held.state}: {held.criterion} asks for a structural primary balance of "
            f"{held.spb_end:.2f} % of GDP in {held.end_year}, {held.yearly_step:+.2f} a year; debt "
            f"{held.debt(2025):.0f} % of GDP in 2025, {held.debt(LAST_YEAR):.0f} % in {LAST_YEAR}"
            for held in self.states
        ]

    def frames(self) -> dict[str, pl.DataFrame]:
        """`debt_targets`, `debt_paths` and `debt_fan`, tidy."""
        targets, paths, fans = [], [], []
        for held in self.states:
            of = {"state": held.state, "adjustment_years": held.years}
            for name, target in held.targets.items():
                targets.append(of | {"criterion": name, "spb_target_pct": target})
            for name, debt in held.paths.items():
                for at, value in enumerate(debt):
                    paths.append(of | {"path": name, "year": START_YEAR + at, "debt_pct": value})
            for percent, debt in held.fan.items():
                for year, value in zip(held.fan_years, debt, strict=True):
                    fans.append(of | {"year": year, "percentile": percent, "debt_pct": value})
        return {
            "debt_targets": pl.DataFrame(targets, schema_overrides={"spb_target_pct": pl.Float64}),
            "debt_paths": pl.DataFrame(paths),
            "debt_fan": pl.DataFrame(
                fans,
                schema={
                    "state": pl.String,
                    "adjustment_years": pl.Int64,
                    "year": pl.Int64,
                    "percentile": pl.Int64,
                    "debt_pct": pl.Float64,
                },
            ),
        }


def project_debt(
    cases: Sequence[Case],
    years: int = 4,
    *,
    reading: str = "replication",
    draws: int = DRAWS,
    seed: int = SEED,
    multiplier: float = MULTIPLIER,
    extra_deficit: Mapping[str, Sequence[float]] | None = None,
    extra_stock_flow: Mapping[str, Sequence[float]] | None = None,
) -> DebtPaths:
    """Targets by criterion, what binds, paths and fans.

    years: of adjustment, 4 or 7.  reading: a name of READINGS
    extra_deficit, extra_stock_flow: state -> by year from 2024 [% of GDP], such as a plan's or the
        escape clause's.  Targets are those without; the path `binding_with_extra` is the binding
        one with them, and shows what they do to debt when nothing is saved elsewhere
    Raises UserError for a length, reading or number of draws that is not offered, for extra
    deficits of a state that is not among the cases, and where no balance satisfies a criterion.
    """
    return project_lengths(
        cases,
        (years,),
        reading=reading,
        draws=draws,
        seed=seed,
        multiplier=multiplier,
        extra_deficit=extra_deficit,
        extra_stock_flow=extra_stock_flow,
    )[years]


def project_lengths(
    cases: Sequence[Case],
    lengths: Sequence[int] = LENGTHS,
    *,
    reading: str = "replication",
    draws: int = DRAWS,
    seed: int = SEED,
    multiplier: float = MULTIPLIER,
    extra_deficit: Mapping[str, Sequence[float]] | None = None,
    extra_stock_flow: Mapping[str, Sequence[float]] | None = None,
) -> dict[int, DebtPaths]:
    """The same for several lengths of adjustment, which share the draws: length -> answers."""
    for years in lengths:
        if years not in LENGTHS:
            raise UserError(f"an adjustment takes 4 or 7 years, not {years}")
    if reading not in READINGS:
        raise UserError(f"there is no reading '{reading}'; there are {', '.join(READINGS)}")
    extra = (extra_deficit or {}, extra_stock_flow or {})
    if strange := sorted({*extra[0], *extra[1]} - {case.state for case in cases}):
        raise UserError(f"extra deficits for {strange[0]}, which is not projected")
    normals = draw_normals(draws, seed, max((len(kinds_of(c)) for c in cases), default=0) or 3)
    found = {years: deterministic_targets(cases, years, multiplier) for years in lengths}
    answers: dict[int, list[StateDebt]] = {years: [] for years in lengths}
    for at, case in enumerate(cases):
        shocks = shocks_of(case, normals) if case.covariance else None
        for years in lengths:
            asked = dict(zip(CRITERIA, found[years][at].tolist(), strict=True))
            solver = _Solver(Adjustment(case, years, multiplier), shocks)
            answers[years].append(_assess(solver, asked, reading, extra))
    return {years: DebtPaths(tuple(held)) for years, held in answers.items()}


@dataclass(frozen=True)
class _Solver:
    adjustment: Adjustment
    shocks: Shocks | None

    @property
    def end(self) -> int:
        return self.adjustment.years

    def simulated(self, path: Path) -> Array:
        if self.shocks is None:
            raise ValueError(f"{self.adjustment.case.state} has no shock covariance")
        return simulate(self.adjustment.case, path, self.end, self.shocks)

    def stochastic(self, guess: float, floors: Steps | None = None) -> float:
        """The target of the fan's criterion: roughly on a few draws, then on all."""
        if self.shocks is None:
            raise ValueError(f"{self.adjustment.case.state} has no shock covariance")

        def missed(target: float, shocks: Shocks) -> float:
            path = self.adjustment.path(target, floors)
            return excess(simulate(self.adjustment.case, path, self.end, shocks))

        few, all_ = self.shocks.first(FEW_DRAWS), self.shocks
        rough = root(lambda target: missed(target, few), guess)
        return root(lambda target: missed(target, all_), guess if isnan(rough) else rough)

    def again(self, criterion: str, floors: Steps, guess: float) -> float:
        """A criterion's target under floors, as the balance at the end of the adjustment."""
        if criterion == STOCHASTIC:
            target = self.stochastic(guess, floors)
        else:
            target = least_target(lambda tried: self._holds(criterion, tried, floors))
        return self.adjustment.path(target, floors).spb[self.end]

    def _holds(self, criterion: str, target: float, floors: Steps) -> bool:
        scenario = criterion if criterion in SCENARIOS else "main_adjustment"
        path = self.adjustment.path(target, floors, scenario=scenario)
        until = self.end + 11
        debt, balance = (np.array(v[:until])[:, None, None] for v in (path.debt, path.balance))
        deficit = np.array([criterion == "deficit_reduction"])
        return bool(margins(debt, balance, self.end, deficit)[0, 0] >= 0)


def _assess(
    solver: _Solver,
    asked: dict[str, float],
    reading: str,
    extra: tuple[Mapping[str, Sequence[float]], Mapping[str, Sequence[float]]],
) -> StateDebt:
    adjustment = solver.adjustment
    case, years = adjustment.case, adjustment.years
    if solver.shocks is not None:
        first = asked["main_adjustment"]
        asked[STOCHASTIC] = solver.stochastic(0.0 if isnan(first) else first)
    known = dict(asked)
    if unmet := [name for name, target in known.items() if isnan(target)]:
        raise UserError(
            f"{case.state}: no balance up to {MOST:.0f} % of GDP satisfies {unmet[0]}; "
            "check the inputs"
        )
    toughest = max(known, key=lambda name: known[name])
    found: Binding
    if reading == "guidance":
        found = guide(adjustment, known)
    else:
        found = bind(
            adjustment,
            known[toughest],
            toughest,
            lambda floors: solver.again(toughest, floors, known[toughest]),
        )
    paths = _paths(solver, known, known[toughest], found.path)
    if case.state in extra[0] or case.state in extra[1]:
        paths["binding_with_extra"] = tuple(
            project(
                case,
                found.path.steps,
                multiplier=adjustment.multiplier,
                extra_deficit=extra[0].get(case.state, ()),
                extra_stock_flow=extra[1].get(case.state, ()),
            ).debt
        )
    fans, chance = _fans(solver, found.path)
    return StateDebt(
        case=case,
        years=years,
        reading=reading,
        targets={name: known.get(name) for name in (*CRITERIA, STOCHASTIC)}
        | {"binding": found.target},
        criterion=found.criterion,
        edp=found.edp,
        debt_safeguard=found.debt_safeguard,
        deficit_resilience=found.deficit_resilience,
        binding=found.path,
        paths=paths,
        fan=fans[0],
        unchanged_fan=fans[1],
        chance_of_falling=chance,
    )


def _paths(
    solver: _Solver, known: Mapping[str, float], toughest: float, binding: Path
) -> dict[str, tuple[float, ...]]:
    """Each criterion's own path at its own target, the toughest, the binding, and no change."""
    adjustment = solver.adjustment
    paths = {}
    for name, target in known.items():
        scenario = name if name in SCENARIOS else "main_adjustment"
        paths[name] = tuple(adjustment.path(target, scenario=scenario).debt)
    paths["dsa_toughest"] = tuple(adjustment.path(toughest).debt)
    paths["binding"] = tuple(binding.debt)
    paths["no_policy_change"] = tuple(_unchanged(adjustment).debt)
    return paths


def _unchanged(adjustment: Adjustment) -> Path:
    """The balance of 2024 held."""
    steps = equal_steps(adjustment.case, adjustment.case.spb[0], adjustment.years)
    return project(adjustment.case, steps, change=False, multiplier=adjustment.multiplier)


Fan = dict[int, tuple[float, ...]]


def _fans(solver: _Solver, binding: Path) -> tuple[tuple[Fan, Fan], float | None]:
    if solver.shocks is None:
        return ({}, {}), None
    debt = solver.simulated(binding)
    chance = float(np.mean(debt[-1] <= debt[0, 0]))
    bound = {percent: tuple(debt) for percent, debt in percentiles(debt).items()}
    held = solver.simulated(_unchanged(solver.adjustment))
    unchanged = {percent: tuple(debt) for percent, debt in percentiles(held).items()}
    return (bound, unchanged), chance
