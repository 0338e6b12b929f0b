"""Forecasts of past decisions, and coalitions: worked out by hand and by enumeration."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from model_runs import evidence
from vallum.errors import UserError
from vallum.governance.backtest import (
    FIRST,
    Backtest,
    Episode,
    Forecast,
    backtest,
    measure_of,
    shipped_episodes,
)
from vallum.governance.coalitions import at_the_margin, frontier, thinned, together
from vallum.governance.positions import Positions
from vallum.governance.timing import Timing, holdout_months
from vallum.world.agenda import agenda
from vallum.world.records import VetoRecord


def shipped() -> Backtest:
    return backtest(evidence(), agenda(evidence()), shipped_episodes(evidence()))


def made(chance: float, adopted: bool, known: float = 1.0) -> Forecast:
    episode = Episode("e", "2025-01-01", "t", "unanimity", "", adopted)
    return Forecast(episode, "m", "unanimity", chance, known)


def test_scores_by_hand():
    """(0.1^2 + 0.4^2) / 2 against (0 + 1) / 2."""
    score = Backtest((made(0.9, True), made(0.4, False, 0.0))).score()
    assert score is not None
    assert score.model == pytest.approx((0.01 + 0.16) / 2)
    assert score.always_yes == pytest.approx(0.5)
    assert score.known_blockers == 0
    assert score.low <= score.model <= score.high


def test_what_is_on_record_is_forecast_from_the_day_before():
    found = shipped()
    assert len(found.tested) >= 20
    assert {each.episode.day >= FIRST for each in found.forecasts} == {True}
    for each in found.forecasts:
        assert each.tested or each.reason
        assert 0 <= each.chance <= 1
    names = [each.episode.name for each in found.forecasts]
    assert len(names) == len(set(names))
    # The day of the accession talks is on record twice; its vote counts.
    assert "euco_accession_ukr" not in names


def test_episodes_kept_out_are_scored_apart():
    found = shipped()
    whole, kept = found.score(), found.score(lambda each: each.held_out)
    assert whole is not None
    assert kept is not None
    assert 0 < kept.episodes < whole.episodes
    assert whole.model < whole.known_blockers < whole.always_yes


def test_bins_hold_every_forecast():
    assert sum(each.episodes for each in shipped().calibration()) == len(shipped().tested)


@pytest.mark.parametrize(
    ("title", "measure"),
    [
        ("18th sanctions package", "sanctions_package"),
        ("Nature restoration regulation", None),
        ("Reparations loan backed by immobilised assets", "reparations_loan"),
        ("A fishing quota", None),
    ],
)
def test_titles_lead_to_measures(title, measure):
    words = [("nature", "none"), ("reparations loan", "reparations_loan"),
             ("sanctions", "sanctions_package")]  # fmt: skip
    assert measure_of(title, words) == measure


def test_holdouts_take_their_median():
    def episode(first: str, last: str) -> VetoRecord:
        return VetoRecord("v", first, last, "m", "sanctions", "unanimity", ("HUN",), "yes")

    past = [episode("2024-01-01", "2024-03-01"), episode("2024-01-01", "2024-05-01"),
            episode("2024-01-01", "2030-01-01"), episode("2024-01-01", "")]  # fmt: skip
    months = holdout_months(past, "2026-01-01")
    assert months == pytest.approx((60 + 121) / 2 / (365.25 / 12), abs=0.02)


def test_months_have_the_stated_ends():
    timing = Timing((2.0, 9.0, 36.0), 3.0)
    assert [timing.by(m) for m in (2, 9, 36)] == pytest.approx([0.05, 0.5, 0.95], abs=1e-3)
    assert timing.by(0) == 0
    assert timing.quantile(1.0, 0.5) == pytest.approx(9, abs=1e-3)
    assert timing.quantile(0.0, 0.5) == pytest.approx(12, abs=1e-3)
    drawn = timing.spread(np.linspace(0.001, 0.999, 999))
    assert np.median(drawn) == pytest.approx(9, abs=0.05)


STATES = ("A", "B", "C", "D", "E", "F")
BRINGS = {"A": 10.0, "B": 8.0, "C": 4.0, "D": 3.0, "E": 1.0, "F": 0.0}


def held(shock: float = 0.0) -> Positions:
    mean = np.array([0.2, -0.6, 0.4, -0.9, -0.2, 0.9])
    spread = np.full(6, 0.3)
    return Positions(STATES, mean, spread, shock, -0.3, -0.75, frozenset(), ())


def test_no_coalition_of_the_frontier_is_beaten_and_none_is_missing():
    """Every coalition of six, one by one; members decide independently."""
    found = frontier(BRINGS, held())
    agrees = dict(zip(STATES, 1 - held().no, strict=True))
    every = [
        (sum(BRINGS[s] for s in members) / 26, together(agrees, members))
        for size in range(1, 7)
        for members in combinations(STATES, size)
        if members != ("F",)
    ]
    best = {round(share, 9): max(p for s, p in every if s >= share - 1e-9) for share, _ in every}
    got = {round(each.capability, 9): each.probability for each in found}
    for share, chance in got.items():
        assert chance == pytest.approx(best[share], abs=1e-9)
    for share, chance in best.items():
        at_least = max(p for s, p in got.items() if s >= share - 1e-9)
        assert at_least == pytest.approx(chance, abs=1e-6)


def test_members_that_must_be_there_are():
    for each in frontier(BRINGS, held(), must=frozenset({"D"})):
        assert "D" in each.members


def test_leaving_a_member_out_never_makes_agreement_harder():
    rows = at_the_margin(BRINGS, held(0.2))
    assert all(each.gain >= 0 for each in rows)
    assert max(rows, key=lambda each: each.gain).state == "D"
    assert sum(each.capability for each in rows) == pytest.approx(1)


def test_thinning_keeps_both_ends():
    found = frontier(BRINGS, held())
    few = thinned(found, 3)
    assert len(few) <= 3
    assert (few[0], few[-1]) == (found[0], found[-1])


def test_candidates_must_bring_something_and_be_known():
    with pytest.raises(UserError, match="brings anything"):
        frontier(dict.fromkeys(STATES, 0.0), held())
    with pytest.raises(UserError, match="no candidate"):
        frontier(BRINGS, held(), must=frozenset({"Z"}))
