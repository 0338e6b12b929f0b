"""What `vallum hold` and `vallum support --money` show: levels of support by model, money."""

from __future__ import annotations

from vallum.cli.show import heading, number, percent, say, table
from vallum.settlement.need import CASES, KINDS, STREAMS, MoneyNeed
from vallum.study.hold import SUPPORT_FROM, Holding
from vallum.study.support_levels import KIT_OF, TODAY
from vallum.theatre import WARNING
from vallum.theatre.campaign import TITLES, Ends

HEAVIEST = 5
LEAST_WEIGHT = 0.01


def show_hold(found: Holding) -> None:
    """Warning, levels side by side, what matters, 2025 as a check."""
    say(WARNING)
    say()
    say(
        f"A season of {found.days} days in {found.year}, with support as stated from "
        f"{SUPPORT_FROM} on and at Europe's pace of today before. The line holds where it neither "
        "breaks nor loses its whole depth."
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
        "(`vallum evidence show requirements/parameters`, rows hold_* and campaign_*); `--json` "
        "lists all of them."
    )


def show_money_need(found: MoneyNeed) -> None:
    """Need by year and kind against streams, for what is adopted; the gap in every case."""
    for line in found.summary():
        say(line)
    heading("Needs of 2026 and later that were stated, and what is in sight: EUR bn")
    table(
        ["year", "for", "need", "stated as", *STREAMS.values(), "gap", "over"],
        [
            [
                str(row["year"]),
                row["kind"],
                number(row["need"]),
                f"{number(row['need_low'])}-{number(row['need_high'])}",
                *(number(row[name]) for name in STREAMS),
                number(row["gap"]),
                number(row["over"]),
            ]
            for row in found.of("reparations_loan").iter_rows(named=True)
        ],
    )
    say(
        "Gap: what no stream covers, a reparations loan counted from 2027 on, which nobody adopted."
    )
    heading("The gap by case, EUR bn")
    years = sorted({int(year) for year in found.frame["year"]})
    table(
        ["case", *(f"{kind} {year}" for year in years for kind in KINDS), "in all"],
        [
            [
                words,
                *(
                    number(float(found.of(case).filter(year=year, kind=kind)["gap"].sum()))
                    for year in years
                    for kind in KINDS
                ),
                number(float(found.of(case)["gap"].sum())),
            ]
            for case, words in CASES.items()
        ],
    )
    say(
        "Defence money pays no pensions: what is over in one kind closes no gap of the other. No "
        "need is stated for later years. Needs: letter of the Commission's President of 17 "
        "November 2025, which has the war end in 2026. Sources: ukraine/bills, money, loan_terms."
    )


def _cell(ends: Ends) -> str:
    return f"{percent(ends.hold_probability)}; {_spread(ends)}"


def _spread(ends: Ends) -> str:
    low, middle, high = ends.spread("ground_lost_km")
    return f"{number(middle)} ({number(low)}-{number(high)})"
