"""Tables of the group forces: who has what, what is ordered, what leaves service."""

from __future__ import annotations

from dataclasses import replace

from vallum.evidence.schema import PROVENANCE, Column, Table
from vallum.evidence.schemas.nuclear import NUCLEAR_TABLES
from vallum.evidence.schemas.people import CONSCRIPTION
from vallum.evidence.schemas.upkeep import AGES

_STATE = Column("state", "state", "whose it is", required=True)
_SYSTEM = Column("system", "text", "name of the type, as the source writes it", required=True)
_CATEGORY = Column(
    "category",
    "text",
    "the source's word for the kind of equipment; `requirements/categories` maps it",
    required=True,
)
_UNITS = (
    "vehicles",
    "guns",
    "launchers",
    "batteries",
    "fire_units",
    "aircraft",
    "ships",
    "satellites",
    "rounds",
    "missiles",
)
_UNIT = Column("unit", "choice", "what is counted", choices=_UNITS, required=True)


def _quantity(meaning: str, *, required: bool = True) -> Column:
    return Column("quantity", "number", meaning, unit="units", minimum=0, required=required)


INVENTORY = Table(
    name="forces/inventory",
    title="Equipment by state and type",
    one_row_is="one type of equipment of one state",
    columns=(
        _STATE,
        _CATEGORY,
        _SYSTEM,
        _quantity("number held"),
        _UNIT,
        Column(
            "status",
            "choice",
            "active: in service; store: laid up, never counted",
            choices=("active", "store"),
            required=True,
        ),
        Column(
            "theatre",
            "choice",
            "total, or the part of the total that faces west (Russia only, never added to it)",
            choices=("total", "west"),
            required=True,
        ),
        Column(
            "basis",
            "choice",
            "in_service: a count; delivered: the sum of deliveries, an upper bound of what is left",
            choices=("in_service", "delivered"),
            required=True,
        ),
        Column("origin", "state", "state of the design, not of the factory"),
        Column("origin_partners", "text", "other states of a joint design, joined by ;"),
        Column("year", "integer", "year the count describes", minimum=1990, maximum=2026),
        Column(
            "verify_basis",
            "choice",
            "how the figure was seen: on a page, worked out from one, in or near the delivery "
            "register, or not at all",
            choices=("page", "page_derived", "delivery_register", "register_near", "none"),
        ),
        *PROVENANCE,
    ),
    key=("state", "category", "system", "status", "theatre"),
    notes="Gross deliveries to Ukraine are not stock: they stand in a table of their own.",
)

