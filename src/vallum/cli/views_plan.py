"""The plan as tables for people: what is ordered, what it costs, what stays unmet, what holds it
back.

From: the frames of a study or of a kept run.  To: `vallum plan`, `vallum run`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from vallum.cli.show import NOTHING, heading, number, percent, say, table

Frames = Mapping[str, pl.DataFrame]

TITLES = {
    "sam_short": "Short-range air defence",
    "vshorad": "Very short-range air defence",
}
"""Categories that are ordered but are no force element of their own."""
RESTS_ON_NOTHING = "*"
"""Marks a bottleneck that rests on imputed facts alone."""
WHAT_POINTS_MEAN = "points: of the weighted shortfall, which is 100 if nothing at all were met"
COST_PARTS = ("purchases", "brigade_kit", "people", "lines", "crews")
TINY = 1e-9


def show_by_system(frames: Frames, most: int, *, more_in: str = "") -> None:
    """The largest programmes: one row a system, dearest first."""
    titles, names = titles_of(frames), names_of(frames)
    orders = frames["plan_orders"]
    by_system = _spent(orders, "system", "category").join(
        frames["plan_deliveries"].group_by("system").agg(pl.col("year").min().alias("arrives")),
        on="system",
        how="left",
    )
    payers = _largest(orders, "system", "state")
    rows = [
        [
            row["system"],
            titles.get(row["category"], _plain(row["category"])),
            number(row["quantity"]),
            number(row["eur_bn"]),
            _years(row["first"], row["last"]),
            str(row["arrives"]),
            _led_by(payers[row["system"]], names),
        ]
        for row in _ranked(by_system, "system").head(most).iter_rows(named=True)
    ]
    heads = ["system", "kind", "units", "EUR bn", "ordered", "arrives from", "most for"]
    of, right = by_system.height, {"units", "EUR bn"}
    _show(heads, rows, of=of, what="systems", right=right, more_in=more_in)


def show_by_category(frames: Frames, most: int) -> None:
    """What is ordered of each kind, dearest first."""
    titles, orders = titles_of(frames), frames["plan_orders"]
    by_category = _spent(orders, "category")
    systems = _largest(orders, "category", "system")
    rows = [
        [
            titles.get(row["category"], _plain(row["category"])),
            number(row["quantity"]),
            number(row["eur_bn"]),
            _years(row["first"], row["last"]),
            _led_by(systems[row["category"]], {}),
        ]
        for row in _ranked(by_category, "category").head(most).iter_rows(named=True)
    ]
    heads = ["kind", "units", "EUR bn", "ordered", "most of it"]
    _show(heads, rows, of=by_category.height, what="kinds", right={"units", "EUR bn"})


def show_by_state(frames: Frames, most: int) -> None:
    """What each state orders and pays against the money it has for the plan, dearest first."""
    names, orders = names_of(frames), frames["plan_orders"]
    costs = frames["plan_costs"].group_by("state").agg(pl.col("total", "money").sum())
    ordered = dict(_spent(orders, "state").select("state", "eur_bn").iter_rows())
    systems = _largest(orders, "state", "system")
    rows = [
        [
            row["state"],
            names.get(row["state"], row["state"]),
            number(ordered.get(row["state"], 0.0)),
            number(row["total"]),
            number(row["money"]),
            _used(row),
            _led_by(systems[row["state"]], {}) if row["state"] in systems else NOTHING,
        ]
        for row in costs.sort(["total", "state"], descending=[True, False])
        .head(most)
        .iter_rows(named=True)
    ]
    heads = ["code", "state", "orders", "cost in all", "money", "used", "most of its orders"]
    right = {"orders", "cost in all", "money", "used"}
    _show(heads, rows, of=costs.height, what="states", right=right)
    say("In EUR bn. Cost in all: orders, their upkeep, kit, people, growing lines and crews.")


def show_by_year(frames: Frames, most: int | None = None) -> None:
    """What is ordered, paid and there to be paid in each year."""
    ordered = dict(_spent(frames["plan_orders"], "year").select("year", "eur_bn").iter_rows())
    years = by_year(frames)
    rows = [
        [
            str(row["year"]),
            number(ordered.get(row["year"], 0.0)),
            *(number(row.get(name, 0.0)) for name in COST_PARTS),
            number(row["total"]),
            number(row["money"]),
            _used(row),
        ]
        for row in years.head(most or years.height).iter_rows(named=True)
    ]
    parts = ["purchases", "kit", "people", "lines", "crews"]
    heads = ["year", "orders", *parts, "cost", "money", "used"]
    _show(heads, rows, of=years.height, what="years", right=set(heads) - {"year"})
    say(
        "In EUR bn. Orders: price of what is signed in the year; cost: what is paid in it, for "
        "purchases and upkeep, kit that no table lists, people, growing lines and crews."
    )


def cost_line(frames: Frames) -> str:
    """The cost of every year in one line."""
    years = by_year(frames).select("year", "total").iter_rows()
    told = ", ".join(f"{year} {number(total)}" for year, total in years)
    return f"Cost by year in EUR bn, 2025 prices: {told}."


def by_year(frames: Frames) -> pl.DataFrame:
    """Parts of the cost, total and money of all states by year [EUR bn]."""
    return frames["plan_costs"].group_by("year").agg(pl.exclude("state").sum()).sort("year")


def show_changes(frames: Frames, most: int) -> None:
    """Where a plan differs from the one that it follows; the largest changes first."""
    changes = frames.get("plan_changes")
    if changes is None:
        return
    heading("What changes against the plan that is followed")
    titles = titles_of(frames)
    apart = changes.with_columns((pl.col("is") - pl.col("was")).abs().alias("apart"))
    keys = ["system", "state", "year", "channel"]
    ranked = apart.sort(["apart", *keys], descending=[True, *[False] * len(keys)])
    rows = [
        [
            row["state"],
            row["system"],
            titles.get(row["category"], _plain(row["category"])),
            row["channel"],
            str(row["year"]),
            number(row["was"]),
            number(row["is"]),
            row["why"] or NOTHING,
        ]
        for row in ranked.head(most).iter_rows(named=True)
    ]
    if not rows:
        say("Nothing: every order stands as it was.")
        return
    heads = ["code", "system", "kind", "channel", "year", "was", "is", "no longer, because"]
    _show(heads, rows, of=changes.height, what="orders", right={"was", "is"})


def show_consolidation(frames: Frames) -> None:
    """What a cap on types changes, category by category."""
    found = frames.get("plan_consolidation")
    if found is None:
        return
    heading("What the cap on types changes")
    titles = titles_of(frames)
    rows = [
        [
            titles.get(row["category"], _plain(row["category"])),
            str(row["cap"]),
            f"{row['types_without']} to {row['types']}",
            f"{number(row['eur_bn_without'])} to {number(row['eur_bn'])}",
            " to ".join(
                NOTHING if year is None else f"{year:.1f}"
                for year in (row["mean_year_without"], row["mean_year"])
            ),
            row["kept"].replace(";", ", ") or NOTHING,
        ]
        for row in found.iter_rows(named=True)
    ]
    heads = ["kind", "cap", "types", "EUR bn", "mean year of delivery", "kept"]
    _show(heads, rows, of=found.height, what="kinds", right={"cap"})


def show_upkeep(frames: Frames) -> None:
    """Which fleets are upgraded, and for which US-bound kinds spares are paid; nothing if none."""
    titles = titles_of(frames)
    for name, what in (("plan_upgrades", "upgrade"), ("plan_spares", "category")):
        frame = frames.get(name)
        if frame is None or frame.is_empty():
            continue
        spares = name == "plan_spares"
        heading("Spares for US-bound types" if spares else "Upgrades of ageing fleets")
        counted = pl.col("quantity").max() if spares else pl.col("quantity").sum()
        by_year = frame.group_by(what, "year").agg(pl.col("quantity", "cost_eur_mn").sum())
        sums = by_year.group_by(what).agg(
            counted,
            (pl.col("cost_eur_mn").sum() / 1000).alias("eur_bn"),
            pl.col("year").min().alias("first"),
            pl.col("year").max().alias("last"),
        )
        rows = [
            [
                titles.get(row[what], _plain(row[what]).capitalize() if spares else row[what]),
                number(row["quantity"]),
                number(row["eur_bn"]),
                _years(row["first"], row["last"]),
            ]
            for row in _ranked(sums, what).iter_rows(named=True)
        ]
        units = "most in a year" if spares else "units"
        table([what.replace("category", "kind"), units, "EUR bn", "years"], rows,
              right={units, "EUR bn"})  # fmt: skip


def show_unmet(told: Iterable[str], frames: Frames) -> None:
    """What the plan does not meet, or not from the start; elements that share a fate together."""
    titles = titles_of(frames)
    fates: dict[str, list[str]] = {}
    for line in told:
        element, _, fate = line.partition(": ")
        fates.setdefault(fate, []).append(titles.get(element, element))
    heading("What stays unmet")
    for fate in sorted(fates, key=lambda words: (words.startswith("met from"), words)):
        say(f"- {fate}: {', '.join(fates[fate])}")
    if not fates:
        say("Nothing: the plan meets every need in every year.")


def show_bottlenecks(rows: Sequence[Mapping[str, Any]], *, of: int) -> None:
    """What holds the plan back, most first; what rests on imputation alone is marked."""
    heading("What holds the plan back most")
    if not rows:
        say("Nothing: no line, budget, pool of soldiers or school binds.")
        return
    cells = [
        [
            f"{row['meaning']}{RESTS_ON_NOTHING if row['evidence_share'] <= TINY else ''}",
            f"{row['relief']:.4f}",
            percent(row["evidence_share"]),
        ]
        for row in rows
    ]
    heads = ["what one more would do", "a tenth more", "evidence"]
    table(heads, cells, right=set(heads[1:]))
    if (more := of - len(rows)) > 0:
        say(f"... and {more} more: --json lists all")
    say(WHAT_POINTS_MEAN)
    say("a tenth more: points that 10 % more of it in every year would take off")
    say("evidence: share of the facts behind it that no rule imputed")
    if any(row["evidence_share"] <= TINY for row in rows):
        say(f"{RESTS_ON_NOTHING} rests on imputed facts alone")


def titles_of(frames: Frames) -> dict[str, str]:
    """Element or category -> title."""
    named = frames["gaps"].select("element", "title").unique().iter_rows()
    return TITLES | dict(named)


def names_of(frames: Frames) -> dict[str, str]:
    """ISO code -> name of the state."""
    return dict(frames["contributions"].select("state", "state_name").unique().iter_rows())


def _spent(orders: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Quantity, price [EUR bn], first and last year of the orders."""
    return orders.group_by(by).agg(
        pl.col("quantity").sum(),
        (pl.col("cost_eur_mn").sum() / 1000).alias("eur_bn"),
        *((pl.col("year").min().alias("first"), pl.col("year").max().alias("last"))
          if "year" not in by else ()),
    )  # fmt: skip


