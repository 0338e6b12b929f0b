"""What `vallum regimes` and `vallum vetoes` show."""

from __future__ import annotations

import polars as pl

from vallum.cli.show import NOTHING, heading, note, number, percent, say, table
from vallum.governance.openings import ANNOUNCED
from vallum.study.regimes import Regimes
from vallum.study.veto_plans import Lost, VetoPlans
from vallum.study.vetoes import VetoPrices

HALF_A_BILLION = 0.5
SMALL = 0.05
"""Differences of the shortfall below this are told as next to none [points of 100]."""


def show_regimes(found: Regimes) -> None:
    """A sentence, the plans side by side, what opens."""
    cost, best = found.cost_of_unanimity, found.best
    base = found.of(ANNOUNCED)
    more = best.money - found.of("status_quo").money
    say(
        f"What unanimity costs: up to EUR {more:.0f} bn of expected common money by the plan's "
        f"last year, and {cost:.2f} points of shortfall, against {best.regime}."
    )
    if cost < SMALL:
        say(
            f"That is next to nothing beside a shortfall of {base.shortfall:.1f} points: in "
            "the time that is left, this money buys little."
        )
    heading("The plan under each regime")
    _show_plans(found.frame(), found.ready_by)
    for each in found.plans:
        if not each.new:
            continue
        heading(f"What opens under {each.regime}")
        table(
            ["instrument", "route", f"open by {found.ready_by}", "median day", "can be stopped by"],
            [
                [
                    one.title,
                    one.route,
                    percent(one.probability),
                    one.opens or NOTHING,
                    ", ".join(one.vetoes) or "no single state",
                ]
                for one in each.new
            ],
        )
    note(
        "Expected money: ceiling spread over the instrument's years, times the chance that it is "
        "open, times the part that comes on top of announced spending (decision_additional); of "
        "banks only the one with most output behind it counts. Planned over the coalition as one: "
        "read differences, not levels."
    )


def show_kept_regimes(frame: pl.DataFrame, ready_by: int) -> None:
    """The regimes of a kept run side by side.  frame: `plan_regimes`."""
    heading("What unanimity costs: the plan under each regime of decisions")
    _show_plans(frame, ready_by)
    say("planned over the coalition as one: read differences; `vallum regimes` says what opens")


def _show_plans(frame: pl.DataFrame, ready_by: int) -> None:
    heads = ["regime", "new money, EUR bn", f"by {ready_by}", "shortfall",
             f"self-reliance {ready_by}", "EUR bn a year", "stands alone"]  # fmt: skip
    table(
        heads,
        [
            [
                row["regime"],
                f"{row['money_eur_bn']:.1f}",
                f"{row['money_by_ready_eur_bn']:.1f}",
                f"{row['shortfall']:.2f}",
                f"{100 * row['reliance']:.1f} %",
                f"{row['cost_eur_bn_a_year']:.1f}",
                str(row["stand_alone_year"] or "not by then"),
            ]
            for row in frame.iter_rows(named=True)
        ],
        right=set(heads[1:]),
    )


