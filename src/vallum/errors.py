"""What can go wrong because of what a user gave us, told in one clear sentence each.

To: every floor.  A `UserError` ends a command with exit code 2 and a web request with 4xx; a
`FaultsFound` ends a check with exit code 1.  Anything else is our own bug: exit code 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

MOST_NAMED = 12
"""More known words than that are a list, not a hint."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: what, where (file, line, field), and what would be right."""

    message: str
    file: str | None = None
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        place = ", ".join(
            part for part in (f"line {self.line}" if self.line else "", self.field or "") if part
        )
        return f"{place}: {self.message}" if place else self.message


class VallumError(Exception):
    """Any failure that Vallum explains itself; holds every problem found, not only the first."""

    exit_code = 3

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = [Problem(problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self._tell())

    def _tell(self) -> str:
        files: dict[str | None, list[Problem]] = {}
        for problem in self.problems:
            files.setdefault(problem.file, []).append(problem)
        lines: list[str] = []
        for file, found in files.items():
            if file is None:
                lines += [str(problem) for problem in found]
            elif len(found) == 1:
                joint = ", " if found[0].line or found[0].field else ": "
                lines.append(f"{file}{joint}{found[0]}")
            else:
                lines.append(f"{file}: {len(found)} problems")
                lines += [f"  {problem}" for problem in found]
        return "\n".join(lines)


class UserError(VallumError):
    """The user's input is wrong; nothing was written."""

    exit_code = 2


class FaultsFound(VallumError):
    """A check ran to its end and found faults."""

    exit_code = 1


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """A closing half-sentence with the nearest known words, or an empty string.

    >>> did_you_mean("GBB", ["GBR", "DEU"])
    "; did you mean 'GBR'?"
    """
    near = get_close_matches(word, known, n=3, cutoff=0.6)
    if not near:
        return ""
    return "; did you mean " + " or ".join(f"'{name}'" for name in near) + "?"


def which_known(word: str, known: Sequence[str], kind: str, command: str) -> str:
    """The nearest known words; without any, all of them if they are few, or the command for them.

    >>> which_known("zzz", ["tank", "ship"], "kinds", "vallum kinds")
    '; the kinds are tank, ship'
    """
    if near := did_you_mean(word, known):
        return near
    if len(known) > MOST_NAMED:
        return f"; `{command}` lists the {kind}"
    return f"; the {kind} are {', '.join(known)}"
