"""Numbers and lists as a reader of British English expects them.

To: chart titles, tables and the page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

NBSP = "\u00a0"
MET_FROM = 0.95
"""A need counts as met from this share on (DESIGN 4.1)."""


def percent(share: float | None, digits: int = 0) -> str:
    """A share (0-1) as a percentage; never rounded up across the line that makes a need met.

    >>> percent(0.463).replace(NBSP, " ")
    '46 %'
    >>> percent(0.9491), percent(0.9991)
    ('94\\xa0%', '99\\xa0%')
    """
    return "–" if share is None or math.isnan(share) else f"{points(share, digits)}{NBSP}%"


def points(share: float, digits: int = 0) -> str:
    """A share (0-1) as percentage points without the sign, rounded as `percent` does."""
    shown = round(100 * share, digits)
    for line in (100 * MET_FROM, 100.0):
        if 100 * share < line - 1e-9 and shown >= line:
            shown = line - 10**-digits
    return f"{shown:,.{digits}f}"


def of_gdp(pct: float | None) -> str:
    """A percentage of GDP as written in a sentence: `2 %`, `3.5 %`."""
    return "–" if pct is None or math.isnan(pct) else f"{pct:g}{NBSP}%"


def amount(value: float | None) -> str:
    """A quantity with as many digits as its size deserves.

    >>> amount(1467.3), amount(24.0), amount(3.25), amount(0.04), amount(None)
    ('1,467', '24', '3.2', '0.04', '–')
    """
    if value is None or math.isnan(value):
        return "–"
    if abs(value) >= 20 or abs(value - round(value)) < 0.005:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"


def year_or_never(year: int | None, last: int) -> str:
    """A year, or that the horizon ends first."""
    return f"not by {last}" if year is None else str(year)


def listed(words: Sequence[str]) -> str:
    """
    >>> listed(["land", "air", "sea"])
    'land, air and sea'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """
    >>> counted(1, "state"), counted(3, "state")
    ('1 state', '3 states')
    """
    return f"{number:,} {one if number == 1 else (many or one + 's')}"


def inline(title: str) -> str:
    """A title as it reads in mid-sentence: abbreviations and names of types keep their capitals.

    >>> inline("Heavy brigades"), inline("ISR aircraft"), inline("A400M")
    ('heavy brigades', 'ISR aircraft', 'A400M')
    """
    first = title.split(" ", maxsplit=1)[0]
    keeps = any(letter.isupper() or letter.isdigit() for letter in first[1:])
    return title if keeps else title[:1].lower() + title[1:]


def sentence_case(text: str) -> str:
    """The first letter as a capital, the rest as given."""
    return text[:1].upper() + text[1:]


def plain(code: str) -> str:
    """A code of a frame as words: `air_defence` becomes `Air defence`."""
    return re.sub(
        r"\b(us|gdp)\b",
        lambda found: found[0].upper(),
        sentence_case(code.replace("_", " ")),
        flags=re.IGNORECASE,
    )
