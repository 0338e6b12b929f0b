"""Published studies re-run, as the report shows them.

From: `vallum.study.scoreboard_kept`.  To: the report's section on studies.
"""

from __future__ import annotations

from vallum.report.tables import Table
from vallum.study.scoreboard_kept import KeptScoreboard


def studies(board: KeptScoreboard) -> Table:
    """One row for each published figure; those that hold ours stand out."""
    return Table(
        label="Published figures beside ours",
        headers=("Study", "Figure", "Unit", "Published", "Ours", "What explains the difference"),
        rows=tuple(
            (
                row.study,
                row.figure,
                row.unit,
                row.published,
                row.ours,
                "in the published range" if row.met else row.explained_by,
            )
            for row in board.rows
        ),
        numeric=(False, False, False, True, True, False),
        strong=tuple(row.met for row in board.rows),
    )
