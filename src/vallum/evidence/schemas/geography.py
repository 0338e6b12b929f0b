"""Tables of the group geography: the states themselves (their shapes are in `shapes`)."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

STATES = Table(
    name="geography/states",
    title="States",
    one_row_is="one state that occurs in any table",
    columns=(
        Column("state", "state", "ISO 3166-1 alpha-3 code; XKX for Kosovo", required=True),
        Column("name", "text", "plain English name", required=True),
        Column(
            "region",
            "choice",
            "part of Europe, for grouping in tables and charts; outside: another continent",
            choices=("north", "west", "south", "east", "south_east", "outside"),
            required=True,
        ),
        Column(
            "european",
            "choice",
            "yes: may stand in a European coalition. The rule: it takes part in the European "
            "Political Community. Russia and Belarus lie in Europe but do not",
            choices=("yes", "no"),
            required=True,
        ),
        Column(
            "frontline",
            "choice",
            "yes: a member of the EU or NATO, or Ukraine, with a land border with Russia "
            "(Kaliningrad included) or Belarus",
            choices=("yes", "no"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("state",),
)

TABLES: tuple[Table, ...] = (STATES,)
