"""Columns that our tables work out from other columns, kept in step with a changed figure.

To: proposing rows.  Each rule gives the derived figures of a row whose other figures changed.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from vallum.evidence.changes import Value
from vallum.evidence.load import Evidence
from vallum.evidence.refresh.files import Figure

Rule = Callable[[dict[str, Value], set[str], Evidence], dict[str, Figure]]


def _outputs(row: dict[str, Value], changed: set[str], facts: Evidence) -> dict[str, Figure]:
    """Output in EUR and in USD go by one rate a year, the same for all states (economy/macro)."""
    rate = _usd_per_eur(facts, row["year"])
    eur, usd = row["gdp_eur_bn"], row["gdp_usd_bn"]
    if rate is None or {"gdp_eur_bn", "gdp_usd_bn"} <= changed:
        return {}
    if "gdp_eur_bn" in changed and isinstance(eur, float):
        return {"gdp_usd_bn": Figure(eur * rate, 1e-3)}
    if "gdp_usd_bn" in changed and isinstance(usd, float):
        return {"gdp_eur_bn": Figure(usd / rate, 1e-3)}
    return {}


def _spending(row: dict[str, Value], changed: set[str], facts: Evidence) -> dict[str, Figure]:
    """Spending in EUR is the USD figure at the year's average rate (economy/defence_spending)."""
    usd = row["spending_usd_bn"]
    if "spending_usd_bn" not in changed or not isinstance(usd, float):
        return {}
    rates = facts.table("economy/fx").filter(state="EA", year=row["year"], kind="average")
    rate = rates["lcu_per_usd"].drop_nulls()
    return {"spending_eur_bn": Figure(usd * rate[0], 1e-4)} if rate.len() else {}


def _usd_per_eur(facts: Evidence, year: Value) -> float | None:
    """The rate between the two columns of economy/macro in one year, from its largest output."""
    both = (
        facts.table("economy/macro")
        .filter(pl.col("year") == year, pl.col("gdp_eur_bn") > 0, pl.col("gdp_usd_bn") > 0)
        .sort("gdp_eur_bn", "state", descending=True)
    )
    return both["gdp_usd_bn"][0] / both["gdp_eur_bn"][0] if both.height else None


DERIVED: dict[str, Rule] = {"economy/macro": _outputs, "economy/defence_spending": _spending}
"""Table -> the rule of its derived columns."""
