"""What several sources say about one fact, and which of them counts.

From: rows of evidence tables.  To: the rules of this package, and all that shows or uses what they
find.

    spread = largest value / smallest value - 1, over the readings that count
    range  = from the lowest to the highest that any of them allows
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any, NamedTuple

Row = Mapping[str, Any]
"""One row of a table, typed, with `_file` and `_line`."""


class Place(NamedTuple):
    """Where a row stands, as facts are named everywhere: group/table and line."""

    table: str
    line: int


@dataclass(frozen=True)
class Reading:
    """What one source says.

    value: in the unit of the comparison, never below 0.
    rows: the rows behind it; several where it is a sum; none where no row means none.
    said: which edition, list, contract or count it is, in a few words.
    low, high: a range that the source itself states around it; the value itself where it states
        none.
    left_out: why it does not count in range and spread; empty where it counts.
    """

    value: float
    rows: tuple[Place, ...]
    said: str
    source: str
    verified: str
    year: int | None
    low: float
    high: float
    left_out: str = ""

    @property
    def table(self) -> str:
        """Where the reading stands; the first table of a sum.  Empty where no row gives it."""
        return self.rows[0].table if self.rows else ""

    @property
    def line(self) -> int | None:
        return self.rows[0].line if self.rows else None


@dataclass(frozen=True)
class Conflict:
    """One fact as several sources have it.

    rule: id of the rule that decided.  parts: what names the fact, such as state and category.
    states: whose fact it is; buyers, for prices.
    """

    rule: str
    parts: tuple[str, ...]
    states: tuple[str, ...]
    unit: str
    chosen: Reading
    others: tuple[Reading, ...]

    @property
    def key(self) -> str:
        """The fact as one text."""
        return " / ".join(self.parts)

    @property
    def counted(self) -> tuple[Reading, ...]:
        """The readings that count, the chosen one first."""
        return (self.chosen, *(one for one in self.others if not one.left_out))

    @property
    def low(self) -> float:
        return min(one.low for one in self.counted)

    @property
    def high(self) -> float:
        return max(one.high for one in self.counted)

    @property
    def spread(self) -> float:
        """How far the values lie apart [share]; infinite where one source has none.

        A range that a source states around its value is no disagreement.
        """
        values = [one.value for one in self.counted]
        least, most = min(values), max(values)
        if least > 0:
            return most / least - 1
        return inf if most > 0 else 0.0


def read(
    row: Row,
    value: float,
    said: str,
    *,
    year: int | None = None,
    low: float | None = None,
    high: float | None = None,
    left_out: str = "",
) -> Reading:
    """One row as a reading.  A stated range that does not hold the value is widened to it."""
    return Reading(
        value=value,
        rows=(place(row),),
        said=said,
        source=row["source"],
        verified=row["verified"],
        year=year,
        low=value if low is None else min(low, value),
        high=value if high is None else max(high, value),
        left_out=left_out,
    )


def read_sum(rows: Sequence[Row], value: float, said: str, *, year: int | None) -> Reading:
    """Several rows added up.  Verified only where each row is; no row at all means none."""
    marks = {row["verified"] for row in rows}
    return Reading(
        value=value,
        rows=tuple(place(row) for row in rows),
        said=said,
        source=";".join(dict.fromkeys(id for row in rows for id in row["source"].split(";"))),
        verified=marks.pop() if len(marks) == 1 else "no",
        year=year,
        low=value,
        high=value,
    )


def leave_out(reading: Reading, reason: str) -> Reading:
    """The same reading, shown but not counted."""
    return replace(reading, left_out=reason)


def set_apart(
    rule: str,
    key: Iterable[object],
    unit: str,
    chosen: Reading,
    others: Iterable[Reading],
    *,
    states: Iterable[str] = (),
) -> list[Conflict]:
    """The comparison, as a list of one; empty where nothing counts beside the chosen reading."""
    told = Conflict(
        rule,
        tuple(str(part) for part in key),
        tuple(dict.fromkeys(states)),
        unit,
        chosen,
        tuple(others),
    )
    return [told] if len(told.counted) > 1 else []


def place(row: Row) -> Place:
    return Place(str(row["_file"]).removesuffix(".csv"), row["_line"])
