"""What `vallum campaign` shows: the warning first, each figure with its spread."""

from __future__ import annotations

from vallum.cli.show import NOTHING, heading, number, percent, say, table
from vallum.study.campaign import Fought
from vallum.study.window import CASES, Window
from vallum.theatre import WARNING
from vallum.theatre.campaign import TITLES

HEAVIEST = 5
LEAST_WEIGHT = 0.005
"""An input that explains less is left out of the list."""


def show_campaign(fought: Fought) -> None:
    """Warning, answer, models side by side, what matters, what went in."""
    done = fought.campaign
    low, high = done.hold_range
    say(WARNING)
    say()
    say(
        f"{fought.theatre.title}, forces of {fought.year}, {done.days} days: the line holds in "
        f"{percent(low)} to {percent(high)} of {done.paths:,} paths, by model (seed {done.seed})."
    )
    heading("By model: median, and 10th to 90th percentile")
    table(
        [
            "model",
            "holds",
            "ground lost [km]",
            "breach on day",
            "attackers lost",
            "defenders lost",
            "days of shells",
        ],
        [
            [
                TITLES[name],
                percent(ends.hold_probability),
                _spread(ends.spread("ground_lost_km")),
                _spread(ends.breach_spread()),
                _shares(ends.spread("attacker_lost")),
                _shares(ends.spread("defender_lost")),
                _spread(ends.spread("munition_days")),
            ]
            for name, ends in done.models.items()
        ],
    )
    say("Breach: of the paths that end in one.")
    heading("Which input matters: share of the variance of holding that it explains by itself")
    ranges = done.front.ranges
    table(
        ["model", "input", "share", "drawn from", "unit"],
        [
            [
                TITLES[name],
                ranges[key].meaning,
                percent(weight),
                f"{number(ranges[key].low)} / {number(ranges[key].central)} / "
                f"{number(ranges[key].high)}",
                ranges[key].unit,
            ]
            for name, weights in done.weights.items()
            for key, weight in list(weights.items())[:HEAVIEST]
            if weight >= LEAST_WEIGHT
        ],
    )
    at = [d for d in (5, 10, 20, 30, 60) if d <= done.days]
    came = ", ".join(f"{number(fought.curve[d - 1])} by day {d}" for d in at)
    say(
        f"Reinforcement of {number(fought.sent)} brigades at most: {came}. ADE: armoured division "
        "equivalent. Ranges are planning assumptions (`vallum evidence show "
        "requirements/parameters`, rows campaign_*); `--json` lists all of them."
    )


def _spread(spread: tuple[float, float, float] | None) -> str:
    if spread is None:
        return NOTHING
    low, middle, high = spread
    return f"{number(middle)} ({number(low)}-{number(high)})"


def _shares(spread: tuple[float, float, float]) -> str:
    low, middle, high = spread
    return f"{percent(middle)} ({percent(low)}-{percent(high)})"


def show_window(found: Window) -> None:
    """The chance by year and case, and what it is made of."""
    say(f"{WARNING} Estimates say when Russia could act, not that it would.")
    heading(f"{found.theatre.title}: could act, times does not hold")
    cases = list(dict.fromkeys(found.frame["case"]))
    of_case = {case: found.frame.filter(found.frame["case"] == case) for case in cases}
    by_case = {case: dict(of_case[case].select("year", "open").iter_rows()) for case in cases}
    first = of_case[cases[0]]
    holds = dict(first.select("year", "holds").iter_rows())
    table(
        ["year", "could act", "holds without a plan", *(CASES[case] for case in cases)],
        [
            [
                str(year),
                percent(ready),
                percent(holds[year]),
                *(percent(by_case[case][year]) for case in cases),
            ]
            for year, ready in first.select("year", "ready").iter_rows()
        ],
    )
    say(
        f"From {found.estimates} published estimates with dates, and {found.paths:,} paths in each "
        f"of three models, which count alike (seed {found.seed}). American forces are brigades in "
        "Europe alone, without America's aircraft, missiles and intelligence."
    )
