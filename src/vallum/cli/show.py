"""How results look: tables and numbers for people, one line of JSON for programs.

From: every command.  To: standard output.  On a terminal tables are drawn by rich and fit its
width; in a pipe they are plain aligned text, whole, without colour.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from rich.console import Console

NOTHING = "-"
MET_FROM = 0.95
"""A need counts as met from this share on: no figure may be rounded up to it."""

NEVER_WRAPPED = 14
"""Cells up to this many letters stay on one line."""
MOST_FOLDED = 8
"""A table of more columns that does not fit the terminal is not folded but shown upright."""
GUTTER = 2
"""Spaces between two columns."""


class JsonLike(Protocol):
    """An answer of `vallum.contracts`."""

    def json_text(self) -> str: ...


def show_json(answer: JsonLike) -> None:
    """The one line that a program reads."""
    print(answer.json_text())


def say(text: str = "") -> None:
    """A paragraph; broken at the terminal's width, whole in a pipe."""
    if text and is_terminal():
        _console().print(text)
    else:
        print(text)


def note(text: str) -> None:
    """A remark that is no result: to standard error."""
    print(text, file=sys.stderr)


def heading(text: str) -> None:
    """A line above a table, set off from what came before."""
    print()
    if is_terminal():
        _console().print(text, style="bold")
    else:
        print(text)


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Collection[str] = ()
) -> None:
    """Rows of cells under heads; columns named in `right` are flush right."""
    cells = [list(row) for row in rows]
    if is_terminal():
        _draw(heads, cells, right)
    else:
        for line in plain_lines(heads, cells, right):
            print(line)


def plain_lines(
    heads: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str] = ()
) -> list[str]:
    """
    >>> plain_lines(["element", "gap"], [["Tankers", "48"], ["Shells", "1,200"]], {"gap"})
    ['element    gap', '-------  -----', 'Tankers     48', 'Shells   1,200']
    """
    widths = [
        max([len(head), *(len(row[place]) for row in rows)]) for place, head in enumerate(heads)
    ]
    ruled = [list(heads), ["-" * width for width in widths], *rows]
    lines = []
    for row in ruled:
        padded = [
            cell.rjust(width) if head in right else cell.ljust(width)
            for head, cell, width in zip(heads, row, widths, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return lines


def number(value: float | None) -> str:
    """A quantity with as many digits as its size deserves.

    >>> number(1467.3), number(10.4), number(3.25), number(0.042), number(-0.2), number(None)
    ('1,467', '10', '3.2', '0.04', '-0.20', '-')
    """
    if value is None or math.isnan(value):
        return NOTHING
    if abs(value) >= 10 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"


def percent(share: float | None) -> str:
    """A share (0-1) as a percentage; never rounded up across the line that makes a need met.

    >>> percent(0.463), percent(0.9491), percent(0.9999), percent(1.0), percent(None)
    ('46 %', '94 %', '99 %', '100 %', '-')
    """
    if share is None:
        return NOTHING
    shown = round(100 * share)
    for line in (MET_FROM, 1.0):
        if share < line - 1e-9 and shown >= 100 * line:
            shown = round(100 * line) - 1
    return f"{shown} %"


def counted(count: int, one: str) -> str:
    """
    >>> counted(1, "fact"), counted(1200, "fact")
    ('1 fact', '1,200 facts')
    """
    return f"{count:,} {one}" + ("" if count == 1 else "s")


def year_or_never(year: int | None, last: int | None = None) -> str:
    """
    >>> year_or_never(2034), year_or_never(None, 2040)
    ('2034', 'not by 2040')
    """
    if year is not None:
        return str(year)
    return f"not by {last}" if last else "not by the horizon"


def one_line(value: object) -> str:
    """A table's cell of any kind, on one line; an empty one for nothing.

    Numbers stand as they are in the table, without thousands separators.
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return " ".join(str(value).split())


def shown_path(path: Path) -> str:
    """A path from the working folder where that is shorter to read, with forward slashes."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  (resolve would follow links)
    here = Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def is_terminal() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _draw(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Collection[str]) -> None:
    """A table as wide as the terminal at most: long texts wrap between words, the rest does not."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console = _console()
    least = [
        _least_width(column, wraps=column[0] not in right)
        for column in zip(heads, *rows, strict=True)
    ]
    fits = sum(least) + GUTTER * len(least) <= console.width
    if not fits and len(heads) > MOST_FOLDED:
        _draw_upright(console, heads, rows)
        return
    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for head, width in zip(heads, least, strict=True):
        justify: Literal["left", "right"] = "right" if head in right else "left"
        drawn.add_column(
            head,
            justify=justify,
            min_width=width if fits else None,
            no_wrap=head in right,
            overflow="fold",
        )
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))  # as text: [EU] is no markup
    console.print(drawn)


def _least_width(cells: Sequence[str], *, wraps: bool) -> int:
    """How narrow a column may become: its longest word, or all of it where it is short."""
    longest = max(map(len, cells))
    if not wraps or longest <= NEVER_WRAPPED:
        return longest
    return max([NEVER_WRAPPED, *(len(word) for cell in cells for word in cell.split())])


def _draw_upright(console: Console, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows one below the other, a cell a line: a table too wide for the screen stays readable."""
    width = max(map(len, heads))
    for row in rows:
        for head, cell in zip(heads, row, strict=True):
            console.print(f"{head.rjust(width)}  {cell}", soft_wrap=True)
        console.print()


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)
