"""Tables of the group requirements: what is needed, what a unit takes, and stated assumptions.

The graph on which forces move stands in `corridors`.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table
from vallum.evidence.schemas.corridors import CORRIDOR_TABLES
from vallum.evidence.schemas.futures import FUTURES_TABLES
from vallum.evidence.schemas.people import CREW_TRAINING, CREWS
from vallum.evidence.schemas.studies import STUDY_TABLES
from vallum.evidence.schemas.theatres import THEATRE_TABLES
from vallum.evidence.schemas.unit_support import UNIT_SUPPORT
from vallum.evidence.schemas.upkeep import RUNNING_COSTS

DOMAINS = ("land", "air", "sea", "air_defence", "enablers", "munitions")
BASES = ("replace_us", "total", "in_place", "stock", "reference")


def _range(
    prefix: str,
    meaning: str,
    unit: str | None,
    *,
    minimum: float = 0,
    maximum: float | None = None,
    central: bool = False,
) -> tuple[Column, ...]:
    """The three columns of an uncertain figure: low, central, high."""
    return tuple(
        Column(
            f"{prefix}{level}",
            "number",
            f"{meaning}: {level}",
            unit=unit,
            minimum=minimum,
            maximum=maximum,
            required=central and level == "central",
        )
        for level in ("low", "central", "high")
    )


CATEGORIES = Table(
    name="requirements/categories",
    title="One vocabulary for inventory, catalogue, orders and needs",
    one_row_is="one word of one vocabulary and the category it stands for",
    columns=(
        Column(
            "vocabulary",
            "choice",
            "whose word it is",
            choices=("inventory", "catalogue", "order", "need"),
            required=True,
        ),
        Column("word", "text", "the word", required=True),
        Column("category", "text", "our category; a type may say otherwise", required=True),
        Column("note", "text", "what a reader should know"),
    ),
    key=("vocabulary", "word"),
)

ELEMENTS = Table(
    name="requirements/elements",
    title="Force elements",
    one_row_is="one force element that contingencies ask for",
    columns=(
        Column("element", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column("domain", "choice", "domain", choices=DOMAINS, required=True),
        Column("unit", "text", "what is counted", required=True),
        Column("core", "choice", "in the core set", choices=("yes", "no"), required=True),
        Column(
            "us_lever",
            "choice",
            "which American contribution it belongs to: each leaves on its own date",
            choices=("troops", "enablers", "intelligence", "none"),
            required=True,
        ),
        Column("weight", "number", "weight within its domain", minimum=0, required=True),
        Column("rank", "integer", "order in print", minimum=1, required=True),
        *PROVENANCE,
    ),
    key=("element",),
)

CONTINGENCIES = Table(
    name="requirements/contingencies",
    title="Contingencies",
    one_row_is="one contingency",
    columns=(
        Column("contingency", "text", "its name", required=True),
        Column("title", "text", "how it is printed", required=True),
        Column(
            "nested",
            "choice",
            "main: the whole need; yes: met by the same forces, in place; no: takes forces away "
            "from the main need; study: the whole need as one study has it",
            choices=("main", "yes", "no", "study"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("contingency",),
)

NEEDS = Table(
    name="requirements/needs",
    title="Published needs",
    one_row_is="one element that one published list asks for",
    columns=(
        Column("contingency", "text", "contingency it belongs to", required=True),
        Column("list", "text", "the published list", required=True),
        Column("element", "text", "what is needed", required=True),
        Column(
            "basis",
            "choice",
            "replace_us: on top of what Europe counts on in the base year; total: the whole "
            "requirement of the scope, the US inside; in_place: standing there, ready; stock: "
            "munitions in store; reference: used by sizing rules only",
            choices=BASES,
            required=True,
        ),
        *_range("quantity_", "quantity", "the element's unit", central=True),
        Column("scope", "group", "whose requirement the list describes", required=True),
        Column("needed_by_day", "integer", "days after the order; 0: in place", minimum=0),
        Column("sustained_days", "integer", "how long", unit="days", minimum=0),
        *PROVENANCE,
    ),
    key=("contingency", "list", "element", "basis"),
)

US_PARTS = Table(
    name="requirements/us_parts",
    title="What the United States provides of a published requirement",
    one_row_is="one element of one published list",
    columns=(
        Column("list", "text", "the published list", required=True),
        Column("element", "text", "what is needed", required=True),
        Column("basis", "choice", "basis of the need", choices=BASES, required=True),
        *_range(
            "share_",
            "part of the requirement that the United States provides today",
            "share",
            maximum=1,
            central=True,
        ),
        *PROVENANCE,
    ),
    key=("list", "element", "basis"),
    notes="Lists that count what the United States would leave behind need no row here.",
)

SIZING_RULES = Table(
    name="requirements/sizing_rules",
    title="Sizing rules where no number is published",
    one_row_is="one term of a rule: need = sum of factor x driver",
    columns=(
        Column("element", "text", "what is sized", required=True),
        Column("basis", "choice", "basis of the need it gives", choices=BASES, required=True),
        Column(
            "driver",
            "text",
            "an element or `personnel` of a published list, `population_mn` of Europe, or `one`",
            required=True,
        ),
        Column("driver_list", "text", "the published list that the driver is taken from"),
        *_range("factor_", "factor", "units per unit of the driver", central=True),
        *PROVENANCE,
    ),
    key=("element", "basis", "driver"),
)

RECIPES = Table(
    name="requirements/recipes",
    title="What one unit of an element takes",
    one_row_is="one item of one element",
    columns=(
        Column("element", "text", "the element", required=True),
        Column("item", "text", "category of equipment, or `personnel`", required=True),
        Column(
            "kind",
            "choice",
            "category: every item is needed; sum: items add up; people: soldiers",
            choices=("category", "sum", "people"),
            required=True,
        ),
        *_range("", "quantity", "the item's unit", central=True),
        Column("unit", "text", "what is counted"),
        *PROVENANCE,
    ),
    key=("element", "item"),
)

UNIT_CONVERSIONS = Table(
    name="requirements/unit_conversions",
    title="Air-defence units: how many launchers or vehicles make one",
    one_row_is="one unit of count in one category",
    columns=(
        Column("category", "text", "category", required=True),
        Column("unit", "text", "unit of count in the inventory", required=True),
        *_range(
            "per_unit_",
            "how many make one air-defence unit",
            "units of count",
            minimum=0.1,
            central=True,
        ),
        *PROVENANCE,
    ),
    key=("category", "unit"),
)

PARAMETERS = Table(
    name="requirements/parameters",
    title="Stated assumptions",
    one_row_is="one planning parameter",
    columns=(
        Column("parameter", "text", "its name", required=True),
        *_range("", "value", "see unit", central=True),
        Column("unit", "text", "unit", required=True),
        Column("meaning", "text", "what it is", required=True),
        *PROVENANCE,
    ),
    key=("parameter",),
)

HOME_RESERVE = Table(
    name="requirements/home_reserve",
    title="Forces that stay at home",
    one_row_is="one state and domain",
    columns=(
        Column("state", "state", "state", required=True),
        Column("domain", "choice", "domain", choices=DOMAINS, required=True),
        *_range(
            "share_",
            "reserve as a share of counted stock in the base year; fixed as a quantity for all "
            "years, so that a later purchase counts in full",
            "share",
            maximum=1,
            central=True,
        ),
        *PROVENANCE,
    ),
    key=("state", "domain"),
)

TERRITORIAL = Table(
    name="requirements/territorial",
    title="What frontline states need for their own territory",
    one_row_is="one state and what it needs at home beside what it offers for common defence",
    columns=(
        Column("state", "state", "state on the frontline", required=True),
        Column(
            "item",
            "text",
            "`territorial_soldiers`: soldiers of announced territorial troops, whose kit the "
            "parameters territorial_guns and territorial_air_defence size; or a category of "
            "equipment",
            required=True,
        ),
        *_range("quantity_", "how many", "soldiers, or the category's unit", central=True),
        *PROVENANCE,
    ),
    key=("state", "item"),
    notes="At least the home reserve is needed in any case.",
)

READINESS = Table(
    name="requirements/readiness",
    title="Readiness as published",
    one_row_is="one published measure of readiness",
    columns=(
        Column("force_kind", "text", "kind of force", required=True),
        Column("state", "state", "state"),
        Column("measure", "text", "what is measured", required=True),
        Column("period", "text", "period"),
        *(Column(level, "number", f"{level} figure") for level in ("low", "central", "high")),
        Column("unit", "text", "unit"),
        *PROVENANCE,
    ),
    key=("force_kind", "state", "measure", "period"),
)

CONSUMPTION = Table(
    name="requirements/consumption",
    title="Use of munitions as published",
    one_row_is="one published figure on use, stock or output",
    columns=(
        Column("item", "text", "munition or measure", required=True),
        Column("actor", "text", "whose figure"),
        Column("state", "state", "state"),
        Column("intensity", "text", "intensity of combat"),
        Column("period", "text", "period"),
        *_range("", "value", "see unit"),
        Column("unit", "text", "unit"),
        *PROVENANCE,
    ),
    key=("item", "actor", "period", "intensity", "unit"),
)

UNIT_RECIPES = Table(
    name="requirements/unit_recipes",
    title="Published examples of units: kit, people, cost",
    one_row_is="one item of one published example",
    columns=(
        Column("element", "text", "kind of unit", required=True),
        Column("variant", "text", "which example", required=True),
        Column("state", "state", "state"),
        Column("item", "text", "item", required=True),
        *_range("", "value", "see unit"),
        Column("unit", "text", "unit"),
        Column("price_year", "integer", "price year of money", minimum=1990, maximum=2026),
        *PROVENANCE,
    ),
    key=("element", "variant", "item"),
)

SCALE = Table(
    name="requirements/scale",
    title="How prices fall with volume, by category",
    one_row_is="one category of the catalogue: its kind of learning and its reference batch",
    columns=(
        Column("category", "text", "category of the catalogue", required=True),
        Column("kind", "text", "kind of learning_slope in industry/learning", required=True),
        *_range(
            "batch_",
            "units of an order whose price the catalogue states",
            "units",
            minimum=1,
            central=True,
        ),
        *PROVENANCE,
    ),
    key=("category",),
    notes="The catalogue's prices are taken to be those of a batch of the reference size.",
)

TABLES: tuple[Table, ...] = (
    CATEGORIES,
    ELEMENTS,
    CONTINGENCIES,
    NEEDS,
    US_PARTS,
    SIZING_RULES,
    RECIPES,
    UNIT_CONVERSIONS,
    SCALE,
    RUNNING_COSTS,
    PARAMETERS,
    HOME_RESERVE,
    TERRITORIAL,
    READINESS,
    CONSUMPTION,
    UNIT_RECIPES,
    CREWS,
    CREW_TRAINING,
    UNIT_SUPPORT,
    *STUDY_TABLES,
    *CORRIDOR_TABLES,
    *FUTURES_TABLES,
    *THEATRE_TABLES,
)
