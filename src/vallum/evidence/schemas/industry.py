"""Tables of the group industry: systems on offer, munitions, learning, lead times.

Makers, dependence, enablers and fragmentation stand in `industrial_base`, what is one type in
`type_families`.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table
from vallum.evidence.schemas.industrial_base import INDUSTRIAL_BASE_TABLES
from vallum.evidence.schemas.lines import LINE_TABLES
from vallum.evidence.schemas.type_families import TYPE_FAMILY_TABLES
from vallum.evidence.schemas.upkeep import UPGRADES

CATEGORIES: tuple[str, ...] = (
    "aew",
    "air_to_air_missile",
    "amphibious",
    "anti_ship_missile",
    "apc",
    "armed_uav_male",
    "atgm",
    "attack_heli",
    "attack_submarine_conventional",
    "attack_submarine_nuclear",
    "corvette",
    "deep_strike_missile",
    "destroyer",
    "fighter",
    "frigate",
    "guided_rocket",
    "ifv",
    "interceptor_drone",
    "isr_aircraft",
    "loitering_munition",
    "mbt",
    "mine_countermeasure",
    "mpa",
    "mrl",
    "sam_interceptor",
    "sam_long",
    "sam_medium",
    "satellite_comms",
    "satellite_recon",
    "shell_155mm",
    "sp_artillery",
    "strategic_airlift",
    "tactical_airlift",
    "tanker",
    "transport_heli",
    "vshorad",
)
"""The catalogue's own category words."""

_YES_NO = ("yes", "no")


def _price(end: str, meaning: str) -> Column:
    return Column(
        f"unit_price_eur_mn_{end}", "number", meaning, "EUR mn at prices of price_year", 0, 20_000
    )


def _rate(end: str, meaning: str) -> Column:
    return Column(
        f"production_rate_per_year_{end}", "number", meaning, "units a year", 0, 10_000_000
    )


_SYSTEM_COLUMNS: tuple[Column, ...] = (
    Column("system", "text", "name of the system", required=True),
    Column("category", "choice", "what it is", choices=CATEGORIES, required=True),
    Column(
        "unit",
        "choice",
        "what price and output count; a battery and a launcher of one category must not be added",
        choices=(
            "aircraft",
            "battery",
            "fire_unit",
            "gun",
            "launcher",
            "missile",
            "munition",
            "round",
            "satellite",
            "service",
            "ship",
            "vehicle",
        ),
        required=True,
    ),
    Column("maker", "text", "firms, as named by the source", required=True),
    Column("design_states", "text", "states that hold the design, joined by ;", required=True),
    Column("producing_states", "text", "states where it is built, joined by ;"),
    _price("low", "lowest price seen"),
    _price("central", "the price to reckon with"),
    _price("high", "highest price seen"),
    Column("price_year", "integer", "price year of the three prices", "year", 2005, 2030),
    Column(
        "price_basis",
        "choice",
        "what the price covers. flyaway: the bare item; contract_per_unit: a contract over its "
        "units; package_per_unit: with spares, training, weapons, infrastructure; "
        "programme_per_unit: with development; fms_ceiling_per_unit: maximum of a US notification; "
        "target_price: the maker's or buyer's aim; upgrade_per_unit: a rebuilt item; missile: a "
        "round of a system filed with launchers; flyaway_to_package and contract_to_package: low "
        "and central on the first basis, high on the second",
        choices=(
            "flyaway",
            "contract_per_unit",
            "package_per_unit",
            "programme_per_unit",
            "fms_ceiling_per_unit",
            "target_price",
            "upgrade_per_unit",
            "missile",
            "flyaway_to_package",
            "contract_to_package",
        ),
    ),
    Column(
        "price_verified",
        "choice",
        "whether the central price was seen in a source",
        choices=_YES_NO,
    ),
    Column("crew", "integer", "people that operate one unit", "people", 0, 6_000),
    Column("service_life_years", "integer", "years in service", "years", 1, 60),
    Column(
        "lead_time_months", "number", "order to first delivery of a new order", "months", 0, 240
    ),
    Column(
        "lead_time_verified",
        "choice",
        "whether the lead time was seen in a source",
        choices=_YES_NO,
    ),
    _rate("low", "lowest output seen"),
    _rate("central", "output now; 0 for a closed line"),
    _rate("high", "highest output seen"),
    Column(
        "announced_rate_per_year",
        "number",
        "output that the maker or buyer has announced: a plan",
        "units a year",
        0,
        10_000_000,
    ),
    Column("announced_rate_year", "integer", "year of the announced output", "year", 2024, 2040),
    Column("rate_verified", "choice", "whether the output was seen in a source", choices=_YES_NO),
    Column(
        "us_content",
        "choice",
        "platform: a US product; components: parts made in or licensed by the US; none: none known",
        choices=("platform", "components", "none"),
        required=True,
    ),
    Column(
        "us_export_approval_needed",
        "choice",
        "whether transfer or export needs US approval; a coarse flag",
        choices=("yes", "no", "unknown"),
        required=True,
    ),
    Column("european_alternative", "text", "systems that could stand in for it, joined by ;"),
    *PROVENANCE,
)

