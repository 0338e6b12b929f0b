"""Which bank lends the cheapest euro: a design under other founders, capital and gearing.

From: a design, `vallum.finance.bank.found`.  To: `vallum fund bank --compare`, the workbench.

    cost   = present value of a euro by members' parts, own bonds = 1 (`Bank.cost_of_a_euro`)
    saving = what members save on all lending by their parts                             [EUR bn]
    carry  = paid in, over loans: what members must put up for a euro lent               [EUR]
The cheapest euro is not the most useful bank: what members save, others that stand behind it carry,
and it needs more paid in.  So all designs are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from vallum.finance.bank.design import Design
from vallum.finance.bank.found import Bank

FOUNDERS: Mapping[str, tuple[str, ...]] = {
    "all named": (),
    "EU": ("EU",),
    "EU and Britain": ("EU", "GBR"),
    "EU, Britain, Norway": ("EU", "GBR", "NOR"),
    "EU, Britain, Norway, Turkey": ("EU", "GBR", "NOR", "TUR"),
    "euro area's six largest": ("DEU", "FRA", "ITA", "ESP", "NLD", "BEL"),
    "Baltic and Nordic, Poland, Germany": (
        *("DEU", "DNK", "EST", "FIN", "LTU", "LVA", "NOR", "POL", "SWE"),
    ),
    "rated AA- or better": ("AUT", "DEU", "DNK", "EST", "FIN", "IRL", "LUX", "NLD", "NOR", "SWE"),
}
"""Founding groups; `all named`: those of the design, where they are
none of the others."""
PAID_IN = (0.1, 0.2, 0.3)
GEARING = (1.0, 1.5, 2.5)


def compare(found: Callable[[Design], Bank], design: Design) -> pl.DataFrame:
    """One row a design, cheapest euro first.  found: makes a bank of a design."""
    rows = []
    listed = set(FOUNDERS.values())
    groups = {
        name: members
        for name, members in FOUNDERS.items()
        if members or tuple(design.members) not in listed
    }
    for name, members in groups.items():
        for paid_in in PAID_IN:
            for gearing in GEARING:
                change: dict[str, Any] = {"paid_in_share": paid_in, "gearing": gearing}
                if members:
                    change |= {"members": members}
                bank = found(design.model_copy(update=change))
                table = bank.members()
                rows.append(
                    {
                        "founders": name,
                        "members": len(bank.part),
                        "paid_in_share": paid_in,
                        "gearing": gearing,
                        "rating": bank.rating,
                        "funding_rate_pct": bank.funding_rate,
                        "lending_capacity_eur_bn": bank.capacity,
                        "cost_of_a_euro": bank.cost_of_a_euro(),
                        "borrowers": table.filter(pl.col("saving_per_euro") > 0).height,
                        "saving_eur_bn": float(table["saving_eur_bn"].sum()),
                        "put_up_per_euro": paid_in / gearing,
                    }
                )
    return pl.DataFrame(rows).sort("cost_of_a_euro", "founders", "paid_in_share", "gearing")
