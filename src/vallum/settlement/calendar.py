"""The sanctions calendar: which regimes end when, who has to agree, what falls if one does not.

From: ukraine/sanctions, ukraine/sanction_fallbacks.  To: `leverage`.

A regime that lapses unless it is renewed ends on the same days of every year.  The calendar is
worked out from those days, so that it can be asked for any date; what was decided is only known as
far as the table goes.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from vallum.errors import UserError

EU = "EU"
MONTHS = {name.casefold(): number for number, name in enumerate(month_name) if name}
DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]+)")


@dataclass(frozen=True)
class Renewal:
    """One regime's next end.

    due: the day by which it must be renewed; rule: how; chance: of adoption (0-1), None where no
    model gave one; falls: what ends otherwise; seen, delayed: renewals on record and how many of
    them a state held up in public; opponents: those states, most recent first.
    """

    regime: str
    due: date
    rule: str
    falls: str
    legal_act: str
    seen: int
    delayed: int
    opponents: tuple[str, ...]
    fallbacks: tuple[str, ...]
    source: str
    chance: float | None = None


ChanceOf = Callable[[Renewal], float | None]
"""The seam to a model of decisions: the chance that a renewal is adopted, None where unknown."""


def parse_day(text: str) -> date:
    """A day as YYYY-MM-DD.  Raises UserError for anything else."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UserError(f"'{text[:40]}' is no day: write YYYY-MM-DD, such as 2026-12-01")


def renewals_due(
    sanctions: pl.DataFrame,
    fallbacks: pl.DataFrame,
    on: date,
    *,
    months: int = 12,
    chance_of: ChanceOf | None = None,
) -> tuple[Renewal, ...]:
    """Ends of the EU's regimes from `on` through the following `months`, soonest first.

    Only regimes adopted by that day; a renewal counts as on record if it was adopted by then.
    """
    until = _months_later(on, months)
    regimes = sanctions.filter(
        pl.col("jurisdiction") == EU,
        pl.col("record") == "regime",
        pl.col("adopted") <= on.isoformat(),
    )
    found = [
        renewal
        for row in regimes.iter_rows(named=True)
        for renewal in _of_regime(row, sanctions, fallbacks, on, until)
    ]
    if chance_of is not None:
        found = [replace(renewal, chance=chance_of(renewal)) for renewal in found]
    return tuple(sorted(found, key=lambda renewal: (renewal.due, renewal.regime)))


def unseen(sanctions: pl.DataFrame, on: date) -> tuple[tuple[str, date], ...]:
    """Regimes whose newest renewal on record had run out by `on`: (regime, day it ran out)."""
    renewed = sanctions.filter(
        pl.col("record") == "renewal",
        pl.col("adopted").is_not_null(),
        pl.col("adopted") <= on.isoformat(),
    )
    last = renewed.group_by("name").agg(pl.col("expiry").max()).sort("name")
    ends = ((name, date.fromisoformat(day)) for name, day in last.iter_rows())
    return tuple((name, day) for name, day in ends if day < on)


def days_of_year(recurrence: str | None) -> tuple[tuple[int, int], ...]:
    """Months and days on which a regime ends.

    >>> days_of_year("15 March and 15 September"), days_of_year("none; ends with its conditions")
    (((3, 15), (9, 15)), ())
    """
    found = DAY.findall(recurrence or "")
    return tuple((MONTHS[month.casefold()], int(day)) for day, month in found)


def _of_regime(
    row: dict[str, str], sanctions: pl.DataFrame, fallbacks: pl.DataFrame, on: date, until: date
) -> list[Renewal]:
    days = days_of_year(row["recurrence"])
    ends = [date(year, *day) for year in range(on.year, until.year + 1) for day in days]
    record = sanctions.filter(
        pl.col("record") == "renewal",
        pl.col("name") == row["name"],
        pl.col("adopted").is_not_null(),
        pl.col("adopted") <= on.isoformat(),
    ).sort("adopted", descending=True)
    held = record["blocked_by"].drop_nulls().to_list()
    states = dict.fromkeys(state for text in held for state in text.split(";"))
    ways = [
        way["fallback"]
        for way in fallbacks.iter_rows(named=True)
        if row["name"] in (way["regimes"] or "").split(";")
    ]
    return [
        Renewal(
            regime=row["name"],
            due=day,
            rule=row["rule"],
            falls=row["content"] or "",
            legal_act=row["legal_act"] or "",
            seen=record.height,
            delayed=len(held),
            opponents=tuple(states),
            fallbacks=tuple(ways),
            source=row["source"],
        )
        for day in sorted(ends)
        if on <= day <= until
    ]


def _months_later(day: date, months: int) -> date:
    """The same day of the month, or its last where that month is shorter.

    >>> _months_later(date(2027, 11, 30), 3)
    datetime.date(2028, 2, 29)
    """
    from calendar import monthrange

    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
