"""How the chances of decisions did on what has happened since 2022.

From: recorded votes and episodes, agenda.  To: `vallum backtest`, the validation page.

An episode is a measure put to a vote or to leaders on a day; it was adopted then, or it was not.
The forecast is the chance that the vote carries at once, from positions held on the day before.
Against it stand two naive forecasts: always yes; and yes unless a state that blocked a measure of
the same kind before (by then on record) has a vote under unanimity.

Assumptions were set on episodes before `HELD_OUT`; those from then on were kept out.  Episodes in
the table of vetoes are there because they were held up: they say how well blocks are foreseen, not
how often they happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from vallum.evidence import Evidence
from vallum.governance.ballot import Ballot, mean
from vallum.governance.chance import Region
from vallum.governance.games import game_of
from vallum.governance.positions import positions
from vallum.world.agenda import Agenda, Measure
from vallum.world.institutions import UNION
from vallum.world.records import DecisionRecord, VetoRecord, decision_records, veto_records

HELD_OUT = "2025-07-01"
"""Episodes from this day on had no part in setting assumptions."""
FIRST = "2022-02-24"
SAME = 31
"""Records of one measure with one outcome fewer days apart than this are one episode."""
RESAMPLES = 2000
SEED = 0
MISSED = 0.5
RULES = ("qmv72", "qmv", "unanimity_with_abstention", "unanimity", "consensus")
OUTVOTED = "outvoted"


@dataclass(frozen=True)
class Episode:
    """One measure put to a vote.  kind: of the record; blockers: who held it up, if anybody."""

    name: str
    day: str
    title: str
    rule: str
    category: str
    adopted: bool
    blockers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forecast:
    """An episode with what was forecast.

    measure: of the agenda; None, with a reason, where it cannot be tested.
    chance, known_blockers: forecasts of adoption [probability].
    """

    episode: Episode
    measure: str | None
    reason: str
    chance: float = 0.0
    known_blockers: float = 1.0

    @property
    def tested(self) -> bool:
        return self.measure is not None

    @property
    def held_out(self) -> bool:
        return self.episode.day >= HELD_OUT

    @property
    def missed(self) -> bool:
        """On the wrong side of one half."""
        return self.tested and abs(self.chance - self.episode.adopted) > MISSED


@dataclass(frozen=True)
class Score:
    """Brier scores: mean squared distance of forecasts from outcomes; less is better.

    low, high: 5 and 95 per cent of the model's score when episodes are drawn again;
    better_than_yes, better_than_blockers: share of those draws in which the model scores less.
    """

    episodes: int
    model: float
    low: float
    high: float
    always_yes: float
    known_blockers: float
    better_than_yes: float
    better_than_blockers: float


@dataclass(frozen=True)
class Backtest:
    """All forecasts, in order of day and name."""

    forecasts: tuple[Forecast, ...]

    @property
    def tested(self) -> tuple[Forecast, ...]:
        return tuple(each for each in self.forecasts if each.tested)

    def score(self, picked: Callable[[Forecast], bool] = lambda each: True) -> Score | None:
        """Scores of the tested episodes that are picked; None without one."""
        found = [each for each in self.tested if picked(each)]
        return _score(found) if found else None

    def calibration(self, edges: Sequence[float] = (0, 0.25, 0.5, 0.75, 1.0)) -> list[Bin]:
        """Forecasts in bins: how often what was forecast happened."""
        bins = []
        for low, high in pairwise(edges):
            inside = [
                each
                for each in self.tested
                if low <= each.chance < high or (high == edges[-1] and each.chance == high)
            ]
            if inside:
                forecast = float(np.mean([each.chance for each in inside]))
                adopted = float(np.mean([each.episode.adopted for each in inside]))
                bins.append(Bin(low, high, len(inside), forecast, adopted))
        return bins


@dataclass(frozen=True)
class Bin:
    """Forecasts between two values: their mean, and the share that was adopted."""

    low: float
    high: float
    episodes: int
    forecast: float
    adopted: float


def backtest(evidence: Evidence, agenda: Agenda, episodes: Iterable[Episode]) -> Backtest:
    """Forecast every episode from what was known the day before."""
    ordered = sorted(episodes, key=lambda each: (each.day, each.name))
    words = episode_words(evidence)
    past = veto_records(evidence)
    return Backtest(tuple(_forecast(agenda, each, words, past) for each in ordered))


def shipped_episodes(evidence: Evidence) -> list[Episode]:
    """Votes in the Union and episodes of the table of vetoes since 2022, each once."""
    found = [_of_decision(each) for each in decision_records(evidence) if _is_vote(each)]
    words = episode_words(evidence)
    for each in veto_records(evidence):
        episode = of_veto(each)
        if episode.day >= FIRST and not _known(episode, found, words):
            found.append(episode)
    return found


def of_veto(record: VetoRecord) -> Episode:
    """An episode of the table of vetoes: not adopted on its first day, unless outvoted."""
    return Episode(
        record.name,
        record.blocked,
        record.measure,
        record.rule,
        record.category,
        record.formal == OUTVOTED,
        record.blockers,
    )


def episode_words(evidence: Evidence) -> list[tuple[str, str]]:
    """Words that tell which measure an episode is about, the first that fits counting."""
    rows = evidence.table("governance/episode_words").sort("rank").iter_rows(named=True)
    return [(row["word"], row["measure"]) for row in rows]


def measure_of(title: str, words: Sequence[tuple[str, str]]) -> str | None:
    """The measure that a title is about; None where it is none of the agenda."""
    lower = title.lower()
    found = next((measure for word, measure in words if word in lower), None)
    return None if found == "none" else found


def _is_vote(record: DecisionRecord) -> bool:
    return record.kind == "vote" and record.body != "UNGA" and record.date >= FIRST


def _of_decision(record: DecisionRecord) -> Episode:
    against = tuple(sorted(s for s, vote in record.votes.items() if vote == "no"))
    return Episode(record.name, record.date, record.title, record.rule, "", record.adopted, against)


def _known(episode: Episode, found: Sequence[Episode], words: Sequence[tuple[str, str]]) -> bool:
    measure = measure_of(episode.title, words)
    return any(
        measure_of(other.title, words) == measure
        and (other.day == episode.day or other.adopted == episode.adopted)
        and abs((date.fromisoformat(other.day) - date.fromisoformat(episode.day)).days) < SAME
        for other in found
    )


def _forecast(
    agenda: Agenda,
    episode: Episode,
    words: Sequence[tuple[str, str]],
    past: Sequence[VetoRecord],
) -> Forecast:
    name = measure_of(episode.title, words)
    if name is None or name not in agenda.measures:
        return Forecast(episode, None, "no measure of the agenda is about it")
    rule = next((each for each in RULES if episode.rule.lower().startswith(_spoken(each))), None)
    if rule is None:
        return Forecast(episode, None, f"its rule ({episode.rule}) is none that voters share")
    measure = agenda.measures[name]
    before = (date.fromisoformat(episode.day) - timedelta(days=1)).isoformat()
    chance = mean(_vote(agenda, measure, rule, before).chances(0.0).carried)
    known = 1.0
    if not rule.startswith("qmv"):
        known = float(not _blocked_before(measure.name, before, words, past))
    return Forecast(episode, name, rule, chance, known)


def _spoken(rule: str) -> str:
    return rule.replace("_", " ") if rule != "unanimity_with_abstention" else "unanimity_with"


def _vote(agenda: Agenda, measure: Measure, rule: str, day: str) -> Ballot:
    """The vote of the Union's members under one rule, whatever the route."""
    states = agenda.known.members(UNION, day)
    held = positions(agenda, measure, states, day)
    weights = agenda.known.weights(states, agenda.known.nearest_year(day))
    region = Region.open(tuple(weights.values()))
    blocks = not rule.startswith("qmv")
    found = agenda.known.rule(rule)
    if not blocks:
        region = region.of_game(game_of(found, weights))
    elif found.abstention_limit is not None:
        region = region.standing_aside(float(found.abstention_limit))
    return Ballot(held, region, held.yes, held.no, blocks, False, (), rule)


def _blocked_before(
    measure: str, day: str, words: Sequence[tuple[str, str]], past: Sequence[VetoRecord]
) -> bool:
    """Whether some state was on record for holding up such a measure."""
    return any(
        each.blocked < day and measure_of(each.measure, words) == measure and each.formal == "yes"
        for each in past
    )


def _score(found: Sequence[Forecast]) -> Score:
    outcome = np.asarray([each.episode.adopted for each in found], dtype=float)
    model = (np.asarray([each.chance for each in found]) - outcome) ** 2
    yes = (1 - outcome) ** 2
    blockers = (np.asarray([each.known_blockers for each in found]) - outcome) ** 2
    drawn = np.random.default_rng(SEED).integers(len(found), size=(RESAMPLES, len(found)))
    again = model[drawn].mean(axis=1)
    low, high = np.quantile(again, [0.05, 0.95])
    return Score(
        len(found),
        float(model.mean()),
        float(low),
        float(high),
        float(yes.mean()),
        float(blockers.mean()),
        float((again < yes[drawn].mean(axis=1)).mean()),
        float((again < blockers[drawn].mean(axis=1)).mean()),
    )
