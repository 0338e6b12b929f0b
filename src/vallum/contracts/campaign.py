"""The answer about whether a line holds: `vallum campaign`.

Fed by: `vallum.study.campaign`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row
from vallum.theatre import WARNING
from vallum.theatre.campaign import TITLES

if TYPE_CHECKING:
    from vallum.study.campaign import Fought
    from vallum.study.window import Window


class SpreadRow(Row):
    """The 10th, 50th and 90th percentile over paths."""

    p10: float
    p50: float
    p90: float

    @classmethod
    def of(cls, spread: tuple[float, float, float], digits: int) -> SpreadRow:
        low, middle, high = (round(x, digits) for x in spread)
        return cls(p10=low, p50=middle, p90=high)


class CampaignModelRow(Row):
    """What one model says."""

    title: str
    hold_probability: Annotated[float, Field(ge=0, le=1, description="Share of paths that hold")]
    ground_lost_km: SpreadRow
    days_to_breach: Annotated[
        SpreadRow | None, Field(description="Over the paths that end in a breach; null: none does")
    ]
    attacker_lost: Annotated[SpreadRow, Field(description="Share of his force")]
    defender_lost: Annotated[SpreadRow, Field(description="Share of what was committed")]
    days_of_munitions: Annotated[SpreadRow, Field(description="Shells, until they are spent")]
    weights: Annotated[
        dict[str, float],
        Field(description="Share of the variance of holding that each input explains by itself"),
    ]


class InputRow(Row):
    """One input that paths draw from a triangle."""

    input: str
    low: float
    central: float
    high: float
    unit: str
    meaning: str


class CampaignAnswer(Answer):
    """`vallum campaign SCENARIO`: does the line hold, in how many paths, in which model?"""

    warning: Annotated[str, Field(description="To be shown beside every figure")]
    theatre: str
    title: str
    year: int
    days: int
    paths: int
    seed: int
    brigades_sent_at_most: float
    arrived: Annotated[list[float], Field(description="Brigades by the end of each day")]
    hold_probability: Annotated[float, Field(description="Mean of the models, each alike")]
    models: dict[str, CampaignModelRow]
    inputs: tuple[InputRow, ...]

    @classmethod
    def of(cls, fought: Fought) -> CampaignAnswer:
        done = fought.campaign
        return cls(
            warning=WARNING,
            theatre=fought.theatre.name,
            title=fought.theatre.title,
            year=fought.year,
            days=done.days,
            paths=done.paths,
            seed=done.seed,
            brigades_sent_at_most=round(fought.sent, 3),
            arrived=[round(x, 3) for x in fought.curve],
            hold_probability=round(done.hold_mean, 6),
            models={
                name: CampaignModelRow(
                    title=TITLES[name],
                    hold_probability=round(ends.hold_probability, 6),
                    ground_lost_km=SpreadRow.of(ends.spread("ground_lost_km"), 2),
                    days_to_breach=(
                        SpreadRow.of(breach, 1) if (breach := ends.breach_spread()) else None
                    ),
                    attacker_lost=SpreadRow.of(ends.spread("attacker_lost"), 4),
                    defender_lost=SpreadRow.of(ends.spread("defender_lost"), 4),
                    days_of_munitions=SpreadRow.of(ends.spread("munition_days"), 1),
                    weights={k: round(v, 4) for k, v in done.weights[name].items()},
                )
                for name, ends in done.models.items()
            },
            inputs=tuple(
                InputRow(
                    input=name,
                    low=each.low,
                    central=each.central,
                    high=each.high,
                    unit=each.unit,
                    meaning=each.meaning,
                )
                for name, each in done.front.ranges.items()
            ),
        )


class WindowRow(Row):
    """One case in one year."""

    case: Annotated[str, Field(description="none or plan, then alone or us")]
    year: int
    ready: Annotated[float, Field(ge=0, le=1, description="Estimates by whose date Russia could")]
    holds: Annotated[float, Field(ge=0, le=1, description="Mean of the models")]
    least: Annotated[float, Field(ge=0, le=1, description="Least of the models")]
    most: Annotated[float, Field(ge=0, le=1, description="Greatest of the models")]
    open: Annotated[float, Field(ge=0, le=1, description="ready (1 - holds)")]


class WindowAnswer(Answer):
    """`vallum window`: when a ready Russia could meet a Europe that does not hold."""

    warning: str
    theatre: str
    title: str
    paths: int
    seed: int
    estimates: Annotated[int, Field(description="Published estimates with calendar years")]
    rows: tuple[WindowRow, ...]

    @classmethod
    def of(cls, found: Window) -> WindowAnswer:
        return cls(
            warning=WARNING,
            theatre=found.theatre.name,
            title=found.theatre.title,
            paths=found.paths,
            seed=found.seed,
            estimates=found.estimates,
            rows=tuple(
                WindowRow(
                    case=row["case"],
                    year=row["year"],
                    **{
                        name: round(row[name], 6)
                        for name in ("ready", "holds", "least", "most", "open")
                    },
                )
                for row in found.frame.iter_rows(named=True)
            ),
        )
