"""Tables of the group governance: who belongs to what."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

MEMBERSHIPS = Table(
    name="governance/memberships",
    title="Memberships",
    one_row_is="one state in one group, with the dates it joined and left",
    columns=(
        Column("state", "state", "the state", required=True),
        Column(
            "group",
            "group",
            "the group: an alliance, union, programme, or a set of states that share a status",
            required=True,
        ),
        Column("from", "text", "first day, YYYY-MM-DD; empty where the date was not found"),
        Column("to", "text", "last day, YYYY-MM-DD; empty for current members"),
        *PROVENANCE,
    ),
    key=("state", "group"),
    notes="A state that left a group and came back would need one row with the later dates.",
)

TABLES: tuple[Table, ...] = (MEMBERSHIPS,)
