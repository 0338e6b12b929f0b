"""Tables on what the EU can do with assets and sanctions: terms of loans, ways past a veto."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

LOAN_TERMS = Table(
    name="ukraine/loan_terms",
    title="Terms of the loans for Ukraine",
    one_row_is="one term of one loan, for all years or from one year on",
    columns=(
        Column(
            "loan",
            "choice",
            "era: the G7's loans on the income of frozen assets; eu_loan: the EU's EUR 90 bn; "
            "reparations_loan: the Commission's proposal of December 2025",
            choices=("era", "eu_loan", "reparations_loan"),
            required=True,
        ),
        Column(
            "item",
            "choice",
            "drawn: paid out in that year; interest: paid in that year, the last row goes on; "
            "interest_rate: a year on what is owed; longest_term: years until it is repaid",
            choices=("drawn", "interest", "interest_rate", "longest_term"),
            required=True,
        ),
        Column("year", "integer", "year it begins with; empty: all", "year", 2022, 2060),
        *(
            Column(level, "number", f"the figure: {level}", "see column unit", 0, 1_000)
            for level in ("low", "central", "high")
        ),
        Column("unit", "choice", "unit", choices=("eur_bn", "pct", "years"), required=True),
        *PROVENANCE,
    ),
    key=("loan", "item", "year"),
    notes="Principal sums stand in `ukraine/frozen_assets`.",
)

SANCTION_FALLBACKS = Table(
    name="ukraine/sanction_fallbacks",
    title="What is left of sanctions if one state vetoes",
    one_row_is="one way to keep a part of a regime without a unanimous renewal",
    columns=(
        Column("fallback", "text", "short name", required=True),
        Column("title", "text", "what it is", required=True),
        Column("regimes", "text", "regimes of the EU it can stand in for, joined by ;"),
        Column(
            "rule",
            "choice",
            "how it is decided",
            choices=("unanimity", "qualified_majority", "national_regulation"),
            required=True,
        ),
        Column("keeps", "text", "what it keeps", required=True),
        Column("loses", "text", "what it does not keep", required=True),
        Column("precedent", "text", "where it was used"),
        *PROVENANCE,
    ),
    key=("fallback",),
    notes="Our reading of the treaties; `verified` speaks of the precedent.",
)

TABLES: tuple[Table, ...] = (LOAN_TERMS, SANCTION_FALLBACKS)
