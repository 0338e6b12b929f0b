"""`vallum decide`: which route carries a measure, with what chance and how soon."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data


def decide(
    *,
    votes: Annotated[
        Path | None,
        typer.Option(
            "--votes",
            metavar="FILE",
            help="Apply the rules to recorded votes instead: a CSV file of columns vote_id, date, "
            "rule, state, vote.",
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say which recorded votes carry under their rule, and which cannot be tested."""
    from vallum.cli.show import show_json
    from vallum.cli.views_votes import judge_file, show_verdicts
    from vallum.contracts import VotesAnswer

    if votes is not None:
        verdicts = judge_file(votes, data)
        if as_json:
            show_json(VotesAnswer.of(verdicts))
        else:
            show_verdicts(verdicts)
