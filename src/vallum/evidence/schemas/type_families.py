"""More tables of the group industry: which names are one type, and what types share.

From: general knowledge of the designs.  To: `industry`, which lists these tables with its own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

PUBLISHED: tuple[str, ...] = (
    "attack_submarine_conventional",
    "destroyer_frigate",
    "fighter",
    "howitzer_152_155mm",
    "ifv",
    "mbt",
    "nuclear_submarine",
)
"""Kinds of industry/fragmentation whose counts of types can be told from the inventory."""

TYPE_FAMILIES = Table(
    name="industry/type_families",
    title="Which names are one type",
    one_row_is="one name of a type or of a catalogue system, and the type that it is",
    columns=(
        Column(
            "vocabulary",
            "choice",
            "where the name stands: type: forces/types and forces/inventory; catalogue: "
            "industry/systems and industry/orderable",
            choices=("catalogue", "type"),
            required=True,
        ),
        Column("system", "text", "the name as it stands there", required=True),
        Column("category", "text", "category in which one more unit counts", required=True),
        Column("family", "text", "the type: versions of one design are one", required=True),
        Column(
            "share",
            "number",
            "part of the units under this name that are of this type; below 1 where one name "
            "covers several types",
            "share",
            0,
            1,
            required=True,
        ),
        Column(
            "published",
            "choice",
            "kind under which published counts of types (industry/fragmentation) count it; "
            "empty: under none",
            choices=PUBLISHED,
        ),
        *PROVENANCE,
    ),
    key=("vocabulary", "system", "family"),
    notes="Versions are merged: a Leopard 2A4 and a 2A8 are one type, as are ships of one design "
    "in several navies. A derivative with a maker of its own stands apart (Firtina from K9, T129 "
    "from A129). General knowledge throughout.",
)

INTERFACE_FAMILIES = Table(
    name="industry/interface_families",
    title="What types share: ammunition, missiles, data links",
    one_row_is="one interface that one type takes",
    columns=(
        Column("category", "text", "category, as in industry/type_families", required=True),
        Column("family", "text", "type, as in industry/type_families", required=True),
        Column("interface", "text", "what is shared", required=True),
        Column(
            "kind",
            "choice",
            "what sort of thing it is",
            choices=(
                "aircraft",
                "ammunition",
                "cargo",
                "data_link",
                "missile",
                "refuelling",
                "weapon",
            ),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("category", "family", "interface"),
    notes="Two types of one category that share a row here can feed or hear each other in part; "
    "no row means none known. Not every version or unit is fitted. General knowledge throughout.",
)

TYPE_CHANGES = Table(
    name="industry/type_changes",
    title="Types that left and came since the published counts",
    one_row_is="one type that keeps today's count from the published one of 2016",
    columns=(
        Column("published", "choice", "kind counted", choices=PUBLISHED, required=True),
        Column("state", "state", "EUROPE (the EU of 28) or USA", required=True),
        Column("family", "text", "type", required=True),
        Column(
            "change",
            "choice",
            "left: in service in 2016, not in forces/inventory now; came: the other way round; "
            "perhaps: may have been counted apart in 2016, the publication prints no list",
            choices=("came", "left", "perhaps"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("published", "state", "family"),
)

TYPE_FAMILY_TABLES: tuple[Table, ...] = (TYPE_FAMILIES, INTERFACE_FAMILIES, TYPE_CHANGES)
