"""Tables on industry: what joint orders save beside what others say that acting apart costs.

From: frame `joint_saving`.  To: the page.
"""

from __future__ import annotations

from typing import Any

from vallum.report.cells import Cell, address
from vallum.report.material import Material
from vallum.report.tables import NOTHING, Table
from vallum.report.words import amount, percent

ENDS = ("low", "central", "high")


def joint_saving(material: Material) -> Table:
    """Ours first, then the published ranges: EUR bn a year, and as a share of some whole."""
    found = material.frames["joint_saving"].to_dicts()
    return Table(
        label="What joint orders save, and what acting apart is said to cost",
        headers=(
            "EUR bn a year", "Low", "Central", "High", "Share, low", "Central", "High", "Of what",
        ),
        rows=tuple(
            (
                row["title"],
                *(_cell(row, f"{end}_eur_bn", amount) for end in ENDS),
                *(_cell(row, f"{end}_share", percent) for end in ENDS),
                row["share_of"] or NOTHING,
            )
            for row in found
        ),
        numeric=(False, *[True] * 6, False),
        strong=tuple(row["source"] == "" for row in found),
    )  # fmt: skip


def joint_title(material: Material) -> str:
    """What ours comes to, as one finding."""
    (ours,) = [row for row in material.frames["joint_saving"].to_dicts() if not row["source"]]
    return (
        f"Ordering together saves EUR {amount(ours['central_eur_bn'])} bn a year, "
        f"{percent(ours['central_share'])} of what the same orders cost apart; published figures "
        "count far more than prices"
    )


def _cell(row: dict[str, Any], column: str, shown: Any) -> str:
    value = row[column]
    if value is None:
        return NOTHING
    return Cell(shown(value), address("joint_saving", column, row["estimate"]))
