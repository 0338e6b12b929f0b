"""Published studies re-run on our prices and recipes, and what sets their figures apart from ours.

From: the studies' scenarios, the evidence on what they say.  To: `vallum scoreboard`, its page.

Each figure of a study is worked out under the study's own scenario (`vallum.study.scoreboard_cases`
says how).  Where ours lies outside the published range, it is worked out again with one assumption
changed at a time, as requirements/study_assumptions lists them; the one that leaves the least
distance to the range is what explains it, and the figure that it gives is shown.

    distance = how far ours lies outside [low, high], widened by half of the second digit printed
    closed   = 1 - distance with the assumption / distance without it
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.scenario import load_scenario, study_names
from vallum.study.scoreboard_cases import Case, Desk, Published, measure

Progress = Callable[[str], None]
NOTHING_NEARER = "nothing that was tried brings it nearer"


@dataclass(frozen=True)
class Explanation:
    """One assumption changed, and what the figure is then.

    closed: part of the distance to the published range that it closes [share]; negative: it widens
    it.  value None: not within the horizon.
    """

    assumption: str
    value: float | None
    closed: float


@dataclass(frozen=True)
class Row:
    """One figure of one study: published, ours, and what explains the difference.

    vallum None: not within the horizon of the study's scenario.
    tried: every assumption that was changed, nearest to the published range first; empty where
    ours lies in the range.
    """

    published: Published
    vallum: float | None
    met: bool
    tried: tuple[Explanation, ...]

    @property
    def best(self) -> Explanation | None:
        """The assumption that brings ours nearest, if any brings it nearer."""
        return self.tried[0] if self.tried and self.tried[0].closed > 0 else None

    @property
    def explained_by(self) -> str:
        """In words: the assumption and the figure that its run gave; empty where ours is met."""
        if self.met:
            return ""
        if self.best is None:
            return NOTHING_NEARER
        unit = self.published.unit
        told = f"{self.best.assumption}: {shown(self.best.value, unit)}"
        if self.best.closed >= 1:
            return told
        return f"{told} (closes {self.best.closed * 100:.0f} % of the difference)"


@dataclass(frozen=True)
class Overview:
    """One study as a whole at our prices.

    cost_eur_bn: the list bought once, each item at the median of its alternatives [2025 prices];
        None where the list is the alliance's whole force.
    brigades, people: on the list, or that its vehicles equip.
    ready: first year in which all of it can be there; None: not within the horizon.
    plan_eur_bn_a_year: mean cost of the cheapest plan that has it there so early, and keeps what
        Europe has [2025 prices]; None: not within the horizon.
    stand_in: the study's own list could not be read, and another stands in for it.
    """

    study: str
    title: str
    cost_eur_bn: float | None
    brigades: float
    people: float
    ready: int | None
    last: int
    plan_eur_bn_a_year: float | None
    stand_in: bool


@dataclass(frozen=True)
class Scoreboard:
    """All studies asked for."""

    rows: tuple[Row, ...]
    studies: tuple[Overview, ...]

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        met = sum(row.met for row in self.rows)
        closed = sum(row.best is not None and row.best.closed >= 1 for row in self.rows)
        nearer = sum(row.best is not None and row.best.closed < 1 for row in self.rows)
        left = len(self.rows) - met - closed - nearer
        return [
            f"{met} of {len(self.rows)} published figures hold ours; {closed} do once one "
            f"assumption is the study's; {nearer} come nearer; {left} do not."
        ]


def scoreboard(
    evidence: Evidence,
    *,
    studies: Sequence[str] = (),
    progress: Progress | None = None,
) -> Scoreboard:
    """Re-run the studies and set each published figure beside ours.

    studies: names of shipped studies; none: all of them.
    Raises UserError for a study that is not shipped, and where the evidence names a measure, fact,
    field or choice that there is none of.
    """
    tell = progress or (lambda step: None)
    known = study_names()
    for name in studies:
        if name not in known:
            near = did_you_mean(name, known) or f"; there are {', '.join(known)}"
            raise UserError(f"'{name}' is not a study{near}")
    desk = Desk(evidence)
    rows: list[Row] = []
    wholes: list[Overview] = []
    for name in studies or known:
        tell(f"re-run {load_scenario(name).title}")
        rows += [compare(desk, figure, tell) for figure in desk.figures(name)]
        wholes.append(_overview(desk, name))
    return Scoreboard(tuple(rows), tuple(wholes))


def compare(desk: Desk, figure: Published, tell: Progress = lambda step: None) -> Row:
    """One figure beside ours; where ours lies outside, with one assumption changed at a time."""
    plain = Case(figure.study)
    ours = measure(desk, plain, figure)
    away = distance(ours, figure)
    if away <= 0:
        return Row(figure, ours, True, ())
    tried = []
    for assumption in desk.assumptions(figure):
        tell(f"change one thing: {assumption.words}")
        value = measure(desk, plain.changed(assumption), figure)
        tried.append(Explanation(assumption.words, value, _closed(away, distance(value, figure))))
    # Sorting is stable: of two that do as well, the one that the evidence names first stands.
    return Row(figure, ours, False, tuple(sorted(tried, key=lambda one: -one.closed)))


def distance(value: float | None, figure: Published) -> float:
    """How far a value lies outside the published range, as far as that is rounded; 0 inside.

    A value that is not within the horizon lies infinitely far above.
    """
    if value is None:
        return math.inf
    below = figure.low - half_second_digit(figure.low) - value if figure.low is not None else 0.0
    above = value - figure.high - half_second_digit(figure.high) if figure.high is not None else 0.0
    return max(below, above, 0.0)


def half_second_digit(value: float) -> float:
    """Published figures are taken as printed to two digits; a year is taken as it stands.

    >>> half_second_digit(128_000), half_second_digit(64.0), half_second_digit(2035.0)
    (5000.0, 0.5, 0.0)
    """
    if value == 0 or 1900 < value < 2100:
        return 0.0
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(value))) - 1)


def shown(value: float | None, unit: str) -> str:
    """A figure as it is printed.

    >>> shown(999_000.0, "rounds"), shown(60.6, "USD bn"), shown(2034.0, "year"), shown(None, "")
    ('999,000', '60.6', '2034', 'not within the horizon')
    """
    if value is None:
        return "not within the horizon"
    if unit == "year":
        return f"{value:.0f}"
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"


def printed_range(figure: Published) -> str:
    """The published range as it is printed."""
    low, high = (
        None if end is None else shown(end, figure.unit) for end in (figure.low, figure.high)
    )
    if low == high and low is not None:
        return low
    if low is None:
        return f"up to {high}"
    return f"{low} to {high}" if high is not None else f"from {low}"


def _closed(before: float, after: float) -> float:
    """Part of the distance that is closed; from beyond the horizon, all or nothing."""
    if math.isinf(before):
        return 0.0 if math.isinf(after) else 1.0 if after == 0 else 0.5
    return -math.inf if math.isinf(after) else 1 - after / before


def _overview(desk: Desk, study: str) -> Overview:
    case = Case(study)
    whole: dict[str, Any] = desk.whole(case)
    return Overview(study=study, title=load_scenario(study).title, **whole)
