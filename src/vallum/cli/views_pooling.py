"""Enablers one by one, common fleets and territorial defence as tables for people.

From: the frames of a study or of a kept run.  To: `vallum plan`, `vallum gaps`.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from vallum.cli.show import NOTHING, heading, number, percent, say, table

Frames = Mapping[str, pl.DataFrame]
A_TENTH = 0.05
"""What prints as 0.0 is not missing."""


def show_enablers(frames: Frames) -> None:
    """What leaves with American enablers and intelligence, and what takes its place when."""
    found = frames["plan_enablers"]
    if found.is_empty():
        return
    heading("American enablers and intelligence, one by one")
    last = int(frames["plan_enabler_costs"]["year"].max())  # type: ignore[arg-type]
    rows = [
        [
            f"{row['title']}{'*' if row['imputed'] else ''}",
            number(row["us_today"]) if row["us_today"] > 0 else NOTHING,
            _year(row["us_until"], "stays" if row["us_today"] > 0 else NOTHING),
            _year(row["covered"], f"not by {last}"),
            number(row["adds"]),
            number(row["purchase_eur_bn"]),
            number(row["upkeep_eur_bn"]),
            number(row["to_cover_eur_bn"]),
            row["orders"].replace(";", ", ") or NOTHING,
        ]
        for row in found.iter_rows(named=True)
    ]
    heads = ["enabler", "US today", "whole until", "covered from", "plan adds", "buying", "upkeep",
             "until covered", "by"]  # fmt: skip
    table(heads, rows, right=set(heads) - {"enabler", "by"})
    say("Money in EUR bn. Whole until: last year with as much of it as today; covered from: Europe")
    say(f"meets 95 % of the need without it. * a rule gives the need. By year, to {last}: --json.")
    for row in found.filter(pl.col("published_eur_bn").is_not_null()).iter_rows(named=True):
        said = row["published_by"].removeprefix(f"{row['element']} / ")
        say(f"{row['title']}: EUR {row['published_eur_bn']:,.1f} bn is published ({said}); the "
            f"plan buys for {percent(row['ratio'])} of that.")  # fmt: skip
    for row in found.filter(pl.col("programmes") != "").iter_rows(named=True):
        say(f"{row['title']}, European programmes: {row['programmes'].replace(' | ', '; ')}.")


def show_pool(frames: Frames, year: int) -> None:
    """What is owned in common in a year and who pays most of it; nothing without a pool."""
    if "plan_pool" not in frames:
        return
    fleets = frames["plan_pool"]
    heading(f"Common fleets, {year} and in the end")
    last = fleets["year"].max()
    rows = []
    for part in fleets.partition_by("category", maintain_order=True):
        now, then = (part.filter(pl.col("year") == at).row(0, named=True) for at in (year, last))
        rows.append(
            [
                now["category"].replace("_", " "),
                *(number(row[name]) for row in (now, then)
                  for name in ("alliance_owned", "pool_owned")),
                number(float(part["due_eur_bn"].sum())),
            ]
        )  # fmt: skip
    heads = ["kind", "NATO's", "the pool's", "NATO's then", "the pool's then", "EUR bn"]
    table(heads, rows, right=set(heads[1:]))
    members = frames["plan_pool_members"]
    paid = members.group_by("state").agg(pl.col("paid_eur_bn").sum())
    ranked = paid.sort(["paid_eur_bn", "state"], descending=[True, False])
    named = ", ".join(
        f"{row['state']} {number(row['paid_eur_bn'])}" for row in ranked.iter_rows(named=True)
    )
    say(f"NATO's: the coalition's part of alliance-owned fleets. Paid in EUR bn: {named}.")


def show_territorial(rows: pl.DataFrame, year: int) -> None:
    """By frontline state: what it needs for its own territory, keeps for it, and lacks."""
    years = rows["year"].unique().to_list()
    if not years:
        say("No state of this coalition is on the frontline.")
        return
    at = min(max(year, min(years)), max(years))
    now = rows.filter(pl.col("year") == at)
    heading(f"Territorial defence of frontline states, {at}")
    short = now.filter(pl.col("missing") > A_TENTH)
    bought = "bought" in rows.columns
    quantities = ["need", "at_home", *(["bought"] if bought else []), "missing"]
    cells = [
        [row["state"], row["category"].replace("_", " "), *(number(row[q]) for q in quantities)]
        for row in (now if bought else short).sort("state", "category").iter_rows(named=True)
        if row["missing"] > A_TENTH or row.get("bought", 0) > A_TENTH
    ]
    heads = ["state", "kind", *(name.replace("_", " ") for name in quantities)]
    if cells:
        table(heads, cells, right=set(heads[2:]))
    whole = sorted(set(now["state"]) - set(short["state"]))
    if whole:
        say(f"Nothing is missing in {', '.join(whole)}.")
    say("In units, beside what states offer for common defence; at home: their reserves.")


def _year(year: int | None, never: str) -> str:
    return never if year is None else str(year)