def show_veto_plans(found: VetoPlans) -> None:
    """A sentence on the dearest veto, then the plan without each instrument in turn."""
    stopped = [each for each in found.plans if each.stopped_by]
    for each in stopped:
        told = each.lost
        later = NOTHING if told.months is None else f"{told.months:.1f} months later"
        say(
            f"A veto on {each.opening.title} ({', '.join(each.stopped_by)}) costs the plan EUR "
            f"{told.money:.0f} bn and {told.shortfall:.2f} points of shortfall; self-reliance of "
            f"{found.ready_by} comes {later}."
        )
        if each.instead and each.lost_instead:
            say(
                f"By {each.instead.route} it opens on {each.instead.opens} instead of "
                f"{each.opening.opens}, and {_still_lost(each.lost_instead)}."
            )
    if not stopped:
        say("No instrument that opens here can be stopped by one state alone.")
    heading(f"The plan again without each instrument (regime {found.regime})")
    heads = ["instrument", "can be stopped by", "opens", "EUR bn lost", f"by {found.ready_by}",
             "points lost", "months later", "years later"]  # fmt: skip
    table(
        heads,
        [
            [
                each.opening.title,
                ", ".join(each.stopped_by) or "no single state",
                each.opening.opens or NOTHING,
                f"{each.lost.money:.1f}",
                f"{each.lost.by_ready:.1f}",
                f"{each.lost.shortfall:.3f}",
                NOTHING if each.lost.months is None else f"{each.lost.months:.1f}",
                NOTHING if each.lost.years is None else str(each.lost.years),
            ]
            for each in found.plans
        ],
        right=set(heads[3:]),
    )
    say(
        f"Beside a plan in which all open on their median day (shortfall {found.shortfall:.2f} "
        "points), the coalition as one: read differences. Months later: until the self-reliance "
        f"of {found.ready_by} is reached; years later: of standing alone. Below zero: another "
        "bank takes its place and brings more; zero: it brings no money to the plan here."
    )
    print()


def _still_lost(lost: Lost) -> str:
    if lost.money < HALF_A_BILLION and lost.shortfall < SMALL:
        return "money that comes by the year loses next to nothing by that"
    return f"EUR {lost.money:.0f} bn and {lost.shortfall:.2f} points are lost"


def show_vetoes(found: VetoPrices) -> None:
    """Instruments by what their veto costs, then states by what their vote would."""
    if found.vetoes:
        worst = found.vetoes[0]
        stopped = [each for each in found.vetoes if each.vetoed_by]
        say(
            f"Without {worst.title} the plan's funding loses most: EUR "
            f"{worst.saving_lost_eur_bn:.2f} bn of savings (present value)."
        )
        for each in stopped:
            say(
                f"One state alone can stop {each.title}: that puts EUR "
                f"{each.excess_added_eur_bn:.1f} bn more beyond the deficit rule."
            )
    heading("The price of each veto on the funding of this run, EUR bn")
    heads = ["instrument", "can be stopped by", "chance", "drawn", "saving lost", "more excess",
             "other way", "months lost"]  # fmt: skip
    table(
        heads,
        [
            [
                each.title,
                each.vetoed_by or "no single state",
                percent(each.objection) if each.vetoed_by else NOTHING,
                f"{each.drawn_eur_bn:.1f}",
                f"{round(each.saving_lost_eur_bn, 2) + 0.0:.2f}",
                f"{round(each.excess_added_eur_bn, 2) + 0.0:.2f}",
                each.fallback or NOTHING,
                NOTHING if each.months_lost is None else number(each.months_lost),
            ]
            for each in found.vetoes
        ],
        right={"chance", "drawn", "saving lost", "more excess", "months lost"},
    )
    if found.votes:
        heading("What a vote would cost, EUR bn (low to high)")
        table(
            ["measure", "state", "objects", "position", "balance needed", "has in the plan"],
            [
                [
                    each.measure,
                    each.state,
                    percent(each.objection),
                    f"{each.position:+.2f}",
                    f"{each.needed_eur_bn:.1f} ({each.needed_low_eur_bn:.1f}-"
                    f"{each.needed_high_eur_bn:.1f})",
                    NOTHING if each.net_eur_bn is None else f"{each.net_eur_bn:.1f}",
                ]
                for each in found.votes
            ],
            right={"objects", "position", "balance needed", "has in the plan"},
        )
    else:
        say("No state is likely to stop a new instrument by itself.")
    note(
        "All instruments that may pay the plan are open at first, proposed ones too; each is taken "
        "away in turn; a figure below zero: the others then pay more cheaply but against the "
        "deficit rule, or the other way round. The balance needed lets a state pass it with 95 %: "
        "an assumption (decision_vote_price) times distance and output, an order of size and not "
        "an offer."
    )
