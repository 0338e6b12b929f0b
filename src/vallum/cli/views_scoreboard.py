"""The scoreboard as tables for people.

From: `vallum.study.scoreboard`.  To: `vallum scoreboard`.
"""

from __future__ import annotations

from itertools import groupby

from vallum.cli.show import NOTHING, heading, number, say, table, year_or_never
from vallum.study.scoreboard import Row, Scoreboard, printed_range, shown


def show_scoreboard(board: Scoreboard) -> None:
    """The studies as a whole, then each one's figures."""
    for line in board.summary():
        say(line)
    heading("The studies at our prices and recipes (EUR, 2025 prices)")
    heads = ["study", "list once, bn", "brigades", "soldiers", "all there", "plan, bn a year"]
    table(
        heads,
        [
            [
                one.title + (" *" if one.stand_in else ""),
                number(one.cost_eur_bn),
                number(one.brigades),
                number(one.people),
                year_or_never(one.ready, one.last),
                number(one.plan_eur_bn_a_year),
            ]
            for one in board.studies
        ],
        right=set(heads[1:]),
    )
    if any(one.stand_in for one in board.studies):
        say("* its own list could not be read: another of the same institute stands in")
    titles = {one.study: one.title for one in board.studies}
    for study, rows in groupby(board.rows, key=lambda row: row.published.study):
        heading(titles[study])
        heads = ["figure", "unit", "published", "ours", "explained by"]
        table(heads, [_cells(row) for row in rows], right={"published", "ours"})
    say("A figure is met within half of its second digit. (same): our parameter comes from it. "
        "(unseen): the published figure was not seen in print.")  # fmt: skip


def _cells(row: Row) -> list[str]:
    said = row.published
    marks = "" if said.independent else " (same)"
    marks += "" if said.verified == "yes" else " (unseen)"
    return [
        said.figure.replace("_", " ") + marks,
        said.unit,
        printed_range(said),
        shown(row.vallum, said.unit),
        row.explained_by or NOTHING,
    ]
