"""Tables on published studies: sets of needs, what a study says, and what it assumes.

They belong to the group requirements.  A set of needs says which published lists make one main
need and how they are read; the scoreboard sets a study's figures beside ours.
"""

from __future__ import annotations

from vallum.evidence.schema import PROVENANCE, Column, Table

READINGS = ("without_us", "with_us")
KINDS = ("fact", "field", "choice")
STUDY, FIGURE = "the study: name of its shipped scenario", "the figure"

NEED_SETS = Table(
    name="requirements/need_sets",
    title="Sets of needs: which lists make a main need",
    one_row_is="one set that a scenario may name as `need.set`",
    columns=(
        Column("set", "text", "its name, a contingency as well", required=True),
        Column(
            "contingencies",
            "text",
            "rows of requirements/needs filed under these contingencies count, joined by ;",
            required=True,
        ),
        Column("lists", "text", "only these lists count, joined by ;; empty: all of them"),
        Column(
            "reading",
            "choice",
            "without_us: what the United States leaves comes on top of what Europe counts on, or "
            "the alliance's total if that is larger, and Europe meets it alone; with_us: the "
            "alliance's total comes first, and the American part counts",
            choices=READINGS,
            required=True,
        ),
        Column(
            "sized",
            "choice",
            "whether sizing rules add what no list names",
            choices=("yes", "no"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("set",),
)

STUDY_FIGURES = Table(
    name="requirements/study_figures",
    title="Figures that published studies state",
    one_row_is="one figure of one study, which the scoreboard sets beside ours",
    columns=(
        Column("study", "text", STUDY, required=True),
        Column("figure", "text", FIGURE, required=True),
        Column("measure", "text", "how it is worked out here", required=True),
        Column("item", "text", "category or element that it is about"),
        Column("unit", "text", "unit, as printed", required=True),
        *(Column(end, "number", f"{end} figure, as printed") for end in ("low", "central", "high")),
        Column("price_year", "integer", "price year of money", minimum=1990, maximum=2026),
        Column("currency", "choice", "currency of money", choices=("EUR", "USD")),
        Column(
            "independent",
            "choice",
            "no: one of our own parameters was taken from this figure, so that it proves nothing",
            choices=("yes", "no"),
            required=True,
        ),
        Column("covers", "text", "what the figure covers", required=True),
        *PROVENANCE,
    ),
    key=("study", "figure"),
    notes="Figures are as printed; a figure counts as met within half of its second digit.",
)

STUDY_ASSUMPTIONS = Table(
    name="requirements/study_assumptions",
    title="What may set a study's figure apart from ours",
    one_row_is="one assumption that the scoreboard changes, alone, to see what it explains",
    columns=(
        Column("study", "text", STUDY, required=True),
        Column("figure", "text", FIGURE, required=True),
        Column("assumption", "text", "in words, as it is printed", required=True),
        Column(
            "kind",
            "choice",
            "fact: an uncertain figure of the evidence takes another value; field: a field of the "
            "scenario does; choice: the figure is worked out in another way",
            choices=KINDS,
            required=True,
        ),
        Column("name", "text", "which fact, field or choice", required=True),
        Column("value", "text", "the value it takes", required=True),
        *PROVENANCE,
    ),
    key=("study", "figure", "assumption"),
)

STUDY_TABLES: tuple[Table, ...] = (NEED_SETS, STUDY_FIGURES, STUDY_ASSUMPTIONS)
