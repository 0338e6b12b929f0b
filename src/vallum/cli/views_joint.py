"""Joint orders and types as tables and sentences for people.

From: the frames of a study.  To: `vallum plan`.
"""

from __future__ import annotations

import polars as pl

from vallum.cli.show import NOTHING, heading, number, percent, say, table
from vallum.cli.views_plan import Frames, titles_of
from vallum.study.consolidation import told as told_consolidation
from vallum.study.joint_saving import told as told_saving


def joint_lines(frames: Frames) -> list[str]:
    """What joint orders save, and what others say that acting apart costs: two sentences."""
    if "joint_saving" not in frames:
        return []
    return told_saving(frames["joint_saving"])


def show_types(frames: Frames) -> None:
    """How many types the plan orders, and what it does to those in service."""
    if "plan_types" not in frames:
        return
    titles = titles_of(frames)
    heading("Types: in the plan's orders, and in service at the end")
    rows = [
        [
            titles.get(row["category"], row["category"].replace("_", " ")),
            str(row["types_ordered"]),
            number(row["effective_ordered"]),
            f"{row['largest']} {percent(row['largest_share'])}",
            NOTHING if row["types_before"] is None else number(row["effective_before"]),
            NOTHING if row["types_after"] is None else number(row["effective_after"]),
        ]
        for row in frames["plan_types"].iter_rows(named=True)
    ]
    heads = ["kind", "types", "effective", "largest", "in service", "with plan"]
    table(heads, rows, right={"types", "effective", "in service", "with plan"})
    say("Effective: how many types it comes to by value if all had equal shares; in service and "
        "with plan: the same of what is in service in the last year.")  # fmt: skip


def show_consolidation(fewer: pl.DataFrame, frames: Frames, last: int) -> None:
    """What fewer types would cost in time: one sentence a kind and number."""
    titles = titles_of(frames)
    heading("What fewer types would cost in time, the coalition as one, at the plan's prices")
    for row in fewer.iter_rows(named=True):
        say(f"- {told_consolidation(row, titles.get(row['category'], row['category']), last)}")
    if fewer.is_empty():
        say("Nothing: the plan orders one type of each kind.")
