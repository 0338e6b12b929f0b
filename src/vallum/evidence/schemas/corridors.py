"""More tables of the group requirements: the graph on which forces move, and facts on movement.

From: own estimates by class of line, published facts.  To: `requirements`, which lists these
tables with its own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

CORRIDOR_NODES = Table(
    name="requirements/corridor_nodes",
    title="Corridor graph: places",
    one_row_is="one place where forces start, change, or arrive",
    columns=(
        Column("node", "text", "its name: state and place", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column("state", "state", "state it lies in", required=True),
        Column(
            "kind",
            "choice",
            "home: where a unit lives; rail_node: junction, crossing or end of a line",
            choices=("home", "port", "airbase", "rail_node", "destination"),
            required=True,
        ),
        Column("role", "text", "what it is for"),
        Column("latitude", "number", "north of the equator", "degrees", 34, 72, required=True),
        Column("longitude", "number", "east of Greenwich", "degrees", -25, 45, required=True),
        Column("gauges_mm", "text", "track gauges that meet here, joined by ;"),
        Column(
            "is_destination",
            "choice",
            "whether forces are sent there (a port or airbase can be one too)",
            choices=("yes", "no"),
            required=True,
        ),
        Column("transfer_h", "number", "hours to change the gauge of one train", "hours", 0, 240),
        Column(
            "handling_per_day",
            "number",
            "what the place can handle, shared by all links into it; empty: not limiting",
            "handling_unit a day",
            0,
            10_000,
        ),
        Column(
            "handling_unit",
            "choice",
            "what is handled",
            choices=("ro_ro_calls", "heavy_airlift_sorties", "trains_transferred"),
        ),
        *PROVENANCE,
    ),
    key=("node",),
    notes="Coordinates were looked up; what a place can handle is our own estimate throughout.",
)

CORRIDOR_EDGES = Table(
    name="requirements/corridor_edges",
    title="Corridor graph: links",
    one_row_is="one link between two places by one mode; it runs both ways",
    columns=(
        Column("edge", "text", "its name: mode and ends", required=True),
        Column("from_node", "text", "one end, as in requirements/corridor_nodes", required=True),
        Column("to_node", "text", "the other end", required=True),
        Column(
            "mode", "choice", "how one moves", choices=("rail", "road", "sea", "air"), required=True
        ),
        Column(
            "crosses_border",
            "choice",
            "whether the ends lie in two states, so that a permit is due",
            choices=("yes", "no"),
            required=True,
        ),
        Column("distance_km", "number", "length of the way", "km", 1, 15_000, required=True),
        Column("transit_h", "number", "hours under way", "hours", 0.1, 500, required=True),
        Column("speed_km_h", "number", "speed that gives them", "km/h", 1, 1_000, required=True),
        Column("gauges_mm", "text", "track gauge; two joined by ; where it changes on the way"),
        Column(
            "line_class",
            "choice",
            "A main, B secondary, C minor line or road; T the Channel Tunnel; S sea; L airlift",
            choices=("A", "B", "C", "T", "S", "L"),
            required=True,
        ),
        *(
            Column(
                f"capacity_{level}",
                "number",
                f"what can pass in a day, one way: {level}",
                "capacity_unit a day",
                0.1,
                10_000,
                required=True,
            )
            for level in ("low", "central", "high")
        ),
        Column(
            "capacity_unit",
            "choice",
            "what passes",
            choices=(
                "military_trains",
                "convoy_vehicles",
                "ro_ro_calls",
                "heavy_airlift_sorties",
            ),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("edge",),
    notes="Distances: great circle x 1.30 by rail and x 1.25 by road, great circle by air, the "
    "shortest way by sea. Speeds: door to door. Capacities stand for a class, not for a line: "
    "none is published. Every row is unverified.",
)

MOBILITY = Table(
    name="requirements/mobility",
    title="Facts on movement",
    one_row_is="one published figure or fact",
    columns=(
        Column(
            "topic",
            "choice",
            "what it is about",
            choices=(
                "distance",
                "exercise",
                "funding",
                "gauge",
                "infrastructure",
                "permits",
                "port",
                "rail",
                "road",
                "straits",
                "threat",
                "time",
            ),
            required=True,
        ),
        Column("location", "text", "where", required=True),
        Column("state", "state", "state or group, where it lies in one"),
        Column("measure", "text", "what is measured", required=True),
        *(
            Column(level, "number", f"figure: {level}", "see column unit", 0, 10_000_000)
            for level in ("low", "central", "high")
        ),
        Column("unit", "text", "unit; fact: it holds, there is no figure", required=True),
        Column("date", "text", "when it held: YYYY, YYYY-MM or YYYY-MM-DD"),
        *PROVENANCE,
    ),
    key=("topic", "location", "measure"),
)

CORRIDOR_TABLES: tuple[Table, ...] = (CORRIDOR_NODES, CORRIDOR_EDGES, MOBILITY)
