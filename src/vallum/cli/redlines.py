"""`vallum redlines`: which red lines a draft settlement crosses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data
from vallum.errors import UserError

DIFF, READ, NEW, LIST = "diff", "read", "new", "list"


def redlines(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE | diff A B | read TEXT | new | list",
            help="A draft in YAML, or the name of a shipped text; two of them to compare; a text "
            "or PDF to propose clauses from; an empty form; the shipped texts.",
        ),
    ],
    *,
    rules: Annotated[
        Path | None,
        typer.Option("--rules", metavar="FILE", help="Red lines of your own instead."),
    ] = None,
    every: Annotated[
        bool,
        typer.Option("--all", help="Clear the optional principles too, not the agenda's alone."),
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Write the form of `new` or `read` there."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say which red lines a draft settlement crosses, by which clauses, and what would clear them.

    Proposals of `read` are for a person to confirm: until then they have no part in a verdict.
    """
    from vallum.cli import views_redlines as views

    first, *rest = words
    wanted = {DIFF: 2, READ: 1, NEW: 0, LIST: 0}.get(first, 0)
    if len(rest) != wanted:
        raise UserError(f"redlines {first}: give {wanted} more, not {len(rest)}")
    if first == NEW:
        views.write_form(to)
    elif first == LIST:
        views.show_texts(data)
    elif first == READ:
        views.read_text(Path(rest[0]), to, as_json=as_json)
    elif first == DIFF:
        views.compare_drafts(rest[0], rest[1], rules, data, as_json=as_json)
    else:
        views.judge(first, rules, data, every=every, as_json=as_json)
