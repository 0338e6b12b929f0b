"""Sources that disagree, as tables for people.

From: `vallum.evidence.reconcile`.  To: `vallum evidence conflicts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vallum.cli.show import counted, heading, say, table
from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.evidence.reconcile import Compared, Conflict, Reading
from vallum.evidence.reconcile.page import apart, figure, told
from vallum.evidence.schema import GROUP_CODES


def of_state(
    evidence: Evidence, compared: Sequence[Compared], state: str | None
) -> tuple[Compared, ...]:
    """Only the facts of one state or group.  Raises UserError for a code that is none."""
    if state is None:
        return tuple(compared)
    code = state.upper()
    known = sorted({*evidence.table("geography/states")["state"], *GROUP_CODES})
    if code not in known:
        near = did_you_mean(code, known) or "; a state is an ISO alpha-3 code, such as DEU"
        raise UserError(f"'{state}' is not a state or group{near}")
    return tuple(
        replace(one, facts=tuple(fact for fact in one.facts if code in fact.states))
        for one in compared
    )


def show_conflicts(compared: Sequence[Compared], above: float) -> None:
    """above: a share."""
    for one in compared:
        wide = one.above(above)
        if not wide:
            continue
        heading(f"{one.rule.title} ({one.rule.id}): {len(wide):,} of {len(one.facts):,} compared")
        say(f"Rule: {one.rule.words}")
        print()
        heads = ["fact", "unit", "stands", "from", "others", "apart"]
        rows = [
            [
                fact.key,
                fact.unit,
                figure(fact.chosen.value),
                _where(fact.chosen),
                _others(fact),
                apart(fact),
            ]
            for fact in wide
        ]
        table(heads, rows, right={"stands", "apart"})
    facts = sum(len(one.facts) for one in compared)
    found = sum(len(one.above(above)) for one in compared)
    print()
    say(
        f"{counted(facts, 'fact')} with more than one figure; {found:,} more than "
        f"{100 * above:g} % apart."
    )


def _others(fact: Conflict) -> str:
    """The readings that count in full; of the rest how many there are (--json has them)."""
    shown = [told(one) for one in fact.others if not one.left_out]
    hidden = len(fact.others) - len(shown)
    return "; ".join([*shown, *([f"{hidden} not counted"] if hidden else [])])


def _where(reading: Reading) -> str:
    """Table and line, as facts are named everywhere; how many rows, where it is a sum."""
    if not reading.rows:
        return reading.said
    more = f" and {len(reading.rows) - 1} more" if len(reading.rows) > 1 else ""
    return f"{reading.table}:{reading.line}{more}"
