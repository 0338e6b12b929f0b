"""What `vallum reinforce` shows."""

from __future__ import annotations

from vallum.cli.show import NOTHING, heading, number, say, table
from vallum.study.reinforce import Arrivals

SHOWN = (5, 10, 15, 20, 25, 30, 40, 50, 60, 90, 120, 180, 365)
MOST = 8


def show_arrivals(found: Arrivals, year: int) -> None:
    """The answer in a sentence, the curve, what holds it up, what mending is worth."""
    central = found.central
    last = central.day_of(found.asked)
    every = f"the last on day {last}" if last else f"{number(central.total)} by day {central.days}"
    first = central.day_of(min(1.0, found.asked))
    say(
        f"{number(found.asked)} brigades to {found.title}, forces of {year}: "
        + (f"the first is there on day {first}, {every}. " if first else f"{every}. ")
        + f"Everything short and large: {_day(found, 'fast')}; long and small: "
        f"{_day(found, 'slow')}."
    )
    heading("Brigades arrived by the end of a day")
    days = [d for d in SHOWN if d <= central.days]
    table(
        ["day", *(str(d) for d in days)],
        [
            [word, *(number(curve.arrived[d - 1]) for d in days)]
            for word, curve in (
                ("fast", found.fast), ("central", central), ("slow", found.slow)
            )
        ],
    )  # fmt: skip
    heading("Where room is scarce")
    rooms = dict(zip(central.network.named, central.network.room, strict=True))
    table(
        ["where", "room [brigades a day]", "saved by one more [brigade-days]"],
        [
            [name, number(rooms[name]), number(worth)]
            for name, worth in list(central.prices.items())[:MOST]
        ],
    )
    if found.fixes:
        heading("What mending is worth")
        table(
            ["fix", "mean arrival earlier [days]", "last arrival [days]", "more brigades"],
            [
                [
                    each.title,
                    number(each.mean_days),
                    NOTHING if each.last_days is None else number(each.last_days),
                    number(each.more_brigades),
                ]
                for each in found.fixes
            ],
        )
    if found.stranded:
        gone = ", ".join(f"{s} {number(n)}" for s, n in sorted(found.stranded.items()))
        say(f"Ready, but with no home on the graph: {gone}.")
    say(
        "Capacities stand for classes of lines, none of which is published; delays are planning "
        "assumptions. A brigade moves in parts. Nothing here knows of damage or of other traffic."
    )


def _day(found: Arrivals, level: str) -> str:
    curve = getattr(found, level)
    day = curve.day_of(found.asked)
    return f"day {day}" if day else f"{number(curve.total)} by day {curve.days}"