SYSTEMS = Table(
    name="industry/systems",
    title="Catalogue of systems",
    one_row_is="one system: who makes it, price, crew, life, lead time, output, US content",
    columns=_SYSTEM_COLUMNS,
    key=("system",),
    notes="Two thirds of the rows rest at least in part on general knowledge: look at "
    "price_verified, lead_time_verified and rate_verified, and at crew and service life with "
    "caution throughout. The price basis matters more than the price: packages run 1.1 to 2.9 "
    "times the bare item. Prices in other currencies were converted at the annual average rate "
    "of the price year.",
)

SYSTEMS_SIPRI = Table(
    name="industry/systems_sipri",
    title="Catalogue of systems, rows that rest on SIPRI",
    one_row_is="one system whose only figure comes from SIPRI's register",
    columns=_SYSTEM_COLUMNS,
    key=("system",),
    terms="sipri",
    twin_of="industry/systems",
)

LEAD_TIMES_SIPRI = Table(
    name="industry/lead_times_sipri",
    title="Lead times by kind of weapon",
    one_row_is="one kind of weapon, group of suppliers and span of order years",
    columns=(
        Column("armament_category", "text", "SIPRI's armament category, or ALL", required=True),
        Column("description", "text", "SIPRI's weapon description, or all systems", required=True),
        Column(
            "supplier_group",
            "choice",
            "where the supplier sits",
            choices=("ALL", "EUROPE", "USA", "OTHER"),
            required=True,
        ),
        Column(
            "order_from", "integer", "first order year counted", "year", 1990, 2030, required=True
        ),
        Column("order_to", "integer", "last order year counted", "year", 1990, 2030, required=True),
        Column("orders", "integer", "orders counted", "orders", 1, 100_000, required=True),
        Column(
            "months_to_first_q25", "number", "order to first delivery: quartile", "months", 0, 360
        ),
        Column("months_to_first_median", "number", "the same: median", "months", 0, 360),
        Column("months_to_first_q75", "number", "the same: upper quartile", "months", 0, 360),
        *PROVENANCE,
    ),
    key=("armament_category", "description", "supplier_group", "order_from"),
    terms="sipri",
    notes="Computed from SIPRI's register, whose dates are years: steps of 12 months. Orders that "
    "have not begun delivery are missing, so today's slow orders are not seen and medians flatter.",
)

_LOW = Column(
    "low", "number", "lower end of a range, or an 'at least'", "see column unit", -100, 1e8
)
_CENTRAL = Column("central", "number", "the figure", "see column unit", -100, 1e8)
_HIGH = Column(
    "high", "number", "upper end of a range, or an 'up to'", "see column unit", -100, 1e8
)

