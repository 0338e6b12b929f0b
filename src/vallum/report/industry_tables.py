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
        headers=("Estimate", "EUR bn a year", "Central", "Share", "Of what"),
        rows=tuple(
            (
                row["title"],
                _range(row, "eur_bn", amount),
                _cell(row, "central_eur_bn", amount),
                _range(row, "share", percent),
                row["share_of"] or NOTHING,
            )
            for row in found
        ),
        numeric=(False, True, True, True, False),
        strong=tuple(row["source"] == "" for row in found),
    )


def joint_title(material: Material) -> str:
    """What ours comes to, as one finding."""
    (ours,) = [row for row in material.frames["joint_saving"].to_dicts() if not row["source"]]
    return (
        f"Ordering together saves EUR {amount(ours['central_eur_bn'])} bn a year, "
        f"{percent(ours['central_share'])} of what the same orders cost apart; published figures "
        "count far more than prices"
    )


def _range(row: dict[str, Any], what: str, shown: Any) -> str:
    low, high = row[f"low_{what}"], row[f"high_{what}"]
    if high is None:
        return NOTHING
    if low is None:
        return Cell(f"up to {shown(high)}", _address(row, f"high_{what}"))
    return Cell(f"{shown(low)} to {shown(high)}", _address(row, f"high_{what}"))


def _cell(row: dict[str, Any], column: str, shown: Any) -> str:
    value = row[column]
    return NOTHING if value is None else Cell(shown(value), _address(row, column))


def _address(row: dict[str, Any], column: str) -> str:
    return address("joint_saving", column, row["estimate"])
