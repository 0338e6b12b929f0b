"""Where voters stand on a measure on a given day, and how they would vote.

From: stances, the measure's issues and ease, assumptions.  To: `vallum.governance.chance`.

    m[i] = sum over issues of weight x position[i] + ease of the measure + ease of the route
    x[i] = m[i] + shock F + s[i] e[i]                       F, e[i] normal, F shared by all
    yes if x > -cut_yes, no if x < -cut_no, else the state abstains

    s[i]^2 = spread of the coded positions^2 + noise^2 (+ election^2 where one is due)

The stated low and high are read as 5 and 95 per cent.  A state without a coded position has the
mean of those that have one, and a wide spread; it is named in `imputed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from vallum.errors import UserError
from vallum.world.agenda import Agenda, Measure, Stance
from vallum.world.institutions import UNION

Array = NDArray[np.float64]
NINETY = 3.29
"""Width of the middle 90 per cent of a normal distribution [standard deviations]."""
DAYS_PER_MONTH = 365.25 / 12
NODES = 16
"""Of the Gauss-Hermite sum over the shared shock; 32 change no probability by 1e-9."""


@dataclass(frozen=True)
class Positions:
    """Voters' latent support for one measure.

    mean, spread: by voter, in the order of `states`; shock: of what moves all together.
    cut_yes, cut_no: above the first a voter says yes, below the second no.
    imputed: voters without a coded position on some issue; stances: what the others rest on.
    """

    states: tuple[str, ...]
    mean: Array
    spread: Array
    shock: float
    cut_yes: float
    cut_no: float
    imputed: frozenset[str]
    stances: tuple[Stance, ...]

    def moved(self, ease: float) -> Positions:
        """The same with every position shifted."""
        return Positions(
            self.states,
            self.mean + ease,
            self.spread,
            self.shock,
            self.cut_yes,
            self.cut_no,
            self.imputed,
            self.stances,
        )

    def below(self, cut: float) -> Array:
        """Chance that x lies below a cut (voter, node), given the shared shock of each node."""
        common = self.mean[:, None] + self.shock * nodes()[0][None, :]
        chance: Array = ndtr((cut - common) / self.spread[:, None])
        return chance

    @property
    def yes(self) -> Array:
        return 1 - self.below(self.cut_yes)

    @property
    def no(self) -> Array:
        return self.below(self.cut_no)

    def average(self, chances: Array) -> dict[str, float]:
        """Voter -> chance over all values of the shared shock."""
        means = chances @ nodes()[1]
        return dict(zip(self.states, means.tolist(), strict=True))


def positions(
    agenda: Agenda,
    measure: Measure,
    states: tuple[str, ...],
    day: str,
    *,
    overrides: Mapping[str, float] | None = None,
    until: str | None = None,
) -> Positions:
    """Positions held on a day.

    overrides: state -> position held for certain.  until: day by which it will be decided;
    elections before it widen the spread.
    Raises UserError for a position outside -1 to 1.
    """
    given = check_overrides(agenda, overrides or {})
    terms, weights = agenda.terms, measure.issues
    total = sum(weights.values())
    mean, variance = np.zeros(len(states)), np.full(len(states), terms["noise"] ** 2)
    imputed: set[str] = set()
    used: list[Stance] = []
    for issue, weight in weights.items():
        held = held_on(agenda, issue, day)
        middle = _middle(agenda, held, day)
        share = weight / total
        for place, state in enumerate(states):
            stance = held.get(state)
            if stance is None:
                mean[place] += share * middle
                variance[place] += (share * terms["unknown"]) ** 2
                imputed.add(state)
            else:
                mean[place] += share * stance.central
                variance[place] += (share * (stance.high - stance.low) / NINETY) ** 2
                used.append(stance)
    for place, state in enumerate(states):
        if until is not None and any(day < due <= until for due in agenda.elections.get(state, ())):
            variance[place] += terms["election"] ** 2
        if state in given:
            mean[place], variance[place] = given[state], terms["noise"] ** 2
    return Positions(
        states,
        mean + measure.ease,
        np.sqrt(variance),
        terms["shock"],
        -terms["cut_yes"],
        -terms["cut_no"],
        frozenset(imputed - given.keys()),
        tuple(used),
    )


def held_on(agenda: Agenda, issue: str, day: str) -> dict[str, Stance]:
    """State -> its position on an issue on a day; states without one are left out."""
    found = {}
    for state, stances in agenda.by_issue.get(issue, {}).items():
        for stance in stances:
            if stance.first <= day <= stance.last:
                found[state] = stance
    return found


def check_overrides(agenda: Agenda, overrides: Mapping[str, float]) -> dict[str, float]:
    """The same.  Raises UserError for an unknown state or a position outside -1 to 1."""
    for state, position in overrides.items():
        agenda.known.members(state)
        if not -1 <= position <= 1:
            raise UserError(f"{state}={position:g}: a position lies between -1 and 1")
    return dict(overrides)


def nodes() -> tuple[Array, Array]:
    """Values of the shared shock and their weights, which add up to 1."""
    return _NODES


def months_later(day: str, months: float) -> str:
    """The day so many months on.

    >>> months_later("2026-07-01", 12)
    '2027-07-01'
    """
    return (date.fromisoformat(day) + timedelta(days=round(months * DAYS_PER_MONTH))).isoformat()


def months_between(day: str, later: str) -> float:
    """Months from one day to another, negative where the second is earlier."""
    return (date.fromisoformat(later) - date.fromisoformat(day)).days / DAYS_PER_MONTH


def _middle(agenda: Agenda, held: Mapping[str, Stance], day: str) -> float:
    inside = [held[state].central for state in agenda.known.members(UNION, day) if state in held]
    return float(np.mean(inside)) if inside else 0.0


def _gauss() -> tuple[Array, Array]:
    points: Any
    weights: Any
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return np.asarray(points), np.asarray(weights) / sqrt(2 * np.pi)


_NODES = _gauss()
