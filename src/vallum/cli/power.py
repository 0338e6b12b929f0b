"""`vallum power`: who decides, before anything is known about positions."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data


def power(
    rule: Annotated[
        str,
        typer.Argument(
            metavar="RULE",
            help="qmv, qmv72, unanimity, unanimity_with_abstention, consensus or another rule of "
            "the facts; or a rule in words, such as states=0.55,population=0.65,blocking=4.",
        ),
    ],
    *,
    members: Annotated[
        str | None,
        typer.Option(
            "--members",
            metavar="WHO",
            help="Groups and ISO codes joined by commas, such as EU27,UKR or EU27,-HUN; "
            "without it EU27, or all that the file of populations lists.",
        ),
    ] = None,
    population: Annotated[
        str,
        typer.Option(
            "--population",
            metavar="YEAR|FILE",
            help="Year of votes, or a CSV file of columns state, population.",
        ),
    ] = "2026",
    changes: Annotated[
        bool,
        typer.Option(
            "--changes", help="Also what follows if any voter leaves or abstains, or another joins."
        ),
    ] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show voting power under a rule: Shapley-Shubik and Banzhaf, exact."""
    from vallum.cli.show import show_json
    from vallum.cli.views_power import PowerQuestion, changes_of, show_changes, show_power
    from vallum.contracts import PowerAnswer

    asked = PowerQuestion.read(rule, members, population, data)
    found = asked.power()
    moved = changes_of(asked, found) if changes else ()
    if as_json:
        show_json(PowerAnswer.of(rule, found, moved))
        return
    show_power(asked, found)
    if changes:
        show_changes(found, moved)
