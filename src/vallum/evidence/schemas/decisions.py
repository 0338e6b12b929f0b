"""More tables of the group governance: rules of voting, measures and what they hang on.

From: the treaties, and our own reading of the agenda.  To: `governance`, which lists these tables
with its own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

RULES = Table(
    name="governance/voting_rules",
    title="Rules of voting",
    one_row_is="one rule by which votes make a decision",
    columns=(
        Column("rule", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column(
            "voters",
            "choice",
            "who votes: EU or NATO: all members; UN: all members of the United Nations; any: those "
            "that the vote lists",
            choices=("EU", "NATO", "UN", "any"),
            required=True,
        ),
        Column(
            "counted",
            "choice",
            "what thresholds are shares of. voters: all that may vote; cast: yes and no alone",
            choices=("voters", "cast"),
            required=True,
        ),
        Column("states_share", "number", "share of states needed", "share", 0, 1),
        Column(
            "more_than",
            "choice",
            "yes: more than the share of states is needed; no: as much is enough",
            choices=("yes", "no"),
            required=True,
        ),
        Column("population_share", "number", "share of people needed", "share", 0, 1),
        Column("weight_needed", "integer", "weight needed, where the rule states it so", minimum=1),
        Column(
            "blocking_min_states",
            "integer",
            "fewer opponents than this cannot block, whatever their people",
            "states",
            1,
            60,
        ),
        Column(
            "blocking_over_share",
            "number",
            "fewer opponents cannot block than the fewest states with more than this share of the "
            "people and one state more",
            "share",
            0,
            1,
        ),
        Column(
            "abstention",
            "choice",
            "does_not_block: it lets the act pass; not_in_favour: it counts as a no",
            choices=("does_not_block", "not_in_favour"),
            required=True,
        ),
        Column(
            "abstention_limit",
            "number",
            "the act falls where those who stand aside reach this share of states and of people",
            "share",
            0,
            1,
        ),
        *PROVENANCE,
    ),
    key=("rule",),
    notes="A share is read as it is written, and 0.3333 as one third.",
)

DECISION_TABLES: tuple[Table, ...] = (RULES,)
