"""`vallum decide`: which route carries a measure, with what chance and how soon."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data
from vallum.errors import UserError


def decide(
    measure: Annotated[
        str | None,
        typer.Argument(
            metavar="MEASURE",
            help="A measure of the facts, such as joint_bonds; a YAML file with one of your own; "
            "or `all`.",
        ),
    ] = None,
    *,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="DATE", help="Deadline, YYYY-MM-DD; without it 2029-12-31."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Positions held on this day; months count on."),
    ] = None,
    flip: Annotated[
        list[str] | None,
        typer.Option("--flip", metavar="STATE=X", help="A position held for certain, -1 to 1."),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="STATE", help="A state that has no vote."),
    ] = None,
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
    """Say which routes can carry a measure, with what chance, how soon, and who can stop it."""
    if (measure is None) == (votes is None):
        raise UserError("name one measure, `all`, or a file of recorded votes with --votes")
    if votes is not None:
        _judge(votes, data, as_json)
        return
    from vallum.cli.show import show_json
    from vallum.cli.views_decide import ALL, decided, show_all, show_decision
    from vallum.contracts import DecideAnswer, MeasuresAnswer
    from vallum.governance.sequence import best_sequence

    assert measure is not None
    found, known = decided(
        measure, by=by, day=on, flips=flip or (), without=without or (), data=data
    )
    if measure == ALL:
        if as_json:
            show_json(MeasuresAnswer.of(found))
        else:
            show_all(found, known)
        return
    order = best_sequence(found[0])
    if as_json:
        show_json(DecideAnswer.of(found[0], order, known.known.names))
    else:
        show_decision(found[0], order, known)


def _judge(votes: Path, data: Path | None, as_json: bool) -> None:
    """Which recorded votes carry under their rule, and which cannot be tested."""
    from vallum.cli.show import show_json
    from vallum.cli.views_votes import judge_file, show_verdicts
    from vallum.contracts import VotesAnswer

    verdicts = judge_file(votes, data)
    if as_json:
        show_json(VotesAnswer.of(verdicts))
    else:
        show_verdicts(verdicts)
