"""The page 'Where sources disagree', written from the rules and the facts.

From: `vallum.evidence.reconcile.rules`.  To: docs/data/conflicts.md.
"""

from __future__ import annotations

from math import isinf

from vallum.evidence.load import Evidence
from vallum.evidence.reconcile.readings import Conflict, Reading
from vallum.evidence.reconcile.rules import ABOVE, Compared, compare

LARGEST = 15
"""So many disagreements of each rule are on the page."""
_HEADS = "| fact | unit | stands | others | apart |"


def conflicts_page(evidence: Evidence | None = None) -> str:
    """A Markdown page: per rule its words, how much it compared, and the largest disagreements.

    Default: the shipped facts.
    """
    compared = compare(evidence or Evidence.load())
    facts = sum(len(one.facts) for one in compared)
    wide = sum(len(one.above(ABOVE)) for one in compared)
    lines = [
        "# Where sources disagree",
        "",
        "Where several sources speak of one fact, the tables keep every row. A declared rule says "
        "which one counts; the others show how far off it may be. `vallum evidence conflicts` "
        "lists all of it, with table and line of each figure.",
        "",
        f"{facts:,} facts have more than one figure; {wide:,} of them lie more than {ABOVE:.0%} "
        "apart (the largest figure against the smallest).",
    ]
    for one in compared:
        lines += _section(one)
    if any(_rests_on_sipri(fact) for one in compared for fact in one.facts):
        lines += [
            "",
            "Figures of the Stockholm International Peace Research Institute (SIPRI) are quoted "
            "with attribution, for non-commercial use.",
        ]
    return "\n".join([*lines, ""])


def figure(value: float) -> str:
    """A number of any size in few digits.

    >>> figure(14777.0), figure(27.6), figure(0.821), figure(0), figure(0.00001)
    ('14,777', '27.6', '0.821', '0', '1e-05')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def apart(conflict: Conflict) -> str:
    """How far the readings lie apart, for people."""
    return "one has none" if isinf(conflict.spread) else f"{conflict.spread:,.0%}"


def told(reading: Reading) -> str:
    """A reading in a few words: figure, what it is, year."""
    year = "" if reading.year is None else f", {reading.year}"
    out = f"; not counted: {reading.left_out}" if reading.left_out else ""
    return f"{figure(reading.value)} ({reading.said}{year}{out})"


def _section(compared: Compared) -> list[str]:
    rule, wide = compared.rule, compared.above(ABOVE)
    left_out = sum(bool(one.left_out) for fact in compared.facts for one in fact.others)
    lines = [
        "",
        f"## {rule.title}",
        "",
        f"`{rule.id}`: {rule.compares} ({', '.join(f'`{name}`' for name in rule.tables)}).",
        "",
        f"**Rule.** {rule.words}",
        "",
        f"{len(compared.facts):,} facts compared, {len(wide):,} more than {ABOVE:.0%} apart"
        + (f"; {left_out} figures shown, not counted." if left_out else "."),
    ]
    none = [fact for fact in wide if isinf(fact.spread)]
    rest = [fact for fact in wide if not isinf(fact.spread)]
    if rest:
        lines += ["", _HEADS, "|---|---|---|---|--:|", *map(_row, rest[:LARGEST])]
    if len(rest) > LARGEST:
        lines += ["", f"The {LARGEST} largest of {len(rest)}."]
    if none:
        named = ", ".join(
            f"{fact.key} ({figure(fact.low)} or {figure(fact.high)})" for fact in none
        )
        lines += ["", f"One source has none of what another counts: {named}."]
    if compared.uncompared:
        lines += ["", "Not compared:", "", *(f"- {why}" for why in compared.uncompared)]
    return lines


def _row(fact: Conflict) -> str:
    others = "; ".join(told(one) for one in fact.others)
    cells = [fact.key, fact.unit, told(fact.chosen), others, apart(fact)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _rests_on_sipri(fact: Conflict) -> bool:
    return any(
        place.table.endswith("_sipri") for one in (fact.chosen, *fact.others) for place in one.rows
    )
