"""What `vallum hold` shows: the warning, levels of support by model, the check on 2025."""

from __future__ import annotations

from vallum.cli.show import heading, number, percent, say, table
from vallum.study.hold import KIT_OF, Holding
from vallum.theatre import WARNING
from vallum.theatre.campaign import TITLES, Ends

HEAVIEST = 5
LEAST_WEIGHT = 0.01
TODAY = "today"
"""The level whose heaviest inputs are shown."""


def show_hold(found: Holding) -> None:
    """Warning, levels side by side, what matters, 2025 as a check."""
    say(WARNING)
    say()
    say(
        f"A season of {found.days} days in {found.year}, with support as stated since the end of "
        f"{KIT_OF}. The line holds where it neither breaks nor loses its whole depth."
    )
    heading("Holds, share of paths by model; ground lost in attacked sectors, km: median (10-90 %)")
    models = list(found.levels[0].campaign.models)
    table(
        ["support", "EUR bn a year", "kit", *(TITLES[name] for name in models)],
        [
            [
                held.support.title,
                number(held.support.help_a_year.central),
                f"{held.kit['central']:.2f}",
                *(_cell(held.campaign.models[name]) for name in models),
            ]
            for held in found.levels
        ],
    )
    own = found.levels[0].support.own
    say(
        f"EUR bn: military help from abroad; Ukraine buys for {number(own.central)} more itself at "
        f"each level. Kit: against the end of {KIT_OF}. More than can be absorbed changes nothing, "
        "so that the highest levels end alike. People and air defence are the same at each level."
    )
    today = next(held for held in found.levels if held.support.name == TODAY)
    heading(f"Which input matters most, share of the variance ({today.support.title})")
    ranges = today.campaign.front.ranges
    table(
        ["model", "input", "share"],
        [
            [TITLES[name], ranges[key].meaning, percent(weight)]
            for name, weights in today.campaign.weights.items()
            for key, weight in list(weights.items())[:HEAVIEST]
            if weight >= LEAST_WEIGHT
        ],
    )
    heading(f"The same models on {KIT_OF}, when the line held")
    table(
        ["model", "holds", "ground lost, km"],
        [
            [TITLES[name], percent(ends.hold_probability), _spread(ends)]
            for name, ends in found.check.campaign.models.items()
        ],
    )
    say(
        f"Seen in such a season of {KIT_OF}: {found.check.seen_km:.1f} km as the mean of the whole "
        "front. A model that loses much more than that is too dark in every row above."
    )
    for held in found.levels:
        say(f"{held.support.title}: {held.support.why}.")
    say(
        f"{found.paths:,} paths in each model, seed {found.seed}. Ranges are planning assumptions "
        "(`vallum evidence requirements/parameters`, rows hold_* and campaign_*); `--json` lists "
        "all of them."
    )


def _cell(ends: Ends) -> str:
    return f"{percent(ends.hold_probability)}; {_spread(ends)}"


def _spread(ends: Ends) -> str:
    low, middle, high = ends.spread("ground_lost_km")
    return f"{number(middle)} ({number(low)}-{number(high)})"
