"""Tables of ageing and upkeep: how old fleets are, what can be upgraded, what keeping costs.

From: general knowledge of fleets, contracts for upgrades.  To: `forces`, `industry` and
`requirements`, which list these tables with their own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table


def _range(
    prefix: str, meaning: str, unit: str, *, minimum: float = 0, maximum: float | None = None
) -> tuple[Column, ...]:
    """The three columns of an uncertain figure, all of them given."""
    return tuple(
        Column(
            f"{prefix}{level}", "number", f"{meaning}: {level}", unit, minimum, maximum, (), True
        )
        for level in ("low", "central", "high")
    )


def _built(name: str, meaning: str) -> Column:
    return Column(name, "integer", meaning, "year", 1950, 2030, required=True)


AGES = Table(
    name="forces/ages",
    title="How old fleets are and how long they last",
    one_row_is="one type of one state, or of every state that has no row of its own",
    columns=(
        Column("state", "state", "whose it is; WORLD: any without a row of its own", required=True),
        Column("system", "text", "name of the type, as in forces/types", required=True),
        _built("built_from", "year in which the first were built, or last rebuilt"),
        _built("built_to", "year in which the last were built, or last rebuilt"),
        *_range("life_", "years in service after that", "years", minimum=5, maximum=110),
        *PROVENANCE,
    ),
    key=("state", "system"),
    notes="A fleet leaves evenly over the years in which its units reach their life. Announced "
    "plans in forces/retirements come first. Years of building are general knowledge; lives are "
    "judgements from what comparable fleets have reached, with a wide range, because aircraft and "
    "ships are often kept longer than planned.",
)

UPGRADES = Table(
    name="industry/upgrades",
    title="Upgrades on offer for ageing fleets",
    one_row_is="one upgrade and the types that can have it",
    columns=(
        Column("upgrade", "text", "name of the upgrade", required=True),
        Column("category", "text", "category of the types, as in forces/types", required=True),
        Column(
            "systems",
            "text",
            "types that can have it, as in forces/types, joined by ;; no type stands in two rows",
            required=True,
        ),
        Column(
            "modernity_after",
            "number",
            "how far one counts as a modern one after it",
            "share",
            0,
            1,
            required=True,
        ),
        Column(
            "us_bound", "integer", "1: upkeep still needs the US after it", None, 0, 1, (), True
        ),
        Column(
            "us_kit",
            "integer",
            "1: the upgrade itself needs American approval, so that it is a new American order",
            None,
            0,
            1,
            (),
            True,
        ),
        *_range("price_", "price for one unit", "EUR mn of price_year"),
        Column("price_year", "integer", "year of the money", "year", 2010, 2030, required=True),
        Column(
            "price_basis",
            "choice",
            "contract: bare; package: with training, spares and what else it takes",
            choices=("contract", "package"),
            required=True,
        ),
        *_range("lead_", "from order to the middle of a batch", "years", maximum=15),
        *_range("rate_", "that can be upgraded a year, for all states", "units a year"),
        *_range("life_", "years that a unit serves after it", "years", maximum=60),
        *PROVENANCE,
    ),
    key=("upgrade",),
    notes="`verified` speaks of the central price. What only makes a modern type better (a new "
    "radar for the Eurofighter, newer missiles for Patriot) is left out: types count as modern or "
    "not, and no better than modern. No frigates: rebuilds of ships are too unlike each other.",
)

RUNNING_COSTS = Table(
    name="requirements/running_costs",
    title="What new equipment costs to keep, by category",
    one_row_is="one category of the catalogue",
    columns=(
        Column("category", "text", "category of the catalogue", required=True),
        *_range(
            "", "upkeep a year, people apart, as a share of the package price", "share", maximum=1
        ),
        *PROVENANCE,
    ),
    key=("category",),
    notes="American data put 55 % of the cost of a life into running it, with wide differences "
    "between kinds (Jones and others 2014): about 4 % of the price a year over 30 years, people "
    "inside. Spread over kinds by judgement. Where a category has no row, the parameter "
    "`running_cost` holds.",
)
