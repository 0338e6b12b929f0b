"""Industry as tables for people: types, dependence, interoperability, lines.

From: the picture of `vallum.industry`.  To: `vallum industry`.
"""

from __future__ import annotations

import polars as pl

from vallum.cli.show import NOTHING, heading, number, percent, say, table
from vallum.errors import UserError, did_you_mean
from vallum.industry import IndustryPicture
from vallum.industry.dependence import ALL, COALITION

MOST = 8
"""States at either end of a long list."""


def show_picture(picture: IndustryPicture) -> None:
    """Everything at a glance: summary, types, published counts, dependence, lines."""
    frames = picture.frames()
    for line in picture.summary():
        say(line)
    _show_types(frames["industry_types"])
    _show_published(frames["industry_published"])
    _show_dependence(picture)
    _show_single_points(frames["industry_single_points"])
    _show_production(frames["industry_production"], picture)
    _show_formations(frames["industry_formations"])
    say("Whom one state can work with: --state CODE. All rows: --json.")


def check_state(picture: IndustryPicture, state: str) -> str:
    """The code of a member of the coalition.  Raises UserError for anything else."""
    members = list(picture.world.members)
    if state.upper() not in members:
        near = did_you_mean(state.upper(), members) or f"; it has {', '.join(members)}"
        raise UserError(f"'{state}' is not in this coalition{near}")
    return state.upper()


def show_state(picture: IndustryPicture, state: str) -> None:
    """Whom a state can work with, best first, and what of its own needs consent."""
    frames = picture.frames()
    pairs = frames["industry_interoperability"].filter(pl.col("category") == ALL)
    other = pl.when(pl.col("state") == state).then(pl.col("other")).otherwise(pl.col("state"))
    mine = (
        pairs.filter((pl.col("state") == state) | (pl.col("other") == state))
        .with_columns(partner=other)
        .filter(pl.col("partner") != state)
        .sort(["index", "partner"], descending=[True, False])
    )
    names = picture.world.state_names
    heading(f"{names[state]}: whose supplies fit, by value of what both hold")
    table(
        ["code", "partner", "same type", "same interface", "neither", "index"],
        [
            [
                row["partner"],
                names.get(row["partner"], row["partner"]),
                *(percent(row[name]) for name in ("same_type", "same_interface", "neither")),
                f"{row['index']:.2f}",
            ]
            for row in mine.iter_rows(named=True)
        ],
        right={"same type", "same interface", "neither", "index"},
    )
    fleets = frames["industry_fleets"].filter(pl.col("state") == state, pl.col("us_consent"))
    heading(f"{names[state]}: types that need American consent")
    table(
        ["category", "type", "in service", "on order"],
        [
            [row["category"], row["type"], number(row["units"]), number(row["on_order"])]
            for row in fleets.iter_rows(named=True)
        ],
        right={"in service", "on order"},
    )


def show_plan_effect(year: int, before: IndustryPicture, after: IndustryPicture) -> None:
    """What the plan does to types and dependence in one year."""
    heading(f"In {year}, without and with the plan's arrivals")
    categories = sorted({*before.types, *after.types})
    rows = [
        [
            name,
            str(before.types.get(name, 0)),
            str(after.types.get(name, 0)),
            number(before.effective_types.get(name)),
            number(after.effective_types.get(name)),
        ]
        for name in categories
    ]
    heads = ["category", "types", "with plan", "effective", "with plan "]
    table(heads, rows, right=set(heads[1:]))
    shares = [picture.tied("stock").get(COALITION) for picture in (before, after)]
    say(f"Of the stock's value {percent(shares[0])} needs American consent, with the plan "
        f"{percent(shares[1])}.")  # fmt: skip
    then = dict(after.formations.select("formation", "index").iter_rows())
    heading(f"Multinational formations in {year}, without and with the plan's arrivals")
    rows = [
        [row["title"], f"{row['index']:.3f}", f"{then[row['formation']]:.3f}"]
        for row in before.formations.iter_rows(named=True)
        if row["formation"] in then
    ]
    table(["formation", "index", "with plan"], rows, right={"index", "with plan"})


def _show_types(types: pl.DataFrame) -> None:
    heading("Types in service")
    rows = [
        [
            row["category"],
            str(row["types"]),
            number(row["effective_by_count"]),
            number(row["effective_by_value"]),
            NOTHING if row["interoperability"] is None else f"{row['interoperability']:.2f}",
            number(row["value_eur_bn"]),
        ]
        for row in types.iter_rows(named=True)
    ]
    heads = ["category", "types", "effective", "by value", "index", "EUR bn"]
    table(heads, rows, right=set(heads[1:]))
    say("Effective: inverse Herfindahl index of units, and of value at the price of a new one. "
        "Index: interoperability, 1 where all is one type.")  # fmt: skip


def _show_published(published: pl.DataFrame) -> None:
    heading("Against published counts of types")
    rows = [
        [
            row["kind"],
            row["area"],
            str(row["year"]),
            str(row["published"]),
            NOTHING if row["then"] is None else str(row["then"]),
            NOTHING if row["counted"] is None else str(row["counted"]),
            row["reading"],
        ]
        for row in published.iter_rows(named=True)
    ]
    heads = ["kind", "area", "year", "published", "ours then", "ours now", "reading"]
    table(heads, rows, right={"year", "published", "ours then", "ours now"})


def _show_dependence(picture: IndustryPicture) -> None:
    heading("How much needs American consent, and how much of what was imported came from there")
    stock, orders, imports = picture.tied("stock"), picture.tied("orders"), picture.us_share
    names = picture.world.state_names
    rest = [name for name in stock if name != COALITION]
    ordered = [COALITION, *sorted(rest, key=lambda name: (-stock[name], name))]
    table(
        ["code", "state", "stock", "orders", "imports 2020-24"],
        [
            [
                name if name != COALITION else "",
                names.get(name, name),
                *(percent(shares.get(name)) for shares in (stock, orders, imports)),
            ]
            for name in ordered
            if name in stock
        ],
        right={"stock", "orders", "imports 2020-24"},
    )


def _show_single_points(points: pl.DataFrame) -> None:
    heading("One line, one firm, one plant")
    rows = [
        [row["kind"], row["name"], row["why"].replace("_", " "), row["makers"] or NOTHING]
        for row in points.iter_rows(named=True)
    ]
    table(["kind", "name", "why", "firms"], rows)


def _show_production(production: pl.DataFrame, picture: IndustryPicture) -> None:
    until = picture.world.scenario.need.ready_by
    heading(f"What lines can deliver by {until}, against what is missing then")
    names = ("units_per_year", "made", "free_of_us", "signed", "missing")
    rows = [
        [row["category"], *(number(row[name]) for name in names), percent(row["cover"])]
        for row in production.iter_rows(named=True)
    ]
    heads = ["category", "a year", "made", "free of the US", "signed", "missing", "cover"]
    table(heads, rows, right=set(heads[1:]))


def _show_formations(formations: pl.DataFrame) -> None:
    heading("Multinational formations: how far members' land equipment fits together")
    ranked = formations.sort(["index", "title"], descending=[True, False])
    rows = [
        [
            row["title"],
            row["states"].replace(";", " "),
            f"{row['index']:.2f}",
            f"{row['weakest']} {row['weakest_index']:.2f}",
        ]
        for row in ranked.iter_rows(named=True)
    ]
    table(["formation", "members in the coalition", "index", "least in"], rows, right={"index"})
