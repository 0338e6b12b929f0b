"""More tables of the group industry: makers, dependence on others, fragmentation, enablers.

From: published figures on firms and purchases.  To: `industry`, which lists these tables with its
own.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

_YEAR = Column("year", "integer", "year described", "year", 2000, 2040, required=True)

_MAKER_COLUMNS: tuple[Column, ...] = (
    Column("company", "text", "firm, or what a total covers", required=True),
    Column(
        "kind",
        "choice",
        "firm; industry: a whole branch; total: the sum of SIPRI's hundred largest in one place",
        choices=("firm", "industry", "total"),
        required=True,
    ),
    Column("states", "text", "home states or group, joined by ;", required=True),
    Column("other_states", "text", "other states with plants, joined by ;"),
    _YEAR,
    Column("revenue_eur_mn", "number", "revenue, civil business included", "EUR mn", 0, 1_000_000),
    Column("revenue_original_mn", "number", "the same as published", "mn of currency", 0),
    Column("currency", "text", "currency of the published revenue"),
    Column("backlog_eur_mn", "number", "orders not yet delivered", "EUR mn", 0, 1_000_000),
    Column("categories", "text", "categories of the catalogue that it makes, joined by ;"),
    Column("other_products", "text", "what else it makes, joined by ;"),
    Column("capacity", "text", "what is known of its output"),
    *PROVENANCE,
)

MAKERS = Table(
    name="industry/makers",
    title="Makers",
    one_row_is="one firm in its latest year",
    columns=_MAKER_COLUMNS,
    key=("company",),
    notes="Group revenue and backlog: for some firms half of it is civil. Half of the rows rest on "
    "general knowledge.",
)

MAKERS_SIPRI = Table(
    name="industry/makers_sipri",
    title="Makers, rows that rest on SIPRI",
    one_row_is="one firm or total whose figures come from SIPRI's list of the hundred largest",
    columns=_MAKER_COLUMNS,
    key=("company",),
    terms="sipri",
    twin_of="industry/makers",
    notes="Here revenue is arms revenue only.",
)

MAKER_NAMES = Table(
    name="industry/maker_names",
    title="Which firms stand behind a maker's name",
    one_row_is="one firm behind one maker of industry/systems",
    columns=(
        Column("maker", "text", "maker, as written in industry/systems", required=True),
        Column("company", "text", "firm; as in industry/makers where listed", required=True),
        Column(
            "listed",
            "choice",
            "whether industry/makers has it",
            choices=("yes", "no"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("maker", "company"),
    notes="Joint ventures are split into their parents, subsidiaries stand under their owner.",
)

SUPPLIERS: tuple[str, ...] = (
    "DOMESTIC",
    "EU27",
    "EUROPE",
    "EU_EEA_UKR",
    "USA",
    "NON_EU",
    "NON_EU_NON_USA",
    "NON_EUROPE",
    "BRA_ISR_KOR",
    "WORLD",
)

_DEPENDENCE_COLUMNS: tuple[Column, ...] = (
    Column(
        "indicator",
        "choice",
        "procurement_share, procurement_value: of purchases contracted; domestic_award_share: "
        "contracts won by firms of the same state; target_share: what the Union aims at; "
        "component_share: least share of component cost that a rule asks for; capability_share, "
        "requirement_share: part of a capability, or of what it takes; delivered, planned, users, "
        "whole_fleet: of one system (whole_fleet: the state has no other of its kind); "
        "single_plant: the only plant; export_control, delay, denial, pause, sole_source: an event "
        "or a fact; arms_import_share, us_export_share: as SIPRI prints them; delivery_volume, "
        "delivery_share: worked out from SIPRI's register",
        choices=(
            "arms_import_share",
            "capability_share",
            "component_share",
            "delay",
            "delivered",
            "delivery_share",
            "delivery_volume",
            "denial",
            "domestic_award_share",
            "export_control",
            "pause",
            "planned",
            "procurement_share",
            "procurement_value",
            "requirement_share",
            "single_plant",
            "sole_source",
            "target_share",
            "us_export_share",
            "users",
            "whole_fleet",
        ),
        required=True,
    ),
    Column("state", "state", "who depends", required=True),
    Column(
        "category",
        "text",
        "all; a category of the catalogue; or sipri: and one of SIPRI's armament categories; or "
        "land, explosives, cloud, intelligence",
        required=True,
    ),
    Column("system", "text", "system of industry/systems, where the row is about one"),
    Column(
        "supplier",
        "choice",
        "on whom; WORLD: on all others together",
        choices=SUPPLIERS,
        required=True,
    ),
    Column("period_start", "integer", "first year", "year", 2000, 2050, required=True),
    Column("period_end", "integer", "last year", "year", 2000, 2050, required=True),
    *(
        Column(level, "number", f"figure: {level}", "see column unit", 0, 1_000_000)
        for level in ("low", "central", "high")
    ),
    Column(
        "unit",
        "choice",
        "unit; fact: the note tells it, there is no figure; tiv_mn: SIPRI's volume, not money",
        choices=(
            "aircraft",
            "days",
            "eur_bn",
            "fact",
            "percent",
            "plants",
            "states",
            "tiv_mn",
            "usd_bn",
        ),
        required=True,
    ),
    *PROVENANCE,
)

DEPENDENCE = Table(
    name="industry/dependence",
    title="Dependence on suppliers",
    one_row_is="one published figure or fact",
    columns=_DEPENDENCE_COLUMNS,
    key=("indicator", "state", "category", "system", "supplier", "period_start", "period_end"),
    notes="Shares of purchases are contested: they differ in what they count (contracts, imports, "
    "deliveries) and in who counts as European. Whether a single system is bound to the United "
    "States stands in industry/systems (us_content, us_export_approval_needed) and in forces/types "
    "(us_bound).",
)

DEPENDENCE_SIPRI = Table(
    name="industry/dependence_sipri",
    title="Dependence on suppliers, rows that rest on SIPRI",
    one_row_is="one figure as SIPRI prints it, or worked out from its register",
    columns=_DEPENDENCE_COLUMNS,
    key=("indicator", "state", "category", "system", "supplier", "period_start", "period_end"),
    terms="sipri",
    twin_of="industry/dependence",
    notes="Sums over five years of deliveries, no single deals. A share of 100 % of a small volume "
    "means little: look at delivery_volume.",
)

FRAGMENTATION = Table(
    name="industry/fragmentation",
    title="Fragmentation and joint buying",
    one_row_is="one published figure",
    columns=(
        Column(
            "indicator",
            "choice",
            "types_in_service, types_ratio: kinds of one weapon; collaborative_share, "
            "collaborative_benchmark, collaborative_target, collaborative_value: bought or "
            "researched together; cost_of_non_europe: what buying apart costs a year; "
            "unit_cost_effect, unit_cost_premium: of joint or of small orders; joint_programme: "
            "states in a joint purchase; programme_failure: a joint project that ended; "
            "budget, leverage: of a Union programme and the purchases it supports; safe_loan, "
            "safe_request, safe_projects, safe_joint_share: of the SAFE loans",
            choices=(
                "budget",
                "collaborative_benchmark",
                "collaborative_share",
                "collaborative_target",
                "collaborative_value",
                "cost_of_non_europe",
                "joint_programme",
                "leverage",
                "programme_failure",
                "safe_joint_share",
                "safe_loan",
                "safe_projects",
                "safe_request",
                "types_in_service",
                "types_ratio",
                "unit_cost_effect",
                "unit_cost_premium",
            ),
            required=True,
        ),
        Column(
            "category",
            "text",
            "category of the catalogue, or another kind of weapon, purchase or programme",
            required=True,
        ),
        Column("system", "text", "system of industry/systems, where the row is about one"),
        Column("state", "state", "state or group it holds for", required=True),
        Column("states", "text", "states that take part, joined by ;"),
        _YEAR,
        *(
            Column(level, "number", f"figure: {level}", "see column unit", 0, 1_000_000)
            for level in ("low", "central", "high")
        ),
        Column(
            "unit",
            "choice",
            "unit; fact: the note tells it, there is no figure",
            choices=("percent", "types", "times", "states", "projects", "eur_bn", "fact"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("indicator", "category", "state", "year", "source"),
    notes="Counts of types are old, and counting variants apart raises them: the 17 European tanks "
    "are disputed. Estimates of the cost of buying apart are kept side by side.",
)

ENABLERS = Table(
    name="industry/enablers",
    title="What the United States provides, and European substitutes",
    one_row_is="one published figure on one enabler",
    columns=(
        Column("capability", "text", "kind of enabler", required=True),
        Column("item", "text", "what is counted", required=True),
        Column("study", "text", "who counts it", required=True),
        Column("indicator", "text", "what the figure measures", required=True),
        *(
            Column(level, "number", f"figure: {level}", "see column unit", -100, 1e8)
            for level in ("low", "central", "high")
        ),
        Column("unit", "text", "unit; qualitative where no figure is given", required=True),
        Column("year_from", "integer", "first year it holds for", "year", 2010, 2060),
        Column("year_to", "integer", "last year it holds for", "year", 2010, 2060),
        Column("european_programme", "text", "European programme that would provide it"),
        Column("programme_status", "text", "state of that programme"),
        *PROVENANCE,
    ),
    key=("capability", "item", "study", "indicator"),
    notes="Published shortfalls differ in meaning and must not be added across studies.",
)

ENABLER_ITEMS = Table(
    name="industry/enabler_items",
    title="Which published figures speak of which force element",
    one_row_is="one item of industry/enablers and the force element that it is about",
    columns=(
        Column("element", "text", "force element", required=True),
        Column("capability", "text", "capability, as in industry/enablers", required=True),
        Column("item", "text", "item, as in industry/enablers", required=True),
        *PROVENANCE,
    ),
    key=("element", "capability", "item"),
)

INDUSTRIAL_BASE_TABLES: tuple[Table, ...] = (
    MAKERS,
    MAKERS_SIPRI,
    MAKER_NAMES,
    DEPENDENCE,
    DEPENDENCE_SIPRI,
    FRAGMENTATION,
    ENABLERS,
    ENABLER_ITEMS,
)
