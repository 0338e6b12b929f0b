"""More tables of the group requirements: fronts of campaigns, fixes to corridors, missions.

From: planning assumptions.  To: `requirements`, which lists these tables with its own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

THEATRES = Table(
    name="requirements/theatres",
    title="Fronts that a campaign is played on",
    one_row_is="one front",
    columns=(
        Column("theatre", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column("states", "text", "states whose brigades stand there at the start", required=True),
        Column("place", "text", "where reinforcements go: a node of the graph", required=True),
        *(
            Column(f"front_{level}", "number", f"front: {level}", "km", 1, 3_000, required=True)
            for level in ("low", "central", "high")
        ),
        *(
            Column(
                f"depth_{level}",
                "number",
                f"ground whose loss ends the defence: {level}",
                "km",
                1,
                2_000,
                required=True,
            )
            for level in ("low", "central", "high")
        ),
        *PROVENANCE,
    ),
    key=("theatre",),
)

MOBILITY_FIXES = Table(
    name="requirements/mobility_fixes",
    title="What could be mended on the way",
    one_row_is="one fix of military mobility",
    columns=(
        Column("fix", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column(
            "kind",
            "choice",
            "permit_days: permits take value days; capacity: links carry value times as much; "
            "handling: places handle value times as much; transfer: so do gauge changes; "
            "road_class: roads of these classes carry value vehicles a day; new_line: rail of "
            "standard gauge with value trains a day",
            choices=(
                "permit_days",
                "capacity",
                "handling",
                "transfer",
                "road_class",
                "new_line",
            ),
            required=True,
        ),
        Column("target", "text", "links, places or classes, joined by ;  * stands for all"),
        Column("to_node", "text", "new_line: the other end of each link, joined by ;"),
        Column("value", "number", "see kind", "see kind", 0, 10_000, required=True),
        Column("distance_km", "text", "new_line: length of each link in km, joined by ;"),
        *PROVENANCE,
    ),
    key=("fix",),
)

MISSION_ELEMENTS = Table(
    name="requirements/mission_elements",
    title="Elements that a mission may be composed of",
    one_row_is="one element of missions",
    columns=(
        Column("element", "text", "its name in missions", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column(
            "kind",
            "choice",
            "catalogue: a state has as many as the gap assessment counts of the element; land: a "
            "share of its ready land force serves in such units",
            choices=("catalogue", "land"),
            required=True,
        ),
        Column(
            "of_land",
            "choice",
            "its soldiers are part of the land force",
            choices=("yes", "no"),
            required=True,
        ),
        *(
            Column(
                f"soldiers_{level}",
                "number",
                f"soldiers of one unit: {level}",
                "persons",
                1,
                20_000,
                required=True,
            )
            for level in ("low", "central", "high")
        ),
        *(
            Column(f"share_{level}", "number", f"land: share: {level}", "share", 0, 1)
            for level in ("low", "central", "high")
        ),
        *PROVENANCE,
    ),
    key=("element",),
)

THEATRE_TABLES: tuple[Table, ...] = (THEATRES, MOBILITY_FIXES, MISSION_ELEMENTS)
