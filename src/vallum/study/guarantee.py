"""What stands behind a guarantee: from a draft's clauses to the troops that it would take.

From: settlement (terms), scenario (the reassurance force), force generation.  To: `vallum
redlines`, report.

    people = troops * pool_per_deployed      held so that `troops` are always there

The text says who guarantees, how it comes into play and whether troops may come; the scenario
says how many.  Whether states can send them is for force generation (`available_from`).
Whether the line would hold with them is for the campaign models: `guarantee_hold`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from vallum.evidence import Evidence
from vallum.scenario import Scenario, resolve_coalition
from vallum.settlement import Clause, Terms
from vallum.study.generate import generate_for
from vallum.world.missions import shipped_missions

Troops = Literal["allowed", "nato_barred", "barred", "silent"]
Standing = Literal["none", "paper", "paper_without_troops", "troops_allowed"]

STANDINGS: dict[Standing, str] = {
    "none": "the text guarantees nothing",
    "paper": "a promise on paper: it does not bind in law",
    "paper_without_troops": "a promise on paper: it binds in law, but no force is let in behind it",
    "troops_allowed": "binding, and foreign troops may stand in Ukraine",
}
TROOPS: dict[str, Troops] = {
    "allowed": "allowed",
    "allowed_after_ceasefire": "allowed",
    "nato_barred": "nato_barred",
    "nato_command_permanent_barred": "nato_barred",
    "barred": "barred",
}
WORST_FIRST: tuple[Troops, ...] = ("barred", "nato_barred", "allowed")
STRENGTH = {"treaty_binding": 2, "political": 1}
SPEED = {"automatic": 2, "consultation": 1}

GROUPS = {"EUROPEAN_GROUP", "COALITION_OF_THE_WILLING", "NATO"}
"""Guarantors that drafts name together."""
MISSION = "ukraine_force_30000"
"""The shipped mission whose tours, lead and stance stand for any force of its kind."""

Available = Callable[[Sequence[str], int, float], int | None]
"""Guarantors, troops, pool per deployed -> troops they can keep there; the seam to generation."""


@dataclass(frozen=True)
class Guarantee:
    """The strongest guarantee of a draft, and what it takes.

    clause: its id, None where there is none; troops: what the text says of foreign troops;
    troops_clauses: where; asked: troops of the scenario's force, None where it has none; people:
    all who must be held for them; available: what guarantors can send, None where not worked out.
    """

    clause: str | None
    guarantors: tuple[str, ...]
    binding: str
    enforcement: str
    troops: Troops
    troops_clauses: tuple[str, ...]
    force_cap: float | None
    asked: int | None
    pool_per_deployed: float | None
    available: int | None
    standing: Standing

    @property
    def people(self) -> float | None:
        if self.asked is None or self.pool_per_deployed is None:
            return None
        return self.asked * self.pool_per_deployed

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        lines = [f"Guarantee: {STANDINGS[self.standing]}."]
        if self.standing == "none":
            return lines
        how = {"automatic": "by itself", "consultation": "after consultation"}
        lines.append(
            f"Clause {self.clause}: {', '.join(self.guarantors) or 'nobody named'}; comes into "
            f"play {how.get(self.enforcement, 'in a way that is not said')}."
        )
        if self.troops == "barred":
            lines.append("Foreign troops are barred: force could only come from outside Ukraine.")
        elif self.people is not None:
            lines.append(
                f"A force of {self.asked:,} in Ukraine takes {self.people:,.0f} people held for it "
                f"({self.pool_per_deployed:g} for each one there; both from the scenario)."
            )
            lines.append(
                "Whether the guarantors can send them is not worked out yet."
                if self.available is None
                else f"Those of them in the scenario's coalition can keep {self.available:,} there."
            )
        return lines


def available_from(evidence: Evidence, scenario: Scenario) -> Available:
    """What force generation finds: the guarantors' part of the shipped mission in Ukraine.

    A group named in a draft stands for every member of the coalition that is willing; a state for
    itself; who is no member sends nobody here.
    """

    def find(guarantors: Sequence[str], troops: int, pool_per_deployed: float) -> int:
        table = evidence.table("governance/memberships")
        members = resolve_coalition(scenario, table, evidence.table("geography/states"))
        named = set(members) if GROUPS & {*guarantors} else {*guarantors} & {*members}
        if not named:
            return 0
        base = shipped_missions()[MISSION]
        mission = base.of_battalions(troops).model_copy(
            update={
                "pool_per_deployed": max(1, ceil(pool_per_deployed)),
                "lead": tuple(state for state in base.lead if state in named),
                "barred": tuple(state for state in base.barred if state in members),
            }
        )
        left_out = frozenset({*members} - named)
        return generate_for(evidence, scenario, mission, without=left_out).force.deployed

    return find


def guarantee_of(
    terms: Terms, scenario: Scenario, *, available: Available | None = None
) -> Guarantee:
    """What a draft's strongest guarantee says, and the force that the scenario would send."""
    promises = [clause for clause in terms.clauses if clause.effect.get("guarantee") in STRENGTH]
    best = max(promises, key=_rank) if promises else None  # of equals the first
    troops, clauses = _troops(terms)
    force = scenario.ukraine.reassurance_force
    guarantors = _names(best)
    asked = force.troops if force else None
    pool = force.pool_per_deployed if force else None
    found = None
    if available is not None and asked is not None and pool is not None and troops != "barred":
        found = available(guarantors, asked, pool)
    caps = [cap for clause in terms.clauses if (cap := clause.effect.get("force_cap")) is not None]
    return Guarantee(
        clause=best.id if best else None,
        guarantors=guarantors,
        binding=str(best.effect["guarantee"]) if best else "none",
        enforcement=str(best.effect.get("enforcement") or "none") if best else "none",
        troops=troops,
        troops_clauses=clauses,
        force_cap=min((float(cap) for cap in caps if isinstance(cap, (int, float))), default=None),
        asked=asked,
        pool_per_deployed=pool,
        available=found,
        standing=_standing(best, troops),
    )


def _rank(clause: Clause) -> tuple[int, int, int]:
    return (
        STRENGTH.get(str(clause.effect.get("guarantee")), 0),
        SPEED.get(str(clause.effect.get("enforcement")), 0),
        len(_names(clause)),
    )


def _names(clause: Clause | None) -> tuple[str, ...]:
    named = clause.effect.get("guarantors") if clause else ()
    return named if isinstance(named, tuple) else ()


def _troops(terms: Terms) -> tuple[Troops, tuple[str, ...]]:
    """The strictest word on foreign troops, and the clauses that say it."""
    said = {
        clause.id: TROOPS[str(word)]
        for clause in terms.clauses
        if (word := clause.effect.get("foreign_troops")) in TROOPS
    }
    for word in WORST_FIRST:
        if clauses := tuple(name for name, found in said.items() if found == word):
            return word, clauses
    return "silent", ()


def _standing(best: Clause | None, troops: Troops) -> Standing:
    if best is None:
        return "none"
    if best.effect.get("guarantee") != "treaty_binding":
        return "paper"
    return "troops_allowed" if troops in ("allowed", "nato_barred") else "paper_without_troops"