MUNITIONS = Table(
    name="industry/munitions",
    title="Munitions: output, stocks, use, prices",
    one_row_is="one figure on a munition (or a few vehicles and aircraft) in one year",
    columns=(
        Column("munition", "text", "munition or system", required=True),
        Column("actor", "text", "maker, buyer or user", required=True),
        Column("state", "state", "the actor's state or group", required=True),
        Column(
            "indicator",
            "choice",
            "what the figure measures",
            choices=(
                "capacity_added",
                "capacity_investment",
                "capacity_need",
                "consumption",
                "donated_to_ukraine",
                "imports",
                "lead_time",
                "number_of_plants",
                "order",
                "order_value",
                "plant_cost",
                "production",
                "production_capacity",
                "production_for_ukraine",
                "production_target",
                "public_support",
                "requirement",
                "stock",
                "stock_days",
                "stock_gap_value",
                "stock_norm",
                "stock_requirement",
                "unit_price",
            ),
            required=True,
        ),
        Column("year", "integer", "calendar year", "year", 2010, 2040, required=True),
        _LOW,
        _CENTRAL,
        _HIGH,
        Column("unit", "text", "unit of the three figures", required=True),
        Column(
            "status",
            "choice",
            "actual, reported by others, derived by arithmetic, estimate, planned, target, "
            "approved by a parliament or notified, cancelled, norm or requirement",
            choices=(
                "actual",
                "reported",
                "derived",
                "estimate",
                "planned",
                "target",
                "approved",
                "cancelled",
                "norm",
                "requirement",
            ),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("munition", "actor", "state", "indicator", "year"),
    notes="Plans and targets are the makers' and governments' own. Multiples of an unpublished "
    "base are left out.",
)

LEARNING = Table(
    name="industry/learning",
    title="Learning, scale, ramps and line costs",
    one_row_is="one parameter",
    columns=(
        Column(
            "topic",
            "choice",
            "what it is about",
            choices=(
                "batch_price",
                "collaboration_cost",
                "learning_model",
                "learning_slope",
                "life_cycle",
                "line_cost",
                "line_restart",
                "observed_price_step",
                "ramp",
                "scale_economy",
            ),
            required=True,
        ),
        Column("category", "text", "kind of work or system it holds for", required=True),
        Column("parameter", "text", "the parameter", required=True),
        _LOW,
        _CENTRAL,
        _HIGH,
        Column("unit", "text", "unit; qualitative where no figure is given", required=True),
        *PROVENANCE,
    ),
    key=("topic", "category", "parameter"),
    notes="Slopes by class of weapon are general knowledge; observed price steps compare two "
    "batches with changing content.",
)


def _three(prefix: str, meaning: str, unit: str, *, maximum: float | None = None) -> list[Column]:
    return [
        Column(f"{prefix}_{level}", "number", f"{meaning}: {level}", unit, 0, maximum)
        for level in ("low", "central", "high")
    ]


ORDERABLE = Table(
    name="industry/orderable",
    title="What a plan may order",
    one_row_is="one system of the catalogue, and whether it can be ordered",
    columns=(
        Column(
            "system", "text", "name, as in industry/systems where it stands there", required=True
        ),
        Column("category", "text", "category that one more unit counts in"),
        Column("equivalence", "number", "how much one unit counts there", "share", 0, 1),
        Column("orderable", "choice", "can be ordered", choices=("yes", "no"), required=True),
        Column("why_not", "text", "reason where it cannot"),
        Column("us_bound", "integer", "1 where the design is American", minimum=0, maximum=1),
        Column("only_states", "text", "states that may order it, joined by ;; empty: all"),
        *_three("price", "price where the catalogue has none", "EUR mn, package, 2025 prices"),
        *_three("lead", "from order to the middle of a batch", "years", maximum=20),
        Column("lead_verified", "choice", "is the lead time seen", choices=("yes", "imputed")),
        *_three("rate", "units that the line makes a year", "units a year"),
        Column("rate_verified", "choice", "is the rate seen", choices=("yes", "imputed")),
        *PROVENANCE,
    ),
    key=("system",),
)

ORDER_LINES = Table(
    name="industry/order_lines",
    title="Which line a signed order occupies",
    one_row_is="one type name of forces/orders",
    columns=(
        Column("order_system", "text", "type name in forces/orders", required=True),
        Column("system", "text", "system of industry/orderable whose line makes it", required=True),
        *PROVENANCE,
    ),
    key=("order_system",),
)

TABLES: tuple[Table, ...] = (
    SYSTEMS,
    SYSTEMS_SIPRI,
    LEAD_TIMES_SIPRI,
    MUNITIONS,
    LEARNING,
    ORDERABLE,
    ORDER_LINES,
    UPGRADES,
    *INDUSTRIAL_BASE_TABLES,
    *TYPE_FAMILY_TABLES,
    *LINE_TABLES,
)
