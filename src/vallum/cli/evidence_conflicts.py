"""`vallum evidence conflicts`: where sources disagree, and the rule that decided.

To: `vallum.cli.evidence`, which gives the command its name.
"""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data, OpenOnly

ABOVE_PCT = 25.0


def conflicts(
    *,
    above: Annotated[
        float,
        typer.Option(
            "--above",
            metavar="PERCENT",
            min=0,
            help="Only facts whose figures lie further apart than this.",
        ),
    ] = ABOVE_PCT,
    rule: Annotated[
        str | None,
        typer.Option("--rule", metavar="ID", help="Only what this rule decides, such as counts."),
    ] = None,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="CODE", help="Only facts of this state or group."),
    ] = None,
    data: Data = None,
    open_only: OpenOnly = False,
    as_json: AsJson = False,
) -> None:
    """Show where sources disagree: the figure that counts, the others, the rule that decided.

    Every row stays in its table. Further apart than --above: the largest figure that counts
    against the smallest.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_evidence_conflicts import of_state, show_conflicts
    from vallum.contracts import EvidenceConflictsAnswer
    from vallum.evidence import Evidence
    from vallum.evidence.reconcile import compare

    facts = Evidence.load(data, open_only=open_only)
    compared = of_state(facts, compare(facts, rule), state)
    if as_json:
        show_json(EvidenceConflictsAnswer.of(compared, above / 100))
    else:
        show_conflicts(compared, above / 100)
