"""How far a run is: a spinner on a terminal, one plain line a step in a pipe.

To: standard error, so that standard output holds results alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def shown_progress() -> Iterator[Callable[[str], None]]:
    """Give a function that hears each step as it begins; leave no trace of the spinner."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _spinner() as hear:
            yield hear
    else:
        yield _tell


def _tell(step: str) -> None:
    print(f"{step} ...", file=sys.stderr, flush=True)


@contextmanager
def _spinner() -> Iterator[Callable[[str], None]]:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as drawn:
        task = drawn.add_task("Starting", total=None)
        yield lambda step: drawn.update(task, description=step)
