"""Leverage joined with the chance that each renewal carries.

From: settlement, governance.  To: `vallum leverage`, report.

The chance is that of the vote alone, on positions held on the day: with nobody giving way, and in
the end, when a state that holds out has been bargained with.  All renewals so far came in time,
often on the last day.
"""

from __future__ import annotations

from dataclasses import dataclass

from vallum.evidence import Evidence
from vallum.governance.decide import decide_on
from vallum.governance.timing import holdout_months
from vallum.settlement.leverage import UNANIMITY, Leverage, Renewal, leverage
from vallum.world.agenda import agenda
from vallum.world.institutions import UNION
from vallum.world.records import veto_records

RENEWAL, FREEZE = "sanctions_renewal", "asset_freeze"
VOTE = "cfsp_unanimity"
FALLBACK = "article_122"
LIKELY = 0.02


@dataclass(frozen=True)
class RenewalChance:
    """at_once: carried with nobody giving way; chance: in the end; may_object: states by chance;
    None where no vote of all is needed."""

    renewal: Renewal
    chance: float | None
    at_once: float | None
    may_object: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Held:
    """Leverage on a day with the chances; fallback: chance of the route that needs no unanimity."""

    leverage: Leverage
    renewals: tuple[RenewalChance, ...]
    fallback: float


def held_on(evidence: Evidence, day: str) -> Held:
    """Raises UserError for a day before the facts begin."""
    known = agenda(evidence)
    found = leverage(evidence, day, known.known.members(UNION, day))
    late = holdout_months(veto_records(evidence), day)
    rows = []
    for renewal in found.renewals:
        if renewal.rule != UNANIMITY:
            rows.append(RenewalChance(renewal, None, None, ()))
            continue
        decision = decide_on(known, known.measure(RENEWAL), late, day=day, by=renewal.due)
        (route,) = [each for each in decision.routes if each.route.name == VOTE]
        objects = sorted(route.objection.items(), key=lambda pair: (-pair[1], pair[0]))
        likely = tuple((state, chance) for state, chance in objects if chance >= LIKELY)
        rows.append(RenewalChance(renewal, route.vote, route.at_once, likely))
    freeze = decide_on(known, known.measure(FREEZE), late, day=day, by=f"{int(day[:4]) + 1}-12-31")
    (other,) = [each for each in freeze.routes if each.route.name == FALLBACK]
    return Held(found, tuple(rows), other.in_the_end)
