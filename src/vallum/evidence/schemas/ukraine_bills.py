"""Tables of the group ukraine: what it costs by year, what sectors under sanctions weigh."""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

BILLS = Table(
    name="ukraine/bills",
    title="What Ukraine's defence and budget take by year",
    one_row_is="one part of the bill of one kind in one year, as stated",
    columns=(
        Column("year", "integer", "calendar year", "year", 2022, 2040, required=True),
        Column(
            "kind",
            "choice",
            "defence: weapons, pay and supply of the forces; budget: all else that the state's "
            "revenue does not cover",
            choices=("defence", "budget"),
            required=True,
        ),
        Column(
            "item",
            "choice",
            "all: the whole need; own: Ukraine's part; partners: the part of its partners",
            choices=("all", "own", "partners"),
            required=True,
        ),
        Column(
            "counts",
            "choice",
            "whether needs are set against sources by this row; others stay for the record",
            choices=("yes", "no"),
            required=True,
        ),
        Column("why_not", "text", "why it does not count"),
        *(
            Column(
                level, "number", f"the part: {level}", "EUR bn", 0, 1_000,
                required=level == "central",
            )
            for level in ("low", "central", "high")
        ),
        *PROVENANCE,
    ),
    key=("year", "kind", "item"),
    notes="From the letter of the Commission's President of 17 November 2025, on projections of "
    "the IMF and of Ukraine that have the war end in 2026.  The budget's part is what is left "
    "after promises made by then; the defence part is before any aid of partners.",
)  # fmt: skip

SANCTION_WEIGHTS = Table(
    name="ukraine/sanction_weights",
    title="What sectors under sanctions weigh for Russia's budget",
    one_row_is="one figure on one sector in one year",
    columns=(
        Column("sector", "text", "the sector", required=True),
        Column("year", "integer", "calendar year", "year", 2014, 2040, required=True),
        Column(
            "measure",
            "choice",
            "budget_revenue: what the federal budget takes from it; budget_share: by all that it "
            "takes in",
            choices=("budget_revenue", "budget_share"),
            required=True,
        ),
        *(
            Column(
                level, "number", f"the figure: {level}", "see unit", 0, 1_000,
                required=level == "central",
            )
            for level in ("low", "central", "high")
        ),
        Column("unit", "choice", "what is counted", choices=("rub_trn", "share"), required=True),
        *PROVENANCE,
    ),
    key=("sector", "year", "measure"),
    notes="A sector that is missing has no sourced figure: metals, coal, finance, technology and "
    "transport.  What sanctions took from a sector is not told by what it still brings.",
)  # fmt: skip

TABLES = (BILLS, SANCTION_WEIGHTS)
