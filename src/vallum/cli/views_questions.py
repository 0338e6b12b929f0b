"""Answers of the planner as words and tables for people.

From: `vallum.study.live`, `vallum.study.questions`.  To: live, whynot, alternatives, foresight and
the frontier of `vallum plan`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from vallum.cli.show import heading, number, percent, say, table
from vallum.planner.alternatives import Alternatives
from vallum.planner.whynot import LEAD_TIME, WhyNot
from vallum.study.live import LiveAnswer

SHOWN = 10


def show_live(answer: LiveAnswer) -> None:
    """The figures, each with the range that holds nine in ten full plans."""
    told, bands = answer.told, answer.bands
    alone = answer.stand_alone_year
    year = f"from {alone}" if alone else f"not by {max(answer.self_reliance)}"
    say(f"With its best plan the core set stands alone {year}.")
    rows = [
        [
            f"Self-reliance in {answer.ready_by}",
            f"{told.reliance * 100:.1f} %",
            _range(told.reliance, bands["reliance"].low, bands["reliance"].high, 100, " %"),
        ],
        [
            "Shortfall, points of 100",
            f"{told.shortfall:.2f}",
            _range(told.shortfall, bands["shortfall"].low, bands["shortfall"].high),
        ],
        [
            "Cost a year, EUR bn",
            f"{told.cost:.1f}",
            _range(told.cost, bands["cost"].low, bands["cost"].high),
        ],
    ]
    table(["figure", "answer", "nine in ten plans by state lie within"], rows, right={"answer"})
    say(
        f"Solved in {answer.solve_ms:.0f} ms over the coalition as one; corrected by what plans "
        "state by state say (docs/validation/live.md). State by state: `vallum run`."
    )


def show_why_not(found: WhyNot) -> None:
    """A sentence, what blocks, and the way through."""
    say(
        f"With the plan {found.element} is met to {percent(found.planned)} in {found.year}; if "
        f"nothing else counted, to {percent(found.possible)}."
    )
    if found.blockers.height:
        heading("What stops it")
        table(
            ["what", "where", "year", "by how much", "one more adds"],
            [
                [
                    row["constraint"],
                    row["where"],
                    str(row["year"]),
                    f"{number(row['amount'])} {row['unit']}"
                    if row["constraint"] == LEAD_TIME
                    else row["unit"],
                    "" if row["shadow"] is None else f"{row['shadow'] * 100:.3f} %",
                ]
                for row in found.blockers.head(SHOWN).iter_rows(named=True)
            ],
            right={"one more adds"},
        )
        if found.earliest:
            say(f"The first year in which anything ordered for it arrives is {found.earliest}.")
    if found.instead_cost is not None:
        _show_instead(found)
    if found.way_cost is None:
        say("No more capacity, money or soldiers would meet it, however soon they came.")
    elif found.way.height:
        heading("The cheapest way through, if nothing else counted")
        table(
            ["what", "where", "year", "how much more", "EUR bn"],
            [
                [
                    row["constraint"],
                    row["where"],
                    str(row["year"]),
                    f"{number(row['amount'])} {row['unit']}",
                    number(row["cost_eur_bn"]),
                ]
                for row in found.way.head(SHOWN).iter_rows(named=True)
            ],
            right={"EUR bn"},
        )
        sooner = (
            f", and all that serves it delivered {_years(found.sooner)} sooner"
            if found.sooner
            else ""
        )
        say(f"EUR {found.way_cost:,.1f} bn in all{sooner}.")


def _show_instead(found: WhyNot) -> None:
    """What competes with the element where the plan could meet it."""
    cost = found.instead_cost or 0.0
    more = f"EUR {abs(cost):,.1f} bn {'more' if cost >= 0 else 'less'} in all"
    if not found.instead.height:
        say(f"The plan could meet it with nothing else shorter, at {more}.")
        return
    heading("What would go shorter if the plan met it")
    table(
        ["element", "year", "more missing", "of its need"],
        [
            [
                row["element"],
                str(row["year"]),
                number(row["more_missing"]),
                percent(row["share"]),
            ]
            for row in found.instead.head(SHOWN).iter_rows(named=True)
        ],
        right={"year", "more missing", "of its need"},
    )
    say(f"Such a plan costs {more}.")


def show_frontier(curve: pl.DataFrame) -> None:
    """The curve as a table, least shortfall first."""
    heads = ["shortfall, points", "EUR bn a year", "EUR bn in all", "EUR bn a point less"]
    rows = [
        [
            f"{row['shortfall']:.2f}",
            f"{row['cost_eur_bn_per_year']:,.1f}",
            f"{row['cost_eur_bn']:,.0f}",
            f"{row['marginal_eur_bn_per_point']:,.0f}",
        ]
        for row in curve.iter_rows(named=True)
    ]
    table(heads, rows, right=set(heads))
    say("Over the coalition as one; in all: discounted, 2025 prices. The last row orders nothing.")


def show_alternatives(found: Alternatives) -> None:
    """What stands in every good plan, what in none, what may vary."""
    rows = found.table
    always = rows.filter(pl.col("in_every_plan"))
    say(
        f"Plans at most {percent(found.within)} dearer than the best (EUR {found.cost:,.0f} bn, "
        f"shortfall {found.shortfall:.2f}): {always.height} of {rows.height} products stand in "
        "every one of them."
    )
    say(f"The most different one that was found shares {percent(found.overlap)} of its value.")
    for title, part in (
        ("In every good plan", always),
        ("In some", rows.filter(~pl.col("in_every_plan"))),
    ):
        heading(title)
        heads = ["system", "category", "best", "least", "most"]
        table(
            heads,
            [
                [
                    row["system"],
                    row["category"],
                    *(number(row[n]) for n in ("best", "least", "most")),
                ]
                for row in part.sort(["category", "system"]).iter_rows(named=True)
            ],
            right={"best", "least", "most"},
        )


def show_foresight(rows: Sequence[Mapping[str, Any]]) -> None:
    """One row a way of planning."""
    heads = ["planned", "first orders", "shortfall, points", "worse by", "EUR bn in all"]
    table(
        heads,
        [
            [
                row["way"],
                str(row["first_order"]),
                f"{row['shortfall']:.2f}",
                f"{row['worse']:+.2f}",
                f"{row['cost_eur_bn']:,.0f}",
            ]
            for row in rows
        ],
        right=set(heads[1:]),
    )
    say("Over the coalition as one; points of the weighted shortfall, 100 if nothing were met.")


def _range(value: float, low: float, high: float, factor: float = 1, unit: str = "") -> str:
    """Error is live less full, so that the full figure lies between value - high and - low."""
    return f"{(value - high) * factor:.1f} to {(value - low) * factor:.1f}{unit}"


def _years(count: int) -> str:
    return f"{count} year{'s' if count > 1 else ''}"
