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

_MEASURE = Column("measure", "text", "measure, as in governance/measures", required=True)
_LEVELS = ("low", "central", "high")
_RATIFICATION = ("none", "all", "signatories", "mandates", "budgets", "some")

AGENDA = Table(
    name="governance/measures",
    title="Measures of the agenda",
    one_row_is="one measure that might be decided",
    columns=(
        _MEASURE,
        Column("title", "text", "how it is printed", required=True),
        Column("kind", "text", "kind of measure, as in governance/route_measures", required=True),
        Column("routes", "text", "only these routes, joined by ;; empty: all that carry the kind"),
        *(
            Column(
                f"ease_{level}",
                "number",
                f"added to every state's position, for what the issues do not say: {level}",
                "-1 to +1 scale",
                -2,
                2,
                required=True,
            )
            for level in _LEVELS
        ),
        Column("cases", "text", "votes of the kind `case` that it takes, route:step joined by ;"),
        *(
            Column(
                f"months_{level}",
                "number",
                f"from proposal to effect, where it is not the route's: {level}",
                "months",
                0,
                400,
            )
            for level in _LEVELS
        ),
        Column(
            "ratification",
            "choice",
            "what states must do at home, where it is not what the route says",
            choices=_RATIFICATION,
        ),
        Column("precedent", "text", "precedent nearest to it, as in governance/route_precedents"),
        *PROVENANCE,
    ),
    key=("measure",),
    notes="Which issues a measure touches says governance/measure_issues.",
)

AGENDA_ISSUES = Table(
    name="governance/measure_issues",
    title="Issues that a measure touches",
    one_row_is="one issue of one measure",
    columns=(
        _MEASURE,
        Column("issue", "text", "issue, as in governance/stances", required=True),
        Column("weight", "number", "weight of the issue", "share", 0, 1, required=True),
        *PROVENANCE,
    ),
    key=("measure", "issue"),
    notes="A state's position on a measure is the weighted mean of its positions on these issues; "
    "weights need not add up to 1.",
)

ROUTE_TERMS = Table(
    name="governance/route_terms",
    title="What else a route takes",
    one_row_is="one route",
    columns=(
        Column("route", "text", "route, as in governance/routes", required=True),
        Column("voters", "text", "who can take part: groups and states joined by ,"),
        Column("min_yes", "integer", "states that must be in favour", "states", 0, 60),
        Column("leads", "text", "states without which it does not work, joined by ;"),
        *(
            Column(
                f"ease_{level}",
                "number",
                f"added to positions, because of what the route asks of a state: {level}",
                "-1 to +1 scale",
                -2,
                2,
                required=True,
            )
            for level in _LEVELS
        ),
        *(
            Column(
                f"chance_{level}",
                "number",
                f"that the legal base holds and others agree: {level}",
                "share",
                0,
                1,
                required=True,
            )
            for level in _LEVELS
        ),
        *PROVENANCE,
    ),
    key=("route",),
)

EPISODE_WORDS = Table(
    name="governance/episode_words",
    title="Words by which recorded decisions are known",
    one_row_is="one word in the title of a recorded decision",
    columns=(
        Column("rank", "integer", "the first word that fits counts", minimum=1, required=True),
        Column("word", "text", "part of the title, in small letters", required=True),
        Column("measure", "text", "measure it stands for, or none: left out", required=True),
        *PROVENANCE,
    ),
    key=("rank",),
)

INSTRUMENT_MEASURES = Table(
    name="governance/instrument_measures",
    title="Measures that open an instrument of finance",
    one_row_is="one instrument of economy/instruments",
    columns=(
        Column("instrument", "text", "instrument, as in economy/instruments", required=True),
        Column(
            "measure", "text", "measure that opens it, as in governance/measures", required=True
        ),
        Column("by_treaty", "text", "measure by which a group opens the like, by treaty"),
        *PROVENANCE,
    ),
    key=("instrument",),
)

DECISION_TABLES: tuple[Table, ...] = (
    RULES,
    AGENDA,
    AGENDA_ISSUES,
    ROUTE_TERMS,
    EPISODE_WORDS,
    INSTRUMENT_MEASURES,
)