def _ranked(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    return frame.sort(["eur_bn", name], descending=[True, False])


def _largest(orders: pl.DataFrame, of: str, part: str) -> dict[str, tuple[str, float]]:
    """For each `of`, the `part` that most money goes to, and its share."""
    spent = _ranked(_spent(orders, of, part), part)
    shares = spent.with_columns((pl.col("eur_bn") / pl.col("eur_bn").sum().over(of)).alias("share"))
    found: dict[str, tuple[str, float]] = {}
    for whole, name, share in shares.select(of, part, "share").iter_rows():
        found.setdefault(whole, (name, share))
    return found


def _led_by(largest: tuple[str, float], names: Mapping[str, str]) -> str:
    name, share = largest
    return f"{names.get(name, name)} {percent(share)}"


def _used(row: Mapping[str, Any]) -> str:
    return percent(row["total"] / row["money"]) if row["money"] > TINY else NOTHING


def _years(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _plain(category: str) -> str:
    return category.replace("_", " ")


def _show(
    heads: list[str],
    rows: list[list[str]],
    *,
    of: int,
    what: str,
    right: set[str],
    more_in: str = "",
) -> None:
    if not rows:
        say("Nothing is ordered.")
        return
    table(heads, rows, right=right)
    if (more := of - len(rows)) > 0:
        say(f"... and {more} more {what}: {more_in or f'--top {of} shows all'}")
