"""What `vallum coalition` shows."""

from __future__ import annotations

from collections.abc import Mapping

from vallum.cli.show import heading, percent, say, table
from vallum.evidence import Evidence
from vallum.study.coalition import CoalitionPicture
from vallum.world.institutions import institutions

WHOLE = {"all": "capability (mean of GDP, budget, brigades, fighters, shells)"}
MOST = 10
NAMED = 4


def show_coalitions(found: CoalitionPicture, evidence: Evidence) -> None:
    """The frontier, largest first, by whom each coalition leaves out; then each member's worth."""
    names = institutions(evidence).names
    everybody = {each.state for each in found.members}
    whole = found.frontier[0]
    likely = next((each for each in found.frontier if each.probability >= 0.5), None)
    what = WHOLE.get(found.kind, found.kind)
    say(
        f"On '{found.measure.title}' all {len(everybody)} candidates agree with "
        f"{percent(whole.probability)}."
        + (
            f" The most capable coalition more likely than not to agree holds "
            f"{percent(likely.capability)} of the {what} of all, with "
            f"{len(likely.members)} members."
            if likely is not None
            else " No coalition is more likely than not to agree."
        )
    )
    brought = {each.state: each.capability for each in found.members}
    heading(f"Coalitions that no other beats ({len(found.frontier)} of {found.found})")
    table(
        ["share of " + found.kind, "all agree", "members", "without"],
        [
            [
                percent(each.capability),
                percent(each.probability),
                str(len(each.members)),
                _listed(everybody - set(each.members), names, brought),
            ]
            for each in found.frontier
        ],
    )
    heading("What each member brings, and what agreement gains without it")
    table(
        ["state", "brings", "objects", "gain without [points]"],
        [
            [
                names.get(each.state, each.state) + ("*" if each.state in found.imputed else ""),
                percent(each.capability),
                percent(each.objection),
                f"{100 * each.gain:+.1f}",
            ]
            for each in sorted(found.members, key=lambda each: (-each.gain, each.state))[:MOST]
        ],
    )
    say("* no coded position: the mean of those that have one, with a wide spread")
    say(f"Shares are of {found.year}; every member must agree (unanimity inside the coalition).")


def _listed(states: set[str], names: Mapping[str, str], brought: Mapping[str, float]) -> str:
    """Those that bring most, and how many more."""
    order = sorted(states, key=lambda state: (-brought[state], state))
    told = ", ".join(names.get(state, state) for state in order[:NAMED])
    more = len(order) - NAMED
    return (told + (f" and {more} more" if more > 0 else "")) or "nobody"
