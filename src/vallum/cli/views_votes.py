"""What `vallum decide --votes` reads and shows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from vallum.cli.show import heading, say, table
from vallum.cli.vote_files import read_votes
from vallum.evidence import Evidence
from vallum.governance.votes import Verdict, judge
from vallum.world.institutions import institutions

WORDS = {True: "carried", False: "not carried", None: "cannot be tested"}


def judge_file(path: Path, data: Path | None) -> dict[str, Verdict]:
    """Verdict of each vote, in the order of the file.  Raises UserError for a faulty file."""
    known = institutions(Evidence.load(data))
    return {vote.name: judge(known, vote) for vote in read_votes(path, sorted(known.names))}


def show_verdicts(verdicts: Mapping[str, Verdict]) -> None:
    tested = [verdict for verdict in verdicts.values() if verdict.carried is not None]
    say(f"{len(tested)} of {len(verdicts)} votes can be tested.")
    heading("Recorded votes under their rule")
    table(
        ["vote", "outcome", "reason"],
        [[name, WORDS[each.carried], each.reason] for name, each in verdicts.items()],
    )
