"""Tables of the group forces on Europe's nuclear weapons: published figures, and policy options.

From: published counts and costs, own options.  To: `forces`, which lists these tables with its own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

NUCLEAR = Table(
    name="forces/nuclear",
    title="Nuclear weapons in Europe, as published",
    one_row_is="one published figure of one state",
    columns=(
        Column("state", "state", "owner, or host of American weapons", required=True),
        Column("kind", "text", "what sort of figure", required=True),
        Column("item", "text", "what is counted", required=True),
        *(
            Column(level, "number", f"figure: {level}", "see column unit", 0, 10_000)
            for level in ("low", "central", "high")
        ),
        Column("unit", "text", "unit", required=True),
        Column("year", "integer", "year described", minimum=2015, maximum=2026, required=True),
        *PROVENANCE,
    ),
    key=("state", "kind", "item", "year"),
)

DETERRENT_OPTIONS = Table(
    name="forces/deterrent_options",
    title="Options for a European nuclear deterrent",
    one_row_is="one policy option",
    columns=(
        Column("option", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column("rank", "integer", "order in print", minimum=1, required=True),
        Column("what", "text", "what would change", required=True),
        Column("forces", "text", "states whose forces stand behind it, joined by ;", required=True),
        Column("cost_of", "text", "states whose yearly cost would rise, joined by ;"),
        *(
            Column(
                f"share_{level}",
                "number",
                f"rise of that yearly cost: {level}",
                "share",
                0,
                5,
                required=True,
            )
            for level in ("low", "central", "high")
        ),
        Column(
            "shared_by",
            "text",
            "groups and states that would pay beside the nuclear states, joined by commas; a minus "
            "takes one out",
        ),
        Column("measure", "text", "measure of governance/measures that would decide it"),
        Column("decides", "text", "who decides", required=True),
        Column("limits", "text", "what treaties say", required=True),
        Column("dependency", "text", "on whom it depends", required=True),
        *PROVENANCE,
    ),
    key=("option",),
)

NUCLEAR_TABLES: tuple[Table, ...] = (NUCLEAR, DETERRENT_OPTIONS)
