"""What `vallum regimes` and `vallum vetoes` show."""

from __future__ import annotations

import polars as pl

from vallum.cli.show import NOTHING, heading, note, number, percent, say, table
from vallum.governance.openings import ANNOUNCED
from vallum.study.regimes import Regimes
from vallum.study.vetoes import VetoPrices

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
    heading("The price of each veto, EUR bn")
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
                f"{each.saving_lost_eur_bn:.2f}",
                f"{each.excess_added_eur_bn:.2f}",
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
