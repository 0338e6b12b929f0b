"""The answer about arrivals: `vallum reinforce`.

Fed by: `vallum.study.reinforce`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row

if TYPE_CHECKING:
    from vallum.study.reinforce import Arrivals

BOTTLENECKS = 15


class ArrivalRow(Row):
    """How many brigades have come by the end of a day."""

    day: Annotated[int, Field(ge=1, description="Days after the order")]
    brigades: Annotated[float, Field(description="Central case")]
    fast: Annotated[float, Field(description="All delays short and all rooms large")]
    slow: Annotated[float, Field(description="All delays long and all rooms small")]


class BottleneckRow(Row):
    """Where room is scarce."""

    where: Annotated[str, Field(description="Link and direction, or place and what it handles")]
    brigade_days: Annotated[
        float, Field(description="Waiting saved by room for one brigade a day more [brigade-days]")
    ]
    room: Annotated[float, Field(description="Room today [brigades a day]")]


class FixRow(Row):
    """What mending something is worth."""

    fix: str
    title: str
    mean_days: Annotated[float, Field(description="Mean arrival earlier by so many days")]
    last_days: Annotated[
        float | None, Field(description="Last arrival earlier; null: it lies past the horizon")
    ]
    more_brigades: Annotated[float, Field(description="More brigades within the horizon")]


class LinkRow(Row):
    """What goes over a link."""

    link: str
    brigades: float


class ReinforceAnswer(Answer):
    """`vallum reinforce --to PLACE --brigades N`: the arrival curve and what holds it up."""

    to: str
    title: str
    asked: float
    arrived: Annotated[float, Field(description="Within the horizon; central case")]
    mean_day: Annotated[float, Field(description="Who does not come counts with the last day")]
    arrivals: tuple[ArrivalRow, ...]
    bottlenecks: tuple[BottleneckRow, ...]
    fixes: Annotated[tuple[FixRow, ...], Field(description="Empty unless asked for")]
    flows: tuple[LinkRow, ...]
    ready: Annotated[dict[str, float], Field(description="Ready brigades with a home on the graph")]
    stranded: Annotated[dict[str, float], Field(description="Ready brigades without one")]

    @classmethod
    def of(cls, found: Arrivals) -> ReinforceAnswer:
        central = found.central
        rooms = dict(zip(central.network.named, central.network.room, strict=True))
        curves = zip(central.arrived, found.fast.arrived, found.slow.arrived, strict=True)
        return cls(
            to=found.place,
            title=found.title,
            asked=found.asked,
            arrived=round(central.total, 4),
            mean_day=round(central.mean_day(), 2),
            arrivals=tuple(
                ArrivalRow(day=day, brigades=round(c, 4), fast=round(f, 4), slow=round(s, 4))
                for day, (c, f, s) in enumerate(curves, start=1)
            ),
            bottlenecks=tuple(
                BottleneckRow(where=name, brigade_days=round(worth, 3), room=round(rooms[name], 4))
                for name, worth in list(central.prices.items())[:BOTTLENECKS]
            ),
            fixes=tuple(
                FixRow(
                    fix=each.fix,
                    title=each.title,
                    mean_days=round(each.mean_days, 2),
                    last_days=each.last_days,
                    more_brigades=round(each.more_brigades, 3),
                )
                for each in found.fixes
            ),
            flows=tuple(
                LinkRow(link=name, brigades=round(n, 4))
                for name, n in sorted(found.by_link().items(), key=lambda pair: (-pair[1], pair[0]))
            ),
            ready={state: round(n, 3) for state, n in sorted(found.ready.items())},
            stranded={state: round(n, 3) for state, n in sorted(found.stranded.items())},
        )
