"""Episodes in a user's file: blocked decisions, or recorded votes with their outcome.

From: `cli.own_files`.  To: `vallum backtest`.
"""

from __future__ import annotations

from pathlib import Path

from vallum.cli.own_files import Line, a_day, read_lines
from vallum.errors import Problem, UserError
from vallum.governance.backtest import OUTVOTED, Episode
from vallum.world.records import ADOPTED

BLOCKED = ("date_blocked", "measure", "rule", "blockers", "formal_block")
VOTED = ("vote_id", "date", "measure", "rule", "outcome", "state", "vote")
FORMAL = ("yes", "no", "outvoted", "replaced")
NOT_UNION = "UNGA"
"""Votes of the United Nations are none of the Union's."""


def read_episodes(path: Path) -> list[Episode]:
    """Raises UserError with every faulty row, or where the file has neither form."""
    lines = read_lines(path, ("measure", "rule"))
    heads = set(lines[0][1])
    if "blockers" in heads:
        read_lines(path, BLOCKED)
        return _blocked(path, lines)
    read_lines(path, VOTED)
    return _voted(path, lines)


def _blocked(path: Path, lines: list[tuple[int, Line]]) -> list[Episode]:
    found: list[Episode] = []
    problems: list[Problem] = []
    for line, row in lines:
        try:
            day = a_day(row["date_blocked"], path, line, "date_blocked")
        except UserError as fault:
            problems += fault.problems
            continue
        if row["formal_block"] not in FORMAL:
            told = f"'{row['formal_block']}' is none of {', '.join(FORMAL)}"
            problems.append(Problem(told, str(path), line, "formal_block"))
        found.append(
            Episode(
                row.get("id") or row.get("veto") or f"line {line}",
                day,
                row["measure"],
                row["rule"],
                row.get("category", ""),
                row["formal_block"] == OUTVOTED,
                tuple(part for part in row["blockers"].split(";") if part),
            )
        )
    if problems:
        raise UserError(problems)
    return found


def _voted(path: Path, lines: list[tuple[int, Line]]) -> list[Episode]:
    heads: dict[str, Line] = {}
    days: dict[str, str] = {}
    against: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for line, row in lines:
        name = row["vote_id"]
        try:
            day = a_day(row["date"], path, line, "date")
        except UserError as fault:
            problems += fault.problems
            continue
        first = heads.setdefault(name, row)
        days.setdefault(name, day)
        for column in ("date", "rule", "outcome", "measure"):
            if row[column] != first[column]:
                told = f"{name} has two of these, '{first[column]}' and '{row[column]}'"
                problems.append(Problem(told, str(path), line, column))
        if row["vote"] == "no":
            against.setdefault(name, []).append(row["state"])
    if problems:
        raise UserError(problems)
    return [
        Episode(
            name,
            days[name],
            row["measure"],
            row["rule"],
            "",
            row["outcome"] == ADOPTED,
            tuple(sorted(against.get(name, ()))),
        )
        for name, row in heads.items()
        if row.get("body", "") != NOT_UNION
    ]
