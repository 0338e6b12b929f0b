"""Tables on people: who comes of age, who goes through service, who crews what and for how long.

To: the groups economy, forces and requirements, which list these tables with their own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

KINDS = ("air_defence", "aircrew", "armour", "pilots", "sailors")
"""Kinds of crews, each with a school of its own."""
FIGURES = ("cost", "places_floor", "places_share", "years")


def _range(prefix: str, meaning: str, unit: str, *, required: bool) -> tuple[Column, ...]:
    return tuple(
        Column(
            f"{prefix}{level}",
            "number",
            f"{meaning}: {level}",
            unit,
            0,
            required=required and level == "central",
        )
        for level in ("low", "central", "high")
    )


BIRTHS = Table(
    name="economy/births",
    title="Births",
    one_row_is="one state's births in one year",
    columns=(
        Column("state", "state", "state", required=True),
        Column("year", "integer", "calendar year", "year", 2000, 2050, required=True),
        Column("thousand", "number", "live births", "thousand", 0, 5000, required=True),
        *PROVENANCE,
    ),
    key=("state", "year"),
    notes="Those born in a year turn 18 eighteen years later; who comes or goes until then is not "
    "counted.",
)

CONSCRIPTION = Table(
    name="forces/conscription",
    title="Basic military service: conscription and voluntary service",
    one_row_is="one state's intake in one year, past or announced",
    columns=(
        Column("state", "state", "state", required=True),
        Column("year", "integer", "year of the intake", "year", 2020, 2045, required=True),
        Column(
            "service",
            "choice",
            "compulsory, also where enough volunteer; voluntary: a service of some months that "
            "leads into the reserve",
            choices=("compulsory", "voluntary"),
            required=True,
        ),
        *_range(
            "", "those who begin it in the year; empty: not published", "persons", required=False
        ),
        Column("months_least", "number", "shortest service", "months", 0, 36),
        Column("months_most", "number", "longest service", "months", 0, 36),
        Column(
            "resumed",
            "integer",
            "year in which the service began or came back; empty: it was never suspended, so that "
            "today's intake only replaces those who leave the reserve",
            "year",
            1990,
            2045,
        ),
        *PROVENANCE,
    ),
    key=("state", "year"),
    notes="Between two years the intake moves in a straight line, after the last it stays.",
)

CREWS = Table(
    name="requirements/crews",
    title="Crews of equipment",
    one_row_is="one category of equipment that takes a crew",
    columns=(
        Column("category", "text", "category of the catalogue", required=True),
        Column("kind", "choice", "kind of crew", choices=KINDS, required=True),
        *_range(
            "persons_",
            "persons in one crew; empty: as industry/systems says of the systems that can be "
            "ordered (their median)",
            "persons",
            required=False,
        ),
        *_range("crews_", "crews for one unit", "crews", required=True),
        *PROVENANCE,
    ),
    key=("category",),
)

CREW_TRAINING = Table(
    name="requirements/crew_training",
    title="Training of crews: how long, how many, at what cost",
    one_row_is="one figure on one kind",
    columns=(
        Column("kind", "choice", "kind of crew", choices=(*KINDS, "soldiers"), required=True),
        Column(
            "figure",
            "choice",
            "years: from recruit to crew; places_share, places_floor: most that can be trained in "
            "a year beyond those who replace leavers; cost: of recruiting and training one",
            choices=FIGURES,
            required=True,
        ),
        *_range("", "value", "see unit", required=True),
        Column("unit", "text", "unit", required=True),
        *PROVENANCE,
    ),
    key=("kind", "figure"),
)
