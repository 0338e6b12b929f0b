"""The table of people and equipment behind a unit.

From: planning assumptions.  To: `requirements`, which lists it with its own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

FIGURES = (
    "own_people",
    "support_people",
    "support_kit",
    "overhead_people",
    "overhead_other",
    "leavers",
    "staff",
)

UNIT_SUPPORT = Table(
    name="requirements/unit_support",
    title="People and equipment behind a unit: support and overhead",
    one_row_is="one figure on one kind of people",
    columns=(
        Column(
            "kind",
            "text",
            "kind of crew as in requirements/crew_training; all: every kind; for `staff`: the "
            "category of the catalogue",
            required=True,
        ),
        Column(
            "figure",
            "choice",
            "own_people: of the unit itself; support_people, support_kit: in units behind it; "
            "overhead_people, overhead_other: recruiting, schools, headquarters, bases; leavers: "
            "who goes and is replaced; staff: people of a unit that has no crews",
            choices=FIGURES,
            required=True,
        ),
        *(
            Column(level, "number", f"value: {level}", "see unit", 0, required=True)
            for level in ("low", "central", "high")
        ),
        Column("unit", "text", "unit", required=True),
        Column("as_kind", "text", "staff only: the kind whose support they take"),
        *PROVENANCE,
    ),
    key=("kind", "figure"),
    notes="The split into direct, support and overhead is that of the US Congressional Budget "
    "Office's primer on force structure. No European state publishes it: all ratios are our "
    "assumptions, with the American ones at their high end.",
)
