"""The table of American enablers: what leaves, what takes its place, when, for how much.

From: the plan of a run.  To: the page.
"""

from __future__ import annotations

from typing import Any

from vallum.report.cells import Cell, address
from vallum.report.plan_material import Planned
from vallum.report.tables import Table, marked
from vallum.report.words import amount, year_or_never

ENABLERS = "plan_enablers"
NOTHING = "–"


def enablers(plan: Planned) -> Table | None:
    """One row an enabler of the main need; None for a run that was made without this table."""
    frame = plan.material.frames.get(ENABLERS)
    if frame is None or frame.is_empty():
        return None
    return Table(
        label="American enablers and intelligence, one by one",
        headers=(
            "Enabler",
            "US today",
            "Unit",
            "Whole until",
            "Covered without it from",
            "Plan adds",
            "Buying, EUR bn",
            "Upkeep, EUR bn",
            "Both until covered",
            "European programmes",
        ),
        rows=tuple(_row(row, plan.material.last) for row in frame.iter_rows(named=True)),
        numeric=(False, True, False, True, True, True, True, True, True, False),
    )


def _row(row: dict[str, Any], last: int) -> tuple[str, ...]:
    def cell(text: str, column: str) -> Cell:
        return Cell(text, address(ENABLERS, column, row["element"]))

    given = row["us_today"] > 0
    until = str(row["us_until"]) if row["us_until"] is not None else "stays"
    return (
        marked(row["title"], row["imputed"]),
        cell(amount(row["us_today"]), "us_today") if given else NOTHING,
        row["unit"],
        (cell(until, "us_until") if row["us_until"] is not None else until) if given else NOTHING,
        cell(year_or_never(row["covered"], last), "covered"),
        cell(amount(row["adds"]), "adds"),
        *(
            cell(amount(row[name]), name)
            for name in ("purchase_eur_bn", "upkeep_eur_bn", "to_cover_eur_bn")
        ),
        row["programmes"].replace(" | ", "; ") or NOTHING,
    )
