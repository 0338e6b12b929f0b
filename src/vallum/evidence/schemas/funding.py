"""Tables of the group economy on who lends to whom: instruments, limits by state, keys, rates."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

_STATE = Column("state", "state", "the state", required=True)


def _eur_bn(name: str, meaning: str, most: float = 5_000) -> Column:
    return Column(name, "number", meaning, "EUR bn", 0, most)


def _yes_no(name: str, meaning: str) -> Column:
    return Column(name, "choice", meaning, choices=("yes", "no"), required=True)


INSTRUMENTS = Table(
    name="economy/instruments",
    title="Instruments that pay for defence",
    one_row_is="one instrument: who may draw how much when, on which terms, and who repays",
    columns=(
        Column("instrument", "text", "short name", required=True),
        Column("title", "text", "name", required=True),
        Column(
            "status",
            "choice",
            "whether it exists in law",
            choices=("in_force", "proposed"),
            required=True,
        ),
        _eur_bn("ceiling_eur_bn", "most that may be drawn in all, current prices; empty: none"),
        Column(
            "ceiling_pct_gdp",
            "number",
            "most that a state may draw in a year; empty: no such limit",
            "% of GDP",
            0,
            100,
        ),
        Column("first_year", "integer", "first year of its window", "year", 2014, 2100),
        Column("last_year", "integer", "last year in which it may be drawn", "year", 2014, 2100),
        Column("pays_from", "integer", "first year in which money can flow", "year", 2014, 2100),
        Column(
            "members",
            "text",
            "who may draw: ISO codes and groups of memberships joined by ;, ALL, or CLAUSE, SAFE, "
            "DSRB, MDM for those that activated, were allocated, confirmed or founded it",
            required=True,
        ),
        Column(
            "serves",
            "choice",
            "what it may pay: any cost of a plan, enablers alone, mobility, research or Ukraine",
            choices=("plan", "enablers", "mobility", "research", "ukraine"),
            required=True,
        ),
        Column("content_min_share", "number", "least European content of an order", "share", 0, 1),
        _yes_no("joint_only", "whether it pays joint orders alone"),
        Column(
            "form",
            "choice",
            "loan; grant; bank: a loan of a bank of its own; clause: a permission to borrow",
            choices=("loan", "grant", "bank", "clause"),
            required=True,
        ),
        Column("maturity_years", "integer", "years to the last repayment", "years", 1, 100),
        Column("grace_years", "integer", "years before the first repayment", "years", 0, 100),
        Column(
            "reference",
            "choice",
            "whose ten-year rate: the state's own, the Union's, the bank's, or no interest",
            choices=("own", "EU", "bank", "none"),
            required=True,
        ),
        Column("spread_points", "number", "above the reference", "percentage points", -5, 20),
        Column(
            "repaid_by",
            "choice",
            "the state that drew, all members by the key, the Union's budget, or Ukraine's assets",
            choices=("state", "key", "members", "budget", "assets", "reparations"),
            required=True,
        ),
        Column("guarantor", "text", "who stands behind it"),
        Column("guarantee_key", "text", "key of economy/burden_keys, or gdp; a group: by its GDP"),
        _yes_no("counts_debt", "whether a draw counts as the state's debt"),
        _yes_no("counts_deficit", "whether it counts as deficit under the fiscal rules"),
        Column("routes", "text", "routes of governance/routes that can adopt it, joined by ;"),
        *PROVENANCE,
    ),
    key=("instrument",),
    notes="Ceilings of SAFE by state are in economy/safe_loans, of the clause in "
    "economy/escape_clause.",
)

SAFE_LOANS = Table(
    name="economy/safe_loans",
    title="SAFE loans by state",
    one_row_is="one borrower: what it was allocated in September 2025 and granted since",
    columns=(
        _STATE,
        _eur_bn("tentative_allocation_eur_bn", "allocated in September 2025", 150),
        _eur_bn("council_max_loan_eur_bn", "decided by the Council; empty: not seen", 150),
        _eur_bn("prefinancing_eur_bn", "first payment; empty: not seen", 150),
        Column("council_decision_date", "text", "date of the decision"),
        Column("loan_agreement_date", "text", "date of the agreement"),
        *PROVENANCE,
    ),
    key=("state",),
)

ESCAPE_CLAUSE = Table(
    name="economy/escape_clause",
    title="National escape clause by state",
    one_row_is="one member: whether it asked for the clause, and has it",
    columns=(
        _STATE,
        _yes_no("requested", "whether it asked"),
        Column("request_announced", "text", "when that was announced"),
        _yes_no("activated", "whether the Council activated it"),
        Column("activation_date", "text", "when"),
        Column("max_deviation_pct_gdp", "number", "most that is left out", "% of GDP", 0, 5),
        Column("first_year", "integer", "first year", "year", 2025, 2040),
        Column("last_year", "integer", "last year", "year", 2025, 2040),
        *PROVENANCE,
    ),
    key=("state",),
)

BURDEN_KEYS = Table(
    name="economy/burden_keys",
    title="Keys by which states share burdens",
    one_row_is="one state's part in one published key",
    columns=(
        Column("key", "text", "the key", required=True),
        _STATE,
        Column("value", "number", "the part, or the capital behind it", None, 0, 1_000),
        Column("unit", "choice", "percent or EUR bn", choices=("percent", "eur_bn")),
        Column("as_of", "text", "date of the key"),
        *PROVENANCE,
    ),
    key=("key", "state"),
)

SOVEREIGN_RATINGS = Table(
    name="economy/sovereign_ratings",
    title="Ratings of states and of European lenders",
    one_row_is="one rating by one agency at one date",
    columns=(
        Column("issuer", "text", "ISO code, or EU, EIB, ESM", required=True),
        Column("agency", "choice", "agency", choices=("S&P", "Moody's", "Fitch"), required=True),
        Column("rating", "text", "long-term rating in the agency's letters", required=True),
        Column("outlook", "text", "outlook"),
        Column("as_of", "text", "date", required=True),
        *PROVENANCE,
    ),
    key=("issuer", "agency", "as_of"),
)

BOND_YIELDS = Table(
    name="economy/bond_yields",
    title="Yields of government bonds and of the Union",
    one_row_is="one quote of one issuer at one date",
    columns=(
        Column("issuer", "text", "ISO code, or EU", required=True),
        Column("tenor", "text", "term; 10y10y: ten years from now for ten years", required=True),
        Column("yield_pct", "number", "yield", "%", -5, 60, required=True),
        Column("date", "text", "date or period", required=True),
        Column("kind", "text", "average, spot, forward or syndication", required=True),
        Column("spread_bund_bp", "number", "above the German bond", "basis points", -500, 3_000),
        Column("spread_oat_bp", "number", "above the French bond", "basis points", -500, 3_000),
        Column("spread_mid_swap_bp", "number", "above swaps", "basis points", -500, 3_000),
        *PROVENANCE,
    ),
    key=("issuer", "tenor", "kind", "date"),
)

FUNDING_TABLES: tuple[Table, ...] = (
    INSTRUMENTS,
    SAFE_LOANS,
    ESCAPE_CLAUSE,
    BURDEN_KEYS,
    SOVEREIGN_RATINGS,
    BOND_YIELDS,
)
