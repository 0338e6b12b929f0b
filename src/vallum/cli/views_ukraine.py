"""Ukraine as tables for people: need, supply, money, and the trade-off.

From: the picture of `vallum.study.ukraine`.  To: `vallum ukraine`.
"""

from __future__ import annotations

import polars as pl

from vallum.cli.show import heading, number, percent, say, table
from vallum.report.words import plain
from vallum.study.ukraine import UkrainePicture

WAYS = {
    "gift": "given from stock",
    "old_gift": "given, old types",
    "shared_line": "ordered on its behalf",
    "own_line": "from a line of its own",
}


def show_picture(picture: UkrainePicture) -> None:
    """Everything at a glance."""
    frames = picture.frames
    for line in picture.summary():
        say(line)
    _show_need(frames["plan_ukraine"], picture.ready_by, int(picture.world.years[-1]))
    _show_supply(frames["plan_ukraine_supply"])
    _show_money(frames["plan_ukraine_money"])
    _show_trade_off(frames["ukraine_trade_off"], picture)


def _show_need(need: pl.DataFrame, ready: int, last: int) -> None:
    heading(f"What Ukraine asks for, and what is met by {ready} and {last}")
    then = need.filter(pl.col("year") == ready).sort("met_share", "category")
    later = dict(need.filter(pl.col("year") == last).select("category", "met_share").iter_rows())
    heads = ["kind", "need", "has", "plan adds", "missing", "met without", "met", f"met {last}"]
    rows = [
        [
            plain(row["category"]),
            *(number(row[name]) for name in ("need", "have", "added", "missing")),
            percent(row["met_share_without"]),
            percent(row["met_share"]),
            percent(later[row["category"]]),
        ]
        for row in then.iter_rows(named=True)
    ]
    table(heads, rows, right=set(heads) - {"kind"})
    say("Need as Ukraine states it, or as its peacetime force takes it (ukraine/needs).")


def _show_supply(supply: pl.DataFrame) -> None:
    heading("What comes to it")
    whole = supply.group_by("category", "way", "supplier", "edge").agg(
        pl.col("quantity").sum(), pl.col("year").min().alias("first"), pl.col("year").max()
    )
    rows = [
        [
            plain(row["category"]),
            WAYS[row["way"]],
            row["supplier"] + (" *" if row["edge"] else ""),
            number(row["quantity"]),
            f"{row['first']}-{row['year']}" if row["first"] < row["year"] else str(row["year"]),
        ]
        for row in whole.sort("category", "way", "supplier").iter_rows(named=True)
    ]
    table(["kind", "way", "from", "units", "arrives"], rows, right={"units"})
    say("* a system with which Europe can give what nobody else does")


def _show_money(money: pl.DataFrame) -> None:
    heading("Money for it, EUR bn")
    columns = ("own", "donated", "spent", "saved")
    rows = [
        [str(row["year"]), *(number(row[name]) for name in columns)]
        for row in money.filter(pl.col("own") > 0).iter_rows(named=True)
    ]
    table(["year", "own, loans, aid", "members add", "spent", "kept"], rows,
          right={"own, loans, aid", "members add", "spent", "kept"})  # fmt: skip
    say("Outside what members spend on themselves; their aid goes on at the pace of 2026.")


def _show_trade_off(curve: pl.DataFrame, picture: UkrainePicture) -> None:
    heading("Arming Ukraine against filling own stocks")
    rows = [
        [
            f"{row['priority']:g}{' (here)' if row['priority'] == picture.priority else ''}",
            percent(row["ukraine_met_share"]),
            percent(row["ukraine_met_share_last"]),
            f"{row['own_shortfall']:.2f}",
            percent(row["own_met_share"]),
            number(row["given_eur_bn"]),
            number(row["donated_eur_bn"]),
        ]
        for row in curve.iter_rows(named=True)
    ]
    heads = [
        "weight", f"met {picture.ready_by}", f"met {picture.world.years[-1]}", "own shortfall",
        "own core met", "gifts EUR bn", "money EUR bn",
    ]  # fmt: skip
    table(heads, rows, right=set(heads) - {"weight"})
    say(
        "Weight: of what Ukraine lacks against what the coalition lacks (ukraine.priority); own "
        f"shortfall in points of 100; own core met: mean over the core set in {picture.ready_by}."
    )
