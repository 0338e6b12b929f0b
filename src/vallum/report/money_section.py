"""The report's section on money: what pays for the plan, what more of it is worth, who owes what.

From: frames `plan_draws`, `plan_instruments`, `plan_debt` of a run whose scenario names
instruments.  To: the report.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from vallum.report.figure import Figure
from vallum.report.material import Material
from vallum.report.money_charts import funding_by_year
from vallum.report.tables import NOTHING, Table

FRAMES = ("plan_draws", "plan_instruments", "plan_debt")


def there(material: Material) -> bool:
    """Whether the run's plan chose instruments."""
    return all(name in material.frames for name in FRAMES)


def section(material: Material) -> dict[str, Any] | None:
    """What the section says beside its figure."""
    if not there(material):
        return None
    debt = material.frames["plan_debt"]
    return {
        "instruments": instruments(material),
        "states": states(material),
        "excess": f"{debt['excess_eur_bn'].sum():,.0f}",
        "service": f"{debt['service_eur_bn'].sum():,.1f}",
    }


def figure(material: Material) -> Figure:
    titles = dict(material.frames["plan_instruments"].select("instrument", "title").iter_rows())
    return funding_by_year(
        material.frames["plan_draws"],
        titles,
        f"{material.credit}; instruments as the plan uses them.",
    )


def instruments(material: Material) -> Table:
    """A row an instrument: drawn, ceiling, what one more EUR bn of it takes off."""
    found = material.frames["plan_instruments"].sort("drawn_current_eur_bn", descending=True)
    return Table(
        label="Instruments: drawn, ceiling, and what more of each is worth",
        headers=("Instrument", "Drawn [EUR bn]", "Ceiling [EUR bn]", "Points per EUR bn more"),
        rows=tuple(
            (
                row["title"],
                f"{row['drawn_current_eur_bn']:,.1f}",
                NOTHING if row["ceiling_eur_bn"] is None else f"{row['ceiling_eur_bn']:,.1f}",
                NOTHING if row["points_per_eur_bn"] is None else f"{row['points_per_eur_bn']:.4f}",
            )
            for row in found.iter_rows(named=True)
        ),
        numeric=(False, True, True, True),
    )


def states(material: Material) -> Table:
    """A row a state: from its own budget, from joint instruments, beyond the rule, debt added."""
    draws = material.frames["plan_draws"]
    own = pl.col("instrument").is_in(["national_budget", "escape_clause"])
    paid = draws.group_by("state").agg(
        own=pl.col("draw_current_eur_bn").filter(own).sum(),
        joint=pl.col("draw_current_eur_bn").filter(~own).sum(),
    )
    debt = (
        material.frames["plan_debt"]
        .group_by("state")
        .agg(
            excess=pl.col("excess_eur_bn").sum(),
            service=pl.col("service_eur_bn").sum(),
            added=pl.col("added_debt_eur_bn").sort_by("year").last(),
        )
    )
    whole = paid.join(debt, on="state").sort(["own", "state"], descending=[True, False])
    return Table(
        label="Who pays: own budget, joint instruments, service, beyond the rule, debt",
        headers=("State", "Own budget", "Joint", "Service of loans", "Beyond 3 %", "Debt added"),
        rows=tuple(
            (material.state_names.get(row["state"], row["state"]), *(f"{row[name]:,.1f}" for name in
                             ("own", "joint", "service", "excess", "added")))
            for row in whole.iter_rows(named=True)
        ),
        numeric=(False, *(True,) * 5),
    )  # fmt: skip
