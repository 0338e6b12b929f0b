"""Tables of the group economy: output, public finances, exchange rates, people, defence money."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table
from vallum.evidence.schemas.debt import DEBT_TABLES
from vallum.evidence.schemas.funding import FUNDING_TABLES
from vallum.evidence.schemas.people import BIRTHS

_STATE = Column("state", "state", "the state, or a declared group", required=True)
_WEO_YEAR = Column("year", "integer", "calendar year", "year", 2014, 2030, required=True)
_WEO_KIND = Column(
    "kind",
    "choice",
    "actual to 2024; estimate for 2025; projection from 2026, as of autumn 2025",
    choices=("actual", "estimate", "projection"),
    required=True,
)

MACRO = Table(
    name="economy/macro",
    title="Output and population",
    one_row_is="one state in one year: size, growth and prices of its economy, and its people",
    columns=(
        _STATE,
        _WEO_YEAR,
        _WEO_KIND,
        Column(
            "gdp_eur_bn",
            "number",
            "gross domestic product at current prices; the USD figure over the USD per EUR that "
            "the outlook implies for the euro area, so that one year is consistent across states",
            "EUR bn",
            0,
            60_000,
            required=True,
        ),
        Column(
            "gdp_usd_bn",
            "number",
            "gross domestic product at current prices",
            "USD bn",
            0,
            60_000,
            required=True,
        ),
        Column("real_growth_pct", "number", "real growth on the year before", "%", -50, 50),
        Column(
            "gdp_deflator_growth_pct",
            "number",
            "growth of the GDP deflator on the year before",
            "%",
            -30,
            150,
        ),
        Column("population_mn", "number", "population", "million", 0, 500, required=True),
        *PROVENANCE,
    ),
    key=("state", "year"),
    notes="IMF World Economic Outlook, October 2025; the euro rate of future years is its "
    "assumption, not a market rate.",
)

FISCAL = Table(
    name="economy/fiscal",
    title="Public debt and balances",
    one_row_is="one state in one year: general government debt and balances",
    columns=(
        _STATE,
        _WEO_YEAR,
        _WEO_KIND,
        Column("debt_pct_gdp", "number", "gross debt of general government", "% of GDP", 0, 300),
        Column(
            "balance_pct_gdp", "number", "net lending (+) or borrowing (-)", "% of GDP", -60, 60
        ),
        Column(
            "primary_balance_pct_gdp", "number", "balance without net interest", "% of GDP", -60, 60
        ),
        Column(
            "structural_balance_pct_potential_gdp",
            "number",
            "balance without the cycle and one-off items",
            "% of potential GDP",
            -60,
            60,
        ),
        *PROVENANCE,
    ),
    key=("state", "year"),
    notes="IMF World Economic Outlook, October 2025.",
)

FX = Table(
    name="economy/fx",
    title="Exchange rates",
    one_row_is="the rate of one state's currency in one year, on one basis",
    columns=(
        _STATE,
        Column("currency", "text", "ISO 4217 code of the currency", required=True),
        _WEO_YEAR,
        Column(
            "kind",
            "choice",
            "average: observed annual average; weo_implied: ratio of two GDP series of the IMF "
            "outlook, the only kind after 2025",
            choices=("average", "weo_implied"),
            required=True,
        ),
        Column("lcu_per_usd", "number", "units of the currency per USD", "per USD", 0, 1_000_000),
        Column("lcu_per_eur", "number", "units of the currency per EUR", "per EUR", 0, 1_000_000),
        *PROVENANCE,
    ),
    key=("state", "year", "kind"),
    notes="The only exchange-rate table. State EA is the euro itself.",
)

PRICE_INDEX = Table(
    name="economy/price_index",
    title="Price indices",
    one_row_is="one price index of one state in one year",
    columns=(
        _STATE,
        _WEO_YEAR,
        Column(
            "index_name",
            "choice",
            "gdp_deflator: in the state's own currency; gdp_deflator_in_eur: the same, times the "
            "EUR per unit of that currency",
            choices=("gdp_deflator", "gdp_deflator_in_eur"),
            required=True,
        ),
        Column("index_2025_100", "number", "the index", "2025 = 100", 0, 1_000, required=True),
        _WEO_KIND,
        *PROVENANCE,
    ),
    key=("state", "year", "index_name"),
    notes="To move an amount to another price year, multiply by index(target) over index(base) in "
    "the state's own currency, then convert at the target year's rate. No index of military cost "
    "was found; GDP deflators understate its growth.",
)

POPULATION = Table(
    name="economy/population",
    title="Population projection",
    one_row_is="one state's population at the end of one year",
    columns=(
        _STATE,
        Column("year", "integer", "calendar year, 31 December", "year", 2024, 2050, required=True),
        Column("low", "number", "lower end of the 80 % interval", "million", 0, 500),
        Column("central", "number", "medium variant", "million", 0, 500, required=True),
        Column("high", "number", "upper end of the 80 % interval", "million", 0, 500),
        *PROVENANCE,
    ),
    key=("state", "year"),
    notes="UN World Population Prospects 2024.",
)

_DEFENCE_YEAR = Column("year", "integer", "calendar year", "year", 2014, 2035, required=True)
_DEFINITION = Column(
    "definition",
    "choice",
    "NATO: the alliance's common definition (with pensions and some paramilitary forces); "
    "NATO_core: core defence, the basis of the 3.5 % goal, from 2026; SIPRI: military expenditure "
    "as SIPRI counts it; EDA: defence expenditure as the European Defence Agency counts it",
    choices=("NATO", "NATO_core", "SIPRI", "EDA"),
    required=True,
)
_EDITION = Column(
    "edition", "text", "year and month of publication; editions stand side by side", required=True
)
_STATUS = Column(
    "status",
    "choice",
    "whether the edition calls the figure an estimate",
    choices=("actual", "estimate"),
    required=True,
)
_USD = Column(
    "spending_usd_bn", "number", "spending at current prices and rates", "USD bn", 0, 4_000
)
_EUR = Column(
    "spending_eur_bn",
    "number",
    "spending at current prices: as published, or the USD figure at the year's average rate",
    "EUR bn",
    0,
    4_000,
)
_CONSTANT = Column(
    "spending_constant_usd_bn",
    "number",
    "spending at prices and rates of `constant_price_year`",
    "USD bn",
    0,
    4_000,
)
_PRICE_YEAR = Column(
    "constant_price_year", "integer", "price year of the constant figure", "year", 2010, 2030
)
_PCT = Column("pct_gdp", "number", "spending as a share of GDP", "% of GDP", 0, 60)

_SPENDING_COLUMNS: tuple[Column, ...] = (
    _STATE,
    _DEFENCE_YEAR,
    _DEFINITION,
    _EDITION,
    _STATUS,
    _USD,
    _EUR,
    _CONSTANT,
    _PRICE_YEAR,
    _PCT,
    Column("equipment_share_pct", "number", "equipment, with its research", "% of total", 0, 100),
    Column("personnel_share_pct", "number", "personnel, with pensions", "% of total", 0, 100),
    Column("infrastructure_share_pct", "number", "infrastructure", "% of total", 0, 100),
    Column("other_share_pct", "number", "operations, maintenance, the rest", "% of total", 0, 100),
    Column("armed_forces_thousand", "number", "military personnel", "thousand", 0, 3_000),
    *PROVENANCE,
)
_SPENDING_KEY = ("state", "year", "definition", "edition")

DEFENCE_SPENDING = Table(
    name="economy/defence_spending",
    title="Defence spending of states",
    one_row_is="one state's spending in one year, by one definition and edition",
    columns=_SPENDING_COLUMNS,
    key=_SPENDING_KEY,
    notes="Filter on definition and edition; never add across them. NATO 2024-06 is complete (31 "
    "allies, all columns); NATO 2025-08 has constant prices and shares of GDP to 2024, shares only "
    "for 2025; NATO 2026-03 has 2025 shares to one decimal; NATO_core 2026-07 is sparse.",
)

DEFENCE_SPENDING_SIPRI = Table(
    name="economy/defence_spending_sipri",
    title="Defence spending of states, SIPRI's count",
    one_row_is="one state's spending in one year, by one edition of SIPRI's figures",
    columns=_SPENDING_COLUMNS,
    key=_SPENDING_KEY,
    terms="sipri",
    twin_of="economy/defence_spending",
    notes="Another definition than NATO's: not comparable row by row.",
)

_AGGREGATE_COLUMNS: tuple[Column, ...] = (
    Column("state", "state", "the group (or state) that the total covers", required=True),
    _DEFENCE_YEAR,
    _DEFINITION,
    _EDITION,
    _STATUS,
    _USD,
    _EUR,
    _CONSTANT,
    _PRICE_YEAR,
    _PCT,
    *PROVENANCE,
)

DEFENCE_AGGREGATES = Table(
    name="economy/defence_aggregates",
    title="Published totals of defence spending",
    one_row_is="one published total of a group in one year",
    columns=_AGGREGATE_COLUMNS,
    key=_SPENDING_KEY,
    notes="For validation only: sums of states are compared with these.",
)

DEFENCE_AGGREGATES_SIPRI = Table(
    name="economy/defence_aggregates_sipri",
    title="Published totals of defence spending, SIPRI's count",
    one_row_is="one total published by SIPRI",
    columns=_AGGREGATE_COLUMNS,
    key=_SPENDING_KEY,
    terms="sipri",
    twin_of="economy/defence_aggregates",
    notes="SIPRI's total for NATO's European members leaves Turkey out; no declared group matches "
    "it, so it is not here.",
)

ARMED_FORCES = Table(
    name="economy/armed_forces",
    title="Active armed forces",
    one_row_is="one state's active military personnel in one year",
    columns=(
        _STATE,
        Column("year", "integer", "calendar year", "year", 2014, 2030, required=True),
        Column("low", "number", "lower end of a range", "thousand", 0, 3_000),
        Column("central", "number", "the figure, where one is published", "thousand", 0, 3_000),
        Column("high", "number", "upper end of a range, or a ceiling", "thousand", 0, 3_000),
        *PROVENANCE,
    ),
    key=("state", "year"),
    notes="Allies: NATO's figure for 2024; others: ranges, where only a range is published.",
)

PLEDGES = Table(
    name="economy/pledges",
    title="Announced defence spending",
    one_row_is="one announced target, plan or budget of one state for one year",
    columns=(
        _STATE,
        Column("year", "integer", "the year it is for", "year", 2025, 2045, required=True),
        Column(
            "value", "number", "the amount or share", "see column unit", 0, 5_000, required=True
        ),
        Column(
            "unit",
            "choice",
            "share of GDP, or an amount at current prices",
            choices=("pct_gdp", "eur_bn", "usd_bn", "pln_bn", "rub_tn", "uah_tn"),
            required=True,
        ),
        Column(
            "scope",
            "choice",
            "what is counted. nato_core: NATO core defence (3.5 % goal); nato_related: the wider "
            "defence- and security-related spending (1.5 % goal); nato_core_and_related: both; "
            "nato: NATO definition; national: the state's own share of GDP or defence total; "
            "budget_line: a line of the budget, narrower than the NATO definition; cumulative: a "
            "sum over several years",
            choices=(
                "nato_core",
                "nato_related",
                "nato_core_and_related",
                "nato",
                "national",
                "budget_line",
                "cumulative",
            ),
            required=True,
        ),
        Column("scope_detail", "text", "what is counted, in the source's terms", required=True),
        Column(
            "kind",
            "choice",
            "how binding it is. achieved: reported as done; budget: adopted; draft_budget: planned "
            "or requested; financial_plan: medium-term plan; programme_law: multi-year programme "
            "or law; government_decision: decided by government or parliament; forecast: official "
            "forecast; political: aim or promise; superseded: of an earlier government",
            choices=(
                "achieved",
                "budget",
                "draft_budget",
                "financial_plan",
                "programme_law",
                "government_decision",
                "forecast",
                "political",
                "superseded",
            ),
            required=True,
        ),
        Column("date_announced", "text", "date, as far as known: YYYY, YYYY-MM or YYYY-MM-DD"),
        *PROVENANCE,
    ),
    key=("state", "year", "unit", "scope_detail", "kind"),
    notes="Scopes of one state must not be added, except nato_core and nato_related.",
)

TABLES: tuple[Table, ...] = (
    MACRO,
    FISCAL,
    FX,
    PRICE_INDEX,
    POPULATION,
    BIRTHS,
    DEFENCE_SPENDING,
    DEFENCE_SPENDING_SIPRI,
    DEFENCE_AGGREGATES,
    DEFENCE_AGGREGATES_SIPRI,
    ARMED_FORCES,
    PLEDGES,
    *DEBT_TABLES,
    *FUNDING_TABLES,
)
