"""Recorded votes and episodes in a user's file.

From: `cli.own_files`.  To: `vallum decide --votes`, `vallum backtest`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vallum.cli.own_files import a_day, read_lines
from vallum.errors import Problem, UserError, did_you_mean
from vallum.governance.votes import WORDS, Recorded

COLUMNS = ("vote_id", "date", "rule", "state", "vote")


def read_votes(path: Path, known: Sequence[str]) -> list[Recorded]:
    """Votes in the order of the file.

    known: states there are.  Raises UserError with every row that is faulty: an unknown state or
    vote, a date that is missing, a state that votes twice, one vote under two rules or dates.
    """
    heads: dict[str, tuple[str, str]] = {}
    votes: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for line, row in read_lines(path, COLUMNS):
        name, state, word = row["vote_id"], row["state"], row["vote"]
        try:
            day = a_day(row["date"], path, line, "date")
        except UserError as fault:
            problems += fault.problems
            continue
        head = heads.setdefault(name, (day, row["rule"]))
        cast = votes.setdefault(name, {})
        for told, column in _faults(row, head, (day, row["rule"]), cast, known):
            problems.append(Problem(told, str(path), line, column))
        cast[state] = word
    if problems:
        raise UserError(problems)
    return [Recorded(name, *heads[name], cast) for name, cast in votes.items()]


def _faults(
    row: dict[str, str],
    head: tuple[str, str],
    own: tuple[str, str],
    cast: dict[str, str],
    known: Sequence[str],
) -> list[tuple[str, str]]:
    state, word, name = row["state"], row["vote"], row["vote_id"]
    found = []
    if not name:
        found.append(("the name of the vote is missing", "vote_id"))
    if state not in known:
        near = did_you_mean(state, known)
        found.append((f"'{state}' is not a state's ISO alpha-3 code{near}", "state"))
    if state in cast:
        found.append((f"{state} votes twice in {name}", "state"))
    if word not in WORDS:
        near = did_you_mean(word, WORDS) or f"; votes are {', '.join(WORDS)}"
        found.append((f"there is no vote '{word}'{near}", "vote"))
    for told, column, first, here in zip(
        ("date", "rule"), ("date", "rule"), head, own, strict=True
    ):
        if first != here:
            found.append((f"{name} has two {told}s, {first} and {here}", column))
    return found