TYPES = Table(
    name="forces/types",
    title="What each type counts as",
    one_row_is="one type name under one source category",
    columns=(
        _SYSTEM,
        Column(
            "source_category", "text", "category word under which the type stands", required=True
        ),
        Column("category", "text", "the category that it counts in", required=True),
        *(
            Column(
                f"modernity_{level}",
                "number",
                "how far one counts as a modern one: 1 modern, 0.5 ageing, 0 obsolete",
                unit="share",
                minimum=0,
                maximum=1,
                required=True,
            )
            for level in ("low", "central", "high")
        ),
        Column(
            "ageing",
            "choice",
            "whether the type wears out: without an announced retirement it loses a stated share "
            "a year",
            choices=("yes", "no"),
            required=True,
        ),
        Column(
            "us_bound",
            "integer",
            "1 where the design is American, so that upkeep hangs on the United States",
            minimum=0,
            maximum=1,
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("system", "source_category"),
)

ORDERS = Table(
    name="forces/orders",
    title="Orders, plans and selections",
    one_row_is="one order of one state",
    columns=(
        _STATE,
        _CATEGORY,
        _SYSTEM,
        Column("contract_year", "integer", "year of the contract", minimum=1995, maximum=2026),
        _quantity("number ordered", required=False),
        _UNIT,
        Column("delivered", "number", "part already handed over and in stock", minimum=0),
        Column(
            "delivered_basis",
            "choice",
            "published; stock: read off the inventory; none_known: no delivery seen",
            choices=("published", "stock", "none_known"),
        ),
        Column("first_delivery", "integer", "year of first delivery", minimum=1995, maximum=2050),
        Column("last_delivery", "integer", "year of last delivery", minimum=1995, maximum=2060),
        Column("value_eur_bn", "number", "contract value", unit="EUR bn", minimum=0),
        Column("supplier_state", "state", "state of the supplier"),
        Column("joint", "choice", "ordered together with others", choices=("yes", "no")),
        Column("partners", "text", "the others, joined by ;"),
        Column("status", "text", "contracted, approved, selected, planned, letter of intent ..."),
        Column(
            "counts",
            "choice",
            "whether its units are added to stock as contracted deliveries",
            choices=("yes", "no"),
            required=True,
        ),
        Column("why_not", "text", "reason where it does not count"),
        *PROVENANCE,
    ),
    key=("state", "category", "system", "contract_year"),
)

RETIREMENTS = Table(
    name="forces/retirements",
    title="Types that leave service",
    one_row_is="one type of one state and the years over which it leaves service",
    columns=(
        _STATE,
        _CATEGORY,
        _SYSTEM,
        _quantity("number that leaves, evenly over the years"),
        Column("first_year", "integer", "first year of the run-down", minimum=2020, maximum=2060),
        Column("last_year", "integer", "year by whose end it is gone", minimum=2020, maximum=2060),
        *PROVENANCE,
    ),
    key=("state", "category", "system"),
)

DELIVERIES_TO_UKRAINE = Table(
    name="forces/deliveries_to_ukraine_sipri",
    title="Gross deliveries to Ukraine, 2022-2024",
    one_row_is="one type given to or bought by Ukraine",
    columns=(
        _STATE,
        _CATEGORY,
        _SYSTEM,
        _quantity("number delivered, losses not deducted"),
        _UNIT,
        Column("origin", "state", "state of the design"),
        Column("year", "integer", "last year covered", minimum=2022, maximum=2026),
        *PROVENANCE,
    ),
    key=("state", "category", "system"),
    terms="sipri",
)

PERSONNEL = Table(
    name="forces/personnel",
    title="People under arms",
    one_row_is="one published count of one state",
    columns=(
        _STATE,
        Column("year", "integer", "year of the count", minimum=2020, maximum=2026, required=True),
        *(
            Column(name, "number", meaning, unit="persons", minimum=0, maximum=3_000_000)
            for name, meaning in (
                ("active", "active soldiers"),
                ("reserve", "reservists"),
                ("paramilitary", "paramilitary forces"),
                ("army", "active soldiers of the army"),
                ("navy", "active sailors"),
                ("air", "active members of the air force"),
            )
        ),
        Column("conscription", "choice", "whether the state conscripts", choices=("yes", "no")),
        *PROVENANCE,
    ),
    key=("state", "year", "source"),
)

FORMATIONS = Table(
    name="forces/formations",
    title="Formations and headquarters",
    one_row_is="one kind of formation of one state",
    columns=(
        _STATE,
        Column("formation", "text", "kind of formation", required=True),
        Column("count", "number", "how many", unit="formations", minimum=0, required=True),
        Column("year", "integer", "year described", minimum=2005, maximum=2026),
        Column("readiness_note", "text", "names and state of readiness"),
        *PROVENANCE,
    ),
    key=("state", "formation"),
)

MULTINATIONAL = Table(
    name="forces/multinational",
    title="Multinational formations and who gives to them",
    one_row_is="one state in one formation of several",
    columns=(
        Column("formation", "text", "its short name", required=True),
        Column("title", "text", "how it is printed", required=True),
        _STATE,
        Column(
            "role",
            "choice",
            "framework: leads, alone or with others; contributor: gives troops or hosts",
            choices=("framework", "contributor"),
            required=True,
        ),
        Column("weight", "number", "its part among the members", minimum=0, required=True),
        Column("year", "integer", "year described", minimum=1990, maximum=2026),
        *PROVENANCE,
    ),
    key=("formation", "state"),
    notes="`verified` is of the membership; what a weight rests on stands in the note.",
)

HEADQUARTERS = Table(
    name="forces/headquarters",
    title="Deployable headquarters",
    one_row_is="one kind of headquarters of one state, as NATO lists them",
    columns=(
        _STATE,
        Column(
            "category",
            "choice",
            "kind of headquarters",
            choices=("headquarters_corps", "headquarters_division"),
            required=True,
        ),
        _quantity("how many"),
        Column("year", "integer", "year described", minimum=2005, maximum=2026),
        *PROVENANCE,
    ),
    key=("state", "category"),
)

US_IN_EUROPE = Table(
    name="forces/us_in_europe",
    title="United States forces in Europe",
    one_row_is="one kind of American force, stock or enabler in one host state",
    columns=(
        Column("host_state", "state", "where it stands", required=True),
        Column("kind", "text", "kind of force", required=True),
        Column("item", "text", "what it is", required=True),
        Column("quantity", "number", "how many", minimum=0),
        Column("unit", "text", "what is counted"),
        Column("year", "integer", "year described", minimum=2018, maximum=2026),
        Column("permanence", "text", "assigned, rotational, stored, estimate ..."),
        *PROVENANCE,
    ),
    key=("host_state", "kind", "item", "year"),
)

US_CUTS = Table(
    name="forces/us_force_model_cuts",
    title="American offer to the NATO Force Model before and after June 2026",
    one_row_is="one category of forces offered",
    columns=(
        Column("category", "text", "category of forces", required=True),
        Column("before", "number", "offered before", minimum=0),
        Column("after", "number", "offered after", minimum=0),
        Column("change_pct", "number", "change", unit="percent", minimum=-100, maximum=100),
        Column("unit", "text", "what is counted"),
        Column("announced", "text", "date of the announcement"),
        *PROVENANCE,
    ),
    key=("category",),
)

THREAT = Table(
    name="forces/threat_estimates",
    title="When Russia could act against NATO, as published",
    one_row_is="one published statement",
    columns=(
        Column("state", "state", "state of the speaker", required=True),
        Column("agency", "text", "who said it", required=True),
        Column("statement_date", "text", "when", required=True),
        Column("date_precision", "text", "day, month or year"),
        Column("kind", "text", "service, minister, military, government, alliance, think tank, EU"),
        Column("horizon_basis", "text", "what the horizon counts from"),
        Column(
            "horizon_unit",
            "choice",
            "calendar year, or years after a trigger such as a ceasefire",
            choices=("calendar_year", "years_after_trigger"),
        ),
        Column("horizon_low", "number", "earliest", minimum=0, maximum=2060),
        Column("horizon_high", "number", "latest", minimum=0, maximum=2060),
        Column("scenario", "text", "kind of attack", required=True),
        *PROVENANCE,
    ),
    key=("state", "agency", "statement_date", "scenario"),
)

SECOND_COUNTS = Table(
    name="forces/second_counts",
    title="Second counts of equipment, to check the inventory against",
    one_row_is="one category total of one state in another publication",
    columns=(
        _STATE,
        Column("category", "text", "category counted", required=True),
        Column("other_total", "number", "the other count", minimum=0, required=True),
        Column("year", "integer", "year of the other count", minimum=2010, maximum=2026),
        Column(
            "independent",
            "choice",
            "no: the inventory row rests on the same count, so a match shows nothing",
            choices=("yes", "no", "unclear"),
        ),
        *PROVENANCE,
    ),
    key=("state", "category", "source"),
)

TABLES: tuple[Table, ...] = (
    INVENTORY,
    replace(
        INVENTORY,
        name="forces/inventory_sipri",
        title="Equipment by state and type: rows that rest on the SIPRI register alone",
        terms="sipri",
        twin_of="forces/inventory",
    ),
    TYPES,
    ORDERS,
    replace(
        ORDERS,
        name="forces/orders_sipri",
        title="Orders: rows that rest on the SIPRI register alone",
        terms="sipri",
        twin_of="forces/orders",
    ),
    RETIREMENTS,
    AGES,
    DELIVERIES_TO_UKRAINE,
    PERSONNEL,
    CONSCRIPTION,
    FORMATIONS,
    MULTINATIONAL,
    HEADQUARTERS,
    US_IN_EUROPE,
    US_CUTS,
    THREAT,
    SECOND_COUNTS,
    *NUCLEAR_TABLES,
)
