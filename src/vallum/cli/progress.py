"""How far a run is: a spinner on a terminal, one plain line a step in a pipe.

To: standard error, so that standard output holds results alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

QUIET_STEPS = 2
"""Lines of the first steps wait for the next one: what is wrong with a user's facts comes to light
while the world is built, and is then told alone, in one sentence."""


@contextmanager
def shown_progress() -> Iterator[Callable[[str], None]]:
    """Give a function that hears each step as it begins; leave no trace of the spinner."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _spinner() as hear:
            yield hear
    else:
        yield _teller()


def _teller() -> Callable[[str], None]:
    begun: list[str] = []
    told = 0

    def hear(step: str) -> None:
        nonlocal told
        begun.append(f"{_told(step)} ...")
        if len(begun) > QUIET_STEPS:
            print(*begun[told:], sep="\n", file=sys.stderr, flush=True)
            told = len(begun)

    return hear


def _told(step: str) -> str:
    return f"{step[:1].upper()}{step[1:]}"


@contextmanager
def _spinner() -> Iterator[Callable[[str], None]]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task("Starting", total=None)
        yield lambda step: drawn.update(task, description=_told(step))
