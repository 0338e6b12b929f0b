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

COMMAND_FIGURES = Table(
    name="requirements/command_figures",
    title="What published commands and common budgets are like",
    one_row_is="one figure of one body",
    columns=(
        Column("figure", "text", "its name", required=True),
        Column("body", "text", "whose it is", required=True),
        Column("year", "integer", "of which year", minimum=1990, maximum=2100, required=True),
        Column("low", "number", "low end", "see unit", 0, 1_000_000),
        Column("central", "number", "figure", "see unit", 0, 1_000_000, required=True),
        Column("high", "number", "high end", "see unit", 0, 1_000_000),
        Column("unit", "text", "its unit", required=True),
        *PROVENANCE,
    ),
    key=("figure",),
)

FORCE_PATH = Table(
    name="requirements/force_path",
    title="Stages from a peacekeeping force to a European Defence Force",
    one_row_is="one stage",
    columns=(
        Column("stage", "text", "its name", required=True),
        Column("rank", "integer", "its place on the path", minimum=1, maximum=99, required=True),
        Column("title", "text", "how it is printed", required=True),
        Column("mission", "text", "its force: a mission of requirements/missions", required=True),
        Column("measure", "text", "what is decided: a measure of governance/measures"),
        Column("from_year", "integer", "first year", minimum=2026, maximum=2060, required=True),
        Column(
            "standing",
            "choice",
            "yes: the pool stands under a command of its own; no: national units take turns",
            choices=("yes", "no"),
            required=True,
        ),
        *(
            Column(
                f"abroad_{level}",
                "number",
                f"part of the deployed that is away from home: {level}",
                "share",
                0,
                1,
                required=True,
            )
            for level in ("low", "central", "high")
        ),
        *(
            Column(
                f"staff_{level}",
                "number",
                f"posts of the headquarters: {level}",
                "persons",
                0,
                100_000,
                required=True,
            )
            for level in ("low", "central", "high")
        ),
        *PROVENANCE,
    ),
    key=("stage",),
)

BATTLES = Table(
    name="requirements/historical_battles",
    title="Battles since 1939 with strengths and losses of both sides",
    one_row_is="one battle or engagement",
    columns=(
        Column("battle", "integer", "number in the source", minimum=1, required=True),
        Column("title", "text", "its name in the source", required=True),
        Column("war", "text", "the war", required=True),
        Column("year", "integer", "year in which it began", minimum=1900, required=True),
        Column("days", "number", "from its start to its end", "days", 0.01, 400, required=True),
        Column("attacker", "text", "who attacked", required=True),
        Column("defender", "text", "who defended", required=True),
        *(
            Column(f"{side}_{what}", "number", f"{what} of the {side}", "persons", 1, required=True)
            for what in ("soldiers", "losses")
            for side in ("attacker", "defender")
        ),
        Column("advance_km", "number", "how far the attacker came; below 0: was thrown back", "km"),
        Column("front_km", "number", "width of the attacker's front", "km", 0),
        *PROVENANCE,
    ),
    key=("battle",),
)

THEATRE_TABLES: tuple[Table, ...] = (
    THEATRES,
    MOBILITY_FIXES,
    MISSION_ELEMENTS,
    COMMAND_FIGURES,
    FORCE_PATH,
    BATTLES,
)
