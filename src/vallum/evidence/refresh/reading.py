"""What a reader finds in a file, in one shape for all readers.

To: the readers, and what proposes rows from them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vallum.errors import Problem, UserError
from vallum.evidence.load import Source
from vallum.evidence.refresh.files import Figure

_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?")

NO_STATE = "no state that geography/states lists"
NO_COLUMN = "no table has a column for this series"


@dataclass(frozen=True)
class FoundRow:
    """Figures of a file that belong into one row of a table.

    key: the row's key columns
    figures: column -> figure, in the column's unit
    words: other columns that the file settles (a status, a price year)
    empty: columns that must be empty beside these figures
    """

    table: str
    key: Mapping[str, str | int]
    figures: Mapping[str, Figure]
    words: Mapping[str, str | int] = field(default_factory=dict)
    empty: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """Figures that no row takes: why, which (codes, names or series, sorted), how many figures."""

    why: str
    what: tuple[str, ...]
    figures: int


class LeftOuts:
    """Collects what is left out, by reason."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def add(self, why: str, what: str, figures: int = 1) -> None:
        self._found[why][what] += figures

    def all(self) -> tuple[LeftOut, ...]:
        return tuple(
            LeftOut(why, tuple(sorted(what)), sum(what.values()))
            for why, what in sorted(self._found.items())
        )


@dataclass(frozen=True)
class Reading:
    """A file, read: which dataset it is, the source that its rows will name, what it holds."""

    dataset: str
    source: Source
    rows: tuple[FoundRow, ...]
    left_out: tuple[LeftOut, ...]


def edition_of(given: str | None, found: str | None, file: Path) -> str:
    """When a file was published: YYYY-MM or YYYY-MM-DD; what the user gives comes first.

    Raises UserError where nobody says, or the words given are no date.
    """
    if given is not None and not _DATE.fullmatch(given):
        raise UserError(f"--edition {given}: write year and month, as 2025-08")
    edition = given or found
    if edition is None or not _DATE.fullmatch(edition):
        said = "does not say when it was published: give it with --edition, as 2025-08"
        raise UserError(Problem(said, str(file)))
    return edition


def month_mark(edition: str) -> str:
    """
    >>> month_mark("2025-08-28")
    '2025_08'
    """
    return edition[:7].replace("-", "_")
