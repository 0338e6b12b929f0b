"""Which policies are worth a study: a search over what may be combined, in few futures.

From: requirements/policy_options, `vallum.futures.explore`.  To: `vallum explore --search`.

A policy moves any number of levers, each to one of its options.  All policies meet the same
futures, and each is judged by four figures, of which less is better:

    fails           share of futures in which the core set does not stand alone by a year
    mean_shortfall  points of 100
    mean_cost       discounted [EUR bn, 2025 prices]
    decisions       levers moved: each is a decision that somebody must win

Where all combinations are no more than may be tried, all are; else NSGA-III (Deb and Jain 2014, of
the library pymoo) proposes them.  The front holds every policy tried that no other beats in all
four (`unbeaten`, exact).  What the search picks is then tried in other futures than it was
found in, as in many-objective robust decision making (Kasprzyk et al. 2013).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.futures.explore import Explored
from vallum.futures.tally import table_of, tally, years_of
from vallum.scenario import Scenario
from vallum.world.uncertain import AS_IS, levers, policies

SEARCHES = "searches"
"""Folder, within that of the runs, for the studies of a search."""
FUTURES = 32
"""Futures that policies meet in the search."""
SCENES = 8
"""Combinations of levers (who leaves when, which spending path) that those futures share: each
takes ten times as long as a future in it."""
DIVISIONS = 2
"""Of the reference points of NSGA-III along each objective: ten points, so policies come in
generations of twelve."""
GENERATION = 12
STALE = 25
"""Generations without a policy that is new, after which there is nothing left to find."""
DIGITS = 6

Option = tuple[int, ...]
"""Place of each lever's option; 0: as the scenario has it."""
Figures = tuple[float, ...]
Judge = Callable[[Sequence[Option]], list[Figures]]
"""Figures of options, of each of which less is better."""
Study = Callable[[tuple[str, ...], int], Explored]
"""A finished study of policies of these names, in so many futures."""


@dataclass(frozen=True)
class Tried:
    """One policy that the search tried.

    fails [share of futures]; mean_shortfall, worst_regret [points of 100]: regret against the best
    of all that were tried; mean_cost_eur_bn; decisions: levers moved.
    """

    policy: str
    title: str
    fails: float
    mean_shortfall: float
    worst_regret: float
    mean_cost_eur_bn: float
    decisions: int


@dataclass(frozen=True)
class Search:
    """What a search found.

    by: a future fails if the core set stands alone later.  possible: combinations that there are.
    front: policies that none tried beats in all figures, the one that fails least first.
    picked: of them, the one nearest to the best of everything, and the one that fails least.
    """

    by: int
    futures: int
    tried: int
    possible: int
    front: tuple[Tried, ...]
    picked: tuple[str, ...]


def search(
    evidence: Evidence,
    scenario: Scenario,
    study: Study,
    *,
    most: int,
    seed: int,
    by: int | None,
) -> Search:
    """Look for policies, trying `most` at the most, and `as_is` besides.

    by: None for the middle year in which `as_is` stands alone in the search's futures.
    Raises UserError where fewer may be tried than one generation has.
    """
    if most < GENERATION:
        raise UserError(
            f"--search {most}: a search tries policies in generations of {GENERATION}; give at "
            "least that many"
        )
    by_lever = levers(evidence, scenario)
    sizes = tuple(len(options) + 1 for options in by_lever.values())
    met = _Met(study, by)

    def judge(options: Sequence[Option]) -> list[Figures]:
        names = [_name(by_lever, option) for option in options]
        met.meet(names)
        return [
            (*met.figures(name), float(sum(map(bool, option))))
            for name, option in zip(names, options, strict=True)
        ]

    found = explored_front(sizes, judge, most=most, seed=seed)
    names = {option: _name(by_lever, option) for option in found}
    titles = {each.name: each.title for each in policies(evidence, tuple(names.values()))}
    kept = unbeaten({option: _told(figures) for option, figures in found.items()})
    best = np.min([met.shortfall[name] for name in names.values()], axis=0)
    front = [
        Tried(
            policy=names[option],
            title=titles[names[option]],
            fails=found[option][0],
            mean_shortfall=found[option][1],
            worst_regret=float((met.shortfall[names[option]] - best).max()),
            mean_cost_eur_bn=found[option][2],
            decisions=int(found[option][3]),
        )
        for option in kept
    ]
    front.sort(key=lambda each: (each.fails, each.mean_shortfall, each.mean_cost_eur_bn))
    judged = {names[option]: found[option] for option in kept}
    picked = dict.fromkeys((nearest_to_best(judged), front[0].policy))
    return Search(
        by=met.year,
        futures=FUTURES,
        tried=len(found),
        possible=math.prod(sizes),
        front=tuple(front),
        picked=tuple(name for name in picked if name != AS_IS),
    )


def explored_front(
    sizes: Sequence[int], judge: Judge, *, most: int, seed: int
) -> dict[Option, Figures]:
    """Figures of the options tried: all there are if no more than `most`, or those that NSGA-III
    proposes, with the one that changes nothing.

    sizes: how many places each lever has.  The same for the same seed.
    """
    nothing = (0,) * len(sizes)
    if math.prod(sizes) <= most:
        every = list(product(*map(range, sizes)))
        return dict(zip(every, judge(every), strict=True))
    known: dict[Option, Figures] = dict(zip([nothing], judge([nothing]), strict=True))
    _propose(sizes, known, judge, most, seed)
    return known


