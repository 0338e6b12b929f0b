"""The answer about past decisions: `vallum backtest`.

Fed by: `vallum.governance.backtest`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row, Share

if TYPE_CHECKING:
    from vallum.governance.backtest import Backtest, Forecast, Score

Brier = Annotated[float, Field(ge=0, le=1, description="Mean squared error; less is better")]


class EpisodeRow(Row):
    """One episode with its forecast."""

    episode: str
    date: str
    title: str
    measure: Annotated[str | None, Field(description="None: it cannot be tested")]
    rule: str
    adopted: bool
    probability: Annotated[Share | None, Field(description="Forecast from the day before")]
    known_blockers: Annotated[Share | None, Field(description="Forecast of the naive rule")]
    held_out: Annotated[bool, Field(description="Had no part in setting assumptions")]
    missed: bool
    reason: Annotated[str, Field(description="Why it cannot be tested; else empty")]


class ScoreRow(Row):
    """Scores over some episodes."""

    episodes: Annotated[int, Field(ge=1)]
    brier: Brier
    brier_low: Annotated[float, Field(description="5 % when episodes are drawn again")]
    brier_high: Annotated[float, Field(description="95 %")]
    brier_always_yes: Brier
    brier_known_blockers: Brier
    better_than_yes: Annotated[Share, Field(description="Share of draws in which it scores less")]
    better_than_blockers: Share


class BinRow(Row):
    """Forecasts of one size."""

    low: float
    high: float
    episodes: int
    forecast: Share
    adopted: Share


class BacktestAnswer(Answer):
    """`vallum backtest`: forecasts of past decisions against what happened."""

    brier: Annotated[float | None, Field(description="Over all tested; None without one")]
    brier_always_yes: float | None
    brier_known_blockers: float | None
    all: ScoreRow | None
    held_out: Annotated[ScoreRow | None, Field(description="Episodes kept out of calibration")]
    calibration: tuple[BinRow, ...]
    episodes: tuple[EpisodeRow, ...]

    @classmethod
    def of(cls, found: Backtest) -> BacktestAnswer:
        whole = _score(found.score())
        return cls(
            brier=whole and whole.brier,
            brier_always_yes=whole and whole.brier_always_yes,
            brier_known_blockers=whole and whole.brier_known_blockers,
            all=whole,
            held_out=_score(found.score(lambda each: each.held_out)),
            calibration=tuple(
                BinRow(
                    low=each.low,
                    high=each.high,
                    episodes=each.episodes,
                    forecast=round(each.forecast, 4),
                    adopted=round(each.adopted, 4),
                )
                for each in found.calibration()
            ),
            episodes=tuple(_episode(each) for each in found.forecasts),
        )


def _score(score: Score | None) -> ScoreRow | None:
    if score is None:
        return None
    return ScoreRow(
        episodes=score.episodes,
        brier=round(score.model, 4),
        brier_low=round(score.low, 4),
        brier_high=round(score.high, 4),
        brier_always_yes=round(score.always_yes, 4),
        brier_known_blockers=round(score.known_blockers, 4),
        better_than_yes=round(score.better_than_yes, 4),
        better_than_blockers=round(score.better_than_blockers, 4),
    )


def _episode(each: Forecast) -> EpisodeRow:
    return EpisodeRow(
        episode=each.episode.name,
        date=each.episode.day,
        title=each.episode.title,
        measure=each.measure,
        rule=each.episode.rule,
        adopted=each.episode.adopted,
        probability=round(each.chance, 4) if each.tested else None,
        known_blockers=each.known_blockers if each.tested else None,
        held_out=each.held_out,
        missed=each.missed,
        reason="" if each.tested else each.reason,
    )
