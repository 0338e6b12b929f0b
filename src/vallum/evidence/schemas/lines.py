"""Tables of the group industry on production lines: announced output, exports, licences."""

from __future__ import annotations

from dataclasses import replace

from vallum.evidence.schema import PROVENANCE, Column, Table

_SYSTEM = Column("system", "text", "system of industry/orderable whose line it is", required=True)


def _three(prefix: str, meaning: str, unit: str, *, maximum: float | None = None) -> list[Column]:
    return [
        Column(
            f"{prefix}_{level}",
            "number",
            f"{meaning}: {level}",
            unit,
            0,
            maximum,
            required=level == "central" and maximum is None,
        )
        for level in ("low", "central", "high")
    ]


RAMPS = Table(
    name="industry/ramps",
    title="What lines are to make",
    one_row_is="one output that a line is to reach by the end of one year",
    columns=(
        _SYSTEM,
        Column("year", "integer", "year by which it is reached", "year", 2026, 2045, required=True),
        *_three("rate", "units that the line then makes a year, for all customers", "units a year"),
        Column(
            "status",
            "choice",
            "announced: by the maker or the buyer, a plan; reported: reached already, by others' "
            "account",
            choices=("announced", "reported"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("system", "year"),
    notes="Rates are on the basis of rate_central in industry/orderable: the whole line, or the "
    "part of it that industry/export_basis names. How much of an announced rise comes true is the "
    "parameter announced_kept.",
)

_COMMITMENTS = Table(
    name="industry/export_commitments",
    title="What lines are to make for customers abroad",
    one_row_is="one customer's units of one system over a span of years",
    columns=(
        _SYSTEM,
        Column("customer", "state", "state that gets them", required=True),
        Column("from_year", "integer", "first year of delivery", "year", 2015, 2045, required=True),
        Column("to_year", "integer", "last year of delivery", "year", 2015, 2045, required=True),
        Column("units", "number", "units over these years", "units", 0, required=True),
        Column(
            "status",
            "choice",
            "signed: still to come when the span begins; delivered: what came in past years",
            choices=("signed", "delivered"),
            required=True,
        ),
        *PROVENANCE,
    ),
    key=("system", "customer", "from_year", "to_year", "status"),
    notes="Signed units count as exports where the customer is not a member of the coalition, "
    "evenly over their years.  Orders of European states stand in forces/orders, and not here.",
)

COMMITMENTS_SIPRI = replace(
    _COMMITMENTS,
    name="industry/export_commitments_sipri",
    title="What lines make for customers abroad, rows that rest on SIPRI",
    terms="sipri",
    twin_of="industry/export_commitments",
    notes="SIPRI's register counts deliveries of major weapons that it has identified: a lower "
    "bound for drones and missiles.",
)

EXPORT_BASIS = Table(
    name="industry/export_basis",
    title="How a line's exports are reckoned",
    one_row_is="one line of which more is known than the share that stands for all others",
    columns=(
        _SYSTEM,
        Column(
            "basis",
            "choice",
            "backlog: signed orders abroad are known up to known_to, and what is not signed until "
            "then is free; pace: deliveries abroad of the last years go on; share: a share of its "
            "own; europe: the rate counts only what the line makes for Europe",
            choices=("backlog", "pace", "share", "europe"),
            required=True,
        ),
        Column("known_to", "integer", "last year of a known backlog", "year", 2025, 2045),
        *_three("share", "part of the output that is sold abroad", "share", maximum=1),
        *PROVENANCE,
    ),
    key=("system",),
    notes="After known_to, and for lines that do not stand here, the parameter export_share holds.",
)

LICENCES = Table(
    name="industry/licences",
    title="Production under licence, and second lines abroad",
    one_row_is="one system that one other state makes, or could make",
    columns=(
        _SYSTEM,
        Column("state", "state", "state in which the second line stands", required=True),
        Column(
            "status",
            "choice",
            "agreed: contract or joint firm; possible: named by maker or state, not agreed",
            choices=("agreed", "possible"),
            required=True,
        ),
        Column(
            "adds",
            "choice",
            "yes: on top of the rate of the line; no: a part of it",
            choices=("yes", "no"),
            required=True,
        ),
        Column("from_year", "integer", "first year of output", "year", 2015, 2045),
        Column("rate_low", "number", "units a year: low", "units a year", 0),
        Column("rate_central", "number", "units a year: central", "units a year", 0),
        Column("rate_high", "number", "units a year: high", "units a year", 0),
        *PROVENANCE,
    ),
    key=("system", "state"),
    notes="Agreed lines that add count from their year on.  A plan may buy more capacity under "
    "licence for any system that stands here: its maker has shown that it shares the work.",
)

LINE_TABLES: tuple[Table, ...] = (RAMPS, _COMMITMENTS, COMMITMENTS_SIPRI, EXPORT_BASIS, LICENCES)
