"""`vallum scoreboard`: what published studies say beside what we say, and why they differ."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data


def scoreboard(
    study: Annotated[
        list[str] | None,
        typer.Option(
            "--study",
            metavar="NAME",
            help="Only this study (`vallum scenario list`); repeatable. Left out: all.",
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Set the figures of published studies beside ours, with the assumption that sets them apart.

    Each study is a shipped scenario, re-run on our own prices and recipes.  Keeps nothing; takes
    about a minute.
    """
    from vallum.cli.progress import shown_progress
    from vallum.cli.show import show_json
    from vallum.cli.views_scoreboard import show_scoreboard
    from vallum.contracts import ScoreboardAnswer
    from vallum.evidence import Evidence
    from vallum.study.scoreboard import scoreboard as compare

    with shown_progress() as progress:
        progress("read the evidence")
        board = compare(Evidence.load(data), studies=study or (), progress=progress)
    if as_json:
        show_json(ScoreboardAnswer.of(board))
    else:
        show_scoreboard(board)
