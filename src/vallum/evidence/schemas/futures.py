"""Tables of the group requirements: what no one knows about the years to come, and what to try."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

KINDS = ("lever", "money", "price", "line", "parameter", "need", "stock", "adoption")

UNCERTAINTIES = Table(
    name="requirements/uncertainties",
    title="What is uncertain",
    one_row_is="one thing that futures vary",
    columns=(
        Column("uncertainty", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column(
            "kind",
            "choice",
            "lever: a field of the scenario takes one of a few values; adoption: a measure that "
            "brings an instrument is adopted, as likely as the governance model says; parameter: "
            "a stated assumption is drawn from its own row of requirements/parameters; all others: "
            "a factor on what the programme reads",
            choices=KINDS,
            required=True,
        ),
        Column(
            "applies_to",
            "text",
            "lever: fields of the scenario, joined by ;, a field that is null is left alone; "
            "adoption: the measure and instrument of this name; "
            "parameter: its name; price and need: domains, joined by ;; others: all",
            required=True,
        ),
        Column(
            "choices",
            "text",
            "lever: the values, joined by ;, each a word or a number of years later (+2) or "
            "earlier (-1) than the scenario has it; empty for all others",
        ),
        Column("weights", "text", "lever: how often each value comes, joined by ;"),
        Column("low", "number", "factor: low", unit="ratio", minimum=0),
        Column("central", "number", "factor: central, the mode", unit="ratio", minimum=0),
        Column("high", "number", "factor: high", unit="ratio", minimum=0),
        Column(
            "drawn_with",
            "text",
            "correlation group: what shares a group is high or low together",
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("uncertainty",),
    notes="Factors and parameters are drawn from a triangle on low, central, high.",
)

CHANGES = (
    "what it does to fields of the scenario, joined by ;: field=value sets, field+=value adds (to "
    "a number, or members to a list), field*=value multiplies"
)

POLICIES = Table(
    name="requirements/policies",
    title="Policies to be tried in all futures",
    one_row_is="one policy",
    columns=(
        Column("policy", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column("changes", "text", f"{CHANGES} (none: as is)"),
        *PROVENANCE,
    ),
    key=("policy",),
)

POLICY_OPTIONS = Table(
    name="requirements/policy_options",
    title="What a search may combine into policies",
    one_row_is="one way to move one lever",
    columns=(
        Column("option", "text", "its name", required=True),
        Column("lever", "text", "what it moves: a policy has one option of a lever at the most"),
        Column("title", "text", "how it is printed", required=True),
        Column("changes", "text", CHANGES),
        *PROVENANCE,
    ),
    key=("option",),
)

FUTURES_TABLES = (UNCERTAINTIES, POLICIES, POLICY_OPTIONS)
