"""More tables of the group ukraine: what it needs, what is made for it, and the money for both."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

_COUNTS = (
    Column(
        "counts",
        "choice",
        "whether a plan reads the row; rows that it does not read stay for the record",
        choices=("yes", "no"),
        required=True,
    ),
    Column("why_not", "text", "why a plan does not read it"),
)


def _levels(what: str, unit: str, most: float) -> tuple[Column, ...]:
    return tuple(
        Column(level, "number", f"{what}: {level}", unit, 0, most, required=level == "central")
        for level in ("low", "central", "high")
    )


NEEDS = Table(
    name="ukraine/needs",
    title="What Ukraine asks for",
    one_row_is="one figure that Ukraine, or somebody about Ukraine, has stated in public",
    columns=(
        Column("need", "text", "short name", required=True),
        Column("category", "text", "equipment category, or strike_missile, drone, personnel, money",
               required=True),
        Column("item", "text", "what the figure is about", required=True),
        Column(
            "basis",
            "choice",
            "fleet: in all; addition: on top of what is there; force: soldiers under arms in "
            "peace; per_brigade: for each brigade of that force; monthly, yearly: used up in war; "
            "money: what it costs",
            choices=("fleet", "addition", "force", "per_brigade", "monthly", "yearly", "money"),
            required=True,
        ),
        Column(
            "stated_as",
            "choice",
            "wish: asked for or aimed at; letter: letter of intent; order: signed; agreed: in a "
            "text of states; seen: what was used or held; planning: of a planning study",
            choices=("wish", "letter", "order", "agreed", "seen", "planning"),
            required=True,
        ),
        *_COUNTS,
        *_levels("the figure", "see column unit", 1e8),
        Column(
            "unit",
            "choice",
            "what is counted",
            choices=(
                "aircraft", "vehicles", "guns", "batteries", "fire_units", "rounds", "missiles",
                "drones", "persons", "brigades", "usd_bn",
            ),
            required=True,
        ),
        Column("by_year", "integer", "year by which it is wanted; the need rises evenly to it; "
               "empty: at once", "year", 2026, 2050),
        Column("date", "text", "when it was said: YYYY, YYYY-MM or YYYY-MM-DD", required=True),
        *PROVENANCE,
    ),
    key=("need",),
    notes="The need of a sovereign state, as it states it.  Where its figures differ the newest "
    "that fits a plan of years counts, the others are its range or stay for the record.",
)  # fmt: skip

INDUSTRY = Table(
    name="ukraine/industry",
    title="What Ukraine's industry makes, and what is made for Ukraine alone",
    one_row_is="one figure on the output of one system, or of the whole industry, at one time",
    columns=(
        Column("system", "text", "name of the system; industry: all of it", required=True),
        Column("year", "integer", "from this year on", "year", 2022, 2035, required=True),
        Column(
            "measure",
            "choice",
            "production: made; capacity: could be made; target: said to come; funded: part of "
            "the capacity that somebody pays for",
            choices=("production", "capacity", "target", "funded"),
            required=True,
        ),
        *_COUNTS,
        *_levels("the figure", "see column unit", 1e8),
        Column(
            "unit",
            "choice",
            "what is counted",
            choices=("units_per_year", "eur_bn_per_year", "usd_bn_per_year", "share"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("system", "year", "measure"),
    notes="A rate that counts holds until the next one.  No place of production is named.",
)

OFFERS = Table(
    name="ukraine/offers",
    title="What can be ordered for Ukraine",
    one_row_is="one system, and whose line makes it",
    columns=(
        Column("system", "text", "name of the system", required=True),
        Column("category", "text", "the need that it serves", required=True),
        Column(
            "line",
            "choice",
            "shared: the line of `industry/orderable`, which the coalition orders from too; own: a "
            "line in Ukraine; reserved: a European line that no need of Europe here draws on",
            choices=("shared", "own", "reserved"),
            required=True,
        ),
        Column(
            "edge",
            "choice",
            "yes: a system with which Europe can give what nobody else does",
            choices=("yes", "no"),
            required=True,
        ),
        Column("counts_for", "number", "what one unit counts towards the need", "share", 0, 1,
               required=True),
        *(
            Column(f"price_{level}", "number", f"price of one, where `industry/systems` states "
                   f"none, at 2025 prices: {level}", "EUR mn", 0, 1e4)
            for level in ("low", "central", "high")
        ),
        *(
            Column(f"lead_{level}", "number", f"from order to delivery, of own and reserved "
                   f"lines: {level}", "years", 0, 10)
            for level in ("low", "central", "high")
        ),
        *PROVENANCE,
    ),
    key=("system",),
    notes="Counts and money only.  Systems that need American consent can be ordered where the "
    "scenario allows new orders of them.",
)  # fmt: skip

MONEY = Table(
    name="ukraine/money",
    title="Money for Ukraine's weapons",
    one_row_is="one stream of money in one year",
    columns=(
        Column("stream", "text", "where it comes from", required=True),
        Column("year", "integer", "calendar year", "year", 2022, 2040, required=True),
        *_COUNTS,
        *_levels("the amount", "EUR bn, current prices", 1_000),
        Column(
            "path",
            "choice",
            "once: in that year alone; continues: goes on at this pace until a newer row",
            choices=("once", "continues"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("stream", "year"),
    notes="Outside what members spend under a plan of ours: aid is paid from budgets that the "
    "plan's money does not hold.  That a stream goes on at today's pace is an assumption.",
)

TABLES: tuple[Table, ...] = (NEEDS, INDUSTRY, OFFERS, MONEY)
