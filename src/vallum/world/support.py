"""Who and what stands behind a unit: its own people beyond the crews, support, overhead.

From: requirements/unit_support.  To: `vallum.finance.unit_cost`.

The split is that of the US Congressional Budget Office (The U.S. Military's Force Structure: A
Primer, 2016 and 2021): direct, what the unit itself takes; indirect (here support), units that
serve it; overhead, its share of recruiting, schools, headquarters and bases.
"""

from __future__ import annotations

from vallum.errors import Problem, UserError
from vallum.world.context import Context, zeros
from vallum.world.crews import TITLES

OWN, SUPPORT, KIT = "own_people", "support_people", "support_kit"
OF_KIND = (OWN, SUPPORT, KIT)
OVERHEAD_PEOPLE, OVERHEAD_OTHER, LEAVERS = "overhead_people", "overhead_other", "leavers"
OF_ALL = (OVERHEAD_PEOPLE, OVERHEAD_OTHER, LEAVERS)
STAFF = "staff"
ALL = "all"


def build_support(context: Context) -> None:
    """Add unit_support (kind, ratio), unit_overhead (overhead) and unit_staff (category).

    Raises UserError where the table leaves out a figure of a kind, or staff take the support of a
    kind that is none.
    """
    rows = {
        (row["kind"], row["figure"]): (row, fact)
        for row, fact in context.facts("requirements/unit_support", "central")
    }

    def value(kind: str, figure: str) -> float:
        if (kind, figure) not in rows:
            told = f"requirements/unit_support needs a row for the {figure} of '{kind}'"
            raise UserError(Problem(told, field="figure"))
        row, _ = rows[kind, figure]
        name = f"unit_support|{kind} / {figure}"
        return context.drawn(name, row["low"], row["central"], row["high"])

    ratios = zeros(kind=list(TITLES), ratio=list(OF_KIND))
    for kind in TITLES:
        for figure in OF_KIND:
            ratios[kind, figure] = value(kind, figure)
            context.ledger.record("unit_support", (kind, figure), rows[kind, figure][1])
    meaning = "people and equipment of a unit and of those that serve it"
    context.add("unit_support", ratios, "share, see table", meaning)
    overhead = zeros(overhead=list(OF_ALL))
    for figure in OF_ALL:
        overhead[figure] = value(ALL, figure)
        context.ledger.record("unit_overhead", (figure,), rows[ALL, figure][1])
    context.add("unit_overhead", overhead, "share, see table", "a unit's share of overhead")
    staffed = [kind for kind, figure in rows if figure == STAFF]
    staff = zeros(category=staffed)
    kinds = []
    for category in staffed:
        row, fact = rows[category, STAFF]
        if row["as_kind"] not in TITLES:
            told = f"staff take the support of one of {', '.join(TITLES)}, not '{row['as_kind']}'"
            raise UserError(Problem(told, row["_file"], row["_line"], "as_kind"))
        staff[category] = value(category, STAFF)
        kinds.append(row["as_kind"])
        context.ledger.record("unit_staff", (category,), fact)
    labelled = staff.labelled().assign_coords(staff_kind=("category", kinds))
    context.add("unit_staff", labelled, "persons a unit", "people of a unit that has no crews")
