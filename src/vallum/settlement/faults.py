"""What is wrong with a draft, gathered with its lines, and what is merely odd.

To: `terms`, `clauses`, `rules`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vallum.errors import Problem, UserError, did_you_mean
from vallum.scenario.reading import Path_, dotted


@dataclass
class Faults:
    """Problems of one file; `warnings` stop nothing."""

    shown: str
    lines: Mapping[Path_, int]
    problems: list[Problem]
    warnings: list[str] = field(default_factory=list)

    def add(self, message: str, name: str, *, missing: bool = False) -> None:
        self.add_at(message, () if missing else (name,), name)

    def add_at(self, message: str, path: Path_, name: str | None = None) -> None:
        """A problem at a path, told at the line of the nearest part of it that has one."""
        line = next((self.lines[path[:n]] for n in range(len(path), 0, -1)
                     if path[:n] in self.lines), None)  # fmt: skip
        self.problems.append(Problem(message, self.shown, line, name or dotted(path) or None))

    def warn_at(self, message: str, path: Path_) -> None:
        line = self.lines.get(path)
        self.warnings.append(f"{f'line {line}, ' if line else ''}{dotted(path)}: {message}")

    def raise_any(self) -> None:
        """Raises UserError where there is a problem."""
        if self.problems:
            raise UserError(self.problems)


def unknown(what: str, name: str, known: Sequence[str]) -> str:
    """A sentence about a name that is not there, with the nearest that are, or all."""
    near = did_you_mean(name, known) or f": there are {', '.join(known)}"
    return f"'{name[:60]}' is not {what}{near}"
