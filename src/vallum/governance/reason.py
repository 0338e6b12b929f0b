"""Why a route has the chance that it has, in a sentence or two.

From: a route's outcome, names of states.  To: `vallum decide`, report.
"""

from __future__ import annotations

from collections.abc import Mapping

from vallum.governance.decide import LIKELY, RouteOutcome

NAMED = 3


def reason(outcome: RouteOutcome, names: Mapping[str, str]) -> str:
    """What the vote needs, who is likeliest to stand in the way, what else must be got through."""
    vote = outcome.ballot
    parts = [f"needs {vote.needs}" if vote.needs else "needs no common vote"]
    against = sorted(vote.objection.items(), key=lambda pair: (-pair[1], pair[0]))
    likely = [(names.get(s, s), share) for s, share in against if share >= LIKELY][:NAMED]
    if vote.blocks:
        told = ", ".join(f"{name} {100 * share:.0f} %" for name, share in likely)
        parts.append(f"likeliest to object: {told}" if told else "nobody is likely to object")
        if outcome.vote - outcome.at_once >= LIKELY:
            parts.append(
                f"carried at once with {100 * outcome.at_once:.0f} %, after somebody gave way "
                f"with {100 * (outcome.vote - outcome.at_once):.0f} % more"
            )
    else:
        voters, people = vote.expected
        parts.append(
            f"{voters:.0f} in favour are expected, with {100 * people:.0f} % of the people"
        )
    hurdles = (
        (outcome.consent, "Parliament goes along"),
        (outcome.ratified, "all ratifications succeed"),
        (outcome.other, "the rest of the procedure holds"),
    )
    parts += [f"{words} with {100 * share:.0f} %" for share, words in hurdles if share < 1]
    imputed = vote.positions.imputed
    if imputed:
        parts.append(f"{len(imputed)} of {len(vote.states)} positions are imputed")
    return "; ".join(parts)
