"""The answer about published studies: their figures beside ours.

Fed by: `vallum.study.scoreboard`.  To: `vallum scoreboard`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row
from vallum.study.scoreboard import Overview, Scoreboard
from vallum.study.scoreboard import Row as Compared


class ScoreboardRow(Row):
    """One figure of one study."""

    study: Annotated[str, Field(description="Name of the study's shipped scenario")]
    figure: str
    unit: Annotated[str, Field(description="As printed; money in the study's currency")]
    published_low: Annotated[float | None, Field(description="As printed; null: no such bound")]
    published_high: Annotated[float | None, Field(description="As printed; null: no such bound")]
    vallum: Annotated[
        float | None, Field(description="Ours under the study's scenario; null: not within it")
    ]
    explained_by: Annotated[
        str,
        Field(
            description="The one assumption that brings ours nearest and the figure of its run; "
            "empty: ours lies in the range, as far as the published figure is rounded"
        ),
    ]
    met: Annotated[bool, Field(description="Whether ours lies in the range")]
    explained_value: Annotated[
        float | None, Field(description="The figure of that run; null: none, or not within it")
    ]
    closed: Annotated[
        float | None, Field(description="Part of the difference that it closes, 0-1; null: none")
    ]
    independent: Annotated[
        bool, Field(description="false: one of our own parameters was taken from this figure")
    ]
    price_year: int | None
    covers: Annotated[str, Field(description="What the published figure covers")]
    source: Annotated[str, Field(description="Ids of sources, joined by ;")]
    verified: Annotated[str, Field(description="yes: the figure was seen in print; no: not yet")]

    @classmethod
    def of_row(cls, row: Compared) -> ScoreboardRow:
        said, best = row.published, row.best
        return cls(
            study=said.study,
            figure=said.figure,
            unit=said.unit,
            published_low=said.low,
            published_high=said.high,
            vallum=_rounded(row.vallum),
            explained_by=row.explained_by,
            met=row.met,
            explained_value=_rounded(best.value) if best else None,
            closed=_rounded(best.closed) if best else None,
            independent=said.independent,
            price_year=said.price_year,
            covers=said.covers,
            source=said.source,
            verified=said.verified,
        )


class StudyRow(Row):
    """One study as a whole, at our prices and recipes."""

    study: Annotated[str, Field(description="Name of its shipped scenario")]
    title: str
    cost_eur_bn: Annotated[
        float | None,
        Field(description="Its list bought once [2025 prices]; null: the alliance's whole force"),
    ]
    brigades: Annotated[float, Field(description="On its list, or that its vehicles equip")]
    people: Annotated[float, Field(description="Soldiers of these brigades")]
    ready: Annotated[
        int | None, Field(description="First year in which all can be there; null: not by `last`")
    ]
    last: Annotated[int, Field(description="Last year that was planned")]
    plan_eur_bn_a_year: Annotated[
        float | None,
        Field(description="Cheapest plan that has it there so early [2025 prices]; null: none"),
    ]
    stand_in: Annotated[bool, Field(description="Its own list was not read; another stands in")]

    @classmethod
    def of_study(cls, study: Overview) -> StudyRow:
        return cls(
            study=study.study,
            title=study.title,
            cost_eur_bn=_rounded(study.cost_eur_bn),
            brigades=round(study.brigades, 6),
            people=round(study.people, 6),
            ready=study.ready,
            last=study.last,
            plan_eur_bn_a_year=_rounded(study.plan_eur_bn_a_year),
            stand_in=study.stand_in,
        )


class ScoreboardAnswer(Answer):
    """`vallum scoreboard`: published studies re-run on our prices and recipes."""

    rows: tuple[ScoreboardRow, ...]
    studies: tuple[StudyRow, ...]

    @classmethod
    def of(cls, board: Scoreboard) -> ScoreboardAnswer:
        return cls(
            rows=tuple(ScoreboardRow.of_row(row) for row in board.rows),
            studies=tuple(StudyRow.of_study(study) for study in board.studies),
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