def unbeaten(found: Mapping[Any, Figures]) -> list[Any]:
    """Keys whose figures no other's beat: none is as good in all and better in one."""
    table = np.round(np.array(list(found.values())), DIGITS)
    kept = []
    for key, row in zip(found, table, strict=True):
        beaten = (table <= row).all(axis=1) & (table < row).any(axis=1)
        if not beaten.any():
            kept.append(key)
    return kept


def nearest_to_best(front: Mapping[str, Figures]) -> str:
    """The policy whose worst figure lies nearest to the best that any has, each measured from the
    best to the worst of the front; on a tie the one with least in sum, then by name."""
    table = np.array(list(front.values()))
    span = np.ptp(table, axis=0)
    away = (table - table.min(axis=0)) / np.where(span > 0, span, 1)
    rank = [
        (round(float(row.max()), DIGITS), round(float(row.sum()), DIGITS), name)
        for name, row in zip(front, away, strict=True)
    ]
    return min(rank)[2]


def _propose(
    sizes: Sequence[int],
    known: dict[Option, Figures],
    judge: Judge,
    most: int,
    seed: int,
) -> None:
    """Let NSGA-III propose options until `most` are known; `known` takes them up."""
    # Half a second to import, for this alone.
    from pymoo.algorithms.moo.nsga3 import NSGA3  # type: ignore[import-untyped]
    from pymoo.core.problem import Problem  # type: ignore[import-untyped]
    from pymoo.operators.crossover.sbx import SBX  # type: ignore[import-untyped]
    from pymoo.operators.mutation.pm import PM  # type: ignore[import-untyped]
    from pymoo.operators.repair.rounding import RoundingRepair  # type: ignore[import-untyped]
    from pymoo.operators.sampling.rnd import (  # type: ignore[import-untyped]
        IntegerRandomSampling,
    )
    from pymoo.util.ref_dirs import get_reference_directions  # type: ignore[import-untyped]

    last = np.array(sizes) - 1
    objectives = len(next(iter(known.values())))
    problem = Problem(n_var=len(sizes), n_obj=objectives, xl=0 * last, xu=last, vtype=int)
    sought = NSGA3(
        ref_dirs=get_reference_directions("das-dennis", objectives, n_partitions=DIVISIONS),
        pop_size=GENERATION,
        sampling=IntegerRandomSampling(),
        # Options are numbered, not measured: any is as near to any other.
        crossover=SBX(prob=1.0, eta=3.0, vtype=float, repair=RoundingRepair()),
        mutation=PM(prob=1.0, eta=3.0, vtype=float, repair=RoundingRepair()),
    )
    sought.setup(problem, seed=seed)
    stale = 0
    while len(known) - 1 + GENERATION <= most and stale < STALE:
        asked = sought.ask()
        options = [tuple(int(place) for place in row) for row in asked.get("X")]
        # A generation is judged at once, so that workers share it.
        new = [each for each in dict.fromkeys(options) if each not in known]
        known.update(zip(new, judge(new), strict=True) if new else ())
        asked.set("F", np.array([known[each] for each in options]))
        sought.tell(infills=asked)
        stale = 0 if new else stale + 1


def _name(by_lever: Mapping[str, tuple[str, ...]], option: Option) -> str:
    chosen = [
        names[place - 1] for names, place in zip(by_lever.values(), option, strict=True) if place
    ]
    return "+".join(chosen) or AS_IS


def _told(figures: Figures) -> Figures:
    """Figures as they are told: what differs by less than a hundredth of a point of shortfall, or
    EUR 1 bn, beats nobody."""
    fails, shortfall, cost, decisions = figures
    return round(fails, 3), round(shortfall, 2), round(cost), decisions


class _Met:
    """Policies and what they came to in the search's futures."""

    def __init__(self, study: Study, by: int | None) -> None:
        self._study, self._by = study, by
        self.shortfall: dict[str, np.ndarray] = {}
        self._years: dict[str, np.ndarray] = {}
        self._cost: dict[str, float] = {}

    @property
    def year(self) -> int:
        """By which the core set should stand alone."""
        assert self._by is not None  # set with the first policies
        return self._by

    def meet(self, names: Sequence[str]) -> None:
        done = self._study(tuple(name for name in names if name != AS_IS), FUTURES)
        counted, last = tally(done), done.scenario.horizon.last
        count = len(done.policies)
        shortfall = table_of(counted.first, "shortfall", count)
        years = years_of(counted.first, "stand_alone_year", count, last)
        for place, policy in enumerate(done.policies):
            self.shortfall[policy.name] = shortfall[place]
            self._years[policy.name] = years[place]
            self._cost[policy.name] = float(counted.cost[place])
        if self._by is None:
            self._by = min(int(np.sort(years[0])[(FUTURES - 1) // 2]), last)

    def figures(self, name: str) -> Figures:
        fails = float((self._years[name] > self.year).mean())
        return fails, float(self.shortfall[name].mean()), self._cost[name]
