"""The page of the scoreboard: published studies beside ours, in Markdown.

From: `vallum.study.scoreboard`.  To: `scripts/write_docs.py`.
"""

from __future__ import annotations

from itertools import groupby

from vallum.study.scoreboard import Row, Scoreboard, printed_range, shown

_INTRO = (
    "What published studies say beside what this model says of the same question. Each study is a "
    "shipped scenario (`vallum scenario show iiss_2025`) with its own list of needs, re-run on our "
    "prices, recipes, production lines and money. Where ours lies outside the published range, the "
    "figure is worked out again with one assumption changed at a time; the assumption that brings "
    "it nearest stands beside it, with the figure that its run gave. `vallum scoreboard` makes the "
    "same tables in about a minute, and `scripts/write_docs.py` this page."
)
_RANGE = (
    "A published figure counts as met within half of its second digit (64 means 63.5 to 64.5). "
    "*Same*: one of our parameters was taken from the figure, so that it proves nothing. *Unseen*: "
    "the published figure is general knowledge and was not seen in print yet. What one assumption "
    "does not close stays open, and the share that it closes says how much."
)


def scoreboard_page(board: Scoreboard) -> str:
    """The scoreboard as a page in Markdown."""
    lines = ["# Scoreboard", "", _INTRO, "", _RANGE, "", *board.summary(), ""]
    lines += ["## The studies at our prices and recipes", "", *_overview(board)]
    titles = {one.study: one.title for one in board.studies}
    for study, rows in groupby(board.rows, key=lambda row: row.published.study):
        lines += ["", f"## {titles[study]}", "", *_figures(list(rows))]
    return "\n".join([*lines, ""])


def _overview(board: Scoreboard) -> list[str]:
    lines = [
        "| study | list once, EUR bn | brigades | soldiers | all there | plan, EUR bn a year |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for one in board.studies:
        cost = "" if one.cost_eur_bn is None else f"{one.cost_eur_bn:,.0f}"
        ready = f"not by {one.last}" if one.ready is None else str(one.ready)
        plan = "" if one.plan_eur_bn_a_year is None else f"{one.plan_eur_bn_a_year:,.1f}"
        title = f"{one.title} (stand-in list)" if one.stand_in else one.title
        cells = (title, cost, f"{one.brigades:,.0f}", f"{one.people:,.0f}", ready, plan)
        lines.append(f"| {' | '.join(cells)} |")
    said = (
        "Prices of 2025. The list is bought once, each item at the median of what the catalogue "
        "offers, American designs included; brigades are those on the list, or as many as its "
        "infantry fighting vehicles equip. *All there* is the first year in which a plan of the "
        "coalition as one can have the whole list on top of what Europe counts on today, and "
        "*plan* the mean cost a year of the cheapest such plan, upkeep and people included; 0 "
        "where signed orders alone bring it. A coalition planned as one pools its kit: plans made "
        "state by state are later."
    )
    stand_in = (
        "A stand-in list is not the study's own, which could not be read: it takes the items that "
        "the same institute printed later."
    )
    return [*lines, "", said, *([stand_in] if any(s.stand_in for s in board.studies) else [])]


def _figures(rows: list[Row]) -> list[str]:
    lines = [
        "| figure | unit | published | ours | explained by | what it covers | source |",
        "|---|---|---:|---:|---|---|---|",
    ]
    for row in rows:
        said = row.published
        marks = "" if said.independent else " (*same*)"
        marks += "" if said.verified == "yes" else " (*unseen*)"
        covers = said.covers + (f"; {said.note}" if said.note else "")
        cells = (
            said.figure.replace("_", " ") + marks,
            _unit(row),
            printed_range(said),
            f"**{shown(row.vallum, said.unit)}**" if row.met else shown(row.vallum, said.unit),
            row.explained_by,
            covers,
            ", ".join(f"`{name}`" for name in said.source.split(";")),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _unit(row: Row) -> str:
    said = row.published
    return f"{said.unit}, prices of {said.price_year}" if said.price_year else said.unit
