"""The scoreboard as it came out for the shipped facts, so that a report can show it at once.

From: `vallum.study.scoreboard`, by `scripts/write_docs.py`.  To: report.

Kept with the digest of the facts behind it: with other facts it is not shown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from vallum.evidence import Evidence
from vallum.study.scoreboard import Scoreboard, printed_range, shown

KEPT = Path(__file__).parent / "scoreboard.json"


@dataclass(frozen=True)
class KeptRow:
    """One figure of one study, in words."""

    study: str
    figure: str
    unit: str
    published: str
    ours: str
    met: bool
    explained_by: str


@dataclass(frozen=True)
class KeptScoreboard:
    """summary: what holds and what does not, in a sentence."""

    summary: str
    rows: tuple[KeptRow, ...]


def keep_scoreboard(board: Scoreboard, evidence: Evidence, file: Path = KEPT) -> None:
    """Write the scoreboard of these facts."""
    titles = {one.study: one.title for one in board.studies}
    rows = [
        {
            "study": titles[row.published.study],
            "figure": row.published.figure.replace("_", " "),
            "unit": row.published.unit,
            "published": printed_range(row.published),
            "ours": shown(row.vallum, row.published.unit),
            "met": row.met,
            "explained_by": row.explained_by,
        }
        for row in board.rows
    ]
    told = {"evidence": evidence.digest(), "summary": " ".join(board.summary()), "rows": rows}
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept_scoreboard(evidence: Evidence, file: Path = KEPT) -> KeptScoreboard | None:
    """The scoreboard kept for these facts; None for other facts."""
    told = json.loads(file.read_text(encoding="utf-8"))
    if told["evidence"] != evidence.digest():
        return None
    return KeptScoreboard(told["summary"], tuple(KeptRow(**row) for row in told["rows"]))
