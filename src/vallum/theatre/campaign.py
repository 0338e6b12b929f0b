"""An ensemble over models and inputs: how often the line holds, and which input matters.

From: `inputs.Front`.  To: `vallum.study.campaign`, `vallum.study.window`.  Same seed, same paths:
path p takes the same draws in every model, and in every front of one seed.

    hold probability of a model   = share of its paths without a breach
    weight of an input on it      = Var( E[held | input in its k-th part] ) / Var( held )

the second over `PARTS` equal parts of the paths in the input's order, less what chance alone would
give, (PARTS - 1) / (paths - 1) of the variance; a first-order index estimated from given draws
(Plischke, Borgonovo and Smith 2013).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vallum.errors import Problem, UserError
from vallum.theatre.inputs import NAMES, Front

MODELS = ("adaptive", "expansion", "exchange")
TITLES = {
    "adaptive": "Adaptive Dynamic Model (Epstein)",
    "expansion": "Attrition-FEBA Expansion Model (Kaufmann, Posen)",
    "exchange": "Lanchester-Helmbold exchange",
}
PARTS = 20
FEWEST, MOST = 100, 5_000_000
LOOKED_AT = 50_000
"""So many first paths are enough to weigh inputs."""
SPREAD = (10, 50, 90)

Paths = NDArray[np.float64]


@dataclass(frozen=True)
class Ends:
    """How the paths of one model end (paths).

    breach_day: 0 where the line holds; ground_lost_km; attacker_lost, defender_lost [share of what
    each committed]; munition_days: until shells are spent, longer than the campaign where they
    outlast it.
    """

    breach_day: Paths
    ground_lost_km: Paths
    attacker_lost: Paths
    defender_lost: Paths
    munition_days: Paths

    @property
    def hold_probability(self) -> float:
        return float((self.breach_day == 0).mean())

    def spread(self, name: str) -> tuple[float, float, float]:
        """The 10th, 50th and 90th percentile of one result over all paths."""
        low, middle, high = np.percentile(getattr(self, name), SPREAD)
        return float(low), float(middle), float(high)

    def breach_spread(self) -> tuple[float, float, float] | None:
        """The same of the day of breach, over the paths that end in one; None: none does."""
        broken = self.breach_day[self.breach_day > 0]
        if not broken.size:
            return None
        low, middle, high = np.percentile(broken, SPREAD)
        return float(low), float(middle), float(high)


@dataclass(frozen=True)
class Campaign:
    """The ensemble's outcome.  weights: model -> input -> its weight on holding, heaviest first."""

    front: Front
    days: int
    paths: int
    seed: int
    models: dict[str, Ends]
    weights: dict[str, dict[str, float]]

    @property
    def hold_range(self) -> tuple[float, float]:
        """The least and the greatest hold probability among the models."""
        chances = [each.hold_probability for each in self.models.values()]
        return min(chances), max(chances)

    @property
    def hold_mean(self) -> float:
        """The mean of the models' hold probabilities: each model counts alike, by choice."""
        return float(np.mean([each.hold_probability for each in self.models.values()]))


def simulate(front: Front, *, paths: int, seed: int, weigh: bool = True) -> Campaign:
    """Play so many paths in every model.

    Raises UserError unless paths lie between `FEWEST` and `MOST` and the seed is 0 or more.
    """
    if not FEWEST <= paths <= MOST:
        raise UserError(Problem(f"{paths} should lie within {FEWEST} and {MOST:,}", field="paths"))
    if not 0 <= seed < 2**31:
        raise UserError(Problem(f"{seed} should lie within 0 and 2,147,483,647", field="seed"))
    from vallum.theatre.kernel import draw_many, play_many

    ranges = _ranges(front)
    came = np.concatenate([[0.0], np.cumsum(front.arrivals)])
    played = play_many(ranges, came, front.days, seed, paths)
    models = {
        model: Ends(*(played[:, k, result].astype(float) for result in range(played.shape[2])))
        for k, model in enumerate(MODELS)
    }
    weights: dict[str, dict[str, float]] = {}
    if weigh:
        drawn = draw_many(ranges, seed, min(paths, LOOKED_AT))
        weights = {
            model: _weigh(drawn, ends.breach_day[: len(drawn)] == 0)
            for model, ends in models.items()
        }
    return Campaign(front, front.days, paths, seed, models, weights)


def by_heaviest(done: Campaign) -> dict[str, tuple[str, float, float]]:
    """Model -> its heaviest input, and the hold probability at its worse and at its better end.

    An end is the fifth of the paths in which the input is lowest, or highest.  Needs weights.
    """
    from vallum.theatre.kernel import draw_many

    drawn = draw_many(_ranges(done.front), done.seed, min(done.paths, LOOKED_AT))
    found = {}
    for model, weights in done.weights.items():
        name = next(iter(weights))
        held = done.models[model].breach_day[: len(drawn)] == 0
        rank = np.argsort(drawn[:, NAMES.index(name)], kind="stable")
        fifth = max(1, len(rank) // 5)
        ends = sorted((float(held[rank[:fifth]].mean()), float(held[rank[-fifth:]].mean())))
        found[model] = (name, ends[0], ends[1])
    return found


def _ranges(front: Front) -> Paths:
    return np.array([[r.low, r.central, r.high] for r in (front.ranges[name] for name in NAMES)])


def _weigh(drawn: Paths, held: NDArray[np.bool_]) -> dict[str, float]:
    """Weight of each input on a yes-or-no result, heaviest first; 0 where nothing varies."""
    outcome = held.astype(float)
    variance = float(outcome.var())
    found = {}
    for k, name in enumerate(NAMES):
        if variance == 0 or np.ptp(drawn[:, k]) == 0:
            found[name] = 0.0
            continue
        parts = np.array_split(outcome[np.argsort(drawn[:, k], kind="stable")], PARTS)
        means = np.array([part.mean() for part in parts])
        sizes = np.array([len(part) for part in parts])
        between = float((sizes * (means - outcome.mean()) ** 2).sum() / len(outcome))
        by_chance = (PARTS - 1) / (len(outcome) - 1)
        found[name] = max(0.0, between / variance - by_chance)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
